import { t as manifestLocation } from "./open-location.js";
import { _ as jsonDepth, u as parseManifest } from "./collect.js";
import { m as printable } from "./error.js";
import { i as referenceOf } from "./location.js";
import { t as fetchBytes } from "./fetch.js";
import { a as flag, w as defineCommand } from "./option-types.js";
import { t as option } from "./option.js";
import { n as withReference, t as referenceOptions } from "./repository-command.js";
import { t as platformOption } from "./resolve2.js";

// src/commands/manifest.ts
const manifest = defineCommand({
	name: "manifest",
	summary: "print a manifest",
	description: "Prints a manifest or index, indented for reading.",
	examples: [{
		comment: "Print the stored bytes",
		line: "manifest ghcr.io/acme/bundle:v1.2.0 --json"
	}],
	options: {
		...referenceOptions,
		...platformOption,
		json: option({
			type: flag,
			default: false,
			scope: "cli",
			description: "Print the manifest exactly as it is stored, and a line break."
		})
	},
	outputs: {},
	failure: { placeInput: "reference" },
	run: (inputs, context) => withReference(inputs, context, "read", async ({ reference: given, repository, call }) => {
		const reference = await manifestLocation(repository, given, call);
		const targetPlatform = inputs.platform;
		const { bytes, descriptor } = await fetchBytes(repository, referenceOf(reference), {
			...call,
			targetPlatform
		});
		parseManifest(bytes, descriptor.mediaType);
		const text = new TextDecoder().decode(bytes);
		return {
			result: void 0,
			json: text,
			lines: indented(text).map((line) => printable(line, Infinity))
		};
	})
});
const maxIndentedLevels = 20;
function indented(json) {
	return jsonDepth(json) > maxIndentedLevels ? [json] : JSON.stringify(JSON.parse(json), void 0, 2).split("\n");
}

export { manifest };