import { a as kindOfSync, o as kindOfTarget, r as kindOf } from "./lock-file.js";
import { t as LayoutRepository } from "./repository2.js";
import { w as isDigest } from "./media-types.js";
import { s as withDefaultTag } from "./location.js";
import { n as connectRepository } from "./connect.js";
import { f as throwIfAborted, m as printable, o as isOciError, t as OciError } from "./error.js";
import { a as checkTarget, c as segmentsOf, d as NameCollisions, n as maxEntries, o as directoriesToCheck, s as relativeTarget, t as maxDepth } from "./walk.js";
import { n as fileSystemError, t as errnoOf } from "./file-system-error.js";
import { c as relativeTo, o as joinName, r as fromLatin1, s as printableName, t as byteStringOf, u as systemPath } from "./byte-string.js";
import { t as TarReader } from "./reader.js";
import { t as decompress } from "./decompress.js";
import { t as _usingCtx } from "./usingCtx.js";
import { dirname, join, resolve } from "node:path";
import { setImmediate } from "node:timers/promises";
import { tmpdir } from "node:os";
import { promisify } from "node:util";
import { chmodSync, closeSync, constants as constants$1, createReadStream, fchmodSync, futimesSync, linkSync, mkdirSync, openSync, readlinkSync, rmdirSync, symlinkSync, unlinkSync, write, writeSync } from "node:fs";
import { chmod, mkdir, mkdtemp, opendir, rm, stat, statfs } from "node:fs/promises";

// src/fs/remove-tree.ts
const namesPerRead = 256;
const filesPerIteration = 64;
const maxAttempts = 5;
async function removeTree(directory) {
	try {
		await removeDirectory(byteStringOf(directory));
	} catch {
		try {
			await rm(directory, {
				recursive: true,
				force: true,
				maxRetries: 3
			});
		} catch (error) {
			throw fileSystemError(error, `remove ${directory}`);
		}
	}
}
async function removeEntry(path) {
	if (await kindOf(systemPath(path)) === "directory") await removeDirectory(path);
	else await rm(systemPath(path), { force: true });
}
async function removeDirectory(directory) {
	for (let attempt = 1;; attempt++) try {
		for (const child of await removeFiles(directory)) await removeDirectory(child);
		rmdirSync(systemPath(directory));
		return;
	} catch (error) {
		const code = errnoOf(error);
		if (code === "ENOENT") return;
		if (attempt === maxAttempts) throw error;
		if (code === "EACCES" || code === "EPERM") chmodSync(systemPath(directory), 448);
		else if (code !== "ENOTEMPTY" && code !== "EEXIST") throw error;
	}
}
async function removeFiles(directory) {
	const directories = [];
	let removed = 0;
	const options = {
		encoding: "latin1",
		bufferSize: namesPerRead
	};
	for await (const entry of await opendir(systemPath(directory), options)) {
		const path = joinName(directory, fromLatin1(entry.name));
		if (entry.isDirectory()) directories.push(path);
		else {
			unlinkIfExists(path);
			if (++removed % filesPerIteration === 0) await setImmediate();
		}
	}
	return directories;
}
function unlinkIfExists(path) {
	try {
		unlinkSync(systemPath(path));
	} catch (error) {
		if (errnoOf(error) !== "ENOENT") throw error;
	}
}

// src/archive/unpack/budget.ts
const reserveFraction = 20;
const maxReserve = 1024 ** 3;
var UnpackBudget = class UnpackBudget {
	#totalSize;
	#entries;
	#isDiskSpace;
	#reservedSize = 0;
	#reservedEntries = 0;
	constructor({ totalSize = Infinity, entries = maxEntries }, isDiskSpace = false) {
		this.#totalSize = totalSize;
		this.#entries = entries;
		this.#isDiskSpace = isDiskSpace;
	}
	static async forDirectory(directory, limits = {}) {
		if (limits.totalSize !== void 0) return new UnpackBudget(limits);
		return new UnpackBudget({
			...limits,
			totalSize: await availableSize(directory)
		}, true);
	}
	reserveFile(bytes, what) {
		this.#reservedSize += bytes;
		if (this.#reservedSize <= this.#totalSize) return;
		const reason = this.#isDiskSpace ? "the free space of the disk; free disk space, or set \"max-unpacked-size\"" : "the limit; raise \"max-unpacked-size\"";
		throw new OciError("SIZE_LIMIT", `cannot write ${printable(what, 300)}: the files of the artifact need more than ${this.#totalSize} bytes, ` + reason, { detail: { option: "maxUnpackedSize" } });
	}
	reserveEntries(count, what) {
		this.#reservedEntries += count;
		if (this.#reservedEntries <= this.#entries) return;
		throw new OciError("SIZE_LIMIT", `cannot unpack ${printable(what, 300)}: the archives of the artifact have more entries than the limit of ` + String(this.#entries));
	}
};
async function availableSize(directory) {
	try {
		const { blocks, bavail, bsize } = await statfs(directory);
		return sizeLimit({
			blocks,
			bavail,
			bsize
		});
	} catch {
		return Infinity;
	}
}
function sizeLimit({ blocks, bavail, bsize }) {
	if (blocks === 0) return Infinity;
	const free = bavail * bsize;
	return Math.floor(free - Math.min(free / reserveFraction, maxReserve));
}

// src/archive/unpack/tree.ts
const newFileFlags = constants$1.O_WRONLY | constants$1.O_CREAT | constants$1.O_EXCL | (constants$1.O_NOFOLLOW ?? 0);
const latestTime = 2 ** 32 - 1;
const writeAsync = promisify(write);
const ownerAccess = 448;
const linksSymlinks = process.platform === "linux";
const maxKnownDirectories = 1e4;
const maxDeferredBytes = 33554432;
var UnpackTree = class {
	#root;
	#umask;
	#preservePermissions;
	#knownDirectories = /* @__PURE__ */ new Set();
	#modes = /* @__PURE__ */ new Map();
	#linksToCheck = [];
	#deferred = 0;
	constructor(root, umask, preservePermissions) {
		this.#root = root;
		this.#umask = umask;
		this.#preservePermissions = preservePermissions;
	}
	pathOf(segments) {
		let path = this.#root;
		for (const segment of segments) path = joinName(path, segment);
		return path;
	}
	directory(segments) {
		const path = this.pathOf(segments);
		if (segments.length === 0 || this.#knownDirectories.has(path)) return path;
		this.directory(segments.slice(0, -1));
		this.#createDirectory(path, 511 & ~this.#umask);
		return path;
	}
	setDirectory(segments, mode) {
		const maskedMode = this.#masked(mode);
		const parent = this.directory(segments.slice(0, -1));
		const path = joinName(parent, segments.at(-1) ?? this.#root);
		const initialMode = maskedMode | ownerAccess;
		if (!(!this.#knownDirectories.has(path) && this.#createDirectory(path, initialMode)) || this.#preservePermissions) this.#attempt("set the mode of", path, () => chmodSync(systemPath(path), initialMode));
		if (maskedMode !== initialMode || this.#modes.has(path)) {
			this.#defer(path.length);
			this.#modes.set(path, maskedMode);
		}
	}
	createFile(file, content) {
		this.#attempt("write", file.path, () => {
			const descriptor = this.#open(file);
			try {
				for (let at = 0; at < content.byteLength;) at += writeSync(descriptor, content, at);
				this.#complete(descriptor, file);
			} finally {
				closeSync(descriptor);
			}
		});
	}
	async streamFile(file, content) {
		const descriptor = this.#attempt("create", file.path, () => this.#open(file));
		try {
			for await (const chunk of content) await writeChunk(descriptor, chunk).catch((error) => {
				throw fileSystemError(error, `write "${this.#nameOf(file.path)}"`);
			});
			this.#attempt("write", file.path, () => this.#complete(descriptor, file));
		} finally {
			closeSync(descriptor);
		}
	}
	#open({ path, mode }) {
		return this.#replace(path, () => openSync(systemPath(path), newFileFlags, this.#masked(mode)));
	}
	#complete(descriptor, { mode, mtime }) {
		if (this.#preservePermissions) fchmodSync(descriptor, this.#masked(mode));
		if (mtime > 0) futimesSync(descriptor, Math.min(mtime, latestTime), Math.min(mtime, latestTime));
	}
	createSymlink(path, target) {
		this.#attempt("create the symlink", path, () => this.#replace(path, () => symlinkSync(systemPath(target), systemPath(path))));
	}
	deferTargetCheck(directory, target, entry) {
		this.#defer(target.length + entry.length);
		this.#linksToCheck.push({
			directory,
			target,
			entry
		});
	}
	createLink(path, to, entry, checkTarget) {
		const existing = this.pathOf(to);
		if (existing === path) throw refusedLink(entry, "its target is the link itself");
		for (let length = 1; length < to.length; length++) {
			const parent = this.pathOf(to.slice(0, length));
			if (!this.#knownDirectories.has(parent) && kindOfSync(systemPath(parent)) !== "directory") throw refusedLink(entry, "a parent of its target is not a directory");
		}
		const kind = kindOfSync(systemPath(existing));
		if (kind === "symbolic link") {
			const target = fromLatin1(readlinkSync(systemPath(existing), { encoding: "latin1" }));
			checkTarget(target);
			if (!linksSymlinks) {
				this.createSymlink(path, target);
				return;
			}
		} else if (kind !== "file") throw refusedLink(entry, "its target is not an earlier file or symlink of the archive");
		this.#attempt("create the hard link", path, () => this.#replace(path, () => linkSync(systemPath(existing), systemPath(path))));
	}
	finish() {
		for (const { directory, target, entry } of this.#linksToCheck) for (const path of directoriesToCheck(directory, target)) {
			if (kindOfSync(systemPath(this.pathOf(path))) === "directory") continue;
			throw new OciError("ARCHIVE_INVALID", `cannot unpack the symlink "${entry}" to "${printableName(target)}": ".." follows "${printableName(path.at(-1) ?? target)}" in its target, which is not a directory`);
		}
		for (const [path, mode] of [...this.#modes].sort(([a], [b]) => b.length - a.length)) this.#attempt("set the mode of", path, () => chmodSync(systemPath(path), mode));
	}
	#createDirectory(path, mode) {
		let isNew = true;
		this.#attempt("create the directory", path, () => {
			try {
				mkdirSync(systemPath(path), mode);
			} catch (error) {
				if (errnoOf(error) !== "EEXIST") throw error;
				isNew = false;
				const kind = kindOfSync(systemPath(path));
				if (kind === "directory") return;
				throw new OciError("ARCHIVE_INVALID", `cannot unpack the directory "${this.#nameOf(path)}": a ${kind} with this name exists`);
			}
		});
		if (this.#knownDirectories.size >= maxKnownDirectories) this.#knownDirectories.clear();
		this.#knownDirectories.add(path);
		return isNew;
	}
	#replace(path, create) {
		try {
			return create();
		} catch (error) {
			const code = errnoOf(error);
			if (code !== "EEXIST" && code !== "ELOOP") throw error;
			if (kindOfSync(systemPath(path)) === "directory") throw new OciError("ARCHIVE_INVALID", `cannot unpack "${this.#nameOf(path)}": a directory with this name exists`);
			unlinkSync(systemPath(path));
			return create();
		}
	}
	#attempt(operation, path, work) {
		try {
			return work();
		} catch (error) {
			throw fileSystemError(error, `${operation} "${this.#nameOf(path)}"`);
		}
	}
	#nameOf(path) {
		return printableName(relativeTo(this.#root, path) ?? path);
	}
	#masked(mode) {
		return mode & 511 & (this.#preservePermissions ? 511 : ~this.#umask);
	}
	#defer(bytes) {
		this.#deferred += bytes + 100;
		if (this.#deferred > maxDeferredBytes) throw new OciError("SIZE_LIMIT", "cannot unpack the archive: too many directories deny access to their owner, or too many symlinks have \"..\" after a name");
	}
};
async function writeChunk(descriptor, chunk) {
	for (let at = 0; at < chunk.byteLength;) at += (await writeAsync(descriptor, chunk, at)).bytesWritten;
}
function refusedLink(entry, reason) {
	return new OciError("ARCHIVE_INVALID", `cannot unpack the hard link "${entry}": ${reason}`);
}

// src/archive/unpack/unpacker.ts
const smallFileSize = 131072;
const maxSpecialNames = 10;
async function unpackInto(content, directory, traits, options) {
	const { compression, what, limits, signal } = options;
	const budget = options.budget ?? await UnpackBudget.forDirectory(directory, limits);
	const reader = new TarReader(decompress(content, {
		compression,
		what,
		signal
	}), {
		maxMetaSize: limits?.metaSize,
		what
	});
	const unpacker = new Unpacker(reader, byteStringOf(resolve(directory)), traits, budget, options);
	try {
		for (let entry = await reader.next(); entry !== void 0; entry = await reader.next()) {
			throwIfAborted(signal);
			await unpacker.add(entry);
		}
		return unpacker.finish();
	} finally {
		await reader.close();
	}
}
var Unpacker = class {
	#reader;
	#options;
	#budget;
	#tree;
	#collisions;
	#rules;
	#count = {
		file: 0,
		directory: 0,
		symlink: 0,
		link: 0,
		special: 0
	};
	#specialNames = [];
	#entries = 0;
	#bytes = 0;
	constructor(reader, root, traits, budget, options) {
		this.#reader = reader;
		this.#budget = budget;
		this.#options = options;
		this.#tree = new UnpackTree(root, traits.umask, options.preservePermissions ?? false);
		this.#collisions = options.refuseCollisions ?? traits.isCaseInsensitive ? new NameCollisions() : void 0;
		this.#rules = {
			maxDepth: options.limits?.depth ?? 1024 + 1,
			platform: options.platform ?? process.platform
		};
	}
	async add(entry) {
		this.#budget.reserveEntries(1, this.#what);
		const segments = segmentsOf(entry.name, this.#rules);
		const name = () => printableName(fromLatin1(entry.name.toString("latin1")));
		if (segments.length === 0 && entry.type !== "directory") throw new OciError("ARCHIVE_INVALID", `cannot unpack "${name()}": it is a ${entry.type} with the name of the destination directory`);
		this.#collisions?.add(segments);
		switch (entry.type) {
			case "file":
				await this.#addFile(entry, segments);
				break;
			case "directory":
				if (segments.length > 0 && this.#isWriting) this.#tree.setDirectory(segments, entry.mode);
				this.#count.directory++;
				break;
			case "symlink":
				this.#addSymlink(entry, segments, name());
				break;
			case "link":
				this.#addLink(entry, segments, name());
				break;
			case "character device":
			case "block device":
			case "FIFO": if (this.#count.special++ < maxSpecialNames) this.#specialNames.push(`${name()} (${entry.type})`);
		}
		this.#entries++;
		this.#reportProgress();
	}
	finish() {
		const { file, directory, symlink, link, special } = this.#count;
		if (!this.#isWriting) {
			const more = special > maxSpecialNames ? ` and ${special - maxSpecialNames} more` : "";
			throw new OciError("ARCHIVE_INVALID", `cannot unpack special files: ${this.#specialNames.join(", ")}${more}; exclude them when packing, or set specialFiles to "skip"`);
		}
		this.#tree.finish();
		return {
			entries: this.#entries,
			bytes: this.#bytes,
			files: file,
			directories: directory,
			symlinks: symlink,
			hardLinks: link,
			skipped: special,
			skippedNames: this.#specialNames
		};
	}
	get #what() {
		return this.#options.what ?? "the layer";
	}
	get #isWriting() {
		return this.#count.special === 0 || this.#options.specialFiles === "skip";
	}
	async #addFile(entry, segments) {
		this.#budget.reserveFile(entry.size, this.#what);
		this.#count.file++;
		if (!this.#isWriting) return;
		const path = this.#prepare(segments);
		const { mode, mtime, size } = entry;
		const file = {
			path,
			mode,
			mtime
		};
		if (size <= smallFileSize) {
			this.#tree.createFile(file, await this.#reader.readAll());
			this.#bytes += size;
		} else await this.#tree.streamFile(file, this.#withProgress(this.#reader.content()));
	}
	#addSymlink(entry, segments, name) {
		const policy = this.#options.symlinks ?? "inside";
		const directory = segments.slice(0, -1);
		const stored = fromLatin1(entry.linkName.toString("latin1"));
		const target = policy === "root" ? relativeTarget(directory, stored) : stored;
		if (policy === "refuse") throw new OciError("ARCHIVE_INVALID", `cannot unpack the symlink "${name}": the option symlinks does not allow symlinks`);
		const needsCheck = this.#checkTarget(directory, target, name);
		this.#count.symlink++;
		if (!this.#isWriting) return;
		const path = this.#prepare(segments);
		this.#tree.createSymlink(path, target);
		if (needsCheck) this.#tree.deferTargetCheck(directory, target, name);
	}
	#addLink(entry, segments, name) {
		const target = segmentsOf(entry.linkName, this.#rules);
		this.#count.link++;
		if (!this.#isWriting) return;
		const path = this.#prepare(segments);
		const directory = segments.slice(0, -1);
		this.#tree.createLink(path, target, name, (symlink) => {
			if (this.#checkTarget(directory, symlink, name)) this.#tree.deferTargetCheck(directory, symlink, name);
		});
	}
	#checkTarget(directory, target, name) {
		const policy = this.#options.symlinks ?? "inside";
		if (policy === "any") return false;
		return checkTarget(directory, target, name) && policy === "inside";
	}
	#prepare(segments) {
		const directory = this.#tree.directory(segments.slice(0, -1));
		return joinName(directory, segments.at(-1) ?? byteStringOf("."));
	}
	async *#withProgress(content) {
		for await (const chunk of content) {
			throwIfAborted(this.#options.signal);
			yield chunk;
			this.#bytes += chunk.byteLength;
			this.#reportProgress();
		}
	}
	#reportProgress() {
		this.#options.onProgress?.({
			entries: this.#entries,
			bytes: this.#bytes
		});
	}
};

// src/archive/unpack/unpack.ts
var UnpackedLayer = class {
	directory;
	result;
	#isKept = false;
	constructor(directory, result) {
		this.directory = directory;
		this.result = result;
	}
	keep() {
		this.#isKept = true;
	}
	async [Symbol.asyncDispose]() {
		if (!this.#isKept) await removeTree(this.directory);
		this.#isKept = true;
	}
};
async function unpackLayer(content, destination, options = {}) {
	const { what = "the layer" } = options;
	const directory = await stagingDirectory(dirname(resolve(destination)), what);
	try {
		const traits = await probeDirectory(directory, what);
		const result = await unpackInto(content, directory, traits, options);
		await chmod(directory, 511 & ~traits.umask);
		return new UnpackedLayer(directory, result);
	} catch (error) {
		await removeTree(directory).catch(() => {});
		throw error;
	}
}
async function stagingDirectory(parent, what) {
	try {
		return await mkdtemp(join(parent, ".unpack-"));
	} catch (error) {
		throw fileSystemError(error, `create a directory for ${what}`);
	}
}
async function probeDirectory(directory, what) {
	try {
		const probe = await mkdtemp(join(directory, ".probe-"));
		try {
			const created = join(probe, "name");
			await mkdir(created, 511);
			return {
				umask: 511 & ~(await stat(created)).mode,
				isCaseInsensitive: await kindOf(join(probe, "NAME")) !== "absent"
			};
		} finally {
			await rm(probe, {
				recursive: true,
				force: true
			});
		}
	} catch (error) {
		throw fileSystemError(error, `create a directory for ${what}`);
	}
}

// src/connect/layout-archive.ts
async function openLayoutArchive(path, { signal } = {}) {
	const parent = await temporaryDirectory();
	try {
		try {
			var _usingCtx$1 = _usingCtx();
			const unpacked = _usingCtx$1.a(await unpack(path, parent, signal));
			const { directory } = unpacked;
			if (await kindOf(join(directory, "oci-layout")) !== "file") throw await notALayout(path, directory);
			const layout = await LayoutRepository.open(directory, {
				readOnly: true,
				title: path,
				signal
			});
			unpacked.keep();
			return {
				layout,
				[Symbol.asyncDispose]: () => removeTree(parent)
			};
		} catch (_) {
			_usingCtx$1.e = _;
		} finally {
			await _usingCtx$1.d();
		}
	} catch (error) {
		await removeTree(parent).catch(() => void 0);
		throw error;
	}
}
async function temporaryDirectory() {
	try {
		return await mkdtemp(join(tmpdir(), "oci-archive-"));
	} catch (error) {
		throw fileSystemError(error, `create a temporary directory in ${tmpdir()}`);
	}
}
async function unpack(path, parent, signal) {
	try {
		const budget = await UnpackBudget.forDirectory(parent);
		return await unpackLayer(createReadStream(path), join(parent, "layout"), {
			what: path,
			budget,
			signal
		});
	} catch (error) {
		if (!isOciError(error, "ARCHIVE_INVALID")) throw fileSystemError(error, `read ${path}`);
		const problem = `cannot read ${printable(path, 300)} as an image layout in a tar archive: ${error.message}`;
		throw new OciError("UNSUPPORTED", problem, { cause: error });
	}
}
async function notALayout(path, directory) {
	const quoted = printable(path, 300);
	const remedy = await kindOf(join(directory, "manifest.json")) === "file" ? `it has the form of Docker before version 25; convert it with "skopeo copy docker-archive:${quoted} oci:DIR:TAG"` : "it has no file oci-layout at its top; give an archive of an image layout, or a directory";
	return new OciError("UNSUPPORTED", `${quoted} does not contain an OCI image layout: ${remedy}`);
}

// src/connect/open-location.ts
async function openLocation(location, options = {}) {
	if (location.kind === "registry") {
		const connection = await connectRepository(location, options);
		const close = () => connection.close();
		const { registry, repository } = connection;
		return {
			location,
			registry,
			repository,
			close,
			[Symbol.asyncDispose]: close
		};
	}
	const path = resolve(location.path);
	if (options.readOnly === true && await kindOfTarget(path) === "file") {
		const archive = await openLayoutArchive(path, { signal: options.signal });
		const close = async () => archive[Symbol.asyncDispose]();
		return {
			location,
			repository: archive.layout,
			close,
			[Symbol.asyncDispose]: close
		};
	}
	const layout = await LayoutRepository.open(path, {
		readOnly: options.readOnly,
		create: options.create === false ? "never" : "in-empty-folder",
		signal: options.signal
	});
	const close = async () => {
		if (options.readOnly !== true) await layout.tidy();
	};
	return {
		location,
		repository: layout,
		close,
		[Symbol.asyncDispose]: close
	};
}
async function manifestLocation(repository, location, options = {}) {
	if (!(repository instanceof LayoutRepository) || location.digest !== void 0) return withDefaultTag(location);
	const reference = await repository.select(location.tag, options);
	return {
		...location,
		...isDigest(reference) ? { digest: reference } : { tag: reference }
	};
}

export { removeEntry as a, UnpackBudget as i, openLocation as n, removeTree as o, unpackLayer as r, manifestLocation as t };