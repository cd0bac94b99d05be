// src/streams/detach-buffer.ts
function detachBuffer({ buffer }) {
	if (buffer.byteLength > 2 * Buffer.poolSize) detach(buffer);
}
function detachWholeBuffer({ buffer, byteLength }) {
	if (byteLength > 0 && buffer.byteLength === byteLength) detach(buffer);
}
function detach(buffer) {
	if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}

export { detachWholeBuffer as n, detachBuffer as t };