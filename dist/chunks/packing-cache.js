let require_rolldown_runtime;
let require_decompress;
let require_pack;
let require_compress;
let require_artifact_cache;
let require_layout;
let require_spec;
let require_fetch;
let require_pack_manifest;
let node_path;

// src/transfer/packing-cache.ts
const defaultPackingCacheBytes = 10 * 1024 ** 3;
const entryArtifactType = "application/vnd.oci-artifact.packing-cache.v1";
var PackingCache = class PackingCache {
	#directory;
	#store;
	#options;
	#warn;
	constructor(directory, store, options, warn) {
		this.#directory = directory;
		this.#store = store;
		this.#options = options;
		this.#warn = warn;
	}
	static async open(options, warn, signal) {
		(require_spec ??= require("./spec.js")).checkNumbers(options, { maxBytes: 0 });
		try {
			const directory = await (require_artifact_cache ??= require("./artifact-cache.js")).ArtifactCache.open(options.directory, { signal });
			return new PackingCache(directory, await (require_layout ??= require("./layout.js")).LayoutRepository.open(directory.path, {
				allowSparse: true,
				signal
			}), options, warn);
		} catch (error) {
			(require_spec ??= require("./spec.js")).throwIfAborted(signal);
			if ((require_spec ??= require("./spec.js")).isOciError(error, "INPUT_INVALID")) throw error;
			warn(`cannot use the packing cache ${(0, (node_path ??= require("node:path")).resolve)(options.directory)}: ${(require_spec ??= require("./spec.js")).messageOf(error)}`, error);
			return;
		}
	}
	async find(source, layout, described) {
		const { signal } = source;
		const encoding = encodingOf(source);
		const content = described ?? await this.#describe(source, encoding);
		if (content === void 0) return void 0;
		const layer = await this.#orWarn(signal, () => this.#resolveEntry(layerName(source, content.contentDigest), { signal }));
		return layer !== void 0 && await this.#orWarn(signal, () => this.#linkVerified(layer, content, layout, { signal })) === true ? {
			layer,
			content
		} : void 0;
	}
	async add(source, layout, layer, content) {
		const { signal } = source;
		const encoding = encodingOf(source);
		const maxBytes = this.#options.maxBytes ?? defaultPackingCacheBytes;
		if (layer.size > maxBytes) return;
		await this.#orWarn(signal, async () => {
			await this.#store.linkFrom(layout, layer, { signal });
			const entry = await (require_pack_manifest ??= require("./pack-manifest.js")).packManifest(this.#store, "1.1", entryArtifactType, {
				layers: [(require_spec ??= require("./spec.js")).plainDescriptor(layer)],
				manifestAnnotations: { [(require_spec ??= require("./spec.js")).annotationCreated]: (require_spec ??= require("./spec.js")).reproducibleTimestamp },
				signal
			});
			await this.#store.tag(entry, layerName(source, content.contentDigest), { signal });
			await this.#store.tag(entry, shapeName(encoding, content.shape), { signal });
			await this.#directory.trim(maxBytes, {
				keep: layer.digest,
				signal
			});
		});
	}
	async #describe(source, encoding) {
		const { signal } = source;
		if (await this.#orWarn(signal, () => this.#isEmpty({ signal })) !== false) return void 0;
		const shape = await (require_pack ??= require("./pack.js")).shapeOf(source);
		const likely = await this.#orWarn(signal, () => this.#resolveEntry(shapeName(encoding, shape), { signal }));
		if (likely === void 0) return void 0;
		const checking = this.#options.shared === true ? void 0 : this.#store.verifyInBackground(likely, { signal }).catch(() => void 0);
		try {
			return await (require_pack ??= require("./pack.js")).describeLayer(source);
		} finally {
			await checking;
		}
	}
	async #isEmpty(options) {
		for await (const _ of this.#store.tags(options)) return false;
		return true;
	}
	async #resolveEntry(name, options) {
		try {
			const entry = await this.#store.resolve(name, options);
			const manifest = await (require_fetch ??= require("./fetch.js")).readManifest(this.#store, entry, options);
			return manifest.kind === "manifest" ? manifest.layers[0] : void 0;
		} catch (error) {
			if ((require_spec ??= require("./spec.js")).isNotFound(error)) return void 0;
			throw error;
		}
	}
	async #linkVerified(layer, content, layout, options) {
		if (!await this.#store.exists(layer, options)) return false;
		try {
			await layout.linkFrom(this.#store, layer, options);
			if (this.#options.shared === true) await compare(await layout.fetch(layer, options), content, options);
			else if (!await layout.isVerified(layer, options)) await readWhole(await layout.fetch(layer, options));
			return true;
		} catch (error) {
			if ((require_spec ??= require("./spec.js")).isNotFound(error)) return false;
			if (!(require_spec ??= require("./spec.js")).isOciError(error, "DIGEST_MISMATCH", "SIZE_MISMATCH", "SIZE_LIMIT", "ARCHIVE_INVALID")) throw error;
			for (const store of [layout, this.#store]) await removeBlob(store, layer);
			throw error;
		}
	}
	async #orWarn(signal, work) {
		try {
			return await work();
		} catch (error) {
			(require_spec ??= require("./spec.js")).throwIfAborted(signal);
			this.#warn(`the packing cache ${this.#directory.path}: ${(require_spec ??= require("./spec.js")).messageOf(error)}; packing the layer again`, error);
			return;
		}
	}
};
function layerKey(source, contentDigest) {
	return (require_spec ??= require("./spec.js")).digestHex((require_spec ??= require("./spec.js")).digestOf(`${encodingOf(source)}\n${contentDigest}`));
}
function encodingOf({ compression, compressionLevel }) {
	return (require_compress ??= require("./compress.js")).encodingName({
		compression,
		level: compressionLevel
	});
}
function layerName(source, contentDigest) {
	return `packed:${layerKey(source, contentDigest)}`;
}
function shapeName(encoding, shape) {
	return `shape:${(require_spec ??= require("./spec.js")).digestHex((require_spec ??= require("./spec.js")).digestOf(`${encoding}\n${shape}`))}`;
}
async function readWhole(reader) {
	for await (const chunk of reader.borrowed());
}
async function compare(reader, content, options) {
	const what = `the layer ${reader.descriptor.digest} for ${content.contentDigest}`;
	const digester = new (require_spec ??= require("./spec.js")).Digester();
	for await (const chunk of (require_decompress ??= require("./decompress.js")).decompress(reader, {
		maxSize: content.contentSize,
		what,
		signal: options.signal
	})) digester.update(chunk);
	const actual = digester.digest();
	if (actual !== content.contentDigest) throw new (require_spec ??= require("./spec.js")).OciError("DIGEST_MISMATCH", `${what} unpacks to ${actual}`);
}
async function removeBlob(store, blob) {
	try {
		await store.delete(blob);
	} catch (error) {
		if (!(require_spec ??= require("./spec.js")).isNotFound(error)) throw error;
	}
}

exports.PackingCache = PackingCache;
exports.layerKey = layerKey;