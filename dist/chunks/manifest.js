let require_rolldown_runtime;
let require_open_location;
let require_spec;
let require_fetch;
const require_option_types = require("./option-types.js");
const require_run_command = require("./run-command.js");
const require_repository_command = require("./repository-command.js");
const require_resolve = require("./resolve.js");

// src/commands/manifest.ts
const manifest = require_option_types.defineCommand({
	name: "manifest",
	summary: "print a manifest",
	description: "Prints a manifest or index, indented for reading.",
	examples: [{
		comment: "Print the stored bytes",
		line: "manifest ghcr.io/acme/bundle:v1.2.0 --json"
	}],
	options: {
		...require_repository_command.referenceOptions,
		...require_resolve.platformOption,
		json: require_run_command.option({
			type: require_option_types.flag,
			default: false,
			scope: "cli",
			description: "Print the manifest exactly as it is stored, and a line break."
		})
	},
	outputs: {},
	failure: { placeInput: "reference" },
	run: (inputs, context) => require_repository_command.withReference(inputs, context, "read", async ({ reference: given, repository, call }) => {
		const reference = await (require_open_location ??= require("./open-location.js")).manifestLocation(repository, given, call);
		const targetPlatform = inputs.platform;
		const { bytes, descriptor } = await (require_fetch ??= require("./fetch.js")).fetchBytes(repository, (require_spec ??= require("./spec.js")).referenceOf(reference), {
			...call,
			targetPlatform
		});
		(require_spec ??= require("./spec.js")).parseManifest(bytes, descriptor.mediaType);
		const text = new TextDecoder().decode(bytes);
		return {
			result: void 0,
			json: text,
			lines: indented(text).map((line) => (require_spec ??= require("./spec.js")).printable(line, Infinity))
		};
	})
});
const maxIndentedLevels = 20;
function indented(json) {
	return (require_spec ??= require("./spec.js")).jsonDepth(json) > maxIndentedLevels ? [json] : JSON.stringify(JSON.parse(json), void 0, 2).split("\n");
}

exports.manifest = manifest;