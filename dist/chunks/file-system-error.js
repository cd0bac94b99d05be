let require_spec;

// src/fs/file-system-error.ts
const reasons = {
	ENOSPC: "no space is left on the device",
	EDQUOT: "the disk quota is exhausted",
	EFBIG: "the file is larger than the limit for files",
	EMFILE: "this process has too many open files",
	ENFILE: "the system has too many open files",
	EACCES: "permission denied",
	EPERM: "the operation is not permitted",
	ENOENT: "it does not exist",
	ENOTDIR: "a part of the path is not a directory",
	EISDIR: "it is a directory",
	EROFS: "the file system is read-only",
	ELOOP: "the path has too many symbolic links",
	ENAMETOOLONG: "the name is too long for the file system",
	EIO: "the device reported an input/output error"
};
function fileSystemError(error, operation) {
	if ((require_spec ??= require("./spec.js")).isOciError(error)) return error;
	const code = errnoOf(error);
	const reason = (code === void 0 ? void 0 : reasons[code]) ?? withoutPaths(error);
	const suffix = code === void 0 ? "" : ` (${code})`;
	return new (require_spec ??= require("./spec.js")).OciError("FILE_SYSTEM", `cannot ${(require_spec ??= require("./spec.js")).printable(operation)}: ${reason}${suffix}`, { cause: error });
}
function withoutPaths(error) {
	const message = (require_spec ??= require("./spec.js")).messageOf(error);
	return /^[A-Z0-9]+: (.+?), [a-z]+ '/s.exec(message)?.[1] ?? message;
}
function errnoOf(error) {
	if (!(error instanceof Error)) return void 0;
	const code = error.code;
	return typeof code === "string" ? code : void 0;
}
function isMissing(error) {
	const code = errnoOf(error);
	return code === "ENOENT" || code === "ENOTDIR";
}

Object.defineProperty(exports, "errnoOf", {
  enumerable: true,
  get: function () {
    return errnoOf;
  }
});
Object.defineProperty(exports, "fileSystemError", {
  enumerable: true,
  get: function () {
    return fileSystemError;
  }
});
Object.defineProperty(exports, "isMissing", {
  enumerable: true,
  get: function () {
    return isMissing;
  }
});