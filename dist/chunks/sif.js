import { i as annotationContentUnpack } from "./annotations.js";
import { S as digestHex } from "./media-types.js";
import { h as quoteInput, t as OciError } from "./error.js";
import { h as parseReference } from "./reference.js";
import { stat } from "node:fs/promises";

// src/formats/sif.ts
const sifDefaultTag = "latest";
const sifConfigMediaTypeV1 = "application/vnd.sylabs.sif.config.v1";
const sifLayerMediaTypeV1 = "application/vnd.sylabs.sif.layer.v1.sif";
const sifLayerMediaTypeProto = "appliciation/vnd.sylabs.sif.layer.tar";
function isSifLayer(mediaType) {
	return mediaType === "application/vnd.sylabs.sif.layer.v1.sif" || mediaType === "appliciation/vnd.sylabs.sif.layer.tar";
}
const finish = async (path, layer, signal) => {
	const { finishImage } = await import("./read-image2.js");
	await finishImage(path, layer, signal);
};
const sif = {
	name: "sif",
	async detect(path) {
		if (path.endsWith(".sif")) return isFile(path);
		return await isFile(path) && (await import("./read-image2.js")).hasSifMagic(path);
	},
	async plan({ path = "." }, options) {
		const { planImage } = await import("./plan-image2.js");
		return planImage(path, options);
	},
	async layOut(manifest, { reference }) {
		const layer = manifest.kind === "manifest" ? imageLayerOf(manifest.layers) : void 0;
		if (layer === void 0) return /* @__PURE__ */ new Map();
		return /* @__PURE__ */ new Map([[layer, {
			name: imageFileName(reference),
			finish
		}]]);
	}
};
async function isFile(path) {
	try {
		return (await stat(path)).isFile();
	} catch {
		return false;
	}
}
function imageLayerOf(layers) {
	const [layer, ...others] = layers;
	if (layer === void 0 || others.length > 0 || !isSifLayer(layer.mediaType)) return void 0;
	return layer.annotations?.["io.deis.oras.content.unpack"] === "true" ? void 0 : layer;
}
function parseSifReference(text) {
	const bare = text.replace(/^(?:oras:)?\/\//, "");
	const reference = parseReference(bare);
	if (!bare.includes("/")) throw new OciError("REFERENCE_INVALID", `${quoteInput(text)} names no registry; write registry/repository:tag`);
	const tag = reference.tag ?? (reference.digest === void 0 ? "latest" : void 0);
	return {
		...reference,
		tag,
		selector: reference.digest ?? tag ?? "latest"
	};
}
function imageFileName({ repository, tag, digest }) {
	const suffix = tag ?? (digest === void 0 ? "latest" : digestHex(digest).slice(0, 12));
	return `${repository.slice(repository.lastIndexOf("/") + 1)}_${suffix}.sif`;
}

export { sif as a, parseSifReference as i, imageLayerOf as n, sifConfigMediaTypeV1 as o, isSifLayer as r, sifLayerMediaTypeV1 as s, imageFileName as t };