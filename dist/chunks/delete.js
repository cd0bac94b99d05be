import { i as formatLocation } from "./output-target.js";
import { i as inputError, o as isOciError, t as OciError } from "./error.js";
import { n as flagOf, t as cliLabel } from "./options.js";
import { t as withReference } from "./resolve-reference.js";

// src/cli/delete.ts
const deleteCommand = (args, context) => withReference({
	name: "delete",
	writes: true
}, args, context, async (place) => {
	const name = formatLocation(place.endpoint);
	const what = await remove(place, name);
	if (flagOf(place.parsed, "json")) context.terminal.out(JSON.stringify({
		deleted: name,
		kind: what
	}));
	else context.terminal.out(`deleted the ${what} ${name}`);
});
async function remove({ endpoint, repository, call }, name) {
	const { tag, digest } = endpoint;
	const subject = cliLabel("reference");
	if (tag !== void 0 && digest !== void 0) throw inputError(subject, name, "names a tag and a digest; name the tag to delete that alone, or the digest to delete the manifest with all its tags");
	if (digest !== void 0) {
		await repository.delete(await repository.resolve(digest, call), call);
		return "manifest";
	}
	if (tag === void 0) throw inputError(subject, name, "names a whole repository; name a tag or a digest");
	try {
		await repository.untag(tag, call);
	} catch (error) {
		if (!isOciError(error, "UNSUPPORTED")) throw error;
		throw new OciError("UNSUPPORTED", `${error.message}; a registry that cannot delete a tag alone deletes a manifest by its digest, with all its tags`, {
			cause: error,
			status: error.status
		});
	}
	return "tag";
}

export { deleteCommand };