import { a as isUtf8Name, c as relativeTo, d as textOf, l as slashed, n as foldName, o as joinName, r as fromLatin1, s as printableName, t as byteStringOf, u as systemPath } from "./byte-string.js";
import { n as fileSystemError, r as isMissing, t as errnoOf } from "./file-system-error.js";
import { f as throwIfAborted, m as printable, o as isOciError, t as OciError } from "./error.js";
import { n as maxPathBytes, r as unsafeNameReason } from "./safe-path.js";
import { i as pullStateName, n as mayContainCredentials, r as patternMatcher, t as isGitDirectory } from "./names.js";
import { createHash, hash } from "node:crypto";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import { setImmediate } from "node:timers/promises";
import { lstatSync, opendirSync, readlinkSync, realpathSync } from "node:fs";
import { lstat, readFile, realpath, stat } from "node:fs/promises";

// src/fs/read-directory.ts
const namesPerRead = 256;
function* list(directory) {
	const listing = opendirSync(systemPath(directory), {
		encoding: "latin1",
		bufferSize: namesPerRead
	});
	try {
		for (let entry = listing.readSync(); entry !== null; entry = listing.readSync()) yield entry;
	} finally {
		listing.closeSync();
	}
}
function readNames(directory) {
	const names = [];
	for (const entry of list(directory)) names.push(fromLatin1(entry.name));
	return names.sort();
}
function readEntries$1(directory) {
	const names = [];
	const directories = /* @__PURE__ */ new Set();
	const links = /* @__PURE__ */ new Set();
	for (const entry of list(directory)) {
		const name = fromLatin1(entry.name);
		names.push(name);
		if (entry.isDirectory()) directories.add(name);
		else if (entry.isSymbolicLink()) links.add(name);
	}
	return entriesOf(directory, names.sort(), directories, links);
}
function* entriesOf(directory, names, directories, links) {
	for (const name of names) yield {
		name,
		path: joinName(directory, name),
		isDirectory: directories.has(name),
		isSymbolicLink: links.has(name)
	};
}
function onlyEntry(directory) {
	let only;
	for (const entry of list(directory)) {
		if (only !== void 0) return void 0;
		only = entry;
	}
	if (only === void 0) return void 0;
	const name = fromLatin1(only.name);
	return {
		name,
		path: joinName(directory, name),
		isDirectory: only.isDirectory(),
		isSymbolicLink: only.isSymbolicLink()
	};
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

// src/archive/unpack/names.ts
function segmentsOf(stored, rules) {
	const { name, segments, reason } = checkName(stored, rules);
	if (reason !== void 0) throw new OciError("ARCHIVE_INVALID", `cannot unpack "${printableName(name)}": the name is not safe: ${reason}`);
	return segments;
}
function checkName(stored, rules) {
	const name = fromLatin1(stored.toString("latin1"));
	const segments = [];
	let reason = unsafeNameReason(name);
	for (const segment of name.split("/")) if (segment !== "" && segment !== ".") segments.push(fromLatin1(segment));
	if (segments.length > rules.maxDepth) reason ??= `it is nested in more than ${rules.maxDepth} directories`;
	if (rules.platform !== "linux" && !isUtf8Name(name)) reason ??= "it is not UTF-8, and only Linux can store such a name";
	if (rules.platform === "win32") for (const segment of segments) reason ??= windowsReason(segment);
	return {
		name,
		segments,
		reason
	};
}
const windowsDevice = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?: *[.:].*)?$/i;
const windowsCharacters = /[\u0000-\u001f<>:"|?*]/;
function windowsReason(segment) {
	const text = textOf(segment);
	if (windowsDevice.test(text)) return `"${printable(text)}" is a device on Windows`;
	if (windowsCharacters.test(text)) return "Windows does not allow one of its characters (a control character or one of < > : \" | ? *)";
	if (/[. ]$/.test(text)) return `Windows removes the dot or space at the end of "${printable(text)}"`;
}
function checkTarget(directory, target, entry) {
	const reason = unsafeTargetReason(directory, target);
	if (reason !== void 0) throw new OciError("ARCHIVE_INVALID", `cannot unpack the symlink "${entry}" to "${printableName(target)}": ${reason}`);
	return directoriesToCheck(directory, target).length > 0;
}
function unsafeTargetReason(directory, target) {
	if (target === "") return "its target is empty";
	if (target.startsWith("/") || /^[A-Za-z]:/.test(target)) return "its target is absolute";
	if (target.includes("\\")) return "its target contains a backslash, which separates directories on Windows";
	let depth = directory.length;
	for (const segment of target.split("/")) {
		if (segment === "" || segment === ".") continue;
		depth += segment === ".." ? -1 : 1;
		if (depth < 0) return "its target is outside the destination directory";
	}
}
function relativeTarget(directory, target) {
	if (!target.startsWith("/")) return target;
	return fromLatin1(`${"../".repeat(directory.length)}${target.replace(/^\/+/, "")}`.replace(/\/$/, "") || ".");
}
function directoriesToCheck(directory, target) {
	const path = [...directory];
	const paths = [];
	let afterName = false;
	for (const segment of target.split("/")) {
		if (segment === "" || segment === ".") continue;
		if (segment === "..") {
			if (afterName) paths.push([...path]);
			path.pop();
		} else {
			afterName = true;
			path.push(fromLatin1(segment));
		}
	}
	return paths;
}

// src/archive/walk/link.ts
const maxHops = 40;
function readTarget(location) {
	return slashed(readlinkSync(systemPath(location), { encoding: "latin1" }));
}
function linkProblem(root, name, target, isPacked) {
	const shown = printableName(target);
	if (root !== void 0 && leavesSource(root, name, target)) return `is a link out of the source: its target is "${shown}"`;
	const directory = name.split("/").slice(0, -1).map(fromLatin1);
	const checked = root === void 0 ? relativeTarget(directory, target) : target;
	const reason = unsafeTargetReason(directory, checked);
	if (reason !== void 0) return `is a link to "${shown}" that unpacking rejects: ${reason}`;
	const missing = directoriesToCheck(directory, checked).find((path) => !isPacked(fromLatin1(path.join("/"))));
	if (missing === void 0) return void 0;
	return `is a link to "${shown}" that unpacking rejects: ".." follows "${printableName(fromLatin1(missing.join("/")))}", which is not a packaged directory`;
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
		if (name === ".oci-artifact-pull.json") return void 0;
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
		const unsafe = unsafeNameReason(name);
		if (unsafe !== void 0) {
			report.problem("name", name, `has a name that unpacking rejects: ${unsafe}`);
			return;
		}
		return stat.isSymbolicLink() ? this.#link(name, location, stat) : this.#entry(name, location, stat);
	}
	isExcluded(name) {
		const { excludes } = this.#rules;
		return isGitDirectory(name.slice(name.lastIndexOf("/") + 1)) || excludes(name, false) || excludes(name, true);
	}
	#link(name, location, stat) {
		const { symlinks, source, allowOutsideLinks, linksFromRoot, report } = this.#rules;
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
		const root = linksFromRoot ? void 0 : source.root;
		const problem = linkProblem(root, name, target, (directory) => this.#packsDirectory(directory));
		if (problem !== void 0 && !allowOutsideLinks) {
			report.problem("link", name, problem);
			return;
		}
		if (problem !== void 0) report.warn(`"${printableName(name)}" ${problem}; unpacking rejects it`);
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
	#packsDirectory(name) {
		const { source, excludes } = this.#rules;
		const subDir = fromLatin1(source.subDir.join("/"));
		if (relativeTo(name, subDir) !== void 0) return true;
		const path = systemPath(joinName(source.root, name));
		return (subDir === "" || relativeTo(subDir, name) !== void 0) && !name.split("/").some(isGitDirectory) && !excludes(name, true) && lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
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
	if (index.byteLength < headerBytes || index.toString("latin1", 0, 4) !== "DIRC") throw invalid("it does not begin with DIRC");
	const version = index.readUInt32BE(4);
	if (version < 2 || version > 4) throw invalid(`version ${version} is not supported`);
	const hashBytes = objectNameBytes(index);
	const content = index.subarray(0, index.byteLength - hashBytes);
	try {
		return readEntries(content, version, hashBytes);
	} catch (error) {
		if (error instanceof RangeError) throw invalid("it is truncated", error);
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
		if (end < 0) throw invalid("a name has no end");
		const name = previous.slice(0, prefixLength) + content.toString("latin1", at, end);
		at = version === 4 ? end + 1 : start + (end - start + 8 & -8);
		if (version === 4) previous = name;
		if (mode === executableMode) executables.push(fromLatin1(name));
	}
	if (hasExtension(content, at, "link")) throw invalid("it is a split index; run \"git update-index --no-split-index\"");
	return executables;
}
function sharedPrefix(content, at, previousLength) {
	let byte = content.readUInt8(at++);
	let removed = byte & 127;
	while ((byte & 128) !== 0) {
		byte = content.readUInt8(at++);
		removed = (removed + 1) * 128 + (byte & 127);
	}
	if (removed > previousLength) throw invalid("a name removes more bytes than the previous name has");
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
	throw invalid("its checksum is wrong");
}
function invalid(reason, cause) {
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
		excludes: excludesOf(options),
		skipped: await SkippedPaths.resolve(options.skip ?? [], signal),
		symlinks: options.symlinks ?? "preserve",
		allowOutsideLinks: options.allowOutsideLinks ?? false,
		linksFromRoot: options.linksFromRoot ?? false,
		modes: options.modes ?? "keep",
		executables: hasModes ? void 0 : await gitExecutables(source.root, (text) => report.warn(text), signal)
	});
}
function excludesOf({ exclude = [], ignore }) {
	const isExcluded = patternMatcher(exclude);
	if (ignore === void 0) return isExcluded;
	return (name, isDirectory) => isExcluded(name, isDirectory) || ignore(name, isDirectory);
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
		names = readNames(entry.location);
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

export { checkName as a, relativeTarget as c, unreadableReason as d, NameCollisions as f, readNames as h, openSource as i, segmentsOf as l, readEntries$1 as m, maxEntries as n, checkTarget as o, onlyEntry as p, walk as r, directoriesToCheck as s, maxDepth as t, WalkReport as u };