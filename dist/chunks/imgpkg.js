let require_rolldown_runtime;
let require_options;
let require_spec;
let require_formats;
let require_manifest_parts;
let require_preset;
let require_yaml_file;

// src/formats/imgpkg.ts
const imagesFile = ".imgpkg/images.yml";
const configType = "application/vnd.docker.container.image.v1+json";
const layerType = "application/vnd.docker.image.rootfs.diff.tar.gzip";
const imgpkg = {
	name: "imgpkg",
	async plan(source, options) {
		const path = await (require_preset ??= require("./preset.js")).requireDirectory("imgpkg", source);
		(require_preset ??= require("./preset.js")).rejectOptions("imgpkg", options, [
			"config",
			"artifactType",
			"layerMediaType",
			"mediaTypes",
			"imageSpec",
			"compression",
			"platform",
			"subDir"
		]);
		await checkImagesLock(path, options);
		const symlinks = options.symlinks === "follow" ? "follow" : "error";
		const layer = (require_formats ??= require("./formats.js")).packedLayer(path, layerType, {
			...options,
			symlinks
		});
		return {
			mediaType: (require_spec ??= require("./spec.js")).mediaTypeDockerManifest,
			config: {
				kind: "image",
				mediaType: configType,
				omitPlatform: true,
				history: [{
					author: "imgpkg",
					created_by: "imgpkg"
				}]
			},
			layers: [{
				...layer,
				pack: {
					...layer.pack,
					mapEntry: ownerOnly
				}
			}],
			annotations: (require_manifest_parts ??= require("./manifest-parts.js")).manifestAnnotations(options),
			digestTags: (manifest) => [`${manifest.replace(":", "-")}.imgpkg`],
			labels: {
				"dev.carvel.imgpkg.bundle": "true",
				...options.labels
			}
		};
	}
};
function ownerOnly(entry) {
	return {
		...entry,
		mode: entry.mode & 448
	};
}
async function checkImagesLock(path, { exclude = [] }) {
	const isExcluded = (require_options ??= require("./options.js")).patternMatcher(exclude);
	if (isExcluded((require_options ??= require("./options.js")).byteStringOf(".imgpkg"), true) || isExcluded((require_options ??= require("./options.js")).byteStringOf(imagesFile), false)) throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `an imgpkg bundle needs ${imagesFile}, and exclude omits it; correct exclude`);
	const problem = await imagesLockProblem(await (require_yaml_file ??= require("./yaml-file.js")).parseYamlObject(await (require_preset ??= require("./preset.js")).readSourceFile("imgpkg", path, imagesFile), imagesFile));
	if (problem !== void 0) throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `${imagesFile} in "${(require_spec ??= require("./spec.js")).printable(path, 300)}" is not an ImagesLock: ${problem}`);
}
async function imagesLockProblem(lock) {
	const { array, getDotPath, literal, nullish, pipe, record, regex, safeParse, strictObject, string } = await Promise.resolve().then(() => require("./valibot.js")).then((n) => n.dist_exports);
	const reference = pipe(string("must be a text"), regex(/.@sha256:[0-9a-f]{64}$/, "must be an image with a digest (NAME@sha256:\u2026); lock the images with kbld"));
	const texts = record(string(), string("must be a text"), "must have keys and values");
	const { issues } = safeParse(strictObject({
		apiVersion: literal("imgpkg.carvel.dev/v1alpha1", "must be imgpkg.carvel.dev/v1alpha1"),
		kind: literal("ImagesLock", "must be ImagesLock"),
		images: nullish(array(strictObject({
			image: reference,
			annotations: nullish(texts)
		}), "must be a list"))
	}), lock, { abortEarly: true });
	if (issues === void 0) return void 0;
	const [issue] = issues;
	const field = `the field ${(require_spec ??= require("./spec.js")).printable(getDotPath(issue) ?? "", 200)}`;
	if (issue.type !== "strict_object") return `${field} ${issue.message}`;
	if (issue.received === "undefined") return `${field} is missing; add it`;
	return `${field} ${issue.expected === "never" ? "is unknown; remove it" : "must have the key image"}`;
}

exports.imgpkg = imgpkg;