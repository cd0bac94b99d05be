let require_spec;
let require_fetch;
let require_platform;

// src/transfer/pull-content.ts
function embeddedContent(descriptor) {
	const { data, digest, size } = descriptor;
	if (data === void 0) return void 0;
	const bytes = Buffer.from(data, "base64");
	if (bytes.byteLength !== size) throw new (require_spec ??= require("./spec.js")).OciError("SIZE_MISMATCH", `the data embedded with ${digest} has ${bytes.byteLength} bytes, not the ${size} of its descriptor`);
	const actual = (require_spec ??= require("./spec.js")).digestOf(bytes, (require_spec ??= require("./spec.js")).digestAlgorithm(digest));
	if (actual !== digest) throw new (require_spec ??= require("./spec.js")).OciError("DIGEST_MISMATCH", `the data embedded with ${digest} hashes to ${actual}`);
	return bytes;
}
async function openContent(source, descriptor, options) {
	const embedded = embeddedContent(descriptor);
	if (embedded !== void 0) return (require_spec ??= require("./spec.js")).blobReader(descriptor, (require_spec ??= require("./spec.js")).once(embedded));
	try {
		return await source.fetch(descriptor, options);
	} catch (error) {
		if (!(require_spec ??= require("./spec.js")).isNotFound(error) || (descriptor.urls ?? []).length === 0) throw error;
		throw new (require_spec ??= require("./spec.js")).OciError(error.code, `the layer ${descriptor.digest} is not in the repository, and the other addresses in its manifest are never contacted; copy the layer into the repository`, {
			detail: error.detail,
			status: error.status
		});
	}
}
var DrainingReader = class {
	#stop = new AbortController();
	#reader;
	#chunks;
	constructor(open, signal) {
		this.#reader = open((require_spec ??= require("./spec.js")).anySignal(this.#stop.signal, signal));
		this.#reader.catch(() => void 0);
	}
	async [Symbol.asyncDispose]() {
		if (this.#chunks === void 0) this.#stop.abort(new (require_spec ??= require("./spec.js")).OciError("ABORTED", "the content is not needed"));
		await (await this.#reader.catch(() => void 0))?.close();
		await this.#chunks?.return?.();
	}
	async #next() {
		const reader = await this.#reader;
		this.#chunks ??= reader.borrowed()[Symbol.asyncIterator]();
		return await this.#chunks.next();
	}
	async *content() {
		for (let next = await this.#next(); next.done !== true; next = await this.#next()) yield next.value;
	}
	async explain(error) {
		if (!(require_spec ??= require("./spec.js")).isOciError(error, "ARCHIVE_INVALID")) return error;
		try {
			while ((await this.#next()).done !== true);
		} catch (readError) {
			if ((require_spec ??= require("./spec.js")).isOciError(readError, "ABORTED")) return readError;
			if ((require_spec ??= require("./spec.js")).isOciError(readError, "DIGEST_MISMATCH", "SIZE_MISMATCH")) return new (require_spec ??= require("./spec.js")).OciError(readError.code, `${readError.message}: the content was damaged in transit or in the registry, and unpacking it failed too (${error.message})`, { cause: readError });
		}
		return error;
	}
};

// src/transfer/pull-manifest.ts
const maxNesting = 8;
async function resolveArtifact(source, reference, options) {
	const { platform, signal } = options;
	const cache = new (require_fetch ??= require("./fetch.js")).MetadataCache(source, { maxMetadataBytes: (require_fetch ??= require("./fetch.js")).defaultMaxMetadataBytes }, signal);
	const root = await cache.resolve(source, reference);
	checkExpected(reference, root, options.expectedDigest);
	let descriptor = root;
	for (let depth = 0; depth < maxNesting; depth++) {
		const manifest = await manifestOf(cache, descriptor, root);
		if (manifest.kind !== "index") {
			if (platform !== void 0 && descriptor === root) await (require_platform ??= require("./platform.js")).selectManifest(cache, descriptor, platform, (require_fetch ??= require("./fetch.js")).defaultMaxMetadataBytes, { signal });
			return {
				root,
				descriptor,
				manifest
			};
		}
		descriptor = platform === void 0 ? onlyManifest(manifest, reference) : await (require_platform ??= require("./platform.js")).selectManifest(cache, descriptor, platform, (require_fetch ??= require("./fetch.js")).defaultMaxMetadataBytes, { signal });
	}
	throw new (require_spec ??= require("./spec.js")).OciError("UNSUPPORTED", `${(require_spec ??= require("./spec.js")).printable(reference, 200)} has ${maxNesting} levels of indexes; give the digest of a manifest`);
}
function checkExpected(reference, root, expected) {
	if (expected === void 0 || root.digest === expected) return;
	throw new (require_spec ??= require("./spec.js")).OciError("DIGEST_MISMATCH", `${(require_spec ??= require("./spec.js")).printable(reference, 200)} resolves to ${root.digest}, not to the expected ${expected}; nothing was downloaded; to accept this content, change the expected digest`, { detail: { option: "expectedDigest" } });
}
async function manifestOf(cache, descriptor, root) {
	if (!(require_spec ??= require("./spec.js")).isManifestMediaType(descriptor.mediaType)) throw (require_spec ??= require("./spec.js")).notManifestError(descriptor, `${descriptor.digest} is of type ${(require_spec ??= require("./spec.js")).printable(descriptor.mediaType, 200)}, which is not an artifact; give the tag or digest of a manifest`);
	try {
		return (require_spec ??= require("./spec.js")).parseManifest(embeddedContent(descriptor) ?? await cache.bytes(descriptor), descriptor.mediaType);
	} catch (error) {
		if (descriptor === root || !(require_spec ??= require("./spec.js")).isNotFound(error)) throw error;
		const platform = descriptor.platform === void 0 ? "" : ` for ${(require_spec ??= require("./spec.js")).printable((require_spec ??= require("./spec.js")).platformText(descriptor.platform), 100)}`;
		throw new (require_spec ??= require("./spec.js")).OciError(error.code, `the manifest ${descriptor.digest}${platform} is missing, but the index ${root.digest} lists it`, {
			detail: error.detail,
			status: error.status
		});
	}
}
function onlyManifest(index, reference) {
	const [only, ...others] = index.manifests;
	if (only === void 0) throw new (require_spec ??= require("./spec.js")).OciError("UNSUPPORTED", `${(require_spec ??= require("./spec.js")).printable(reference, 200)} is an index without manifests, so there is nothing to pull`);
	if (others.length === 0) return only;
	throw new (require_spec ??= require("./spec.js")).OciError("UNSUPPORTED", `${(require_spec ??= require("./spec.js")).printable(reference, 200)} is an index of ${index.manifests.length} manifests; give a platform (it has ${(require_platform ??= require("./platform.js")).platformsOf(index)}), or the digest of one of them`);
}

Object.defineProperty(exports, "DrainingReader", {
  enumerable: true,
  get: function () {
    return DrainingReader;
  }
});
Object.defineProperty(exports, "embeddedContent", {
  enumerable: true,
  get: function () {
    return embeddedContent;
  }
});
Object.defineProperty(exports, "openContent", {
  enumerable: true,
  get: function () {
    return openContent;
  }
});
Object.defineProperty(exports, "resolveArtifact", {
  enumerable: true,
  get: function () {
    return resolveArtifact;
  }
});