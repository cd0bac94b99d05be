import { r as patternMatcher } from "./names.js";
import { t as byteStringOf } from "./byte-string.js";
import { s as mediaTypeDockerManifest } from "./media-types.js";
import { m as printable, t as OciError } from "./error.js";
import { r as packedLayer } from "./directory.js";
import { r as manifestAnnotations } from "./manifest-parts.js";
import { a as readSourceFile, o as rejectOptions, s as requireDirectory } from "./preset.js";
import { i as parseYamlObject } from "./yaml-file.js";

// src/formats/imgpkg.ts
const imagesFile = ".imgpkg/images.yml";
const configType = "application/vnd.docker.container.image.v1+json";
const layerType = "application/vnd.docker.image.rootfs.diff.tar.gzip";
const imgpkg = {
	name: "imgpkg",
	async plan(source, options) {
		const path = await requireDirectory("imgpkg", source);
		rejectOptions("imgpkg", options, [
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
		const layer = packedLayer(path, layerType, {
			...options,
			symlinks
		});
		return {
			mediaType: mediaTypeDockerManifest,
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
			annotations: manifestAnnotations(options),
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
	const isExcluded = patternMatcher(exclude);
	if (isExcluded(byteStringOf(".imgpkg"), true) || isExcluded(byteStringOf(imagesFile), false)) throw new OciError("INPUT_INVALID", `an imgpkg bundle needs ${imagesFile}, and exclude omits it; correct exclude`);
	const problem = await imagesLockProblem(await parseYamlObject(await readSourceFile("imgpkg", path, imagesFile), imagesFile));
	if (problem !== void 0) throw new OciError("INPUT_INVALID", `${imagesFile} in "${printable(path, 300)}" is not an ImagesLock: ${problem}`);
}
async function imagesLockProblem(lock) {
	const { array, getDotPath, literal, nullish, pipe, record, regex, safeParse, strictObject, string } = await import("./dist.js");
	const reference = pipe(string("must be a text"), regex(/.@sha256:[0-9a-f]{64}$/, "must be an image with a digest (NAME@sha256:…); lock the images with kbld"));
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
	const field = `the field ${printable(getDotPath(issue) ?? "", 200)}`;
	if (issue.type !== "strict_object") return `${field} ${issue.message}`;
	if (issue.received === "undefined") return `${field} is missing; add it`;
	return `${field} ${issue.expected === "never" ? "is unknown; remove it" : "must have the key image"}`;
}

export { imgpkg };