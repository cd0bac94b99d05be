import { n as fileSystemError, t as errnoOf } from "./file-system-error.js";
import { S as pageOf, a as RepositoryView, c as anyNames, f as LayoutFolder, i as scrub, o as describeManifests, s as onlyManifest, t as collectGarbage } from "./maintenance.js";
import { i as repositoryBrand } from "./repository.js";
import { t as defaultTag } from "./location.js";
import { g as mediaTypeOctetStream, r as isManifestMediaType, w as isDigest } from "./media-types.js";
import { f as throwIfAborted, m as printable, o as isOciError, t as OciError } from "./error.js";
import { c as maxManifestBytes, l as notManifestError, t as collect } from "./collect.js";

// src/layout/repository.ts
var LayoutRepository = class LayoutRepository {
	[repositoryBrand] = true;
	#folder;
	#view;
	#title;
	constructor(folder, title = folder.path) {
		this.#folder = folder;
		this.#title = title;
		this.#view = new RepositoryView(folder, anyNames, `the image layout ${title}`);
	}
	static async open(path, options = {}) {
		return new LayoutRepository(await LayoutFolder.open(path, options), options.title);
	}
	get path() {
		return this.#folder.path;
	}
	async ingest(content, mediaType, options = {}) {
		this.#folder.checkWritable();
		const { algorithm = "sha256" } = options;
		return {
			mediaType,
			...await this.#folder.blobs.ingest(content, {
				...options,
				algorithm
			})
		};
	}
	async linkFrom(other, target, options = {}) {
		this.#checkWrite(options);
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
	async isVerified(target, options = {}) {
		throwIfAborted(options.signal);
		return this.#folder.blobs.isVerified(target.digest);
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
		if (await this.#folder.blobs.sizeAndTouch(target.digest) !== target.size) return false;
		if (!isManifestMediaType(target.mediaType)) return true;
		return await this.#view.find(target.digest, options) !== void 0;
	}
	async push(expected, body, options = {}) {
		this.#checkWrite(options);
		if (!isManifestMediaType(expected.mediaType)) {
			await this.#folder.blobs.put(expected, body, options.signal);
			return;
		}
		const bytes = await collect(body(), maxManifestBytes, `the manifest ${expected.digest}`);
		if (bytes.byteLength !== expected.size) throw new OciError("SIZE_INVALID", `cannot push the manifest ${expected.digest}: it has ${bytes.byteLength} bytes, not ${expected.size}`);
		await this.#view.push(bytes, expected.mediaType, expected.digest, options.tags ?? [], options);
	}
	async resolve(reference, options = {}) {
		throwIfAborted(options.signal);
		if (!isDigest(reference)) return this.#view.resolveTag(reference, options);
		const manifest = await this.#view.find(reference, options);
		if (manifest !== void 0) return manifest;
		const size = await this.#folder.blobs.sizeAndTouch(reference);
		if (size === void 0) throw this.#view.manifestUnknown(reference);
		return {
			mediaType: mediaTypeOctetStream,
			digest: reference,
			size
		};
	}
	async tag(target, reference, options = {}) {
		this.#checkWrite(options);
		if (!isManifestMediaType(target.mediaType)) throw notManifestError(target, `cannot tag a ${printable(target.mediaType, 200)} as "${printable(reference, 200)}": only manifests have tags`);
		await this.#view.tag(target, reference, options);
	}
	async untag(reference, options = {}) {
		this.#checkWrite(options);
		await this.#view.untag(reference, options);
	}
	async *tags(options = {}) {
		yield* pageOf(await this.#view.tags(options), options);
	}
	async manifests(options = {}) {
		throwIfAborted(options.signal);
		return this.#view.manifests(options);
	}
	async select(name, options = {}) {
		try {
			await this.resolve(name ?? "latest", options);
			return name ?? "latest";
		} catch (error) {
			if (!isOciError(error, "MANIFEST_UNKNOWN", "TAG_INVALID")) throw error;
			const manifests = await this.manifests(options);
			const only = name === void 0 ? onlyManifest(manifests) : void 0;
			if (only !== void 0) return only.names.length === 1 ? only.names[0] ?? "" : only.descriptor.digest;
			throw new OciError(error.code, `${error.message}; ${describeManifests(manifests, this.#title)}`, { detail: error.detail });
		}
	}
	async predecessors(node, options = {}) {
		throwIfAborted(options.signal);
		return this.#view.predecessors(node.digest, options);
	}
	async mount(target, fromRepository, options = {}) {
		throwIfAborted(options.signal);
		throw new OciError("UNSUPPORTED", `cannot mount ${target.digest} from ${printable(fromRepository, 300)}: an image layout is one repository; push the bytes`);
	}
	async delete(target, options = {}) {
		this.#checkWrite(options);
		if (isManifestMediaType(target.mediaType)) await this.#view.delete(target.digest, options);
		else await this.#view.deleteBlob(target.digest, options);
	}
	async gc(options) {
		this.#folder.checkWritable();
		return collectGarbage(this.#folder, ({ refName }) => refName !== void 0, options);
	}
	scrub(options) {
		return scrub(this.#folder, options);
	}
	flush() {
		return this.#folder.flush();
	}
	tidy() {
		return this.#folder.tidy();
	}
	pending() {
		return this.#folder.pending();
	}
	#checkWrite(options) {
		throwIfAborted(options.signal);
		this.#folder.checkWritable();
	}
};

export { LayoutRepository as t };