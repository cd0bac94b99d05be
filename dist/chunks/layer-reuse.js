let require_spec;
let require_pull_manifest;

// src/transfer/layer-reuse.ts
async function readEarlierLayers(source, reference, options) {
	const { manifest } = await (require_pull_manifest ??= require("./pull-manifest.js")).resolveArtifact(source, reference, options);
	return manifest.kind === "manifest" ? manifest.layers : [];
}
var LayerReuse = class {
	#earlier;
	#destination;
	#options;
	#candidates = /* @__PURE__ */ new Map();
	#known = /* @__PURE__ */ new Map();
	constructor(earlier, destination, options = {}) {
		this.#earlier = earlier;
		this.#destination = destination;
		this.#options = options;
	}
	get known() {
		return this.#known;
	}
	async mayHave(key, store, size) {
		let isFound = false;
		for (const { layers, mountFrom } of await this.#earlier) for (const layer of layers) {
			if (!(layer.mediaType === key.mediaType && layer.annotations?.["org.opencontainers.image.title"] === key.title && layer.annotations?.["io.oci-artifact.encoder"] === key.encoder && (size === void 0 || layer.size === size) && (require_spec ??= require("./spec.js")).digestAlgorithm(layer.digest) === "sha256")) continue;
			isFound = true;
			const isAvailable = this.#isAvailable(layer, store, mountFrom).catch(() => false);
			if (!this.#candidates.has(layer)) this.#candidates.set(layer, {
				layer,
				isAvailable
			});
		}
		return isFound;
	}
	async take(key, content) {
		for (const { layer, isAvailable } of this.#candidates.values()) {
			const { digest, size, mediaType, annotations } = layer;
			if ((key.encoder === void 0 ? digest : annotations?.["io.deis.oras.content.digest"]) !== content || mediaType !== key.mediaType) continue;
			if (annotations?.["io.oci-artifact.encoder"] !== key.encoder) continue;
			this.#known.set(digest, await isAvailable);
			if (await isAvailable) return {
				digest,
				size
			};
		}
	}
	async #isAvailable(layer, store, mountFrom) {
		if (await (this.#destination ?? store).exists(layer, this.#options)) return true;
		if (mountFrom === void 0 || this.#destination === void 0) return false;
		try {
			await this.#destination.mount(layer, mountFrom, this.#options);
			return true;
		} catch (error) {
			if ((require_spec ??= require("./spec.js")).isNotFound(error) || (require_spec ??= require("./spec.js")).isOciError(error, "UNSUPPORTED", "DENIED", "UNAUTHORIZED")) return false;
			throw error;
		}
	}
};

Object.defineProperty(exports, "LayerReuse", {
  enumerable: true,
  get: function () {
    return LayerReuse;
  }
});
Object.defineProperty(exports, "readEarlierLayers", {
  enumerable: true,
  get: function () {
    return readEarlierLayers;
  }
});