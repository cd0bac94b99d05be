const require_spec = require("./spec.js");
let require_options;

// src/fs/read-file.ts
const chunkSize = 262144;
const buffers = new require_spec.BufferPool(524288);
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
		throw (require_options ??= require("./options.js")).fileSystemError(error, `read ${what}`);
	}
}
function endedEarly(what, read, size) {
	return new require_spec.OciError("SIZE_MISMATCH", `${what} ended after ${read} of ${size} bytes`);
}

Object.defineProperty(exports, "readRange", {
  enumerable: true,
  get: function () {
    return readRange;
  }
});
Object.defineProperty(exports, "readRangeBorrowed", {
  enumerable: true,
  get: function () {
    return readRangeBorrowed;
  }
});