// src/spec/printable.ts
function printable(text, limit = 4096) {
	return (text.length > limit ? `${text.slice(0, limit)}…` : text).replace(unsafe, escape);
}
const maxQuoted = 300;
function quoteInput(text) {
	return text.length > maxQuoted ? `a text of ${text.length} characters` : `"${printable(text)}"`;
}
const control = String.raw`[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]`;
const loneSurrogate = String.raw`[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]`;
const unsafe = new RegExp(`${control}|${loneSurrogate}`, "g");
function escape(character) {
	switch (character) {
		case "\n": return String.raw`\n`;
		case "\r": return String.raw`\r`;
		case "	": return String.raw`\t`;
		default: return String.raw`\u` + character.charCodeAt(0).toString(16).padStart(4, "0");
	}
}

// src/spec/error.ts
const statusByCode = {
	BLOB_UNKNOWN: 404,
	BLOB_UPLOAD_INVALID: 416,
	BLOB_UPLOAD_UNKNOWN: 404,
	DIGEST_INVALID: 400,
	MANIFEST_BLOB_UNKNOWN: 404,
	MANIFEST_INVALID: 400,
	MANIFEST_UNKNOWN: 404,
	NAME_INVALID: 400,
	NAME_UNKNOWN: 404,
	SIZE_INVALID: 400,
	UNAUTHORIZED: 401,
	DENIED: 403,
	UNSUPPORTED: 405,
	TOOMANYREQUESTS: 429,
	RANGE_INVALID: 416,
	TAG_INVALID: 400,
	UNAVAILABLE: 503,
	UNKNOWN: 500,
	NOT_FOUND: 404,
	ALREADY_EXISTS: 409,
	REFERENCE_INVALID: 400,
	INPUT_INVALID: 400,
	MEDIA_TYPE_INVALID: 400,
	ARTIFACT_TYPE_MISSING: 400,
	DATE_INVALID: 400,
	DIGEST_MISMATCH: 400,
	SIZE_MISMATCH: 400,
	SIZE_LIMIT: 413,
	QUOTA: 413,
	FILE_CHANGED: 409,
	FILE_SYSTEM: 500,
	ARCHIVE_INVALID: 400,
	UNREACHABLE: 502,
	TLS_FAILED: 502,
	PROTOCOL: 502,
	REDIRECT_REFUSED: 502,
	CREDENTIALS: 500,
	TIMEOUT: 504,
	ABORTED: 499
};
const ociErrorCodes = Object.keys(statusByCode);
function statusOf(code) {
	return statusByCode[code];
}
function isOciErrorCode(text) {
	return Object.hasOwn(statusByCode, text);
}
var OciError = class extends Error {
	name = "OciError";
	code;
	detail;
	status;
	wireCode;
	reason;
	remedy;
	constructor(code, message, options = {}) {
		super(message, options.cause === void 0 ? void 0 : { cause: options.cause });
		this.code = code;
		this.detail = options.detail;
		this.status = options.status ?? statusByCode[code];
		this.wireCode = options.wireCode ?? code;
		this.reason = options.reason === "" ? void 0 : options.reason;
		this.remedy = options.remedy;
	}
};
const errorCodeHeader = "oci-error-code";
function isOciError(error, ...codes) {
	return error instanceof OciError && (codes.length === 0 || codes.includes(error.code));
}
function isNotFound(error) {
	return isOciError(error, "BLOB_UNKNOWN", "MANIFEST_UNKNOWN", "NAME_UNKNOWN", "NOT_FOUND");
}
function nameUnknown(name) {
	return new OciError("NAME_UNKNOWN", `the repository ${name} does not exist`, { detail: { name } });
}
function withMessage(error, message) {
	const { code, detail, status, wireCode, reason, remedy } = error;
	return new OciError(code, message, {
		cause: error,
		detail,
		status,
		wireCode,
		reason,
		remedy
	});
}
function throwIfAborted(signal) {
	if (signal?.aborted === true) throw abortedError(signal);
}
function abortedError(signal) {
	const reason = signal.reason;
	if (isOciError(reason)) return reason;
	if (reason instanceof DOMException && reason.name === "TimeoutError") return new OciError("TIMEOUT", "the operation did not end within its time limit", { cause: reason });
	return new OciError("ABORTED", "the operation was cancelled", { cause: reason });
}
function messageOf(error) {
	if (!(error instanceof Error)) return String(error);
	if (error.message !== "") return error.message;
	return error instanceof AggregateError ? error.errors.map(messageOf).join(", ") : error.name;
}
const plainLabel = (name) => name;
function inputError(subject, value, problem, cause) {
	const quoted = value === void 0 ? "" : ` ${quoteInput(value)}`;
	return new OciError("INPUT_INVALID", `${subject}:${quoted} ${problem}`, {
		cause,
		detail: { input: subject }
	});
}

export { isNotFound as a, messageOf as c, statusOf as d, throwIfAborted as f, quoteInput as h, inputError as i, nameUnknown as l, printable as m, abortedError as n, isOciError as o, withMessage as p, errorCodeHeader as r, isOciErrorCode as s, OciError as t, plainLabel as u };