import { t as manifestLocation } from "./open-location.js";
import { i as referenceOf } from "./location.js";
import { t as resultAt } from "./result.js";
import { n as resolve$1 } from "./fetch.js";
import { p as platform, w as defineCommand } from "./option-types.js";
import { t as option } from "./option.js";
import { m as resultOutputs } from "./output.js";
import { n as withReference, t as referenceOptions } from "./repository-command.js";

// src/commands/resolve.ts
const platformOption = { platform: option({
	type: platform,
	description: "Platform of the manifest of an index, such as linux/arm64."
}) };
const { digest, reference, "pinned-reference": pinned, name, "media-type": mediaType, size } = resultOutputs("manifest");
const resolve = defineCommand({
	name: "resolve",
	summary: "print the digest of a reference",
	description: "Prints the digest that <reference> resolves to.",
	examples: [{
		comment: "Resolve a tag",
		line: "resolve ghcr.io/acme/bundle:v1.2.0"
	}, {
		comment: "Resolve the manifest of a platform",
		line: "resolve docker.io/library/alpine:3 --platform linux/arm64"
	}],
	options: {
		...referenceOptions,
		...platformOption
	},
	outputs: {
		digest,
		reference,
		"pinned-reference": pinned,
		name,
		"media-type": mediaType,
		size
	},
	failure: { placeInput: "reference" },
	run: (inputs, context) => withReference(inputs, context, "read", async ({ reference: given, repository, call }) => {
		const reference = await manifestLocation(repository, given, call);
		const targetPlatform = inputs.platform;
		const descriptor = await resolve$1(repository, referenceOf(reference), {
			...call,
			targetPlatform
		});
		const tags = reference.tag === void 0 || targetPlatform !== void 0 ? [] : [reference.tag];
		return {
			result: resultAt(reference, descriptor, tags),
			lines: [descriptor.digest]
		};
	})
});

export { resolve as n, platformOption as t };