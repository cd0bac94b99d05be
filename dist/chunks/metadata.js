import { A as blobReader, C as verified, D as collect, M as closedEarly, O as once, V as successorsOf, z as parseManifest } from "./scrub.js";
import { n as OciError } from "./printable.js";
import { T as digestHex, u as isManifestMediaType } from "./descriptor.js";
import { f as formatReference, o as _usingCtx } from "./durable-rename.js";
import { c as repositoryOf, s as formatLocation } from "./inputs-reference.js";

// src/spec/result.ts
function resultAt(location, manifest, tags) {
	const { digest, mediaType, size, artifactType = "" } = manifest;
	const [tag] = tags;
	const home = repositoryOf(location);
	const shared = {
		digest,
		reference: formatLocation(tag === void 0 ? {
			...home,
			digest
		} : {
			...home,
			tag
		}),
		mediaType,
		artifactType,
		size
	};
	if (location.kind === "layout") return {
		...shared,
		pinnedReference: "",
		name: "",
		tags: [],
		checksums: ""
	};
	const repository = {
		registry: location.registry,
		repository: location.repository
	};
	const name = formatReference(repository);
	return {
		...shared,
		pinnedReference: formatReference({
			...repository,
			digest
		}),
		name,
		tags: tags.map((each) => formatReference({
			...repository,
			tag: each
		})),
		checksums: `${digestHex(digest)}  ${name}`
	};
}

// src/registry/borrowed-chunks.ts
async function* borrowedChunks(reader) {
	const { pipeTo } = reader;
	if (pipeTo === void 0) {
		yield* reader;
		return;
	}
	let given = awaited();
	let taken = awaited();
	const pouring = pipeTo.call(reader, (chunk) => {
		taken = awaited();
		given.resolve(chunk);
		return taken.promise;
	}).then(() => given.resolve(void 0), (error) => given.reject(error));
	let ended = false;
	try {
		for (;;) {
			const chunk = await given.promise;
			if (chunk === void 0) break;
			given = awaited();
			yield chunk;
			taken.resolve();
		}
		ended = true;
	} finally {
		if (!ended) {
			taken.reject(closedEarly(reader.descriptor));
			await reader.close();
		}
		await pouring;
	}
}
function awaited() {
	const made = Promise.withResolvers();
	made.promise.catch(() => void 0);
	return made;
}

// src/transfer/metadata.ts
const defaultMaxMetadataBytes = 4194304;
async function fetchMetadata(source, target, limit, options) {
	try {
		var _usingCtx$1 = _usingCtx();
		if (target.size > limit) throw new OciError("SIZE_LIMIT", `${target.mediaType} ${target.digest} has ${target.size} bytes, over the limit of ${limit} for content held in memory`);
		const reader = _usingCtx$1.a(await source.fetch(target, options));
		return await collect(verified(reader, target, target.digest), target.size, target.digest);
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
async function successors(source, node, limit = defaultMaxMetadataBytes, options) {
	if (!isManifestMediaType(node.mediaType)) return [];
	return successorsOf(parseManifest(await fetchMetadata(source, node, limit, options), node.mediaType));
}
var MetadataCache = class {
	#source;
	#limit;
	#signal;
	#held = /* @__PURE__ */ new Map();
	constructor(source, limit, signal) {
		this.#source = source;
		this.#limit = limit;
		this.#signal = signal;
	}
	bytes(target, options) {
		const known = this.#held.get(target.digest);
		if (known !== void 0) return known;
		const reading = fetchMetadata(this.#source, target, this.#limit, { signal: options?.signal ?? this.#signal });
		this.#held.set(target.digest, reading);
		reading.catch(() => this.#held.delete(target.digest));
		return reading;
	}
	async take(target) {
		const held = this.#held.get(target.digest);
		this.#held.delete(target.digest);
		return held;
	}
	async fetch(target, options) {
		const bytes = await this.bytes(target, options);
		return blobReader(target, once(bytes));
	}
	exists(target, options) {
		return this.#source.exists(target, { signal: options?.signal ?? this.#signal });
	}
};

export { borrowedChunks as a, successors as i, defaultMaxMetadataBytes as n, resultAt as o, fetchMetadata as r, MetadataCache as t };