import { t as decompress } from "./decompress.js";
import { a as encodingName, i as shapeOf, t as describeLayer } from "./pack.js";
import { t as ArtifactCache } from "./artifact-cache.js";
import { t as LayoutRepository } from "./repository2.js";
import { a as annotationCreated } from "./annotations.js";
import { C as digestOf, S as digestHex, b as Digester } from "./media-types.js";
import { a as isNotFound, c as messageOf, f as throwIfAborted, o as isOciError, t as OciError } from "./error.js";
import { c as plainDescriptor } from "./descriptor.js";
import { n as reproducibleTimestamp } from "./date.js";
import { i as readManifest } from "./metadata.js";
import { n as packManifest } from "./pack-manifest.js";
import { resolve } from "node:path";

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
		try {
			const directory = await ArtifactCache.open(options.directory, { signal });
			return new PackingCache(directory, await LayoutRepository.open(directory.path, {
				allowSparse: true,
				signal
			}), options, warn);
		} catch (error) {
			throwIfAborted(signal);
			if (isOciError(error, "INPUT_INVALID")) throw error;
			warn(`cannot use the packing cache ${resolve(options.directory)}: ${messageOf(error)}`, error);
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
			const entry = await packManifest(this.#store, "1.1", entryArtifactType, {
				layers: [plainDescriptor(layer)],
				manifestAnnotations: { [annotationCreated]: reproducibleTimestamp },
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
		const shape = await shapeOf(source);
		const likely = await this.#orWarn(signal, () => this.#resolveEntry(shapeName(encoding, shape), { signal }));
		if (likely === void 0) return void 0;
		const checking = this.#options.shared === true ? void 0 : this.#store.verifyInBackground(likely, { signal }).catch(() => void 0);
		try {
			return await describeLayer(source);
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
			const manifest = await readManifest(this.#store, entry, options);
			return manifest.kind === "manifest" ? manifest.layers[0] : void 0;
		} catch (error) {
			if (isNotFound(error)) return void 0;
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
			if (isNotFound(error)) return false;
			if (!isOciError(error, "DIGEST_MISMATCH", "SIZE_MISMATCH", "SIZE_LIMIT", "ARCHIVE_INVALID")) throw error;
			for (const store of [layout, this.#store]) await removeBlob(store, layer);
			throw error;
		}
	}
	async #orWarn(signal, work) {
		try {
			return await work();
		} catch (error) {
			throwIfAborted(signal);
			this.#warn(`the packing cache ${this.#directory.path}: ${messageOf(error)}; packing the layer again`, error);
			return;
		}
	}
};
function layerKey(source, contentDigest) {
	return digestHex(digestOf(`${encodingOf(source)}\n${contentDigest}`));
}
function encodingOf({ compression, compressionLevel }) {
	return encodingName({
		compression,
		level: compressionLevel
	});
}
function layerName(source, contentDigest) {
	return `packed:${layerKey(source, contentDigest)}`;
}
function shapeName(encoding, shape) {
	return `shape:${digestHex(digestOf(`${encoding}\n${shape}`))}`;
}
async function readWhole(reader) {
	for await (const chunk of reader.borrowed());
}
async function compare(reader, content, options) {
	const what = `the layer ${reader.descriptor.digest} for ${content.contentDigest}`;
	const digester = new Digester();
	for await (const chunk of decompress(reader, {
		maxSize: content.contentSize,
		what,
		signal: options.signal
	})) digester.update(chunk);
	const actual = digester.digest();
	if (actual !== content.contentDigest) throw new OciError("DIGEST_MISMATCH", `${what} unpacks to ${actual}`);
}
async function removeBlob(store, blob) {
	try {
		await store.delete(blob);
	} catch (error) {
		if (!isNotFound(error)) throw error;
	}
}

export { PackingCache, layerKey };