let require_rolldown_runtime;
let require_plan_image;
let require_formats;
let require_read_image;
const require_run = require("./run.js");
let require_connect;
let require_spec;
let require_build;
const require_options = require("./options.js");
let require_transport;
let require_usingCtx;
let require_platform;
let require_fetch;
let node_os = require("node:os");
let node_path;
let node_crypto;
let node_fs_promises;

// src/sif/image-file.ts
const pendingLabel = ".sif-pull";
async function checkTarget(path) {
	try {
		if (!(await (0, (node_fs_promises ??= require("node:fs/promises")).lstat)(path)).isDirectory()) return;
	} catch (error) {
		if (require_options.errnoOf(error) === "ENOENT") return;
		throw require_options.fileSystemError(error, `read ${path}`);
	}
	throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `"${(require_spec ??= require("./spec.js")).printable(path, 300)}" is a directory; give the name of a file for the image`, { detail: { input: "file" } });
}
async function writeImage(path, layer, open, options) {
	try {
		var _usingCtx$2 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
		const { signal, onProgress } = options;
		const file = _usingCtx$2.a(await (require_transport ??= require("./transport.js")).PendingFile.create(await stagingDirectory(path, options.tmpDir), path, pendingLabel, 493));
		const reader = _usingCtx$2.a(await open());
		let done = 0;
		for await (const chunk of (require_spec ??= require("./spec.js")).verified(reader.borrowed(), layer, `the image ${layer.digest}`)) {
			(require_spec ??= require("./spec.js")).throwIfAborted(signal);
			await file.write(chunk);
			done += chunk.byteLength;
			onProgress?.(done, layer.size);
		}
		await (require_read_image ??= require("./read-image.js")).finishImage(file.temporaryPath, layer, signal);
		(require_spec ??= require("./spec.js")).throwIfAborted(signal);
		await file.commit(path);
	} catch (_) {
		_usingCtx$2.e = _;
	} finally {
		await _usingCtx$2.d();
	}
}
async function stagingDirectory(path, tmpDir) {
	const parent = (0, (node_path ??= require("node:path")).dirname)((0, (node_path ??= require("node:path")).resolve)(path));
	if (tmpDir === void 0) return parent;
	const [own, other] = await Promise.all([deviceOf(parent), deviceOf(tmpDir)]);
	return own !== void 0 && own === other ? tmpDir : parent;
}
async function deviceOf(directory) {
	try {
		return (await (0, (node_fs_promises ??= require("node:fs/promises")).stat)(directory)).dev;
	} catch {
		return;
	}
}

// src/sif/machine-platform.ts
const architectures = {
	ia32: "386",
	mipsel: "mipsle",
	ppc64: (0, node_os.endianness)() === "LE" ? "ppc64le" : "ppc64",
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
	let descriptor = (require_spec ??= require("./spec.js")).plainDescriptor(await source.resolve(reference.selector, { signal }));
	let manifest = await read(source, reference, descriptor, signal);
	if (manifest.kind === "index") {
		if (manifest.manifests.length === 0) throw notAnImage(reference, "it is an index without manifests");
		descriptor = (require_spec ??= require("./spec.js")).plainDescriptor(select(descriptor, manifest, platform));
		manifest = await read(source, reference, descriptor, signal);
	}
	const ownPlatform = (require_platform ??= require("./platform.js")).annotatedPlatform(manifest);
	if (platform !== void 0 && ownPlatform !== void 0) (require_platform ??= require("./platform.js")).requirePlatform(descriptor, ownPlatform, platform);
	if (manifest.kind === "manifest") return {
		descriptor,
		manifest
	};
	throw notAnImage(reference, `it is ${manifest.kind === "index" ? "an index in an index; give the digest of an image" : "a manifest of another kind"}`);
}
function notAnImage(reference, reason) {
	return new (require_spec ??= require("./spec.js")).OciError("UNSUPPORTED", `${(require_spec ??= require("./spec.js")).formatReference(reference)} is not a SIF image: ${reason}`);
}
async function read(source, reference, descriptor, signal) {
	if (!(require_spec ??= require("./spec.js")).isManifestMediaType(descriptor.mediaType)) throw notAnImage(reference, `it is of type "${(require_spec ??= require("./spec.js")).printable(descriptor.mediaType, 200)}", not a manifest`);
	return (require_fetch ??= require("./fetch.js")).readManifest(source, descriptor, { signal });
}
function select(root, index, platform) {
	const [only, ...others] = index.manifests;
	if (only !== void 0 && only.platform === void 0 && others.length === 0) return only;
	try {
		return (require_platform ??= require("./platform.js")).selectChild(root, index, platform ?? machinePlatform());
	} catch (error) {
		if (platform !== void 0 || !(require_spec ??= require("./spec.js")).isNotFound(error)) throw error;
		throw new (require_spec ??= require("./spec.js")).OciError("NOT_FOUND", `${error.message}; select another platform, or give the digest of an image`);
	}
}

// src/sif/images.ts
async function uploadImage(path, ref, options = {}) {
	try {
		var _usingCtx$1 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
		const { signal, onProgress } = options;
		(require_spec ??= require("./spec.js")).throwIfAborted(signal);
		const reference = (require_formats ??= require("./formats.js")).parseSifReference(ref);
		const { tag } = reference;
		if (reference.digest !== void 0 || tag === void 0) throw new (require_spec ??= require("./spec.js")).OciError("REFERENCE_INVALID", "cannot push an image to a digest, because the content determines it; write registry/repository:tag");
		const plan = await (require_formats ??= require("./formats.js")).sif.plan({ path }, { signal });
		const connection = _usingCtx$1.a(await (require_connect ??= require("./connect.js")).connectRepository(reference, options));
		let alreadyThere = false;
		const total = plan.layers.reduce((sum, layer) => sum + (layer.kind === "file" ? layer.expected?.size ?? 0 : 0), 0);
		const { manifest, layers } = await (require_build ??= require("./build.js")).build(plan, connection.repository, {
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
			manifest: (require_spec ??= require("./spec.js")).plainDescriptor(manifest),
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
		var _usingCtx4 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
		const { signal, platform, onProgress } = options;
		(require_spec ??= require("./spec.js")).throwIfAborted(signal);
		const reference = (require_formats ??= require("./formats.js")).parseSifReference(ref);
		await checkTarget(to);
		const connection = _usingCtx4.a(await (require_connect ??= require("./connect.js")).connectRepository(reference, options));
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
	const layer = (require_formats ??= require("./formats.js")).imageLayerOf(manifest.layers);
	if (layer !== void 0) return {
		manifest: descriptor,
		layer
	};
	const [other] = manifest.layers;
	if (other === void 0 || manifest.layers.length > 1) throw notAnImage(reference, `it has ${manifest.layers.length} layers; a SIF image has one`);
	if ((require_formats ??= require("./formats.js")).isSifLayer(other.mediaType)) throw notAnImage(reference, "its layer is a packed directory");
	throw notAnImage(reference, `its layer is of type "${(require_spec ??= require("./spec.js")).printable(other.mediaType, 200)}", not ${(require_formats ??= require("./formats.js")).sifLayerMediaTypeV1}`);
}

// src/commands/sif.ts
const reference = require_run.option({
	type: require_options.text,
	positional: "reference",
	required: "write registry/repository:tag",
	description: "`registry/repository[:tag][@digest]`, with or without `oras://`. Without a tag and digest, `latest` is used."
});
const outputs = {
	reference: require_run.output(require_run.lineOutput, "The full reference.", (image) => (require_spec ??= require("./spec.js")).formatReference(image.reference)),
	"pinned-reference": require_run.output(require_run.lineOutput, "The reference with the digest.", pinnedReference),
	digest: require_run.output(require_run.digestOutput, "Digest of the manifest.", (image) => image.manifest.digest),
	"layer-digest": require_run.output(require_run.digestOutput, "Digest of the image file.", (image) => image.layer.digest),
	"layer-size": require_run.output(require_run.numberOutput, "Size of the image file in bytes.", (image) => image.layer.size)
};
const mediaType = require_run.output(require_run.mediaTypeOutput, "Media type of the manifest.", (image) => image.manifest.mediaType);
const push = require_options.defineCommand({
	name: "sif push",
	summary: "upload a SIF image",
	description: "Checks that <file> is a runnable SIF image, and uploads it.",
	examples: [{
		comment: "Push an image",
		line: "sif push app.sif ghcr.io/acme/app:v1"
	}],
	options: {
		file: require_run.option({
			type: require_options.path,
			positional: "file",
			required: "give a SIF image",
			description: "SIF image."
		}),
		reference,
		...require_options.registryWriteOptions,
		...require_options.resultOptions
	},
	outputs: {
		...outputs,
		"media-type": mediaType
	},
	failure: { placeInput: "reference" },
	async run(inputs, context) {
		const options = await sifOptions(inputs, (require_formats ??= require("./formats.js")).parseSifReference(inputs.reference), "push", context);
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
			lines: [`pushed ${`${(require_spec ??= require("./spec.js")).formatReference(reference)} (${pinnedReference(result)})`}, ${require_run.formatBytes(layer.size)}${existed}`]
		};
	}
});
const pull = require_options.defineCommand({
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
		file: require_run.option({
			type: require_options.path,
			positional: "file",
			description: "File to write. The default has the last part of the name and the tag, as in app_latest.sif."
		}),
		platform: require_run.option({
			type: require_options.platform,
			defaultText: "the platform of this machine",
			description: "Platform of the image to pull of an index, such as linux/arm64."
		}),
		force: require_run.option({
			type: require_options.flag,
			default: false,
			description: "Replace an existing file."
		}),
		...require_options.downloadCacheOptions,
		...require_options.registryReadOptions,
		...require_options.resultOptions
	},
	outputs: {
		...outputs,
		path: require_run.output(require_run.lineOutput, "Absolute path of the file.", (image) => (0, (node_path ??= require("node:path")).resolve)(image.file))
	},
	failure: { placeInput: "reference" },
	async run(inputs, context) {
		const reference = (require_formats ??= require("./formats.js")).parseSifReference(inputs.reference);
		const file = inputs.file ?? (require_formats ??= require("./formats.js")).imageFileName(reference);
		if (!inputs.force) await refuseExisting(file);
		const options = {
			...await sifOptions(inputs, reference, "pull", context),
			platform: inputs.platform
		};
		const cache = await require_options.openCacheDirectory(inputs, context);
		const { manifest, layer } = await pullImageToFile(cache, file, inputs.reference, void 0, options);
		const result = {
			reference,
			manifest,
			layer,
			file
		};
		return {
			result,
			lines: [`pulled ${pinnedReference(result)} into ${(require_spec ??= require("./spec.js")).printable(file)} (${require_run.formatBytes(layer.size)})`]
		};
	}
});
const localFile = require_run.option({
	type: require_options.path,
	positional: "file",
	required: "give a file",
	description: "SIF image."
});
const hash = require_options.defineCommand({
	name: "sif hash",
	summary: "print the digest of a SIF image",
	description: "Prints the digest of a file (sha256:\u2026).",
	examples: [{
		comment: "Hash an image",
		line: "sif hash app.sif"
	}],
	options: { file: localFile },
	outputs: {},
	failure: { placeInput: "reference" },
	run: async ({ file }, { signal }) => ({
		result: void 0,
		lines: [await (require_plan_image ??= require("./plan-image.js")).imageHash(file, { signal })]
	})
});
const inspect = require_options.defineCommand({
	name: "sif inspect",
	summary: "print the headers of a SIF image",
	description: "Prints the same as \"siftool header\" and \"siftool list\".",
	examples: [{
		comment: "Inspect an image",
		line: "sif inspect app.sif --json"
	}],
	options: {
		file: localFile,
		json: require_options.resultOptions.json
	},
	outputs: {},
	failure: { placeInput: "reference" },
	async run({ file }, { signal }) {
		const image = await localErrors(() => (require_read_image ??= require("./read-image.js")).readSifImage(file, { signal }));
		return {
			result: void 0,
			lines: (require_plan_image ??= require("./plan-image.js")).describeImage(image),
			json: JSON.stringify((require_plan_image ??= require("./plan-image.js")).imageJson(image))
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
		hash,
		inspect
	}
};
async function sifOptions(inputs, reference, phase, context) {
	const { label, log, signal } = context;
	const access = await require_options.registryAccess(inputs, label);
	context.describeFailure(() => ({
		registry: reference.registry,
		plainHttp: access.plainHttp,
		placeInput: "reference"
	}));
	return {
		...require_options.connectionOptions(access, context),
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
	if (await (0, (node_fs_promises ??= require("node:fs/promises")).lstat)(file).catch(() => void 0) === void 0) return;
	const quoted = `"${(require_spec ??= require("./spec.js")).printable(file, 300)}"`;
	throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `${quoted} already exists; give --force to replace it, or another name`, { detail: { input: "file" } });
}
async function localErrors(work) {
	try {
		return await work();
	} catch (error) {
		if (!(require_spec ??= require("./spec.js")).isOciError(error, "ARCHIVE_INVALID")) throw error;
		throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", error.message, {
			detail: { input: "file" },
			cause: error
		});
	}
}
function pinnedReference({ reference, manifest }) {
	const { registry, repository } = reference;
	return (require_spec ??= require("./spec.js")).formatReference({
		registry,
		repository,
		digest: manifest.digest
	});
}

exports.sif = sif;