let require_rolldown_runtime;
let require_spec;
const require_options = require("./options.js");
const require_run = require("./run.js");
const require_repository_command = require("./repository-command.js");

// src/commands/delete.ts
const outputs = {
	deleted: require_run.output(require_run.lineOutput, "The reference.", (result) => result.name),
	kind: require_run.output(require_run.lineOutput, "`tag` or `manifest`.", (result) => result.kind)
};
const deleteCommand = require_options.defineCommand({
	name: "delete",
	summary: "delete a tag, or a manifest by its digest",
	description: "Deletes only the tag if <reference> has a tag; deletes the manifest with all its tags if it has a digest.",
	examples: [{
		comment: "Delete a tag",
		line: "delete ghcr.io/acme/bundle:old"
	}],
	options: require_repository_command.referenceOptions,
	outputs,
	failure: { placeInput: "reference" },
	run: (inputs, context) => require_repository_command.withReference(inputs, context, "write", async (opened) => {
		const name = (require_spec ??= require("./spec.js")).formatLocation(opened.reference);
		const kind = await remove(opened, name, context.label);
		return {
			result: {
				name,
				kind
			},
			lines: [`deleted the ${kind} ${name}`]
		};
	})
});
async function remove({ reference, repository, call }, name, label) {
	const { tag, digest } = reference;
	const subject = label("reference");
	if (tag !== void 0 && digest !== void 0) throw (require_spec ??= require("./spec.js")).inputError(subject, name, "has a tag and a digest; give the tag to delete only the tag, or the digest to delete the manifest with all its tags");
	if (digest !== void 0) {
		await repository.delete(await repository.resolve(digest, call), call);
		return "manifest";
	}
	if (tag === void 0) throw (require_spec ??= require("./spec.js")).inputError(subject, name, "names a whole repository; add a tag or a digest");
	try {
		await repository.untag(tag, call);
	} catch (error) {
		if (!(require_spec ??= require("./spec.js")).isOciError(error, "UNSUPPORTED")) throw error;
		throw new (require_spec ??= require("./spec.js")).OciError("UNSUPPORTED", `${error.message}; a registry that cannot delete only a tag deletes a manifest by its digest, with all its tags`, {
			cause: error,
			status: error.status
		});
	}
	return "tag";
}

exports.deleteCommand = deleteCommand;