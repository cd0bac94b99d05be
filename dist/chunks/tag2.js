import { d as referenceOf, f as repositoryOf, t as bareTag, u as formatLocation } from "./location-options.js";
import { t as tagN } from "./tag.js";
import { x as defineCommand, y as words } from "./option-types.js";
import { t as option } from "./option.js";
import { n as digestOutput, u as referencesOutput } from "./output.js";
import { n as withReference, t as referenceOptions } from "./repository-command.js";

// src/commands/tag.ts
const { reference, ...others } = referenceOptions;
const outputs = {
	digest: {
		type: digestOutput,
		description: "Digest of the manifest.",
		value: (result) => result.digest
	},
	tags: {
		type: referencesOutput,
		description: "Full references of the tags.",
		value: (result) => result.tags
	}
};
const tag = defineCommand({
	name: "tag",
	summary: "point tags to a manifest",
	description: "Points tags of the same repository to the manifest of <reference>.",
	examples: [{
		comment: "Tag a release as latest",
		line: "tag ghcr.io/acme/bundle:v1.2.0 latest v1"
	}],
	options: {
		reference,
		tags: option({
			type: words("tag"),
			positional: "tag",
			required: "give at least one tag",
			description: "Tag of the same repository."
		}),
		...others
	},
	outputs,
	failure: { placeInput: "reference" },
	run: (inputs, context) => withReference(inputs, context, "write", async ({ reference, repository, call }) => {
		const tags = [...new Set(inputs.tags)].map((each) => bareTag(context.label("tags"), each));
		const { digest } = await tagN(repository, referenceOf(reference), tags, call);
		const references = tags.map((each) => formatLocation({
			...repositoryOf(reference),
			tag: each
		}));
		return {
			result: {
				digest,
				tags: references
			},
			lines: references.map((each) => `${each} points to ${digest}`)
		};
	})
});

export { tag };