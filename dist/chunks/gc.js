let require_rolldown_runtime;
const require_serving_storage = require("./serving-storage.js");
const require_run = require("./run.js");
const require_bucket_options = require("./bucket-options.js");
const require_options = require("./options.js");
let require_usingCtx;
let node_path;

// src/commands/gc.ts
async function collectBucket(bucket, options, open) {
	try {
		var _usingCtx$1 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
		return await _usingCtx$1.a(await require_serving_storage.openBucket(bucket, open)).gc(options);
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
const outputs = {
	"dry-run": require_run.output(require_run.booleanOutput, "Nothing was deleted.", (result) => result.dryRun),
	count: require_run.output(require_run.numberOutput, "Number of blobs.", (result) => result.deleted.length),
	bytes: require_run.output(require_run.numberOutput, "Bytes of the blobs.", (result) => result.bytes),
	deleted: require_run.output(require_run.jsonOutput, "The blobs.", (result) => result.deleted.map(({ digest, size }) => ({
		digest,
		size
	})))
};
const gc = require_options.defineCommand({
	name: "gc",
	summary: "delete unreferenced blobs of a registry",
	description: "Deletes blobs that no manifest in the storage of a registry references. The registry may run at the same time.",
	examples: [
		{
			comment: "Show what would be deleted",
			line: "gc --storage ./registry --grace 1h --dry-run"
		},
		{
			comment: "Clean up a bucket",
			line: "gc --storage s3://my-bucket/registry --s3-region eu-central-1"
		},
		{
			comment: "Delete the manifests of overwritten tags too",
			line: "gc --storage ./registry --untagged"
		}
	],
	options: {
		storage: require_run.option({
			type: require_options.path,
			required: "give the storage of a registry",
			description: "Directory of \"serve --storage\", or an image layout (with --layout shared), or a bucket, s3://bucket/prefix."
		}),
		...require_bucket_options.bucketOptions,
		"ca-file": require_run.option({
			type: require_options.path,
			description: "PEM file with certificate authorities to trust for the bucket, in addition to those of the system."
		}),
		layout: require_run.option({
			type: require_options.choice(...require_serving_storage.storageLayouts),
			default: "per-repository",
			description: "Layout of the directory."
		}),
		grace: require_run.option({
			type: require_options.time,
			default: "1h",
			description: "Keep blobs that were stored or requested within this time."
		}),
		untagged: require_run.option({
			type: require_options.flag,
			default: false,
			description: "Also delete manifests without a tag, for example of overwritten tags. Manifests in a remaining index, and referrers of remaining manifests, are kept."
		}),
		"dry-run": require_run.option({
			type: require_options.flag,
			default: false,
			description: "Print what would be deleted, and delete nothing."
		}),
		...require_options.resultOptions
	},
	outputs,
	failure: {
		directoryInput: "storage",
		placeInput: "storage"
	},
	async run(inputs, { env, label, signal }) {
		const { dryRun, layout, untagged, grace: graceMs = 0 } = inputs;
		const bucket = require_bucket_options.bucketStorage(inputs, label, inputs.caFile);
		const options = {
			graceMs,
			untagged,
			dryRun,
			signal
		};
		const deleted = await (bucket === void 0 ? (await require_serving_storage.openStorage((0, (node_path ??= require("node:path")).resolve)(inputs.storage), {
			layout,
			signal
		}, label)).gc(options) : collectBucket(bucket, options, {
			env,
			label,
			signal
		}));
		const bytes = deleted.reduce((sum, { size }) => sum + size, 0);
		return {
			result: {
				dryRun,
				bytes,
				deleted
			},
			lines: [...deleted.map(({ digest, size }) => `${digest}  ${require_run.formatBytes(size)}`), `${dryRun ? "would delete" : "deleted"} ${require_run.formatNumber(deleted.length, "blob")}, ${require_run.formatBytes(bytes)}`]
		};
	}
});

exports.gc = gc;