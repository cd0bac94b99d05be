const require_spec = require("./spec.js");
const require_options = require("./options.js");
let require_formats;
let node_timers_promises;
let node_path;
let node_crypto;
let node_fs;
let node_fs_promises;

// src/fs/read-directory.ts
const namesPerRead = 256;
const largeDirectoryBytes = 1048576;
function* list(directory) {
	const listing = (0, (node_fs ??= require("node:fs")).opendirSync)(require_options.systemPath(directory), {
		encoding: "latin1",
		bufferSize: namesPerRead
	});
	try {
		for (let entry = listing.readSync(); entry !== null; entry = listing.readSync()) yield entry;
	} finally {
		listing.closeSync();
	}
}
function isSmall(directory) {
	return (0, (node_fs ??= require("node:fs")).lstatSync)(require_options.systemPath(directory)).size < largeDirectoryBytes;
}
function readNames(directory) {
	if (isSmall(directory)) return (0, (node_fs ??= require("node:fs")).readdirSync)(require_options.systemPath(directory), { encoding: "latin1" }).map(require_options.fromLatin1).sort();
	const names = [];
	for (const entry of list(directory)) names.push(require_options.fromLatin1(entry.name));
	return names.sort();
}
function readEntries$1(directory) {
	const names = [];
	const directories = /* @__PURE__ */ new Set();
	const links = /* @__PURE__ */ new Set();
	const entries = isSmall(directory) ? (0, (node_fs ??= require("node:fs")).readdirSync)(require_options.systemPath(directory), {
		encoding: "latin1",
		withFileTypes: true
	}) : list(directory);
	for (const entry of entries) {
		const name = require_options.fromLatin1(entry.name);
		names.push(name);
		if (entry.isDirectory()) directories.add(name);
		else if (entry.isSymbolicLink()) links.add(name);
	}
	return entriesOf$1(directory, names.sort(), directories, links);
}
function* entriesOf$1(directory, names, directories, links) {
	for (const name of names) yield {
		name,
		path: require_options.joinName(directory, name),
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
	const name = require_options.fromLatin1(only.name);
	return {
		name,
		path: require_options.joinName(directory, name),
		isDirectory: only.isDirectory(),
		isSymbolicLink: only.isSymbolicLink()
	};
}

// src/archive/walk/report.ts
const maxPaths = 100;
const maxWarnings = 20;
const maxProblems = 20;
const problemKinds = {
	special: {
		code: "INPUT_INVALID",
		remedy: `remove special files or add them to ${require_spec.optionName("exclude")}`
	},
	link: {
		code: "INPUT_INVALID",
		remedy: `fix the links, add them to ${require_spec.optionName("exclude")}, or change ${require_spec.optionName("symlinks")} or ` + require_spec.optionName("allowOutsideLinks")
	},
	name: {
		code: "INPUT_INVALID",
		remedy: `rename such files or add them to ${require_spec.optionName("exclude")}`
	},
	unreadable: {
		code: "FILE_SYSTEM",
		remedy: `make the files readable or add them to ${require_spec.optionName("exclude")}`
	},
	changed: {
		code: "FILE_CHANGED",
		remedy: `do not change files in ${require_spec.optionName("sourceDir")} during packaging`
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
			text: `"${require_options.printableName(name)}" ${reason}`,
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
		if (this.credentialFiles.length < maxPaths) this.credentialFiles.push(require_options.printableName(name));
	}
	finish() {
		if (this.#droppedWarnings > 0) this.warnings.push(`${this.#droppedWarnings} more warnings like these are not shown`);
		this.#droppedWarnings = 0;
	}
	#fail(more) {
		const [first] = this.#problems;
		const remedies = new Set(this.#problems.map(({ kind }) => problemKinds[kind].remedy));
		const list = this.#problems.map(({ text }) => text).join("; ");
		const source = `${require_spec.optionName("sourceDir")} "${require_spec.printable(this.#sourceDir, 300)}"`;
		throw new require_spec.OciError(first === void 0 ? "INPUT_INVALID" : problemKinds[first.kind].code, `cannot package ${source}: ${list}${more}; ${[...remedies].join("; ")}`, {
			cause: first?.cause,
			detail: { input: "sourceDir" }
		});
	}
};
function unreadableReason(error) {
	return require_options.fileSystemError(error, "be read").message;
}

// src/archive/name-collisions.ts
const maxFoldedNames = 1e4;
function collidingNames(names) {
	if (names.length <= maxFoldedNames && new Set(names.map(require_options.foldName)).size === names.length) return [];
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
		const folded = require_options.foldName(name);
		const first = firsts.get(folded);
		if (first === void 0) firsts.set(folded, name);
		else pairs.push([first, name]);
	}
	return pairs;
}
function hashOf(name) {
	const folded = require_options.foldName(name);
	let hash = 2166136261;
	for (let at = 0; at < folded.length; at++) hash = Math.imul(hash ^ folded.charCodeAt(at), 16777619);
	return hash >>> 0;
}
var NameCollisions = class {
	#exactByFolded = /* @__PURE__ */ new Map();
	add(segments) {
		let path = require_options.byteStringOf("");
		for (const segment of segments) {
			path = require_options.joinName(path, segment);
			this.#add(path);
		}
	}
	#add(path) {
		const exact = shortHash(path);
		const folded = shortHash(require_options.foldName(path));
		const earlier = this.#exactByFolded.get(folded);
		if (earlier === void 0) this.#exactByFolded.set(folded, exact);
		else if (earlier !== exact) throw new require_spec.OciError("ARCHIVE_INVALID", `cannot unpack "${require_options.printableName(path)}": this file system does not distinguish its name from the name of an earlier entry; unpack on a case-sensitive file system`);
	}
};
function shortHash(text) {
	return (0, (node_crypto ??= require("node:crypto")).hash)("sha256", text, "buffer").toString("latin1", 0, 12);
}

// src/archive/unpack/names.ts
function segmentsOf(stored, rules) {
	const { name, segments, reason } = checkName(stored, rules);
	if (reason !== void 0) throw new require_spec.OciError("ARCHIVE_INVALID", `cannot unpack "${require_options.printableName(name)}": the name is not safe: ${reason}`);
	return segments;
}
function checkName(stored, rules) {
	const name = require_options.fromLatin1(stored.toString("latin1"));
	const segments = [];
	let reason = (require_formats ??= require("./formats.js")).unsafeNameReason(name);
	for (const segment of name.split("/")) if (segment !== "" && segment !== ".") segments.push(require_options.fromLatin1(segment));
	if (segments.length > rules.maxDepth) reason ??= `it is nested in more than ${rules.maxDepth} directories`;
	if (rules.platform !== "linux" && !require_options.isUtf8Name(name)) reason ??= "it is not UTF-8, and only Linux can store such a name";
	if (rules.platform === "win32") for (const segment of segments) reason ??= windowsReason(segment);
	return {
		name,
		segments,
		reason
	};
}
const windowsDevice = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3])(?: *[.:].*)?$/i;
const windowsCharacters = /[\u0000-\u001f<>:"|?*]/;
function windowsReason(segment) {
	const text = require_options.textOf(segment);
	if (windowsDevice.test(text)) return `"${require_spec.printable(text)}" is a device on Windows`;
	if (windowsCharacters.test(text)) return "Windows does not allow one of its characters (a control character or one of < > : \" | ? *)";
	if (/[. ]$/.test(text)) return `Windows removes the dot or space at the end of "${require_spec.printable(text)}"`;
}
function checkTarget(directory, target, entry) {
	const reason = unsafeTargetReason(directory, target);
	if (reason !== void 0) throw new require_spec.OciError("ARCHIVE_INVALID", `cannot unpack the symlink "${entry}" to "${require_options.printableName(target)}": ${reason}`);
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
	return require_options.fromLatin1(`${"../".repeat(directory.length)}${target.replace(/^\/+/, "")}`.replace(/\/$/, "") || ".");
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
			path.push(require_options.fromLatin1(segment));
		}
	}
	return paths;
}

// src/archive/walk/link.ts
const maxHops = 40;
function readTarget(location) {
	return require_options.slashed((0, (node_fs ??= require("node:fs")).readlinkSync)(require_options.systemPath(location), { encoding: "latin1" }));
}
function linkProblem(root, name, target, isPacked) {
	const shown = require_options.printableName(target);
	if (root !== void 0 && leavesSource(root, name, target)) return `is a link out of the source: its target is "${shown}"`;
	const directory = name.split("/").slice(0, -1).map(require_options.fromLatin1);
	const checked = root === void 0 ? relativeTarget(directory, target) : target;
	const reason = unsafeTargetReason(directory, checked);
	if (reason !== void 0) return `is a link to "${shown}" that unpacking rejects: ${reason}`;
	const missing = directoriesToCheck(directory, checked).find((path) => !isPacked(require_options.fromLatin1(path.join("/"))));
	if (missing === void 0) return void 0;
	return `is a link to "${shown}" that unpacking rejects: ".." follows "${require_options.printableName(require_options.fromLatin1(missing.join("/")))}", which is not a packaged directory`;
}
function leavesSource(root, name, target) {
	if (isAbsolute$2(target)) return true;
	const directory = name.split("/").slice(0, -1);
	return leavesByText(directory, target) || leavesThroughLinks(root, directory, target);
}
function isAbsolute$2(target) {
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
		const next = linkTarget(require_options.joinName(root, require_options.fromLatin1([...reached, segment].join("/"))));
		if (next === void 0) {
			reached.push(segment);
			continue;
		}
		if (isAbsolute$2(next)) return true;
		if (++hops > maxHops) return false;
		remaining.push(...next.split("/").toReversed());
	}
	return false;
}
function linkTarget(location) {
	try {
		return (0, (node_fs ??= require("node:fs")).lstatSync)(require_options.systemPath(location), { throwIfNoEntry: false })?.isSymbolicLink() === true ? readTarget(location) : void 0;
	} catch {
		return;
	}
}
function followLink(location) {
	const real = require_options.slashed((node_fs ??= require("node:fs")).realpathSync.native(require_options.systemPath(location), { encoding: "latin1" }));
	return {
		location: real,
		stat: (0, (node_fs ??= require("node:fs")).lstatSync)(require_options.systemPath(real), { bigint: true })
	};
}

// src/archive/walk/entry.ts
const noTarget = require_options.fromLatin1("");
const modeBits = 4095n;
const ownerMayExecute = 64n;
const symlinkMode = 511;
var EntryReader = class {
	#rules;
	constructor(rules) {
		this.#rules = rules;
	}
	ancestors(directory = noTarget) {
		const entries = this.#namedDirectories();
		const segments = directory === "" || directory === "." ? [] : directory.split("/").map(require_options.fromLatin1);
		for (const segment of segments.slice(entries.length - 1)) {
			const { name, location } = entries.at(-1) ?? {
				name: noTarget,
				location: this.#rules.source.root
			};
			const entry = this.read({
				name: name === "." ? noTarget : name,
				location
			}, segment);
			if (entry === void 0) return [];
			entries.push(entry);
		}
		return entries;
	}
	#namedDirectories() {
		const { root, subDir } = this.#rules.source;
		let location = root;
		let name = noTarget;
		const entries = [this.#entry(require_options.byteStringOf("."), root, (0, (node_fs ??= require("node:fs")).lstatSync)(require_options.systemPath(root), { bigint: true }))];
		for (const segment of subDir) {
			location = require_options.joinName(location, segment);
			name = require_options.joinName(name, segment);
			entries.push(this.#entry(name, location, (0, (node_fs ??= require("node:fs")).lstatSync)(require_options.systemPath(location), { bigint: true })));
		}
		return entries.filter((entry) => entry !== void 0);
	}
	read(directory, segment) {
		const { report, skipped, excludes } = this.#rules;
		if (!this.#rules.includeGit && require_options.isGitDirectory(segment)) return void 0;
		const name = require_options.joinName(directory.name, segment);
		if (name === ".oci-artifact-pull.json") return void 0;
		const location = require_options.joinName(directory.location, segment);
		if (segment.length > 255 || name.length > 4096) throw new require_spec.OciError("SIZE_LIMIT", `cannot package "${require_options.printableName(name)}": the path is too long; the limit is ${(require_formats ??= require("./formats.js")).maxPathBytes} bytes, and ${255} bytes for each segment`);
		if (skipped.hasPath(location)) return void 0;
		let stat;
		try {
			stat = (0, (node_fs ??= require("node:fs")).lstatSync)(require_options.systemPath(location), {
				bigint: true,
				throwIfNoEntry: false
			});
		} catch (error) {
			report.problem("unreadable", name, unreadableReason(error), error);
			return;
		}
		if (stat === void 0) {
			if (require_options.isUtf8Name(name)) report.problem("changed", name, "disappeared while its directory was read");
			else report.problem("name", name, "cannot be read: its name is not Unicode");
			return;
		}
		if (skipped.hasIdentity(stat)) return void 0;
		if (excludes(name, stat.isDirectory())) {
			report.excluded++;
			return;
		}
		const unsafe = (require_formats ??= require("./formats.js")).unsafeNameReason(name);
		if (unsafe !== void 0) {
			report.problem("name", name, `has a name that unpacking rejects: ${unsafe}`);
			return;
		}
		return stat.isSymbolicLink() ? this.#link(name, location, stat) : this.#entry(name, location, stat);
	}
	isExcluded(name) {
		const { excludes, includeGit } = this.#rules;
		return !includeGit && require_options.isGitDirectory(name.slice(name.lastIndexOf("/") + 1)) || excludes(name, false) || excludes(name, true);
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
		if (problem !== void 0) report.warn(`"${require_options.printableName(name)}" ${problem}; unpacking rejects it`);
		const { dev, ino, ctimeNs } = stat;
		return {
			kind: "symlink",
			name,
			location,
			mode: symlinkMode,
			size: 0,
			target,
			dev,
			ino,
			ctimeNs
		};
	}
	#packsDirectory(name) {
		const { source, excludes } = this.#rules;
		const subDir = require_options.fromLatin1(source.subDir.join("/"));
		if (require_options.relativeTo(name, subDir) !== void 0) return true;
		const path = require_options.systemPath(require_options.joinName(source.root, name));
		return (subDir === "" || require_options.relativeTo(subDir, name) !== void 0) && !name.split("/").some(require_options.isGitDirectory) && !excludes(name, true) && (0, (node_fs ??= require("node:fs")).lstatSync)(path, { throwIfNoEntry: false })?.isDirectory() === true;
	}
	#follow(name, location) {
		const { source, allowOutsideLinks, report, skipped, excludes } = this.#rules;
		let followed;
		try {
			followed = followLink(location);
		} catch (error) {
			if (require_options.isMissing(error)) report.problem("link", name, "is a link whose target does not exist", error);
			else if (require_options.errnoOf(error) === "ELOOP") report.problem("link", name, "is part of a loop of links", error);
			else report.problem("unreadable", name, unreadableReason(error), error);
			return;
		}
		const inside = require_options.relativeTo(source.root, followed.location);
		if (inside === void 0 && !allowOutsideLinks) {
			report.problem("link", name, `is a link out of the source: it leads to "${require_options.printableName(followed.location)}"`);
			return;
		}
		if ((inside ?? followed.location).split("/").some(require_options.isGitDirectory)) {
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
		if (kind === "file" && require_options.mayContainCredentials(location)) report.credentialFile(name);
		const size = kind === "file" ? Number(stat.size) : 0;
		return {
			kind,
			name,
			location,
			mode: this.#mode(stat, name),
			size,
			target: noTarget,
			dev: stat.dev,
			ino: stat.ino,
			mtimeNs: stat.mtimeNs,
			ctimeNs: stat.ctimeNs
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
		const path = (0, (node_path ??= require("node:path")).join)(workTree.gitDir, "index");
		if ((await (0, (node_fs_promises ??= require("node:fs/promises")).stat)(path)).size > maxIndexBytes) throw new RangeError(`${path} is larger than ${maxIndexBytes} bytes`);
		for (const name of executablesOfIndex(await (0, (node_fs_promises ??= require("node:fs/promises")).readFile)(path, { signal }))) {
			const relativeName = require_options.relativeTo(root, require_options.joinName(workTree.root, name));
			if (relativeName !== void 0) executables.add(relativeName);
		}
	} catch (error) {
		require_spec.throwIfAborted(signal);
		if (require_spec.isOciError(error, "ABORTED", "TIMEOUT")) throw error;
		if (require_options.errnoOf(error) !== "ENOENT") onWarning(`no file is marked as executable: ${require_options.fileSystemError(error, "read the git index").message}`);
	}
	return executables;
}
async function findWorkTree(from, signal) {
	for (let directory = from;;) {
		require_spec.throwIfAborted(signal);
		const gitDir = await gitDirOf(directory);
		if (gitDir !== void 0) return {
			root: directory,
			gitDir
		};
		const end = directory.lastIndexOf("/");
		if (end < 0 || directory === "/") return void 0;
		directory = require_options.fromLatin1(end === 0 ? "/" : directory.slice(0, end));
	}
}
async function gitDirOf(directory) {
	const path = require_options.joinName(directory, require_options.byteStringOf(".git"));
	try {
		if ((await (0, (node_fs_promises ??= require("node:fs/promises")).stat)(require_options.systemPath(path))).isDirectory()) return require_options.textOf(path);
		const target = /^gitdir: (.+?)\r?\n?$/.exec(await (0, (node_fs_promises ??= require("node:fs/promises")).readFile)(require_options.systemPath(path), "utf8"))?.[1];
		if (target === void 0) return void 0;
		return (0, (node_path ??= require("node:path")).isAbsolute)(target) ? target : (0, (node_path ??= require("node:path")).resolve)(require_options.textOf(directory), target);
	} catch (error) {
		if (require_options.isMissing(error)) return void 0;
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
		if (mode === executableMode) executables.push(require_options.fromLatin1(name));
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
		if ((0, (node_crypto ??= require("node:crypto")).createHash)(algorithm).update(index.subarray(0, end)).digest().equals(index.subarray(end))) return bytes;
	}
	for (const bytes of [32, 20]) if (index.byteLength >= headerBytes + bytes && index.subarray(index.byteLength - bytes).every((byte) => byte === 0)) return bytes;
	throw invalid("its checksum is wrong");
}
function invalid(reason, cause) {
	return new require_spec.OciError("ARCHIVE_INVALID", `cannot read the git index: ${reason}`, { cause });
}

// src/archive/walk/source.ts
const sourceName = require_spec.optionName("sourceDir");
const subName = require_spec.optionName("subDir");
async function openSource(sourceDir, subDir, signal) {
	require_spec.throwIfAborted(signal);
	const shown = require_spec.printable(sourceDir, 300);
	if (sourceDir === "" || sourceDir.includes("\0")) throw invalidSource(`${sourceName} "${shown}": it is not a path; give a directory`);
	const root = await realRoot(sourceDir, shown);
	const segments = subDirSegments(subDir ?? "");
	let directory = root;
	for (const segment of segments) {
		require_spec.throwIfAborted(signal);
		directory = require_options.joinName(directory, segment);
		await requireDirectory(directory, `${subName} "${require_spec.printable(subDir ?? "", 300)}"`, `${sourceName} "${shown}"`);
	}
	return {
		root,
		subDir: segments
	};
}
async function realRoot(sourceDir, shown) {
	try {
		const root = await realPath(sourceDir);
		if ((await (0, (node_fs_promises ??= require("node:fs/promises")).lstat)(require_options.systemPath(root))).isDirectory()) return root;
	} catch (error) {
		if (!require_options.isMissing(error)) throw require_options.fileSystemError(error, `read ${sourceName} ${sourceDir}`);
		throw invalidSource(`${sourceName} "${shown}": it does not exist; give a directory`, error);
	}
	throw invalidSource(`${sourceName} "${shown}": it is not a directory; give a directory`);
}
function subDirSegments(subDir) {
	const path = process.platform === "win32" ? subDir.replaceAll("\\", "/") : subDir;
	const refuse = (reason) => {
		throw invalidSource(`${subName} "${require_spec.printable(subDir, 300)}": ${reason}; give a path relative to ${sourceName}`);
	};
	if ((0, (node_path ??= require("node:path")).isAbsolute)(path) || path.startsWith("/")) refuse("it is an absolute path");
	if (path.includes("\0")) refuse("it contains a NUL byte");
	const segments = path.split("/").filter((segment) => segment !== "" && segment !== ".");
	if (segments.includes("..")) refuse("it contains \"..\"");
	if (segments.some(require_options.isGitDirectory)) refuse("it is in .git, which is never packaged");
	return segments.map(require_options.byteStringOf);
}
async function requireDirectory(directory, subDir, sourceDir) {
	let state;
	try {
		state = await (0, (node_fs_promises ??= require("node:fs/promises")).lstat)(require_options.systemPath(directory), { bigint: true });
	} catch (error) {
		if (!require_options.isMissing(error)) throw require_options.fileSystemError(error, `read ${subDir}`);
		throw invalidSource(`${subDir}: it does not exist in ${sourceDir}`, error);
	}
	if (state.isSymbolicLink()) throw invalidSource(`${subDir}: it contains a symbolic link; give the path of the directory itself`);
	if (!state.isDirectory()) throw invalidSource(`${subDir}: it is not a directory in ${sourceDir}`);
}
function invalidSource(problem, cause) {
	return new require_spec.OciError("INPUT_INVALID", `cannot package ${problem}`, {
		cause,
		detail: { input: "sourceDir" }
	});
}
async function realPath(path) {
	return require_options.slashed((await (0, (node_fs_promises ??= require("node:fs/promises")).realpath)(path, { encoding: "buffer" })).toString("latin1"));
}
var SkippedPaths = class SkippedPaths {
	#identities = [];
	#paths = [];
	constructor() {}
	static async resolve(paths, signal) {
		const skipped = new SkippedPaths();
		for (const path of paths) {
			require_spec.throwIfAborted(signal);
			skipped.#paths.push(await realPathOfAny((0, (node_path ??= require("node:path")).resolve)(path)));
			try {
				const { dev, ino } = await (0, (node_fs_promises ??= require("node:fs/promises")).stat)(path, { bigint: true });
				skipped.#identities.push({
					dev,
					ino
				});
			} catch (error) {
				if (!require_options.isMissing(error)) throw require_options.fileSystemError(error, `read the status of ${path}`);
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
		return this.#paths.some((path) => require_options.relativeTo(path, location) !== void 0);
	}
};
async function realPathOfAny(path) {
	try {
		return await realPath(path);
	} catch (error) {
		const parent = (0, (node_path ??= require("node:path")).dirname)(path);
		if (!require_options.isMissing(error) || parent === path) throw require_options.fileSystemError(error, `read the status of ${path}`);
		return require_options.joinName(await realPathOfAny(parent), require_options.byteStringOf((0, (node_path ??= require("node:path")).basename)(path)));
	}
}

// src/archive/walk/walk.ts
const maxEntries = 1e6;
const maxDepth = 1024;
const entriesPerIteration = 64;
async function* walk(options) {
	for await (const entries of walkInGroups(options)) yield* entries;
}
async function* walkInGroups(options) {
	require_spec.checkNumbers(options, { maxEntries: 0 });
	const report = options.report ?? new WalkReport(options.sourceDir);
	const entries = entriesOf(await readerFor(options, report), report, options);
	require_spec.throwIfAborted(options.signal);
	for (let first = entries.next(); first.done !== true; first = entries.next()) {
		yield groupOf(first.value, entries);
		await (0, (node_timers_promises ??= require("node:timers/promises")).setImmediate)();
		require_spec.throwIfAborted(options.signal);
	}
}
async function* listedInGroups(entries, report) {
	for (let at = 0; at < entries.length; at += entriesPerIteration) {
		const group = entries.slice(at, at + entriesPerIteration);
		for (const entry of group) count(report, entry);
		yield group;
		await (0, (node_timers_promises ??= require("node:timers/promises")).setImmediate)();
	}
}
function* groupOf(first, rest) {
	if (first !== void 0) yield first;
	for (let read = 1; read < entriesPerIteration; read++) {
		const { done, value } = rest.next();
		if (done === true) return;
		if (value !== void 0) yield value;
	}
}
function* entriesOf(reader, report, options) {
	const { part } = options;
	const limit = options.maxEntries ?? 1e6;
	const ancestors = reader.ancestors(part?.directory);
	const start = ancestors.at(-1);
	for (const entry of ancestors) {
		if (part?.has(entry.name) === false) continue;
		count(report, entry);
		yield entry;
	}
	const stack = [];
	if (start !== void 0 && part?.has(start.name) !== false) descend(stack, start, reader, report);
	for (let frame = stack.at(-1); frame !== void 0; frame = stack.at(-1)) {
		const segment = frame.names[frame.next++];
		if (segment === void 0) {
			stack.pop();
			continue;
		}
		if (part?.has(require_options.joinName(frame.name, segment)) === false) {
			yield void 0;
			continue;
		}
		const entry = reader.read(frame, segment);
		if (entry === void 0 || isLoop(entry, stack, report)) {
			yield void 0;
			continue;
		}
		if (report.entries >= limit) throw new require_spec.OciError("SIZE_LIMIT", `cannot package ${require_spec.optionName("sourceDir")} "${require_spec.printable(options.sourceDir, 300)}": it contains more than ${limit} entries; exclude some with ${require_spec.optionName("exclude")}, or package a part with ${require_spec.optionName("subDir")}`);
		count(report, entry);
		yield entry;
		if (entry.kind === "directory") descend(stack, entry, reader, report);
	}
	report.finish();
	report.throwIfFailed();
	if (part === void 0 && report.entries === ancestors.length) throw emptySource(options, report);
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
		includeGit: options.includeGit ?? false,
		modes: options.modes ?? "keep",
		executables: hasModes ? void 0 : await gitExecutables(source.root, (text) => report.warn(text), signal)
	});
}
function excludesOf({ exclude = [], ignore }) {
	const isExcluded = require_options.patternMatcher(exclude);
	if (ignore === void 0) return isExcluded;
	return (name, isDirectory) => isExcluded(name, isDirectory) || ignore(name, isDirectory);
}
function count(report, entry) {
	if (entry.kind === "file") report.files++;
	else if (entry.kind === "directory") report.directories++;
	else report.symlinks++;
}
function descend(stack, entry, reader, report) {
	if (stack.length > 1024) throw new require_spec.OciError("SIZE_LIMIT", `cannot package "${require_options.printableName(entry.name)}": it is nested in more than ${maxDepth} directories; add it to "exclude"`);
	let names;
	try {
		const path = require_options.systemPath(entry.location);
		names = readNames(entry.location);
		const stat = (0, (node_fs ??= require("node:fs")).lstatSync)(path, { bigint: true });
		if (!stat.isDirectory() || stat.dev !== entry.dev || stat.ino !== entry.ino) {
			report.problem("changed", entry.name, "was replaced while it was read");
			return;
		}
	} catch (error) {
		if (require_options.isMissing(error)) report.problem("changed", entry.name, "disappeared while it was read", error);
		else report.problem("unreadable", entry.name, unreadableReason(error), error);
		return;
	}
	const name = entry.name === "." ? require_options.byteStringOf("") : entry.name;
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
		const [a, b] = [require_options.joinName(directory, one), require_options.joinName(directory, other)];
		if (reader.isExcluded(a) || reader.isExcluded(b)) continue;
		report.warn(`"${require_options.printableName(a)}" and "${require_options.printableName(b)}" differ only in letter case or Unicode normalization; on Windows and macOS they are one file`);
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
	const source = require_spec.optionName("sourceDir");
	const directory = subDir === "" ? source : `${require_spec.optionName("subDir")} "${require_spec.printable(subDir, 300)}" of ${source}`;
	const reason = report.excluded > 0 ? `${require_spec.optionName("exclude")} matches all its entries` : "it is empty";
	return invalidSource(`${directory} "${require_spec.printable(sourceDir, 300)}": ${reason}; give a directory that contains files`);
}

// src/archive/zip/records.ts
const localSignature = 67324752;
const descriptorSignature = 134695760;
const centralSignature = 33639248;
const endSignature = 101010256;
const zip64EndSignature = 101075792;
const zip64LocatorSignature = 117853008;
const localBytes = 30;
const centralBytes = 46;
const endBytes = 22;
const zip64EndBytes = 56;
const max16 = 65535;
const max32 = 4294967295;
const descriptorFlag = 8;
const utf8Flag = 2048;
const zip64Extra = 1;
const unixFile = 32768;
const unixDirectory = 16384;
const unixSymlink = 40960;
const unixType = 61440;
const fixedDate = 33;
const directoryAttribute = 16;
const version = 20;
const zip64Version = 45;
function flagsOf({ name, hasDescriptor }) {
	return (hasDescriptor ? 8 : 0) | (require_options.isUtf8Name(name) ? utf8Flag : 0);
}
function localHeader(record) {
	const { name, method, hasDescriptor, isLarge } = record;
	const extra = isLarge ? 20 : 0;
	const bytes = Buffer.alloc(30 + name.length + extra);
	bytes.writeUInt32LE(localSignature, 0);
	bytes.writeUInt16LE(isLarge ? zip64Version : version, 4);
	bytes.writeUInt16LE(flagsOf(record), 6);
	bytes.writeUInt16LE(method, 8);
	bytes.writeUInt16LE(fixedDate, 12);
	if (!hasDescriptor) bytes.writeUInt32LE(record.crc, 14);
	const sizes = isLarge ? [max32, max32] : hasDescriptor ? [0, 0] : [record.compressedSize, record.size];
	bytes.writeUInt32LE(sizes[0] ?? 0, 18);
	bytes.writeUInt32LE(sizes[1] ?? 0, 22);
	bytes.writeUInt16LE(name.length, 26);
	bytes.writeUInt16LE(extra, 28);
	bytes.write(name, 30, "latin1");
	if (isLarge) {
		bytes.writeUInt16LE(1, 30 + name.length);
		bytes.writeUInt16LE(16, 30 + name.length + 2);
	}
	return bytes;
}
function dataDescriptor({ crc, compressedSize, size, isLarge }) {
	const bytes = Buffer.alloc(isLarge ? 24 : 16);
	bytes.writeUInt32LE(descriptorSignature, 0);
	bytes.writeUInt32LE(crc, 4);
	if (isLarge) {
		bytes.writeBigUInt64LE(BigInt(compressedSize), 8);
		bytes.writeBigUInt64LE(BigInt(size), 16);
	} else {
		bytes.writeUInt32LE(compressedSize, 8);
		bytes.writeUInt32LE(size, 12);
	}
	return bytes;
}
function centralHeader(record) {
	const { name, mode, method, crc, compressedSize, size, offset, isLarge } = record;
	const large = [...isLarge ? [size, compressedSize] : [], ...offset >= 4294967295 ? [offset] : []];
	const extra = large.length === 0 ? 0 : 4 + 8 * large.length;
	const bytes = Buffer.alloc(46 + name.length + extra);
	const needed = extra > 0 ? zip64Version : version;
	bytes.writeUInt32LE(centralSignature, 0);
	bytes.writeUInt16LE(768 | needed, 4);
	bytes.writeUInt16LE(needed, 6);
	bytes.writeUInt16LE(flagsOf(record), 8);
	bytes.writeUInt16LE(method, 10);
	bytes.writeUInt16LE(fixedDate, 14);
	bytes.writeUInt32LE(crc, 16);
	bytes.writeUInt32LE(isLarge ? max32 : compressedSize, 20);
	bytes.writeUInt32LE(isLarge ? max32 : size, 24);
	bytes.writeUInt16LE(name.length, 28);
	bytes.writeUInt16LE(extra, 30);
	const isDirectory = (mode & unixType) === unixDirectory;
	bytes.writeUInt32LE(mode * 65536 + (isDirectory ? directoryAttribute : 0), 38);
	bytes.writeUInt32LE(Math.min(offset, max32), 42);
	bytes.write(name, 46, "latin1");
	if (extra > 0) {
		const at = 46 + name.length;
		bytes.writeUInt16LE(1, at);
		bytes.writeUInt16LE(8 * large.length, at + 2);
		for (const [index, value] of large.entries()) bytes.writeBigUInt64LE(BigInt(value), at + 4 + 8 * index);
	}
	return bytes;
}
function endRecords({ count, offset, size }) {
	const end = Buffer.alloc(22);
	end.writeUInt32LE(endSignature, 0);
	end.writeUInt16LE(Math.min(count, max16), 8);
	end.writeUInt16LE(Math.min(count, max16), 10);
	end.writeUInt32LE(Math.min(size, max32), 12);
	end.writeUInt32LE(Math.min(offset, max32), 16);
	if (count < 65535 && offset < 4294967295 && size < 4294967295) return end;
	const large = Buffer.alloc(76);
	large.writeUInt32LE(zip64EndSignature, 0);
	large.writeBigUInt64LE(BigInt(44), 4);
	large.writeUInt16LE(813, 12);
	large.writeUInt16LE(zip64Version, 14);
	large.writeBigUInt64LE(BigInt(count), 24);
	large.writeBigUInt64LE(BigInt(count), 32);
	large.writeBigUInt64LE(BigInt(size), 40);
	large.writeBigUInt64LE(BigInt(offset), 48);
	large.writeUInt32LE(zip64LocatorSignature, 56);
	large.writeBigUInt64LE(BigInt(offset + size), 64);
	large.writeUInt32LE(1, 72);
	return Buffer.concat([large, end]);
}

Object.defineProperty(exports, "NameCollisions", {
  enumerable: true,
  get: function () {
    return NameCollisions;
  }
});
Object.defineProperty(exports, "WalkReport", {
  enumerable: true,
  get: function () {
    return WalkReport;
  }
});
Object.defineProperty(exports, "centralHeader", {
  enumerable: true,
  get: function () {
    return centralHeader;
  }
});
Object.defineProperty(exports, "centralSignature", {
  enumerable: true,
  get: function () {
    return centralSignature;
  }
});
Object.defineProperty(exports, "checkName", {
  enumerable: true,
  get: function () {
    return checkName;
  }
});
Object.defineProperty(exports, "checkTarget", {
  enumerable: true,
  get: function () {
    return checkTarget;
  }
});
Object.defineProperty(exports, "dataDescriptor", {
  enumerable: true,
  get: function () {
    return dataDescriptor;
  }
});
Object.defineProperty(exports, "descriptorSignature", {
  enumerable: true,
  get: function () {
    return descriptorSignature;
  }
});
Object.defineProperty(exports, "directoriesToCheck", {
  enumerable: true,
  get: function () {
    return directoriesToCheck;
  }
});
Object.defineProperty(exports, "endRecords", {
  enumerable: true,
  get: function () {
    return endRecords;
  }
});
Object.defineProperty(exports, "endSignature", {
  enumerable: true,
  get: function () {
    return endSignature;
  }
});
Object.defineProperty(exports, "listedInGroups", {
  enumerable: true,
  get: function () {
    return listedInGroups;
  }
});
Object.defineProperty(exports, "localHeader", {
  enumerable: true,
  get: function () {
    return localHeader;
  }
});
Object.defineProperty(exports, "localSignature", {
  enumerable: true,
  get: function () {
    return localSignature;
  }
});
Object.defineProperty(exports, "max16", {
  enumerable: true,
  get: function () {
    return max16;
  }
});
Object.defineProperty(exports, "max32", {
  enumerable: true,
  get: function () {
    return max32;
  }
});
Object.defineProperty(exports, "maxDepth", {
  enumerable: true,
  get: function () {
    return maxDepth;
  }
});
Object.defineProperty(exports, "maxEntries", {
  enumerable: true,
  get: function () {
    return maxEntries;
  }
});
Object.defineProperty(exports, "onlyEntry", {
  enumerable: true,
  get: function () {
    return onlyEntry;
  }
});
Object.defineProperty(exports, "openSource", {
  enumerable: true,
  get: function () {
    return openSource;
  }
});
Object.defineProperty(exports, "readEntries", {
  enumerable: true,
  get: function () {
    return readEntries$1;
  }
});
Object.defineProperty(exports, "readNames", {
  enumerable: true,
  get: function () {
    return readNames;
  }
});
Object.defineProperty(exports, "relativeTarget", {
  enumerable: true,
  get: function () {
    return relativeTarget;
  }
});
Object.defineProperty(exports, "segmentsOf", {
  enumerable: true,
  get: function () {
    return segmentsOf;
  }
});
Object.defineProperty(exports, "unixDirectory", {
  enumerable: true,
  get: function () {
    return unixDirectory;
  }
});
Object.defineProperty(exports, "unixFile", {
  enumerable: true,
  get: function () {
    return unixFile;
  }
});
Object.defineProperty(exports, "unixSymlink", {
  enumerable: true,
  get: function () {
    return unixSymlink;
  }
});
Object.defineProperty(exports, "unixType", {
  enumerable: true,
  get: function () {
    return unixType;
  }
});
Object.defineProperty(exports, "unreadableReason", {
  enumerable: true,
  get: function () {
    return unreadableReason;
  }
});
Object.defineProperty(exports, "utf8Flag", {
  enumerable: true,
  get: function () {
    return utf8Flag;
  }
});
Object.defineProperty(exports, "walk", {
  enumerable: true,
  get: function () {
    return walk;
  }
});
Object.defineProperty(exports, "walkInGroups", {
  enumerable: true,
  get: function () {
    return walkInGroups;
  }
});
Object.defineProperty(exports, "zip64EndSignature", {
  enumerable: true,
  get: function () {
    return zip64EndSignature;
  }
});
Object.defineProperty(exports, "zip64LocatorSignature", {
  enumerable: true,
  get: function () {
    return zip64LocatorSignature;
  }
});