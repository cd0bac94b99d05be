import { i as isRecord } from "./descriptor.js";
import { t as OciError } from "./error.js";

// src/formats/sif/refusal.ts
function refusedImage(name, reason, cause) {
	return new OciError("ARCHIVE_INVALID", `${name} is refused: ${reason}`, {
		cause,
		detail: { reason }
	});
}
function refusalReason({ detail, message }) {
	return isRecord(detail) && typeof detail["reason"] === "string" ? detail["reason"] : message;
}

export { refusedImage as n, refusalReason as t };