import { H as annotationCreated, K as annotationTitle, k as forEachConcurrent } from "./scrub.js";
import { f as packManifest } from "./packing-cache.js";
import { f as printable, i as inputError, o as isOciError, t as OciError } from "./error.js";
import { C as Digester, c as plainDescriptor, d as isMediaType, l as checkMediaType, u as isManifestMediaType, x as mediaTypeOctetStream } from "./descriptor.js";
import { i as formatLocation, l as withDefaultTag, o as referenceOf, s as repositoryOf } from "./output-target.js";
import { t as resultAt } from "./result.js";
import { t as abortable } from "./abortable.js";
import { l as fileSystemError, s as _usingCtx } from "./lock-file.js";
import { a as mergeAnnotations, i as timestamp, t as mediaType } from "./inputs.js";
import { a as wholeNumber, n as duration } from "./inputs-values.js";
import { i as registryInputDefaults, n as readRegistryAccess, o as inputReader } from "./inputs-registry.js";
import { r as unsafePathReason } from "./safe-path.js";
import { n as readReference } from "./inputs-reference.js";
import { t as openLocation } from "./open-location.js";
import { basename, resolve, sep } from "node:path";
import { glob, stat } from "node:fs/promises";
import { createReadStream } from "node:fs";

// src/transfer/attach.ts
async function attach(storage, subject, artifactType, options = {}) {
	if (!isManifestMediaType(subject.mediaType)) throw new OciError("UNSUPPORTED", `${subject.digest} is a blob (${printable(subject.mediaType, 200)}); only a manifest or an index can be referred to`);
	return packManifest(storage, "1.1", artifactType, {
		subject: plainDescriptor(subject),
		layers: options.layers,
		manifestAnnotations: options.annotations,
		now: options.now,
		signal: options.signal
	});
}

// src/transfer/attach-file.ts
const chunkSize = 1048576;
async function describeFile(path, mediaType, options = {}) {
	checkMediaType(mediaType);
	const title = basename(path);
	const reason = unsafePathReason(title);
	if (reason !== void 0) throw new OciError("INPUT_INVALID", `the file "${printable(path, 300)}" cannot be attached: of its name, ${reason}`);
	await refuseOtherThanFile(path);
	const digester = new Digester();
	for await (const chunk of abortable(contentOf(path), options.signal)) digester.update(chunk);
	const { size } = digester;
	return {
		mediaType,
		digest: digester.digest(),
		size,
		annotations: { [annotationTitle]: title }
	};
}
async function pushFile(storage, path, layer, options = {}) {
	await storage.push(plainDescriptor(layer), () => unchanged(path, layer), options);
}
async function* unchanged(path, layer) {
	const digester = new Digester();
	const changed = () => new OciError("FILE_CHANGED", `the file "${printable(path, 300)}" changed while it was being attached; run it again when nothing writes to it`);
	for await (const chunk of contentOf(path)) {
		digester.update(chunk);
		if (digester.size > layer.size) throw changed();
		yield chunk;
	}
	if (digester.size !== layer.size || digester.digest() !== layer.digest) throw changed();
}
async function* contentOf(path) {
	try {
		yield* createReadStream(path, { highWaterMark: chunkSize });
	} catch (error) {
		throw fileSystemError(error, `read ${path}`);
	}
}
async function refuseOtherThanFile(path) {
	let state;
	try {
		state = await stat(path);
	} catch (error) {
		throw fileSystemError(error, `read ${path}`);
	}
	if (state.isFile()) return;
	const kind = state.isDirectory() ? "a directory; attach the files in it, or publish it as an artifact" : "not a regular file";
	throw new OciError("INPUT_INVALID", `"${printable(path, 300)}" is ${kind}`);
}

// src/operations/file-patterns.ts
const maxFiles = 1e4;
async function namedFiles(files, subject, signal) {
	const found = /* @__PURE__ */ new Map();
	for (const { path: written, mediaType } of files) {
		const paths = await isPath(written) ? [written] : await matching(written, subject, signal);
		for (const path of paths) {
			const place = resolve(path);
			if (!found.has(place)) found.set(place, {
				path,
				mediaType
			});
		}
		if (found.size > maxFiles) throw inputError(subject, written, `brings the files to more than ${maxFiles}; publish them as an artifact of their own, or name the ones that are meant`);
	}
	return [...found.values()];
}
async function isPath(written) {
	return !/[*?[{]/.test(written) || await isDirectory(written) !== void 0;
}
async function matching(pattern, subject, signal) {
	const paths = [];
	try {
		for await (const path of abortable(glob(pattern), signal)) {
			if (await isDirectory(path) !== true) paths.push(path);
			if (paths.length > maxFiles) break;
		}
	} catch (error) {
		throw isOciError(error) ? error : inputError(subject, pattern, fileSystemError(error, "look for files").message, error);
	}
	if (paths.length === 0) throw inputError(subject, pattern, "matches no file; make the files in an earlier step, or correct the pattern (names that begin with a dot match only where the pattern has the dot)");
	return paths.sort((a, b) => Buffer.compare(portableBytes(a), portableBytes(b)));
}
function portableBytes(path) {
	return Buffer.from(path.replaceAll(sep, "/"));
}
async function isDirectory(path) {
	try {
		return (await stat(path)).isDirectory();
	} catch {
		return;
	}
}

// src/operations/attach.ts
async function attachFiles(options) {
	try {
		var _usingCtx$1 = _usingCtx();
		const { subject: place, files, connection, signal, onEvent } = options;
		const described = await describeFiles(files, options.label, signal);
		const { repository } = _usingCtx$1.a(await openLocation(place, {
			...connection,
			create: false,
			signal
		}));
		const subject = await repository.resolve(referenceOf(place), { signal });
		const layers = described.map(({ layer }) => layer);
		const blobs = new Map(described.map((file) => [file.layer.digest, file]));
		await forEachConcurrent(blobs.values(), options.concurrency, async ({ path, layer }, signal) => {
			const present = await repository.exists(layer, { signal });
			if (!present) await underLabel(options.label, () => pushFile(repository, path, layer, { signal }));
			onEvent?.({
				kind: "blob",
				digest: layer.digest,
				size: layer.size,
				state: present ? "exists" : "uploaded"
			});
		}, signal);
		const referrer = await attach(repository, subject, options.artifactType, {
			layers,
			annotations: options.annotations,
			signal
		});
		return {
			...resultAt(place, referrer, []),
			subject: formatLocation({
				...repositoryOf(place),
				digest: subject.digest
			}),
			layers
		};
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
async function describeFiles(files, label, signal) {
	const described = [];
	const byTitle = /* @__PURE__ */ new Map();
	for (const { path, mediaType } of await namedFiles(files, label("files"), signal)) {
		const layer = await underLabel(label, () => describeFile(path, mediaType, { signal }));
		const title = layer.annotations?.["org.opencontainers.image.title"] ?? "";
		const other = byTitle.get(title);
		if (other !== void 0) throw inputError(label("files"), path, `has the same name as ${printable(other, 200)}; whoever pulls them would get one alone, so rename one`);
		byTitle.set(title, path);
		described.push({
			path,
			layer
		});
	}
	return described;
}
async function underLabel(label, work) {
	try {
		return await work();
	} catch (error) {
		if (isOciError(error, "INPUT_INVALID", "FILE_SYSTEM", "FILE_CHANGED")) throw inputError(label("files"), void 0, error.message);
		throw error;
	}
}

// src/commands/attach-inputs.ts
const attachInputDefaults = {
	subject: "",
	files: "",
	"artifact-type": "",
	annotations: "",
	timestamp: "",
	...registryInputDefaults,
	concurrency: "4",
	timeout: "",
	summary: "true"
};
const attachInputNames = Object.keys(attachInputDefaults);
async function readAttachInputs(raw, { label, notice, env }) {
	const reader = inputReader(raw, attachInputDefaults, label);
	const subject = withDefaultTag(readReference("subject", reader.text("subject"), label, notice));
	const files = reader.lines("files").map(readFile$1);
	if (files.length === 0) throw inputError(label("files"), void 0, "it is missing; name at least one file, as path or path:media/type");
	const artifactType = reader.optional("artifact-type");
	if (artifactType === void 0) throw inputError(label("artifact-type"), void 0, "it is missing; say what is attached with a media type, for example application/vnd.cyclonedx+json or application/spdx+json");
	return {
		plan: {
			subject,
			files,
			artifactType: mediaType(label("artifact-type"), artifactType),
			annotations: {
				...mergeAnnotations({}, reader.lines("annotations"), label),
				[annotationCreated]: timestamp(label("timestamp"), reader.optional("timestamp"), env)
			},
			concurrency: wholeNumber(label("concurrency"), reader.text("concurrency"), 1, 64)
		},
		access: await readRegistryAccess(reader),
		timeoutMs: duration(label("timeout"), reader.text("timeout") || "0"),
		summary: reader.flag("summary")
	};
}
function readFile$1(text) {
	const colon = text.lastIndexOf(":");
	const type = text.slice(colon + 1);
	if (colon < 2 || !isMediaType(type)) return {
		path: text,
		mediaType: mediaTypeOctetStream
	};
	return {
		path: text.slice(0, colon),
		mediaType: type
	};
}

export { readAttachInputs as n, attachFiles as r, attachInputNames as t };