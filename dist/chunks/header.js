import { i as isAscii, r as fromLatin1 } from "./byte-string.js";
import { t as OciError } from "./error.js";

// src/archive/tar/header.ts
const tarBlockBytes = 512;
const nameBytes = 100;
const prefixBytes = 155;
const maxOctal = 8 ** 11 - 1;
const maxPaxBytes = 1048576;
const typeflags = {
	file: "0",
	symlink: "2",
	directory: "5",
	pax: "x"
};
function tarHeader(header) {
	const records = paxRecords(header);
	if (records === "") return ustarHeader(header);
	const paxBytes = records.length;
	if (paxBytes > maxPaxBytes) throw new OciError("SIZE_LIMIT", `cannot write an archive entry: its name and link target need ${paxBytes} bytes, more than the limit of ${maxPaxBytes}; use shorter paths`);
	const blocks = Buffer.alloc(512 + roundUpToBlock(paxBytes) + 512);
	writePaxBlock(blocks.subarray(0, 512), header.name, paxBytes);
	blocks.write(records, 512, "latin1");
	const main = blocks.subarray(blocks.byteLength - 512);
	writeText(main, 0, nameBytes, toAscii(header.name));
	writeText(main, 157, nameBytes, toAscii(header.target));
	writeCommon(main, header, typeflags[header.kind]);
	return blocks;
}
function roundUpToBlock(size) {
	return Math.ceil(size / 512) * 512;
}
function ustarHeader(header) {
	const block = Buffer.alloc(512);
	const cut = splitName(header.name);
	if (cut > 0) block.write(header.name.slice(0, cut), 345, "latin1");
	block.write(cut > 0 ? header.name.slice(cut + 1) : header.name, 0, "latin1");
	block.write(header.target, 157, "latin1");
	writeCommon(block, header, typeflags[header.kind]);
	return block;
}
function paxRecords({ name, target, size }) {
	const longTarget = !isAscii(target) || target.length > nameBytes;
	const longName = !isAscii(name) || name.length > nameBytes;
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
	if (name.length <= nameBytes || !isAscii(name)) return -1;
	const slash = name.lastIndexOf("/", prefixBytes);
	const rest = name.length - slash - 1;
	return slash <= 0 || rest > nameBytes || rest === 0 ? -1 : slash;
}
function writePaxBlock(block, name, size) {
	const slash = name.lastIndexOf("/");
	const paxName = toAscii(fromLatin1(`${name.slice(0, slash + 1)}PaxHeaders.0/${name.slice(slash + 1)}`));
	block.write(paxName.slice(0, nameBytes).replace(/\/+$/, ""), 0, "latin1");
	writeOctal(block, 100, 8, 0);
	writeOctal(block, 108, 8, 0);
	writeOctal(block, 116, 8, 0);
	writeOctal(block, 124, 12, size);
	writeOctal(block, 136, 12, 0);
	finish(block, typeflags.pax);
}
function writeCommon(block, header, typeflag) {
	writeOctal(block, 100, 8, header.mode);
	writeOctal(block, 108, 8, 0);
	writeOctal(block, 116, 8, 0);
	writeOctal(block, 124, 12, header.size > maxOctal ? 0 : header.size);
	writeOctal(block, 136, 12, Math.min(Math.max(header.mtime ?? 0, 0), maxOctal));
	writeOctal(block, 329, 8, 0);
	writeOctal(block, 337, 8, 0);
	finish(block, typeflag);
}
function finish(block, typeflag) {
	block.write(typeflag, 156, "latin1");
	block.write("ustar\x0000", 257, "latin1");
	let sum = 256;
	for (const byte of block) sum += byte;
	writeOctal(block, 148, 7, sum);
	block[155] = 32;
}
function writeOctal(block, at, width, value) {
	block.write(value.toString(8).padStart(width - 1, "0"), at, "latin1");
}
function writeText(block, at, width, text) {
	const cut = text.length > width && text[width - 1] === "/" ? text.slice(0, width - 1).replace(/\/+$/, "") : text.slice(0, width);
	block.write(cut, at, "latin1");
	if (cut.length < width && text.length > width) block.write(text.slice(cut.length + 1, width), at + cut.length + 1, "latin1");
}
function toAscii(name) {
	return isAscii(name) ? name : fromLatin1(name.replaceAll(/[\u0080-\u00ff]/g, ""));
}

export { tarHeader as n, roundUpToBlock as t };