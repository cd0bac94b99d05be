import { C as Digester, c as plainDescriptor, d as isMediaType, l as checkMediaType, u as isManifestMediaType, x as mediaTypeOctetStream } from "./descriptor.js";
import { i as inputError, o as isOciError, p as printable, t as OciError } from "./error.js";
import { S as packManifest, m as unsafePathReason } from "./packing-cache.js";
import { t as abortable } from "./abortable.js";
import { f as fileSystemError, m as _usingCtx } from "./lock-file.js";
import { J as annotationTitle, W as annotationCreated, j as forEachConcurrent } from "./pull-through-cache.js";
import { t as openLocation } from "./open-location.js";
import { d as referenceOf, f as repositoryOf, i as locationDescription, m as withDefaultTag, r as location, u as formatLocation } from "./location-options.js";
import { t as resultAt } from "./result.js";
import { i as formatNumber, t as formatBytes } from "./format.js";
import { t as reportEvent } from "./report-event.js";
import { r as resultSummary } from "./summary.js";
import { t as mergeAnnotations } from "./annotation-options.js";
import { S as locationContext, b as connectionOptions, n as creationDate, o as lines, r as date, s as mediaType, x as defineCommand } from "./option-types.js";
import { t as option } from "./option.js";
import { a as lineOutput, d as resultOutputs } from "./output.js";
import { c as registryWriteOptions, o as registryAccess } from "./registry-options.js";
import { i as summaryOption, n as jsonOption, r as runOptions, t as concurrency } from "./run-options.js";
import { basename, resolve, sep } from "node:path";
import { createReadStream } from "node:fs";
import { glob, stat } from "node:fs/promises";

// src/transfer/attach.ts
async function attach$1(storage, subject, artifactType, options = {}) {
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
		const referrer = await attach$1(repository, subject, options.artifactType, {
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

// src/commands/attach.ts
const options = {
	subject: option({
		type: location(),
		positional: "subject",
		required: "write registry/repository@sha256:…, or ./path:tag for an image layout",
		description: `Manifest to attach to, preferably with its digest: ${locationDescription}. Without a tag and digest, \`latest\` is used.`
	}),
	files: option({
		type: lines("file"),
		positional: "file",
		required: "give at least one file, as path or path:media/type",
		description: "Files or patterns (`*`, `?`, `**`, `{a,b}`), one per line: `path`, or `path:media/type`; the media type is `application/octet-stream` otherwise. The base name becomes the title, which is the name of the pulled file. A pattern that matches no file is an error. A file in several lines is attached once, as its first line says.",
		cliDescription: "File or pattern: path, or path:media/type."
	}),
	"artifact-type": option({
		type: mediaType,
		required: "give a media type for the attached files, for example application/vnd.cyclonedx+json or application/spdx+json",
		description: "Media type of the attached files, such as `application/vnd.cyclonedx+json` or `application/spdx+json`."
	}),
	annotations: option({
		type: lines("key=value"),
		description: "Annotations of the manifest, one `key=value` per line.",
		cliDescription: "Annotation of the manifest."
	}),
	timestamp: option({
		type: date,
		defaultText: "`SOURCE_DATE_EPOCH`, else `1970-01-01T00:00:00Z`",
		description: "Creation date for the annotation `org.opencontainers.image.created`, RFC 3339. The default is fixed, so that equal files give an equal digest."
	}),
	...registryWriteOptions,
	...runOptions,
	concurrency: concurrency(4, "files that are pushed"),
	...summaryOption,
	...jsonOption
};
const shared = resultOutputs("manifest");
const outputs = {
	digest: {
		...shared.digest,
		description: "Digest (`sha256:…`) of the manifest that refers to the subject."
	},
	reference: {
		...shared.reference,
		description: "The pinned reference of that manifest; for a layout its path with the digest."
	},
	"pinned-reference": {
		...shared["pinned-reference"],
		description: "The same. Empty for a layout."
	},
	subject: {
		type: lineOutput,
		description: "The pinned reference of the subject; for a layout its path with the digest.",
		value: (result) => result.subject
	},
	"media-type": shared["media-type"],
	"artifact-type": shared["artifact-type"],
	size: shared.size
};
const attach = defineCommand({
	name: "attach",
	summary: "attach files to a manifest, such as an SBOM",
	description: "Pushes files as an artifact that refers to <subject>. The base name of a file becomes its title.",
	examples: [{
		comment: "Attach an SBOM",
		line: "attach ghcr.io/acme/app:v1 sbom.spdx.json --artifact-type application/spdx+json"
	}],
	action: {
		name: "Attach files to OCI artifact",
		description: "Pushes files, such as an SBOM, as an artifact that refers to a manifest or index",
		icon: "paperclip",
		directory: "attach"
	},
	options,
	outputs,
	failure: {
		placeInput: "subject",
		directoryInput: "files"
	},
	async run(inputs, context) {
		const { label, log } = context;
		const plan = attachPlan(inputs, context);
		const access = await registryAccess(inputs, label);
		context.describeFailure(() => ({
			...locationContext("subject", plan.subject),
			directoryInput: "files",
			plainHttp: access.plainHttp
		}));
		log.phase("Attach");
		const result = await attachFiles({
			...plan,
			connection: connectionOptions(access, context),
			label,
			signal: context.signal,
			onEvent: (event) => {
				reportEvent(event, log);
			}
		});
		const bytes = formatBytes(result.layers.reduce((sum, { size }) => sum + size, 0));
		return {
			result,
			lines: [`attached ${formatNumber(result.layers.length, "file")} (${bytes}) to ${result.subject}`, `  referrer   ${result.reference}`],
			summary: (warnings) => resultSummary("Attached", result.reference, [
				["To", result.subject],
				["Artifact type", result.artifactType],
				["Size", bytes]
			], warnings)
		};
	}
});
function attachPlan(inputs, { env, label }) {
	return {
		subject: withDefaultTag(inputs.subject),
		files: inputs.files.map(attachedFile),
		artifactType: inputs.artifactType,
		annotations: {
			...mergeAnnotations({}, inputs.annotations, label),
			[annotationCreated]: creationDate(inputs.timestamp, env)
		},
		concurrency: inputs.concurrency
	};
}
function attachedFile(text) {
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

export { attach };