import { n as fileSystemError } from "./file-system-error.js";
import { o as kindOfTarget } from "./lock-file.js";
import { i as inputError, m as printable, o as isOciError } from "./error.js";
import { i as platformFromText, n as isPlatformText } from "./platform.js";
import { i as isRecord } from "./descriptor.js";
import { p as isTag } from "./reference.js";
import { T as parseDigest } from "./media-types.js";
import { s as readLocation } from "./location-options.js";
import { g as splitLines, l as parseWith } from "./option-types.js";
import { t as _usingCtx } from "./usingCtx.js";
import { join } from "node:path";
import { glob, open, opendir } from "node:fs/promises";

// src/commands/index-sources.ts
const outputName = "pinned-reference";
const maxFileBytes = 65536;
const maxFiles = 1e4;
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
		throw inputError(subject, void 0, "it is not JSON; write ${{ toJSON(needs) }}");
	}
	if (!isRecord(value)) throw inputError(subject, void 0, "it is not a JSON object of jobs; write ${{ toJSON(needs) }}");
	return Object.values(value).flatMap((job) => {
		const outputs = isRecord(job) ? job["outputs"] : void 0;
		const reference = isRecord(outputs) ? outputs[outputName] : void 0;
		return typeof reference === "string" && reference.trim() !== "" ? [readSource(reference.trim(), subject, context)] : [];
	});
}
function readSource(text, subject, { notice }) {
	const { named, platform } = splitPlatform(text, subject);
	if (/^sha\d+:/.test(named)) return {
		kind: "digest",
		digest: parseWith(named, subject, parseDigest),
		platform
	};
	if (isTag(named.replaceAll(/[*?]/g, "x"))) return {
		kind: "tags",
		pattern: named,
		platform
	};
	return {
		kind: "location",
		location: readLocation(named, subject, {}, notice),
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
	if (!isPlatformText(platform)) throw inputError(subject, text.includes("@") ? void 0 : text, "has no platform after the \"=\"; write reference=os/arch, for example …=linux/amd64");
	return {
		named: text.slice(0, equals).trim(),
		platform: platformFromText(platform)
	};
}
async function readReferenceFiles(written, subject) {
	const found = [];
	const paths = await matchingFiles(written, subject);
	if (paths.length === 0) throw inputError(subject, `@${written}`, "names no file; give a file, a directory or a pattern, and download the artifacts first");
	for (const path of paths) {
		const own = splitLines(await readSmallFile(path, subject));
		if (own.length === 0) throw inputError(subject, path, "is empty; write one reference per line");
		found.push(...own.map((line) => ({
			path: printable(path, 300),
			line
		})));
	}
	return found;
}
async function matchingFiles(written, subject) {
	const paths = [];
	const add = (path) => {
		paths.push(path);
		if (paths.length > maxFiles) throw inputError(subject, `@${written}`, `names more than ${maxFiles} files; name only the files with references`);
	};
	try {
		const kind = await kindOrAbsent(written);
		if (kind === "file") return [written];
		if (kind === "directory") await addBelow(written, add);
		else for await (const path of glob(written)) if (await kindOrAbsent(path) === "file") add(path);
	} catch (error) {
		throw readError(error, written, subject);
	}
	return paths.sort();
}
function kindOrAbsent(path) {
	return kindOfTarget(path).catch(() => "absent");
}
async function addBelow(directory, add) {
	for await (const entry of await opendir(directory)) {
		const path = join(directory, entry.name);
		if (entry.isDirectory()) await addBelow(path, add);
		else if (entry.isFile()) add(path);
	}
}
async function readSmallFile(path, subject, maxBytes = maxFileBytes) {
	try {
		try {
			var _usingCtx$1 = _usingCtx();
			const file = _usingCtx$1.a(await open(path));
			const buffer = Buffer.alloc(maxBytes + 1);
			const { bytesRead } = await file.read(buffer, 0, buffer.byteLength, 0);
			if (bytesRead > maxBytes) throw inputError(subject, path, `has more than ${maxBytes} bytes; name only files with references`);
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
	return isOciError(error) ? error : inputError(subject, void 0, fileSystemError(error, `read ${path}`).message, error);
}

export { readSmallFile as n, readSources as r, readNeeds as t };