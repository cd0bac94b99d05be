let require_spec;
let require_listed_manifest;
let require_fetch;

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
		this.#cache = new (require_fetch ??= require("./fetch.js")).MetadataCache(source, { maxMetadataBytes: (require_fetch ??= require("./fetch.js")).defaultMaxMetadataBytes }, options.signal);
		this.#remainingBytes = options.maxAnnotationBytes ?? maxAnnotationBytes;
	}
	async list(node) {
		const { signal } = this.#options;
		const referrers = [];
		for (const listed of await this.#source.predecessors(node, { signal })) {
			if (!(require_spec ??= require("./spec.js")).isManifestMediaType(listed.mediaType)) continue;
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
			const { descriptor, manifest } = await (require_listed_manifest ??= require("./listed-manifest.js")).readListed(this.#source, this.#cache, listed, node, {
				signal,
				onWrongSize: (...wrong) => onEvent?.({
					kind: "warning",
					text: (require_listed_manifest ??= require("./listed-manifest.js")).wrongSizeText(...wrong)
				})
			});
			if (manifest.subject?.digest !== node.digest) return void 0;
			const { annotations } = manifest;
			return {
				...(require_spec ??= require("./spec.js")).plainDescriptor(descriptor),
				artifactType: (require_spec ??= require("./spec.js")).artifactTypeOf(manifest),
				annotations
			};
		} catch (error) {
			if (!(require_spec ??= require("./spec.js")).isNotFound(error)) throw error;
			return listed;
		}
	}
	#reserve(annotations, node) {
		if (annotations === void 0) return;
		this.#remainingBytes -= (require_spec ??= require("./spec.js")).encodeJson(annotations).byteLength;
		if (this.#remainingBytes >= 0) return;
		const limit = this.#options.maxAnnotationBytes ?? maxAnnotationBytes;
		throw new (require_spec ??= require("./spec.js")).OciError("SIZE_LIMIT", `cannot list the referrers of ${node.digest}: their annotations have more than ${limit} bytes; delete the referrers with large annotations`);
	}
};

Object.defineProperty(exports, "ReferrerLister", {
  enumerable: true,
  get: function () {
    return ReferrerLister;
  }
});
Object.defineProperty(exports, "listReferrers", {
  enumerable: true,
  get: function () {
    return listReferrers;
  }
});