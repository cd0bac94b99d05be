import { r as fileSystemError } from "./usingCtx.js";
import { o as isOciError, t as OciError } from "./error.js";
import { r as readSifImage } from "./read-image.js";
import { chmod } from "node:fs/promises";

// src/formats/sif/finish-image.ts
const imageMode = 493;
async function finishImage(path, { digest }, signal) {
	try {
		await readSifImage(path, { signal });
	} catch (error) {
		if (!isOciError(error, "ARCHIVE_INVALID")) throw error;
		const reason = error.message.replace(/^.*? is refused: /s, "");
		throw new OciError("ARCHIVE_INVALID", `the layer ${digest} is refused: ${reason}`, { cause: error });
	}
	try {
		await chmod(path, 493);
	} catch (error) {
		throw fileSystemError(error, `make ${path} executable`);
	}
}

export { finishImage as t };