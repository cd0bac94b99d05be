let require_options;
let require_spec;

// src/archive/tar/header.ts
const tarBlockBytes = 512;
const nameBytes = 100;
const prefixBytes = 155;
const maxOctal = 8 ** 11 - 1;
const maxPaxBytes = 1048576;
const typeflags = {
	file: 48,
	symlink: 50,
	directory: 53,
	pax: 120
};
const block = Buffer.alloc(512);
const words = new Int32Array(block.buffer, block.byteOffset, 512 / Int32Array.BYTES_PER_ELEMENT);
const template = Buffer.alloc(512);
for (const [at, width] of [
	[100, 8],
	[108, 8],
	[116, 8],
	[124, 12],
	[136, 12],
	[329, 8],
	[337, 8]
]) template.write("0".repeat(width - 1), at, "latin1");
template.write(" ".repeat(8), 148, "latin1");
template.write("ustar\x0000", 257, "latin1");
function tarHeader(header) {
	const records = paxRecords(header);
	if (records === "") return ustarHeader(header);
	const paxBytes = records.length;
	if (paxBytes > maxPaxBytes) throw new (require_spec ??= require("./spec.js")).OciError("SIZE_LIMIT", `cannot write an archive entry: its name and link target need ${paxBytes} bytes, more than the limit of ${maxPaxBytes}; use shorter paths`);
	const blocks = Buffer.alloc(512 + roundUpToBlock(paxBytes) + 512);
	writePaxBlock(header.name, paxBytes);
	block.copy(blocks);
	blocks.write(records, 512, "latin1");
	block.set(template);
	writeText(0, nameBytes, toAscii(header.name));
	writeText(157, nameBytes, toAscii(header.target));
	writeCommon(header);
	block.copy(blocks, blocks.byteLength - 512);
	return blocks;
}
function roundUpToBlock(size) {
	return Math.ceil(size / 512) * 512;
}
function ustarHeader(header) {
	block.set(template);
	const cut = splitName(header.name);
	if (cut > 0) block.write(header.name.slice(0, cut), 345, "latin1");
	block.write(cut > 0 ? header.name.slice(cut + 1) : header.name, 0, "latin1");
	if (header.target !== "") block.write(header.target, 157, "latin1");
	writeCommon(header);
	return Buffer.from(block);
}
function paxRecords({ name, target, size }) {
	const longTarget = !(require_options ??= require("./options.js")).isAscii(target) || target.length > nameBytes;
	const longName = !(require_options ??= require("./options.js")).isAscii(name) || name.length > nameBytes;
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
	if (name.length <= nameBytes || !(require_options ??= require("./options.js")).isAscii(name)) return -1;
	const slash = name.lastIndexOf("/", prefixBytes);
	const rest = name.length - slash - 1;
	return slash <= 0 || rest > nameBytes || rest === 0 ? -1 : slash;
}
function writePaxBlock(name, size) {
	block.set(template);
	const slash = name.lastIndexOf("/");
	const paxName = toAscii((require_options ??= require("./options.js")).fromLatin1(`${name.slice(0, slash + 1)}PaxHeaders.0/${name.slice(slash + 1)}`));
	block.write(paxName.slice(0, nameBytes).replace(/\/+$/, ""), 0, "latin1");
	block.fill(0, 329, 345);
	writeOctal(124, 12, size);
	finish(typeflags.pax);
}
function writeCommon(header) {
	writeOctal(100, 8, header.mode);
	writeOctal(124, 12, header.size > maxOctal ? 0 : header.size);
	writeOctal(136, 12, Math.min(Math.max(header.mtime ?? 0, 0), maxOctal));
	finish(typeflags[header.kind]);
}
function finish(typeflag) {
	block[156] = typeflag;
	let sums = 0;
	for (let index = 0; index < words.length; index++) {
		const word = words[index] ?? 0;
		sums = sums + (word & 16711935) + (word >>> 8 & 16711935) | 0;
	}
	block.write("000000\0", 148, "latin1");
	writeOctal(148, 7, (sums & 65535) + (sums >>> 16));
}
function writeOctal(at, width, value) {
	for (let index = at + width - 2, rest = value; rest > 0; index--) {
		const digit = rest % 8;
		block[index] = 48 + digit;
		rest = (rest - digit) / 8;
	}
}
function writeText(at, width, text) {
	const cut = text.length > width && text[width - 1] === "/" ? text.slice(0, width - 1).replace(/\/+$/, "") : text.slice(0, width);
	block.write(cut, at, "latin1");
	if (cut.length < width && text.length > width) block.write(text.slice(cut.length + 1, width), at + cut.length + 1, "latin1");
}
function toAscii(name) {
	return (require_options ??= require("./options.js")).isAscii(name) ? name : (require_options ??= require("./options.js")).fromLatin1(name.replaceAll(/[\u0080-\u00ff]/g, ""));
}

Object.defineProperty(exports, "roundUpToBlock", {
  enumerable: true,
  get: function () {
    return roundUpToBlock;
  }
});
Object.defineProperty(exports, "tarHeader", {
  enumerable: true,
  get: function () {
    return tarHeader;
  }
});