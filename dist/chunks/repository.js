import { F as maxManifestBytes, S as collect, c as LayoutFolder, i as anyNames, n as collectGarbage, p as pageOf, r as RepositoryView, t as scrub } from "./scrub.js";
import { c as errnoOf, l as fileSystemError } from "./lock-file.js";
import { D as isDigest, u as isManifestMediaType, x as mediaTypeOctetStream } from "./descriptor.js";
import { f as printable, t as OciError, u as throwIfAborted } from "./error.js";

// src/layout/repository.ts
var LayoutRepository = class LayoutRepository {
	#folder;
	#view;
	constructor(folder) {
		this.#folder = folder;
		this.#view = new RepositoryView(folder, anyNames, `the image layout ${folder.path}`);
	}
	static async open(path, options = {}) {
		return new LayoutRepository(await LayoutFolder.open(path, options));
	}
	get path() {
		return this.#folder.path;
	}
	async ingest(content, mediaType, options = {}) {
		this.#folder.checkWritable();
		return {
			mediaType,
			...await this.#folder.blobs.ingest(content, {
				...options,
				algorithm: options.algorithm ?? "sha256"
			})
		};
	}
	async linkFrom(other, target, options = {}) {
		throwIfAborted(options.signal);
		this.#folder.checkWritable();
		try {
			await this.#folder.blobs.linkFrom(other.#folder.blobs, target.digest, target.size, options.signal);
		} catch (error) {
			throw errnoOf(error) === "ENOENT" ? other.#view.blobUnknown(target.digest) : fileSystemError(error, `link ${target.digest} from ${other.path}`);
		}
	}
	async verifyInBackground(target, options = {}) {
		throwIfAborted(options.signal);
		await this.#folder.blobs.verifyInBackground(target.digest, options.signal);
	}
	async isKnown(target, options = {}) {
		throwIfAborted(options.signal);
		return this.#folder.blobs.isKnown(target.digest);
	}
	async fetch(target, options = {}) {
		throwIfAborted(options.signal);
		if (isManifestMediaType(target.mediaType)) return this.#view.openManifest(target, options);
		const { digest, mediaType, size } = target;
		const reader = await this.#folder.blobs.open(digest, {
			mediaType,
			size,
			signal: options.signal
		});
		if (reader === void 0) throw this.#view.blobUnknown(digest);
		return reader;
	}
	async exists(target, options = {}) {
		throwIfAborted(options.signal);
		if (await this.#folder.blobs.sizeToUse(target.digest) !== target.size) return false;
		if (!isManifestMediaType(target.mediaType)) return true;
		const roots = (await this.#folder.index.read(options.signal)).entries.map((entry) => entry.descriptor);
		return await this.#folder.graph.find(roots, target.digest, options.signal) !== void 0;
	}
	async push(expected, body, options = {}) {
		throwIfAborted(options.signal);
		this.#folder.checkWritable();
		if (!isManifestMediaType(expected.mediaType)) {
			await this.#folder.blobs.put(expected, body, options.signal);
			return;
		}
		const bytes = await collect(body(), maxManifestBytes, `the manifest ${expected.digest}`);
		if (bytes.byteLength !== expected.size) throw new OciError("SIZE_INVALID", `the manifest ${expected.digest} has ${bytes.byteLength} bytes, not ${expected.size}`);
		await this.#view.push(bytes, expected.mediaType, expected.digest, options.tags ?? [], options);
	}
	async resolve(reference, options = {}) {
		throwIfAborted(options.signal);
		if (!isDigest(reference)) return this.#view.resolveTag(reference, options);
		const roots = (await this.#folder.index.read(options.signal)).entries.map((entry) => entry.descriptor);
		const manifest = await this.#folder.graph.find(roots, reference, options.signal);
		if (manifest !== void 0) return manifest;
		const size = await this.#folder.blobs.sizeToUse(reference);
		if (size === void 0) throw this.#view.blobUnknown(reference);
		return {
			mediaType: mediaTypeOctetStream,
			digest: reference,
			size
		};
	}
	async tag(target, reference, options = {}) {
		throwIfAborted(options.signal);
		this.#folder.checkWritable();
		if (!isManifestMediaType(target.mediaType)) throw new OciError("UNSUPPORTED", `"${printable(reference, 200)}" cannot point to a ${printable(target.mediaType, 200)}: only manifests have tags`);
		await this.#view.tag(target, reference, options);
	}
	async untag(reference, options = {}) {
		throwIfAborted(options.signal);
		this.#folder.checkWritable();
		await this.#view.untag(reference, options);
	}
	async *tags(options = {}) {
		yield* pageOf(await this.#view.tags(options), options);
	}
	async predecessors(node, options = {}) {
		throwIfAborted(options.signal);
		const found = [];
		for await (const manifest of this.#view.manifests(options)) if (manifest.successors.some((successor) => successor.digest === node.digest)) found.push(manifest.referrer);
		return found;
	}
	async mount(target, fromRepository) {
		throw new OciError("UNSUPPORTED", `${target.digest} cannot be mounted from ${printable(fromRepository, 300)}: an image layout is one repository; push the bytes`);
	}
	async delete(target, options = {}) {
		throwIfAborted(options.signal);
		this.#folder.checkWritable();
		if (isManifestMediaType(target.mediaType)) await this.#view.delete(target.digest, options);
		else await this.#view.deleteBlob(target.digest, options);
	}
	async gc(options) {
		this.#folder.checkWritable();
		return collectGarbage(this.#folder, options);
	}
	scrub(options) {
		return scrub(this.#folder, options);
	}
	tidy() {
		return this.#folder.tidy();
	}
	pending() {
		return this.#folder.pending();
	}
};

export { LayoutRepository as t };