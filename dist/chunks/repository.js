import { A as isAscii, C as isGitDirectory, D as byteStringOf, E as unportableReason, F as slashed, I as systemPath, L as textOf, M as joinName, N as printableName, O as foldName, P as relativeTo, T as patternMatcher, j as isUtf8Name, k as fromLatin1, w as mayContainCredentials } from "./option-types.js";
import { c as messageOf, f as throwIfAborted, m as printable, o as isOciError, t as OciError } from "./error.js";
import { b as parseDigest, n as isManifestMediaType, p as mediaTypeOctetStream, y as isDigest } from "./media-types.js";
import { B as maxManifestBytes, D as collect, T as detachBuffer, a as RepositoryView, c as anyNames, f as LayoutFolder, i as scrub, o as describeManifests, s as onlyManifest, t as collectGarbage, v as pageOf } from "./maintenance.js";
import { d as isTag, f as looksLikeRegistry, g as tagOfFullReference, l as isRegistryHost, m as rejectUserInfo, n as asciiHostHint, o as formatReference, p as parseReference, s as invalidTagReason } from "./reference.js";
import { t as abortable } from "./abortable.js";
import { i as repositoryBrand } from "./repository2.js";
import { n as fileSystemError, r as isMissing, t as errnoOf } from "./file-system-error.js";
import { n as maxPathBytes } from "./safe-path.js";
import { createHash, hash } from "node:crypto";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import { setImmediate } from "node:timers/promises";
import { crc32, createInflateRaw, createZstdDecompress } from "node:zlib";
import { lstatSync, readdirSync, readlinkSync, realpathSync } from "node:fs";
import { lstat, readFile, realpath, stat } from "node:fs/promises";

// src/spec/location.ts
const layoutScheme = "layout:";
const registryScheme = /^(?:oci|oras):\/\//;
const pathPattern = /^(?:\.{0,2}[\\/]|[A-Za-z]:[\\/]|\.{1,2}(?:$|[:@]))/;
function parseLocation(text) {
	if (text.startsWith(layoutScheme)) return parseLayout(text.slice(7), text);
	if (pathPattern.test(text)) return parseLayout(text, text);
	const bare = text.replace(registryScheme, "");
	rejectUserInfo(bare);
	const scheme = /^[A-Za-z][A-Za-z0-9+.-]*:\/\//.exec(bare)?.[0];
	if (scheme !== void 0) throw invalid$2(text, `it begins with ${scheme}; write registry/repository:tag`);
	const [first = ""] = bare.split("/", 1);
	const hint = asciiHostHint(first);
	if (hint !== "") throw invalid$2(text, `"${printable(first, 200)}" is not a registry host${hint}`);
	if (!bare.includes("/") || !looksLikeRegistry(first) || !isRegistryHost(first)) throw invalid$2(text, "it names no registry; write registry/repository:tag (docker.io/… for Docker Hub), or ./path:tag for an image layout");
	return {
		kind: "registry",
		...parseReference(bare)
	};
}
function formatLocation(location) {
	if (location.kind === "registry") return formatReference(location);
	const tag = location.tag === void 0 ? "" : `:${location.tag}`;
	const digest = location.digest === void 0 ? "" : `@${location.digest}`;
	return `${resolve(location.path)}${tag}${digest}`;
}
function repositoryOf(location) {
	return {
		...location,
		tag: void 0,
		digest: void 0
	};
}
function sameRepository(a, b) {
	return a.kind === b.kind && formatLocation(repositoryOf(a)) === formatLocation(repositoryOf(b));
}
const defaultTag = "latest";
function withDefaultTag(location) {
	return location.tag === void 0 && location.digest === void 0 ? {
		...location,
		tag: defaultTag
	} : location;
}
function referenceOf(location) {
	return location.digest ?? location.tag ?? "latest";
}
function parseLayout(text, whole) {
	const at = /@(?=sha\d+:[^/\\]*$)/.exec(text)?.index;
	const digest = at === void 0 ? void 0 : parseDigest(text.slice(at + 1));
	const named = at === void 0 ? text : text.slice(0, at);
	const colon = colonBeforeName(named);
	const path = named.slice(0, colon);
	const tag = colon === void 0 ? void 0 : named.slice(colon + 1);
	if (path === "") throw invalid$2(whole, "it has no path; write layout:PATH:tag");
	if (/\p{Cc}/u.test(path)) throw invalid$2(whole, "its path contains a control character");
	if (tag !== void 0 && !isTag(tag) && tagOfFullReference(tag) === void 0) throw invalid$2(whole, `"${printable(tag, 200)}" ${invalidTagReason(tag)}`);
	return {
		kind: "layout",
		path,
		tag,
		digest
	};
}
function colonBeforeName(text) {
	for (let colon = text.indexOf(":"); colon >= 0; colon = text.indexOf(":", colon + 1)) if (tagOfFullReference(text.slice(colon + 1)) !== void 0) return colon;
	const last = text.lastIndexOf(":");
	return last < 0 || /[\\/]/.test(text.slice(last)) ? void 0 : last;
}
function invalid$2(text, problem) {
	return new OciError("REFERENCE_INVALID", `"${printable(text, 300)}" is not a reference: ${problem}`);
}

// src/archive/name-collisions.ts
function collidingNames(names) {
	const hashes = Uint32Array.from(names, hashOf).sort();
	const repeated = /* @__PURE__ */ new Set();
	for (let at = 1; at < hashes.length; at++) {
		const hash = hashes[at];
		if (hash !== void 0 && hash === hashes[at - 1]) repeated.add(hash);
	}
	const pairs = [];
	if (repeated.size === 0) return pairs;
	const firsts = /* @__PURE__ */ new Map();
	for (const name of names) {
		if (!repeated.has(hashOf(name))) continue;
		const folded = foldName(name);
		const first = firsts.get(folded);
		if (first === void 0) firsts.set(folded, name);
		else pairs.push([first, name]);
	}
	return pairs;
}
function hashOf(name) {
	const folded = foldName(name);
	let hash = 2166136261;
	for (let at = 0; at < folded.length; at++) hash = Math.imul(hash ^ folded.charCodeAt(at), 16777619);
	return hash >>> 0;
}
var NameCollisions = class {
	#exactByFolded = /* @__PURE__ */ new Map();
	add(segments) {
		let path = byteStringOf("");
		for (const segment of segments) {
			path = joinName(path, segment);
			this.#add(path);
		}
	}
	#add(path) {
		const exact = shortHash(path);
		const folded = shortHash(foldName(path));
		const earlier = this.#exactByFolded.get(folded);
		if (earlier === void 0) this.#exactByFolded.set(folded, exact);
		else if (earlier !== exact) throw new OciError("ARCHIVE_INVALID", `cannot unpack "${printableName(path)}": this file system does not distinguish its name from the name of an earlier entry; unpack on a case-sensitive file system`);
	}
};
function shortHash(text) {
	return hash("sha256", text, "buffer").toString("latin1", 0, 12);
}

// src/archive/tar/header.ts
const tarBlockBytes = 512;
const nameBytes = 100;
const prefixBytes = 155;
const maxOctal = 8 ** 11 - 1;
const maxPaxBytes = 1048576;
const typeflags = {
	file: "0",
	symlink: "2",
	directory: "5",
	pax: "x"
};
function tarHeader(header) {
	const records = paxRecords(header);
	if (records === "") return ustarHeader(header);
	const paxBytes = records.length;
	if (paxBytes > maxPaxBytes) throw new OciError("SIZE_LIMIT", `cannot write an archive entry: its name and link target need ${paxBytes} bytes, more than the limit of ${maxPaxBytes}; use shorter paths`);
	const blocks = Buffer.alloc(512 + roundUpToBlock(paxBytes) + 512);
	writePaxBlock(blocks.subarray(0, 512), header.name, paxBytes);
	blocks.write(records, 512, "latin1");
	const main = blocks.subarray(blocks.byteLength - 512);
	writeText(main, 0, nameBytes, toAscii(header.name));
	writeText(main, 157, nameBytes, toAscii(header.target));
	writeCommon(main, header, typeflags[header.kind]);
	return blocks;
}
function roundUpToBlock(size) {
	return Math.ceil(size / 512) * 512;
}
function ustarHeader(header) {
	const block = Buffer.alloc(512);
	const cut = splitName(header.name);
	if (cut > 0) block.write(header.name.slice(0, cut), 345, "latin1");
	block.write(cut > 0 ? header.name.slice(cut + 1) : header.name, 0, "latin1");
	block.write(header.target, 157, "latin1");
	writeCommon(block, header, typeflags[header.kind]);
	return block;
}
function paxRecords({ name, target, size }) {
	const longTarget = !isAscii(target) || target.length > nameBytes;
	const longName = !isAscii(name) || name.length > nameBytes;
	const large = size > maxOctal;
	if (!longTarget && !large && (!longName || splitName(name) > 0)) return "";
	let records = "";
	if (longTarget) records += paxRecord("linkpath", target);
	if (longName) records += paxRecord("path", name);
	if (large) records += paxRecord("size", String(size));
	return records;
}
function paxRecord(key, value) {
	const rest = key.length + value.length + 3;
	let length = rest + String(rest).length;
	length = rest + String(length).length;
	return `${length} ${key}=${value}\n`;
}
function splitName(name) {
	if (name.length <= nameBytes || !isAscii(name)) return -1;
	const slash = name.lastIndexOf("/", prefixBytes);
	const rest = name.length - slash - 1;
	return slash <= 0 || rest > nameBytes || rest === 0 ? -1 : slash;
}
function writePaxBlock(block, name, size) {
	const slash = name.lastIndexOf("/");
	const paxName = toAscii(fromLatin1(`${name.slice(0, slash + 1)}PaxHeaders.0/${name.slice(slash + 1)}`));
	block.write(paxName.slice(0, nameBytes).replace(/\/+$/, ""), 0, "latin1");
	writeOctal(block, 100, 8, 0);
	writeOctal(block, 108, 8, 0);
	writeOctal(block, 116, 8, 0);
	writeOctal(block, 124, 12, size);
	writeOctal(block, 136, 12, 0);
	finish(block, typeflags.pax);
}
function writeCommon(block, header, typeflag) {
	writeOctal(block, 100, 8, header.mode);
	writeOctal(block, 108, 8, 0);
	writeOctal(block, 116, 8, 0);
	writeOctal(block, 124, 12, header.size > maxOctal ? 0 : header.size);
	writeOctal(block, 136, 12, Math.min(Math.max(header.mtime ?? 0, 0), maxOctal));
	writeOctal(block, 329, 8, 0);
	writeOctal(block, 337, 8, 0);
	finish(block, typeflag);
}
function finish(block, typeflag) {
	block.write(typeflag, 156, "latin1");
	block.write("ustar\x0000", 257, "latin1");
	let sum = 256;
	for (const byte of block) sum += byte;
	writeOctal(block, 148, 7, sum);
	block[155] = 32;
}
function writeOctal(block, at, width, value) {
	block.write(value.toString(8).padStart(width - 1, "0"), at, "latin1");
}
function writeText(block, at, width, text) {
	const cut = text.length > width && text[width - 1] === "/" ? text.slice(0, width - 1).replace(/\/+$/, "") : text.slice(0, width);
	block.write(cut, at, "latin1");
	if (cut.length < width && text.length > width) block.write(text.slice(cut.length + 1, width), at + cut.length + 1, "latin1");
}
function toAscii(name) {
	return isAscii(name) ? name : fromLatin1(name.replaceAll(/[\u0080-\u00ff]/g, ""));
}

// src/archive/walk/report.ts
const maxPaths = 100;
const maxWarnings = 20;
const maxProblems = 20;
const problemKinds = {
	special: {
		code: "INPUT_INVALID",
		remedy: "remove special files or add them to \"exclude\""
	},
	link: {
		code: "INPUT_INVALID",
		remedy: "fix the links, add them to \"exclude\", or change \"symlinks\" or \"allow-outside-links\""
	},
	name: {
		code: "INPUT_INVALID",
		remedy: "rename such files or add them to \"exclude\""
	},
	unreadable: {
		code: "FILE_SYSTEM",
		remedy: "make the files readable or add them to \"exclude\""
	},
	changed: {
		code: "FILE_CHANGED",
		remedy: "do not change files in source-dir during packaging"
	}
};
var WalkReport = class {
	files = 0;
	directories = 0;
	symlinks = 0;
	excluded = 0;
	warnings = [];
	credentialFiles = [];
	#sourceDir;
	#problems = [];
	#droppedWarnings = 0;
	constructor(sourceDir) {
		this.#sourceDir = sourceDir;
	}
	get entries() {
		return this.files + this.directories + this.symlinks;
	}
	get failed() {
		return this.#problems.length > 0;
	}
	problem(kind, name, reason, cause) {
		this.#problems.push({
			kind,
			text: `"${printableName(name)}" ${reason}`,
			cause
		});
		if (this.#problems.length >= maxProblems) this.#fail("; there may be more");
	}
	throwIfFailed() {
		if (this.failed) this.#fail("");
	}
	warn(text) {
		if (this.warnings.length < maxWarnings) this.warnings.push(text);
		else this.#droppedWarnings++;
	}
	credentialFile(name) {
		if (this.credentialFiles.length < maxPaths) this.credentialFiles.push(printableName(name));
	}
	finish() {
		if (this.#droppedWarnings > 0) this.warnings.push(`${this.#droppedWarnings} more warnings like these are not shown`);
		this.#droppedWarnings = 0;
	}
	#fail(more) {
		const [first] = this.#problems;
		const remedies = new Set(this.#problems.map(({ kind }) => problemKinds[kind].remedy));
		const list = this.#problems.map(({ text }) => text).join("; ");
		throw new OciError(first === void 0 ? "INPUT_INVALID" : problemKinds[first.kind].code, `cannot package source-dir "${printable(this.#sourceDir, 300)}": ${list}${more}; ${[...remedies].join("; ")}`, {
			cause: first?.cause,
			detail: { input: "source-dir" }
		});
	}
};
function unreadableReason(error) {
	return fileSystemError(error, "be read").message;
}

// src/archive/walk/link.ts
const maxHops = 40;
function readTarget(location) {
	return slashed(readlinkSync(systemPath(location), { encoding: "latin1" }));
}
function leavesSource(root, name, target) {
	if (isAbsolute$1(target)) return true;
	const directory = name.split("/").slice(0, -1);
	return leavesByText(directory, target) || leavesThroughLinks(root, directory, target);
}
function isAbsolute$1(target) {
	return target.startsWith("/") || process.platform === "win32" && /^[A-Za-z]:/.test(target);
}
function leavesByText(directory, target) {
	let depth = directory.length;
	for (const segment of target.split("/")) {
		if (segment === "..") depth--;
		else if (segment !== "" && segment !== ".") depth++;
		if (depth < 0) return true;
	}
	return false;
}
function leavesThroughLinks(root, directory, target) {
	const reached = [...directory];
	const remaining = target.split("/").toReversed();
	let hops = 0;
	for (let segment = remaining.pop(); segment !== void 0; segment = remaining.pop()) {
		if (segment === "" || segment === ".") continue;
		if (segment === "..") {
			if (reached.pop() === void 0) return true;
			continue;
		}
		const next = linkTarget(joinName(root, fromLatin1([...reached, segment].join("/"))));
		if (next === void 0) {
			reached.push(segment);
			continue;
		}
		if (isAbsolute$1(next)) return true;
		if (++hops > maxHops) return false;
		remaining.push(...next.split("/").toReversed());
	}
	return false;
}
function linkTarget(location) {
	try {
		return lstatSync(systemPath(location), { throwIfNoEntry: false })?.isSymbolicLink() === true ? readTarget(location) : void 0;
	} catch {
		return;
	}
}
function followLink(location) {
	const real = slashed(realpathSync.native(systemPath(location), { encoding: "latin1" }));
	return {
		location: real,
		stat: lstatSync(systemPath(real), { bigint: true })
	};
}

// src/archive/walk/entry.ts
const noTarget = fromLatin1("");
const modeBits = 4095n;
const ownerMayExecute = 64n;
const symlinkMode = 511;
var EntryReader = class {
	#rules;
	constructor(rules) {
		this.#rules = rules;
	}
	ancestors() {
		const { root, subDir } = this.#rules.source;
		let location = root;
		let name = noTarget;
		const entries = [this.#entry(byteStringOf("."), root, lstatSync(systemPath(root), { bigint: true }))];
		for (const segment of subDir) {
			location = joinName(location, segment);
			name = joinName(name, segment);
			entries.push(this.#entry(name, location, lstatSync(systemPath(location), { bigint: true })));
		}
		return entries.filter((entry) => entry !== void 0);
	}
	read(directory, segment) {
		const { report, skipped, excludes } = this.#rules;
		if (isGitDirectory(segment)) return void 0;
		const name = joinName(directory.name, segment);
		const location = joinName(directory.location, segment);
		if (segment.length > 255 || name.length > 4096) throw new OciError("SIZE_LIMIT", `cannot package "${printableName(name)}": the path is too long; the limit is ${maxPathBytes} bytes, and ${255} bytes for each segment`);
		if (skipped.hasPath(location)) return void 0;
		let stat;
		try {
			stat = lstatSync(systemPath(location), {
				bigint: true,
				throwIfNoEntry: false
			});
		} catch (error) {
			report.problem("unreadable", name, unreadableReason(error), error);
			return;
		}
		if (stat === void 0) {
			if (isUtf8Name(name)) report.problem("changed", name, "disappeared while its directory was read");
			else report.problem("name", name, "cannot be read: its name is not Unicode");
			return;
		}
		if (skipped.hasIdentity(stat)) return void 0;
		if (excludes(name, stat.isDirectory())) {
			report.excluded++;
			return;
		}
		return stat.isSymbolicLink() ? this.#link(name, location, stat) : this.#entry(name, location, stat);
	}
	isExcluded(name) {
		const { excludes } = this.#rules;
		return isGitDirectory(name.slice(name.lastIndexOf("/") + 1)) || excludes(name, false) || excludes(name, true);
	}
	#link(name, location, stat) {
		const { symlinks, source, allowOutsideLinks, report } = this.#rules;
		if (symlinks === "error") {
			report.problem("link", name, "is a symbolic link, which \"symlinks\" does not allow");
			return;
		}
		if (symlinks === "follow") return this.#follow(name, location);
		let target;
		try {
			target = readTarget(location);
		} catch (error) {
			report.problem("changed", name, "was replaced after it was listed", error);
			return;
		}
		if (!allowOutsideLinks && leavesSource(source.root, name, target)) {
			report.problem("link", name, `is a link out of the source: its target is "${printableName(target)}"`);
			return;
		}
		return {
			kind: "symlink",
			name,
			location,
			mode: symlinkMode,
			size: 0,
			target,
			dev: stat.dev,
			ino: stat.ino
		};
	}
	#follow(name, location) {
		const { source, allowOutsideLinks, report, skipped, excludes } = this.#rules;
		let followed;
		try {
			followed = followLink(location);
		} catch (error) {
			if (isMissing(error)) report.problem("link", name, "is a link whose target does not exist", error);
			else if (errnoOf(error) === "ELOOP") report.problem("link", name, "is part of a loop of links", error);
			else report.problem("unreadable", name, unreadableReason(error), error);
			return;
		}
		const inside = relativeTo(source.root, followed.location);
		if (inside === void 0 && !allowOutsideLinks) {
			report.problem("link", name, `is a link out of the source: it leads to "${printableName(followed.location)}"`);
			return;
		}
		if ((inside ?? followed.location).split("/").some(isGitDirectory)) {
			report.problem("link", name, "is a link into .git, which is never packaged");
			return;
		}
		if (skipped.hasIdentity(followed.stat) || skipped.covers(followed.location)) return void 0;
		if (followed.stat.isDirectory() && excludes(name, true)) {
			report.excluded++;
			return;
		}
		return this.#entry(name, followed.location, followed.stat);
	}
	#entry(name, location, stat) {
		const { report } = this.#rules;
		const kind = stat.isDirectory() ? "directory" : stat.isFile() ? "file" : void 0;
		if (kind === void 0) {
			report.problem("special", name, `is ${specialKind(stat)}, which an artifact cannot contain`);
			return;
		}
		const unportable = unportableReason(name);
		if (unportable !== void 0) report.warn(`"${printableName(name)}" ${unportable}; unpacking may reject it`);
		if (kind === "file" && mayContainCredentials(location)) report.credentialFile(name);
		const size = kind === "file" ? Number(stat.size) : 0;
		return {
			kind,
			name,
			location,
			mode: this.#mode(stat, name),
			size,
			target: noTarget,
			dev: stat.dev,
			ino: stat.ino
		};
	}
	#mode(stat, name) {
		const { modes, executables } = this.#rules;
		if (modes === "keep" && executables === void 0) return Number(stat.mode & modeBits);
		if (stat.isDirectory()) return 493;
		return (executables === void 0 ? (stat.mode & ownerMayExecute) !== 0n : executables.has(name)) ? 493 : 420;
	}
};
function specialKind(stat) {
	if (stat.isFIFO()) return "a FIFO";
	if (stat.isSocket()) return "a socket";
	return stat.isBlockDevice() || stat.isCharacterDevice() ? "a device" : "a special file";
}

// src/archive/walk/git-executables.ts
const maxIndexBytes = 1024 ** 3;
const statBytes = 40;
const modeOffset = 24;
const headerBytes = 12;
const extendedFlag = 16384;
const executableMode = 33261;
async function gitExecutables(root, onWarning, signal) {
	const executables = /* @__PURE__ */ new Set();
	try {
		const workTree = await findWorkTree(root, signal);
		if (workTree === void 0) return executables;
		const path = join(workTree.gitDir, "index");
		if ((await stat(path)).size > maxIndexBytes) throw new RangeError(`${path} is larger than ${maxIndexBytes} bytes`);
		for (const name of executablesOfIndex(await readFile(path, { signal }))) {
			const relativeName = relativeTo(root, joinName(workTree.root, name));
			if (relativeName !== void 0) executables.add(relativeName);
		}
	} catch (error) {
		throwIfAborted(signal);
		if (isOciError(error, "ABORTED", "TIMEOUT")) throw error;
		if (errnoOf(error) !== "ENOENT") onWarning(`no file is marked as executable: ${fileSystemError(error, "read the git index").message}`);
	}
	return executables;
}
async function findWorkTree(from, signal) {
	for (let directory = from;;) {
		throwIfAborted(signal);
		const gitDir = await gitDirOf(directory);
		if (gitDir !== void 0) return {
			root: directory,
			gitDir
		};
		const end = directory.lastIndexOf("/");
		if (end < 0 || directory === "/") return void 0;
		directory = fromLatin1(end === 0 ? "/" : directory.slice(0, end));
	}
}
async function gitDirOf(directory) {
	const path = joinName(directory, byteStringOf(".git"));
	try {
		if ((await stat(systemPath(path))).isDirectory()) return textOf(path);
		const target = /^gitdir: (.+?)\r?\n?$/.exec(await readFile(systemPath(path), "utf8"))?.[1];
		if (target === void 0) return void 0;
		return isAbsolute(target) ? target : resolve(textOf(directory), target);
	} catch (error) {
		if (isMissing(error)) return void 0;
		throw error;
	}
}
function executablesOfIndex(index) {
	if (index.byteLength < headerBytes || index.toString("latin1", 0, 4) !== "DIRC") throw invalid$1("it does not begin with DIRC");
	const version = index.readUInt32BE(4);
	if (version < 2 || version > 4) throw invalid$1(`version ${version} is not supported`);
	const hashBytes = objectNameBytes(index);
	const content = index.subarray(0, index.byteLength - hashBytes);
	try {
		return readEntries(content, version, hashBytes);
	} catch (error) {
		if (error instanceof RangeError) throw invalid$1("it is truncated", error);
		throw error;
	}
}
function readEntries(content, version, hashBytes) {
	const executables = [];
	const count = content.readUInt32BE(8);
	let at = headerBytes;
	let previous = "";
	for (let entry = 0; entry < count; entry++) {
		const start = at;
		const mode = content.readUInt32BE(start + modeOffset);
		const flags = content.readUInt16BE(start + statBytes + hashBytes);
		at = start + statBytes + hashBytes + ((flags & extendedFlag) === 0 || version < 3 ? 2 : 4);
		let prefixLength = 0;
		if (version === 4) [prefixLength, at] = sharedPrefix(content, at, previous.length);
		const end = content.indexOf(0, at);
		if (end < 0) throw invalid$1("a name has no end");
		const name = previous.slice(0, prefixLength) + content.toString("latin1", at, end);
		at = version === 4 ? end + 1 : start + (end - start + 8 & -8);
		if (version === 4) previous = name;
		if (mode === executableMode) executables.push(fromLatin1(name));
	}
	if (hasExtension(content, at, "link")) throw invalid$1("it is a split index; run \"git update-index --no-split-index\"");
	return executables;
}
function sharedPrefix(content, at, previousLength) {
	let byte = content.readUInt8(at++);
	let removed = byte & 127;
	while ((byte & 128) !== 0) {
		byte = content.readUInt8(at++);
		removed = (removed + 1) * 128 + (byte & 127);
	}
	if (removed > previousLength) throw invalid$1("a name removes more bytes than the previous name has");
	return [previousLength - removed, at];
}
function hasExtension(content, start, signature) {
	for (let at = start; at + 8 <= content.byteLength; at += 8 + content.readUInt32BE(at + 4)) if (content.toString("latin1", at, at + 4) === signature) return true;
	return false;
}
function objectNameBytes(index) {
	for (const [algorithm, bytes] of [["sha1", 20], ["sha256", 32]]) {
		if (index.byteLength < headerBytes + bytes) continue;
		const end = index.byteLength - bytes;
		if (createHash(algorithm).update(index.subarray(0, end)).digest().equals(index.subarray(end))) return bytes;
	}
	for (const bytes of [32, 20]) if (index.byteLength >= headerBytes + bytes && index.subarray(index.byteLength - bytes).every((byte) => byte === 0)) return bytes;
	throw invalid$1("its checksum is wrong");
}
function invalid$1(reason, cause) {
	return new OciError("ARCHIVE_INVALID", `cannot read the git index: ${reason}`, { cause });
}

// src/archive/walk/source.ts
async function openSource(sourceDir, subDir, signal) {
	throwIfAborted(signal);
	const shown = printable(sourceDir, 300);
	if (sourceDir === "" || sourceDir.includes("\0")) throw invalidSource(`source-dir "${shown}": it is not a path; give a directory`);
	const root = await realRoot(sourceDir, shown);
	const segments = subDirSegments(subDir ?? "");
	let directory = root;
	for (const segment of segments) {
		throwIfAborted(signal);
		directory = joinName(directory, segment);
		await requireDirectory(directory, `sub-dir "${printable(subDir ?? "", 300)}"`, `source-dir "${shown}"`);
	}
	return {
		root,
		subDir: segments
	};
}
async function realRoot(sourceDir, shown) {
	try {
		const root = await realPath(sourceDir);
		if ((await lstat(systemPath(root))).isDirectory()) return root;
	} catch (error) {
		if (!isMissing(error)) throw fileSystemError(error, `read source-dir ${sourceDir}`);
		throw invalidSource(`source-dir "${shown}": it does not exist; give a directory`, error);
	}
	throw invalidSource(`source-dir "${shown}": it is not a directory; give a directory`);
}
function subDirSegments(subDir) {
	const path = process.platform === "win32" ? subDir.replaceAll("\\", "/") : subDir;
	const refuse = (reason) => {
		throw invalidSource(`sub-dir "${printable(subDir, 300)}": ${reason}; give a path relative to source-dir`);
	};
	if (isAbsolute(path) || path.startsWith("/")) refuse("it is an absolute path");
	if (path.includes("\0")) refuse("it contains a NUL byte");
	const segments = path.split("/").filter((segment) => segment !== "" && segment !== ".");
	if (segments.includes("..")) refuse("it contains \"..\"");
	if (segments.some(isGitDirectory)) refuse("it is in .git, which is never packaged");
	return segments.map(byteStringOf);
}
async function requireDirectory(directory, subDir, sourceDir) {
	let state;
	try {
		state = await lstat(systemPath(directory), { bigint: true });
	} catch (error) {
		if (!isMissing(error)) throw fileSystemError(error, `read ${subDir}`);
		throw invalidSource(`${subDir}: it does not exist in ${sourceDir}`, error);
	}
	if (state.isSymbolicLink()) throw invalidSource(`${subDir}: it contains a symbolic link; give the path of the directory itself`);
	if (!state.isDirectory()) throw invalidSource(`${subDir}: it is not a directory in ${sourceDir}`);
}
function invalidSource(problem, cause) {
	return new OciError("INPUT_INVALID", `cannot package ${problem}`, {
		cause,
		detail: { input: "source-dir" }
	});
}
async function realPath(path) {
	return slashed((await realpath(path, { encoding: "buffer" })).toString("latin1"));
}
var SkippedPaths = class SkippedPaths {
	#identities = [];
	#paths = [];
	constructor() {}
	static async resolve(paths, signal) {
		const skipped = new SkippedPaths();
		for (const path of paths) {
			throwIfAborted(signal);
			skipped.#paths.push(await realPathOfAny(resolve(path)));
			try {
				const { dev, ino } = await stat(path, { bigint: true });
				skipped.#identities.push({
					dev,
					ino
				});
			} catch (error) {
				if (!isMissing(error)) throw fileSystemError(error, `read the status of ${path}`);
			}
		}
		return skipped;
	}
	hasPath(location) {
		return this.#paths.includes(location);
	}
	hasIdentity(state) {
		return this.#identities.some(({ dev, ino }) => ino === state.ino && dev === state.dev);
	}
	covers(location) {
		return this.#paths.some((path) => relativeTo(path, location) !== void 0);
	}
};
async function realPathOfAny(path) {
	try {
		return await realPath(path);
	} catch (error) {
		const parent = dirname(path);
		if (!isMissing(error) || parent === path) throw fileSystemError(error, `read the status of ${path}`);
		return joinName(await realPathOfAny(parent), byteStringOf(basename(path)));
	}
}

// src/archive/walk/walk.ts
const maxEntries = 1e6;
const maxDepth = 1024;
const entriesPerIteration = 64;
async function* walk(options) {
	const { signal, sourceDir } = options;
	const report = options.report ?? new WalkReport(sourceDir);
	const limit = options.maxEntries ?? 1e6;
	const reader = await readerFor(options, report);
	const ancestors = reader.ancestors();
	for (const entry of ancestors) {
		count(report, entry);
		yield entry;
	}
	const start = ancestors.at(-1);
	const stack = [];
	if (start !== void 0) descend(stack, start, reader, report);
	for (let frame = stack.at(-1), read = 0; frame !== void 0; frame = stack.at(-1)) {
		const segment = frame.names[frame.next++];
		if (segment === void 0) {
			stack.pop();
			continue;
		}
		if (++read % entriesPerIteration === 0) await setImmediate();
		throwIfAborted(signal);
		const entry = reader.read(frame, segment);
		if (entry === void 0 || isLoop(entry, stack, report)) continue;
		if (report.entries >= limit) throw new OciError("SIZE_LIMIT", `cannot package source-dir "${printable(sourceDir, 300)}": it contains more than ${limit} entries; exclude some with "exclude", or package a part with "sub-dir"`);
		count(report, entry);
		yield entry;
		if (entry.kind === "directory") descend(stack, entry, reader, report);
	}
	report.finish();
	report.throwIfFailed();
	if (report.entries === ancestors.length) throw emptySource(options, report);
}
async function readerFor(options, report) {
	const { signal } = options;
	const source = await openSource(options.sourceDir, options.subDir, signal);
	const hasModes = options.hasModes ?? process.platform !== "win32";
	return new EntryReader({
		source,
		report,
		excludes: patternMatcher(options.exclude ?? []),
		skipped: await SkippedPaths.resolve(options.skip ?? [], signal),
		symlinks: options.symlinks ?? "preserve",
		allowOutsideLinks: options.allowOutsideLinks ?? false,
		modes: options.modes ?? "keep",
		executables: hasModes ? void 0 : await gitExecutables(source.root, (text) => report.warn(text), signal)
	});
}
function count(report, entry) {
	if (entry.kind === "file") report.files++;
	else if (entry.kind === "directory") report.directories++;
	else report.symlinks++;
}
function descend(stack, entry, reader, report) {
	if (stack.length > 1024) throw new OciError("SIZE_LIMIT", `cannot package "${printableName(entry.name)}": it is nested in more than ${maxDepth} directories; add it to "exclude"`);
	let names;
	try {
		const path = systemPath(entry.location);
		names = readdirSync(path, { encoding: "latin1" });
		const stat = lstatSync(path, { bigint: true });
		if (!stat.isDirectory() || stat.dev !== entry.dev || stat.ino !== entry.ino) {
			report.problem("changed", entry.name, "was replaced while it was read");
			return;
		}
	} catch (error) {
		if (isMissing(error)) report.problem("changed", entry.name, "disappeared while it was read", error);
		else report.problem("unreadable", entry.name, unreadableReason(error), error);
		return;
	}
	names.sort();
	const name = entry.name === "." ? byteStringOf("") : entry.name;
	warnOfCollisions(name, names, reader, report);
	stack.push({
		entry,
		name,
		location: entry.location,
		names,
		next: 0
	});
}
function warnOfCollisions(directory, names, reader, report) {
	for (const [one, other] of collidingNames(names)) {
		const [a, b] = [joinName(directory, one), joinName(directory, other)];
		if (reader.isExcluded(a) || reader.isExcluded(b)) continue;
		report.warn(`"${printableName(a)}" and "${printableName(b)}" differ only in letter case or Unicode normalization; on Windows and macOS they are one file`);
	}
}
function isLoop(entry, stack, report) {
	if (entry.kind !== "directory") return false;
	if (!stack.some((frame) => frame.entry.ino === entry.ino && frame.entry.dev === entry.dev)) return false;
	report.problem("link", entry.name, "leads back to one of its parent directories");
	return true;
}
function emptySource(options, report) {
	const { sourceDir, subDir = "" } = options;
	const directory = subDir === "" ? "source-dir" : `sub-dir "${printable(subDir, 300)}" of source-dir`;
	const reason = report.excluded > 0 ? "\"exclude\" matches all its entries" : "it is empty";
	return invalidSource(`${directory} "${printable(sourceDir, 300)}": ${reason}; give a directory that contains files`);
}

// src/archive/byte-source.ts
var ByteSource = class {
	#source;
	#unread = [];
	#ended = false;
	#waiting = false;
	#size = 0;
	constructor(content) {
		this.#source = content[Symbol.asyncIterator]();
	}
	get size() {
		return this.#size;
	}
	async chunk() {
		const unread = this.#unread.pop();
		if (unread !== void 0) return unread;
		while (!this.#ended) {
			const chunk = await this.#next();
			if (chunk !== void 0 && chunk.byteLength > 0) return chunk;
		}
	}
	async #next() {
		this.#waiting = true;
		try {
			const step = await this.#source.next();
			if (step.done !== true) {
				this.#size += step.value.byteLength;
				return step.value;
			}
			this.#ended = true;
			return;
		} catch (error) {
			this.#ended = true;
			throw error;
		} finally {
			this.#waiting = false;
		}
	}
	unread(bytes) {
		if (bytes.byteLength > 0) this.#unread.push(bytes);
	}
	async read(size) {
		const pieces = [];
		for (let missing = size; missing > 0;) {
			const chunk = await this.chunk();
			if (chunk === void 0) break;
			const piece = chunk.subarray(0, missing);
			this.unread(chunk.subarray(piece.byteLength));
			if (piece.byteLength === size) return piece;
			missing -= piece.byteLength;
			pieces.push(Uint8Array.from(piece));
		}
		return Buffer.concat(pieces);
	}
	async peek(size) {
		const bytes = await this.read(size);
		this.unread(bytes);
		return bytes;
	}
	async close() {
		this.#unread.length = 0;
		if (this.#ended) return;
		this.#ended = true;
		const closing = this.#source.return?.();
		if (this.#waiting) closing?.catch(() => {});
		else await closing;
	}
};

// src/archive/unpack/decoder.ts
const decoderChunkSize = 1048576;
const chunksAhead = 2;
const uncheckedStreams = 1e3;
const minStreamSize = 512;
function rejectTinyStreams(count, source, what) {
	if (count > uncheckedStreams && source.size < count * minStreamSize) throw new OciError("SIZE_LIMIT", `cannot decompress ${what}: it consists of more than ${uncheckedStreams} compressed streams of fewer than ${minStreamSize} bytes each`);
}
async function* decode(decoder, source, what) {
	let sourceFailure;
	const feeding = feed(decoder, source).catch((error) => {
		sourceFailure = { error };
		decoder.destroy();
	});
	try {
		for await (const chunk of outputOf(decoder)) {
			yield chunk;
			release(chunk);
		}
		await feeding;
	} catch (error) {
		if (sourceFailure === void 0) throw decodeError(error, what);
	} finally {
		decoder.destroy();
	}
	if (sourceFailure !== void 0) throw sourceFailure.error;
}
async function* outputOf(decoder) {
	const ready = [];
	let outcome;
	let notify;
	const end = (result) => {
		outcome ??= result;
		notify?.();
	};
	decoder.on("data", (chunk) => {
		ready.push(chunk);
		if (ready.length >= chunksAhead) decoder.pause();
		notify?.();
	}).once("end", () => end({})).once("error", (error) => end({ error })).once("close", () => end({ error: /* @__PURE__ */ new Error("the decoder was closed") }));
	for (;;) {
		if (outcome !== void 0 && "error" in outcome) throw outcome.error;
		const chunk = ready.shift();
		if (chunk !== void 0) {
			if (ready.length < chunksAhead) decoder.resume();
			yield chunk;
		} else if (outcome !== void 0) return;
		else await new Promise((resolve) => {
			notify = resolve;
		});
	}
}
function release(chunk) {
	if (chunk.buffer.byteLength === 1048576 && chunk.byteOffset + chunk.byteLength === 1048576) detachBuffer(chunk);
}
async function feed(decoder, source) {
	let settle;
	decoder.once("close", () => settle?.());
	let writtenBytes = 0;
	while (!decoder.destroyed) {
		const chunk = await source.chunk();
		if (decoder.destroyed) return;
		if (chunk === void 0) {
			decoder.end();
			return;
		}
		writtenBytes += chunk.byteLength;
		await new Promise((resolve) => {
			settle = resolve;
			decoder.write(chunk, () => resolve());
		});
		const unused = writtenBytes - decoder.bytesWritten;
		if (unused > 0) {
			source.unread(chunk.subarray(chunk.byteLength - unused));
			return;
		}
	}
}
function decodeError(error, what) {
	const reason = messageOf(error);
	const isTruncated = error instanceof Error && error.code === "Z_BUF_ERROR";
	return new OciError("ARCHIVE_INVALID", isTruncated ? `cannot decompress ${what}: it is truncated` : `cannot decompress ${what}: it is damaged: ${printable(reason, 200)}`, { cause: error });
}

// src/archive/unpack/gunzip.ts
const flagHeaderCrc = 2;
const flagExtra = 4;
const flagName = 8;
const flagComment = 16;
const reservedFlags = 224;
const maxTextBytes = 65536;
async function* gunzip(source, what) {
	for (let member = 1;; member++) {
		rejectTinyStreams(member, source, what);
		await readHeader(source, what, member);
		let crc = 0;
		let size = 0;
		for await (const chunk of decode(createInflateRaw({ chunkSize: decoderChunkSize }), source, what)) {
			crc = crc32(chunk, crc);
			size += chunk.byteLength;
			yield chunk;
		}
		const trailer = Buffer.from(await readExactly(source, 8, what));
		if (trailer.readUInt32LE(0) !== crc) throw invalid(what, "its checksum is wrong");
		if (trailer.readUInt32LE(4) !== size % 2 ** 32) throw invalid(what, "its length is wrong");
		const next = (await source.peek(1))[0];
		if (next === void 0) return;
		if (next === 0) {
			await requireZeros(source, what);
			return;
		}
	}
}
async function readHeader(source, what, member) {
	const fixed = await source.read(10);
	if (fixed[0] !== 31 || fixed[1] !== 139) throw invalid(what, member === 1 ? "it does not begin with the magic number of gzip" : "other bytes follow its end");
	if (fixed.byteLength < 10) throw invalid(what, "its header is truncated");
	const flags = fixed[3] ?? 0;
	if (fixed[2] !== 8 || (flags & reservedFlags) !== 0) throw invalid(what, "its header has an unknown method or flag");
	let crc = crc32(fixed);
	const read = async (size) => {
		const bytes = await readExactly(source, size, what);
		crc = crc32(bytes, crc);
		return bytes;
	};
	if ((flags & flagExtra) !== 0) {
		const [low = 0, high = 0] = await read(2);
		await read(low + high * 256);
	}
	for (const flag of [flagName, flagComment]) {
		if ((flags & flag) === 0) continue;
		for (let length = 0; (await read(1))[0] !== 0; length++) if (length === maxTextBytes) throw invalid(what, `a text in its header is longer than the limit of ${maxTextBytes} bytes`);
	}
	if ((flags & flagHeaderCrc) !== 0) {
		const expected = crc & 65535;
		const [low = 0, high = 0] = await read(2);
		if (low + high * 256 !== expected) throw invalid(what, "the checksum of its header is wrong");
	}
}
async function readExactly(source, size, what) {
	const bytes = await source.read(size);
	if (bytes.byteLength < size) throw invalid(what, "it is truncated");
	return bytes;
}
async function requireZeros(source, what) {
	for (let chunk = await source.chunk(); chunk !== void 0; chunk = await source.chunk()) if (chunk.some((byte) => byte !== 0)) throw invalid(what, "other bytes follow its end");
}
function invalid(what, reason) {
	return new OciError("ARCHIVE_INVALID", `cannot decompress ${what}: invalid gzip file: ${reason}`);
}

// src/archive/unpack/decompress.ts
async function* decompress(content, options = {}) {
	const { maxSize = Infinity, what = "the layer", signal } = options;
	const source = new ByteSource(abortable(content, signal));
	try {
		const compression = options.compression ?? await detect(source);
		let size = 0;
		for await (const chunk of decoders[compression](source, what)) {
			size += chunk.byteLength;
			if (size > maxSize) throw new OciError("SIZE_LIMIT", `cannot decompress ${what}: it is larger than the limit of ${maxSize} bytes`);
			yield chunk;
		}
	} finally {
		await source.close();
	}
}
const decoders = {
	gzip: gunzip,
	zstd: unzstd,
	none: copy
};
async function* copy(source) {
	for (let chunk = await source.chunk(); chunk !== void 0; chunk = await source.chunk()) yield chunk;
}
async function detect(source) {
	const magic = await source.peek(4);
	if (magic[0] === 31 && magic[1] === 139) return "gzip";
	return isZstdMagic(magic) ? "zstd" : "none";
}
async function* unzstd(source, what) {
	for (let frame = 1;; frame++) {
		rejectTinyStreams(frame, source, what);
		const magic = await source.peek(4);
		if (magic.byteLength === 0 && frame > 1) return;
		if (!isZstdMagic(magic) && !isSkippableMagic(magic)) throw new OciError("ARCHIVE_INVALID", `cannot decompress ${what}: invalid zstd file: ${frame === 1 ? "it does not begin with the magic number of zstd" : "other bytes follow its end"}`);
		yield* decode(createZstdDecompress({ chunkSize: decoderChunkSize }), source, what);
	}
}
function isZstdMagic(bytes) {
	return bytes[0] === 40 && bytes[1] === 181 && bytes[2] === 47 && bytes[3] === 253;
}
function isSkippableMagic(bytes) {
	return bytes[0] !== void 0 && (bytes[0] & 240) === 80 && bytes[1] === 42 && bytes[2] === 77 && bytes[3] === 24;
}

// src/layout/repository.ts
var LayoutRepository = class LayoutRepository {
	[repositoryBrand] = true;
	#folder;
	#view;
	#title;
	constructor(folder, title = folder.path) {
		this.#folder = folder;
		this.#title = title;
		this.#view = new RepositoryView(folder, anyNames, `the image layout ${title}`);
	}
	static async open(path, options = {}) {
		return new LayoutRepository(await LayoutFolder.open(path, options), options.title);
	}
	get path() {
		return this.#folder.path;
	}
	async ingest(content, mediaType, options = {}) {
		this.#folder.checkWritable();
		const { algorithm = "sha256" } = options;
		return {
			mediaType,
			...await this.#folder.blobs.ingest(content, {
				...options,
				algorithm
			})
		};
	}
	async linkFrom(other, target, options = {}) {
		this.#checkWrite(options);
		try {
			await this.#folder.blobs.linkFrom(other.#folder.blobs, target.digest, target.size, options.signal);
		} catch (error) {
			throw errnoOf(error) === "ENOENT" ? other.#view.blobUnknown(target.digest) : fileSystemError(error, `link ${target.digest} from ${other.path}`);
		}
	}
	async verifyInBackground(target, options = {}) {
		throwIfAborted(options.signal);
		await this.#folder.blobs.verifyInBackground(target.digest, options.signal);
	}
	async isVerified(target, options = {}) {
		throwIfAborted(options.signal);
		return this.#folder.blobs.isVerified(target.digest);
	}
	async fetch(target, options = {}) {
		throwIfAborted(options.signal);
		if (isManifestMediaType(target.mediaType)) return this.#view.openManifest(target, options);
		const { digest, mediaType, size } = target;
		const reader = await this.#folder.blobs.open(digest, {
			mediaType,
			size,
			signal: options.signal
		});
		if (reader === void 0) throw this.#view.blobUnknown(digest);
		return reader;
	}
	async exists(target, options = {}) {
		throwIfAborted(options.signal);
		if (await this.#folder.blobs.sizeAndTouch(target.digest) !== target.size) return false;
		if (!isManifestMediaType(target.mediaType)) return true;
		return await this.#view.find(target.digest, options) !== void 0;
	}
	async push(expected, body, options = {}) {
		this.#checkWrite(options);
		if (!isManifestMediaType(expected.mediaType)) {
			await this.#folder.blobs.put(expected, body, options.signal);
			return;
		}
		const bytes = await collect(body(), maxManifestBytes, `the manifest ${expected.digest}`);
		if (bytes.byteLength !== expected.size) throw new OciError("SIZE_INVALID", `cannot push the manifest ${expected.digest}: it has ${bytes.byteLength} bytes, not ${expected.size}`);
		await this.#view.push(bytes, expected.mediaType, expected.digest, options.tags ?? [], options);
	}
	async resolve(reference, options = {}) {
		throwIfAborted(options.signal);
		if (!isDigest(reference)) return this.#view.resolveTag(reference, options);
		const manifest = await this.#view.find(reference, options);
		if (manifest !== void 0) return manifest;
		const size = await this.#folder.blobs.sizeAndTouch(reference);
		if (size === void 0) throw this.#view.blobUnknown(reference);
		return {
			mediaType: mediaTypeOctetStream,
			digest: reference,
			size
		};
	}
	async tag(target, reference, options = {}) {
		this.#checkWrite(options);
		if (!isManifestMediaType(target.mediaType)) throw new OciError("UNSUPPORTED", `cannot tag a ${printable(target.mediaType, 200)} as "${printable(reference, 200)}": only manifests have tags`);
		await this.#view.tag(target, reference, options);
	}
	async untag(reference, options = {}) {
		this.#checkWrite(options);
		await this.#view.untag(reference, options);
	}
	async *tags(options = {}) {
		yield* pageOf(await this.#view.tags(options), options);
	}
	async manifests(options = {}) {
		throwIfAborted(options.signal);
		return this.#view.manifests(options);
	}
	async select(name, options = {}) {
		try {
			await this.resolve(name ?? "latest", options);
			return name ?? "latest";
		} catch (error) {
			if (!isOciError(error, "MANIFEST_UNKNOWN", "TAG_INVALID")) throw error;
			const manifests = await this.manifests(options);
			const only = name === void 0 ? onlyManifest(manifests) : void 0;
			if (only !== void 0) return only.names.length === 1 ? only.names[0] ?? "" : only.descriptor.digest;
			throw new OciError(error.code, `${error.message}; ${describeManifests(manifests, this.#title)}`, { detail: error.detail });
		}
	}
	async predecessors(node, options = {}) {
		throwIfAborted(options.signal);
		return this.#view.predecessors(node.digest, options);
	}
	async mount(target, fromRepository, options = {}) {
		throwIfAborted(options.signal);
		throw new OciError("UNSUPPORTED", `cannot mount ${target.digest} from ${printable(fromRepository, 300)}: an image layout is one repository; push the bytes`);
	}
	async delete(target, options = {}) {
		this.#checkWrite(options);
		if (isManifestMediaType(target.mediaType)) await this.#view.delete(target.digest, options);
		else await this.#view.deleteBlob(target.digest, options);
	}
	async gc(options) {
		this.#folder.checkWritable();
		return collectGarbage(this.#folder, options);
	}
	scrub(options) {
		return scrub(this.#folder, options);
	}
	tidy() {
		return this.#folder.tidy();
	}
	pending() {
		return this.#folder.pending();
	}
	#checkWrite(options) {
		throwIfAborted(options.signal);
		this.#folder.checkWritable();
	}
};

export { sameRepository as _, maxEntries as a, unreadableReason as c, NameCollisions as d, defaultTag as f, repositoryOf as g, referenceOf as h, maxDepth as i, roundUpToBlock as l, parseLocation as m, decompress as n, walk as o, formatLocation as p, ByteSource as r, WalkReport as s, LayoutRepository as t, tarHeader as u, withDefaultTag as v };