let require_spec;

// src/http/redact.ts
const maxCharacters = 500;
function redactUrl(url) {
	const text = typeof url === "string" ? url : url.href;
	const [, before = "", query] = /^([^?#]*)(\?[^#]*)?/s.exec(text) ?? [];
	const bare = before.replace(/^(\s*(?:[A-Za-z][A-Za-z0-9+.-]*:)?[/\\]{2,})?([^/\\]*)@/s, "$1***@");
	return (require_spec ??= require("./spec.js")).printable(query === void 0 || query === "?" ? bare : `${bare}?***`, maxCharacters);
}

Object.defineProperty(exports, "redactUrl", {
  enumerable: true,
  get: function () {
    return redactUrl;
  }
});