import { i as annotationCreated, u as annotationTitle } from "./annotations.js";
import { m as encodeJson } from "./collect.js";
import { f as throwIfAborted, m as printable, o as isOciError, t as OciError } from "./error.js";
import { a as hashFile } from "./file-layer.js";
import { o as withLayerAnnotations, r as manifestAnnotations } from "./manifest-parts.js";
import { a as rejectOptions, n as isDirectory, s as singlePath } from "./preset.js";
import { n as fileSystemError } from "./file-system-error.js";
import { t as _usingCtx } from "./usingCtx.js";
import { basename } from "node:path";
import { open } from "node:fs/promises";

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
		skipDescription(section);
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
		if (readFlag(section)) skipDescription(section);
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
function skipDescription(section) {
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
}

// src/formats/wasm/section-reader.ts
function invalidWasm(path, reason) {
	return new OciError("INPUT_INVALID", `"${printable(path, 300)}" is not a valid WebAssembly file: ${reason}`);
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
const importSection = 10;
const exportSection = 11;
async function readWasmBinary(path, signal) {
	try {
		try {
			var _usingCtx$1 = _usingCtx();
			const handle = _usingCtx$1.a(await open(path));
			const { size } = await handle.stat();
			return await readSections(handle, size, path, signal);
		} catch (_) {
			_usingCtx$1.e = _;
		} finally {
			await _usingCtx$1.d();
		}
	} catch (error) {
		throw isOciError(error) ? error : fileSystemError(error, `read ${path}`);
	}
}
async function readSections(handle, size, path, signal) {
	const kind = kindOf(await readAt(handle, 0, preambleBytes), path);
	const imports = [];
	const exports = [];
	let count = 0;
	for (let position = preambleBytes; position < size;) {
		throwIfAborted(signal);
		if (++count > maxSections) throw invalidWasm(path, `it has more than ${maxSections} sections`);
		const header = await readAt(handle, position, headerBytes);
		const id = header[0] ?? 0;
		const { value: length, length: digits } = readUnsigned(header.subarray(1));
		const start = position + 1 + digits;
		if (length === void 0 || start + length > size) throw invalidWasm(path, `it is truncated: the section at byte ${position} is incomplete`);
		if (id > lastSection[kind]) throw invalidWasm(path, `the section at byte ${position} has the unknown type ${id}`);
		position = start + length;
		if (kind === "module" || id !== importSection && id !== exportSection) continue;
		const name = id === importSection ? "import" : "export";
		if (length > maxSectionBytes) throw invalidWasm(path, `its ${name} section has ${length} bytes, over the limit of ${maxSectionBytes}`);
		const section = new SectionReader(await readAt(handle, start, length), path, name);
		if (id === importSection) imports.push(...readImports(section, maxNames - imports.length));
		else exports.push(...readExports(section, maxNames - exports.length));
	}
	return kind === "module" ? { kind } : {
		kind,
		imports,
		exports
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
	const path = singlePath("wasm", source);
	rejectOptions("wasm", options, [
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
	if (await isDirectory(path)) throw new OciError("INPUT_INVALID", `the format "wasm" needs a WebAssembly file, and "${printable(path, 300)}" is a directory; give the file in it`);
	const { signal } = options;
	const binary = await readWasmBinary(path, signal);
	rejectWitPackage(binary, path);
	const expected = await hashFile(path, { signal });
	const annotations = manifestAnnotations(options);
	const config = {
		created: annotations[annotationCreated],
		author: annotations[annotationAuthors] ?? null,
		architecture: "wasm",
		os: binary.kind === "module" ? "wasip1" : "wasip2",
		layerDigests: [expected.digest],
		component: binary.kind === "module" ? null : {
			exports: binary.exports.map(({ name }) => name),
			imports: binary.imports,
			target: null
		}
	};
	const title = basename(path);
	return {
		config: {
			kind: "bytes",
			bytes: encodeJson(config),
			mediaType: configType
		},
		layers: [{
			kind: "file",
			path,
			mediaType: layerType,
			expected,
			annotations: withLayerAnnotations({ [annotationTitle]: title }, title, options)
		}],
		annotations
	};
}
function rejectWitPackage(binary, path) {
	if (binary.kind === "module" || binary.imports.length > 0 || binary.exports.length === 0) return;
	if (!binary.exports.every(({ isType }) => isType)) return;
	throw new OciError("INPUT_INVALID", `"${printable(path, 300)}" is a package of WIT definitions, and the format "wasm" needs a module or a component; publish the package with wkg`);
}

export { planWasm };