import { i as registryInputDefaults, n as readRegistryAccess, o as inputReader } from "./inputs-registry.js";
import { r as connectRepository, t as toldConnection } from "./inputs-connection.js";
import { t as formatBytes } from "./format.js";
import { a as isOciError, c as throwIfAborted, n as OciError, t as printable } from "./printable.js";
import { a as readOpenImage, c as sifConfigMediaTypeV1, d as sifLayerMediaTypeV1, f as primaryPartition, i as openImageFile, l as sifDefaultTag, n as imageFileName, o as readSifImage, p as unknownArchitecture, s as isSifLayer, t as finishImage, u as sifLayerMediaTypeProto } from "./image-file.js";
import { D as collect, G as annotationCreated, H as encodeJson, O as once, R as maxManifestBytes, W as annotationContentUnpack, Y as annotationTitle, b as verified, k as abortable, z as parseManifest } from "./inputs-values.js";
import { a as errnoOf, f as formatReference, o as fileSystemError, t as _usingCtx, v as parseReference } from "./usingCtx.js";
import { r as unsafePathReason } from "./safe-join.js";
import { C as Digester, b as mediaTypeImageManifest, c as plainDescriptor, n as emptyDescriptor, r as emptyJsonBytes, t as descriptorOf, u as isManifestMediaType } from "./descriptor.js";
import { t as PendingFile } from "./atomic-file.js";
import { t as pushContent } from "./repository.js";
import { n as openCache, t as cacheFlags } from "./cache-flags.js";
import { n as flagsFor, t as flagInputs } from "./copy-flags.js";
import { n as flagOf, r as parseCommand, t as cliLabel } from "./options.js";
import { homedir, tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { randomBytes } from "node:crypto";
import { chmod, lstat, stat } from "node:fs/promises";

// src/sif/check-image.ts
function problemOf({ header, descriptors }) {
	if (header.launchScript !== "" && !header.launchScript.startsWith("#!")) return "its launch line does not begin with \"#!\"";
	const primary = descriptors.filter(({ partition }) => partition?.type === primaryPartition);
	const [system] = primary;
	if (system === void 0) return "it has no primary system partition; set one with \"siftool setprim\"";
	if (primary.length > 1) return `it has ${primary.length} primary system partitions, where one is allowed`;
	if (header.architecture === "unknown") return "its header names no known architecture";
	if (system.partition?.architecture !== header.architecture) return `its header is for ${header.architecture}, and its primary system partition for ${system.partition?.architecture ?? "unknown"}`;
}
function checkRunnable(image, path) {
	const problem = problemOf(image);
	if (problem !== void 0) throw new OciError("ARCHIVE_INVALID", `"${path}" is refused: ${problem}`);
}

// src/sif/describe.ts
const nilId = "00000000-0000-0000-0000-000000000000";
const noDate = -62135596800;
const maxDate = 864e10;
const shownText = 200;
function describeImage(image) {
	return [...headerLines(image), ...listLines(image.descriptors)];
}
function headerLines({ header }) {
	const fields = [];
	const add = (label, value) => {
		if (value !== void 0) fields.push([`${label}:`, String(value)]);
	};
	add("Launch Script", header.launchScript === "" ? void 0 : printable(header.launchScript.replace(/\n$/, ""), shownText));
	add("Version", header.version);
	add("Primary Architecture", header.architecture === "unknown" ? void 0 : header.architecture);
	add("ID", header.id === nilId ? void 0 : header.id);
	add("Created At", dateText(header.createdAt));
	add("Modified At", dateText(header.modifiedAt));
	add("Descriptors Free", header.descriptorsFree);
	add("Descriptors Total", header.descriptorsTotal);
	add("Descriptors Offset", header.descriptorsOffset);
	add("Descriptors Size", sizeText(header.descriptorsSize));
	add("Data Offset", header.dataOffset);
	add("Data Size", sizeText(header.dataSize));
	const width = Math.max(...fields.map(([label]) => label.length)) + 1;
	return fields.map(([label, value]) => label.padEnd(width) + value);
}
const rule = "-".repeat(78);
function row(id, group, link, position, type) {
	return `${id.padEnd(4)} |${group.padEnd(7)} |${link.padEnd(7)} |${`${position} `.padEnd(25)} |${type}`;
}
function listLines(descriptors) {
	return [
		rule,
		row("ID", "GROUP", "LINK", "SIF POSITION (start-end)", "TYPE"),
		rule,
		...descriptors.map((descriptor) => {
			const { id, group, link, offset, size } = descriptor;
			const linked = link === void 0 ? "NONE" : link.isGroup ? `${String(link.id).padEnd(3)} (G)` : String(link.id);
			return row(String(id), group === 0 ? "NONE" : String(group), linked, `${offset}-${offset + size}`, typeText(descriptor));
		})
	];
}
function typeText({ typeName, partition, signature, cryptoMessage, sbom }) {
	if (partition !== void 0) return `${typeName} (${partition.fileSystem}/${partition.type}/${partition.architecture})`;
	if (signature !== void 0) return `${typeName} (${signature.hash})`;
	if (cryptoMessage !== void 0) return `${typeName} (${cryptoMessage.format}/${cryptoMessage.type})`;
	return sbom === void 0 ? typeName : `${typeName} (${sbom.format})`;
}
function imageJson({ size, header, descriptors }) {
	return {
		size,
		"launch-script": header.launchScript,
		version: header.version,
		"primary-architecture": header.architecture,
		id: header.id,
		"created-at": isoDate(header.createdAt),
		"modified-at": isoDate(header.modifiedAt),
		"descriptors-free": header.descriptorsFree,
		"descriptors-total": header.descriptorsTotal,
		"descriptors-offset": header.descriptorsOffset,
		"descriptors-size": header.descriptorsSize,
		"data-offset": header.dataOffset,
		"data-size": header.dataSize,
		descriptors: descriptors.map((descriptor) => ({
			id: descriptor.id,
			type: descriptor.typeName,
			"data-type": descriptor.dataType,
			group: descriptor.group,
			link: descriptor.link === void 0 ? void 0 : {
				id: descriptor.link.id,
				group: descriptor.link.isGroup
			},
			offset: descriptor.offset,
			size: descriptor.size,
			"size-with-padding": descriptor.sizeWithPadding,
			"created-at": isoDate(descriptor.createdAt),
			"modified-at": isoDate(descriptor.modifiedAt),
			uid: descriptor.uid,
			gid: descriptor.gid,
			name: descriptor.name,
			partition: descriptor.partition === void 0 ? void 0 : {
				"file-system": descriptor.partition.fileSystem,
				type: descriptor.partition.type,
				architecture: descriptor.partition.architecture
			},
			signature: descriptor.signature,
			"crypto-message": descriptor.cryptoMessage,
			sbom: descriptor.sbom,
			"blob-digest": descriptor.blobDigest
		}))
	};
}
function isoDate(seconds) {
	if (seconds === noDate || Math.abs(seconds) > maxDate) return void 0;
	return (/* @__PURE__ */ new Date(seconds * 1e3)).toISOString().replace(/\.\d+Z$/, "Z");
}
function dateText(seconds) {
	return isoDate(seconds)?.replace("T", " ").replace("Z", " +0000 UTC");
}
function sizeText(size) {
	if (size < 1024) return `${size} B`;
	let divisor = 1024;
	let unit = 0;
	for (let rest = Math.trunc(size / 1024); rest >= 1024; rest = Math.trunc(rest / 1024)) {
		divisor *= 1024;
		unit++;
	}
	return `${Math.round(size / divisor)} ${"KMGTPE".charAt(unit)}iB`;
}

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
		var _usingCtx$5 = _usingCtx();
		const { signal, onProgress } = options;
		const file = _usingCtx$5.a(await PendingFile.create(await stagingDirectory(path, options.tmpDir), pendingLabel, 493));
		const reader = _usingCtx$5.a(await open());
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
		_usingCtx$5.e = _;
	} finally {
		await _usingCtx$5.d();
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
		var _usingCtx$4 = _usingCtx();
		const { signal, onProgress, tmpDir } = options;
		throwIfAborted(signal);
		const reference = parseSifReference(ref);
		await checkTarget(path);
		const connection = _usingCtx$4.a(await connectRepository(reference, options));
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
		_usingCtx$4.e = _;
	} finally {
		await _usingCtx$4.d();
	}
}

// src/sif/local-image.ts
const chunkBytes = 1048576;
async function imageHash(path, options = {}) {
	try {
		var _usingCtx$3 = _usingCtx();
		const file = _usingCtx$3.a(await openImageFile(path));
		const digester = new Digester();
		for await (const chunk of abortable(contentOf(file.handle, path), options.signal)) digester.update(chunk);
		return digester.digest();
	} catch (_) {
		_usingCtx$3.e = _;
	} finally {
		await _usingCtx$3.d();
	}
}
var LocalImage = class LocalImage {
	path;
	image;
	layer;
	#file;
	constructor(path, file, image, layer) {
		this.path = path;
		this.#file = file;
		this.image = image;
		this.layer = layer;
	}
	static async open(path, signal) {
		const title = basename(path);
		const reason = unsafePathReason(title);
		if (reason !== void 0) throw new OciError("INPUT_INVALID", `the image "${printable(path, 300)}" cannot be pushed under its own name: ${reason}`, { detail: { input: "file" } });
		const file = await openImageFile(path);
		try {
			const image = await readOpenImage(file.handle, file.size, path, signal);
			checkRunnable(image, path);
			const digester = new Digester();
			for await (const chunk of abortable(contentOf(file.handle, path), signal)) digester.update(chunk);
			if (digester.size !== file.size) throw changed(path);
			const layer = {
				mediaType: sifLayerMediaTypeV1,
				digest: digester.digest(),
				size: file.size,
				annotations: { [annotationTitle]: title }
			};
			return new LocalImage(path, file, image, layer);
		} catch (error) {
			await file[Symbol.asyncDispose]();
			throw error;
		}
	}
	async *content(onProgress) {
		const { digest, size } = this.layer;
		const digester = new Digester();
		for await (const chunk of contentOf(this.#file.handle, this.path)) {
			digester.update(chunk);
			if (digester.size > size) throw changed(this.path);
			onProgress?.(digester.size, size);
			yield chunk;
		}
		if (digester.size !== size || digester.digest() !== digest) throw changed(this.path);
	}
	async [Symbol.asyncDispose]() {
		await this.#file[Symbol.asyncDispose]();
	}
};
async function* contentOf(handle, path) {
	for (let position = 0;;) {
		const buffer = Buffer.allocUnsafeSlow(chunkBytes);
		const bytesRead = await readAt(handle, buffer, position, path);
		if (bytesRead === 0) return;
		position += bytesRead;
		yield buffer.subarray(0, bytesRead);
	}
}
async function readAt(handle, buffer, position, path) {
	try {
		return (await handle.read(buffer, 0, buffer.byteLength, position)).bytesRead;
	} catch (error) {
		throw fileSystemError(error, `read ${path}`);
	}
}
function changed(path) {
	return new OciError("FILE_CHANGED", `the image "${printable(path, 300)}" changed while it was read; run it again when nothing writes to it`);
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
		await pushContent(repository, config, emptyJsonBytes, { signal });
		const bytes = manifestOf(local);
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
const config = {
	...emptyDescriptor,
	mediaType: sifConfigMediaTypeV1
};
function manifestOf({ image, layer }) {
	const created = isoDate(image.header.createdAt);
	return encodeJson({
		schemaVersion: 2,
		mediaType: mediaTypeImageManifest,
		config,
		layers: [layer],
		annotations: created === void 0 ? void 0 : { [annotationCreated]: created }
	});
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
		...toldConnection({
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