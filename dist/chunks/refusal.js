let require_spec;

// src/formats/sif/refusal.ts
function refusedImage(name, reason, cause) {
	return new (require_spec ??= require("./spec.js")).OciError("ARCHIVE_INVALID", `${name} is refused: ${reason}`, {
		cause,
		detail: { reason }
	});
}
function refusalReason({ detail, message }) {
	return (require_spec ??= require("./spec.js")).isRecord(detail) && typeof detail["reason"] === "string" ? detail["reason"] : message;
}

Object.defineProperty(exports, "refusalReason", {
  enumerable: true,
  get: function () {
    return refusalReason;
  }
});
Object.defineProperty(exports, "refusedImage", {
  enumerable: true,
  get: function () {
    return refusedImage;
  }
});