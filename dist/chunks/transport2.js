// src/http/transport.ts
function contentLength(headers) {
	const text = headers.get("content-length");
	if (text === void 0 || !/^\d+$/.test(text)) return void 0;
	const length = Number(text);
	return Number.isSafeInteger(length) ? length : void 0;
}

Object.defineProperty(exports, "contentLength", {
  enumerable: true,
  get: function () {
    return contentLength;
  }
});