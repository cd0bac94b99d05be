let require_rolldown_runtime;
const require_spec = require("./spec.js");
let require_transport;
let require_formats;
const require_options = require("./options.js");
let require_records;
let require_stage;
let require_unpack;
let require_fetch;
let require_pull_manifest;
let require_usingCtx;
let require_transfer;
const require_run = require("./run.js");
let require_links;
let node_timers_promises;
let node_path;
let node_fs;
let node_fs_promises;

// src/archive/unpack/root-links.ts
async function checkRootLinks(root) {
	const top = require_options.byteStringOf(root);
	await checkDirectory(top, top, []);
}
async function checkDirectory(root, path, segments) {
	for (const entry of (require_records ??= require("./records.js")).readEntries(path)) if (entry.isDirectory) await (require_stage ??= require("./stage.js")).withWritableDirectory(entry.path, () => checkDirectory(root, entry.path, [...segments, entry.name]));
	else if (entry.isSymbolicLink) checkLink(root, entry.path, segments);
}
function checkLink(root, path, directory) {
	const target = require_options.fromLatin1((0, (node_fs ??= require("node:fs")).readlinkSync)(require_options.systemPath(path), { encoding: "latin1" }).replaceAll("\\", "/"));
	for (const parent of (require_records ??= require("./records.js")).directoriesToCheck(directory, target)) {
		let location = root;
		for (const segment of parent) location = require_options.joinName(location, segment);
		if ((require_transport ??= require("./transport.js")).kindOfSync(require_options.systemPath(location)) === "directory") continue;
		const name = require_options.printableName(require_options.fromLatin1(path.slice(root.length + 1)));
		throw new require_spec.OciError("ARCHIVE_INVALID", `cannot unpack the symlink "${name}" to "${require_options.printableName(target)}": ".." follows "${require_options.printableName(parent.at(-1) ?? target)}" in its target, which is not a directory`);
	}
}

// src/transfer/pull-state.ts
const stateName = require_options.byteStringOf(require_options.pullStateName);
const maxStateBytes = 268435456;
const version = 1;
async function readPullState(directory) {
	const text = await readState((0, (node_path ??= require("node:path")).join)(directory, require_options.pullStateName));
	if (text === void 0) return [];
	const state = JSON.parse(text);
	if (!require_spec.isRecord(state) || state["version"] !== version || !Array.isArray(state["layers"])) throw new Error("it has another format");
	return state["layers"].map(parseLayers);
}
async function writePullState(directory, layers) {
	const state = {
		version,
		layers: layers.map(({ keys, entries }) => ({
			keys,
			entries: [...entries].flat()
		}))
	};
	await (require_transport ??= require("./transport.js")).writeFileAtomic((0, (node_path ??= require("node:path")).join)(directory, require_options.pullStateName), `${JSON.stringify(state)}\n`);
}
function isPullState(name) {
	return name.toLowerCase() === stateName;
}
async function readState(path) {
	try {
		try {
			var _usingCtx$4 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
			const flags = (node_fs ??= require("node:fs")).constants.O_RDONLY | ((node_fs ??= require("node:fs")).constants.O_NOFOLLOW ?? 0) | ((node_fs ??= require("node:fs")).constants.O_NONBLOCK ?? 0);
			const handle = _usingCtx$4.a(await (0, (node_fs_promises ??= require("node:fs/promises")).open)(path, flags));
			const state = await handle.stat();
			if (!state.isFile()) throw new Error("it is not a file");
			if (state.size > maxStateBytes) throw new Error(`it is larger than ${maxStateBytes} bytes`);
			return await handle.readFile("utf8");
		} catch (_) {
			_usingCtx$4.e = _;
		} finally {
			await _usingCtx$4.d();
		}
	} catch (error) {
		if (require_options.errnoOf(error) === "ENOENT") return void 0;
		throw new Error(require_spec.messageOf(error), { cause: error });
	}
}
function parseLayers(value) {
	if (!require_spec.isRecord(value) || !isTexts(value["keys"]) || !isTexts(value["entries"])) throw new Error("it has another format");
	const entries = /* @__PURE__ */ new Map();
	const { keys, entries: texts } = value;
	for (let at = 0; at < texts.length; at += 2) {
		const name = require_options.fromLatin1(texts[at] ?? "");
		const fingerprint = texts[at + 1] ?? "";
		if (!((require_formats ??= require("./formats.js")).unsafeNameReason(name) === void 0 && !name.split("/").some((segment) => segment === "" || segment === ".") && !/[^\0-\u00ff]/.test(name) && /^(?:d[0-7]{1,4}|f[\w-]{16})$/.test(fingerprint))) throw new Error("it has an invalid entry");
		entries.set(name, fingerprint);
	}
	return {
		keys,
		entries
	};
}
function isTexts(value) {
	return Array.isArray(value) && value.every((each) => typeof each === "string");
}

// src/transfer/incremental-pull.ts
const maxNames = 5;
var IncrementalPull = class IncrementalPull {
	#options;
	#placements;
	#keys;
	#earlier;
	#target;
	#kept = /* @__PURE__ */ new Map();
	#fetched = /* @__PURE__ */ new Map();
	#isWhole;
	constructor(target, placements, earlier, options) {
		this.#options = options;
		this.#placements = placements;
		this.#keys = placements.map((placement) => keyOf(placement, options.selection));
		this.#earlier = earlier;
		this.#target = target;
		this.#isWhole = placements.some(({ isChange }) => isChange === true);
	}
	static async open(target, placements, options) {
		let earlier = [];
		try {
			earlier = await readPullState(target);
		} catch (error) {
			options.onWarning?.(`the state of earlier pulls in ${require_options.pullStateName} is ignored, so all layers are written: ${require_spec.messageOf(error)}`);
		}
		const pull = new IncrementalPull(target, placements, earlier, options);
		const lookup = new (require_stage ??= require("./stage.js")).EntryLookup(target);
		if (pull.#isProven(lookup)) for (const written of earlier) await pull.#keep(written, lookup);
		return pull;
	}
	get missing() {
		return this.#placements.filter(({ index }) => !this.#kept.has(index) && !this.#fetched.has(index));
	}
	get unchanged() {
		return this.#placements.filter(({ index }) => this.#kept.has(index));
	}
	*keptEntries() {
		for (const entries of new Set(this.#kept.values())) yield* entries;
	}
	add(placement, entries) {
		const all = /* @__PURE__ */ new Map();
		for (let length = 1; length < placement.segments.length; length++) all.set(require_options.byteStringOf(placement.segments.slice(0, length).join("/")), "d");
		for (const [name, fingerprint] of entries) all.set(name, fingerprint);
		this.#fetched.set(placement.index, all);
	}
	checkOverlaps() {
		if (!this.#isWhole && !this.#hasOverlap()) return;
		this.#isWhole = true;
		if (this.#fetched.size > 0) this.#kept.clear();
	}
	async commit(staging) {
		const staged = await (require_stage ??= require("./stage.js")).treeEntries(require_options.byteStringOf(staging.directory), require_options.byteStringOf(""));
		if ([...staged.keys()].some(isPullState)) throw new require_spec.OciError("ARCHIVE_INVALID", `the artifact has an entry ${require_options.pullStateName}, the name of the state of incremental pulls; pull it without the option incremental`, { detail: { option: "incremental" } });
		const lookup = new (require_stage ??= require("./stage.js")).EntryLookup(this.#target);
		const directories = this.#openDirectories(staged, lookup);
		let isCommitted = false;
		try {
			await staging.commit(this.#removable(staged, lookup));
			isCommitted = true;
		} finally {
			const result = new (require_stage ??= require("./stage.js")).EntryLookup(this.#target);
			for (const [name, { before, after }] of [...directories].toReversed()) (require_stage ??= require("./stage.js")).setMode(result, name, isCommitted ? after : before);
		}
		await this.#record(staged);
	}
	#isProven(lookup) {
		for (const [name, fingerprint] of this.#earlierEntries()) if (!(require_stage ??= require("./stage.js")).isDirectoryMark(fingerprint) && lookup.matches(name, fingerprint)) return true;
		return false;
	}
	async #keep(written, lookup) {
		const { keys, entries } = written;
		const isWhole = keys.length > 1;
		if (!(isWhole || this.#isWhole ? sameKeys(keys, this.#keys) : this.#keys.includes(keys[0] ?? "")) || !await (require_stage ??= require("./stage.js")).hasEntries(lookup, entries)) return;
		for (const [position, { index }] of this.#placements.entries()) if (isWhole || this.#keys[position] === keys[0]) this.#kept.set(index, entries);
		this.#isWhole ||= isWhole;
	}
	#hasOverlap() {
		const kinds = /* @__PURE__ */ new Map();
		for (const entries of [...new Set(this.#kept.values()), ...this.#fetched.values()]) for (const [name, fingerprint] of entries) {
			const isDirectory = (require_stage ??= require("./stage.js")).isDirectoryMark(fingerprint);
			const isSharedDirectory = isDirectory && kinds.get(name) === true;
			if (kinds.has(name) && !isSharedDirectory) return true;
			kinds.set(name, isDirectory);
		}
		return false;
	}
	#removable(staged, lookup) {
		const remaining = new Map([...this.keptEntries(), ...staged]);
		const removed = /* @__PURE__ */ new Set();
		const directories = /* @__PURE__ */ new Set();
		const changed = /* @__PURE__ */ new Set();
		for (const [name, fingerprint] of this.#earlierEntries()) {
			const isDirectory = (require_stage ??= require("./stage.js")).isDirectoryMark(fingerprint);
			const replacement = remaining.get(name);
			if (replacement !== void 0 && (require_stage ??= require("./stage.js")).isDirectoryMark(replacement) === isDirectory) continue;
			const current = lookup.fingerprint(name);
			if (current === void 0 || (require_stage ??= require("./stage.js")).isDirectoryMark(current) !== isDirectory) continue;
			if (isDirectory) directories.add(name);
			else if (current === fingerprint) removed.add(name);
			else changed.add(name);
		}
		if (changed.size > 0) this.#options.onWarning?.(changedText(changed));
		for (const name of [...directories].sort((a, b) => b.length - a.length)) if (lookup.names(name).every((entry) => removed.has(require_options.joinName(name, entry)))) removed.add(name);
		return removed;
	}
	#openDirectories(staged, lookup) {
		const kept = /* @__PURE__ */ new Set();
		for (const [name] of this.keptEntries()) kept.add(name);
		const modes = /* @__PURE__ */ new Map();
		for (const [name, fingerprint] of this.#earlierEntries()) {
			const current = (require_stage ??= require("./stage.js")).isDirectoryMark(fingerprint) && !modes.has(name) ? lookup.fingerprint(name) : void 0;
			if (current === void 0 || !(require_stage ??= require("./stage.js")).isDirectoryMark(current)) continue;
			const before = (require_stage ??= require("./stage.js")).directoryMode(current);
			const replacement = kept.has(name) ? void 0 : staged.get(name);
			const after = replacement !== void 0 && (require_stage ??= require("./stage.js")).isDirectoryMark(replacement) ? (require_stage ??= require("./stage.js")).directoryMode(replacement) : before;
			modes.set(name, {
				before,
				after
			});
			(require_stage ??= require("./stage.js")).setMode(lookup, name, before | 448);
		}
		return modes;
	}
	*#earlierEntries() {
		for (const { entries } of this.#earlier) yield* entries;
	}
	async #record(staged) {
		try {
			await (0, (node_timers_promises ??= require("node:timers/promises")).setTimeout)(20);
			const lookup = new (require_stage ??= require("./stage.js")).EntryLookup(this.#target);
			const written = [];
			for (const { keys, entries } of this.#units(staged)) {
				const current = await (require_stage ??= require("./stage.js")).currentEntries(lookup, entries);
				if (current !== void 0) written.push({
					keys,
					entries: current
				});
			}
			await writePullState(this.#target, written);
		} catch (error) {
			this.#options.onWarning?.(`cannot record the state in ${require_options.pullStateName}, so the next pull writes layers again: ${require_spec.messageOf(error)}`);
		}
	}
	*#units(staged) {
		if (this.#isWhole) {
			yield {
				keys: this.#keys,
				entries: this.#fetched.size > 0 ? staged : new Map(this.keptEntries())
			};
			return;
		}
		for (const [position, { index }] of this.#placements.entries()) {
			const keys = this.#keys.slice(position, position + 1);
			const fetched = [...this.#fetched.get(index) ?? []].filter(([name]) => staged.has(name));
			yield {
				keys,
				entries: this.#kept.get(index) ?? new Map(fetched)
			};
		}
	}
};
function keyOf({ layer, segments, unpack, isZip, isChange, mode }, selection) {
	const kind = unpack ? [isZip === true ? "zip" : "tar", isChange === true] : ["file", mode ?? 0];
	return JSON.stringify([
		layer.digest,
		layer.mediaType,
		segments.join("/"),
		...kind,
		...selection
	]);
}
function sameKeys(a, b) {
	return a.length === b.length && a.every((key, index) => key === b[index]);
}
function changedText(names) {
	const shown = [...names].slice(0, maxNames).map((name) => `"${require_options.printableName(name)}"`);
	const more = names.size > maxNames ? ` and ${names.size - maxNames} more` : "";
	return `${shown.join(", ")}${more} ${names.size === 1 ? "is" : "are"} not part of the artifact any more, but changed since an earlier pull, and therefore not removed`;
}

// src/transfer/config-output.ts
var ConfigOutput = class ConfigOutput {
	#path;
	#content;
	constructor(path, content) {
		this.#path = path;
		this.#content = content;
	}
	static async prepare(path, content, overwrite = true) {
		const absolute = (0, (node_path ??= require("node:path")).resolve)(path);
		const existing = await (require_transport ??= require("./transport.js")).kindOf(absolute);
		if (existing === "directory") throw configError("INPUT_INVALID", path, "it is a directory; give the path of a file", "configOutput");
		if (existing !== "absent" && !overwrite) throw configError("ALREADY_EXISTS", path, "it already exists; give another path, or allow overwriting", "overwrite");
		return new ConfigOutput(absolute, content);
	}
	async checkConflict({ target, directory }, kept = /* @__PURE__ */ new Map()) {
		if (!(require_formats ??= require("./formats.js")).isWithin(target, this.#path)) return;
		const segments = (0, (node_path ??= require("node:path")).relative)(target, this.#path).split((node_path ??= require("node:path")).sep);
		for (let length = 1; length <= segments.length; length++) {
			const path = segments.slice(0, length);
			const mark = kept.get(require_options.byteStringOf(path.join("/")));
			const keptKind = mark === void 0 ? "absent" : (require_stage ??= require("./stage.js")).isDirectoryMark(mark) ? "directory" : "file";
			const staged = await (require_transport ??= require("./transport.js")).kindOf((0, (node_path ??= require("node:path")).join)(directory, ...path));
			const existing = staged === "absent" ? keptKind : staged;
			if (existing === "absent") return;
			if (existing === "directory" && length < segments.length) continue;
			const reason = `the artifact has a ${existing} at this path; give another path`;
			throw configError("INPUT_INVALID", this.#path, reason, "configOutput");
		}
	}
	async write() {
		await (require_transport ??= require("./transport.js")).writeFileAtomic(this.#path, this.#content);
	}
};
function configError(code, path, reason, option) {
	return new require_spec.OciError(code, `cannot write the config to "${require_spec.printable(path, 300)}": ${reason}`, { detail: { option } });
}

// src/transfer/pull-plan.ts
const archiveTypes = /* @__PURE__ */ new Set([
	require_spec.mediaTypeImageLayer,
	require_spec.mediaTypeImageLayerGzip,
	require_spec.mediaTypeImageLayerZstd,
	"application/vnd.docker.image.rootfs.diff.tar",
	"application/vnd.docker.image.rootfs.diff.tar.gzip",
	"application/vnd.cncf.flux.content.v1.tar+gzip"
]);
const modelArchive = /^application\/vnd\.(?:cncf\.model|kitops\.modelkit)\.[a-z.]+\.v1\.tar(?:\+gzip|\+zstd)?$/;
const dockerModelArchives = /* @__PURE__ */ new Set(["application/vnd.docker.ai.dir.tar", "application/vnd.docker.ai.vllm.config.tar"]);
const compressedModelFile = /^application\/vnd\.(?:cncf\.model|kitops\.modelkit)\.[a-z.]+\.v1\.raw\+(?:gzip|zstd)$/;
function planPull(layers, layouts, platform = process.platform) {
	const contentLayers = layers.filter((layer) => layer.mediaType !== "application/vnd.oci.empty.v1+json" || titleOf(layer, layouts) !== void 0);
	const placements = [];
	const skipped = [];
	const warnings = [];
	for (const layer of contentLayers) {
		if ((modelArchive.test(layer.mediaType) || dockerModelArchives.has(layer.mediaType)) && layer.annotations?.["org.opencontainers.image.title"] === void 0) {
			placements.push({
				index: placements.length,
				layer,
				segments: [],
				unpack: true
			});
			continue;
		}
		const title = titleOf(layer, layouts);
		if (title === void 0) {
			if (contentLayers.length === 1 && archiveTypes.has(layer.mediaType)) placements.push({
				index: 0,
				layer,
				segments: [],
				unpack: true
			});
			else skipped.push(layer);
			continue;
		}
		if (compressedModelFile.test(layer.mediaType) && title === layer.annotations?.["org.cncf.model.filepath"]) throw new require_spec.OciError("UNSUPPORTED", `the layer ${layer.digest} (${layer.mediaType}) is a compressed file of a model, which cannot be unpacked; select other layers`, { detail: { option: "layers" } });
		const segments = segmentsOfTitle(layer, title, platform);
		if (layer.annotations?.["io.oci-artifact.content.unpack"] === "zip") {
			placements.push({
				index: placements.length,
				layer,
				segments: segments.slice(0, -1),
				unpack: true,
				isZip: true
			});
			continue;
		}
		const isArchive = archiveTypes.has(layer.mediaType);
		const unpack = layer.annotations?.["io.deis.oras.content.unpack"] === "true" || layer.annotations?.["io.oci-artifact.content.unpack"] === "tar" || segments.length === 0 && isArchive;
		if (!unpack && (segments.length === 0 || title.endsWith("/"))) throw titleError(layer, title, "it names a directory, but the layer is a file");
		const mode = unpack ? void 0 : fileModeOf(layer, platform, warnings);
		placements.push({
			index: placements.length,
			layer,
			segments,
			unpack,
			mode
		});
	}
	checkConflicts(placements, platform);
	return {
		placements,
		skipped,
		warnings
	};
}
function fileModeOf(layer, platform, warnings) {
	const text = layer.annotations?.[require_spec.annotationFileMode];
	if (text === void 0 || platform === "win32") return void 0;
	if (/^[0-7]{3,4}$/.test(text)) return Number.parseInt(text, 8) & 511;
	warnings.push(`the annotation ${require_spec.annotationFileMode} of the layer ${layer.digest} is ignored: "${require_spec.printable(text, 100)}" is not a mode of four octal digits such as 0755`);
}
function titleOf(layer, layouts) {
	const { [require_spec.annotationTitle]: title, [require_spec.annotationModelFilePath]: path } = layer.annotations ?? {};
	return title ?? path ?? layouts.get(layer)?.name;
}
function segmentsOfTitle(layer, title, platform) {
	const { segments, reason } = (require_records ??= require("./records.js")).checkName(Buffer.from(title), {
		maxDepth: (require_records ??= require("./records.js")).maxDepth,
		platform
	});
	if (reason !== void 0) throw titleError(layer, title, reason);
	return segments.map(require_options.textOf);
}
function checkConflicts(placements, platform) {
	const paths = /* @__PURE__ */ new Map();
	const collisions = platform === "win32" || platform === "darwin" ? new (require_records ??= require("./records.js")).NameCollisions() : void 0;
	for (const placement of placements) {
		const path = placement.segments.join("/");
		const other = paths.get(path);
		if (other !== void 0 && !(other.unpack && placement.unpack)) throw titleError(placement.layer, path, "another layer has the same title");
		paths.set(path, placement);
		collisions?.add(placement.segments.map(require_options.byteStringOf));
	}
	for (const placement of placements) for (let length = 1; length < placement.segments.length; length++) {
		const ancestor = paths.get(placement.segments.slice(0, length).join("/"));
		if (ancestor?.unpack === false) throw titleError(placement.layer, placement.segments.join("/"), `it is below "${require_spec.printable(ancestor.segments.join("/"), 200)}", which is a file`);
	}
}
function titleError(layer, title, reason) {
	const noun = layer.annotations?.["org.opencontainers.image.title"] === void 0 ? "path" : "title";
	return new require_spec.OciError("ARCHIVE_INVALID", `the ${noun} "${require_spec.printable(title, 300)}" of the layer ${layer.digest} is refused: ${reason}`);
}

// src/transfer/select-layers.ts
const maxListed = 20;
function selectLayers(layers, selectors, layouts) {
	if (selectors.length === 0) return layers;
	const names = layers.map((layer) => namesOf$1(layer, layouts));
	for (const selector of selectors) {
		if (names.some((each) => each.has(selector))) continue;
		throw new require_spec.OciError("INPUT_INVALID", `no layer of the artifact has the title or media type "${require_spec.printable(selector, 200)}"; it has ` + layerList(layers, layouts), { detail: { option: "layers" } });
	}
	return layers.filter((_, index) => selectors.some((selector) => names[index]?.has(selector)));
}
function namesOf$1(layer, layouts) {
	const title = titleOf(layer, layouts);
	const path = title?.split("/").filter((segment) => segment !== "" && segment !== ".").join("/");
	return new Set([
		layer.mediaType,
		title,
		path
	].flatMap((name) => name ?? []));
}
function layerList(layers, layouts) {
	if (layers.length === 0) return "no layers";
	const listed = layers.slice(0, maxListed).map((layer) => {
		const title = titleOf(layer, layouts);
		const type = require_spec.printable(layer.mediaType, 200);
		return title === void 0 ? type : `"${require_spec.printable(title, 200)}" (${type})`;
	});
	const more = layers.length > maxListed ? ` and ${layers.length - maxListed} more` : "";
	return listed.join(", ") + more;
}

// src/transfer/stage-tree.ts
async function removeUnmatched(matches, directory, below = require_options.byteStringOf("")) {
	let hasRemaining = false;
	for (const { name, path, isDirectory } of (require_records ??= require("./records.js")).readEntries(directory)) {
		const inner = require_options.joinName(below, name);
		const isMatch = matches(inner, isDirectory);
		if (isDirectory) {
			if (await (require_stage ??= require("./stage.js")).withWritableDirectory(path, () => removeUnmatched(matches, path, inner)) || isMatch) hasRemaining = true;
			else await (0, (node_fs_promises ??= require("node:fs/promises")).rmdir)(require_options.systemPath(path));
		} else if (isMatch) hasRemaining = true;
		else await (0, (node_fs_promises ??= require("node:fs/promises")).rm)(require_options.systemPath(path));
	}
	return hasRemaining;
}
const maxListedFiles = 1e4;
async function listFiles(directory, others = /* @__PURE__ */ new Map()) {
	const list = {
		count: 0,
		paths: []
	};
	const add = (name) => {
		list.count++;
		if (list.paths.length < 1e4) list.paths.push(require_options.textOf(name));
	};
	const visit = async (current, below) => {
		for (const { name, path, isDirectory } of (require_records ??= require("./records.js")).readEntries(current)) {
			const inner = require_options.joinName(below, name);
			if (isDirectory) await (require_stage ??= require("./stage.js")).withWritableDirectory(path, () => visit(path, inner));
			else add(inner);
		}
	};
	await visit(directory, require_options.byteStringOf(""));
	for (const [name, mark] of others) if (!(require_stage ??= require("./stage.js")).isDirectoryMark(mark)) add(name);
	return list;
}

// src/transfer/pull.ts
async function pullArtifact(source, reference, outputDir, options = {}) {
	try {
		var _usingCtx$3 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
		const { include = [], signal } = options;
		checkIncremental(options);
		const { root, descriptor, manifest } = await (require_pull_manifest ??= require("./pull-manifest.js")).resolveArtifact(source, reference, options);
		const readConfig = async () => readConfigOf(source, manifest, { signal });
		const layouts = await options.layOut?.(manifest, readConfig) ?? /* @__PURE__ */ new Map();
		const layers = selectLayers(layersOf(manifest), options.layers ?? [], layouts);
		const plan = options.format === "image" ? (require_stage ??= require("./stage.js")).planImage(layers) : planPull(layers, layouts);
		if (plan.placements.length === 0 && plan.skipped.length > 0) throw noNamesError(reference, plan);
		for (const warning of plan.warnings) options.onWarning?.(warning);
		const matches = include.length === 0 ? void 0 : require_options.patternMatcher(include);
		const placements = plan.placements.filter(({ segments, unpack }) => unpack || matches === void 0 || matches(require_options.byteStringOf(segments.join("/")), false));
		const threads = _usingCtx$3.a(new (require_unpack ??= require("./unpack.js")).UnpackThreads());
		if (options.incremental !== true) await threads.prepare(unpackedSize(placements));
		const staging = _usingCtx$3.a(await (require_stage ??= require("./stage.js")).stage(outputDir, { overwrite: options.overwrite }));
		options.onStaging?.(staging.workspace);
		const config = options.configOutput === void 0 ? void 0 : await ConfigOutput.prepare(options.configOutput, await readConfig(), options.overwrite);
		const incremental = options.incremental === true ? await IncrementalPull.open(staging.target, placements, {
			selection: [options.preservePermissions === true, include],
			onWarning: options.onWarning
		}) : void 0;
		const download = new (require_stage ??= require("./stage.js")).LayerDownloads(source, staging, {
			...options,
			layouts,
			threads,
			budget: await (require_unpack ??= require("./unpack.js")).UnpackBudget.forDirectory(staging.workspace, { totalSize: options.maxUnpackedSize })
		});
		await download.add(incremental?.missing ?? placements);
		if (incremental !== void 0) {
			for (const placement of download.placements) incremental.add(placement, await (require_stage ??= require("./stage.js")).layerEntries(placement, staging));
			incremental.checkOverlaps();
			await download.add(incremental.missing);
		}
		for (const placement of download.placements) await (require_stage ??= require("./stage.js")).moveLayer(placement, staging);
		if (options.format === "image" && download.placements.length > 0) await checkRootLinks(staging.directory);
		const kept = new Map(incremental?.keptEntries());
		const files = await selectFiles(staging.directory, matches, kept);
		await config?.checkConflict(staging, kept);
		require_spec.throwIfAborted(signal);
		await (incremental === void 0 ? staging.commit() : incremental.commit(staging));
		await config?.write();
		return {
			descriptor: root,
			manifest: descriptor,
			artifactType: require_spec.artifactTypeOf(manifest),
			annotations: manifest.annotations ?? {},
			subject: manifest.subject?.digest ?? "",
			layers: download.placements.map(({ layer }) => layer),
			unchanged: (incremental?.unchanged ?? []).map(({ layer }) => layer),
			skipped: plan.skipped,
			files
		};
	} catch (_) {
		_usingCtx$3.e = _;
	} finally {
		await _usingCtx$3.d();
	}
}
function checkIncremental({ incremental, overwrite }) {
	if (incremental === true && overwrite === false) throw new require_spec.OciError("INPUT_INVALID", "it replaces the files of earlier pulls, which \"overwrite: false\" does not allow; omit one of the two options", { detail: { option: "incremental" } });
}
async function readConfigOf(source, manifest, options) {
	if (manifest.kind !== "manifest") throw new require_spec.OciError("UNSUPPORTED", "an artifact manifest has no config");
	const { config } = manifest;
	return (require_pull_manifest ??= require("./pull-manifest.js")).embeddedContent(config) ?? await (require_fetch ??= require("./fetch.js")).fetchMetadata(source, config, 4194304, options);
}
function unpackedSize(placements) {
	let size = 0;
	for (const { layer, unpack, isZip } of placements) if (unpack && isZip !== true) size += layer.size;
	return size;
}
function layersOf(manifest) {
	return manifest.kind === "manifest" ? manifest.layers : manifest.blobs;
}
async function selectFiles(directory, matches, kept) {
	const root = require_options.byteStringOf(directory);
	try {
		if (matches !== void 0 && !await removeUnmatched(matches, root) && kept.size === 0) throw new require_spec.OciError("INPUT_INVALID", "no path in the artifact matches the include patterns; write them as in a .gitignore, relative to the output directory", { detail: { option: "include" } });
		return await listFiles(root, kept);
	} catch (error) {
		throw require_options.fileSystemError(error, "list the pulled files");
	}
}
function noNamesError(reference, { skipped }) {
	const types = [...new Set(skipped.map(({ mediaType }) => mediaType))].slice(0, 5).join(", ");
	const count = skipped.length === 1 ? "one layer" : `${skipped.length} layers`;
	return new require_spec.OciError("UNSUPPORTED", `${require_spec.printable(reference, 200)} has ${count} (${require_spec.printable(types, 500)}) without a title for a file or directory, so there is nothing to write; it may be a container image or a signature`);
}

// src/operations/first-existing.ts
async function firstExisting(locations, { connection, signal }) {
	const missing = [];
	let lastError;
	for (const location of locations) try {
		try {
			var _usingCtx$2 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
			const opened = _usingCtx$2.a(await (require_transport ??= require("./transport.js")).openLocation(location, {
				...connection,
				readOnly: true,
				signal
			}));
			const found = await withNewestTag(opened.repository, location, { signal });
			const named = await (require_transport ??= require("./transport.js")).manifestLocation(opened.repository, found, { signal });
			await opened.repository.resolve(require_spec.referenceOf(named), { signal });
			return {
				location: found,
				missing
			};
		} catch (_) {
			_usingCtx$2.e = _;
		} finally {
			await _usingCtx$2.d();
		}
	} catch (error) {
		if (!require_spec.isNotFound(error)) throw error;
		missing.push(location);
		lastError = error;
	}
	if (locations.length === 1) throw lastError;
	throw new require_spec.OciError("MANIFEST_UNKNOWN", `none of the ${locations.length} references exists: ${require_spec.printable(missing.map(require_spec.formatLocation).join(", "), 1e3)}; publish one of them, or correct their names`, { cause: lastError });
}
async function withNewestTag(repository, location, options) {
	const { tag: pattern } = location;
	if (pattern === void 0 || !(require_transfer ??= require("./transfer.js")).isTagPattern(pattern)) return location;
	const tag = await (require_transfer ??= require("./transfer.js")).newestTag(repository, pattern, options);
	if (tag !== void 0) return {
		...location,
		tag
	};
	throw new require_spec.OciError("MANIFEST_UNKNOWN", `no tag matches ${require_spec.printable(require_spec.formatLocation(location), 300)}; publish one, or correct the pattern`);
}

// src/operations/pull.ts
async function pull$1(given) {
	require_spec.checkNumbers(given, {
		concurrency: 1,
		maxUnpackedSize: 0
	});
	const options = {
		...given,
		source: require_spec.asLocation(given.source),
		onProgress: require_spec.guardedHook("onProgress", given.onProgress),
		onSource: require_spec.guardedHook("onSource", given.onSource),
		onWarning: require_spec.guardedHook("onWarning", given.onWarning)
	};
	const { source } = options;
	const fallbacks = (given.fallbacks ?? []).map(require_spec.asLocation);
	if (fallbacks.length === 0 && !(require_transfer ??= require("./transfer.js")).isTagPattern(source.tag ?? "")) return pullFrom(options);
	const { location, missing } = await firstExisting([source, ...fallbacks], options);
	options.onSource?.(location, missing);
	return pullFrom({
		...options,
		source: location
	});
}
async function pullFrom(options) {
	try {
		var _usingCtx$1 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
		const { outputDir = ".", signal } = options;
		const opened = _usingCtx$1.a(await (require_transport ??= require("./transport.js")).openLocation(options.source, {
			...options.connection,
			readOnly: true,
			signal
		}));
		try {
			const source = await (require_transport ??= require("./transport.js")).manifestLocation(opened.repository, options.source, { signal });
			const verified = await (require_transfer ??= require("./transfer.js")).verifyLocation((require_transfer ??= require("./transfer.js")).verifierOf(options.verify), opened.repository, source, options);
			const reference = verified?.digest ?? require_spec.referenceOf(source);
			const cached = await cachedSource(opened, reference, options);
			const { descriptor, artifactType, ...pulled } = await pullArtifact(cached ?? opened.repository, reference, outputDir, {
				...options,
				onProgress: cached === void 0 ? options.onProgress : void 0,
				layOut: (manifest, readConfig) => (require_formats ??= require("./formats.js")).layOut(manifest, {
					readConfig,
					reference: namesOf(source)
				})
			});
			return {
				...require_spec.resultAt(source, {
					...descriptor,
					artifactType
				}, []),
				reference: require_spec.formatLocation(source),
				annotations: pulled.annotations,
				subject: pulled.subject,
				files: pulled.files,
				layers: pulled.layers,
				unchanged: pulled.unchanged,
				skipped: pulled.skipped,
				downloadPath: (0, (node_path ??= require("node:path")).resolve)(outputDir),
				verifiedBy: verified?.verifiedBy ?? []
			};
		} catch (error) {
			throw withOptionName(error, options.label ?? require_spec.plainLabel);
		}
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
function namesOf(source) {
	return {
		repository: source.kind === "layout" ? (0, (node_path ??= require("node:path")).basename)((0, (node_path ??= require("node:path")).resolve)(source.path)) : source.repository,
		tag: source.tag === void 0 ? void 0 : require_spec.shortTag(source.tag),
		digest: source.digest
	};
}
async function cachedSource({ registry, repository }, reference, { source, cache, expectedDigest, onProgress, signal }) {
	if (cache === void 0 || registry === void 0 || source.kind !== "registry") return void 0;
	const root = await repository.resolve(reference, { signal });
	const cached = (expectedDigest === void 0 || expectedDigest === root.digest ? await cache(root.digest, signal) : void 0)?.repository(registry, source);
	const progressOf = downloadProgress(onProgress);
	return {
		resolve: (name, call) => name === reference ? Promise.resolve(root) : (cached ?? repository).resolve(name, call),
		exists: (descriptor, call) => (cached ?? repository).exists(descriptor, call),
		fetch: (descriptor, call) => cached?.fetch(descriptor, {
			...call,
			onProgress: progressOf()
		}) ?? repository.fetch(descriptor, call)
	};
}
function downloadProgress(onProgress) {
	let [allDone, total] = [0, 0];
	return () => {
		let before;
		return (done, size) => {
			if (before === void 0) total += size;
			allDone += done - (before ?? 0);
			before = done;
			onProgress?.(allDone, total);
		};
	};
}
const optionNames = {
	include: "include",
	overwrite: "overwrite",
	incremental: "incremental",
	expectedDigest: "expected-digest",
	outputDir: "output-dir",
	format: "format",
	layers: "layers",
	configOutput: "config-output"
};
function withOptionName(error, label) {
	if (!require_spec.isOciError(error) || !require_spec.isRecord(error.detail)) return error;
	const { option } = error.detail;
	const name = typeof option === "string" && Object.hasOwn(optionNames, option) ? optionNames[option] : void 0;
	if (name === void 0) return error;
	return require_spec.inputError(label(name), void 0, error.message, error.code === "INPUT_INVALID" ? error.cause : error);
}

// src/commands/pull.ts
const maxTypesShown = 5;
const options = {
	reference: require_run.option({
		type: require_options.alternatives(),
		positional: "reference",
		required: "write registry/repository:tag, or ./path:tag for an image layout",
		description: `Artifact to pull: ${require_options.locationDescription}. Without a tag and digest, \`latest\` is pulled, or the only manifest of a layout. A tag may be a pattern with \`*\` and \`?\`, such as \`v1.*\`: the matching tag with the highest version is pulled. Of several references, one per line, the first that exists is pulled.`,
		cliDescription: `Artifact to pull: ${require_options.locationDescription}. Without a tag and digest, \`latest\` is pulled, or the only manifest of a layout. Of a pattern such as v1.*, the highest version is pulled.`
	}),
	fallback: require_run.option({
		type: require_options.locations({ acceptPattern: true }),
		scope: "cli",
		description: "Reference to pull if the ones before it do not exist."
	}),
	"output-dir": require_run.option({
		type: require_options.visiblePath,
		default: ".",
		short: "o",
		description: "Directory to write to; it must not be a symbolic link. A new or empty directory appears with all its content at once. In a directory with content, each file is replaced atomically after everything was verified.",
		cliDescription: "Directory to write to."
	}),
	platform: require_run.option({
		type: require_options.platform,
		description: "Platform of the manifest to pull from an index, `os/arch[/variant]`, such as `linux/arm64`. Without it, an index must have only one manifest."
	}),
	include: require_run.option({
		type: require_options.patterns,
		defaultText: "all",
		description: "Patterns as in a `.gitignore`, one per line, relative to the output directory. Only matching paths are written; the pull fails if no path matches.",
		cliDescription: "Write only paths that match this pattern, as in a .gitignore."
	}),
	format: require_run.option({
		type: require_options.choice("auto", "image"),
		default: "auto",
		description: "`image` unpacks all layers of a container image into one directory, its root file system. `auto` writes layers under their titles, as the tools of the known formats do.",
		cliDescription: "\"image\" unpacks the root file system of a container image."
	}),
	layers: require_run.option({
		type: require_options.lines("title|type"),
		defaultText: "all",
		description: "Titles or media types of layers, one per line. Only these layers are downloaded; a title or type that no layer has is an error.",
		cliDescription: "Download only layers with this title or media type."
	}),
	"config-output": require_run.option({
		type: require_options.visiblePath,
		description: "File to write the config of the artifact to, after the content was written. An index needs `platform`, unless it has only one manifest.",
		cliDescription: "File to write the config of the artifact to."
	}),
	"expected-digest": require_run.option({
		type: require_options.digest,
		description: "Fail before any download if `reference` resolves to another digest. For an index this is the digest of the index."
	}),
	...require_options.verifyOptions,
	overwrite: require_run.option({
		type: require_options.flag,
		default: true,
		description: "Replace existing files. `false` fails before anything is written if a file would be replaced.",
		cliDescription: "Fail before anything is written if a file would be replaced."
	}),
	incremental: require_run.option({
		type: require_options.flag,
		default: false,
		description: "Download only layers whose content is not in the output directory yet, and remove the files of earlier layers that the artifact does not have any more. Changed files are written again, or not removed. The state is in `.oci-artifact-pull.json` in the output directory.",
		cliDescription: "Download only layers whose content is not in the output directory yet."
	}),
	"include-subject": require_run.option({
		type: require_options.flag,
		default: false,
		scope: "cli",
		description: "Also pull the manifest that the artifact refers to, and so on, into the same directory."
	}),
	"preserve-permissions": require_run.option({
		type: require_options.flag,
		default: false,
		description: "Keep the stored permissions instead of applying the umask. Set-user and set-group bits and owners are always dropped."
	}),
	"max-unpacked-size": require_run.option({
		type: require_options.size,
		defaultText: "the free disk space",
		description: "Maximum size of all files of the artifact together, uncompressed, such as `20GiB`. A larger artifact is refused before the disk is full, and nothing is written. The default leaves a twentieth of the free space, at most 1 GiB.",
		cliDescription: "Maximum size of all files of the artifact together, uncompressed, such as 20GiB."
	}),
	cache: require_run.option({
		type: require_options.flag,
		default: false,
		scope: "action",
		description: "Keep downloads between jobs in the cache of GitHub Actions, under the digest that `reference` resolves to. Cached content is hashed before use, and fetched from the registry if it is damaged."
	}),
	...require_options.downloadCacheOptions,
	...require_options.registryReadOptions,
	concurrency: require_options.concurrency(3, "layers that are downloaded"),
	...require_options.runOptions,
	...require_options.summaryOption,
	...require_options.resultOptions
};
const { digest: digestValue, reference, "pinned-reference": pinnedReference } = require_run.resultOutputs("manifest");
const outputs = {
	digest: {
		...digestValue,
		description: "Digest (`sha256:\u2026`) that `reference` resolved to, of a manifest or index."
	},
	reference: {
		...reference,
		description: "The reference that was pulled, with its tag or digest; for a layout its absolute path."
	},
	"pinned-reference": pinnedReference,
	"artifact-type": require_run.output(require_run.foreignMediaTypeOutput, "Artifact type of the manifest.", (result) => result.artifactType),
	annotations: require_run.output(require_run.jsonOutput, "Annotations of the manifest, a JSON object.", (result) => Object.fromEntries(Object.entries(result.annotations).sort(([a], [b]) => require_spec.compareBytes(a, b)))),
	files: require_run.output(require_run.jsonOutput, "Paths of the written files and of those in unchanged layers, relative to `download-path`, a JSON list of at most 10,000 paths and 128 KiB.", (result) => result.files.paths, (result) => result.files.count),
	"download-path": require_run.output(require_run.lineOutput, "Absolute path of the output directory.", (result) => result.downloadPath),
	"verified-by": require_options.verifiedByOutput
};
const pull = require_options.defineCommand({
	name: "pull",
	summary: "fetch an artifact and unpack it",
	description: "Fetches the artifact that <reference> names, verifies it and unpacks it into a directory.",
	examples: [
		{
			comment: "Pull into a new directory",
			line: "pull ghcr.io/acme/bundle:v1.2.0 -o bundle"
		},
		{
			comment: "Pull from an image layout",
			line: "pull ./layout:v1 -o bundle"
		},
		{
			comment: "Pull only some files",
			line: "pull ghcr.io/acme/bundle:v1.2.0 --include 'charts/*' -o bundle"
		}
	],
	action: {
		name: "Pull OCI artifact",
		description: "Fetches an artifact from any OCI registry or image layout, verifies it and unpacks it into a directory",
		icon: "download",
		directory: "pull"
	},
	options,
	outputs,
	failure: {
		placeInput: "reference",
		directoryInput: "output-dir"
	},
	async run(inputs, context) {
		const { label, log } = context;
		const [source, ...others] = inputs.reference;
		const fallbacks = [...others, ...inputs.fallback];
		checkCredentials([source, ...fallbacks], inputs.username, label);
		const verify = await require_options.readVerification(inputs, label);
		const access = await require_options.registryAccess(inputs, label);
		context.describeFailure(() => ({
			placeInput: "reference",
			directoryInput: "output-dir",
			registry: source.kind === "registry" ? source.registry : void 0,
			plainHttp: access.plainHttp
		}));
		const cache = await require_options.openCacheDirectory(inputs, context);
		const jobCache = inputs.cache ? await openJobCache([source, ...fallbacks], inputs, context) : void 0;
		log.phase("Pull");
		const settings = {
			onSource: (location, missing) => {
				for (const each of missing) log.line(`${require_spec.printable(require_spec.formatLocation(each))} does not exist`);
				log.line(`pulling ${require_spec.printable(require_spec.formatLocation(location))}`);
			},
			outputDir: inputs.outputDir,
			platform: inputs.platform,
			include: inputs.include,
			format: inputs.format,
			layers: inputs.layers,
			configOutput: inputs.configOutput,
			overwrite: inputs.overwrite,
			incremental: inputs.incremental,
			preservePermissions: inputs.preservePermissions,
			maxUnpackedSize: inputs.maxUnpackedSize,
			concurrency: inputs.concurrency,
			label,
			cache: cache === void 0 ? jobCache?.open : () => Promise.resolve(cache),
			connection: require_options.connectionOptions(access, context),
			signal: context.signal,
			onStaging: (directory) => {
				context.onForcedExit(() => {
					(0, (node_fs ??= require("node:fs")).rmSync)(directory, {
						recursive: true,
						force: true
					});
					jobCache?.removeNow();
				});
			},
			onProgress: (done, total) => {
				log.progress({
					phase: "pull",
					done,
					total
				});
			},
			onWarning: (text) => {
				log.warning(text);
			},
			onLayer: (layer, path) => {
				log.line(`${require_run.shortDigest(layer.digest)} (${require_run.formatBytes(layer.size)}) \u2192 ${path}`);
			}
		};
		const result = await pull$1({
			...settings,
			source,
			fallbacks,
			expectedDigest: inputs.expectedDigest,
			verify
		});
		if (inputs.includeSubject) await pullSubjects(result, require_spec.parseLocation(result.reference), {
			...settings,
			configOutput: void 0
		});
		const { skipped } = result;
		if (skipped.length > 0) log.warning(`${require_run.formatNumber(skipped.length, "layer")} without a title not written: ${skipped.slice(0, maxTypesShown).map(({ mediaType }) => mediaType).join(", ")}`);
		const { verifiedBy } = result;
		return {
			result,
			lines: [...require_options.verifiedLines(verifiedBy), ...pullLines(result)],
			summary: (warnings) => pullSummary(result, warnings, (require_links ??= require("./links.js")).workflowLinks(context.env, result.name)),
			atEnd: async () => jobCache?.save(context.signal)
		};
	}
});
const maxSubjects = 100;
async function pullSubjects(first, source, settings) {
	let { subject } = first;
	for (let count = 0; subject !== ""; count++) {
		if (count === maxSubjects) throw new require_spec.OciError("SIZE_LIMIT", `more than ${maxSubjects} artifacts refer to each other`);
		({subject} = await pull$1({
			...settings,
			source: {
				...require_spec.repositoryOf(source),
				digest: subject
			}
		}));
	}
}
function checkCredentials(sources, username, label) {
	const registries = new Set(sources.flatMap((source) => source.kind === "registry" ? [source.registry] : []));
	if (username === void 0 || registries.size < 2) return;
	throw require_spec.inputError(label("username"), void 0, `the references are in several registries (${[...registries].join(", ")}), but a user name is for one registry; log in to each registry in an earlier step, for example with docker/login-action`);
}
async function openJobCache(sources, inputs, context) {
	if (sources.some(({ kind }) => kind === "registry")) return context.workflow?.downloadCache?.(inputs, context);
	context.log.notice(`${context.label("cache")} has no effect on an image layout, which is already on disk`);
}
function pullLines(result) {
	return [`pulled ${result.pinnedReference === "" ? `${result.reference} (${result.digest})` : result.pinnedReference} into ${require_spec.printable(result.downloadPath)} (${contentText(result)})`];
}
function contentText({ files, layers, unchanged }) {
	const bytes = require_run.formatBytes(layers.reduce((sum, { size }) => sum + size, 0));
	const skipped = unchanged.length === 0 ? "" : `, ${require_run.formatNumber(unchanged.length, "layer")} unchanged`;
	return `${require_run.formatNumber(files.count, "file")}, ${bytes} downloaded${skipped}`;
}
function pullSummary(result, warnings, links) {
	return (require_links ??= require("./links.js")).jobSummary({
		title: "Pulled",
		object: (require_links ??= require("./links.js")).shortName(result),
		links,
		rows: [
			...(require_links ??= require("./links.js")).manifestRows(result, contentText(result)),
			["Directory", result.downloadPath],
			...require_options.verifiedRows(result.verifiedBy)
		],
		graph: {
			manifest: {
				digest: result.digest,
				name: result.artifactType,
				size: result.size
			},
			contents: [...result.layers, ...result.unchanged]
		},
		details: [["Artifact type", result.artifactType], ["Media type", result.mediaType]],
		annotations: result.annotations,
		warnings
	});
}

exports.pull = pull;