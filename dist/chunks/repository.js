import { c as maxManifestBytes, l as notManifestError, r as once, s as isDockerSchema1, t as collect } from "./collect.js";
import { C as digestOf, r as isManifestMediaType, w as isDigest, x as digestAlgorithm } from "./media-types.js";
import { a as isNotFound, m as printable, o as isOciError, t as OciError } from "./error.js";
import { c as plainDescriptor } from "./descriptor.js";
import { t as _usingCtx } from "./usingCtx.js";

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
		if (isDockerSchema1(target.mediaType)) throw notManifestError(target, "");
		const reader = await (isManifestMediaType(target.mediaType) ? this.#registry.getManifest(this.#name, target.digest, options) : this.#registry.getBlob(this.#name, target.digest, {
			...options,
			expectedSize: target.size
		}));
		const { size } = reader.descriptor;
		if (size === target.size) return reader;
		await reader.close();
		throw new OciError("SIZE_MISMATCH", `cannot read ${target.digest} from ${this.#name}: it has ${size} bytes, and its descriptor has ${target.size}`);
	}
	async exists(target, options) {
		try {
			return (isManifestMediaType(target.mediaType) ? await this.#registry.resolveManifest(this.#name, target.digest, options) : await this.#registry.resolveBlob(this.#name, target.digest, options)).size === target.size;
		} catch (error) {
			if (isNotFound(error)) return false;
			throw error;
		}
	}
	async push(expected, body, options = {}) {
		if (!isManifestMediaType(expected.mediaType)) {
			await this.#registry.pushBlob(this.#name, expected, body, options);
			return;
		}
		const bytes = await collect(body(), maxManifestBytes, `manifest ${expected.digest}`);
		if (bytes.byteLength !== expected.size) throw new OciError("SIZE_INVALID", `cannot push the manifest ${expected.digest}: it has ${bytes.byteLength} bytes, not ${expected.size}`);
		if (digestOf(bytes, digestAlgorithm(expected.digest)) !== expected.digest) throw new OciError("DIGEST_INVALID", `cannot push the manifest ${expected.digest}: its bytes have another digest`);
		const hasTag = (options.tags ?? []).length > 0 && digestAlgorithm(expected.digest) === "sha256";
		await this.#registry.pushManifest(this.#name, bytes, expected.mediaType, hasTag ? options : {
			...options,
			digest: expected.digest
		});
	}
	async resolve(reference, options = {}) {
		const { onManifest } = options;
		try {
			if (onManifest !== void 0) return await this.#read(reference, onManifest, options);
			if (!isDigest(reference)) return await this.#registry.resolveTag(this.#name, reference, options);
			return await this.#registry.resolveManifest(this.#name, reference, options);
		} catch (error) {
			if (!isDigest(reference) || !isNotFound(error)) throw error;
			return this.#resolveBlob(reference, error, options);
		}
	}
	async #read(reference, onManifest, options) {
		try {
			var _usingCtx$1 = _usingCtx();
			const reader = _usingCtx$1.a(await (isDigest(reference) ? this.#registry.getManifest(this.#name, reference, options) : this.#registry.getTag(this.#name, reference, options)));
			const { descriptor } = reader;
			onManifest(descriptor, await collect(reader, maxManifestBytes, `manifest ${descriptor.digest}`));
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
			if (!isNotFound(error)) throw error;
			if (!isOciError(failure, "MANIFEST_UNKNOWN")) throw failure;
			const { detail, status, wireCode, reason } = failure;
			const problem = `no manifest ${digest} is in ${this.#name}; check the digest and the repository`;
			throw new OciError("MANIFEST_UNKNOWN", problem, {
				detail,
				status,
				wireCode,
				reason
			});
		}
	}
	async tag(target, reference, options = {}) {
		if (!isManifestMediaType(target.mediaType)) throw notManifestError(target, `cannot tag a ${printable(target.mediaType, 200)} as "${printable(reference, 200)}": only manifests have tags`);
		const reader = await this.#registry.getManifest(this.#name, target.digest, options);
		const bytes = await collect(reader, maxManifestBytes, `manifest ${target.digest}`);
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
		return isManifestMediaType(target.mediaType) || isDockerSchema1(target.mediaType) ? this.#registry.deleteManifest(this.#name, target.digest, options) : this.#registry.deleteBlob(this.#name, target.digest, options);
	}
};
async function pushContent(storage, descriptor, bytes, options) {
	await storage.push(plainDescriptor(descriptor), () => once(bytes), options);
}

export { repositoryBrand as i, pushContent as n, repository as r, isRepository as t };