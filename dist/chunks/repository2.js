import { r as once, s as maxManifestBytes, t as collect } from "./collect.js";
import { g as digestAlgorithm, n as isManifestMediaType, v as digestOf, y as isDigest } from "./media-types.js";
import { a as isNotFound, m as printable, t as OciError } from "./error.js";
import { c as plainDescriptor } from "./descriptor.js";

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
		const reader = await (isManifestMediaType(target.mediaType) ? this.#registry.getManifest(this.#name, target.digest, options) : this.#registry.getBlob(this.#name, target.digest, options));
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
	async resolve(reference, options) {
		if (!isDigest(reference)) return this.#registry.resolveTag(this.#name, reference, options);
		try {
			return await this.#registry.resolveManifest(this.#name, reference, options);
		} catch (error) {
			if (!isNotFound(error)) throw error;
			return this.#registry.resolveBlob(this.#name, reference, options);
		}
	}
	async tag(target, reference, options = {}) {
		if (!isManifestMediaType(target.mediaType)) throw new OciError("UNSUPPORTED", `cannot tag a ${printable(target.mediaType, 200)} as "${printable(reference, 200)}": only manifests have tags`);
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
		await this.#registry.mountBlob(fromRepository, this.#name, target.digest, options);
	}
	delete(target, options) {
		return isManifestMediaType(target.mediaType) ? this.#registry.deleteManifest(this.#name, target.digest, options) : this.#registry.deleteBlob(this.#name, target.digest, options);
	}
};
async function pushContent(storage, descriptor, bytes, options) {
	await storage.push(plainDescriptor(descriptor), () => once(bytes), options);
}

export { repositoryBrand as i, pushContent as n, repository as r, isRepository as t };