import { E as once, W as annotationCreated, u as pushContent } from "./pull-through-cache.js";
import { a as newDirectory, i as reproducibleTimestamp, o as LayoutRepository, t as defaultArtifactType } from "./packing-cache.js";
import { i as imageManifest, r as imageConfig, t as LocalImage } from "./local-image.js";
import { b as mediaTypeImageManifest, c as plainDescriptor, r as emptyJsonBytes, t as descriptorOf } from "./descriptor.js";
import { o as isOciError, p as printable, t as OciError } from "./error.js";
import { m as _usingCtx } from "./lock-file.js";

// src/operations/package-image.ts
async function packageImage(storePath, options) {
	try {
		var _usingCtx$1 = _usingCtx();
		const { sourceDir, signal, onEvent } = options;
		if (options.subDir !== void 0) throw new OciError("INPUT_INVALID", `sub-dir "${printable(options.subDir, 300)}" is a part of a directory, and source-dir "${printable(sourceDir, 300)}" is a file: leave it out`);
		const local = _usingCtx$1.a(await openImage(sourceDir, signal));
		for (const text of packagingWarnings(options)) onEvent?.({
			kind: "notice",
			text
		});
		const { layer } = local;
		const place = _usingCtx$1.a(await newDirectory(storePath));
		const store = await LayoutRepository.open(storePath, { create: "in-empty-folder" });
		await store.push(plainDescriptor(layer), () => local.content((done) => onEvent?.({
			kind: "progress",
			phase: "package",
			done,
			entries: 1
		})), { signal });
		await pushContent(store, imageConfig, emptyJsonBytes, { signal });
		const artifactType = options.artifactType === "application/vnd.nvidia.aicr.artifact" ? void 0 : options.artifactType;
		const created = options.timestamp === "1970-01-01T00:00:00Z" ? {} : { [annotationCreated]: options.timestamp };
		const bytes = imageManifest(local, {
			artifactType,
			subject: options.subject,
			annotations: {
				...options.annotations,
				...created
			}
		});
		const manifest = descriptorOf(mediaTypeImageManifest, bytes);
		await store.push(manifest, () => once(bytes), {
			tags: options.tags,
			signal
		});
		await store.tidy();
		place.keep();
		const content = {
			contentDigest: layer.digest,
			contentSize: layer.size,
			files: 1,
			directories: 0,
			symlinks: 0,
			excluded: 0,
			warnings: [],
			credentialFiles: []
		};
		return {
			store,
			storePath,
			manifest: {
				...manifest,
				artifactType: artifactType ?? imageConfig.mediaType
			},
			config: imageConfig,
			layer,
			content,
			reused: false
		};
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
async function openImage(path, signal) {
	try {
		return await LocalImage.open(path, signal);
	} catch (error) {
		if (!isOciError(error, "ARCHIVE_INVALID")) throw error;
		const why = error.message.replace(/^.*? is refused: /s, "");
		throw new OciError("INPUT_INVALID", `source-dir "${printable(path, 300)}" is a file, and none that can be published: ${why}; give a directory, or a SIF image`, { cause: error });
	}
}
function* packagingWarnings({ exclude, compression }) {
	if (exclude.length > 0) yield "exclude patterns have no effect on a SIF image, which is one file";
	if (compression !== "gzip") yield "a SIF image is stored as it is; compression has no effect on it";
}

export { packageImage };