import { j as forEachConcurrent, u as pushContent } from "./pull-through-cache.js";
import { u as isManifestMediaType } from "./descriptor.js";
import { o as isOciError, p as printable, t as OciError } from "./error.js";
import { n as positiveOr } from "./copy-options.js";
import { n as defaultMaxMetadataBytes, r as fetchMetadata } from "./metadata.js";

// src/transfer/as-repository.ts
function asRepository(storage) {
	return isRepository(storage) ? storage : void 0;
}
function isRepository(storage) {
	return [
		"mount",
		"untag",
		"tags",
		"delete",
		"predecessors"
	].every((method) => method in storage);
}

// src/transfer/tag.ts
const defaultTagConcurrency = 5;
const defaultTagNOptions = Object.freeze({
	concurrency: defaultTagConcurrency,
	maxMetadataBytes: defaultMaxMetadataBytes
});
const defaultTagBytesNOptions = Object.freeze({ concurrency: defaultTagConcurrency });
async function tag(target, source, reference, options = {}) {
	const call = { signal: options.signal };
	const descriptor = await target.resolve(source, call);
	await target.tag(descriptor, reference, call);
	return descriptor;
}
async function tagN(target, source, references, options = {}) {
	const [first, ...more] = requireReferences(references);
	if (more.length === 0) return tag(target, source, first, options);
	const call = { signal: options.signal };
	const descriptor = await target.resolve(source, call);
	await tagEach(target, descriptor, asRepository(target) !== void 0 && isManifestMediaType(descriptor.mediaType) ? await fetchMetadata(target, descriptor, positiveOr(options.maxMetadataBytes, defaultMaxMetadataBytes), call) : void 0, [first, ...more], options);
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
			throw atTag(reference, descriptor, error);
		}
	}, options.signal);
}
function atTag(reference, descriptor, error) {
	if (!isOciError(error) || error.code === "ABORTED") return error;
	const { code, detail, status, wireCode } = error;
	return new OciError(code, `failed to tag ${descriptor.digest} as ${printable(reference, 200)}: ${error.message}`, {
		cause: error,
		detail,
		status,
		wireCode
	});
}
function requireReferences(references) {
	const [first, ...more] = references;
	if (first === void 0) throw new OciError("REFERENCE_INVALID", "missing reference: name at least one tag to set");
	return [first, ...more];
}

export { tagN as t };