import { t as OciError } from "./error.js";
import { n as fileSystemError } from "./file-system-error.js";

// src/streams/buffer-pool.ts
var BufferPool = class {
	size;
	#create;
	#idle = [];
	constructor(size, create = (bytes) => Buffer.allocUnsafeSlow(bytes)) {
		this.size = size;
		this.#create = create;
	}
	acquire() {
		return this.#idle.pop() ?? this.#create(this.size);
	}
	release(...buffers) {
		for (const buffer of buffers) if (this.#idle.length < maxIdle) this.#idle.push(buffer);
	}
};
const maxIdle = 8;

// src/fs/read-file.ts
const chunkSize = 262144;
const buffers = new BufferPool(524288);
async function* readRange(handle, start, end, what) {
	for (let position = start; position < end;) {
		const chunk = await readAt(handle, Buffer.allocUnsafeSlow(Math.min(chunkSize, end - position)), position, end, what);
		position += chunk.byteLength;
		if (chunk.byteLength === 0) {
			if (end === Infinity) return;
			throw endedEarly(what, position - start, end - start);
		}
		yield chunk;
	}
}
async function* readRangeBorrowed(handle, start, end, what) {
	let [buffer, next] = [buffers.acquire(), buffers.acquire()];
	let reading = readAt(handle, buffer, start, end, what);
	try {
		for (let position = start; position < end;) {
			const chunk = await reading;
			position += chunk.byteLength;
			if (chunk.byteLength === 0) {
				if (end === Infinity) break;
				throw endedEarly(what, position - start, end - start);
			}
			if (position < end) reading = readAt(handle, next, position, end, what);
			yield chunk;
			[buffer, next] = [next, buffer];
		}
		buffers.release(buffer, next);
	} finally {
		reading.catch(() => void 0);
	}
}
async function readAt(handle, buffer, position, end, what) {
	try {
		const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.byteLength, end - position), position);
		return buffer.subarray(0, bytesRead);
	} catch (error) {
		throw fileSystemError(error, `read ${what}`);
	}
}
function endedEarly(what, read, size) {
	return new OciError("SIZE_MISMATCH", `${what} ended after ${read} of ${size} bytes`);
}

export { readRangeBorrowed as n, BufferPool as r, readRange as t };