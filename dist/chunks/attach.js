import { n as openLocation, s as removeTree, t as manifestLocation } from "./open-location.js";
import { n as directoryLayer } from "./directory.js";
import { t as expandFilePatterns } from "./file-patterns.js";
import { o as kindOfTarget } from "./lock-file.js";
import { a as annotationCreated, d as annotationTitle } from "./annotations.js";
import { a as checkTag } from "./reference.js";
import { a as repositoryOf, i as referenceOf, n as formatLocation } from "./location.js";
import { i as inputError, m as printable, o as isOciError, u as plainLabel } from "./error.js";
import { a as manifestKind, g as mediaTypeOctetStream, r as isManifestMediaType } from "./media-types.js";
import { t as resultAt } from "./result.js";
import { t as build } from "./build.js";
import { n as describeFile, r as describedFile, s as titleOf } from "./file-layer.js";
import { n as publishTo, r as writeTagsTo } from "./publish.js";
import { i as readManifest } from "./metadata.js";
import { n as fileSystemError } from "./file-system-error.js";
import { t as LayoutRepository } from "./repository2.js";
import { t as _usingCtx } from "./usingCtx.js";
import { i as formatNumber, t as formatBytes } from "./format.js";
import { r as resultSummary } from "./summary.js";
import { n as readAnnotations } from "./annotation-options.js";
import { C as connectionOptions, E as operationOptions, S as words, T as locationContext, a as flag, c as mediaType, r as date, s as lines, w as defineCommand } from "./option-types.js";
import { a as locationDescription, i as location, n as bareTag } from "./location-options.js";
import { t as option } from "./option.js";
import { m as resultOutputs, o as lineOutput, r as digestsOutput, s as linesOutput, u as output } from "./output.js";
import { a as registryAccess, s as registryWriteOptions } from "./registry-options.js";
import { i as summaryOption, n as jsonOption, r as runOptions, t as concurrency } from "./run-options.js";
import { r as readSourceFile } from "./source-options.js";
import { join, resolve } from "node:path";
import { tmpdir } from "node:os";
import { mkdtemp } from "node:fs/promises";

// src/operations/platform-manifests.ts
async function platformManifests(repository, root, { signal, label = plainLabel }) {
	const fail = (problem) => {
		throw inputError(label("each-platform"), void 0, `${root.digest} ${problem}; omit the option`);
	};
	const index = manifestKind(root.mediaType) === "index" ? await readManifest(repository, root, { signal }) : void 0;
	if (index?.kind !== "index") return fail("is not an index");
	const digests = index.manifests.filter(({ mediaType, platform }) => isManifestMediaType(mediaType) && platform?.os !== "unknown").map(({ digest }) => digest);
	if (digests.length === 0) return fail("is an index without manifests of platforms");
	const manifests = [];
	for (const digest of new Set(digests)) manifests.push(await repository.resolve(digest, { signal }));
	return manifests;
}

// src/operations/temporary-layout.ts
var TemporaryLayout = class TemporaryLayout {
	layout;
	constructor(layout) {
		this.layout = layout;
	}
	static async create() {
		let path;
		try {
			path = await mkdtemp(join(tmpdir(), "oci-attach-"));
		} catch (error) {
			throw fileSystemError(error, `create a temporary directory in ${tmpdir()}`);
		}
		return new TemporaryLayout(await LayoutRepository.open(path, { create: "in-empty-folder" }));
	}
	async [Symbol.asyncDispose]() {
		await removeTree(this.layout.path);
	}
};

// src/operations/attach.ts
const stdin = "-";
async function attach$1(options) {
	try {
		var _usingCtx$1 = _usingCtx();
		const { artifactType, tags = [], signal } = options;
		checkOptions(options);
		const layers = await describeFiles(options);
		const { repository } = _usingCtx$1.a(await openLocation(options.subject, {
			...options.connection,
			create: false,
			signal
		}));
		const location = await manifestLocation(repository, options.subject, { signal });
		const root = await repository.resolve(referenceOf(location), { signal });
		const subjects = options.eachPlatform === true ? await platformManifests(repository, root, options) : [root];
		const created = (/* @__PURE__ */ new Date()).toISOString().replace(/\.\d+Z$/, "Z");
		const plan = {
			artifactType,
			config: { kind: "empty" },
			layers,
			annotations: {
				[annotationCreated]: created,
				...options.annotations
			}
		};
		const built = await withFilesLabel(options, () => attachTo(subjects, plan, repository, location, options));
		const attached = built.map(({ manifest }, index) => ({
			...resultAt(location, manifest, tags),
			subject: formatLocation({
				...repositoryOf(location),
				digest: subjects[index]?.digest
			})
		}));
		const [main] = attached;
		if (main === void 0) throw new TypeError("an attached artifact has a subject");
		return {
			...main,
			layers: built[0]?.layers.map(({ descriptor }) => descriptor) ?? [],
			attached
		};
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
function checkOptions(options) {
	const { files = [], annotations = {}, tags = [], eachPlatform, subject, label = plainLabel } = options;
	for (const tag of tags) checkTag(tag);
	if (files.length === 0 && Object.keys(annotations).every((key) => key === "org.opencontainers.image.created")) throw inputError(label("files"), void 0, `it is missing; give at least one file, or ${label("annotations")}`);
	if (eachPlatform === true && tags.length > 0) throw inputError(label("tags"), void 0, `a tag names one artifact, and ${label("each-platform")} attaches several; omit one of them`);
	if (subject.digest === void 0 && tags.includes(subject.tag ?? "")) throw inputError(label("tags"), subject.tag, "is the tag of the subject; choose another tag");
}
async function attachTo(subjects, plan, repository, location, { tags = [], concurrency, signal, onEvent }) {
	try {
		var _usingCtx3 = _usingCtx();
		const attached = [];
		const name = formatLocation(repositoryOf(location));
		const staging = _usingCtx3.a(plan.layers.every(({ kind }) => kind === "file") ? void 0 : await TemporaryLayout.create());
		let { layers } = plan;
		for (const subject of subjects) {
			const built = await build({
				...plan,
				layers,
				subject
			}, staging?.layout ?? repository, {
				concurrency,
				signal,
				onEvent,
				onFile: ({ digest, size }, state) => {
					if (staging === void 0) onEvent?.({
						kind: "blob",
						digest,
						size,
						state
					});
				}
			});
			if (staging !== void 0) await publishTo(staging.layout, built.manifest, repository, {
				tags: [],
				name,
				concurrency,
				progress: { phase: "push" },
				signal,
				onEvent
			});
			await writeTagsTo(repository, built.manifest, tags, {
				name,
				signal,
				onEvent
			});
			attached.push(built);
			layers = built.layers.map(({ descriptor }) => ({
				kind: "descriptor",
				descriptor
			}));
		}
		return attached;
	} catch (_) {
		_usingCtx3.e = _;
	} finally {
		await _usingCtx3.d();
	}
}
async function describeFiles(options) {
	const { files = [], label = plainLabel, signal } = options;
	const layers = [];
	const pathByTitle = /* @__PURE__ */ new Map();
	for (const { path, mediaType } of await expandFilePatterns(files, label("files"), { signal })) {
		const layer = await withFilesLabel(options, () => layerOf(path, mediaType, options));
		const title = layer.annotations?.["org.opencontainers.image.title"] ?? "";
		const other = pathByTitle.get(title);
		if (other !== void 0) {
			const problem = `has the same name as ${printable(other, 200)}; rename one, or a pull loses a file`;
			throw inputError(label("files"), path, problem);
		}
		pathByTitle.set(title, path);
		layers.push(layer);
	}
	return layers;
}
async function layerOf(path, mediaType, { signal }) {
	if (path === stdin) {
		const annotations = { [annotationTitle]: "stdin" };
		return {
			kind: "stream",
			content: process.stdin,
			mediaType: mediaType ?? "application/octet-stream",
			annotations
		};
	}
	if (await kindOfTarget(path) === "directory") return directoryLayer(path, titleOf(resolve(path)), mediaType, {});
	return describedFile(path, await describeFile(path, mediaType ?? "application/octet-stream", { signal }));
}
async function withFilesLabel({ label = plainLabel }, work) {
	try {
		return await work();
	} catch (error) {
		if (isOciError(error, "INPUT_INVALID", "FILE_SYSTEM", "FILE_CHANGED")) throw inputError(label("files"), void 0, error.message);
		throw error;
	}
}

// src/commands/attach.ts
const options = {
	subject: option({
		type: location(),
		positional: "subject",
		required: "write registry/repository@sha256:…, or ./path:tag for an image layout",
		description: `Manifest to attach to, preferably with its digest: ${locationDescription}. Without a tag and digest, \`latest\` is used, or the only manifest of a layout.`
	}),
	files: option({
		type: lines("file"),
		positional: "file",
		defaultText: "none; only `annotations` are attached",
		description: "Files or patterns (`*`, `?`, `**`, `{a,b}`), one per line: `path`, or `path:media/type`. The default media type is `application/octet-stream`. The base name becomes the title, which is the name of the pulled file. A directory becomes a packed layer. A pattern that matches no file is an error. A file that several lines match is attached once, with the media type of the first of these lines.",
		cliDescription: "File, directory or pattern: path, or path:media/type; \"-\" reads standard input."
	}),
	"artifact-type": option({
		type: mediaType,
		required: "give a media type for the attached files, for example application/vnd.cyclonedx+json or application/spdx+json",
		description: "Media type of the attached files, such as `application/vnd.cyclonedx+json` or `application/spdx+json`."
	}),
	annotations: option({
		type: lines("key=value"),
		description: "Annotations of the manifest, one `key=value` per line. Without files, at least one is needed. A key may have the prefix `manifest:`, as in the output of docker/metadata-action.",
		cliDescription: "Annotation of the manifest."
	}),
	tags: option({
		type: words("tag"),
		description: "Tags of the attached artifact, separated by spaces, commas or line breaks. Without tags, it is found by its subject and by its digest.",
		cliDescription: "Tag of the attached artifact."
	}),
	"each-platform": option({
		type: flag,
		default: false,
		description: "Attach to each manifest of the index `subject` instead of the index. Attestations of BuildKit are left out. The outputs describe the first manifest; `references` and `digests` list all.",
		cliDescription: "Attach to each manifest of the index <subject> instead of the index."
	}),
	timestamp: option({
		type: date,
		defaultText: "`SOURCE_DATE_EPOCH`, else `1970-01-01T00:00:00Z`",
		description: "Creation date for the annotation `org.opencontainers.image.created`, RFC 3339. The default is fixed, so that equal files give an equal digest."
	}),
	...registryWriteOptions,
	...runOptions,
	concurrency: concurrency(4, "files that are pushed"),
	...summaryOption,
	...jsonOption
};
const shared = resultOutputs("manifest");
const outputs = {
	digest: {
		...shared.digest,
		description: "Digest (`sha256:…`) of the manifest that refers to the subject."
	},
	reference: {
		...shared.reference,
		description: "The pinned reference of that manifest, or its first tag; for a layout its path with the digest or tag."
	},
	"pinned-reference": {
		...shared["pinned-reference"],
		description: "The pinned reference of that manifest. Empty for a layout."
	},
	subject: output(lineOutput, "The pinned reference of the subject; for a layout its path with the digest.", (result) => result.subject),
	"media-type": shared["media-type"],
	"artifact-type": shared["artifact-type"],
	size: shared.size,
	tags: shared.tags,
	references: output(linesOutput, "References of the manifests that refer to the subjects, one per line; several with `each-platform`.", (result) => result.attached.map(({ reference }) => reference)),
	digests: output(digestsOutput, "Digests of these manifests, one per line.", (result) => result.attached.map(({ digest }) => digest))
};
const attach = defineCommand({
	name: "attach",
	summary: "attach files to a manifest, such as an SBOM",
	description: "Pushes files as an artifact that refers to <subject>. The base name of a file becomes its title. Without files, only annotations are attached.",
	examples: [{
		comment: "Attach an SBOM",
		line: "attach ghcr.io/acme/app:v1 sbom.spdx.json --artifact-type application/spdx+json"
	}, {
		comment: "Attach only an annotation to each manifest of an index",
		line: "attach ghcr.io/acme/app:v1 --artifact-type application/vnd.example.eol --annotation eol=2027-01-31 --each-platform"
	}],
	action: {
		name: "Attach files to OCI artifact",
		description: "Pushes files, such as an SBOM, as an artifact that refers to a manifest or index",
		icon: "paperclip",
		directory: "attach"
	},
	options,
	outputs,
	failure: {
		placeInput: "subject",
		directoryInput: "files"
	},
	async run(inputs, context) {
		const { label, log } = context;
		const plan = attachPlan(inputs, context);
		const access = await registryAccess(inputs, label);
		context.describeFailure(() => ({
			...locationContext("subject", plan.subject),
			directoryInput: "files",
			plainHttp: access.plainHttp
		}));
		log.phase("Attach");
		const result = await attach$1({
			...plan,
			connection: connectionOptions(access, context),
			...operationOptions(context)
		});
		const bytes = formatBytes(result.layers.reduce((sum, { size }) => sum + size, 0));
		const content = result.layers.length === 0 ? "annotations" : `${formatNumber(result.layers.length, "file")} (${bytes})`;
		return {
			result,
			lines: result.attached.flatMap(({ subject, reference }) => [`attached ${content} to ${subject}`, `  referrer   ${reference}`]),
			summary: (warnings) => resultSummary("Attached", result.reference, [
				...result.attached.map(({ subject }) => ["To", subject]),
				["Artifact type", result.artifactType],
				["Size", bytes]
			], warnings)
		};
	}
});
function attachPlan(inputs, context) {
	const { annotations, created } = readAnnotations(inputs, "manifest", {}, context);
	return {
		subject: inputs.subject,
		files: inputs.files.map(readSourceFile),
		artifactType: inputs.artifactType,
		annotations: {
			...annotations,
			[annotationCreated]: created
		},
		tags: inputs.tags.map((tag) => bareTag(context.label("tags"), tag)),
		eachPlatform: inputs.eachPlatform,
		concurrency: inputs.concurrency
	};
}

export { attach };