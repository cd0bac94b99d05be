let require_rolldown_runtime;
let require_formats;
let require_manifest_parts;
let require_preset;

// src/formats/image.ts
const image = {
	name: "image",
	async plan(source, options) {
		const path = await (require_preset ??= require("./preset.js")).requireDirectory("image", source);
		(require_preset ??= require("./preset.js")).rejectOptions("image", options, [
			"config",
			"artifactType",
			"layerMediaType",
			"mediaTypes",
			"imageSpec"
		]);
		const layer = (require_formats ??= require("./formats.js")).packedLayer(path, void 0, options);
		return {
			...(require_manifest_parts ??= require("./manifest-parts.js")).manifestParts({
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

exports.image = image;