let require_rolldown_runtime;
let require_spec;
let require_build;
let require_manifest_parts;
let require_preset;
let require_options;
let require_usingCtx;
let node_path;
let node_fs_promises;

// src/formats/wasm/component-sections.ts
const sorts = {
	core: 0,
	function: 1,
	value: 2,
	type: 3,
	component: 4,
	instance: 5
};
function readImports(section, limit) {
	return readItems(section, limit, () => {
		const name = readName(section);
		readDescription(section);
		return name;
	});
}
function readExports(section, limit) {
	return readItems(section, limit, () => {
		const name = readName(section);
		const sort = section.byte();
		if (sort > sorts.instance) throw section.invalid(`has the unknown sort ${sort}`);
		if (sort === sorts.core) section.byte();
		section.unsigned();
		if (readFlag(section)) readDescription(section);
		return {
			name,
			isType: sort === sorts.type
		};
	});
}
function readItems(section, limit, read) {
	const count = section.unsigned();
	if (count > limit) throw section.invalid(`has too many entries, ${count}`);
	const items = [];
	while (items.length < count) items.push(read());
	if (!section.isAtEnd) throw section.invalid("has bytes after its last entry");
	return items;
}
function readName(section) {
	readFlag(section);
	return section.text();
}
function readFlag(section) {
	const flag = section.byte();
	if (flag > 1) throw section.invalid(`has the unknown value ${flag}`);
	return flag === 1;
}
function readDescription(section) {
	const sort = section.byte();
	switch (sort) {
		case sorts.core:
			section.byte();
			section.unsigned();
			break;
		case sorts.function:
		case sorts.component:
		case sorts.instance:
			section.unsigned();
			break;
		case sorts.value:
			if (readFlag(section)) section.skipSigned();
			else section.unsigned();
			break;
		case sorts.type:
			if (!readFlag(section)) section.unsigned();
			break;
		default: throw section.invalid(`has the unknown sort ${sort}`);
	}
	return sort === sorts.type;
}

// src/formats/wasm/section-reader.ts
function invalidWasm(path, reason) {
	return new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `"${(require_spec ??= require("./spec.js")).printable(path, 300)}" is not a valid WebAssembly file: ${reason}`);
}
var SectionReader = class {
	#bytes;
	#path;
	#section;
	#position = 0;
	constructor(bytes, path, section) {
		this.#bytes = bytes;
		this.#path = path;
		this.#section = section;
	}
	get isAtEnd() {
		return this.#position === this.#bytes.byteLength;
	}
	byte() {
		const value = this.#bytes[this.#position];
		if (value === void 0) throw this.invalid("ends early");
		this.#position++;
		return value;
	}
	peek() {
		return this.#bytes[this.#position];
	}
	unsigned() {
		const { value, length } = readUnsigned(this.#bytes.subarray(this.#position));
		if (value === void 0) throw this.invalid("has an invalid number");
		this.#position += length;
		return value;
	}
	skipSigned() {
		for (let length = 0; length < 5; length++) if (this.byte() < 128) return;
		throw this.invalid("has an invalid number");
	}
	text() {
		const length = this.unsigned();
		const bytes = this.#bytes.subarray(this.#position, this.#position + length);
		if (bytes.byteLength < length) throw this.invalid("ends early");
		this.#position += length;
		try {
			return new TextDecoder("utf-8", {
				fatal: true,
				ignoreBOM: true
			}).decode(bytes);
		} catch {
			throw this.invalid("has a name that is not UTF-8 text");
		}
	}
	invalid(problem) {
		return invalidWasm(this.#path, `its ${this.#section} section ${problem}`);
	}
};
function readUnsigned(bytes) {
	let value = 0;
	for (let index = 0; index < 5; index++) {
		const byte = bytes[index];
		if (byte === void 0) break;
		value += (byte & 127) * 2 ** (7 * index);
		if (byte < 128) return {
			value: value < 2 ** 32 ? value : void 0,
			length: index + 1
		};
	}
	return {
		value: void 0,
		length: 0
	};
}

// src/formats/wasm/wit-package.ts
const componentType = 65;
const instanceType = 66;
const functionTypes = /* @__PURE__ */ new Set([64, 67]);
const firstPrimitive = 115;
const lastPrimitive = 127;
const errorContext = 100;
const maxDepth = 50;
function readPackageTypes(section) {
	const names = [];
	for (let count = section.unsigned(); count > 0; count--) {
		const { exports, worlds } = readType(section, 0);
		names.push(...exports.map(({ name }) => name), ...worlds);
	}
	if (!section.isAtEnd) throw section.invalid("has bytes after its last entry");
	return names;
}
const noExports = {
	exports: [],
	worlds: []
};
function readType(section, depth) {
	if (depth > maxDepth) throw section.invalid("has types that are nested too deeply");
	const code = section.byte();
	if (code === componentType || code === instanceType) return readDeclarations(section, depth);
	if (functionTypes.has(code)) skipFunction(section);
	else skipValueType(section, code);
	return noExports;
}
function readDeclarations(section, depth) {
	const exports = [];
	const worlds = [];
	for (let count = section.unsigned(); count > 0; count--) {
		const kind = section.byte();
		switch (kind) {
			case 1: {
				const isComponent = section.peek() === componentType;
				const { exports: inner } = readType(section, depth + 1);
				if (isComponent) worlds.push(...inner.filter(({ isType }) => !isType).map(({ name }) => name));
				break;
			}
			case 2:
				skipAlias(section);
				break;
			case 3:
				readName(section);
				readDescription(section);
				break;
			case 4:
				exports.push({
					name: readName(section),
					isType: readDescription(section)
				});
				break;
			default: throw section.invalid(`has the unknown declaration ${kind}`);
		}
	}
	return {
		exports,
		worlds
	};
}
function skipAlias(section) {
	if (section.byte() === 0) section.byte();
	const target = section.byte();
	if (target > 2) throw section.invalid(`has the unknown alias ${target}`);
	section.unsigned();
	if (target === 2) section.unsigned();
	else section.text();
}
function skipFunction(section) {
	skipFields(section);
	if (section.byte() === 0) section.skipSigned();
	else skipFields(section);
}
function skipFields(section) {
	for (let count = section.unsigned(); count > 0; count--) {
		section.text();
		section.skipSigned();
	}
}
function skipOptional(section) {
	if (section.byte() !== 0) section.skipSigned();
}
function skipValueType(section, code) {
	switch (code) {
		case 114:
			skipFields(section);
			return;
		case 113:
			for (let count = section.unsigned(); count > 0; count--) {
				section.text();
				skipOptional(section);
				section.byte();
			}
			return;
		case 111:
			for (let count = section.unsigned(); count > 0; count--) section.skipSigned();
			return;
		case 110:
		case 109:
			for (let count = section.unsigned(); count > 0; count--) section.text();
			return;
		case 112:
		case 107:
			section.skipSigned();
			return;
		case 105:
		case 104:
			section.unsigned();
			return;
		case 106:
			skipOptional(section);
			skipOptional(section);
			return;
		case 102:
		case 101:
			skipOptional(section);
			return;
		case 103:
			section.skipSigned();
			section.unsigned();
			return;
		case 99:
			section.skipSigned();
			section.skipSigned();
			return;
	}
	if (code === errorContext || code >= firstPrimitive && code <= lastPrimitive) return;
	throw section.invalid(`has the unknown type 0x${code.toString(16)}`);
}

// src/formats/wasm/read-binary.ts
const preambleBytes = 8;
const headerBytes = 6;
const maxSectionBytes = 4194304;
const maxSections = 1e5;
const maxNames = 1e5;
const lastSection = {
	module: 13,
	component: 12
};
const typeSection = 7;
const importSection = 10;
const exportSection = 11;
async function readWasmBinary(path, signal) {
	try {
		try {
			var _usingCtx$1 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
			const handle = _usingCtx$1.a(await (0, (node_fs_promises ??= require("node:fs/promises")).open)(path));
			const { size } = await handle.stat();
			return await readSections(handle, size, path, signal);
		} catch (_) {
			_usingCtx$1.e = _;
		} finally {
			await _usingCtx$1.d();
		}
	} catch (error) {
		throw (require_spec ??= require("./spec.js")).isOciError(error) ? error : (require_options ??= require("./options.js")).fileSystemError(error, `read ${path}`);
	}
}
async function readSections(handle, size, path, signal) {
	const kind = kindOf(await readAt(handle, 0, preambleBytes), path);
	const imports = [];
	const exports = [];
	const types = [];
	const sectionAt = async (start, length, name) => {
		if (length <= maxSectionBytes) return new SectionReader(await readAt(handle, start, length), path, name);
		throw invalidWasm(path, `its ${name} section has ${length} bytes, over the limit of ${maxSectionBytes}`);
	};
	let count = 0;
	for (let position = preambleBytes; position < size;) {
		(require_spec ??= require("./spec.js")).throwIfAborted(signal);
		if (++count > maxSections) throw invalidWasm(path, `it has more than ${maxSections} sections`);
		const header = await readAt(handle, position, headerBytes);
		const id = header[0] ?? 0;
		const { value: length, length: digits } = readUnsigned(header.subarray(1));
		const start = position + 1 + digits;
		if (length === void 0 || start + length > size) throw invalidWasm(path, `it is truncated: the section at byte ${position} is incomplete`);
		if (id > lastSection[kind]) throw invalidWasm(path, `the section at byte ${position} has the unknown type ${id}`);
		position = start + length;
		if (kind === "module") continue;
		if (id === typeSection) types.push({
			start,
			length
		});
		if (id === importSection) imports.push(...readImports(await sectionAt(start, length, "import"), maxNames - imports.length));
		if (id === exportSection) exports.push(...readExports(await sectionAt(start, length, "export"), maxNames - exports.length));
	}
	if (kind === "module") return { kind };
	if (!(imports.length === 0 && exports.length > 0 && exports.every(({ isType }) => isType))) return {
		kind,
		imports,
		exports: exports.map(({ name }) => name)
	};
	const names = [];
	for (const { start, length } of types) names.push(...readPackageTypes(await sectionAt(start, length, "type")));
	return {
		kind,
		imports,
		exports: [...new Set(names)]
	};
}
function kindOf(preamble, path) {
	const hex = Buffer.from(preamble).toString("hex");
	if (!hex.startsWith("0061736d")) throw invalidWasm(path, "it does not begin with the magic number of WebAssembly");
	if (hex.length < 16) throw invalidWasm(path, "it is truncated: its version is missing");
	switch (hex.slice(8)) {
		case "01000000": return "module";
		case "0d000100": return "component";
		default: throw invalidWasm(path, `its version 0x${hex.slice(8)} is not supported; build a module or a component again`);
	}
}
async function readAt(handle, position, length) {
	const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
	return buffer.subarray(0, bytesRead);
}

// src/formats/wasm/plan-wasm.ts
const configType = "application/vnd.wasm.config.v0+json";
const layerType = "application/wasm";
const annotationAuthors = "org.opencontainers.image.authors";
async function planWasm(source, options) {
	const path = (require_preset ??= require("./preset.js")).singlePath("wasm", source);
	(require_preset ??= require("./preset.js")).rejectOptions("wasm", options, [
		"config",
		"artifactType",
		"layerMediaType",
		"mediaTypes",
		"imageSpec",
		"compression",
		"platform",
		"labels",
		"subDir"
	]);
	if (await (require_preset ??= require("./preset.js")).isDirectory(path)) throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `the format "wasm" needs a WebAssembly file, and "${(require_spec ??= require("./spec.js")).printable(path, 300)}" is a directory; give the file in it`);
	const { signal } = options;
	const binary = await readWasmBinary(path, signal);
	const expected = await (require_build ??= require("./build.js")).hashFile(path, { signal });
	const annotations = (require_manifest_parts ??= require("./manifest-parts.js")).manifestAnnotations(options);
	const config = {
		created: annotations[(require_spec ??= require("./spec.js")).annotationCreated],
		author: annotations[annotationAuthors] ?? null,
		architecture: "wasm",
		os: binary.kind === "module" ? "wasip1" : "wasip2",
		layerDigests: [expected.digest],
		component: binary.kind === "module" ? null : {
			exports: binary.exports,
			imports: binary.imports,
			target: null
		}
	};
	const title = (0, (node_path ??= require("node:path")).basename)(path);
	return {
		config: {
			kind: "bytes",
			bytes: (require_spec ??= require("./spec.js")).encodeJson(config),
			mediaType: configType
		},
		layers: [{
			kind: "file",
			path,
			mediaType: layerType,
			expected,
			annotations: (require_manifest_parts ??= require("./manifest-parts.js")).withLayerAnnotations({ [(require_spec ??= require("./spec.js")).annotationTitle]: title }, title, options)
		}],
		annotations
	};
}

exports.planWasm = planWasm;