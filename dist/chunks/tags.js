import { t as LayoutRepository } from "./repository2.js";
import { i as formatNumber } from "./format.js";
import { n as formatLocation } from "./location.js";
import { i as inputError, m as printable } from "./error.js";
import { w as defineCommand } from "./option-types.js";
import { a as jsonOutput, o as lineOutput, u as output } from "./output.js";
import { n as withReference, t as referenceOptions } from "./repository-command.js";

// src/commands/tags.ts
const outputs = {
	name: output(lineOutput, "The repository.", (result) => result.name),
	tags: output(jsonOutput, "Its tags.", (result) => result.tags)
};
const tags = defineCommand({
	name: "tags",
	summary: "list the tags of a repository",
	description: "Lists the tags of a repository, one per line.",
	examples: [{
		comment: "List all tags",
		line: "tags ghcr.io/acme/bundle"
	}],
	options: referenceOptions,
	outputs,
	failure: { placeInput: "reference" },
	run: (inputs, context) => withReference(inputs, context, "read", async ({ reference, repository, call }) => {
		const name = formatLocation(reference);
		if (reference.tag !== void 0 || reference.digest !== void 0) throw inputError(context.label("reference"), name, "names one manifest; give only the repository");
		if (inputs.json) return {
			result: {
				name,
				tags: await Array.fromAsync(repository.tags(call))
			},
			lines: []
		};
		for await (const each of repository.tags(call)) context.print(printable(each));
		if (repository instanceof LayoutRepository) reportUnnamed(await repository.manifests(call), name, context);
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
	const more = digests.length > maxShown ? ", …" : "";
	log.notice(`${formatNumber(digests.length, "manifest")} of ${name} without a name; use the digest, as in ${name}@…: ` + digests.slice(0, maxShown).join(", ") + more);
}

export { tags };