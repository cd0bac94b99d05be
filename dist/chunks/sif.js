let require_spec;
let node_fs_promises;

// src/formats/sif.ts
const sifDefaultTag = "latest";
const sifConfigMediaTypeV1 = "application/vnd.sylabs.sif.config.v1";
const sifLayerMediaTypeV1 = "application/vnd.sylabs.sif.layer.v1.sif";
const sifLayerMediaTypeProto = "appliciation/vnd.sylabs.sif.layer.tar";
function isSifLayer(mediaType) {
	return mediaType === "application/vnd.sylabs.sif.layer.v1.sif" || mediaType === "appliciation/vnd.sylabs.sif.layer.tar";
}
const finish = async (path, layer, signal) => {
	const { finishImage } = await Promise.resolve().then(() => require("./read-image.js")).then((n) => n.read_image_exports);
	await finishImage(path, layer, signal);
};
const sif = {
	name: "sif",
	async detect(path) {
		if (path.endsWith(".sif")) return isFile(path);
		return await isFile(path) && (await Promise.resolve().then(() => require("./read-image.js")).then((n) => n.read_image_exports)).hasSifMagic(path);
	},
	async plan({ path = "." }, options) {
		const { planImage } = await Promise.resolve().then(() => require("./plan-image.js")).then((n) => n.plan_image_exports);
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
		return (await (0, (node_fs_promises ??= require("node:fs/promises")).stat)(path)).isFile();
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
	const reference = (require_spec ??= require("./spec.js")).parseReference(bare);
	if (!bare.includes("/")) throw new (require_spec ??= require("./spec.js")).OciError("REFERENCE_INVALID", `${(require_spec ??= require("./spec.js")).quoteInput(text)} names no registry; write registry/repository:tag`);
	const tag = reference.tag ?? (reference.digest === void 0 ? "latest" : void 0);
	return {
		...reference,
		tag,
		selector: reference.digest ?? tag ?? "latest"
	};
}
function imageFileName({ repository, tag, digest }) {
	const suffix = tag ?? (digest === void 0 ? "latest" : (require_spec ??= require("./spec.js")).digestHex(digest).slice(0, 12));
	return `${repository.slice(repository.lastIndexOf("/") + 1)}_${suffix}.sif`;
}

Object.defineProperty(exports, "imageFileName", {
  enumerable: true,
  get: function () {
    return imageFileName;
  }
});
Object.defineProperty(exports, "imageLayerOf", {
  enumerable: true,
  get: function () {
    return imageLayerOf;
  }
});
Object.defineProperty(exports, "isSifLayer", {
  enumerable: true,
  get: function () {
    return isSifLayer;
  }
});
Object.defineProperty(exports, "parseSifReference", {
  enumerable: true,
  get: function () {
    return parseSifReference;
  }
});
Object.defineProperty(exports, "sif", {
  enumerable: true,
  get: function () {
    return sif;
  }
});
Object.defineProperty(exports, "sifConfigMediaTypeV1", {
  enumerable: true,
  get: function () {
    return sifConfigMediaTypeV1;
  }
});
Object.defineProperty(exports, "sifLayerMediaTypeV1", {
  enumerable: true,
  get: function () {
    return sifLayerMediaTypeV1;
  }
});