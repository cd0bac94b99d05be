let require_rolldown_runtime;
let require_pack;
const require_options = require("./options.js");
let require_transport;
let require_remove_tree;
let require_copy_all;
let require_spec;
const require_backup_options = require("./backup-options.js");
const require_run = require("./run.js");
let require_usingCtx;
let node_path;
let node_fs;
let node_fs_promises;

// src/commands/backup.ts
const backup = require_options.defineCommand({
	name: "backup",
	summary: "write the tags of a repository to a directory or tar",
	description: "Copies all tags of <source>, or those that are named, with their referrers and signatures to an image layout: a directory, or a tar archive if the path ends with .tar. \"restore\" copies them to a registry.",
	examples: [{
		comment: "Back up a repository",
		line: "backup ghcr.io/acme/app -o app.tar"
	}, {
		comment: "Add two tags to a directory",
		line: "backup ghcr.io/acme/app --tag v1 --tag v2 -o ./app"
	}],
	options: {
		source: require_run.option({
			type: require_options.location(),
			positional: "source",
			required: "write registry/repository, or registry/repository:tag for one tag",
			description: "Repository: `registry/repository`, or an image layout. With a tag, only this tag."
		}),
		output: require_run.option({
			type: require_options.visiblePath,
			short: "o",
			required: "give the path of a directory, or of a file that ends with .tar",
			description: "Directory of the image layout, which may have other tags; or the path of a tar archive, which is replaced."
		}),
		...require_backup_options.backupOptions,
		...require_options.registryReadOptions
	},
	outputs: require_backup_options.backupOutputs,
	failure: { placeInput: "source" },
	async run(inputs, context) {
		try {
			var _usingCtx$1 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
			const { label, signal } = context;
			const { source, output, concurrency } = inputs;
			const path = (0, (node_path ??= require("node:path")).resolve)(output);
			const isArchive = path.endsWith(".tar");
			if (isArchive && await (require_transport ??= require("./transport.js")).kindOf(path) === "directory") throw (require_spec ??= require("./spec.js")).inputError(label("output"), output, "is a directory, but the name is that of an archive; choose another name");
			const access = await require_options.registryAccess(inputs, label);
			context.describeFailure(() => ({
				...require_options.locationContext("source", source),
				directoryInput: "output",
				outputInput: "output",
				plainHttp: access.plainHttp
			}));
			const staging = _usingCtx$1.a(isArchive ? await stagingBeside(path) : void 0);
			if (staging !== void 0) context.onForcedExit(staging.removeNow);
			const layout = {
				kind: "layout",
				path: staging?.layout ?? path
			};
			const copies = await (require_copy_all ??= require("./copy-all.js")).copyAll({
				...require_backup_options.itemsOf(source, layout, source, inputs.tags, label),
				recursive: inputs.referrers,
				concurrency,
				from: require_options.connectionOptions(access, context),
				...require_backup_options.copyEvents(context, true)
			});
			if (staging !== void 0) await writeArchive(staging.layout, path, signal);
			const shown = (require_spec ??= require("./spec.js")).printable(path, 300);
			const inArchive = (reference) => reference.replace(staging?.layout ?? path, path);
			return {
				result: {
					copies,
					references: copies.map(({ reference }) => inArchive(reference))
				},
				lines: [`backed up ${require_backup_options.copiesText(copies)} of ${(require_spec ??= require("./spec.js")).printable((require_spec ??= require("./spec.js")).formatLocation(source), 300)} to ${shown}`]
			};
		} catch (_) {
			_usingCtx$1.e = _;
		} finally {
			await _usingCtx$1.d();
		}
	}
});
async function stagingBeside(archive) {
	try {
		await (0, (node_fs_promises ??= require("node:fs/promises")).mkdir)((0, (node_path ??= require("node:path")).dirname)(archive), { recursive: true });
		const path = await (0, (node_fs_promises ??= require("node:fs/promises")).mkdtemp)((0, (node_path ??= require("node:path")).join)((0, (node_path ??= require("node:path")).dirname)(archive), `.${(0, (node_path ??= require("node:path")).basename)(archive)}.`));
		return {
			layout: (0, (node_path ??= require("node:path")).join)(path, "layout"),
			removeNow: () => {
				(0, (node_fs ??= require("node:fs")).rmSync)(path, {
					recursive: true,
					force: true
				});
			},
			[Symbol.asyncDispose]: () => (require_remove_tree ??= require("./remove-tree.js")).removeTree(path)
		};
	} catch (error) {
		throw require_options.fileSystemError(error, `create a temporary directory beside ${archive}`);
	}
}
async function writeArchive(layout, path, signal) {
	try {
		var _usingCtx3 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
		const file = _usingCtx3.a(await (require_transport ??= require("./transport.js")).PendingFile.create((0, (node_path ??= require("node:path")).dirname)(path), path, `.${(0, (node_path ??= require("node:path")).basename)(path)}`));
		const { content } = (require_pack ??= require("./pack.js")).packLayer({
			sourceDir: layout,
			compression: "none",
			modes: "normalize",
			signal
		});
		for await (const chunk of content) await file.write(chunk);
		await file.commit(path);
	} catch (_) {
		_usingCtx3.e = _;
	} finally {
		await _usingCtx3.d();
	}
}

exports.backup = backup;