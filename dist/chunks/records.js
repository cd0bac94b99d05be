import { a as isUtf8Name } from "./byte-string.js";

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
	return (hasDescriptor ? 8 : 0) | (isUtf8Name(name) ? utf8Flag : 0);
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

export { zip64LocatorSignature as _, endRecords as a, localSignature as c, unixDirectory as d, unixFile as f, zip64EndSignature as g, utf8Flag as h, descriptorSignature as i, max16 as l, unixType as m, centralSignature as n, endSignature as o, unixSymlink as p, dataDescriptor as r, localHeader as s, centralHeader as t, max32 as u };