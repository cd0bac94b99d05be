let require_rolldown_runtime;
let require_layout;
const require_run = require("./run.js");
let require_spec;
const require_options = require("./options.js");
const require_repository_command = require("./repository-command.js");

// src/commands/tags.ts
const outputs = {
	name: require_run.output(require_run.lineOutput, "The repository.", (result) => result.name),
	tags: require_run.output(require_run.jsonOutput, "Its tags.", (result) => result.tags)
};
const tags = require_options.defineCommand({
	name: "tags",
	summary: "list the tags of a repository",
	description: "Lists the tags of a repository, one per line.",
	examples: [{
		comment: "List all tags",
		line: "tags ghcr.io/acme/bundle"
	}],
	options: require_repository_command.referenceOptions,
	outputs,
	failure: { placeInput: "reference" },
	run: (inputs, context) => require_repository_command.withReference(inputs, context, "read", async ({ reference, repository, call }) => {
		const name = (require_spec ??= require("./spec.js")).formatLocation(reference);
		if (reference.tag !== void 0 || reference.digest !== void 0) throw (require_spec ??= require("./spec.js")).inputError(context.label("reference"), name, "names one manifest; give only the repository");
		if (inputs.json || inputs.print !== void 0) return {
			result: {
				name,
				tags: await Array.fromAsync(repository.tags(call))
			},
			lines: []
		};
		for await (const each of repository.tags(call)) context.print((require_spec ??= require("./spec.js")).printable(each));
		if (repository instanceof (require_layout ??= require("./layout.js")).LayoutRepository) reportUnnamed(await repository.manifests(call), name, context);
		return {
			result: {
				name,
				tags: []
			},
			lines: []
		};
	})
});
const maxShown = 10;
function reportUnnamed(manifests, name, { log }) {
	const digests = manifests.filter(({ names }) => names.length === 0).map(({ descriptor }) => descriptor.digest);
	if (digests.length === 0) return;
	const more = digests.length > maxShown ? ", \u2026" : "";
	log.notice(`${require_run.formatNumber(digests.length, "manifest")} of ${name} without a name; use the digest, as in ${name}@\u2026: ` + digests.slice(0, maxShown).join(", ") + more);
}

exports.tags = tags;