let require_rolldown_runtime;
let require_printer;
const require_option_types = require("./option-types.js");
const require_run_command = require("./run-command.js");
const require_output = require("./output.js");
const require_run_options = require("./run-options.js");
const require_serving_storage = require("./serving-storage.js");
let node_path;

// src/commands/gc.ts
const outputs = {
	"dry-run": require_output.output(require_output.booleanOutput, "Nothing was deleted.", (result) => result.dryRun),
	count: require_output.output(require_output.numberOutput, "Number of blobs.", (result) => result.deleted.length),
	bytes: require_output.output(require_output.numberOutput, "Bytes of the blobs.", (result) => result.bytes),
	deleted: require_output.output(require_output.jsonOutput, "The blobs.", (result) => result.deleted.map(({ digest, size }) => ({
		digest,
		size
	})))
};
const gc = require_option_types.defineCommand({
	name: "gc",
	summary: "delete unreferenced blobs of a registry",
	description: "Deletes blobs that no manifest in the storage of a registry references. The registry may run at the same time.",
	examples: [{
		comment: "Show what would be deleted",
		line: "gc --storage ./registry --grace 1h --dry-run"
	}, {
		comment: "Delete the manifests of overwritten tags too",
		line: "gc --storage ./registry --untagged"
	}],
	options: {
		storage: require_run_command.option({
			type: require_option_types.path,
			required: "give the storage directory of a registry",
			description: "Directory of \"serve --storage\", or an image layout (with --layout shared)."
		}),
		layout: require_run_command.option({
			type: require_option_types.choice(...require_serving_storage.storageLayouts),
			default: "per-repository",
			description: "Layout of the directory."
		}),
		grace: require_run_command.option({
			type: require_option_types.time,
			default: "1h",
			description: "Keep blobs that were stored or requested within this time."
		}),
		untagged: require_run_command.option({
			type: require_option_types.flag,
			default: false,
			description: "Also delete manifests without a tag, for example of overwritten tags. Manifests in a remaining index, and referrers of remaining manifests, are kept."
		}),
		"dry-run": require_run_command.option({
			type: require_option_types.flag,
			default: false,
			description: "Print what would be deleted, and delete nothing."
		}),
		...require_run_options.resultOptions
	},
	outputs,
	failure: {
		directoryInput: "storage",
		placeInput: "storage"
	},
	async run(inputs, { label, signal }) {
		const { dryRun, layout, untagged, grace: graceMs = 0 } = inputs;
		const deleted = await (await require_serving_storage.openStorage((0, (node_path ??= require("node:path")).resolve)(inputs.storage), {
			layout,
			signal
		}, label)).gc({
			graceMs,
			untagged,
			dryRun,
			signal
		});
		const bytes = deleted.reduce((sum, { size }) => sum + size, 0);
		return {
			result: {
				dryRun,
				bytes,
				deleted
			},
			lines: [...deleted.map(({ digest, size }) => `${digest}  ${(require_printer ??= require("./printer.js")).formatBytes(size)}`), `${dryRun ? "would delete" : "deleted"} ${(require_printer ??= require("./printer.js")).formatNumber(deleted.length, "blob")}, ${(require_printer ??= require("./printer.js")).formatBytes(bytes)}`]
		};
	}
});

exports.gc = gc;