let require_spec;
let require_options;
let require_remove_tree;
let require_layout;
let node_path;
let node_fs_promises;

// src/files/fallback-storage.ts
var MemoryStorage = class {
	#limit;
	#content = /* @__PURE__ */ new Map();
	constructor(limit) {
		this.#limit = limit;
	}
	async fetch(target, options = {}) {
		(require_spec ??= require("./spec.js")).throwIfAborted(options.signal);
		const bytes = this.#content.get(target.digest);
		if (bytes === void 0) throw unknownBlob(target, "memory");
		return (require_spec ??= require("./spec.js")).bytesReader({
			...target,
			size: bytes.byteLength
		}, bytes, options);
	}
	async exists(target, options = {}) {
		(require_spec ??= require("./spec.js")).throwIfAborted(options.signal);
		return this.#content.get(target.digest)?.byteLength === target.size;
	}
	async push(expected, body, options = {}) {
		(require_spec ??= require("./spec.js")).throwIfAborted(options.signal);
		if (expected.size > this.#limit) throw new (require_spec ??= require("./spec.js")).OciError("SIZE_LIMIT", `cannot store ${expected.digest} in memory: it has ${expected.size} bytes, more than the limit of ${this.#limit} for content without a name; give the store another fallback storage`);
		this.#content.set(expected.digest, await readVerified(body, expected, this.#limit, options.signal));
	}
};
function verifiedBody(body, expected, what, signal) {
	return (require_spec ??= require("./spec.js")).abortable((require_spec ??= require("./spec.js")).verified((require_spec ??= require("./spec.js")).borrowedChunks(body), expected, what, "sender"), signal);
}
async function readVerified(body, expected, limit, signal) {
	const copies = async function* () {
		for await (const chunk of verifiedBody(body, expected, expected.digest, signal)) yield Uint8Array.from(chunk);
	};
	return await (require_spec ??= require("./spec.js")).collect(copies(), limit, expected.digest);
}
function unknownBlob(target, location) {
	return new (require_spec ??= require("./spec.js")).OciError("BLOB_UNKNOWN", `cannot read ${target.digest}: it does not exist in ${location}`, { detail: { digest: target.digest } });
}

// src/files/references.ts
var References = class {
	#content = /* @__PURE__ */ new Map();
	#tags = /* @__PURE__ */ new Map();
	#predecessors = /* @__PURE__ */ new Map();
	addContent(target) {
		this.#content.set(target.digest, (require_spec ??= require("./spec.js")).plainDescriptor(target));
	}
	content(digest) {
		return this.#content.get(digest);
	}
	addManifest(target, manifest) {
		for (const { digest } of (require_spec ??= require("./spec.js")).successorsOf(manifest)) {
			const predecessors = this.#predecessors.get(digest) ?? /* @__PURE__ */ new Map();
			predecessors.set(target.digest, (require_spec ??= require("./spec.js")).referrerDescriptor(target, manifest));
			this.#predecessors.set(digest, predecessors);
		}
	}
	predecessors(digest) {
		return [...this.#predecessors.get(digest)?.values() ?? []];
	}
	tag(target, reference) {
		this.#tags.set(reference, target);
	}
	resolve(reference) {
		if (reference === "") throw missingReference();
		return this.#tags.get(reference) ?? ((require_spec ??= require("./spec.js")).isDigest(reference) ? this.#content.get(reference) : void 0);
	}
};
function checkReference(target, reference) {
	if (reference === "") throw missingReference();
	if ((require_spec ??= require("./spec.js")).isDigest(reference) && reference !== target.digest) throw new (require_spec ??= require("./spec.js")).OciError("TAG_INVALID", `cannot tag ${target.digest} as ${reference}: it is the digest of other content`);
}
function missingReference() {
	return new (require_spec ??= require("./spec.js")).OciError("REFERENCE_INVALID", "missing reference: give a tag or digest of content in the store");
}

// src/files/memory-store.ts
var MemoryStore = class {
	#storage = new MemoryStorage(Infinity);
	#references = new References();
	fetch(target, options) {
		return this.#storage.fetch(target, options);
	}
	exists(target, options) {
		return this.#storage.exists(target, options);
	}
	async push(expected, body, options = {}) {
		const { signal, tags = [] } = options;
		if ((require_spec ??= require("./spec.js")).isManifestMediaType(expected.mediaType)) {
			const bytes = await readVerified(body, expected, (require_spec ??= require("./spec.js")).maxManifestBytes, signal);
			const manifest = (require_spec ??= require("./spec.js")).parseManifest(bytes, expected.mediaType);
			await this.#storage.push(expected, (require_spec ??= require("./spec.js")).readerBody(async () => (require_spec ??= require("./spec.js")).bytesReader(expected, bytes)), { signal });
			this.#references.addManifest(expected, manifest);
		} else await this.#storage.push(expected, body, { signal });
		this.#references.addContent(expected);
		for (const tag of tags) await this.tag(expected, tag, { signal });
	}
	async resolve(reference, options = {}) {
		(require_spec ??= require("./spec.js")).throwIfAborted(options.signal);
		const descriptor = this.#references.resolve(reference);
		if (descriptor === void 0) throw new (require_spec ??= require("./spec.js")).OciError("NOT_FOUND", `${(require_spec ??= require("./spec.js")).printable(reference, 300)}: not found`);
		return descriptor;
	}
	async tag(target, reference, options = {}) {
		checkReference(target, reference);
		if (!await this.exists(target, options)) throw new (require_spec ??= require("./spec.js")).OciError("NOT_FOUND", `cannot tag ${target.digest}: it is not in the memory store`);
		this.#references.tag(target, reference);
	}
	async predecessors(node, options = {}) {
		(require_spec ??= require("./spec.js")).throwIfAborted(options.signal);
		return this.#references.predecessors(node.digest);
	}
};

// src/transfer/temporary-store.ts
const maxMemoryBytes = 8388608;
var TemporaryStore = class TemporaryStore {
	path;
	#memory = new MemoryStore();
	#free;
	#layout;
	#isCreated = false;
	constructor(path, maxBytes = maxMemoryBytes) {
		this.path = path;
		this.#free = maxBytes;
	}
	static below(parent) {
		return new TemporaryStore(temporaryPath(parent));
	}
	async ingest(content, mediaType, options = {}) {
		const { algorithm, owned, signal } = options;
		const source = (require_spec ??= require("./spec.js")).abortable(content, signal)[Symbol.asyncIterator]();
		const chunks = [];
		let isComplete = false;
		let size = 0;
		try {
			for (;;) {
				const next = await source.next();
				if (next.done === true) {
					isComplete = true;
					break;
				}
				chunks.push(owned === true ? next.value : Uint8Array.from(next.value));
				size += next.value.byteLength;
				this.#free -= next.value.byteLength;
				if (this.#free < 0) break;
			}
		} catch (error) {
			this.#free += size;
			await source.return?.();
			throw error;
		}
		if (isComplete) return await this.#keep(Buffer.concat(chunks, size), mediaType, {
			algorithm,
			signal
		});
		this.#free += size;
		let layout;
		try {
			layout = await this.#openLayout();
		} catch (error) {
			await source.return?.();
			throw error;
		}
		return await layout.ingest(rest(chunks, source), mediaType, options);
	}
	async push(expected, body, options = {}) {
		if (expected.size > this.#free && !(require_spec ??= require("./spec.js")).isManifestMediaType(expected.mediaType)) {
			await (await this.#openLayout()).push(expected, body, options);
			return;
		}
		this.#free -= expected.size;
		await this.#memory.push(expected, body, options);
	}
	async exists(target, options = {}) {
		if (await this.#memory.exists(target, options)) return true;
		return this.#layout !== void 0 && await (await this.#layout).exists(target, options);
	}
	async fetch(target, options = {}) {
		if (this.#layout === void 0 || await this.#memory.exists(target, options)) return this.#memory.fetch(target, options);
		return (await this.#layout).fetch(target, options);
	}
	resolve(reference, options) {
		return this.#memory.resolve(reference, options);
	}
	predecessors(node, options) {
		return this.#memory.predecessors(node, options);
	}
	async [Symbol.asyncDispose]() {
		if (this.#isCreated) await (require_remove_tree ??= require("./remove-tree.js")).removeTree(this.path);
	}
	async #keep(bytes, mediaType, { algorithm, signal }) {
		const digester = new (require_spec ??= require("./spec.js")).Digester(algorithm);
		digester.update(bytes);
		const descriptor = {
			mediaType,
			digest: digester.digest(),
			size: bytes.byteLength
		};
		const body = (require_spec ??= require("./spec.js")).readerBody(async () => (require_spec ??= require("./spec.js")).bytesReader(descriptor, bytes));
		await this.#memory.push(descriptor, body, { signal });
		return descriptor;
	}
	#openLayout() {
		return this.#layout ??= this.#createLayout();
	}
	async #createLayout() {
		try {
			await (0, (node_fs_promises ??= require("node:fs/promises")).mkdir)(this.path, { mode: 448 });
		} catch (error) {
			throw (require_options ??= require("./options.js")).fileSystemError(error, `create the temporary directory ${this.path}`);
		}
		this.#isCreated = true;
		return (require_layout ??= require("./layout.js")).LayoutRepository.open(this.path, {
			create: "private",
			allowSparse: true,
			sync: false
		});
	}
};
function temporaryPath(parent) {
	return (0, (node_path ??= require("node:path")).join)(parent, `oci-artifact-${process.pid}-${Math.random().toString(36).slice(2)}`);
}
async function* rest(chunks, source) {
	try {
		yield* chunks;
		for (;;) {
			const next = await source.next();
			if (next.done === true) return;
			yield next.value;
		}
	} finally {
		await source.return?.();
	}
}

Object.defineProperty(exports, "TemporaryStore", {
  enumerable: true,
  get: function () {
    return TemporaryStore;
  }
});
Object.defineProperty(exports, "temporaryPath", {
  enumerable: true,
  get: function () {
    return temporaryPath;
  }
});