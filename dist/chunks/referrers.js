import { a as artifactTypeOf, m as encodeJson } from "./collect.js";
import { r as isManifestMediaType } from "./media-types.js";
import { a as isNotFound, t as OciError } from "./error.js";
import { c as plainDescriptor } from "./descriptor.js";
import { i as readListed, o as wrongSizeText } from "./companions.js";
import { n as defaultMaxMetadataBytes, t as MetadataCache } from "./metadata.js";

// src/transfer/referrers.ts
const maxAnnotationBytes = 67108864;
function listReferrers(source, node, options = {}) {
	return new ReferrerLister(source, options).list(node);
}
var ReferrerLister = class {
	#source;
	#options;
	#cache;
	#remainingBytes;
	constructor(source, options = {}) {
		this.#source = source;
		this.#options = options;
		this.#cache = new MetadataCache(source, { maxMetadataBytes: defaultMaxMetadataBytes }, options.signal);
		this.#remainingBytes = options.maxAnnotationBytes ?? maxAnnotationBytes;
	}
	async list(node) {
		const { signal } = this.#options;
		const referrers = [];
		for (const listed of await this.#source.predecessors(node, { signal })) {
			if (!isManifestMediaType(listed.mediaType)) continue;
			const referrer = await this.#describe(listed, node);
			if (referrer === void 0) continue;
			this.#reserve(referrer.annotations, node);
			referrers.push(referrer);
		}
		return referrers;
	}
	async #describe(listed, node) {
		const { signal, onEvent } = this.#options;
		try {
			const { descriptor, manifest } = await readListed(this.#source, this.#cache, listed, node, {
				signal,
				onWrongSize: (...wrong) => onEvent?.({
					kind: "warning",
					text: wrongSizeText(...wrong)
				})
			});
			if (manifest.subject?.digest !== node.digest) return void 0;
			const { annotations } = manifest;
			return {
				...plainDescriptor(descriptor),
				artifactType: artifactTypeOf(manifest),
				annotations
			};
		} catch (error) {
			if (!isNotFound(error)) throw error;
			return listed;
		}
	}
	#reserve(annotations, node) {
		if (annotations === void 0) return;
		this.#remainingBytes -= encodeJson(annotations).byteLength;
		if (this.#remainingBytes >= 0) return;
		const limit = this.#options.maxAnnotationBytes ?? maxAnnotationBytes;
		throw new OciError("SIZE_LIMIT", `cannot list the referrers of ${node.digest}: their annotations have more than ${limit} bytes; delete the referrers with large annotations`);
	}
};

export { listReferrers as n, ReferrerLister as t };