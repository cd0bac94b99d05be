import { f as fileSystemError } from "./lock-file.js";
import { U as annotationContentUnpack } from "./pull-through-cache.js";
import { T as digestHex } from "./descriptor.js";
import { o as isOciError, t as OciError } from "./error.js";
import { i as isSifLayer, r as readSifImage } from "./read-image.js";
import { chmod } from "node:fs/promises";

// src/formats/sif/image-file.ts
const imageMode = 493;
function imageLayerOf(layers) {
	const [layer, ...others] = layers;
	if (layer === void 0 || others.length > 0 || !isSifLayer(layer.mediaType)) return void 0;
	return layer.annotations?.["io.deis.oras.content.unpack"] === "true" ? void 0 : layer;
}
function imageFileName({ repository, tag, digest }) {
	return `${repository.slice(repository.lastIndexOf("/") + 1)}_${tag ?? (digest === void 0 ? "latest" : digestHex(digest).slice(0, 12))}.sif`;
}
async function finishImage(path, { digest }, signal) {
	try {
		await readSifImage(path, { signal });
	} catch (error) {
		if (!isOciError(error, "ARCHIVE_INVALID")) throw error;
		throw new OciError("ARCHIVE_INVALID", `the layer ${digest} is refused: ${error.message.replace(/^.*? is refused: /s, "")}`, { cause: error });
	}
	try {
		await chmod(path, 493);
	} catch (error) {
		throw fileSystemError(error, `make ${path} executable`);
	}
}

export { imageFileName as n, imageLayerOf as r, finishImage as t };