let require_maintenance;
let require_descriptor;
let require_abortable;
let require_lock_file;

// src/concurrency/single-flight.ts
var SingleFlight = class {
	#flights = /* @__PURE__ */ new Map();
	async run(key, work, signal) {
		(require_descriptor ??= require("./descriptor.js")).throwIfAborted(signal);
		const flight = this.#flights.get(key) ?? this.#start(key, work);
		flight.waiting++;
		try {
			return await (require_abortable ??= require("./abortable.js")).untilAborted(flight.promise, signal);
		} finally {
			flight.waiting--;
			if (flight.waiting === 0 && this.#remove(key, flight)) flight.stop.abort(signal?.reason);
		}
	}
	#start(key, work) {
		const stop = new AbortController();
		const flight = {
			promise: work(stop.signal),
			stop,
			waiting: 0
		};
		this.#flights.set(key, flight);
		const remove = () => this.#remove(key, flight);
		flight.promise.then(remove, remove);
		return flight;
	}
	#remove(key, flight) {
		return this.#flights.get(key) === flight && this.#flights.delete(key);
	}
};

// src/registry/repository.ts
const repositoryBrand = Symbol("oci-artifact.repository");
function isRepository(storage) {
	return repositoryBrand in storage;
}
function repository(registry, name) {
	return new RegistryRepository(registry, name);
}
var RegistryRepository = class {
	[repositoryBrand] = true;
	#registry;
	#name;
	constructor(registry, name) {
		this.#registry = registry;
		this.#name = name;
	}
	async fetch(target, options) {
		if ((require_maintenance ??= require("./maintenance.js")).isDockerSchema1(target.mediaType)) throw (require_maintenance ??= require("./maintenance.js")).notManifestError(target, "");
		const reader = await ((require_descriptor ??= require("./descriptor.js")).isManifestMediaType(target.mediaType) ? this.#registry.getManifest(this.#name, target.digest, options) : this.#registry.getBlob(this.#name, target.digest, {
			...options,
			expectedSize: target.size
		}));
		const { size } = reader.descriptor;
		if (size === target.size) return reader;
		await reader.close();
		throw new (require_descriptor ??= require("./descriptor.js")).OciError("SIZE_MISMATCH", `cannot read ${target.digest} from ${this.#name}: it has ${size} bytes, and its descriptor has ${target.size}`);
	}
	async exists(target, options) {
		try {
			return ((require_descriptor ??= require("./descriptor.js")).isManifestMediaType(target.mediaType) ? await this.#registry.resolveManifest(this.#name, target.digest, options) : await this.#registry.resolveBlob(this.#name, target.digest, options)).size === target.size;
		} catch (error) {
			if ((require_descriptor ??= require("./descriptor.js")).isNotFound(error)) return false;
			throw error;
		}
	}
	async push(expected, body, options = {}) {
		if (!(require_descriptor ??= require("./descriptor.js")).isManifestMediaType(expected.mediaType)) {
			await this.#registry.pushBlob(this.#name, expected, body, options);
			return;
		}
		const bytes = await (require_maintenance ??= require("./maintenance.js")).collect(body(), (require_maintenance ??= require("./maintenance.js")).maxManifestBytes, `manifest ${expected.digest}`);
		if (bytes.byteLength !== expected.size) throw new (require_descriptor ??= require("./descriptor.js")).OciError("SIZE_INVALID", `cannot push the manifest ${expected.digest}: it has ${bytes.byteLength} bytes, not ${expected.size}`);
		if ((require_descriptor ??= require("./descriptor.js")).digestOf(bytes, (require_descriptor ??= require("./descriptor.js")).digestAlgorithm(expected.digest)) !== expected.digest) throw new (require_descriptor ??= require("./descriptor.js")).OciError("DIGEST_INVALID", `cannot push the manifest ${expected.digest}: its bytes have another digest`);
		const hasTag = (options.tags ?? []).length > 0 && (require_descriptor ??= require("./descriptor.js")).digestAlgorithm(expected.digest) === "sha256";
		await this.#registry.pushManifest(this.#name, bytes, expected.mediaType, hasTag ? options : {
			...options,
			digest: expected.digest
		});
	}
	async resolve(reference, options = {}) {
		const { onManifest } = options;
		try {
			if (onManifest !== void 0) return await this.#read(reference, onManifest, options);
			if (!(require_descriptor ??= require("./descriptor.js")).isDigest(reference)) return await this.#registry.resolveTag(this.#name, reference, options);
			return await this.#registry.resolveManifest(this.#name, reference, options);
		} catch (error) {
			if (!(require_descriptor ??= require("./descriptor.js")).isDigest(reference) || !(require_descriptor ??= require("./descriptor.js")).isNotFound(error)) throw error;
			return this.#resolveBlob(reference, error, options);
		}
	}
	async #read(reference, onManifest, options) {
		try {
			var _usingCtx$1 = (require_lock_file ??= require("./lock-file.js"))._usingCtx();
			const reader = _usingCtx$1.a(await ((require_descriptor ??= require("./descriptor.js")).isDigest(reference) ? this.#registry.getManifest(this.#name, reference, options) : this.#registry.getTag(this.#name, reference, options)));
			const { descriptor } = reader;
			onManifest(descriptor, await (require_maintenance ??= require("./maintenance.js")).collect(reader, (require_maintenance ??= require("./maintenance.js")).maxManifestBytes, `manifest ${descriptor.digest}`));
			return descriptor;
		} catch (_) {
			_usingCtx$1.e = _;
		} finally {
			await _usingCtx$1.d();
		}
	}
	async #resolveBlob(digest, failure, options) {
		try {
			return await this.#registry.resolveBlob(this.#name, digest, options);
		} catch (error) {
			if (!(require_descriptor ??= require("./descriptor.js")).isNotFound(error)) throw error;
			if (!(require_descriptor ??= require("./descriptor.js")).isOciError(failure, "MANIFEST_UNKNOWN")) throw failure;
			const { detail, status, wireCode, reason } = failure;
			const problem = `no manifest ${digest} is in ${this.#name}; check the digest and the repository`;
			throw new (require_descriptor ??= require("./descriptor.js")).OciError("MANIFEST_UNKNOWN", problem, {
				detail,
				status,
				wireCode,
				reason
			});
		}
	}
	async tag(target, reference, options = {}) {
		if (!(require_descriptor ??= require("./descriptor.js")).isManifestMediaType(target.mediaType)) throw (require_maintenance ??= require("./maintenance.js")).notManifestError(target, `cannot tag a ${(require_descriptor ??= require("./descriptor.js")).printable(target.mediaType, 200)} as "${(require_descriptor ??= require("./descriptor.js")).printable(reference, 200)}": only manifests have tags`);
		const reader = await this.#registry.getManifest(this.#name, target.digest, options);
		const bytes = await (require_maintenance ??= require("./maintenance.js")).collect(reader, (require_maintenance ??= require("./maintenance.js")).maxManifestBytes, `manifest ${target.digest}`);
		await this.#registry.pushManifest(this.#name, bytes, target.mediaType, {
			...options,
			digest: target.digest,
			tags: [reference]
		});
	}
	untag(reference, options) {
		return this.#registry.deleteTag(this.#name, reference, options);
	}
	tags(options) {
		return this.#registry.tags(this.#name, options);
	}
	async predecessors(node, options) {
		return Array.fromAsync(this.#registry.referrers(this.#name, node.digest, options));
	}
	async mount(target, fromRepository, options) {
		await this.#registry.mountBlob(fromRepository, this.#name, target.digest, {
			...options,
			size: target.size
		});
	}
	delete(target, options) {
		return (require_descriptor ??= require("./descriptor.js")).isManifestMediaType(target.mediaType) || (require_maintenance ??= require("./maintenance.js")).isDockerSchema1(target.mediaType) ? this.#registry.deleteManifest(this.#name, target.digest, options) : this.#registry.deleteBlob(this.#name, target.digest, options);
	}
};
async function pushContent(storage, descriptor, bytes, options) {
	await storage.push((require_descriptor ??= require("./descriptor.js")).plainDescriptor(descriptor), () => (require_maintenance ??= require("./maintenance.js")).once(bytes), options);
}

Object.defineProperty(exports, "SingleFlight", {
  enumerable: true,
  get: function () {
    return SingleFlight;
  }
});
Object.defineProperty(exports, "isRepository", {
  enumerable: true,
  get: function () {
    return isRepository;
  }
});
Object.defineProperty(exports, "pushContent", {
  enumerable: true,
  get: function () {
    return pushContent;
  }
});
Object.defineProperty(exports, "repository", {
  enumerable: true,
  get: function () {
    return repository;
  }
});
Object.defineProperty(exports, "repositoryBrand", {
  enumerable: true,
  get: function () {
    return repositoryBrand;
  }
});