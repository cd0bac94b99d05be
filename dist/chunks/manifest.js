let require_rolldown_runtime;
let require_transport;
let require_spec;
let require_fetch;
const require_options = require("./options.js");
const require_run = require("./run.js");
const require_repository_command = require("./repository-command.js");
const require_resolve = require("./resolve.js");
let node_fs_promises;
let node_stream_consumers;

// src/commands/put-manifest.ts
const { reference, ...others } = require_repository_command.referenceOptions;
const { digest, reference: fullReference, "pinned-reference": pinned, "media-type": type, size } = require_run.resultOutputs("manifest");
const putManifest = require_options.defineCommand({
	name: "manifest put",
	summary: "push a manifest from a file",
	description: "Pushes the bytes of a file as a manifest or index, and prints the digest. The blobs and manifests to which it refers must be in the repository.",
	examples: [{
		comment: "Push a manifest with a tag",
		line: "manifest put ghcr.io/acme/bundle:v1 manifest.json"
	}, {
		comment: "Push it without a tag",
		line: "manifest put ghcr.io/acme/bundle manifest.json"
	}],
	options: {
		reference: {
			...reference,
			required: "write registry/repository[:tag], or ./path[:tag] for an image layout"
		},
		file: require_run.option({
			type: require_options.path,
			positional: "file",
			required: "give a file, or \"-\" for standard input",
			description: "Manifest in JSON; \"-\" reads standard input."
		}),
		"media-type": require_run.option({
			type: require_options.mediaType,
			defaultText: "the field mediaType of the manifest",
			description: "Media type of the manifest."
		}),
		...others
	},
	outputs: {
		digest,
		reference: fullReference,
		"pinned-reference": pinned,
		"media-type": type,
		size
	},
	failure: {
		placeInput: "reference",
		directoryInput: "file"
	},
	run: (inputs, context) => require_repository_command.withReference(inputs, context, "create", async ({ reference: location, repository, call }) => {
		const bytes = await readManifest(inputs.file, context);
		const expected = location.digest;
		const descriptor = {
			mediaType: inputs.mediaType ?? statedMediaType(bytes, inputs.file, context),
			digest: (require_spec ??= require("./spec.js")).digestOf(bytes, expected === void 0 ? "sha256" : (require_spec ??= require("./spec.js")).digestAlgorithm(expected)),
			size: bytes.byteLength
		};
		if (expected !== void 0 && descriptor.digest !== expected) throw (require_spec ??= require("./spec.js")).inputError(context.label("reference"), (require_spec ??= require("./spec.js")).formatLocation(location), `has another digest than the file (${descriptor.digest}); omit the digest, or give the right file`);
		if (!(require_spec ??= require("./spec.js")).isManifestMediaType(descriptor.mediaType)) throw (require_spec ??= require("./spec.js")).inputError(context.label("media-type"), descriptor.mediaType, "is not the media type of a manifest");
		(require_spec ??= require("./spec.js")).parseManifest(bytes, descriptor.mediaType);
		const tags = location.tag === void 0 ? [] : [location.tag];
		await repository.push(descriptor, () => (require_spec ??= require("./spec.js")).once(bytes), {
			...call,
			tags
		});
		return {
			result: (require_spec ??= require("./spec.js")).resultAt((require_spec ??= require("./spec.js")).repositoryOf(location), descriptor, tags),
			lines: [descriptor.digest]
		};
	})
});
async function readManifest(file, { label, signal }) {
	const subject = label("file");
	let bytes;
	try {
		bytes = file === "-" ? await (0, (node_stream_consumers ??= require("node:stream/consumers")).buffer)(process.stdin) : await (0, (node_fs_promises ??= require("node:fs/promises")).readFile)(file, { signal });
	} catch (error) {
		signal.throwIfAborted();
		throw (require_spec ??= require("./spec.js")).inputError(subject, file, `cannot be read (${require_options.errnoOf(error) ?? "unknown reason"}); give a file`, error);
	}
	if (bytes.byteLength <= 4194304) return bytes;
	throw (require_spec ??= require("./spec.js")).inputError(subject, file, `has ${bytes.byteLength} bytes; a manifest has at most ${(require_spec ??= require("./spec.js")).maxManifestBytes}`);
}
function statedMediaType(bytes, file, { label }) {
	const value = (require_spec ??= require("./spec.js")).parseJson(bytes);
	const stated = (require_spec ??= require("./spec.js")).isRecord(value) ? value["mediaType"] : void 0;
	if (typeof stated === "string" && stated !== "") return stated;
	throw (require_spec ??= require("./spec.js")).inputError(label("file"), file, `has no field mediaType; give ${label("media-type")}`);
}

// src/commands/manifest.ts
const outputs = {
	digest: require_run.output(require_run.digestOutput, "Digest of the manifest.", ({ digest }) => digest),
	"media-type": require_run.output(require_run.mediaTypeOutput, "Its media type.", ({ mediaType }) => mediaType),
	size: require_run.output(require_run.numberOutput, "Its size in bytes.", ({ size }) => size)
};
const printManifest = require_options.defineCommand({
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
		json: require_run.option({
			type: require_options.flag,
			default: false,
			scope: "cli",
			description: "Print the manifest exactly as it is stored, and a line break."
		})
	},
	outputs,
	failure: { placeInput: "reference" },
	run: (inputs, context) => require_repository_command.withReference(inputs, context, "read", async ({ reference: given, repository, call }) => {
		const reference = await (require_transport ??= require("./transport.js")).manifestLocation(repository, given, call);
		const targetPlatform = inputs.platform;
		const { bytes, descriptor } = await (require_fetch ??= require("./fetch.js")).fetchBytes(repository, (require_spec ??= require("./spec.js")).referenceOf(reference), {
			...call,
			targetPlatform
		});
		(require_spec ??= require("./spec.js")).parseManifest(bytes, descriptor.mediaType);
		const text = new TextDecoder().decode(bytes);
		return {
			result: descriptor,
			json: text,
			lines: indented(text).map((line) => (require_spec ??= require("./spec.js")).printable(line, Infinity))
		};
	})
});
const maxIndentedLevels = 20;
function indented(json) {
	return (require_spec ??= require("./spec.js")).jsonDepth(json) > maxIndentedLevels ? [json] : JSON.stringify(JSON.parse(json), void 0, 2).split("\n");
}
const manifest = {
	name: "manifest",
	summary: "print a manifest; \"manifest put\" pushes one",
	description: printManifest.description,
	commands: { put: putManifest },
	withoutVerb: printManifest
};

exports.manifest = manifest;