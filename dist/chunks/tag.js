let require_rolldown_runtime;
let require_transport;
let require_spec;
const require_fetch = require("./fetch.js");
const require_options = require("./options.js");
const require_run = require("./run.js");
const require_repository_command = require("./repository-command.js");

// src/transfer/tag.ts
const defaultTagConcurrency = 5;
const defaultTagNOptions = Object.freeze({
	concurrency: defaultTagConcurrency,
	maxMetadataBytes: require_fetch.defaultMaxMetadataBytes
});
const defaultTagBytesNOptions = Object.freeze({ concurrency: defaultTagConcurrency });
async function tag$1(target, source, reference, options = {}) {
	const call = { signal: options.signal };
	const descriptor = await target.resolve(source, call);
	await target.tag(descriptor, reference, call);
	return descriptor;
}
async function tagN(target, source, references, options = {}) {
	const [first, ...more] = requireReferences(references);
	if (more.length === 0) return tag$1(target, source, first, options);
	const call = { signal: options.signal };
	const descriptor = await target.resolve(source, call);
	await tagEach(target, descriptor, (require_spec ??= require("./spec.js")).isRepository(target) && (require_spec ??= require("./spec.js")).isManifestMediaType(descriptor.mediaType) ? await require_fetch.fetchMetadata(target, descriptor, require_fetch.positiveOr(options.maxMetadataBytes, require_fetch.defaultMaxMetadataBytes), call) : void 0, [first, ...more], options);
	return descriptor;
}
async function tagEach(target, descriptor, bytes, references, options) {
	await (require_spec ??= require("./spec.js")).forEachConcurrent(new Set(references), require_fetch.positiveOr(options.concurrency, defaultTagConcurrency), async (reference, signal) => {
		try {
			if (bytes === void 0) await target.tag(descriptor, reference, { signal });
			else await (require_spec ??= require("./spec.js")).pushContent(target, descriptor, bytes, {
				signal,
				tags: [reference]
			});
		} catch (error) {
			throw tagError(reference, descriptor, error);
		}
	}, options.signal);
}
function tagError(reference, descriptor, error) {
	if (!(require_spec ??= require("./spec.js")).isOciError(error) || error.code === "ABORTED") return error;
	const { code, detail, status, wireCode, reason } = error;
	return new (require_spec ??= require("./spec.js")).OciError(code, `failed to tag ${descriptor.digest} as ${(require_spec ??= require("./spec.js")).printable(reference, 200)}: ${error.message}`, {
		cause: error,
		detail,
		status,
		wireCode,
		reason
	});
}
function requireReferences(references) {
	const [first, ...more] = references;
	if (first === void 0) throw new (require_spec ??= require("./spec.js")).OciError("REFERENCE_INVALID", "missing reference: name at least one tag to set");
	return [first, ...more];
}

// src/commands/tag.ts
const { reference, ...others } = require_repository_command.referenceOptions;
const outputs = {
	digest: require_run.output(require_run.digestOutput, "Digest of the manifest.", (result) => result.digest),
	tags: require_run.output(require_run.referencesOutput, "Full references of the tags.", (result) => result.tags)
};
const tag = require_options.defineCommand({
	name: "tag",
	summary: "point tags to a manifest",
	description: "Points tags of the same repository to the manifest of <reference>.",
	examples: [{
		comment: "Tag a release as latest",
		line: "tag ghcr.io/acme/bundle:v1.2.0 latest v1"
	}],
	options: {
		reference,
		tags: require_run.option({
			type: require_options.words("tag"),
			positional: "tag",
			required: "give at least one tag",
			description: "Tag of the same repository."
		}),
		...others
	},
	outputs,
	failure: { placeInput: "reference" },
	run: (inputs, context) => require_repository_command.withReference(inputs, context, "write", async ({ reference: given, repository, call }) => {
		const reference = await (require_transport ??= require("./transport.js")).manifestLocation(repository, given, call);
		const tags = [...new Set(inputs.tags)].map((each) => require_options.bareTag(context.label("tags"), each));
		const { digest } = await tagN(repository, (require_spec ??= require("./spec.js")).referenceOf(reference), tags, call);
		const references = tags.map((each) => (require_spec ??= require("./spec.js")).formatLocation({
			...(require_spec ??= require("./spec.js")).repositoryOf(reference),
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

exports.tag = tag;