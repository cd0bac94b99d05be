let require_spec;
const require_options = require("./options.js");
let require_usingCtx;
let require_transport;
let require_records;
let require_remove_tree;
let require_unpack;
let require_pull_manifest;
let node_os;
let node_path;
let node_crypto;
let node_fs;
let node_fs_promises;

// src/fs/merge-tree.ts
async function withWritableDirectory(directory, work) {
	const mode = (0, (node_fs ??= require("node:fs")).lstatSync)(require_options.systemPath(directory)).mode & 4095;
	if ((mode & 448) === 448) return await work();
	await (0, (node_fs_promises ??= require("node:fs/promises")).chmod)(require_options.systemPath(directory), mode | 448);
	try {
		return await work();
	} finally {
		await (0, (node_fs_promises ??= require("node:fs/promises")).chmod)(require_options.systemPath(directory), mode);
	}
}
async function moveTree(from, to, options = {}) {
	if (await (require_transport ??= require("./transport.js")).kindOf(require_options.systemPath(to)) === "absent") {
		await moveDirectory(from, to);
		return;
	}
	const merge = async () => {
		const conflict = await findConflict(from, to, options, require_options.byteStringOf(""), new (require_spec ??= require("./spec.js")).TimeSlice());
		if (conflict !== void 0) return conflict;
		for (const name of options.removed ?? []) await removeSingle(require_options.systemPath(require_options.joinName(to, name)));
		await mergeTree(from, to);
	};
	return options.intoReadOnly === true ? withWritableDirectory(to, merge) : merge();
}
async function removeSingle(path) {
	if (await (require_transport ??= require("./transport.js")).kindOf(path) === "directory") await (0, (node_fs_promises ??= require("node:fs/promises")).rmdir)(path);
	else await (0, (node_fs_promises ??= require("node:fs/promises")).rm)(path, { force: true });
}
async function findConflict(from, to, options, parent, slice) {
	let isChecked = false;
	for (const { name, path, isDirectory } of (require_records ??= require("./records.js")).readEntries(from)) {
		if (!isChecked && options.intoReadOnly !== true) await (0, (node_fs_promises ??= require("node:fs/promises")).access)(require_options.systemPath(to), (node_fs_promises ??= require("node:fs/promises")).constants.W_OK | (node_fs_promises ??= require("node:fs/promises")).constants.X_OK);
		isChecked = true;
		const target = require_options.joinName(to, name);
		const inner = require_options.joinName(parent, name);
		const existing = (require_transport ??= require("./transport.js")).kindOfSync(require_options.systemPath(target));
		await slice.pause();
		if (existing === "absent" || options.removed?.has(inner) === true) continue;
		if (isDirectory !== (existing === "directory") || !isDirectory && options.replaceFiles === false) return {
			path: inner,
			existing,
			incomingDirectory: isDirectory
		};
		if (!isDirectory) continue;
		const conflict = await withWritableDirectory(path, () => findConflict(path, target, options, inner, slice));
		if (conflict !== void 0) return conflict;
	}
}
async function mergeTree(from, to) {
	for (const { name, path, isDirectory } of (require_records ??= require("./records.js")).readEntries(from)) {
		const target = require_options.joinName(to, name);
		if (!isDirectory) await (require_transport ??= require("./transport.js")).renameOver(require_options.systemPath(path), require_options.systemPath(target));
		else if ((require_transport ??= require("./transport.js")).kindOfSync(require_options.systemPath(target)) === "directory") await withWritableDirectory(path, () => withWritableDirectory(target, () => mergeTree(path, target)));
		else await moveDirectory(path, target);
	}
}
async function moveDirectory(from, to) {
	const mode = (0, (node_fs ??= require("node:fs")).lstatSync)(require_options.systemPath(from)).mode & 4095;
	const isReadOnly = (mode & 128) === 0;
	if (isReadOnly) await (0, (node_fs_promises ??= require("node:fs/promises")).chmod)(require_options.systemPath(from), mode | 128);
	await (require_transport ??= require("./transport.js")).renameOver(require_options.systemPath(from), require_options.systemPath(to));
	if (isReadOnly) await (0, (node_fs_promises ??= require("node:fs/promises")).chmod)(require_options.systemPath(to), mode);
}

// src/fs/copy-tree.ts
async function copyTree(from, to) {
	await copyEntry(from, to, /* @__PURE__ */ new Map());
}
async function copyEntry(from, to, copies) {
	const state = (0, (node_fs ??= require("node:fs")).lstatSync)(require_options.systemPath(from), { bigint: true });
	if (state.isSymbolicLink()) {
		(0, (node_fs ??= require("node:fs")).symlinkSync)((0, (node_fs ??= require("node:fs")).readlinkSync)(require_options.systemPath(from), { encoding: "buffer" }), require_options.systemPath(to));
		return;
	}
	const mode = Number(state.mode & 4095n);
	if (state.isDirectory()) {
		(0, (node_fs ??= require("node:fs")).mkdirSync)(require_options.systemPath(to), 448);
		await withWritableDirectory(from, async () => {
			for (const { name, path } of (require_records ??= require("./records.js")).readEntries(from)) await copyEntry(path, require_options.joinName(to, name), copies);
		});
		(0, (node_fs ??= require("node:fs")).chmodSync)(require_options.systemPath(to), mode);
		return;
	}
	const earlier = copies.get(state.ino);
	if (earlier !== void 0) {
		(0, (node_fs ??= require("node:fs")).linkSync)(require_options.systemPath(earlier), require_options.systemPath(to));
		return;
	}
	if (state.nlink > 1n) copies.set(state.ino, to);
	await copyContent(from, to, mode);
	(0, (node_fs ??= require("node:fs")).utimesSync)(require_options.systemPath(to), Number(state.atimeMs) / 1e3, Number(state.mtimeMs) / 1e3);
}
async function copyContent(from, to, mode) {
	const isReadable = (mode & 256) !== 0;
	if (!isReadable) (0, (node_fs ??= require("node:fs")).chmodSync)(require_options.systemPath(from), mode | 256);
	try {
		await (0, (node_fs_promises ??= require("node:fs/promises")).copyFile)(require_options.systemPath(from), require_options.systemPath(to), (node_fs ??= require("node:fs")).constants.COPYFILE_EXCL | (node_fs ??= require("node:fs")).constants.COPYFILE_FICLONE);
	} finally {
		if (!isReadable) (0, (node_fs ??= require("node:fs")).chmodSync)(require_options.systemPath(from), mode);
	}
	(0, (node_fs ??= require("node:fs")).chmodSync)(require_options.systemPath(to), mode);
}

// src/transfer/image-layers.ts
const ociLayer = /^application\/vnd\.oci\.image\.layer(?:\.nondistributable)?\.v1\.tar(?:\+gzip|\+zstd)?$/;
const dockerLayer = /^application\/vnd\.docker\.image\.rootfs(?:\.foreign)?\.diff\.tar(?:\.gzip|\.zstd)?$/;
function planImage(layers) {
	const other = layers.find(({ mediaType }) => !ociLayer.test(mediaType) && !dockerLayer.test(mediaType));
	if (other !== void 0) throw new (require_spec ??= require("./spec.js")).OciError("UNSUPPORTED", `cannot unpack the artifact as an image: the layer ${other.digest} has the type ${(require_spec ??= require("./spec.js")).printable(other.mediaType, 200)}, which is not a layer of an image; pull it with the format auto`, { detail: { option: "format" } });
	return {
		placements: layers.map((layer, index) => ({
			index,
			layer,
			segments: [],
			unpack: true,
			isChange: true
		})),
		skipped: [],
		warnings: []
	};
}
const whiteoutPrefix = ".wh.";
const metadataPrefix = ".wh..wh.";
const opaqueMarker = ".wh..wh..opq";
async function applyImageLayer(from, to) {
	await withWritableDirectory(to, async () => {
		const entries = [...(require_records ??= require("./records.js")).readEntries(from)];
		if (entries.some(({ name }) => name === opaqueMarker)) for (const { path } of (require_records ??= require("./records.js")).readEntries(to)) await (require_remove_tree ??= require("./remove-tree.js")).removeEntry(path);
		for (const { name } of entries) if (isMarker(name) && !name.startsWith(metadataPrefix)) await (require_remove_tree ??= require("./remove-tree.js")).removeEntry(require_options.joinName(to, hiddenName(name)));
		for (const { name, path, isDirectory } of entries) {
			if (isMarker(name)) continue;
			const target = require_options.joinName(to, name);
			if (isDirectory) {
				const mode = (0, (node_fs ??= require("node:fs")).lstatSync)(require_options.systemPath(path)).mode & 4095;
				await withWritableDirectory(path, () => applyDirectory(path, target, name));
				(0, (node_fs ??= require("node:fs")).chmodSync)(require_options.systemPath(target), mode);
			} else {
				if (await (require_transport ??= require("./transport.js")).kindOf(require_options.systemPath(target)) === "directory") await (require_remove_tree ??= require("./remove-tree.js")).removeEntry(target);
				await (require_transport ??= require("./transport.js")).renameOver(require_options.systemPath(path), require_options.systemPath(target));
			}
		}
	});
}
async function applyDirectory(path, target, name) {
	let existing = await (require_transport ??= require("./transport.js")).kindOf(require_options.systemPath(target));
	if (existing === "symbolic link" && !(require_records ??= require("./records.js")).readEntries(path).some((entry) => entry.name === opaqueMarker)) throw new (require_spec ??= require("./spec.js")).OciError("ARCHIVE_INVALID", `cannot unpack the directory "${require_options.printableName(name)}" of the image: a layer below has a symbolic link of this name`);
	if (existing !== "absent" && existing !== "directory") {
		await (require_remove_tree ??= require("./remove-tree.js")).removeEntry(target);
		existing = "absent";
	}
	if (existing === "absent") (0, (node_fs ??= require("node:fs")).mkdirSync)(require_options.systemPath(target), 448);
	await applyImageLayer(path, target);
}
function isMarker(name) {
	return name.startsWith(whiteoutPrefix);
}
function hiddenName(name) {
	const hidden = name.slice(4);
	if (hidden !== "" && hidden !== "." && hidden !== "..") return require_options.fromLatin1(hidden);
	throw new (require_spec ??= require("./spec.js")).OciError("ARCHIVE_INVALID", `cannot unpack the whiteout "${require_options.printableName(name)}": it names no entry`);
}

// src/transfer/written-entries.ts
function isDirectoryMark(fingerprint) {
	return fingerprint.startsWith("d");
}
function directoryMode(fingerprint) {
	return Number.parseInt(fingerprint.slice(1), 8);
}
var EntryLookup = class {
	#root;
	#realDirectories = /* @__PURE__ */ new Map([[require_options.byteStringOf(""), true]]);
	constructor(root) {
		this.#root = require_options.byteStringOf(root);
	}
	pathOf(name) {
		return require_options.joinName(this.#root, name);
	}
	fingerprint(name) {
		const state = this.#isReal(require_options.parentName(name)) ? stateOf$1(this.pathOf(name)) : void 0;
		return state === void 0 ? void 0 : fingerprintOf(state);
	}
	matches(name, fingerprint) {
		try {
			return this.fingerprint(name) === fingerprint;
		} catch {
			return false;
		}
	}
	names(directory) {
		return (require_records ??= require("./records.js")).readNames(this.pathOf(directory));
	}
	#isReal(directory) {
		const known = this.#realDirectories.get(directory);
		if (known !== void 0) return known;
		const isReal = this.#isReal(require_options.parentName(directory)) && stateOf$1(this.pathOf(directory))?.isDirectory() === true;
		this.#realDirectories.set(directory, isReal);
		return isReal;
	}
};
async function hasEntries(lookup, entries) {
	const slice = new (require_spec ??= require("./spec.js")).TimeSlice();
	for (const [name, fingerprint] of entries) {
		if (!lookup.matches(name, fingerprint)) return false;
		await slice.pause();
	}
	return true;
}
async function treeEntries(root, below) {
	const entries = /* @__PURE__ */ new Map();
	const slice = new (require_spec ??= require("./spec.js")).TimeSlice();
	const visit = async (directory, name) => {
		for (const entry of (require_records ??= require("./records.js")).readEntries(directory)) {
			const inner = require_options.joinName(name, entry.name);
			if (entry.isDirectory) {
				entries.set(inner, directoryMark((0, (node_fs ??= require("node:fs")).lstatSync)(require_options.systemPath(entry.path), { bigint: true })));
				await withWritableDirectory(entry.path, () => visit(entry.path, inner));
			} else entries.set(inner, "");
			await slice.pause();
		}
	};
	await visit(root, below);
	return entries;
}
async function currentEntries(lookup, entries) {
	const slice = new (require_spec ??= require("./spec.js")).TimeSlice();
	const current = /* @__PURE__ */ new Map();
	for (const [name, recorded] of entries) {
		const fingerprint = recorded.startsWith("f") ? recorded : lookup.fingerprint(name);
		if (fingerprint === void 0) return void 0;
		current.set(name, fingerprint);
		await slice.pause();
	}
	return current;
}
function setMode(lookup, name, mode) {
	const current = lookup.fingerprint(name);
	if (current === void 0 || !isDirectoryMark(current) || directoryMode(current) === mode) return;
	try {
		(0, (node_fs ??= require("node:fs")).chmodSync)(require_options.systemPath(lookup.pathOf(name)), mode);
	} catch (error) {
		throw require_options.fileSystemError(error, `set the mode of "${require_options.printableName(name)}"`);
	}
}
function stateOf$1(path) {
	try {
		return (0, (node_fs ??= require("node:fs")).lstatSync)(require_options.systemPath(path), { bigint: true });
	} catch (error) {
		if (require_options.isMissing(error)) return void 0;
		throw error;
	}
}
function directoryMark({ mode }) {
	return `d${Number(mode & 4095n).toString(8)}`;
}
function fingerprintOf(state) {
	if (state.isDirectory()) return directoryMark(state);
	const { mode, size, mtimeNs, ctimeNs, ino } = state;
	return `f${(0, (node_crypto ??= require("node:crypto")).createHash)("sha256").update(`${mode} ${size} ${mtimeNs} ${ctimeNs} ${ino}`).digest("base64url").slice(0, 16)}`;
}

// src/transfer/pull-layer.ts
async function fetchLayer(source, placement, staging, options) {
	try {
		var _usingCtx$1 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
		const { index, layer, unpack, mode, isZip } = placement;
		const { preservePermissions, budget, progress, signal } = options;
		const path = stagingPath(placement, staging);
		const reader = _usingCtx$1.a(new (require_pull_manifest ??= require("./pull-manifest.js")).DrainingReader((opening) => (require_pull_manifest ??= require("./pull-manifest.js")).openContent(source, layer, { signal: opening }), signal));
		const content = progress.chunks(`layer ${index}`, reader.content());
		if (!unpack) try {
			var _usingCtx3 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
			const file = _usingCtx3.a(await (require_transport ??= require("./transport.js")).PendingFile.create(staging.workspace, describe(placement), ".pull", mode));
			for await (const chunk of content) await file.write(chunk);
			if (mode !== void 0 && preservePermissions === true) await file.setMode(mode);
			await options.finish?.(file.temporaryPath, layer, signal);
			await file.commit(path, false);
			return;
		} catch (_) {
			_usingCtx3.e = _;
		} finally {
			await _usingCtx3.d();
		}
		const unpackOptions = {
			preservePermissions,
			times: options.times,
			state: options.state,
			symlinks: options.symlinks ?? (placement.isChange === true ? "root" : "inside"),
			budget,
			signal,
			what: `the layer ${layer.digest}`,
			sizeHint: layer.size,
			contentDigest: claimedContent(layer)
		};
		if (isZip === true) try {
			var _usingCtx4 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
			const file = _usingCtx4.a(await (require_transport ??= require("./transport.js")).PendingFile.create(staging.workspace, describe(placement), ".pull"));
			for await (const chunk of content) await file.write(chunk);
			const unpacked = _usingCtx4.a(await (require_unpack ??= require("./unpack.js")).unpackZip(file.temporaryPath, path, unpackOptions));
			await moveUnpacked(unpacked, path, placement);
			return unpacked.result;
		} catch (_) {
			_usingCtx4.e = _;
		} finally {
			await _usingCtx4.d();
		}
		try {
			try {
				var _usingCtx5 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
				const unpacked = _usingCtx5.a(await (require_unpack ??= require("./unpack.js")).unpackLayerIn(options.threads, content, path, unpackOptions));
				await moveUnpacked(unpacked, path, placement);
				return unpacked.result;
			} catch (_) {
				_usingCtx5.e = _;
			} finally {
				await _usingCtx5.d();
			}
		} catch (error) {
			throw await reader.explain(error);
		}
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
function claimedContent({ annotations = {} }) {
	const digest = annotations[(require_spec ??= require("./spec.js")).annotationContentDigest];
	return annotations["io.oci-artifact.encoder"] !== void 0 && digest !== void 0 && (require_spec ??= require("./spec.js")).isDigest(digest) ? digest : void 0;
}
async function copyLayer(from, copies, content, staging, { budget, signal }) {
	const what = `the layer ${from.layer.digest}`;
	if (content !== void 0) {
		budget.reserveFile(content.bytes * copies.length, what);
		budget.reserveEntries(content.entries * copies.length, what);
	}
	const staged = require_options.byteStringOf(stagingPath(from, staging));
	for (const copy of copies) {
		(require_spec ??= require("./spec.js")).throwIfAborted(signal);
		try {
			await copyTree(staged, require_options.byteStringOf(stagingPath(copy, staging)));
		} catch (error) {
			throw require_options.fileSystemError(error, `write ${describe(copy)}`);
		}
	}
}
async function layerEntries(placement, staging) {
	const path = require_options.byteStringOf(placement.segments.join("/"));
	if (!placement.unpack) return /* @__PURE__ */ new Map([[path, ""]]);
	const from = require_options.byteStringOf(stagingPath(placement, staging));
	try {
		const entries = await treeEntries(from, await hasOwnPrefix(placement, from) ? require_options.byteStringOf("") : path);
		if (path !== "" && !entries.has(path)) entries.set(path, "d");
		return entries;
	} catch (error) {
		throw require_options.fileSystemError(error, `list ${describe(placement)}`);
	}
}
async function moveLayer(placement, staging) {
	const { segments, unpack } = placement;
	const staged = stagingPath(placement, staging);
	try {
		if (!unpack) {
			const directory = await makeRealDirectory(staging.directory, segments.slice(0, -1));
			await (require_transport ??= require("./transport.js")).renameOver(staged, (0, (node_path ??= require("node:path")).join)(require_options.textOf(directory), segments.at(-1) ?? ""));
			return;
		}
		const from = require_options.byteStringOf(staged);
		if (placement.isChange === true) {
			await applyImageLayer(from, require_options.byteStringOf(staging.directory));
			return;
		}
		const inner = await hasOwnPrefix(placement, from) ? [] : segments;
		const to = await makeRealDirectory(staging.directory, inner);
		const conflict = await withWritableDirectory(parentOf(to), async () => {
			if (await isEmpty(to)) await (0, (node_fs_promises ??= require("node:fs/promises")).rmdir)(require_options.systemPath(to));
			return moveTree(from, to, { intoReadOnly: true });
		});
		if (conflict !== void 0) throw conflictError$1(require_options.textOf(conflict.path), conflict.existing);
	} catch (error) {
		throw require_options.fileSystemError(error, `write ${describe(placement)}`);
	}
}
function describe({ layer, segments }) {
	return `"${segments.join("/") || "."}" from the layer ${layer.digest}`;
}
async function moveUnpacked(unpacked, path, placement) {
	try {
		await (require_transport ??= require("./transport.js")).renameOver(unpacked.directory, path);
		unpacked.keep();
	} catch (error) {
		throw require_options.fileSystemError(error, `write ${describe(placement)}`);
	}
}
function stagingPath({ index }, staging) {
	return (0, (node_path ??= require("node:path")).join)(staging.workspace, `layer-${index}`);
}
async function hasOwnPrefix({ segments, isZip }, tree) {
	return isZip !== true && await isPrefixed(tree, segments);
}
async function isPrefixed(tree, segments) {
	let directory = tree;
	for (const segment of segments.map(require_options.byteStringOf)) {
		const only = await withWritableDirectory(directory, async () => (require_records ??= require("./records.js")).onlyEntry(directory));
		if (only?.name !== segment || !only.isDirectory) return false;
		directory = only.path;
	}
	return segments.length > 0;
}
async function makeRealDirectory(root, segments) {
	let directory = require_options.byteStringOf(root);
	for (const segment of segments) {
		const parent = directory;
		const child = require_options.joinName(parent, require_options.byteStringOf(segment));
		directory = child;
		try {
			await withWritableDirectory(parent, () => (0, (node_fs_promises ??= require("node:fs/promises")).mkdir)(require_options.systemPath(child)));
		} catch (error) {
			if (require_options.errnoOf(error) !== "EEXIST") throw error;
			const existing = await (require_transport ??= require("./transport.js")).kindOf(require_options.systemPath(directory));
			if (existing !== "directory") throw conflictError$1(segment, existing);
		}
	}
	return directory;
}
function parentOf(path) {
	return require_options.byteStringOf((0, (node_path ??= require("node:path")).dirname)(require_options.textOf(path)));
}
async function isEmpty(directory) {
	try {
		var _usingCtx6 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
		return await _usingCtx6.a(await (0, (node_fs_promises ??= require("node:fs/promises")).opendir)(require_options.systemPath(directory))).read() === null;
	} catch (_) {
		_usingCtx6.e = _;
	} finally {
		await _usingCtx6.d();
	}
}
function conflictError$1(name, existing) {
	return new (require_spec ??= require("./spec.js")).OciError("ARCHIVE_INVALID", `"${(require_spec ??= require("./spec.js")).printable(name, 300)}" is a ${existing} in one layer and another kind of entry in another layer; an artifact cannot have both`);
}

// src/transfer/layer-downloads.ts
const defaultConcurrency = 3;
var LayerDownloads = class {
	#source;
	#staging;
	#options;
	#progress;
	#placements = [];
	#total = 0;
	constructor(source, staging, options) {
		this.#source = source;
		this.#staging = staging;
		this.#options = options;
		this.#progress = new (require_transport ??= require("./transport.js")).ReadProgress((done) => options.onProgress?.(done, this.#total));
	}
	get placements() {
		return this.#placements;
	}
	async add(placements) {
		const { budget, layouts, concurrency = defaultConcurrency, preservePermissions, symlinks, times, state, threads, onLayer, onUnpacked } = this.#options;
		for (const { layer, unpack, isZip } of placements) if (!unpack || isZip === true) budget.reserveFile(layer.size, `the layer ${layer.digest}`);
		const contents = groupByContent(placements, layouts);
		for (const [{ layer }] of contents) this.#total += layer.size;
		await (require_spec ??= require("./spec.js")).forEachConcurrent(contents, concurrency, async ([placement, ...others], signal) => {
			const result = await fetchLayer(this.#source, placement, this.#staging, {
				finish: layouts.get(placement.layer)?.finish,
				preservePermissions,
				symlinks,
				times,
				state,
				budget,
				threads,
				progress: this.#progress,
				signal
			});
			onLayer?.(placement.layer, pathOf(placement));
			await copyLayer(placement, others, result, this.#staging, {
				budget,
				signal
			});
			for (const other of others) onLayer?.(other.layer, pathOf(other));
			if (result !== void 0) onUnpacked?.(placement, result);
		}, this.#options.signal);
		this.#placements.push(...placements);
		this.#placements.sort((a, b) => a.index - b.index);
	}
};
function groupByContent(placements, layouts) {
	const groups = /* @__PURE__ */ new Map();
	for (const placement of placements) {
		const { index, layer, unpack, isZip, mode } = placement;
		const isChanged = layouts.get(layer)?.finish !== void 0;
		const key = `${layer.digest} ${layer.size} ${isChanged ? index : unpack} ${isZip ?? false} ${mode ?? ""}`;
		const group = groups.get(key);
		if (group === void 0) groups.set(key, [placement]);
		else group.push(placement);
	}
	return [...groups.values()];
}
function pathOf({ segments, unpack }) {
	const path = segments.join("/");
	return unpack ? `${path === "" ? "." : path}/` : path;
}

// src/transfer/stage-sweep.ts
const stagingPrefix = ".oci-artifact-pull-";
const staleMs = 864e5;
const stagingName = /^\.oci-artifact-pull-([0-9a-f]{8})-(\d{1,10})-[A-Za-z0-9]{6}$/;
async function makeStagingDirectory(parent) {
	return await (0, (node_fs_promises ??= require("node:fs/promises")).mkdtemp)((0, (node_path ??= require("node:path")).join)(parent, `${stagingPrefix}${await processNamespace()}-${process.pid}-`));
}
async function sweepStaging(parent, now = Date.now) {
	const namespace = await processNamespace();
	let entries;
	try {
		entries = await (0, (node_fs_promises ??= require("node:fs/promises")).opendir)(parent);
	} catch {
		return;
	}
	for await (const entry of entries) {
		const [, ownerNamespace, pid] = stagingName.exec(entry.name) ?? [];
		if (ownerNamespace === void 0) continue;
		const path = (0, (node_path ??= require("node:path")).join)(parent, entry.name);
		const state = await (0, (node_fs_promises ??= require("node:fs/promises")).lstat)(path).catch(() => void 0);
		if (state === void 0 || !isOwnDirectory(state)) continue;
		if (ownerNamespace === namespace ? !(require_transport ??= require("./transport.js")).isProcessAlive(Number(pid)) : Math.abs(now() - state.mtimeMs) > staleMs) await (require_remove_tree ??= require("./remove-tree.js")).removeTree(path).catch(() => void 0);
	}
}
function isOwnDirectory(state) {
	const user = process.getuid?.();
	return state.isDirectory() && (user === void 0 || state.uid === user);
}
async function processNamespace() {
	const container = await (0, (node_fs_promises ??= require("node:fs/promises")).readlink)("/proc/self/ns/pid").catch(() => "");
	return (0, (node_crypto ??= require("node:crypto")).createHash)("sha256").update(`${(0, (node_os ??= require("node:os")).hostname)()}\n${container}`).digest("hex").slice(0, 8);
}

// src/transfer/stage.ts
async function stage(path, options = {}) {
	const target = (0, (node_path ??= require("node:path")).resolve)(path);
	const parent = (0, (node_path ??= require("node:path")).dirname)(target);
	let createdParent;
	let workspace;
	let content;
	try {
		const initial = await stateOf(target);
		createdParent = await (0, (node_fs_promises ??= require("node:fs/promises")).mkdir)(parent, { recursive: true });
		workspace = await makeWorkspace(target, parent, initial);
		content = (0, (node_path ??= require("node:path")).join)(workspace, "content");
		await (0, (node_fs_promises ??= require("node:fs/promises")).mkdir)(content);
	} catch (error) {
		await removeEmpty(parent, createdParent);
		throw require_options.fileSystemError(error, `create a staging directory for ${target}`);
	}
	let committed = false;
	return {
		target,
		directory: content,
		workspace,
		async commit(removed) {
			try {
				await moveToTarget(content, target, (0, (node_path ??= require("node:path")).dirname)(workspace) === parent, options.overwrite ?? true, removed);
				committed = true;
			} catch (error) {
				throw require_options.fileSystemError(error, `write ${target}`);
			}
		},
		async [Symbol.asyncDispose]() {
			await (require_remove_tree ??= require("./remove-tree.js")).removeTree(workspace).catch(() => void 0);
			if (!committed) await removeEmpty(parent, createdParent);
		}
	};
}
async function stateOf(target) {
	let state;
	try {
		state = await (0, (node_fs_promises ??= require("node:fs/promises")).lstat)(target);
	} catch (error) {
		if (require_options.errnoOf(error) === "ENOENT") return "absent";
		throw require_options.fileSystemError(error, `read ${target}`);
	}
	if (state.isDirectory()) return (await (0, (node_fs_promises ??= require("node:fs/promises")).readdir)(target)).length === 0 ? "empty" : "not-empty";
	const problem = state.isSymbolicLink() ? "is a symbolic link; give the directory that it points to" : "is not a directory";
	throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `the output directory "${(require_spec ??= require("./spec.js")).printable(target, 300)}" ${problem}`, { detail: { option: "outputDir" } });
}
async function makeWorkspace(target, parent, initial) {
	const sameFileSystem = initial === "absent" || (await (0, (node_fs_promises ??= require("node:fs/promises")).stat)(target)).dev === (await (0, (node_fs_promises ??= require("node:fs/promises")).stat)(parent)).dev;
	if (initial !== "absent") await sweepStaging(target);
	if (sameFileSystem) {
		await sweepStaging(parent);
		try {
			return await makeStagingDirectory(parent);
		} catch (error) {
			const code = require_options.errnoOf(error);
			if (initial === "absent" || code !== "EACCES" && code !== "EPERM" && code !== "EROFS") throw error;
		}
	}
	return await makeStagingDirectory(target);
}
async function moveToTarget(content, target, isSibling, overwrite, removed) {
	if (await stateOf(target) === "empty" && isSibling && !await mustNotReplace(target)) {
		await (0, (node_fs_promises ??= require("node:fs/promises")).chmod)(content, (await (0, (node_fs_promises ??= require("node:fs/promises")).stat)(target)).mode & 4095);
		if (process.platform === "win32") await (0, (node_fs_promises ??= require("node:fs/promises")).rmdir)(target);
		await (require_transport ??= require("./transport.js")).renameOver(content, target);
		return;
	}
	const replacement = {
		replaceFiles: overwrite,
		removed
	};
	const conflict = await moveTree(require_options.byteStringOf(content), require_options.byteStringOf(target), replacement);
	if (conflict !== void 0) throw conflictError(conflict, target);
}
async function mustNotReplace(target) {
	const [existing, working] = await Promise.all([(0, (node_fs_promises ??= require("node:fs/promises")).stat)(target), (0, (node_fs_promises ??= require("node:fs/promises")).stat)(".")]);
	const user = process.getuid?.();
	return existing.dev === working.dev && existing.ino === working.ino || user !== void 0 && existing.uid !== user;
}
function conflictError({ path, existing, incomingDirectory }, target) {
	const name = (require_spec ??= require("./spec.js")).printable((0, (node_path ??= require("node:path")).join)(target, require_options.textOf(path)), 300);
	return existing === "directory" === incomingDirectory ? new (require_spec ??= require("./spec.js")).OciError("ALREADY_EXISTS", `"${name}" already exists; move it away, pull into another directory, or allow overwriting`, { detail: { option: "overwrite" } }) : new (require_spec ??= require("./spec.js")).OciError("ALREADY_EXISTS", `"${name}" is a ${existing} where the artifact has a ${incomingDirectory ? "directory" : "file or link"}; move it away, or pull into another directory`, { detail: { option: "outputDir" } });
}
async function removeEmpty(directory, top) {
	if (top === void 0) return;
	for (let next = directory; next.length >= top.length; next = (0, (node_path ??= require("node:path")).dirname)(next)) try {
		await (0, (node_fs_promises ??= require("node:fs/promises")).rmdir)(next);
	} catch {
		return;
	}
}

Object.defineProperty(exports, "EntryLookup", {
  enumerable: true,
  get: function () {
    return EntryLookup;
  }
});
Object.defineProperty(exports, "LayerDownloads", {
  enumerable: true,
  get: function () {
    return LayerDownloads;
  }
});
Object.defineProperty(exports, "currentEntries", {
  enumerable: true,
  get: function () {
    return currentEntries;
  }
});
Object.defineProperty(exports, "directoryMode", {
  enumerable: true,
  get: function () {
    return directoryMode;
  }
});
Object.defineProperty(exports, "hasEntries", {
  enumerable: true,
  get: function () {
    return hasEntries;
  }
});
Object.defineProperty(exports, "isDirectoryMark", {
  enumerable: true,
  get: function () {
    return isDirectoryMark;
  }
});
Object.defineProperty(exports, "layerEntries", {
  enumerable: true,
  get: function () {
    return layerEntries;
  }
});
Object.defineProperty(exports, "moveLayer", {
  enumerable: true,
  get: function () {
    return moveLayer;
  }
});
Object.defineProperty(exports, "planImage", {
  enumerable: true,
  get: function () {
    return planImage;
  }
});
Object.defineProperty(exports, "setMode", {
  enumerable: true,
  get: function () {
    return setMode;
  }
});
Object.defineProperty(exports, "stage", {
  enumerable: true,
  get: function () {
    return stage;
  }
});
Object.defineProperty(exports, "treeEntries", {
  enumerable: true,
  get: function () {
    return treeEntries;
  }
});
Object.defineProperty(exports, "withWritableDirectory", {
  enumerable: true,
  get: function () {
    return withWritableDirectory;
  }
});