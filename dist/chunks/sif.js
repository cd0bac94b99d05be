import { i as registryInputDefaults, n as readRegistryAccess, o as inputReader } from "./inputs-registry.js";
import { r as connectRepository, t as withConnectionLogging } from "./inputs-connection.js";
import { t as formatBytes } from "./format.js";
import { a as describeImage, i as imageManifest, n as imageHash, o as imageJson, r as imageConfig, t as LocalImage } from "./local-image.js";
import { n as imageFileName, t as finishImage } from "./image-file.js";
import { c as sifLayerMediaTypeV1, i as isSifLayer, o as sifDefaultTag, r as readSifImage, s as sifLayerMediaTypeProto } from "./read-image.js";
import { d as parseReference, o as formatReference } from "./reference.js";
import { f as printable, o as isOciError, t as OciError, u as throwIfAborted } from "./error.js";
import { n as openCache, t as cacheFlags } from "./cache-flags.js";
import { n as flagsFor, t as flagInputs } from "./copy-flags.js";
import { n as flagOf, r as parseCommand, t as cliLabel } from "./options.js";
import { c as errnoOf, l as fileSystemError, r as PendingFile, s as _usingCtx } from "./lock-file.js";
import { F as maxManifestBytes, I as parseManifest, S as collect, T as once, V as annotationContentUnpack, v as verified } from "./scrub.js";
import { b as mediaTypeImageManifest, c as plainDescriptor, r as emptyJsonBytes, t as descriptorOf, u as isManifestMediaType } from "./descriptor.js";
import { n as pushContent } from "./index.min.js";
import { randomBytes } from "node:crypto";
import { dirname, join, resolve } from "node:path";
import { homedir, tmpdir } from "node:os";
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

// src/cli/sif.ts
const registryInputNames = Object.keys(registryInputDefaults);
const registryFlags = flagsFor(registryInputNames);
const sifCommand = async (args, context) => {
	const [verb = "", ...rest] = args;
	if (!isVerb(verb)) throw noVerb(verb);
	context.describe({ placeInput: "reference" });
	await verbs[verb](rest, context);
};
const verbs = {
	push,
	pull,
	hash: hash$1,
	inspect
};
async function push(args, context) {
	const parsed = parseCommand("sif", args, registryFlags, ["file", "reference"]);
	const [file = "", reference = ""] = parsed.positionals;
	const options = await connection(parsed, parseSifReference(reference), "push", context);
	try {
		const pushed = await localErrors(() => uploadImage(file, reference, options));
		const { manifest, layer } = pushed;
		const name = formatReference(pushed.reference);
		const pinned = pinnedReference(pushed.reference, manifest.digest);
		if (flagOf(parsed, "json")) context.terminal.out(JSON.stringify({
			reference: name,
			"pinned-reference": pinned,
			digest: manifest.digest,
			"media-type": manifest.mediaType,
			"layer-digest": layer.digest,
			"layer-size": layer.size
		}));
		else context.terminal.out(`pushed ${name} (${pinned}), ${formatBytes(layer.size)}${pushed.alreadyThere ? ", which were there already" : ""}`);
	} finally {
		context.terminal.phase("");
	}
}
const pullFlags = {
	...registryFlags,
	force: { type: "boolean" },
	...cacheFlags
};
async function pull(args, context) {
	const parsed = parseCommand("sif", args, pullFlags, ["reference", "[file]"]);
	const [name = "", given] = parsed.positionals;
	const reference = parseSifReference(name);
	const file = given ?? imageFileName(reference);
	if (!flagOf(parsed, "force")) await refuseExisting(file);
	const options = await connection(parsed, reference, "pull", context);
	const cache = await openCache(parsed, context);
	try {
		const { manifest, layer } = await pullImageToFile(cache, file, name, void 0, options);
		const pinned = pinnedReference(reference, manifest.digest);
		if (flagOf(parsed, "json")) context.terminal.out(JSON.stringify({
			reference: formatReference(reference),
			"pinned-reference": pinned,
			digest: manifest.digest,
			"layer-digest": layer.digest,
			"layer-size": layer.size,
			path: resolve(file)
		}));
		else context.terminal.out(`pulled ${pinned} into ${printable(file)} (${formatBytes(layer.size)})`);
	} finally {
		context.terminal.phase("");
	}
}
async function hash$1(args, { terminal, signal }) {
	const [file = ""] = parseCommand("sif", args, {}, ["file"]).positionals;
	terminal.out(await imageHash(file, { signal }));
}
async function inspect(args, { terminal, signal }) {
	const parsed = parseCommand("sif", args, { json: { type: "boolean" } }, ["file"]);
	const [file = ""] = parsed.positionals;
	const image = await localErrors(() => readSifImage(file, { signal }));
	if (flagOf(parsed, "json")) terminal.out(JSON.stringify(imageJson(image)));
	else for (const line of describeImage(image)) terminal.out(line);
}
async function connection(parsed, reference, phase, { terminal, env, signal, describe }) {
	const access = await readRegistryAccess(inputReader(await flagInputs(parsed, registryInputNames), registryInputDefaults, cliLabel));
	describe({
		registry: reference.registry,
		plainHttp: access.plainHttp,
		placeInput: "reference"
	});
	return {
		...withConnectionLogging({
			...access,
			env,
			homedir: homedir()
		}, terminal),
		signal,
		onProgress: (done, total) => {
			terminal.progress({
				phase,
				done,
				total
			});
		}
	};
}
async function refuseExisting(file) {
	if (await lstat(file).catch(() => void 0) !== void 0) throw inputProblem(`"${printable(file, 300)}" is there already; give --force to replace it, or another name`, "file");
}
async function localErrors(work) {
	try {
		return await work();
	} catch (error) {
		if (isOciError(error, "ARCHIVE_INVALID")) throw new OciError("INPUT_INVALID", error.message, {
			detail: { input: "file" },
			cause: error
		});
		throw error;
	}
}
function pinnedReference({ registry, repository }, digest) {
	return formatReference({
		registry,
		repository,
		digest
	});
}
function inputProblem(text, input) {
	return new OciError("INPUT_INVALID", text, { detail: { input } });
}
function isVerb(text) {
	return Object.hasOwn(verbs, text);
}
function noVerb(text) {
	return inputProblem(`${text === "" ? "a verb is missing" : `"${printable(text, 100)}" is not a verb`}; write sif push, sif pull, sif hash or sif inspect; see "oci-artifact sif --help"`, "sif");
}

export { sifCommand };