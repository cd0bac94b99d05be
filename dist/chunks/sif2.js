import { a as imageJson, i as describeImage, n as imageHash } from "./plan-image.js";
import { a as sif$1, i as parseSifReference, n as imageLayerOf, r as isSifLayer, s as sifLayerMediaTypeV1, t as imageFileName } from "./sif.js";
import { a as readSifImage, t as finishImage } from "./read-image.js";
import { t as formatBytes } from "./format.js";
import { n as connectRepository } from "./connect.js";
import { a as isNotFound, f as throwIfAborted, m as printable, o as isOciError, t as OciError } from "./error.js";
import { c as plainDescriptor } from "./descriptor.js";
import { t as build } from "./build.js";
import { n as fileSystemError, t as errnoOf } from "./file-system-error.js";
import { s as PendingFile } from "./lock-file.js";
import { O as verified } from "./maintenance.js";
import { t as _usingCtx } from "./usingCtx.js";
import { o as formatReference } from "./reference.js";
import { r as isManifestMediaType } from "./media-types.js";
import { a as requirePlatform, o as selectChild, t as annotatedPlatform } from "./platform2.js";
import { i as readManifest } from "./metadata.js";
import { i as openCacheDirectory, r as downloadCacheOptions } from "./cache-options.js";
import { C as connectionOptions, _ as text, a as flag, d as path$1, p as platform, w as defineCommand } from "./option-types.js";
import { t as option } from "./option.js";
import { c as mediaTypeOutput, l as numberOutput, n as digestOutput, o as lineOutput, u as output } from "./output.js";
import { a as registryAccess, o as registryReadOptions, s as registryWriteOptions } from "./registry-options.js";
import { n as jsonOption } from "./run-options.js";
import { randomBytes } from "node:crypto";
import { dirname, join, resolve } from "node:path";
import { endianness, tmpdir } from "node:os";
import { chmod, lstat, stat } from "node:fs/promises";

// src/sif/image-file.ts
const pendingLabel = ".sif-pull";
async function checkTarget(path) {
	try {
		if (!(await lstat(path)).isDirectory()) return;
	} catch (error) {
		if (errnoOf(error) === "ENOENT") return;
		throw fileSystemError(error, `read ${path}`);
	}
	throw new OciError("INPUT_INVALID", `"${printable(path, 300)}" is a directory; give the name of a file for the image`, { detail: { input: "file" } });
}
async function writeImage(path, layer, open, options) {
	try {
		var _usingCtx$2 = _usingCtx();
		const { signal, onProgress } = options;
		const file = _usingCtx$2.a(await PendingFile.create(await stagingDirectory(path, options.tmpDir), path, pendingLabel, 493));
		const reader = _usingCtx$2.a(await open());
		let done = 0;
		for await (const chunk of verified(reader.borrowed(), layer, `the image ${layer.digest}`)) {
			throwIfAborted(signal);
			await file.write(chunk);
			done += chunk.byteLength;
			onProgress?.(done, layer.size);
		}
		await finishImage(file.temporaryPath, layer, signal);
		throwIfAborted(signal);
		await file.commit(path);
	} catch (_) {
		_usingCtx$2.e = _;
	} finally {
		await _usingCtx$2.d();
	}
}
async function stagingDirectory(path, tmpDir) {
	const parent = dirname(resolve(path));
	if (tmpDir === void 0) return parent;
	const [own, other] = await Promise.all([deviceOf(parent), deviceOf(tmpDir)]);
	return own !== void 0 && own === other ? tmpDir : parent;
}
async function deviceOf(directory) {
	try {
		return (await stat(directory)).dev;
	} catch {
		return;
	}
}

// src/sif/machine-platform.ts
const architectures = {
	ia32: "386",
	mipsel: "mipsle",
	ppc64: endianness() === "LE" ? "ppc64le" : "ppc64",
	x64: "amd64"
};
function machinePlatform() {
	const { arch } = process;
	return {
		os: "linux",
		architecture: (Object.hasOwn(architectures, arch) ? architectures[arch] : void 0) ?? arch
	};
}

// src/sif/resolve-manifest.ts
async function resolveManifest(source, reference, options) {
	const { platform, signal } = options;
	let descriptor = plainDescriptor(await source.resolve(reference.selector, { signal }));
	let manifest = await read(source, reference, descriptor, signal);
	if (manifest.kind === "index") {
		if (manifest.manifests.length === 0) throw notAnImage(reference, "it is an index without manifests");
		descriptor = plainDescriptor(select(descriptor, manifest, platform));
		manifest = await read(source, reference, descriptor, signal);
	}
	const ownPlatform = annotatedPlatform(manifest);
	if (platform !== void 0 && ownPlatform !== void 0) requirePlatform(descriptor, ownPlatform, platform);
	if (manifest.kind === "manifest") return {
		descriptor,
		manifest
	};
	throw notAnImage(reference, `it is ${manifest.kind === "index" ? "an index in an index; give the digest of an image" : "a manifest of another kind"}`);
}
function notAnImage(reference, reason) {
	return new OciError("UNSUPPORTED", `${formatReference(reference)} is not a SIF image: ${reason}`);
}
async function read(source, reference, descriptor, signal) {
	if (!isManifestMediaType(descriptor.mediaType)) throw notAnImage(reference, `it is of type "${printable(descriptor.mediaType, 200)}", not a manifest`);
	return readManifest(source, descriptor, { signal });
}
function select(root, index, platform) {
	const [only, ...others] = index.manifests;
	if (only !== void 0 && only.platform === void 0 && others.length === 0) return only;
	try {
		return selectChild(root, index, platform ?? machinePlatform());
	} catch (error) {
		if (platform !== void 0 || !isNotFound(error)) throw error;
		throw new OciError("NOT_FOUND", `${error.message}; select another platform, or give the digest of an image`);
	}
}

// src/sif/images.ts
async function uploadImage(path, ref, options = {}) {
	try {
		var _usingCtx$1 = _usingCtx();
		const { signal, onProgress } = options;
		throwIfAborted(signal);
		const reference = parseSifReference(ref);
		const { tag } = reference;
		if (reference.digest !== void 0 || tag === void 0) throw new OciError("REFERENCE_INVALID", "cannot push an image to a digest, because the content determines it; write registry/repository:tag");
		const plan = await sif$1.plan({ path }, { signal });
		const connection = _usingCtx$1.a(await connectRepository(reference, options));
		let alreadyThere = false;
		const total = plan.layers.reduce((sum, layer) => sum + (layer.kind === "file" ? layer.expected?.size ?? 0 : 0), 0);
		const { manifest, layers } = await build(plan, connection.repository, {
			tags: [tag],
			signal,
			onProgress: (done) => onProgress?.(done, total),
			onFile: (_, state) => {
				alreadyThere = state === "exists";
			}
		});
		const [layer] = layers;
		if (layer === void 0) throw new TypeError("the plan of an image has a layer");
		return {
			reference,
			manifest: plainDescriptor(manifest),
			layer: layer.descriptor,
			alreadyThere
		};
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
async function pullImageToFile(cache, to, ref, tmpDir, options = {}) {
	try {
		var _usingCtx4 = _usingCtx();
		const { signal, platform, onProgress } = options;
		throwIfAborted(signal);
		const reference = parseSifReference(ref);
		await checkTarget(to);
		const connection = _usingCtx4.a(await connectRepository(reference, options));
		const cached = cache?.repository(connection.registry, reference);
		const image = await resolveImage(cached ?? connection.repository, reference, {
			platform,
			signal
		});
		const { layer } = image;
		if (cached !== void 0) await writeImage(to, layer, () => cached.fetch(layer, {
			signal,
			onProgress
		}), {
			tmpDir,
			signal
		});
		else await writeImage(to, layer, () => connection.repository.fetch(layer, { signal }), {
			tmpDir,
			signal,
			onProgress
		});
		return {
			...image,
			reference,
			path: to
		};
	} catch (_) {
		_usingCtx4.e = _;
	} finally {
		await _usingCtx4.d();
	}
}
async function resolveImage(source, reference, options) {
	const { descriptor, manifest } = await resolveManifest(source, reference, options);
	const layer = imageLayerOf(manifest.layers);
	if (layer !== void 0) return {
		manifest: descriptor,
		layer
	};
	const [other] = manifest.layers;
	if (other === void 0 || manifest.layers.length > 1) throw notAnImage(reference, `it has ${manifest.layers.length} layers; a SIF image has one`);
	if (isSifLayer(other.mediaType)) throw notAnImage(reference, "its layer is a packed directory");
	throw notAnImage(reference, `its layer is of type "${printable(other.mediaType, 200)}", not ${sifLayerMediaTypeV1}`);
}

// src/commands/sif.ts
const reference = option({
	type: text,
	positional: "reference",
	required: "write registry/repository:tag",
	description: "`registry/repository[:tag][@digest]`, with or without `oras://`. Without a tag and digest, `latest` is used."
});
const outputs = {
	reference: output(lineOutput, "The full reference.", (image) => formatReference(image.reference)),
	"pinned-reference": output(lineOutput, "The reference with the digest.", pinnedReference),
	digest: output(digestOutput, "Digest of the manifest.", (image) => image.manifest.digest),
	"layer-digest": output(digestOutput, "Digest of the image file.", (image) => image.layer.digest),
	"layer-size": output(numberOutput, "Size of the image file in bytes.", (image) => image.layer.size)
};
const mediaType = output(mediaTypeOutput, "Media type of the manifest.", (image) => image.manifest.mediaType);
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
		...registryWriteOptions,
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
	description: "Downloads a SIF image into an executable file. Of an index, it is the image for this machine.",
	examples: [{
		comment: "Pull into app_v1.sif",
		line: "sif pull ghcr.io/acme/app:v1"
	}, {
		comment: "Pull the image for another machine",
		line: "sif pull ghcr.io/acme/app:v1 --platform linux/arm64"
	}],
	options: {
		reference,
		file: option({
			type: path$1,
			positional: "file",
			description: "File to write. The default has the last part of the name and the tag, as in app_latest.sif."
		}),
		platform: option({
			type: platform,
			defaultText: "the platform of this machine",
			description: "Platform of the image to pull of an index, such as linux/arm64."
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
		path: output(lineOutput, "Absolute path of the file.", (image) => resolve(image.file))
	},
	failure: { placeInput: "reference" },
	async run(inputs, context) {
		const reference = parseSifReference(inputs.reference);
		const file = inputs.file ?? imageFileName(reference);
		if (!inputs.force) await refuseExisting(file);
		const options = {
			...await sifOptions(inputs, reference, "pull", context),
			platform: inputs.platform
		};
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
	description: "Prints the digest of a file (sha256:…).",
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