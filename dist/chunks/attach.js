let require_rolldown_runtime;
let require_spec;
let require_transport;
let require_formats;
let require_build;
let require_transfer;
let require_temporary_store;
let require_fetch;
let require_usingCtx;
const require_run = require("./run.js");
let require_links;
const require_options = require("./options.js");
const require_source_options = require("./source-options.js");
let node_os;
let node_path;

// src/operations/platform-manifests.ts
async function platformManifests(repository, root, { signal, label = (require_spec ??= require("./spec.js")).plainLabel }) {
	const fail = (problem) => {
		throw (require_spec ??= require("./spec.js")).inputError(label("each-platform"), void 0, `${root.digest} ${problem}; omit the option`);
	};
	const index = (require_spec ??= require("./spec.js")).manifestKind(root.mediaType) === "index" ? await (require_fetch ??= require("./fetch.js")).readManifest(repository, root, { signal }) : void 0;
	if (index?.kind !== "index") return fail("is not an index");
	const digests = index.manifests.filter(({ mediaType, platform }) => (require_spec ??= require("./spec.js")).isManifestMediaType(mediaType) && platform?.os !== "unknown").map(({ digest }) => digest);
	if (digests.length === 0) return fail("is an index without manifests of platforms");
	const manifests = [];
	for (const digest of new Set(digests)) manifests.push(await repository.resolve(digest, { signal }));
	return manifests;
}

// src/operations/attach.ts
const connectionsOfAttach = 3;
const stdin = "-";
async function attach$1(given) {
	try {
		var _usingCtx$1 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
		(require_spec ??= require("./spec.js")).checkNumbers(given, { concurrency: 1 });
		const options = {
			...(require_transfer ??= require("./transfer.js")).observed(given),
			subject: (require_spec ??= require("./spec.js")).asLocation(given.subject)
		};
		const { artifactType, tags = [], signal } = options;
		checkOptions(options);
		const layers = await describeFiles(options);
		const pushTo = options.subject.kind === "registry" ? options.subject.repository : void 0;
		const { repository } = _usingCtx$1.a(await (require_transport ??= require("./transport.js")).openLocation(options.subject, {
			...options.connection,
			pushTo,
			create: false,
			prepare: connectionsOfAttach,
			signal
		}));
		const location = await (require_transport ??= require("./transport.js")).manifestLocation(repository, options.subject, { signal });
		const created = (/* @__PURE__ */ new Date()).toISOString().replace(/\.\d+Z$/, "Z");
		const built = await attachTo({
			artifactType,
			config: { kind: "empty" },
			layers,
			annotations: {
				[(require_spec ??= require("./spec.js")).annotationCreated]: created,
				...options.annotations
			}
		}, repository, location, options);
		const attached = built.map(({ manifest, subject }) => ({
			...(require_spec ??= require("./spec.js")).resultAt(location, manifest, tags),
			subject: (require_spec ??= require("./spec.js")).formatLocation({
				...(require_spec ??= require("./spec.js")).repositoryOf(location),
				digest: subject.digest
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
	const { files = [], annotations = {}, tags = [], eachPlatform, subject, label = (require_spec ??= require("./spec.js")).plainLabel } = options;
	for (const tag of tags) (require_spec ??= require("./spec.js")).checkTag(tag);
	if (files.length === 0 && Object.keys(annotations).every((key) => key === "org.opencontainers.image.created")) throw (require_spec ??= require("./spec.js")).inputError(label("files"), void 0, `it is missing; give at least one file, or ${label("annotations")}`);
	if (eachPlatform === true && tags.length > 0) throw (require_spec ??= require("./spec.js")).inputError(label("tags"), void 0, `a tag names one artifact, and ${label("each-platform")} attaches several; omit one of them`);
	if (subject.digest === void 0 && tags.includes(subject.tag ?? "")) throw (require_spec ??= require("./spec.js")).inputError(label("tags"), subject.tag, "is the tag of the subject; choose another tag");
}
async function attachTo(plan, repository, location, options) {
	try {
		var _usingCtx3 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
		const { tags = [], concurrency, onEvent } = options;
		const name = (require_spec ??= require("./spec.js")).formatLocation((require_spec ??= require("./spec.js")).repositoryOf(location));
		const staging = _usingCtx3.a(plan.layers.every(({ kind }) => kind === "file") ? void 0 : (require_temporary_store ??= require("./temporary-store.js")).TemporaryStore.below((0, (node_os ??= require("node:os")).tmpdir)()));
		const store = staging ?? repository;
		const onFile = ({ digest, size }, state) => {
			if (staging === void 0) onEvent?.({
				kind: "blob",
				digest,
				size,
				state
			});
		};
		const stop = new AbortController();
		const storing = withFilesLabel(options, () => (require_build ??= require("./build.js")).buildContent(plan, store, {
			concurrency,
			signal: (require_spec ??= require("./spec.js")).anySignal(stop.signal, options.signal),
			onEvent,
			onFile
		}));
		storing.catch(() => void 0);
		let subjects;
		try {
			subjects = await subjectsOf(repository, location, options);
		} catch (error) {
			stop.abort(error);
			await storing.catch(() => void 0);
			throw error;
		}
		const content = await storing;
		const attached = [];
		const { signal } = options;
		for (const subject of subjects) {
			const built = await (require_build ??= require("./build.js")).buildOnContent({
				...plan,
				subject
			}, content, store, { signal });
			if (staging !== void 0) await (require_transfer ??= require("./transfer.js")).publishTo(staging, built.manifest, repository, {
				tags: [],
				name,
				concurrency,
				progress: { phase: "push" },
				signal,
				onEvent
			});
			await (require_transfer ??= require("./transfer.js")).writeTagsTo(repository, built.manifest, tags, {
				name,
				signal,
				onEvent
			});
			attached.push({
				...built,
				subject
			});
		}
		return attached;
	} catch (_) {
		_usingCtx3.e = _;
	} finally {
		await _usingCtx3.d();
	}
}
async function subjectsOf(repository, location, options) {
	const root = await repository.resolve((require_spec ??= require("./spec.js")).referenceOf(location), { signal: options.signal });
	return options.eachPlatform === true ? platformManifests(repository, root, options) : [root];
}
async function describeFiles(options) {
	const { files = [], label = (require_spec ??= require("./spec.js")).plainLabel, signal } = options;
	const layers = [];
	const pathByTitle = /* @__PURE__ */ new Map();
	for (const { path, mediaType } of await (require_formats ??= require("./formats.js")).expandFilePatterns(files, label("files"), { signal })) {
		const layer = await withFilesLabel(options, () => layerOf(path, mediaType, options));
		const title = layer.annotations?.["org.opencontainers.image.title"] ?? "";
		const other = pathByTitle.get(title);
		if (other !== void 0) {
			const problem = `has the same name as ${(require_spec ??= require("./spec.js")).printable(other, 200)}; rename one, or a pull loses a file`;
			throw (require_spec ??= require("./spec.js")).inputError(label("files"), path, problem);
		}
		pathByTitle.set(title, path);
		layers.push(layer);
	}
	return layers;
}
async function layerOf(path, mediaType, { signal }) {
	if (path === stdin) {
		const annotations = { [(require_spec ??= require("./spec.js")).annotationTitle]: "stdin" };
		return {
			kind: "stream",
			content: process.stdin,
			mediaType: mediaType ?? "application/octet-stream",
			annotations
		};
	}
	if (await (require_transport ??= require("./transport.js")).kindOfTarget(path) === "directory") return (require_formats ??= require("./formats.js")).directoryLayer(path, (require_build ??= require("./build.js")).titleOf((0, (node_path ??= require("node:path")).resolve)(path)), mediaType, {});
	return (require_build ??= require("./build.js")).describedFile(path, await (require_build ??= require("./build.js")).describeFile(path, mediaType ?? "application/octet-stream", { signal }));
}
async function withFilesLabel({ label = (require_spec ??= require("./spec.js")).plainLabel }, work) {
	try {
		return await work();
	} catch (error) {
		if ((require_spec ??= require("./spec.js")).isOciError(error, "INPUT_INVALID", "FILE_SYSTEM", "FILE_CHANGED")) throw (require_spec ??= require("./spec.js")).inputError(label("files"), void 0, error.message);
		throw error;
	}
}

// src/commands/attach.ts
const options = {
	subject: require_run.option({
		type: require_options.location(),
		positional: "subject",
		required: "write registry/repository@sha256:\u2026, or ./path:tag for an image layout",
		description: `Manifest to attach to, preferably with its digest: ${require_options.locationDescription}. Without a tag and digest, \`latest\` is used, or the only manifest of a layout.`
	}),
	files: require_run.option({
		type: require_options.lines("file"),
		positional: "file",
		defaultText: "none; only `annotations` are attached",
		description: "Files or patterns (`*`, `?`, `**`, `{a,b}`), one per line: `path`, or `path:media/type`. The default media type is `application/octet-stream`. The base name becomes the title, which is the name of the pulled file. A directory becomes a packed layer. A pattern that matches no file is an error. A file that several lines match is attached once, with the media type of the first of these lines.",
		cliDescription: "File, directory or pattern: path, or path:media/type; \"-\" reads standard input."
	}),
	"artifact-type": require_run.option({
		type: require_options.mediaType,
		required: "give a media type for the attached files, for example application/vnd.cyclonedx+json or application/spdx+json",
		description: "Media type of the attached files, such as `application/vnd.cyclonedx+json` or `application/spdx+json`."
	}),
	annotations: require_run.option({
		type: require_options.lines("key=value"),
		description: "Annotations of the manifest, one `key=value` per line. Without files, at least one is needed. A key may have the prefix `manifest:`, as in the output of docker/metadata-action.",
		cliDescription: "Annotation of the manifest."
	}),
	tags: require_run.option({
		type: require_options.words("tag"),
		description: "Tags of the attached artifact, separated by spaces, commas or line breaks. Without tags, it is found by its subject and by its digest.",
		cliDescription: "Tag of the attached artifact."
	}),
	"each-platform": require_run.option({
		type: require_options.flag,
		default: false,
		description: "Attach to each manifest of the index `subject` instead of the index. Attestations of BuildKit are left out. The outputs describe the first manifest; `references` and `digests` list all.",
		cliDescription: "Attach to each manifest of the index <subject> instead of the index."
	}),
	timestamp: require_run.option({
		type: require_options.date,
		defaultText: "`SOURCE_DATE_EPOCH`, else `1970-01-01T00:00:00Z`",
		description: "Creation date for the annotation `org.opencontainers.image.created`, RFC 3339. The default is fixed, so that equal files give an equal digest."
	}),
	...require_source_options.exportManifestOption,
	...require_options.registryWriteOptions,
	...require_options.runOptions,
	concurrency: require_options.concurrency(4, "files that are pushed"),
	...require_options.summaryOption,
	...require_options.resultOptions
};
const shared = require_run.resultOutputs("manifest");
const outputs = {
	digest: {
		...shared.digest,
		description: "Digest (`sha256:\u2026`) of the manifest that refers to the subject."
	},
	reference: {
		...shared.reference,
		description: "The pinned reference of that manifest, or its first tag; for a layout its path with the digest or tag."
	},
	"pinned-reference": {
		...shared["pinned-reference"],
		description: "The pinned reference of that manifest. Empty for a layout."
	},
	subject: require_run.output(require_run.lineOutput, "The pinned reference of the subject; for a layout its path with the digest.", (result) => result.subject),
	"media-type": shared["media-type"],
	"artifact-type": shared["artifact-type"],
	size: shared.size,
	tags: shared.tags,
	references: require_run.output(require_run.linesOutput, "References of the manifests that refer to the subjects, one per line; several with `each-platform`.", (result) => result.attached.map(({ reference }) => reference)),
	digests: require_run.output(require_run.digestsOutput, "Digests of these manifests, one per line.", (result) => result.attached.map(({ digest }) => digest))
};
const attach = require_options.defineCommand({
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
		const access = await require_options.registryAccess(inputs, label);
		context.describeFailure(() => ({
			...require_options.locationContext("subject", plan.subject),
			directoryInput: "files",
			plainHttp: access.plainHttp
		}));
		log.phase("Attach");
		const result = await attach$1({
			...plan,
			connection: require_options.connectionOptions(access, context),
			...require_options.operationOptions(context)
		});
		await require_source_options.exportManifest(inputs.exportManifest, plan.subject, result.digest, access, context);
		const bytes = require_run.formatBytes(result.layers.reduce((sum, { size }) => sum + size, 0));
		const content = result.layers.length === 0 ? "annotations" : `${require_run.formatNumber(result.layers.length, "file")} (${bytes})`;
		return {
			result,
			lines: result.attached.flatMap(({ subject, reference }) => [`attached ${content} to ${subject}`, `  referrer   ${reference}`]),
			summary: (warnings) => (require_links ??= require("./links.js")).jobSummary({
				title: "Attached",
				object: result.artifactType,
				links: (require_links ??= require("./links.js")).workflowLinks(context.env, result.name),
				rows: [...(require_links ??= require("./links.js")).manifestRows(result, content), ["Subject", result.attached.map(({ subject }) => subject)]],
				graph: attachedGraph(result),
				annotations: result.annotations,
				warnings
			})
		};
	}
});
function attachedGraph({ digest, artifactType, size, subject, layers }) {
	const subjectDigest = subject.slice(subject.lastIndexOf("@") + 1);
	return {
		manifest: {
			digest,
			name: artifactType,
			size
		},
		contents: layers,
		subject: {
			digest: subjectDigest,
			name: "subject"
		}
	};
}
function attachPlan(inputs, context) {
	const { annotations, created } = require_options.readAnnotations(inputs, "manifest", {}, context);
	return {
		subject: inputs.subject,
		files: inputs.files.map(require_source_options.readSourceFile),
		artifactType: inputs.artifactType,
		annotations: {
			...annotations,
			[(require_spec ??= require("./spec.js")).annotationCreated]: created
		},
		tags: inputs.tags.map((tag) => require_options.bareTag(context.label("tags"), tag)),
		eachPlatform: inputs.eachPlatform,
		concurrency: inputs.concurrency
	};
}

exports.attach = attach;