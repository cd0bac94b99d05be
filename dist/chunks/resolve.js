let require_rolldown_runtime;
let require_transport;
let require_spec;
let require_fetch;
const require_options = require("./options.js");
const require_run = require("./run.js");
const require_repository_command = require("./repository-command.js");

// src/commands/resolve.ts
const platformOption = { platform: require_run.option({
	type: require_options.platform,
	description: "Platform of the manifest of an index, such as linux/arm64."
}) };
const { digest, reference, "pinned-reference": pinned, name, "media-type": mediaType, size } = require_run.resultOutputs("manifest");
const resolve = require_options.defineCommand({
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
		...require_repository_command.referenceOptions,
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
	run: (inputs, context) => require_repository_command.withReference(inputs, context, "read", async ({ reference: given, repository, call }) => {
		const reference = await (require_transport ??= require("./transport.js")).manifestLocation(repository, given, call);
		const targetPlatform = inputs.platform;
		const descriptor = await (require_fetch ??= require("./fetch.js")).resolve(repository, (require_spec ??= require("./spec.js")).referenceOf(reference), {
			...call,
			targetPlatform
		});
		const tags = reference.tag === void 0 || targetPlatform !== void 0 ? [] : [reference.tag];
		return {
			result: (require_spec ??= require("./spec.js")).resultAt(reference, descriptor, tags),
			lines: [descriptor.digest]
		};
	})
});

exports.platformOption = platformOption;
exports.resolve = resolve;