import { a as describeImage, i as imageManifest, n as imageHash, o as imageJson, r as imageConfig, t as LocalImage } from "./local-image.js";
import { n as imageFileName, t as finishImage } from "./image-file.js";
import { c as sifLayerMediaTypeV1, i as isSifLayer, o as sifDefaultTag, r as readSifImage, s as sifLayerMediaTypeProto } from "./read-image.js";
import { t as formatBytes } from "./format.js";
import { d as throwIfAborted, o as isOciError, p as printable, t as OciError } from "./error.js";
import { a as formatReference, u as parseReference } from "./reference.js";
import { n as connectRepository } from "./connect.js";
import { d as errnoOf, f as fileSystemError, m as _usingCtx, s as PendingFile } from "./lock-file.js";
import { C as collect, E as once, L as maxManifestBytes, R as parseManifest, U as annotationContentUnpack, u as pushContent, y as verified } from "./pull-through-cache.js";
import { b as mediaTypeImageManifest, c as plainDescriptor, r as emptyJsonBytes, t as descriptorOf, u as isManifestMediaType } from "./descriptor.js";
import { i as openCacheDirectory, r as downloadCacheOptions } from "./cache-options.js";
import { a as flag, b as connectionOptions, l as path$1, m as text, x as defineCommand } from "./option-types.js";
import { t as option } from "./option.js";
import { a as lineOutput, n as digestOutput, o as mediaTypeOutput, s as numberOutput } from "./output.js";
import { o as registryAccess, s as registryReadOptions } from "./registry-options.js";
import { n as jsonOption } from "./run-options.js";
import { randomBytes } from "node:crypto";
import { dirname, join, resolve } from "node:path";
import { tmpdir } from "node:os";
import { chmod, lstat, stat } from "node:fs/promises";

// src/sif/image-target.ts
const pendingLabel = ".sif-pull";
async function checkTarget(path) {
	try {
		if (!(await lstat(path)).isDirectory()) return;
	} catch (error) {
		if (errnoOf(error) === "ENOENT") return;
		throw fileSystemError(error, `look at ${path}`);
	}
	throw new OciError("INPUT_INVALID", `"${printable(path, 300)}" is a directory; give the name of a file for the image`, { detail: { input: "file" } });
}
async function writeImage(path, layer, open, options) {
	try {
		var _usingCtx$4 = _usingCtx();
		const { signal, onProgress } = options;
		const file = _usingCtx$4.a(await PendingFile.create(await stagingDirectory(path, options.tmpDir), pendingLabel, 493));
		const reader = _usingCtx$4.a(await open());
		let done = 0;
		for await (const chunk of verified(reader, layer, `the image ${layer.digest}`)) {
			throwIfAborted(signal);
			await file.write(chunk);
			done += chunk.byteLength;
			onProgress?.(done, layer.size);
		}
		await finishImage(file.temporaryPath, layer, signal);
		throwIfAborted(signal);
		await file.commit(path);
	} catch (_) {
		_usingCtx$4.e = _;
	} finally {
		await _usingCtx$4.d();
	}
}
async function stagingDirectory(path, tmpDir) {
	const beside = dirname(resolve(path));
	if (tmpDir === void 0) return beside;
	const [own, other] = await Promise.all([deviceOf(beside), deviceOf(tmpDir)]);
	return own !== void 0 && own === other ? tmpDir : beside;
}
async function deviceOf(directory) {
	try {
		return (await stat(directory)).dev;
	} catch {
		return;
	}
}

// src/sif/manifest.ts
async function resolveImage(source, reference, options) {
	const { descriptor, manifest } = await fetchManifest(source, reference, options);
	const [layer, ...others] = manifest.layers;
	if (layer === void 0 || others.length > 0) throw notAnImage(reference, `it has ${manifest.layers.length} layers, where a SIF image has one`);
	if (!isSifLayer(layer.mediaType)) throw notAnImage(reference, `its layer is of type "${printable(layer.mediaType, 200)}", not ${sifLayerMediaTypeV1} or ${sifLayerMediaTypeProto}`);
	if (layer.annotations?.["io.deis.oras.content.unpack"] === "true") throw notAnImage(reference, "its layer is a packed directory");
	return {
		manifest: descriptor,
		layer
	};
}
async function fetchManifest(source, reference, options) {
	const descriptor = plainDescriptor(await source.resolve(reference.selector, options));
	if (!isManifestMediaType(descriptor.mediaType)) throw notAnImage(reference, `it is of type "${printable(descriptor.mediaType, 200)}", and no manifest`);
	const bytes = await collect(await source.fetch(descriptor, options), maxManifestBytes, `the manifest ${descriptor.digest}`);
	const manifest = parseManifest(bytes, descriptor.mediaType);
	if (manifest.kind === "manifest") return {
		descriptor,
		manifest
	};
	throw notAnImage(reference, `it is ${manifest.kind === "index" ? "an index of several manifests; name one of them by its digest" : "a manifest of another kind"}`);
}
function notAnImage(reference, why) {
	return new OciError("UNSUPPORTED", `${formatReference(reference)} is not a SIF image: ${why}`);
}

// src/sif/reference.ts
function parseSifReference(text) {
	const bare = text.replace(/^(?:oras:)?\/\//, "");
	const reference = parseReference(bare);
	if (!bare.includes("/")) throw new OciError("REFERENCE_INVALID", `"${printable(text, 200)}" names no registry; write registry/repository:tag`);
	const tag = reference.tag ?? (reference.digest === void 0 ? "latest" : void 0);
	return {
		...reference,
		tag,
		selector: reference.digest ?? tag ?? "latest"
	};
}

// src/sif/download-image.ts
async function downloadImage(path, ref, options = {}) {
	try {
		var _usingCtx$3 = _usingCtx();
		const { signal, onProgress, tmpDir } = options;
		throwIfAborted(signal);
		const reference = parseSifReference(ref);
		await checkTarget(path);
		const connection = _usingCtx$3.a(await connectRepository(reference, options));
		const image = await resolveImage(connection.repository, reference, { signal });
		await writeImage(path, image.layer, () => connection.repository.fetch(image.layer, { signal }), {
			tmpDir,
			signal,
			onProgress
		});
		return {
			...image,
			reference,
			path
		};
	} catch (_) {
		_usingCtx$3.e = _;
	} finally {
		await _usingCtx$3.d();
	}
}

// src/sif/pull-image.ts
async function pullImageToFile(cache, to, ref, tmpDir, options = {}) {
	try {
		var _usingCtx3 = _usingCtx();
		if (cache === void 0) return downloadImage(to, ref, {
			...options,
			tmpDir
		});
		const { signal, onProgress } = options;
		throwIfAborted(signal);
		const reference = parseSifReference(ref);
		await checkTarget(to);
		const connection = _usingCtx3.a(await connectRepository(reference, options));
		const source = cache.repository(connection.registry, reference);
		const image = await resolveImage(source, reference, { signal });
		await writeImage(to, image.layer, () => source.fetch(image.layer, {
			signal,
			onProgress
		}), {
			tmpDir,
			signal
		});
		return {
			...image,
			reference,
			path: to
		};
	} catch (_) {
		_usingCtx3.e = _;
	} finally {
		await _usingCtx3.d();
	}
}

// src/sif/upload-image.ts
async function uploadImage(path, ref, options = {}) {
	try {
		var _usingCtx$1 = _usingCtx();
		const { signal, onProgress } = options;
		throwIfAborted(signal);
		const reference = parseSifReference(ref);
		const { tag } = reference;
		if (reference.digest !== void 0 || tag === void 0) throw new OciError("REFERENCE_INVALID", "an image is pushed to a tag, not to a digest, which follows from the content; write registry/repository:tag");
		const local = _usingCtx$1.a(await LocalImage.open(path, signal));
		const { repository } = _usingCtx$1.a(await connectRepository(reference, options));
		const { layer } = local;
		const alreadyThere = await repository.exists(layer, { signal });
		if (!alreadyThere) await repository.push(plainDescriptor(layer), () => local.content(onProgress), { signal });
		await pushContent(repository, imageConfig, emptyJsonBytes, { signal });
		const bytes = imageManifest(local);
		const manifest = descriptorOf(mediaTypeImageManifest, bytes);
		await repository.push(manifest, () => once(bytes), {
			signal,
			tags: [tag]
		});
		return {
			reference,
			manifest,
			layer,
			alreadyThere
		};
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}

// src/commands/sif.ts
const reference = option({
	type: text,
	positional: "reference",
	required: "write registry/repository:tag",
	description: "`registry/repository[:tag][@digest]`, with or without `oras://`. Without a tag and digest, `latest` is used."
});
const outputs = {
	reference: {
		type: lineOutput,
		description: "The full reference.",
		value: (image) => formatReference(image.reference)
	},
	"pinned-reference": {
		type: lineOutput,
		description: "The reference with the digest.",
		value: pinnedReference
	},
	digest: {
		type: digestOutput,
		description: "Digest of the manifest.",
		value: (image) => image.manifest.digest
	},
	"layer-digest": {
		type: digestOutput,
		description: "Digest of the image file.",
		value: (image) => image.layer.digest
	},
	"layer-size": {
		type: numberOutput,
		description: "Size of the image file in bytes.",
		value: (image) => image.layer.size
	}
};
const mediaType = {
	type: mediaTypeOutput,
	description: "Media type of the manifest.",
	value: (image) => image.manifest.mediaType
};
const push = defineCommand({
	name: "sif push",
	summary: "upload a SIF image",
	description: "Checks that <file> is a runnable SIF image, and uploads it.",
	examples: [{
		comment: "Push an image",
		line: "sif push app.sif ghcr.io/acme/app:v1"
	}],
	options: {
		file: option({
			type: path$1,
			positional: "file",
			required: "give a SIF image",
			description: "SIF image."
		}),
		reference,
		...registryReadOptions,
		...jsonOption
	},
	outputs: {
		...outputs,
		"media-type": mediaType
	},
	failure: { placeInput: "reference" },
	async run(inputs, context) {
		const options = await sifOptions(inputs, parseSifReference(inputs.reference), "push", context);
		const pushed = await localErrors(() => uploadImage(inputs.file, inputs.reference, options));
		const { reference, manifest, layer } = pushed;
		const result = {
			reference,
			manifest,
			layer,
			file: inputs.file
		};
		const existed = pushed.alreadyThere ? ", already in the registry" : "";
		return {
			result,
			lines: [`pushed ${`${formatReference(reference)} (${pinnedReference(result)})`}, ${formatBytes(layer.size)}${existed}`]
		};
	}
});
const pull = defineCommand({
	name: "sif pull",
	summary: "download a SIF image",
	description: "Downloads a SIF image into an executable file.",
	examples: [{
		comment: "Pull into app_v1.sif",
		line: "sif pull ghcr.io/acme/app:v1"
	}],
	options: {
		reference,
		file: option({
			type: path$1,
			positional: "file",
			description: "File to write. The default has the last part of the name and the tag, as in app_latest.sif."
		}),
		force: option({
			type: flag,
			default: false,
			description: "Replace an existing file."
		}),
		...downloadCacheOptions,
		...registryReadOptions,
		...jsonOption
	},
	outputs: {
		...outputs,
		path: {
			type: lineOutput,
			description: "Absolute path of the file.",
			value: (image) => resolve(image.file)
		}
	},
	failure: { placeInput: "reference" },
	async run(inputs, context) {
		const reference = parseSifReference(inputs.reference);
		const file = inputs.file ?? imageFileName(reference);
		if (!inputs.force) await refuseExisting(file);
		const options = await sifOptions(inputs, reference, "pull", context);
		const cache = await openCacheDirectory(inputs, context);
		const { manifest, layer } = await pullImageToFile(cache, file, inputs.reference, void 0, options);
		const result = {
			reference,
			manifest,
			layer,
			file
		};
		return {
			result,
			lines: [`pulled ${pinnedReference(result)} into ${printable(file)} (${formatBytes(layer.size)})`]
		};
	}
});
const localFile = option({
	type: path$1,
	positional: "file",
	required: "give a file",
	description: "SIF image."
});
const hash$1 = defineCommand({
	name: "sif hash",
	summary: "print the digest of a SIF image",
	description: "Prints the digest of a file, sha256:….",
	examples: [{
		comment: "Hash an image",
		line: "sif hash app.sif"
	}],
	options: { file: localFile },
	outputs: {},
	failure: { placeInput: "reference" },
	run: async ({ file }, { signal }) => ({
		result: void 0,
		lines: [await imageHash(file, { signal })]
	})
});
const inspect = defineCommand({
	name: "sif inspect",
	summary: "print the headers of a SIF image",
	description: "Prints the same as \"siftool header\" and \"siftool list\".",
	examples: [{
		comment: "Inspect an image",
		line: "sif inspect app.sif --json"
	}],
	options: {
		file: localFile,
		...jsonOption
	},
	outputs: {},
	failure: { placeInput: "reference" },
	async run({ file }, { signal }) {
		const image = await localErrors(() => readSifImage(file, { signal }));
		return {
			result: void 0,
			lines: describeImage(image),
			json: JSON.stringify(imageJson(image))
		};
	}
});
const sif = {
	name: "sif",
	summary: "push, pull, hash and inspect SIF images",
	description: "SIF images in registries, in the format of Apptainer and Singularity.",
	commands: {
		push,
		pull,
		hash: hash$1,
		inspect
	}
};
async function sifOptions(inputs, reference, phase, context) {
	const { label, log, signal } = context;
	const access = await registryAccess(inputs, label);
	context.describeFailure(() => ({
		registry: reference.registry,
		plainHttp: access.plainHttp,
		placeInput: "reference"
	}));
	return {
		...connectionOptions(access, context),
		signal,
		onProgress: (done, total) => {
			log.progress({
				phase,
				done,
				total
			});
		}
	};
}
async function refuseExisting(file) {
	if (await lstat(file).catch(() => void 0) === void 0) return;
	const quoted = `"${printable(file, 300)}"`;
	throw new OciError("INPUT_INVALID", `${quoted} already exists; give --force to replace it, or another name`, { detail: { input: "file" } });
}
async function localErrors(work) {
	try {
		return await work();
	} catch (error) {
		if (!isOciError(error, "ARCHIVE_INVALID")) throw error;
		throw new OciError("INPUT_INVALID", error.message, {
			detail: { input: "file" },
			cause: error
		});
	}
}
function pinnedReference({ reference, manifest }) {
	const { registry, repository } = reference;
	return formatReference({
		registry,
		repository,
		digest: manifest.digest
	});
}

export { sif };