import { o as __toESM, t as __commonJSMin } from "./rolldown-runtime.js";
import { E as detachWholeBuffer, T as detachBuffer } from "./scrub.js";
import { l as throwIfAborted, n as OciError, r as abortedError, s as messageOf, t as printable } from "./printable.js";
import { isUtf8 } from "node:buffer";
import { crc32, createInflateRaw, createZstdDecompress } from "node:zlib";

// src/fs/byte-string.ts
const notAscii = /[\u0080-\u00ff]/;
function fromLatin1(characters) {
	return characters;
}
function byteStringOf(text) {
	return fromLatin1(Buffer.from(text, "utf8").toString("latin1"));
}
function isAscii(name) {
	return !notAscii.test(name);
}
function bytesOf(name) {
	return Buffer.from(name, "latin1");
}
function textOf(name) {
	return isAscii(name) ? name : bytesOf(name).toString("utf8");
}
function isUtf8Name(name) {
	return isAscii(name) || isUtf8(bytesOf(name));
}
function foldName(name) {
	if (isAscii(name)) return name.toLowerCase();
	return textOf(name).normalize("NFD").toUpperCase().toLowerCase().normalize("NFC");
}
function systemPath(path) {
	if (isAscii(path)) return path;
	return process.platform === "win32" ? textOf(path) : bytesOf(path);
}
function joinName(directory, segment) {
	if (directory === "") return segment;
	return fromLatin1(directory.endsWith("/") ? directory + segment : `${directory}/${segment}`);
}

// src/archive/compress/blocks.ts
async function* blocksOf(content, blockSize) {
	let pieces = [];
	let size = 0;
	for await (const chunk of content) {
		let rest = chunk;
		while (size + rest.byteLength >= blockSize) {
			const cut = blockSize - size;
			pieces.push(rest.subarray(0, cut));
			rest = rest.subarray(cut);
			yield {
				pieces,
				size: blockSize
			};
			pieces = [];
			size = 0;
		}
		if (rest.byteLength > 0) {
			pieces.push(rest);
			size += rest.byteLength;
		}
	}
	if (size > 0) yield {
		pieces,
		size
	};
}
function joinBlock(block) {
	const only = block.pieces[0];
	return block.pieces.length === 1 && only !== void 0 ? only : Buffer.concat(block.pieces, block.size);
}
function endOf(block, count) {
	const end = Buffer.allocUnsafeSlow(Math.min(count, block.size));
	let left = end.byteLength;
	for (let index = block.pieces.length - 1; left > 0; index--) {
		const piece = block.pieces[index] ?? end.subarray(0, 0);
		const part = piece.subarray(Math.max(0, piece.byteLength - left));
		left -= part.byteLength;
		end.set(part, left);
	}
	return end;
}
function giveBackBlock(block) {
	for (const piece of block.pieces) detachWholeBuffer(piece);
}
async function* abortable(content, signal) {
	if (signal === void 0) {
		yield* content;
		return;
	}
	throwIfAborted(signal);
	let giveUp;
	const onAbort = () => giveUp?.(abortedError(signal));
	signal.addEventListener("abort", onAbort, { once: true });
	const source = content[Symbol.asyncIterator]();
	let open = true;
	try {
		for (;;) {
			const step = await new Promise((resolve, reject) => {
				giveUp = reject;
				source.next().then(resolve, (error) => {
					open = false;
					reject(error instanceof Error ? error : new Error(String(error)));
				});
			});
			if (step.done === true) {
				open = false;
				return;
			}
			yield step.value;
			throwIfAborted(signal);
		}
	} finally {
		signal.removeEventListener("abort", onAbort);
		const closing = open ? source.return?.() : void 0;
		if (signal.aborted) closing?.catch(() => {});
		else await closing;
	}
}

// src/archive/unpack/decompress-engine.ts
const engineChunkSize = 1048576;
const chunksAhead = 2;
const freeStreams = 1e3;
const leastStreamSize = 512;
function requireLargeStreams(count, source, what) {
	if (count > freeStreams && source.size < count * leastStreamSize) throw new OciError("SIZE_LIMIT", `${what} is refused: it consists of more than ${freeStreams} compressed streams of fewer than ${leastStreamSize} bytes each`);
}
async function* decode(engine, source, what) {
	let sourceFailure;
	const feeding = feed(engine, source).catch((error) => {
		sourceFailure = { error };
		engine.destroy();
	});
	try {
		for await (const chunk of outputOf(engine)) {
			yield chunk;
			free(chunk);
		}
		await feeding;
	} catch (error) {
		if (sourceFailure === void 0) throw damaged(error, what);
	} finally {
		engine.destroy();
	}
	if (sourceFailure !== void 0) throw sourceFailure.error;
}
async function* outputOf(engine) {
	const ready = [];
	let outcome;
	let wake;
	const end = (how) => {
		outcome ??= how;
		wake?.();
	};
	engine.on("data", (chunk) => {
		ready.push(chunk);
		if (ready.length >= chunksAhead) engine.pause();
		wake?.();
	}).once("end", () => end({})).once("error", (error) => end({ error })).once("close", () => end({ error: /* @__PURE__ */ new Error("the decoder was closed") }));
	for (;;) {
		if (outcome !== void 0 && "error" in outcome) throw outcome.error;
		const chunk = ready.shift();
		if (chunk !== void 0) {
			if (ready.length < chunksAhead) engine.resume();
			yield chunk;
		} else if (outcome !== void 0) return;
		else await new Promise((resolve) => {
			wake = resolve;
		});
	}
}
function free(chunk) {
	if (chunk.buffer.byteLength === 1048576 && chunk.byteOffset + chunk.byteLength === 1048576) detachBuffer(chunk);
}
async function feed(engine, source) {
	let answer;
	engine.once("close", () => answer?.());
	let fed = 0;
	while (!engine.destroyed) {
		const chunk = await source.chunk();
		if (engine.destroyed) return;
		if (chunk === void 0) {
			engine.end();
			return;
		}
		fed += chunk.byteLength;
		await new Promise((resolve) => {
			answer = resolve;
			engine.write(chunk, () => resolve());
		});
		const unused = fed - engine.bytesWritten;
		if (unused > 0) {
			source.unread(chunk.subarray(chunk.byteLength - unused));
			return;
		}
	}
}
function damaged(error, what) {
	const reason = messageOf(error);
	const cut = error instanceof Error && error.code === "Z_BUF_ERROR";
	return new OciError("ARCHIVE_INVALID", cut ? `${what} is cut off: the compressed stream has no end` : `${what} is damaged: ${printable(reason, 200)}`, { cause: error });
}

// src/archive/unpack/decompress-gzip.ts
const flagHeaderCrc = 2;
const flagExtra = 4;
const flagName = 8;
const flagComment = 16;
const reservedFlags = 224;
const textLimit = 65536;
async function* gunzip$1(source, what) {
	for (let member = 1;; member++) {
		requireLargeStreams(member, source, what);
		await readHeader(source, what, member);
		let crc = 0;
		let size = 0;
		for await (const chunk of decode(createInflateRaw({ chunkSize: engineChunkSize }), source, what)) {
			crc = crc32(chunk, crc);
			size += chunk.byteLength;
			yield chunk;
		}
		const trailer = Buffer.from(await take(source, 8, what));
		if (trailer.readUInt32LE(0) !== crc) throw invalid(what, "its checksum does not fit its content");
		if (trailer.readUInt32LE(4) !== size % 2 ** 32) throw invalid(what, "its length does not fit its content");
		const next = (await source.peek(1))[0];
		if (next === void 0) return;
		if (next === 0) {
			await requireZeros(source, what);
			return;
		}
	}
}
async function readHeader(source, what, member) {
	const fixed = await source.take(10);
	if (fixed[0] !== 31 || fixed[1] !== 139) throw invalid(what, member === 1 ? "it does not begin as gzip does" : "there are other bytes after its end");
	if (fixed.byteLength < 10) throw invalid(what, "it is cut off in its header");
	const flags = fixed[3] ?? 0;
	if (fixed[2] !== 8 || (flags & reservedFlags) !== 0) throw invalid(what, "its header asks for a method or a feature that gzip does not have");
	let crc = crc32(fixed);
	const read = async (size) => {
		const bytes = await take(source, size, what);
		crc = crc32(bytes, crc);
		return bytes;
	};
	if ((flags & flagExtra) !== 0) {
		const [low = 0, high = 0] = await read(2);
		await read(low + high * 256);
	}
	for (const flag of [flagName, flagComment]) {
		if ((flags & flag) === 0) continue;
		for (let length = 0; (await read(1))[0] !== 0; length++) if (length === textLimit) throw invalid(what, `a text in its header is over the limit of ${textLimit} bytes`);
	}
	if ((flags & flagHeaderCrc) !== 0) {
		const expected = crc & 65535;
		const [low = 0, high = 0] = await read(2);
		if (low + high * 256 !== expected) throw invalid(what, "the checksum of its header does not fit");
	}
}
async function take(source, size, what) {
	const bytes = await source.take(size);
	if (bytes.byteLength < size) throw invalid(what, "it is cut off");
	return bytes;
}
async function requireZeros(source, what) {
	for (let chunk = await source.chunk(); chunk !== void 0; chunk = await source.chunk()) if (chunk.some((byte) => byte !== 0)) throw invalid(what, "there are other bytes after its end");
}
function invalid(what, reason) {
	return new OciError("ARCHIVE_INVALID", `${what} is no valid gzip file: ${reason}`);
}

// src/archive/unpack/byte-source.ts
var ByteSource = class {
	#source;
	#front = [];
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
		const front = this.#front.pop();
		if (front !== void 0) return front;
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
		if (bytes.byteLength > 0) this.#front.push(bytes);
	}
	async take(size) {
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
		const bytes = await this.take(size);
		this.unread(bytes);
		return bytes;
	}
	async close() {
		this.#front.length = 0;
		if (this.#ended) return;
		this.#ended = true;
		const closing = this.#source.return?.();
		if (this.#waiting) closing?.catch(() => {});
		else await closing;
	}
};

// src/archive/unpack/decompress-zstd.ts
async function* unzstd(source, what) {
	for (let frame = 1;; frame++) {
		requireLargeStreams(frame, source, what);
		const magic = await source.peek(4);
		if (magic.byteLength === 0 && frame > 1) return;
		if (!isZstdMagic(magic) && !isSkippableMagic(magic)) throw new OciError("ARCHIVE_INVALID", `${what} is no valid zstd file: ${frame === 1 ? "it does not begin as zstd does" : "there are other bytes after its end"}`);
		yield* decode(createZstdDecompress({ chunkSize: engineChunkSize }), source, what);
	}
}
function isZstdMagic(bytes) {
	return bytes[0] === 40 && bytes[1] === 181 && bytes[2] === 47 && bytes[3] === 253;
}
function isSkippableMagic(bytes) {
	return bytes[0] !== void 0 && (bytes[0] & 240) === 80 && bytes[1] === 42 && bytes[2] === 77 && bytes[3] === 24;
}

// src/archive/unpack/decompress.ts
const ratioFreeSize = 67108864;
const defaultMaxRatio = 200;
async function* decompress(content, options = {}) {
	const { maxRatio = 200, what = "the layer", signal } = options;
	const source = new ByteSource(abortable(content, signal));
	try {
		const compression = options.compression ?? await detect(source);
		if (compression === "none") {
			for (let chunk = await source.chunk(); chunk !== void 0; chunk = await source.chunk()) yield chunk;
			return;
		}
		let size = 0;
		for await (const chunk of compression === "gzip" ? gunzip$1(source, what) : unzstd(source, what)) {
			size += chunk.byteLength;
			if (size > 67108864 && size > source.size * maxRatio) throw new OciError("SIZE_LIMIT", `${what} is refused: ${source.size} bytes became more than ${maxRatio} times as many, which only a decompression bomb does`);
			yield chunk;
		}
	} finally {
		await source.close();
	}
}
async function detect(source) {
	const magic = await source.peek(4);
	if (magic[0] === 31 && magic[1] === 139) return "gzip";
	return isZstdMagic(magic) ? "zstd" : "none";
}

// node_modules/ignore/index.js
var require_ignore = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	function makeArray(subject) {
		return Array.isArray(subject) ? subject : [subject];
	}
	const UNDEFINED = void 0;
	const EMPTY = "";
	const SPACE = " ";
	const ESCAPE = "\\";
	const REGEX_LITERAL_SPECIAL = /[.*+?()[\]{}^$|\\/]/;
	const BOM = "﻿";
	const REGEX_ANCHORED_GLOBSTAR = /^\/\*{2,}$/;
	const REGEX_REPLACE_LEADING_EXCAPED_EXCLAMATION = /^\\!/;
	const REGEX_REPLACE_LEADING_EXCAPED_HASH = /^\\#/;
	const REGEX_SPLITALL_CRLF = /\r?\n/g;
	const DOUBLE_SLASH = "//";
	const SLASH_CODE = 47;
	const DOT_CODE = 46;
	const SLASH = "/";
	let TMP_KEY_IGNORE = "node-ignore";
	/* istanbul ignore else */
	if (typeof Symbol !== "undefined") TMP_KEY_IGNORE = Symbol.for("node-ignore");
	const KEY_IGNORE = TMP_KEY_IGNORE;
	const define = (object, key, value) => {
		Object.defineProperty(object, key, { value });
		return value;
	};
	const RETURN_FALSE = () => false;
	const POSIX_CLASSES = {
		alnum: "0-9A-Za-z",
		alpha: "A-Za-z",
		blank: " \\t",
		cntrl: "\\x00-\\x1f\\x7f",
		digit: "0-9",
		graph: "!-.0-~",
		lower: "a-z",
		print: " -.0-~",
		punct: "!-.:-@\\[-`{-~",
		space: " \\t\\n\\r",
		upper: "A-Z",
		xdigit: "0-9A-Fa-f"
	};
	const CLASS_MEMBERS_TO_ESCAPE = "\\]^-[";
	const escapeMember = (char) => CLASS_MEMBERS_TO_ESCAPE.indexOf(char) < 0 ? char : ESCAPE + char;
	const NON_SLASH = "(?!\\/)";
	const classSource = (negated, body) => {
		if (negated) return `[^\\/${body}]`;
		const source = `[${body}]`;
		return new RegExp(source).test("/") ? NON_SLASH + source : source;
	};
	const scanBracket = (pattern, start) => {
		const { length } = pattern;
		let index = start + 1;
		let negated = EMPTY;
		const lead = pattern[index];
		if (lead === "!" || lead === "^") {
			negated = "^";
			index++;
		}
		let body = EMPTY;
		let prev = EMPTY;
		for (;;) {
			const char = pattern[index];
			if (char === UNDEFINED) return null;
			if (char === ESCAPE) {
				const escaped = pattern[++index];
				body += escapeMember(escaped);
				prev = escaped;
			} else if (char === "-" && prev && index + 1 < length && pattern[index + 1] !== "]") {
				index++;
				let to = pattern[index];
				if (to === ESCAPE) to = pattern[index += 1];
				if (prev <= to) body += `-${escapeMember(to)}`;
				prev = EMPTY;
			} else if (char === "[" && pattern[index + 1] === ":") {
				const nameStart = index + 2;
				let end = nameStart;
				while (end < length && pattern[end] !== "]") end++;
				if (end === length) return null;
				if (end > nameStart && pattern[end - 1] === ":") {
					const name = pattern.slice(nameStart, end - 1);
					if (!Object.prototype.hasOwnProperty.call(POSIX_CLASSES, name)) return null;
					body += POSIX_CLASSES[name];
					prev = EMPTY;
					index = end;
				} else {
					body += escapeMember("[");
					prev = "[";
					index = nameStart - 2;
				}
			} else {
				body += escapeMember(char);
				prev = char;
			}
			index++;
			if (pattern[index] === "]") return {
				end: index,
				source: classSource(negated, body)
			};
		}
	};
	const NEVER_MATCH = "[]";
	const PLACEHOLDER = "\0";
	const REGEX_RESTORE_PLACEHOLDER = new RegExp(`${PLACEHOLDER}(\\d+)${PLACEHOLDER}`, "g");
	const TRAILING_WILDCARD = "";
	const TRAILING_DOUBLESTAR = "";
	const isReserved = (char) => char === PLACEHOLDER || char === TRAILING_WILDCARD || char === TRAILING_DOUBLESTAR;
	const extractBrackets = (pattern) => {
		const sources = [];
		const hold = (source) => `${PLACEHOLDER}${sources.push(source) - 1}${PLACEHOLDER}`;
		const { length } = pattern;
		let out = EMPTY;
		let index = 0;
		while (index < length) {
			const char = pattern[index];
			if (char === ESCAPE) {
				const escaped = pattern[index + 1];
				if (escaped === SLASH && index + 2 === length) out += hold(NEVER_MATCH);
				else if (escaped === "*" || escaped === "[" || escaped === SPACE) out += pattern.slice(index, index + 2);
				else out += hold(REGEX_LITERAL_SPECIAL.test(escaped) ? ESCAPE + escaped : isReserved(escaped) ? `[${escaped}]` : escaped);
				index += 2;
			} else if (isReserved(char)) {
				out += hold(`[${char}]`);
				index++;
			} else if (char === "[") {
				const scanned = scanBracket(pattern, index);
				if (scanned === null) {
					out += hold(NEVER_MATCH);
					index = length;
				} else {
					out += hold(scanned.source);
					index = scanned.end + 1;
				}
			} else {
				out += char;
				index++;
			}
		}
		return {
			source: out,
			sources
		};
	};
	const DIRECT = null;
	const REGEX_INNER_SLASH = /\/(?!$)/;
	const WILDCARD = "[^\\/]*";
	const REPLACERS = [
		[
			/(\\+)( ?)/g,
			(_, run, space) => space ? run.slice(0, run.length - run.length % 2) + SPACE : run,
			"\\ "
		],
		[
			/(^|\/)\*{3,}(?=\/|$)/g,
			(_, start) => `${start}**`,
			"*"
		],
		[/[\\$.|*+(){^]/g, (match) => `\\${match}`],
		[
			/(?!\\)\?/g,
			() => "[^/]",
			"?"
		],
		[
			/^\//,
			() => "^",
			SLASH
		],
		[
			/\//g,
			() => "\\/",
			SLASH
		],
		[
			/^\^*(?:\\\*\\\*\\\/)+/,
			() => "(?:^|\\/)",
			"*"
		],
		[DIRECT, (source, pattern) => {
			if (!source || source[0] === "^" || source[0] === "(") return source;
			return (!REGEX_INNER_SLASH.test(pattern) ? "(?:^|\\/)" : "^") + source;
		}],
		[
			/\\\/\\\*\\\*(?=\\\/|$)/g,
			(_, index, str) => index + 6 < str.length ? str.slice(index + 6) === "\\/" ? "(?:\\/[^\\/]+)+" : "(?:\\/[^\\/]+)*" : `\\/${TRAILING_DOUBLESTAR}`,
			"*"
		],
		[
			/(^|[^\\])(?:\\\*)+(?!$)/g,
			(_, p1) => p1 + WILDCARD,
			"*"
		],
		[
			/(^|[^\\])((?:\\\\)*)\\\*$/,
			(match, p1, p2) => p2 === EMPTY ? p1 + TRAILING_WILDCARD : match,
			"*"
		],
		[
			/\\\\\\(?=[$.|*+(){^])/g,
			() => ESCAPE,
			"\\\\"
		],
		[
			/\\\\/g,
			() => ESCAPE,
			"\\\\"
		],
		[
			/\\\[([^\]/]*?)($|\])/g,
			(match, range, close) => `\\[${range}${close}`,
			"["
		],
		[DIRECT, (source) => {
			const last = source[source.length - 1];
			if (!last || last === TRAILING_WILDCARD || last === TRAILING_DOUBLESTAR) return source;
			return last === SLASH ? `${source}$` : `${source}(?=$|\\/$)`;
		}]
	];
	const REGEX_REPLACE_TRAILING_WILDCARD = /(^|\\\/)?\uE000$/;
	const MODE_IGNORE = "regex";
	const MODE_CHECK_IGNORE = "checkRegex";
	const replaceTrailingWildcard = (_, p1) => {
		return `${p1 ? `${p1}[^/]+` : "[^/]*"}(?=$|\\/$)`;
	};
	const REGEX_REPLACE_TRAILING_DOUBLESTAR = /\uE001$/;
	const replaceTrailingDoublestar = () => "[\\s\\S]";
	const separatorAfter = (run, at) => {
		let separator = EMPTY;
		for (let index = at + 1; index < run.length && !run[index].wildcard; index++) separator += run[index].single;
		return separator;
	};
	const pinWildcards = (source) => {
		if (source.indexOf(WILDCARD) < 0) return source;
		const tokens = [];
		const { length } = source;
		let index = 0;
		while (index < length) {
			const char = source[index];
			if (source.startsWith(WILDCARD, index)) {
				tokens.push({ wildcard: true });
				index += 6;
			} else if (char === "[") {
				let end = index + 1;
				if (source[end] === "^") end++;
				if (source[end] === "]") end++;
				while (end < length && source[end] !== "]") end += source[end] === ESCAPE ? 2 : 1;
				end++;
				tokens.push({ single: source.slice(index, end) });
				index = end;
			} else if (char === ESCAPE) {
				tokens.push({ single: source.slice(index, index + 2) });
				index += 2;
			} else if (char === "(") {
				let depth = 0;
				let end = index;
				do {
					if (source[end] === ESCAPE) end++;
					else if (source[end] === "(") depth++;
					else if (source[end] === ")") depth--;
					end++;
				} while (end < length && depth > 0);
				if ("*+?".indexOf(source[end]) >= 0) end++;
				tokens.push({ boundary: source.slice(index, end) });
				index = end;
			} else if (char === "^" || char === "$") {
				tokens.push({ boundary: char });
				index++;
			} else {
				tokens.push({ single: char });
				index++;
			}
		}
		let out = EMPTY;
		let run = [];
		const flush = () => {
			let lastWildcard;
			run.forEach((token, at) => {
				if (token.wildcard) lastWildcard = at;
			});
			run.forEach((token, at) => {
				if (!token.wildcard) {
					out += token.single;
					return;
				}
				out += at === lastWildcard ? WILDCARD : `(?:(?!${separatorAfter(run, at)})[^\\/])*`;
			});
			run = [];
		};
		tokens.forEach((token) => {
			if (token.boundary === void 0) {
				run.push(token);
				return;
			}
			flush();
			out += token.boundary;
		});
		flush();
		return out;
	};
	const makeRegexPrefix = (pattern) => {
		if (REGEX_ANCHORED_GLOBSTAR.test(pattern)) pattern = "**";
		const { source, sources } = extractBrackets(pattern);
		const replaced = REPLACERS.reduce((prev, [matcher, replacer, required]) => {
			if (matcher === DIRECT) return replacer(prev, pattern);
			if (required !== UNDEFINED && prev.indexOf(required) < 0) return prev;
			return matcher.test(prev) ? prev.replace(matcher, replacer.bind(pattern)) : prev;
		}, source);
		return sources.length ? replaced.replace(REGEX_RESTORE_PLACEHOLDER, (match, index) => sources[index]) : replaced;
	};
	const checkSourceOf = (body, prefix) => {
		if (body[body.length - 1] === SLASH) prefix = makeRegexPrefix(body.slice(0, -1));
		const head = prefix.slice(0, -1);
		const last = prefix[prefix.length - 1];
		return last === TRAILING_WILDCARD ? `${head}$` : last === TRAILING_DOUBLESTAR ? head : NEVER_MATCH;
	};
	const matchesBasename = (body) => {
		const index = body.indexOf(SLASH);
		return index < 0 || index === body.length - 1;
	};
	const basenameOf = (path) => {
		const end = path.length - 1;
		const index = path.lastIndexOf(SLASH, path[end] === SLASH ? end - 1 : end);
		return index < 0 ? path : path.slice(index + 1);
	};
	const parentOf = (path) => {
		if (path.charCodeAt(0) === SLASH_CODE || path.indexOf(DOUBLE_SLASH) >= 0) {
			const slices = path.split(SLASH).filter(Boolean);
			slices.pop();
			return slices.length ? slices.join(SLASH) + SLASH : EMPTY;
		}
		const end = path.length - 1;
		const cut = path.lastIndexOf(SLASH, path.charCodeAt(end) === SLASH_CODE ? end - 1 : end);
		return cut < 0 ? EMPTY : path.slice(0, cut + 1);
	};
	const isString = (subject) => typeof subject === "string";
	const checkPattern = (pattern) => pattern && isString(pattern);
	const splitPattern = (pattern) => (pattern[pattern.length - 1] === "\r" ? pattern.slice(0, -1) : pattern).split(REGEX_SPLITALL_CRLF).filter(Boolean);
	var IgnoreRule = class {
		constructor(pattern, mark, body, ignoreCase, negative, prefix) {
			this.pattern = pattern;
			this.mark = mark;
			this.negative = negative;
			define(this, "body", body);
			define(this, "ignoreCase", ignoreCase);
			define(this, "regexPrefix", prefix);
		}
		get _basenameOnly() {
			return define(this, "_basenameOnly", matchesBasename(this.body));
		}
		get regex() {
			const key = "_regex";
			if (this[key]) return this[key];
			return this._make(MODE_IGNORE, key);
		}
		get checkRegex() {
			const key = "_checkRegex";
			if (this[key]) return this[key];
			return this._make(MODE_CHECK_IGNORE, key);
		}
		_make(mode, key) {
			const str = pinWildcards(mode === MODE_IGNORE ? this.regexPrefix.replace(REGEX_REPLACE_TRAILING_WILDCARD, replaceTrailingWildcard).replace(REGEX_REPLACE_TRAILING_DOUBLESTAR, replaceTrailingDoublestar) : checkSourceOf(this.body, this.regexPrefix));
			const regex = this.ignoreCase ? new RegExp(str, "i") : new RegExp(str);
			return define(this, key, regex);
		}
	};
	const hasTrailingBackslash = (str) => {
		let count = 0;
		while (str[str.length - count - 1] === ESCAPE) count++;
		return count % 2 === 1;
	};
	const trimEnd = (body, stripLineEnd) => {
		let lineEnd = body.length;
		let end;
		for (;;) {
			if (stripLineEnd && body[lineEnd - 1] === "\r") lineEnd--;
			end = lineEnd;
			while (body[end - 1] === SPACE) end--;
			if (!stripLineEnd || body[end - 1] !== "\n") break;
			lineEnd = end - 1;
		}
		if (end === lineEnd) return body.slice(0, lineEnd);
		let backslashes = 0;
		while (body[end - backslashes - 1] === ESCAPE) backslashes++;
		return backslashes % 2 ? body.slice(0, end - 1) + SPACE : body.slice(0, end);
	};
	const createRule = (pattern, mark, ignoreCase, stripLineEnd, stripBOM) => {
		let body = stripBOM && pattern[0] === BOM ? pattern.slice(1) : pattern;
		if (body[0] === "#") return;
		let negative = false;
		if (body[0] === "!") {
			negative = true;
			body = body.slice(1);
		}
		const last = body[body.length - 1];
		if (last === SPACE || stripLineEnd && (last === "\r" || last === "\n")) body = trimEnd(body, stripLineEnd);
		if (!body || hasTrailingBackslash(body)) return;
		body = body.replace(REGEX_REPLACE_LEADING_EXCAPED_EXCLAMATION, "!").replace(REGEX_REPLACE_LEADING_EXCAPED_HASH, "#");
		const regexPrefix = makeRegexPrefix(body);
		return new IgnoreRule(pattern, mark, body, ignoreCase, negative, regexPrefix);
	};
	var RuleManager = class {
		constructor(ignoreCase) {
			this._ignoreCase = ignoreCase;
			this._rules = [];
			this._basenameCount = 0;
		}
		_add(pattern, index) {
			if (pattern && pattern[KEY_IGNORE]) {
				this._rules = this._rules.concat(pattern._rules._rules);
				this._basenameCount += pattern._rules._basenameCount;
				this._added = true;
				return;
			}
			const isStr = isString(pattern);
			const raw = isStr ? pattern : pattern.pattern;
			const rule = checkPattern(raw) && createRule(raw, isStr ? UNDEFINED : pattern.mark, this._ignoreCase, !this._split, this._stripBOM && !index);
			if (rule) {
				this._added = true;
				this._rules.push(rule);
				if (matchesBasename(rule.body)) this._basenameCount++;
			}
		}
		add(pattern) {
			this._added = false;
			this._split = isString(pattern);
			this._stripBOM = !this._split || pattern[0] === BOM;
			makeArray(this._split ? splitPattern(pattern) : pattern).forEach(this._add, this);
			if (this._added) this._literalRules = UNDEFINED;
			return this._added;
		}
		testLiteral(path) {
			const rules = this._literalRules || (this._literalRules = this._rules.filter(({ body }) => body[body.length - (body[body.length - 1] === SLASH ? 2 : 1)] === "*"));
			let ignored = false;
			let unignored = false;
			let matchedRule;
			for (let index = rules.length - 1; index >= 0; index--) {
				const rule = rules[index];
				if (rule.checkRegex.test(path)) {
					ignored = !rule.negative;
					unignored = rule.negative;
					matchedRule = rule.negative ? UNDEFINED : rule;
					break;
				}
			}
			const ret = {
				ignored,
				unignored
			};
			if (matchedRule) ret.rule = matchedRule;
			return ret;
		}
		test(path, mode) {
			const rules = this._rules;
			const { length } = rules;
			const shortcut = this._basenameCount * 2 >= length;
			const basename = shortcut ? basenameOf(path) : path;
			for (let index = length - 1; index >= 0; index--) {
				const rule = rules[index];
				if (rule[mode].test(shortcut && rule._basenameOnly ? basename : path)) {
					const { negative } = rule;
					const ret = {
						ignored: !negative,
						unignored: negative
					};
					if (!negative) ret.rule = rule;
					return ret;
				}
			}
			return {
				ignored: false,
				unignored: false
			};
		}
	};
	const throwError = (message, Ctor) => {
		throw new Ctor(message);
	};
	const checkPath = (path, originalPath, doThrow) => {
		if (!isString(path)) return doThrow(`path must be a string, but got \`${originalPath}\``, TypeError);
		if (!path) return doThrow(`path must not be empty`, TypeError);
		if (checkPath.isNotRelative(path)) return doThrow(`path should be a \`path.relative()\`d string, but got "${originalPath}"`, RangeError);
		return true;
	};
	const isNotRelative = (path) => {
		const first = path.charCodeAt(0);
		if (first === SLASH_CODE) return true;
		if (first !== DOT_CODE) return false;
		if (path.length === 1) return true;
		const second = path.charCodeAt(1);
		if (second === SLASH_CODE) return true;
		if (second !== DOT_CODE) return false;
		return path.length === 2 || path.charCodeAt(2) === SLASH_CODE;
	};
	checkPath.isNotRelative = isNotRelative;
	/* istanbul ignore next */
	checkPath.convert = (p) => p;
	const convertPath = (target) => isString(target) && checkPath.convert(target);
	var Ignore = class {
		constructor({ ignorecase = true, ignoreCase = ignorecase, allowRelativePaths = false } = {}) {
			define(this, KEY_IGNORE, true);
			this._rules = new RuleManager(ignoreCase);
			this._strictPathCheck = !allowRelativePaths;
			this._initCache();
		}
		_initCache() {
			this._ignoreCache = Object.create(null);
			this._testCache = Object.create(null);
		}
		add(pattern) {
			if (this._rules.add(pattern)) this._initCache();
			return this;
		}
		addPattern(pattern) {
			return this.add(pattern);
		}
		_test(originalPath, cache, path) {
			checkPath(path, originalPath, this._strictPathCheck ? throwError : RETURN_FALSE);
			return path ? this._t(path, cache) : {
				ignored: false,
				unignored: false
			};
		}
		checkIgnore(target) {
			const path = convertPath(target);
			if (!path || path.charCodeAt(path.length - 1) !== SLASH_CODE) return this._test(target, this._testCache, path);
			const dir = this._t(path, this._testCache);
			if (dir.ignored) return dir;
			const literal = this._rules.testLiteral(path);
			return literal.ignored || literal.unignored ? literal : dir;
		}
		_t(path, cache) {
			if (path in cache) return cache[path];
			const parentPath = parentOf(path);
			const parent = parentPath ? this._t(parentPath, cache) : UNDEFINED;
			return cache[path] = parent && parent.ignored ? parent : this._rules.test(path, MODE_IGNORE);
		}
		ignores(path) {
			return this._test(path, this._ignoreCache, convertPath(path)).ignored;
		}
		createFilter() {
			return (path) => !this.ignores(path);
		}
		filter(paths) {
			return makeArray(paths).filter(this.createFilter());
		}
		test(path) {
			return this._test(path, this._testCache, convertPath(path));
		}
	};
	const factory = (options) => new Ignore(options);
	const isPathValid = (path) => checkPath(convertPath(path), path, RETURN_FALSE);
	/* istanbul ignore next */
	const setupWindows = () => {
		const makePosix = (str) => /^\\\\\?\\/.test(str) || /["<>|\u0000-\u001F]+/u.test(str) ? str : str.replace(/\\/g, "/");
		checkPath.convert = makePosix;
		const REGEX_TEST_WINDOWS_PATH_ABSOLUTE = /^[a-z]:\//i;
		checkPath.isNotRelative = (path) => REGEX_TEST_WINDOWS_PATH_ABSOLUTE.test(path) || isNotRelative(path);
	};
	/* istanbul ignore next */
	if (typeof process !== "undefined" && process.platform === "win32") setupWindows();
	module.exports = factory;
	factory.default = factory;
	module.exports.isPathValid = isPathValid;
	define(module.exports, Symbol.for("setupWindows"), setupWindows);
}));

// src/archive/walk/ignore.ts
var import_ignore = /* @__PURE__ */ __toESM(require_ignore(), 1);
const rememberedPaths = 4096;
function excluding(patterns) {
	if (patterns.every((pattern) => pattern.trim() === "")) return () => false;
	const rules = (0, import_ignore.default)({ ignorecase: false }).add(patterns.flatMap((pattern) => pattern.split(/\r?\n/)));
	let matcher;
	let asked = 0;
	return (name, isDirectory) => {
		if (matcher === void 0 || ++asked > rememberedPaths) {
			matcher = (0, import_ignore.default)().add(rules);
			asked = 0;
		}
		return matcher.ignores(isDirectory ? `${textOf(name)}/` : textOf(name));
	};
}

// src/archive/walk/options.ts
const maxEntries = 1e6;
const maxDepth = 1024;

export { systemPath as _, ByteSource as a, endOf as c, byteStringOf as d, foldName as f, joinName as g, isUtf8Name as h, decompress as i, giveBackBlock as l, isAscii as m, maxEntries as n, abortable as o, fromLatin1 as p, excluding as r, blocksOf as s, maxDepth as t, joinBlock as u, textOf as v };