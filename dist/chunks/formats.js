const require_spec = require("./spec.js");
let require_options;
let require_manifest_parts;
let node_path;
let node_fs_promises;

// src/fs/read-file.ts
const chunkSize = 262144;
const buffers = new require_spec.BufferPool(524288);
async function* readRange(handle, start, end, what) {
	for (let position = start; position < end;) {
		const chunk = await readAt(handle, Buffer.allocUnsafeSlow(Math.min(chunkSize, end - position)), position, end, what);
		position += chunk.byteLength;
		if (chunk.byteLength === 0) {
			if (end === Infinity) return;
			throw endedEarly(what, position - start, end - start);
		}
		yield chunk;
	}
}
async function* readRangeBorrowed(handle, start, end, what) {
	let [buffer, next] = [buffers.acquire(), buffers.acquire()];
	let reading = readAt(handle, buffer, start, end, what);
	try {
		for (let position = start; position < end;) {
			const chunk = await reading;
			position += chunk.byteLength;
			if (chunk.byteLength === 0) {
				if (end === Infinity) break;
				throw endedEarly(what, position - start, end - start);
			}
			if (position < end) reading = readAt(handle, next, position, end, what);
			yield chunk;
			[buffer, next] = [next, buffer];
		}
		buffers.release(buffer, next);
	} finally {
		reading.catch(() => void 0);
	}
}
async function readAt(handle, buffer, position, end, what) {
	try {
		const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.byteLength, end - position), position);
		return buffer.subarray(0, bytesRead);
	} catch (error) {
		throw (require_options ??= require("./options.js")).fileSystemError(error, `read ${what}`);
	}
}
function endedEarly(what, read, size) {
	return new require_spec.OciError("SIZE_MISMATCH", `${what} ended after ${read} of ${size} bytes`);
}

// src/fs/safe-path.ts
const maxPathBytes = 4096;
const maxSegmentBytes = 255;
function unsafeNameReason(name) {
	return reasonFor(name, (text) => text.length);
}
function unsafePathReason(name) {
	return reasonFor(name, (text) => Buffer.byteLength(text));
}
function reasonFor(name, byteLength) {
	if (name === "") return "it is empty";
	const bytes = byteLength(name);
	if (bytes > 4096) return `it is longer than ${maxPathBytes} bytes`;
	if (name.includes("\0")) return "it contains a NUL byte";
	if (name.includes("\\")) return "it contains a backslash, which separates directories on Windows";
	if (name.startsWith("/")) return "it is absolute";
	if (/^[A-Za-z]:/.test(name)) return "it begins with a drive letter";
	if (bytes <= 255 && !name.includes("..")) return void 0;
	for (const segment of name.split("/")) {
		if (segment === "..") return "it contains the segment \"..\"";
		if (bytes > 255 && byteLength(segment) > 255) return `it has a segment longer than ${255} bytes`;
	}
}
function isWithin(directory, path) {
	const inner = (0, (node_path ??= require("node:path")).relative)((0, (node_path ??= require("node:path")).resolve)(directory), (0, (node_path ??= require("node:path")).resolve)(path));
	return inner === "" || !(0, (node_path ??= require("node:path")).isAbsolute)(inner) && inner !== ".." && !inner.startsWith(`..${(node_path ??= require("node:path")).sep}`);
}

// src/formats/directory.ts
const directory = {
	name: "directory",
	splits: true,
	detect: () => Promise.resolve(true),
	async plan({ path = "." }, options) {
		const { compression = "gzip", archive } = options;
		const split = (require_manifest_parts ??= require("./manifest-parts.js")).isSplit(options) ? await splitDirectory(path, options) : void 0;
		return {
			...(require_manifest_parts ??= require("./manifest-parts.js")).manifestParts(options),
			layers: split?.layers ?? [directoryLayer(path, ".", options.layerMediaType, options)],
			content: split?.content,
			notices: [...compression === "gzip" || archive === "zip" ? [] : [orasNotice(compression)], ...await chartNotice(path, options)]
		};
	}
};
async function splitDirectory(path, options) {
	const { splitLayers } = await Promise.resolve().then(() => require("./split-layers.js"));
	return splitLayers(path, ".", options, (title) => directoryLayer(path, title, options.layerMediaType, options));
}
function directoryLayer(path, title, mediaType, options) {
	const { compression = "gzip", archive } = options;
	const tar = {
		...(compression === "gzip" ? { ["io.deis.oras.content.unpack"]: "true" } : void 0) ?? (title === "." ? {} : { ["io.oci-artifact.content.unpack"]: "tar" }),
		[require_spec.annotationTitle]: title
	};
	const zip = {
		[require_spec.annotationArchiveUnpack]: "zip",
		[require_spec.annotationTitle]: title === "." ? "archive.zip" : `${title}/archive.zip`
	};
	return {
		...packedLayer(path, mediaType, options),
		annotations: (require_manifest_parts ??= require("./manifest-parts.js")).withLayerAnnotations(archive === "zip" ? zip : tar, title, options)
	};
}
function packedLayer(path, mediaType, options) {
	const { compression = "gzip", layerAnnotations = {} } = options;
	if (options.archive === "zip") checkZip(mediaType, options);
	else if (mediaType !== void 0) (require_manifest_parts ??= require("./manifest-parts.js")).checkCompression(mediaType, compression);
	return {
		kind: "directory",
		mediaType,
		pack: {
			sourceDir: path,
			subDir: options.subDir,
			exclude: options.exclude ?? [],
			symlinks: options.symlinks ?? "preserve",
			allowOutsideLinks: options.allowOutsideLinks ?? false,
			modes: options.modes ?? "keep",
			skip: options.skip,
			archive: options.archive,
			compression,
			compressionLevel: options.compressionLevel
		},
		annotations: Object.keys(layerAnnotations).length === 0 ? void 0 : layerAnnotations
	};
}
function checkZip(mediaType, options) {
	const { compression = "gzip", compressionLevel, config, label = require_spec.plainLabel } = options;
	if (compression !== "gzip") throw require_spec.inputError(label("compression"), compression, "has no effect on a zip; omit it");
	if (compressionLevel !== void 0) throw require_spec.inputError(label("compression-level"), String(compressionLevel), "has no effect on a zip; omit it");
	if (config?.kind === "image") throw new require_spec.OciError("INPUT_INVALID", `an image cannot have a zip as layer; omit ${label("config")}, or set ${label("archive")} to tar`);
	if (mediaType !== void 0) (require_manifest_parts ??= require("./manifest-parts.js")).checkZipType(mediaType);
}
function orasNotice(compression) {
	return `the layer is ${compression === "zstd" ? "compressed with zstd" : "not compressed"}: ORAS does not unpack it, because it reads only gzip`;
}
async function chartNotice(path, { subDir, label = require_spec.plainLabel }) {
	try {
		if (subDir !== void 0 || !(await (0, (node_fs_promises ??= require("node:fs/promises")).stat)((0, (node_path ??= require("node:path")).join)(path, "Chart.yaml"))).isFile()) return [];
	} catch {
		return [];
	}
	return [`"${require_spec.printable(path, 300)}" is a Helm chart; for an artifact that helm can use, set ${label("format")} to helm`];
}

// src/formats/file-patterns.ts
const maxFiles = 1e4;
async function expandFilePatterns(files, subject, { cwd = ".", signal }) {
	const filesByPath = /* @__PURE__ */ new Map();
	for (const file of files) {
		const pattern = file.path;
		const paths = await isPath(pattern, cwd) ? [pattern] : await matchingFiles(pattern, subject, cwd, signal);
		for (const path of paths) {
			const absolute = (0, (node_path ??= require("node:path")).resolve)(cwd, path);
			if (!filesByPath.has(absolute)) filesByPath.set(absolute, {
				...file,
				path
			});
		}
		if (filesByPath.size > maxFiles) throw require_spec.inputError(subject, pattern, `matches more than ${maxFiles} files; publish them as an artifact, or use a narrower pattern`);
	}
	return [...filesByPath.values()];
}
function isPattern(text) {
	return /[*?[{]/.test(text);
}
async function isPath(text, cwd) {
	return !isPattern(text) || await isDirectory$1((0, (node_path ??= require("node:path")).resolve)(cwd, text)) !== void 0;
}
async function matchingFiles(pattern, subject, cwd, signal) {
	const paths = [];
	try {
		for await (const path of require_spec.abortable((0, (node_fs_promises ??= require("node:fs/promises")).glob)(pattern, { cwd }), signal)) {
			if (await isDirectory$1((0, (node_path ??= require("node:path")).resolve)(cwd, path)) !== true) paths.push(path);
			if (paths.length > maxFiles) break;
		}
	} catch (error) {
		throw require_spec.isOciError(error) ? error : require_spec.inputError(subject, pattern, (require_options ??= require("./options.js")).fileSystemError(error, "find files").message, error);
	}
	if (paths.length === 0) throw require_spec.inputError(subject, pattern, "matches no file; make the files in an earlier step, or correct the pattern (a name that begins with a dot matches only a pattern with the dot)");
	return paths.sort((a, b) => Buffer.compare(portableBytes(a), portableBytes(b)));
}
function portableBytes(path) {
	return Buffer.from(path.replaceAll((node_path ??= require("node:path")).sep, "/"));
}
async function isDirectory$1(path) {
	try {
		return (await (0, (node_fs_promises ??= require("node:fs/promises")).stat)(path)).isDirectory();
	} catch {
		return;
	}
}

// src/formats/annotation-use.ts
async function planWithAnnotationNotices(format, source, options) {
	if (options.fileAnnotations === void 0) return format.plan(source, options);
	const used = /* @__PURE__ */ new Set();
	const fileAnnotations = withUse(options.fileAnnotations, used);
	const plan = await format.plan(source, {
		...options,
		fileAnnotations
	});
	const unused = Object.keys(fileAnnotations).filter((key) => !used.has(key));
	return {
		...plan,
		notices: [...plan.notices ?? [], ...unused.map((key) => noticeOf(key, format.name))]
	};
}
function noticeOf(key, format) {
	const name = `the annotations of "${require_spec.printable(key, 200)}" are not used`;
	return key.startsWith("$") ? `${name}: the format "${format}" has no such part, or determines it itself` : `${name}: no file has this path in the format "${format}"`;
}
function withUse(annotations, used) {
	const properties = Object.entries(annotations).map(([key, value]) => [key, {
		enumerable: true,
		get: () => {
			used.add(key);
			return value;
		}
	}]);
	return Object.defineProperties({}, Object.fromEntries(properties));
}

// src/formats/files.ts
const stdin = "-";
const files = {
	name: "files",
	splits: true,
	async detect(path) {
		try {
			return (await (0, (node_fs_promises ??= require("node:fs/promises")).stat)(path)).isFile();
		} catch {
			return false;
		}
	},
	async plan(source, options) {
		const { base, entries } = await entriesOf(source, options);
		const layers = [];
		const pathByTitle = /* @__PURE__ */ new Map();
		const reports = [];
		for (const entry of entries) {
			const title = titleOf(entry.path, options);
			const added = await layersOf((0, (node_path ??= require("node:path")).resolve)(base, entry.path), entry, title, options);
			for (const each of added.titles) {
				const other = pathByTitle.get(each);
				if (other !== void 0) throw require_spec.inputError(subject(options), entry.path, `has the same title as "${other}"; give each path once`);
				pathByTitle.set(each, entry.path);
			}
			layers.push(...added.layers);
			if (added.content !== void 0) reports.push(added.content);
		}
		(require_manifest_parts ??= require("./manifest-parts.js")).checkLayerCount(layers.length, options);
		return {
			...(require_manifest_parts ??= require("./manifest-parts.js")).manifestParts(options),
			layers,
			content: mergedReports(reports),
			notices: [...noticesFor(options, layers)]
		};
	}
};
async function fileLayer(path, mediaType, annotations, options) {
	let mode;
	let size;
	try {
		({mode, size} = await (0, (node_fs_promises ??= require("node:fs/promises")).stat)(path));
	} catch (error) {
		throw (require_options ??= require("./options.js")).fileSystemError(error, `read ${path}`);
	}
	const { modes = "keep" } = options;
	const isRecorded = process.platform !== "win32" && (mode & 73) !== 0 || (require_manifest_parts ??= require("./manifest-parts.js")).isSplit(options) && modes === "keep" && (mode & 511) !== 420;
	const permissions = modes === "keep" ? (mode & 511).toString(8).padStart(4, "0") : "0755";
	return {
		kind: "file",
		path,
		size: (require_manifest_parts ??= require("./manifest-parts.js")).isSplit(options) ? size : void 0,
		mediaType,
		annotations: {
			...isRecorded ? { [require_spec.annotationFileMode]: permissions } : {},
			...annotations
		}
	};
}
function subject({ label }) {
	return (label ?? require_spec.plainLabel)("files");
}
async function entriesOf({ path, files: listed }, options) {
	if (listed === void 0) {
		const given = path ?? ".";
		const base = (0, (node_path ??= require("node:path")).resolve)((0, (node_path ??= require("node:path")).isAbsolute)(given) || (0, (node_path ??= require("node:path")).normalize)(given).startsWith("..") ? (0, (node_path ??= require("node:path")).resolve)(given, "..") : ".");
		return {
			base,
			entries: [{
				path: base === (0, (node_path ??= require("node:path")).resolve)(".") ? given : given.slice(Math.max(given.lastIndexOf("/"), given.lastIndexOf((node_path ??= require("node:path")).sep)) + 1),
				mediaType: options.layerMediaType
			}]
		};
	}
	const base = path ?? ".";
	checkDuplicates(listed, options);
	return {
		base,
		entries: await expandFilePatterns(listed, subject(options), {
			cwd: base,
			signal: options.signal
		})
	};
}
function checkDuplicates(listed, options) {
	const paths = /* @__PURE__ */ new Set();
	for (const { path } of listed) {
		const title = (0, (node_path ??= require("node:path")).normalize)(path);
		if (paths.has(title)) throw require_spec.inputError(subject(options), path, "is given twice; give each file once");
		paths.add(title);
	}
}
function titleOf(path, options) {
	if (path === stdin) return "stdin";
	const title = (0, (node_path ??= require("node:path")).normalize)(path).replaceAll((node_path ??= require("node:path")).sep, "/").replace(/\/$/, "");
	const reason = unsafePathReason(title);
	if (reason === void 0) return title;
	throw require_spec.inputError(subject(options), path, `cannot be the title of a layer: ${reason}; write a path relative to the working directory or to ` + (options.label ?? require_spec.plainLabel)("source-dir"));
}
async function layersOf(path, entry, title, options) {
	if (!(require_manifest_parts ??= require("./manifest-parts.js")).isSplit(options) || entry.path === stdin || !await isDirectory(path)) return {
		titles: [title],
		layers: [await layerOf(path, entry, title, options)]
	};
	const { splitLayers } = await Promise.resolve().then(() => require("./split-layers.js"));
	const mediaType = entry.mediaType ?? (require_manifest_parts ??= require("./manifest-parts.js")).mediaTypeByRule(title, options) ?? directoryType(options);
	return splitLayers(path, title, options, (name) => directoryLayer(path, name, mediaType, options));
}
function mergedReports(reports) {
	if (reports.length === 0) return void 0;
	return {
		excluded: reports.reduce((sum, { excluded }) => sum + excluded, 0),
		warnings: reports.flatMap(({ warnings }) => warnings),
		credentialFiles: reports.flatMap(({ credentialFiles }) => credentialFiles)
	};
}
async function layerOf(path, entry, title, options) {
	const mediaType = entry.mediaType ?? (require_manifest_parts ??= require("./manifest-parts.js")).mediaTypeByRule(title, options);
	if (entry.path === stdin) return {
		kind: "stream",
		content: process.stdin,
		mediaType: mediaType ?? "application/vnd.oci.image.layer.v1.tar",
		annotations: (require_manifest_parts ??= require("./manifest-parts.js")).withLayerAnnotations({ [require_spec.annotationTitle]: title }, stdin, options)
	};
	if (await isDirectory(path)) return directoryLayer(path, title, mediaType ?? directoryType(options), options);
	const annotations = (require_manifest_parts ??= require("./manifest-parts.js")).withLayerAnnotations({ ["org.opencontainers.image.title"]: title }, entry.path, options) ?? {};
	return fileLayer(path, mediaType ?? "application/vnd.oci.image.layer.v1.tar", annotations, options);
}
function directoryType({ compression = "gzip", archive }) {
	return compression === "gzip" && archive !== "zip" ? require_spec.mediaTypeImageLayerGzip : void 0;
}
async function isDirectory(path) {
	try {
		return (await (0, (node_fs_promises ??= require("node:fs/promises")).stat)(path)).isDirectory();
	} catch (error) {
		throw (require_options ??= require("./options.js")).fileSystemError(error, `read ${path}`);
	}
}
function* noticesFor(options, layers) {
	const { exclude = [], subDir, archive, label = require_spec.plainLabel } = options;
	if (archive === "zip" && !layers.some(({ kind }) => kind === "directory")) yield `${label("archive")} has no effect on files; only directories are packed`;
	if (exclude.length > 0) yield `${label("exclude")} applies only to directories among the files`;
	if (subDir !== void 0) yield `${label("sub-dir")} has no effect on files; name the directory among the files`;
}

// src/formats/semantic-version.ts
const identifiers = String.raw`[\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*`;
const preRelease = String.raw`(?:0|[1-9]\d*|\d*[A-Za-z-][\dA-Za-z-]*)`;
const versionSuffix = String.raw`(?:-${preRelease}(?:\.${preRelease})*)?(?:\+${identifiers})?`;
const strictVersion = new RegExp(String.raw`^(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*)){2}${versionSuffix}$`);
function isSemanticVersion(text) {
	return strictVersion.test(text);
}
function isTagVersion(text) {
	return isSemanticVersion(text) && text.length <= 128 && !text.includes("+");
}

// src/formats/helm/chart-names.ts
const chartConfigType = "application/vnd.cncf.helm.config.v1+json";
const chartContentType = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";
const chartProvenanceType = "application/vnd.cncf.helm.chart.provenance.v1.prov";
function isChartName(text) {
	return /^[A-Za-z0-9][A-Za-z0-9._-]{0,249}$/.test(text);
}
function isVersionText(text) {
	return /^[A-Za-z0-9][A-Za-z0-9.+-]{0,127}$/.test(text);
}
const helmVersion = new RegExp(String.raw`^v?\d+(?:\.\d+){0,2}${versionSuffix}$`);
function isChartVersion(text) {
	return isVersionText(text) && helmVersion.test(text);
}

// src/formats/helm.ts
const extensions = {
	[chartContentType]: ".tgz",
	[chartProvenanceType]: ".tgz.prov"
};
const helm = {
	name: "helm",
	async names(source, options) {
		const { namesOfChart } = await Promise.resolve().then(() => require("./plan-chart.js"));
		return namesOfChart(source, options);
	},
	async plan(source, options) {
		const { planChart } = await Promise.resolve().then(() => require("./plan-chart.js"));
		return planChart(source, options);
	},
	async layOut(manifest, { readConfig }) {
		const files = /* @__PURE__ */ new Map();
		if (manifest.kind !== "manifest" || manifest.config.mediaType !== "application/vnd.cncf.helm.config.v1+json") return files;
		const stem = stemOf(manifest.config, await readConfig());
		for (const layer of manifest.layers) {
			const extension = Object.hasOwn(extensions, layer.mediaType) ? extensions[layer.mediaType] : void 0;
			if (extension !== void 0) files.set(layer, { name: stem + extension });
		}
		return files;
	}
};
function stemOf(config, bytes) {
	let value;
	try {
		value = require_spec.parseJson(new TextDecoder().decode(bytes));
	} catch {}
	const { name, version } = require_spec.isRecord(value) ? value : {};
	if (typeof name === "string" && isChartName(name) && typeof version === "string" && isVersionText(version)) return `${name}-${version}`;
	throw new require_spec.OciError("MANIFEST_INVALID", `the config ${config.digest} of the Helm chart has no name and version that are valid in a file name`);
}

// src/formats/sif.ts
const sifDefaultTag = "latest";
const sifConfigMediaTypeV1 = "application/vnd.sylabs.sif.config.v1";
const sifLayerMediaTypeV1 = "application/vnd.sylabs.sif.layer.v1.sif";
const sifLayerMediaTypeProto = "appliciation/vnd.sylabs.sif.layer.tar";
function isSifLayer(mediaType) {
	return mediaType === "application/vnd.sylabs.sif.layer.v1.sif" || mediaType === "appliciation/vnd.sylabs.sif.layer.tar";
}
const finish = async (path, layer, signal) => {
	const { finishImage } = await Promise.resolve().then(() => require("./read-image.js")).then((n) => n.read_image_exports);
	await finishImage(path, layer, signal);
};
const sif = {
	name: "sif",
	async detect(path) {
		if (path.endsWith(".sif")) return isFile(path);
		return await isFile(path) && (await Promise.resolve().then(() => require("./read-image.js")).then((n) => n.read_image_exports)).hasSifMagic(path);
	},
	async plan({ path = "." }, options) {
		const { planImage } = await Promise.resolve().then(() => require("./plan-image.js")).then((n) => n.plan_image_exports);
		return planImage(path, options);
	},
	async layOut(manifest, { reference }) {
		const layer = manifest.kind === "manifest" ? imageLayerOf(manifest.layers) : void 0;
		if (layer === void 0) return /* @__PURE__ */ new Map();
		return /* @__PURE__ */ new Map([[layer, {
			name: imageFileName(reference),
			finish
		}]]);
	}
};
async function isFile(path) {
	try {
		return (await (0, (node_fs_promises ??= require("node:fs/promises")).stat)(path)).isFile();
	} catch {
		return false;
	}
}
function imageLayerOf(layers) {
	const [layer, ...others] = layers;
	if (layer === void 0 || others.length > 0 || !isSifLayer(layer.mediaType)) return void 0;
	return layer.annotations?.["io.deis.oras.content.unpack"] === "true" ? void 0 : layer;
}
function parseSifReference(text) {
	const bare = text.replace(/^(?:oras:)?\/\//, "");
	const reference = require_spec.parseReference(bare);
	if (!bare.includes("/")) throw new require_spec.OciError("REFERENCE_INVALID", `${require_spec.quoteInput(text)} names no registry; write registry/repository:tag`);
	const tag = reference.tag ?? (reference.digest === void 0 ? "latest" : void 0);
	return {
		...reference,
		tag,
		selector: reference.digest ?? tag ?? "latest"
	};
}
function imageFileName({ repository, tag, digest }) {
	const suffix = tag ?? (digest === void 0 ? "latest" : require_spec.digestHex(digest).slice(0, 12));
	return `${repository.slice(repository.lastIndexOf("/") + 1)}_${suffix}.sif`;
}

// src/formats/wasm.ts
const wasmLayerTypes = /* @__PURE__ */ new Set([
	"application/wasm",
	"application/vnd.wasm.content.layer.v1+wasm",
	"application/vnd.module.wasm.content.layer.v1+wasm"
]);
const wasm = {
	name: "wasm",
	async plan(source, options) {
		const { planWasm } = await Promise.resolve().then(() => require("./plan-wasm.js"));
		return planWasm(source, options);
	},
	async layOut(manifest, { reference }) {
		const [layer, ...others] = manifest.kind === "manifest" ? manifest.layers : [];
		if (layer === void 0 || others.length > 0 || !wasmLayerTypes.has(layer.mediaType)) return /* @__PURE__ */ new Map();
		const { repository } = reference;
		const name = repository.slice(repository.lastIndexOf("/") + 1);
		return /* @__PURE__ */ new Map([[layer, { name: `${name}.wasm` }]]);
	}
};

// src/formats/formats.ts
const formats = [
	sif,
	helm,
	wasm,
	files,
	directory
];
const presets = {
	artifacthub: async () => (await Promise.resolve().then(() => require("./artifacthub.js"))).artifactHub,
	compose: async () => (await Promise.resolve().then(() => require("./compose.js"))).compose,
	conftest: async () => (await Promise.resolve().then(() => require("./conftest.js"))).conftest,
	crossplane: async () => (await Promise.resolve().then(() => require("./crossplane.js"))).crossplane,
	"devcontainer-feature": async () => (await Promise.resolve().then(() => require("./devcontainer-feature.js"))).devcontainerFeature,
	"docker-model": async () => (await Promise.resolve().then(() => require("./docker-model.js"))).dockerModel,
	falco: async () => (await Promise.resolve().then(() => require("./falco.js"))).falco,
	flux: async () => (await Promise.resolve().then(() => require("./flux.js"))).flux,
	homebrew: async () => (await Promise.resolve().then(() => require("./homebrew.js"))).homebrew,
	image: async () => (await Promise.resolve().then(() => require("./image.js"))).image,
	imgpkg: async () => (await Promise.resolve().then(() => require("./imgpkg.js"))).imgpkg,
	kitops: async () => (await Promise.resolve().then(() => require("./kitops.js"))).kitOps,
	modelpack: async () => (await Promise.resolve().then(() => require("./modelpack.js"))).modelPack,
	opa: async () => (await Promise.resolve().then(() => require("./opa.js"))).opa,
	tekton: async () => (await Promise.resolve().then(() => require("./tekton.js"))).tekton,
	timoni: async () => (await Promise.resolve().then(() => require("./timoni.js"))).timoni,
	"opentofu-module": async () => (await Promise.resolve().then(() => require("./opentofu-module.js"))).openTofuModule,
	"opentofu-provider": async () => (await Promise.resolve().then(() => require("./opentofu-provider.js"))).openTofuProvider,
	"trivy-db": async () => (await Promise.resolve().then(() => require("./trivy-db.js"))).trivyDb
};
const formatNames = [...formats.filter((format) => format.plan !== void 0).map(({ name }) => name), ...Object.keys(presets)].sort(require_spec.compareBytes);
async function selectFormat(source, name) {
	const preset = name === void 0 ? void 0 : await presets[name]?.();
	for (const format of preset === void 0 ? formats : [preset]) if (isPlanning(format) && (name === void 0 ? await detects(format, source) : format.name === name)) return {
		...format,
		plan: async (given, options) => {
			checkSplit(format, options);
			return planWithAnnotationNotices(format, given, options);
		}
	};
	throw new require_spec.OciError("INPUT_INVALID", `there is no format "${name ?? ""}"; use one of ${formatNames.join(", ")}`);
}
function checkSplit(format, options) {
	const { layers, label = require_spec.plainLabel } = options;
	if (!(require_manifest_parts ??= require("./manifest-parts.js")).isSplit(options) || format.splits === true) return;
	throw require_spec.inputError(label("layers"), layers, `does not apply to the format "${format.name}", which determines the layers itself; set it to single, or omit it`);
}
async function detects(format, { path, files: listed }) {
	if (listed !== void 0) return format === files;
	return await format.detect?.(path ?? ".") === true;
}
function isPlanning(format) {
	return format.plan !== void 0;
}
async function layOut(manifest, context) {
	const files = /* @__PURE__ */ new Map();
	for (const format of formats) for (const [layer, file] of await format.layOut?.(manifest, context) ?? []) files.set(layer, file);
	return files;
}

Object.defineProperty(exports, "chartConfigType", {
  enumerable: true,
  get: function () {
    return chartConfigType;
  }
});
Object.defineProperty(exports, "chartContentType", {
  enumerable: true,
  get: function () {
    return chartContentType;
  }
});
Object.defineProperty(exports, "chartProvenanceType", {
  enumerable: true,
  get: function () {
    return chartProvenanceType;
  }
});
Object.defineProperty(exports, "directoryLayer", {
  enumerable: true,
  get: function () {
    return directoryLayer;
  }
});
Object.defineProperty(exports, "expandFilePatterns", {
  enumerable: true,
  get: function () {
    return expandFilePatterns;
  }
});
Object.defineProperty(exports, "fileLayer", {
  enumerable: true,
  get: function () {
    return fileLayer;
  }
});
Object.defineProperty(exports, "formatNames", {
  enumerable: true,
  get: function () {
    return formatNames;
  }
});
Object.defineProperty(exports, "imageFileName", {
  enumerable: true,
  get: function () {
    return imageFileName;
  }
});
Object.defineProperty(exports, "imageLayerOf", {
  enumerable: true,
  get: function () {
    return imageLayerOf;
  }
});
Object.defineProperty(exports, "isChartName", {
  enumerable: true,
  get: function () {
    return isChartName;
  }
});
Object.defineProperty(exports, "isChartVersion", {
  enumerable: true,
  get: function () {
    return isChartVersion;
  }
});
Object.defineProperty(exports, "isPattern", {
  enumerable: true,
  get: function () {
    return isPattern;
  }
});
Object.defineProperty(exports, "isSemanticVersion", {
  enumerable: true,
  get: function () {
    return isSemanticVersion;
  }
});
Object.defineProperty(exports, "isSifLayer", {
  enumerable: true,
  get: function () {
    return isSifLayer;
  }
});
Object.defineProperty(exports, "isTagVersion", {
  enumerable: true,
  get: function () {
    return isTagVersion;
  }
});
Object.defineProperty(exports, "isWithin", {
  enumerable: true,
  get: function () {
    return isWithin;
  }
});
Object.defineProperty(exports, "layOut", {
  enumerable: true,
  get: function () {
    return layOut;
  }
});
Object.defineProperty(exports, "maxPathBytes", {
  enumerable: true,
  get: function () {
    return maxPathBytes;
  }
});
Object.defineProperty(exports, "packedLayer", {
  enumerable: true,
  get: function () {
    return packedLayer;
  }
});
Object.defineProperty(exports, "parseSifReference", {
  enumerable: true,
  get: function () {
    return parseSifReference;
  }
});
Object.defineProperty(exports, "readRange", {
  enumerable: true,
  get: function () {
    return readRange;
  }
});
Object.defineProperty(exports, "readRangeBorrowed", {
  enumerable: true,
  get: function () {
    return readRangeBorrowed;
  }
});
Object.defineProperty(exports, "selectFormat", {
  enumerable: true,
  get: function () {
    return selectFormat;
  }
});
Object.defineProperty(exports, "sif", {
  enumerable: true,
  get: function () {
    return sif;
  }
});
Object.defineProperty(exports, "sifConfigMediaTypeV1", {
  enumerable: true,
  get: function () {
    return sifConfigMediaTypeV1;
  }
});
Object.defineProperty(exports, "sifLayerMediaTypeV1", {
  enumerable: true,
  get: function () {
    return sifLayerMediaTypeV1;
  }
});
Object.defineProperty(exports, "unsafeNameReason", {
  enumerable: true,
  get: function () {
    return unsafeNameReason;
  }
});
Object.defineProperty(exports, "unsafePathReason", {
  enumerable: true,
  get: function () {
    return unsafePathReason;
  }
});