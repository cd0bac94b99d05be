let require_rolldown_runtime;
let require_compress;
let require_records;
const require_options = require("./options.js");
let require_spec;
let require_manifest_parts;
let require_formats;

// src/formats/split-source.ts
const defaultLayerSize = 512 * 1024 ** 2;
const maxListedEntries = 1e5;
const defaultDirectoryMode = 493;
const sourceName = require_options.fromLatin1(".");
var SourceTree = class SourceTree {
	#root;
	#links;
	#entries;
	constructor(root, links, entries) {
		this.#root = root;
		this.#links = links;
		this.#entries = entries;
	}
	static async of(groups, options) {
		const open = [];
		const links = [];
		let root;
		let listed = [];
		for await (const entries of groups) for (const entry of entries) {
			if (listed?.push(entry) === maxListedEntries) listed = void 0;
			if (entry.name !== ".") while (open.at(-1)?.name !== parentOf(entry.name)) open.pop();
			const parent = open.at(-1);
			if (entry.kind === "directory") {
				const { name, mode } = entry;
				const directory = {
					kind: "directory",
					name,
					mode,
					size: 0,
					files: 0,
					links: 0,
					children: []
				};
				root ??= directory;
				parent?.children.push(directory);
				open.push(directory);
			} else if (entry.kind === "symlink") {
				links.push(entry);
				if (parent !== void 0) parent.links++;
			} else {
				for (const ancestor of open) {
					ancestor.size += entry.size;
					ancestor.files++;
				}
				const { name, location, mode, size } = entry;
				if (parent !== void 0 && mayBeLayer(entry, parent, options)) parent.children.push({
					kind: "file",
					name,
					location,
					mode,
					size
				});
			}
		}
		if (root === void 0) throw new TypeError("a walk begins with the root");
		return new SourceTree(root, links, listed);
	}
	layers(options) {
		return this.#split(options).layers(this.#entries);
	}
	#split(options) {
		const split = new Split(options);
		split.add(this.#root);
		for (const link of this.#links) split.moveLink(link);
		return split;
	}
	sizeFor(most, options) {
		for (let layerSize = options.layerSize; layerSize < this.#root.size; layerSize *= 2) if (this.#split({
			...options,
			layerSize
		}).layers(void 0).length <= most) return layerSize;
		return this.#root.size;
	}
};
var Split = class {
	#options;
	#roots = /* @__PURE__ */ new Map();
	#sizes = /* @__PURE__ */ new Map();
	#empty = /* @__PURE__ */ new Set();
	#movedLinks = /* @__PURE__ */ new Map();
	#entered = /* @__PURE__ */ new Map();
	constructor(options) {
		this.#options = options;
	}
	add(directory) {
		this.#roots.set(directory.name, directory);
		if (!this.#isSplit(directory)) {
			this.#sizes.set(directory.name, directory.size);
			return;
		}
		let { size } = directory;
		let hasContent = directory.links > 0 || directory.mode !== defaultDirectoryMode;
		let files = directory.files;
		for (const child of directory.children) {
			if (!this.#isLayer(child)) {
				hasContent ||= child.kind === "directory";
				continue;
			}
			size -= child.size;
			files -= child.kind === "file" ? 1 : child.files;
			if (child.kind === "directory") this.add(child);
			else this.#roots.set(child.name, child);
		}
		this.#sizes.set(directory.name, size);
		if (!hasContent && files === 0) this.#empty.add(directory.name);
	}
	#isSplit({ name, size }) {
		const { layers, layerSize, top = sourceName } = this.#options;
		if (layers === "auto") return size > layerSize;
		return name === "." || name === top || top.startsWith(`${name}/`);
	}
	#isLayer(child) {
		if (titleOf(child.name) === void 0) return false;
		if (child.kind === "directory") return this.#options.layers === "entries" || child.files > 0;
		return require_options.isUtf8Name(child.location) && (this.#options.layers === "entries" || child.size > this.#options.layerSize);
	}
	moveLink({ name, target }) {
		const owner = this.#ownerOf(name);
		const path = lexicalTarget(name, target);
		if (owner === "." || path === void 0 || require_options.isInside(path, owner)) return;
		let home = owner;
		while (home !== "." && !require_options.isInside(path, home)) home = parentOf(home);
		this.#movedLinks.set(name, home);
		const entered = this.#entered.get(home) ?? /* @__PURE__ */ new Set();
		this.#entered.set(home, entered);
		for (let at = parentOf(name); at !== home; at = parentOf(at)) entered.add(at);
	}
	layers(entries) {
		const layers = [];
		const listed = entries && this.#assign(entries);
		for (const [name, root] of this.#roots) {
			const title = titleOf(name) ?? ".";
			if (root.kind === "file") layers.push({
				kind: "file",
				title,
				size: root.size,
				location: require_options.textOf(root.location),
				mode: root.mode
			});
			else if (!this.#empty.has(name) || this.#entered.has(name)) layers.push({
				kind: "packed",
				title,
				size: this.#sizes.get(name) ?? 0,
				part: this.#partOf(name),
				entries: listed && (listed.get(name) ?? [])
			});
		}
		return layers;
	}
	#assign(entries) {
		const assigned = /* @__PURE__ */ new Map();
		const owners = /* @__PURE__ */ new Map();
		const add = (home, entry) => {
			const list = assigned.get(home);
			if (list === void 0) assigned.set(home, [entry]);
			else list.push(entry);
		};
		for (const entry of entries) {
			const { name, kind } = entry;
			const owner = this.#roots.has(name) ? name : owners.get(parentOf(name)) ?? this.#ownerOf(name);
			if (kind === "directory") owners.set(name, owner);
			const home = this.#movedLinks.get(name) ?? owner;
			add(home, entry);
			if (kind !== "directory") continue;
			for (const [other, names] of this.#entered) if (other !== home && names.has(name)) add(other, entry);
		}
		return assigned;
	}
	#partOf(directory) {
		const entered = this.#entered.get(directory);
		return {
			directory,
			has: (name) => {
				const home = this.#movedLinks.get(name);
				if (home !== void 0) return home === directory;
				return this.#ownerOf(name) === directory || entered?.has(name) === true;
			}
		};
	}
	#ownerOf(name) {
		let owner = name;
		while (owner !== "." && !this.#roots.has(owner)) owner = parentOf(owner);
		return owner;
	}
};
function mayBeLayer(file, parent, options) {
	const { layers, layerSize, top = sourceName } = options;
	return layers === "auto" ? file.size > layerSize : parent.name === top;
}
function titleOf(name) {
	return require_options.isUtf8Name(name) && (require_formats ??= require("./formats.js")).unsafePathReason(require_options.textOf(name)) === void 0 ? require_options.textOf(name) : void 0;
}
function parentOf(name) {
	const parent = require_options.parentName(name);
	return parent === "" ? sourceName : parent;
}
function lexicalTarget(name, target) {
	if (target.startsWith("/")) return void 0;
	const segments = parentOf(name) === "." ? [] : parentOf(name).split("/");
	for (const segment of target.split("/")) {
		if (segment === "" || segment === ".") continue;
		if (segment !== "..") segments.push(segment);
		else if (segments.pop() === void 0) return void 0;
	}
	return segments.length === 0 ? sourceName : require_options.fromLatin1(segments.join("/"));
}

// src/formats/split-layers.ts
async function splitLayers(path, prefix, options, layerOf) {
	const { label = (require_spec ??= require("./spec.js")).plainLabel, config, signal } = options;
	checkArchive(options);
	const { pack } = layerOf(prefix);
	const report = new (require_records ??= require("./records.js")).WalkReport(path);
	const split = await splitOptions(path, prefix, options);
	const tree = await SourceTree.of((require_records ??= require("./records.js")).walkInGroups({
		...pack,
		report,
		signal
	}), split);
	const parts = tree.layers(split);
	(require_manifest_parts ??= require("./manifest-parts.js")).checkLayerCount(parts.length, options, () => options.layers === "auto" ? `set ${label("layer-size")} to ${tree.sizeFor(500, split)} or more bytes` : "set it to auto or single");
	const file = parts.find(({ kind }) => kind === "file");
	if (config?.kind === "image" && file !== void 0) throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `an image cannot have the unchanged file "${file.title}" as layer; set ${label("layers")} to single, or omit ` + label("config"));
	const { excluded, warnings, credentialFiles } = report;
	return {
		titles: parts.map(({ title }) => titleBelow(prefix, title)),
		layers: parts.map((part) => part.kind === "file" ? fileOf(part, prefix, options) : packed(part, prefix, options, layerOf)),
		content: {
			excluded,
			warnings,
			credentialFiles
		}
	};
}
function checkArchive({ archive, layers, label = (require_spec ??= require("./spec.js")).plainLabel }) {
	if (archive !== "zip") return;
	throw (require_spec ??= require("./spec.js")).inputError(label("layers"), layers, `needs tar archives; set ${label("archive")} to tar, or omit it`);
}
async function splitOptions(path, prefix, options) {
	const { layers, layerSize = defaultLayerSize, subDir, signal } = options;
	if (prefix !== ".") return {
		layers: "auto",
		layerSize: layers === "auto" ? layerSize : Infinity
	};
	const top = require_options.fromLatin1((await (require_records ??= require("./records.js")).openSource(path, subDir, signal)).subDir.join("/") || ".");
	return {
		layers: layers === "auto" ? "auto" : "entries",
		layerSize,
		top
	};
}
function fileOf(part, prefix, options) {
	const title = titleBelow(prefix, part.title);
	const mode = part.mode & 511;
	const own = {
		...mode === 420 ? {} : { [(require_spec ??= require("./spec.js")).annotationFileMode]: mode.toString(8).padStart(4, "0") },
		[(require_spec ??= require("./spec.js")).annotationTitle]: title
	};
	return {
		kind: "file",
		path: part.location,
		size: part.size,
		mediaType: (require_manifest_parts ??= require("./manifest-parts.js")).mediaTypeByRule(title, options) ?? "application/vnd.oci.image.layer.v1.tar",
		annotations: (require_manifest_parts ??= require("./manifest-parts.js")).withLayerAnnotations(own, title, options)
	};
}
function packed({ title: name, size, part, entries }, prefix, options, layerOf) {
	const { compression = "gzip", compressionLevel } = options;
	const layer = layerOf(titleBelow(prefix, name));
	return {
		...layer,
		size,
		pack: {
			...layer.pack,
			part,
			entries,
			mapEntry: prefix === "." ? void 0 : (entry) => below(prefix, entry)
		},
		annotations: {
			[(require_spec ??= require("./spec.js")).annotationEncoder]: (require_compress ??= require("./compress.js")).encodingName({
				compression,
				level: compressionLevel
			}),
			...layer.annotations
		}
	};
}
function titleBelow(prefix, title) {
	if (prefix === ".") return title;
	return title === "." ? prefix : `${prefix}/${title}`;
}
function below(prefix, entry) {
	const directory = require_options.byteStringOf(prefix);
	return {
		...entry,
		name: entry.name === "." ? directory : require_options.joinName(directory, entry.name)
	};
}

exports.splitLayers = splitLayers;