let require_rolldown_runtime;
let require_copy_all;
let require_spec;
let require_companions;
const require_backup_options = require("./backup-options.js");
const require_options = require("./options.js");
const require_run = require("./run.js");

// src/commands/restore.ts
const restore = require_options.defineCommand({
	name: "restore",
	summary: "copy the tags of a directory or tar to a repository",
	description: "Copies all tags of an image layout, or those that are named, with their referrers and signatures to <target>. The layout is a directory or a tar archive, as \"backup\", oras, skopeo and docker buildx write it.",
	examples: [{
		comment: "Restore a repository",
		line: "restore ghcr.io/acme/app -i app.tar"
	}, {
		comment: "Restore one tag",
		line: "restore ghcr.io/acme/app:v1 -i ./app"
	}],
	options: {
		target: require_run.option({
			type: require_options.location(),
			positional: "target",
			required: "write registry/repository, or registry/repository:tag for one tag",
			description: "Repository: `registry/repository`. With a tag, only this tag is copied."
		}),
		input: require_run.option({
			type: require_options.visiblePath,
			short: "i",
			required: "give the path of an image layout, or of a tar archive of one",
			description: "Directory of the image layout, or path of a tar archive of one."
		}),
		...require_backup_options.backupOptions,
		...require_options.registryWriteOptions
	},
	outputs: require_backup_options.backupOutputs,
	failure: {
		placeInput: "target",
		directoryInput: "input"
	},
	async run(inputs, context) {
		const { label } = context;
		const { target, input, concurrency } = inputs;
		const access = await require_options.registryAccess(inputs, label);
		context.describeFailure((error) => ({
			...require_options.locationContext("target", target),
			...isSourceError(error) ? { placeInput: "input" } : {},
			directoryInput: "input",
			plainHttp: access.plainHttp
		}));
		const copies = await (require_copy_all ??= require("./copy-all.js")).copyAll({
			...require_backup_options.itemsOf({
				kind: "layout",
				path: input
			}, target, target, inputs.tags, label),
			recursive: inputs.referrers,
			concurrency,
			to: require_options.connectionOptions(access, context),
			...require_backup_options.copyEvents(context)
		});
		return {
			result: {
				copies,
				references: copies.map(({ reference }) => reference)
			},
			lines: [`restored ${require_backup_options.copiesText(copies)} from ${(require_spec ??= require("./spec.js")).printable(input, 300)} to ${(require_spec ??= require("./spec.js")).formatLocation((require_spec ??= require("./spec.js")).repositoryOf(target))}`]
		};
	}
});
function isSourceError(error) {
	const inner = error instanceof (require_copy_all ??= require("./copy-all.js")).CopyAllError ? error.cause : error;
	return inner instanceof (require_companions ??= require("./companions.js")).CopyError && inner.origin === "source";
}

exports.restore = restore;