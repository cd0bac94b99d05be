import { r as packedLayer } from "./directory.js";
import { i as manifestParts } from "./manifest-parts.js";
import { o as rejectOptions, s as requireDirectory } from "./preset.js";

// src/formats/image.ts
const image = {
	name: "image",
	async plan(source, options) {
		const path = await requireDirectory("image", source);
		rejectOptions("image", options, [
			"config",
			"artifactType",
			"layerMediaType",
			"mediaTypes",
			"imageSpec"
		]);
		const layer = packedLayer(path, void 0, options);
		return {
			...manifestParts({
				...options,
				config: { kind: "image" }
			}),
			layers: [{
				...layer,
				pack: {
					...layer.pack,
					linksFromRoot: true
				}
			}]
		};
	}
};

export { image };