import { t as manifestLocation } from "./open-location.js";
import { a as repositoryOf, i as referenceOf, n as formatLocation } from "./location.js";
import { j as forEachConcurrent } from "./maintenance.js";
import { n as pushContent, t as isRepository } from "./repository.js";
import { r as isManifestMediaType } from "./media-types.js";
import { m as printable, o as isOciError, t as OciError } from "./error.js";
import { n as positiveOr } from "./copy-options.js";
import { n as defaultMaxMetadataBytes, r as fetchMetadata } from "./metadata.js";
import { S as words, w as defineCommand } from "./option-types.js";
import { n as bareTag } from "./location-options.js";
import { t as option } from "./option.js";
import { n as digestOutput, p as referencesOutput, u as output } from "./output.js";
import { n as withReference, t as referenceOptions } from "./repository-command.js";

// src/transfer/tag.ts
const defaultTagConcurrency = 5;
const defaultTagNOptions = Object.freeze({
	concurrency: defaultTagConcurrency,
	maxMetadataBytes: defaultMaxMetadataBytes
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
	await tagEach(target, descriptor, isRepository(target) && isManifestMediaType(descriptor.mediaType) ? await fetchMetadata(target, descriptor, positiveOr(options.maxMetadataBytes, defaultMaxMetadataBytes), call) : void 0, [first, ...more], options);
	return descriptor;
}
async function tagEach(target, descriptor, bytes, references, options) {
	await forEachConcurrent(new Set(references), positiveOr(options.concurrency, defaultTagConcurrency), async (reference, signal) => {
		try {
			if (bytes === void 0) await target.tag(descriptor, reference, { signal });
			else await pushContent(target, descriptor, bytes, {
				signal,
				tags: [reference]
			});
		} catch (error) {
			throw tagError(reference, descriptor, error);
		}
	}, options.signal);
}
function tagError(reference, descriptor, error) {
	if (!isOciError(error) || error.code === "ABORTED") return error;
	const { code, detail, status, wireCode, reason } = error;
	return new OciError(code, `failed to tag ${descriptor.digest} as ${printable(reference, 200)}: ${error.message}`, {
		cause: error,
		detail,
		status,
		wireCode,
		reason
	});
}
function requireReferences(references) {
	const [first, ...more] = references;
	if (first === void 0) throw new OciError("REFERENCE_INVALID", "missing reference: name at least one tag to set");
	return [first, ...more];
}

// src/commands/tag.ts
const { reference, ...others } = referenceOptions;
const outputs = {
	digest: output(digestOutput, "Digest of the manifest.", (result) => result.digest),
	tags: output(referencesOutput, "Full references of the tags.", (result) => result.tags)
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
	run: (inputs, context) => withReference(inputs, context, "write", async ({ reference: given, repository, call }) => {
		const reference = await manifestLocation(repository, given, call);
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