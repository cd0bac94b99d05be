let require_options;
let require_transport;
let require_spec;
let require_usingCtx;
let node_path;
let node_fs_promises;

// src/commands/index-sources.ts
const outputName = "pinned-reference";
const maxFileBytes = 65536;
const maxFiles = 1e4;
async function readAllSources({ sources: written, needs }, context) {
	const { label } = context;
	const sources = [...await readSources(written, context), ...needs === void 0 ? [] : readNeeds(needs, context)];
	if (sources.length > 0) return sources;
	throw (require_spec ??= require("./spec.js")).inputError(label("sources"), void 0, `it names no manifests; give references, a pattern of tags, @files, or ${label("needs")} with outputs named pinned-reference`);
}
async function readSources(written, context) {
	const subject = context.label("sources");
	const sources = [];
	for (const text of written) {
		if (!text.startsWith("@")) {
			sources.push(readSource(text, subject, context));
			continue;
		}
		for (const { path, line } of await readReferenceFiles(text.slice(1), subject)) sources.push(readSource(line, `${subject}, file ${path}`, context));
	}
	return sources;
}
function readNeeds(text, context) {
	const subject = context.label("needs");
	let value;
	try {
		value = JSON.parse(text);
	} catch {
		throw (require_spec ??= require("./spec.js")).inputError(subject, void 0, "it is not JSON; write ${{ toJSON(needs) }}");
	}
	if (!(require_spec ??= require("./spec.js")).isRecord(value)) throw (require_spec ??= require("./spec.js")).inputError(subject, void 0, "it is not a JSON object of jobs; write ${{ toJSON(needs) }}");
	return Object.values(value).flatMap((job) => {
		const outputs = (require_spec ??= require("./spec.js")).isRecord(job) ? job["outputs"] : void 0;
		const reference = (require_spec ??= require("./spec.js")).isRecord(outputs) ? outputs[outputName] : void 0;
		return typeof reference === "string" && reference.trim() !== "" ? [readSource(reference.trim(), subject, context)] : [];
	});
}
function readSource(text, subject, { notice }) {
	const { named, platform } = splitPlatform(text, subject);
	if (/^sha\d+:/.test(named)) return {
		kind: "digest",
		digest: (require_options ??= require("./options.js")).parseWith(named, subject, (require_spec ??= require("./spec.js")).parseDigest),
		platform
	};
	if ((require_spec ??= require("./spec.js")).isTag(named.replaceAll(/[*?]/g, "x"))) return {
		kind: "tags",
		pattern: named,
		platform
	};
	return {
		kind: "location",
		location: (require_options ??= require("./options.js")).readLocation(named, subject, {}, notice),
		platform
	};
}
function splitPlatform(text, subject) {
	const equals = text.lastIndexOf("=");
	if (equals < 0) return {
		named: text,
		platform: void 0
	};
	const platform = text.slice(equals + 1).trim();
	if (!(require_spec ??= require("./spec.js")).isPlatformText(platform)) throw (require_spec ??= require("./spec.js")).inputError(subject, text.includes("@") ? void 0 : text, "has no platform after the \"=\"; write reference=os/arch, for example \u2026=linux/amd64");
	return {
		named: text.slice(0, equals).trim(),
		platform: (require_spec ??= require("./spec.js")).platformFromText(platform)
	};
}
async function readReferenceFiles(written, subject) {
	const found = [];
	const paths = await matchingFiles(written, subject);
	if (paths.length === 0) throw (require_spec ??= require("./spec.js")).inputError(subject, `@${written}`, "names no file; give a file, a directory or a pattern, and download the artifacts first");
	for (const path of paths) {
		const own = (require_options ??= require("./options.js")).splitLines(await readSmallFile(path, subject));
		if (own.length === 0) throw (require_spec ??= require("./spec.js")).inputError(subject, path, "is empty; write one reference per line");
		found.push(...own.map((line) => ({
			path: (require_spec ??= require("./spec.js")).printable(path, 300),
			line
		})));
	}
	return found;
}
async function matchingFiles(written, subject) {
	const paths = [];
	const add = (path) => {
		paths.push(path);
		if (paths.length > maxFiles) throw (require_spec ??= require("./spec.js")).inputError(subject, `@${written}`, `names more than ${maxFiles} files; name only the files with references`);
	};
	try {
		const kind = await kindOrAbsent(written);
		if (kind === "file") return [written];
		if (kind === "directory") await addBelow(written, add);
		else for await (const path of (0, (node_fs_promises ??= require("node:fs/promises")).glob)(written)) if (await kindOrAbsent(path) === "file") add(path);
	} catch (error) {
		throw readError(error, written, subject);
	}
	return paths.sort();
}
function kindOrAbsent(path) {
	return (require_transport ??= require("./transport.js")).kindOfTarget(path).catch(() => "absent");
}
async function addBelow(directory, add) {
	for await (const entry of await (0, (node_fs_promises ??= require("node:fs/promises")).opendir)(directory)) {
		const path = (0, (node_path ??= require("node:path")).join)(directory, entry.name);
		if (entry.isDirectory()) await addBelow(path, add);
		else if (entry.isFile()) add(path);
	}
}
async function readSmallFile(path, subject, maxBytes = maxFileBytes) {
	try {
		try {
			var _usingCtx$1 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
			const file = _usingCtx$1.a(await (0, (node_fs_promises ??= require("node:fs/promises")).open)(path));
			const buffer = Buffer.alloc(maxBytes + 1);
			const { bytesRead } = await file.read(buffer, 0, buffer.byteLength, 0);
			if (bytesRead > maxBytes) throw (require_spec ??= require("./spec.js")).inputError(subject, path, `has more than ${maxBytes} bytes; name only files with references`);
			return buffer.toString("utf8", 0, bytesRead);
		} catch (_) {
			_usingCtx$1.e = _;
		} finally {
			await _usingCtx$1.d();
		}
	} catch (error) {
		throw readError(error, path, subject);
	}
}
function readError(error, path, subject) {
	return (require_spec ??= require("./spec.js")).isOciError(error) ? error : (require_spec ??= require("./spec.js")).inputError(subject, void 0, (require_options ??= require("./options.js")).fileSystemError(error, `read ${path}`).message, error);
}

Object.defineProperty(exports, "readAllSources", {
  enumerable: true,
  get: function () {
    return readAllSources;
  }
});
Object.defineProperty(exports, "readSmallFile", {
  enumerable: true,
  get: function () {
    return readSmallFile;
  }
});