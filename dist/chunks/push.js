import { n as anySignal } from "./abortable.js";
import { n as planSource } from "./formats.js";
import { t as isWithin } from "./safe-path.js";
import { a as annotationContentDigest } from "./read-file.js";
import { R as artifactTypeOf } from "./maintenance.js";
import { n as defaultTag, r as formatLocation, t as LayoutRepository } from "./repository.js";
import { c as plainDescriptor, n as emptyDescriptor } from "./descriptor.js";
import { a as formatReference, g as tagOfVersion, u as isTag } from "./reference.js";
import { a as isNotFound, d as throwIfAborted, i as inputError, o as isOciError, p as printable, t as OciError } from "./error.js";
import { t as resultAt } from "./result.js";
import { n as buildLayout } from "./build.js";
import { n as publishTo, t as findTags } from "./publish.js";
import { i as readManifest } from "./metadata.js";
import { t as ReadProgress } from "./read-progress.js";
import { n as connectRepository } from "./connect.js";
import { n as isManifestMediaType } from "./media-types.js";
import { t as _usingCtx } from "./usingCtx.js";
import { i as publishLines, n as publishSummary } from "./summary.js";
import { E as reproducibleTimestamp, S as defineCommand, a as flag, b as words, d as platform, h as text, o as lines, r as date, s as mediaType$1, t as choice, u as path$1, w as operationOptions, x as connectionOptions, y as wholeNumber } from "./option-types.js";
import { n as withPlatform, r as workflowAnnotations, t as readAnnotations } from "./annotation-options.js";
import { n as checkCacheSize, t as cacheDirectoryOptions } from "./cache-options.js";
import { n as checkSubjectTag, o as readSubject, r as location, s as readTags } from "./location-options.js";
import { a as lineOutput, c as output, f as resultOutputs, n as digestOutput, s as numberOutput, t as booleanOutput } from "./output.js";
import { n as fileSystemError } from "./file-system-error.js";
import { t as option } from "./option.js";
import { a as registryAccess, s as registryWriteOptions } from "./registry-options.js";
import { i as summaryOption, n as jsonOption, r as runOptions, t as concurrency } from "./run-options.js";
import { dirname, join, resolve } from "node:path";
import { tmpdir } from "node:os";
import { rmSync } from "node:fs";
import { lstat, mkdtemp, rm } from "node:fs/promises";

// src/transfer/streaming-layer-upload.ts
const streamingUploadThreshold = 8388608;
var StreamingLayerUpload = class {
	#registry;
	#repository;
	#options;
	#stop = new AbortController();
	#signal;
	#wholeBlob = Promise.withResolvers();
	#content;
	#upload;
	#layer;
	constructor(registry, repository, options) {
		this.#registry = registry;
		this.#repository = repository;
		this.#options = options;
		this.#signal = anySignal(this.#stop.signal, options.signal);
		this.#wholeBlob.promise.catch(() => void 0);
	}
	begin(content) {
		this.#content = content;
		this.#upload = this.#send(content);
	}
	finish(layer) {
		this.#layer = layer;
		this.#wholeBlob.resolve(layer);
	}
	async hasUploaded(blob) {
		return blob.digest === this.#layer?.digest && this.#upload !== void 0 && await this.#upload;
	}
	async [Symbol.asyncDispose]() {
		this.#stop.abort(/* @__PURE__ */ new Error("the upload of the layer is no longer needed"));
		this.#wholeBlob.reject(this.#stop.signal.reason);
		await this.#content?.close();
		await this.#upload;
	}
	async #send(content) {
		if (!await content.reaches(streamingUploadThreshold)) return false;
		if (!await this.#options.shouldUpload || this.#signal.aborted) return false;
		try {
			await this.#registry.pushBlobStreamed(this.#repository, this.#withProgress(content), this.#wholeBlob.promise, { signal: this.#signal });
			return true;
		} catch (error) {
			if (!this.#signal.aborted && isOciError(error)) this.#options.onEvent?.({
				kind: "line",
				text: `streaming upload failed; uploading the finished layer instead: ${error.message}`
			});
			return false;
		}
	}
	#withProgress(content) {
		const progress = new ReadProgress((done) => {
			if (this.#layer === void 0) return;
			this.#options.onEvent?.({
				kind: "progress",
				phase: "push",
				done,
				total: this.#layer.size
			});
		});
		return {
			get size() {
				return content.size;
			},
			reaches: (size) => content.reaches(size),
			close: () => content.close(),
			[Symbol.asyncDispose]: () => content.close(),
			open: (from, signal) => progress.chunks("layer", content.open(from, signal), from)
		};
	}
};

// src/operations/destination.ts
async function openDestination(target, options) {
	return target.kind === "registry" ? openRegistry(target, options) : openLayout(target, options);
}
async function openRegistry(target, options) {
	const { push, signal } = options;
	if (!push && options.subject === void 0) return withoutConnection(void 0);
	const name = {
		registry: target.registry,
		repository: target.repository
	};
	const connection = await connectRepository(name, {
		...options.connection,
		signal
	});
	try {
		if (push) await requirePushAccess(connection, options);
		return {
			connection,
			subject: await resolveSubject(connection.repository, formatReference(name), options),
			[Symbol.asyncDispose]: () => connection.close()
		};
	} catch (error) {
		await connection.close();
		throw error;
	}
}
async function openLayout({ path }, options) {
	const { subject, signal, label } = options;
	if (subject === void 0) return withoutConnection(void 0);
	let layout;
	try {
		layout = await LayoutRepository.open(resolve(path), {
			readOnly: true,
			signal
		});
	} catch (error) {
		if (!isOciError(error, "NOT_FOUND")) throw error;
		const problem = `does not exist in ${path}, which is not an image layout; write the subject to it first`;
		throw inputError(label("subject"), subject, problem, error);
	}
	return withoutConnection(await resolveSubject(layout, `the image layout ${path}`, options));
}
function withoutConnection(subject) {
	return {
		connection: void 0,
		subject,
		[Symbol.asyncDispose]: () => Promise.resolve()
	};
}
async function resolveSubject(repository, repositoryName, { subject, label, signal }) {
	if (subject === void 0) return void 0;
	let manifest;
	try {
		manifest = await repository.resolve(subject, { signal });
	} catch (error) {
		if (!isNotFound(error)) throw error;
		const problem = `does not exist in ${repositoryName}; push it there first, or correct the digest or tag`;
		throw inputError(label("subject"), subject, problem, error);
	}
	if (isManifestMediaType(manifest.mediaType)) return plainDescriptor(manifest);
	const problem = `is a blob in ${repositoryName} (${printable(manifest.mediaType, 200)}); an artifact can only refer to a manifest or an index`;
	throw inputError(label("subject"), subject, problem);
}
const accessCheckMs = 1e4;
async function requirePushAccess(connection, { connection: { env }, signal }) {
	const { registry, repository } = connection.reference;
	const limit = AbortSignal.timeout(accessCheckMs);
	const limited = anySignal(limit, signal);
	try {
		if (await connection.credential(repository, { signal: limited }) !== void 0) return;
		await connection.registry.checkPush(repository, { signal: limited });
	} catch (error) {
		throwIfAborted(signal);
		if (!isOciError(error, "UNAUTHORIZED", "DENIED")) return;
		const status = error.status ?? 401;
		const reason = error.reason === void 0 ? "" : `: ${error.reason}`;
		throw new OciError("UNAUTHORIZED", `no credentials were found for ${registry}, and it does not accept a push to ${repository} without credentials (${status}${reason})${forkHint(env)}`, {
			status,
			reason: error.reason
		});
	}
}
function forkHint(env) {
	if (env?.["GITHUB_EVENT_NAME"]?.startsWith("pull_request") !== true) return "";
	return "; a pull request from a fork gets no secrets, so do not push there (push: false)";
}

// src/operations/publish.ts
const layoutDirectoryName = "oci-layout";
async function publish(options) {
	try {
		var _usingCtx$2 = _usingCtx();
		const started = performance.now();
		const { connection = {}, push = true, label = (name) => name, signal } = options;
		const tags = tagsOf(options);
		const destination = _usingCtx$2.a(await openDestination(options.target, {
			connection,
			push,
			subject: options.subject,
			label,
			signal
		}));
		options.onEvent?.({
			kind: "phase",
			phase: "package"
		});
		if (destination.connection === void 0 || !push) return resultOf(options, tags, await packageSource(options, tags, destination.subject), {
			pushed: false,
			started
		});
		const { built, skipped } = await packageAndPush(options, tags, destination.subject, destination.connection);
		await options.afterPush?.(destination.connection);
		if (skipped === void 0) return resultOf(options, tags, built, {
			pushed: true,
			started
		});
		return resultOf(options, tags, built, {
			pushed: false,
			started,
			existing: await describeExisting(destination.connection.repository, skipped, signal)
		});
	} catch (_) {
		_usingCtx$2.e = _;
	} finally {
		await _usingCtx$2.d();
	}
}
function tagsOf({ target, tags, pushByDigest }) {
	return pushByDigest === true ? [] : tags ?? [target.tag ?? "latest"];
}
async function packageSource(options, tags, subject, onPackingStart) {
	const { target, outputDir, onEvent } = options;
	const plan = await planOf(options);
	for (const text of plan.notices ?? []) onEvent?.({
		kind: "notice",
		text
	});
	const storePath = target.kind === "registry" ? layoutPath(outputDir) : target.path;
	return buildLayout({
		...plan,
		subject
	}, storePath, {
		...options,
		tags,
		onPackingStart,
		onProgress: (done, entries) => onEvent?.({
			kind: "progress",
			phase: "package",
			done,
			entries
		})
	});
}
async function planOf(options) {
	const { sourceDir, outputDir } = options;
	const skip = outputDir !== void 0 && isWithin(sourceDir, outputDir) && !isWithin(outputDir, sourceDir) ? [outputDir] : [];
	try {
		return await planSource(sourceDir, {
			...options,
			skip
		});
	} catch (error) {
		if (!isOciError(error, "ARCHIVE_INVALID")) throw error;
		const reason = error.message.replace(/^.*? is refused: /s, "");
		throw new OciError("INPUT_INVALID", `source-dir "${printable(sourceDir, 300)}" is a file that cannot be published: ${reason}; give a directory, or a SIF image`, { cause: error });
	}
}
function layoutPath(outputDir = ".") {
	return join(resolve(outputDir), layoutDirectoryName);
}
async function packageAndPush(options, tags, subject, { registry, repository, reference }) {
	const { ifTagExists, concurrency = 4, onEvent } = options;
	const stop = new AbortController();
	const signal = anySignal(stop.signal, options.signal);
	const lookup = findTags(repository, tags, {
		ifTagExists,
		signal
	});
	try {
		try {
			var _usingCtx3 = _usingCtx();
			const upload = _usingCtx3.a(new StreamingLayerUpload(registry, reference.repository, {
				signal: options.signal,
				onEvent,
				shouldUpload: lookup.then(isMainTagNew, () => false)
			}));
			const built = await packageSource(options, tags, subject, (content) => {
				upload.begin(content);
			});
			const layers = built.layers.map(({ descriptor }) => descriptor);
			if (layers[0] !== void 0) upload.finish(layers[0]);
			const existing = await lookup;
			onEvent?.({
				kind: "phase",
				phase: "push"
			});
			const { skipped } = await publishTo(built.store, built.manifest, repository, {
				tags,
				existing,
				ifTagExists,
				name: formatReference({
					registry: reference.registry,
					repository: reference.repository
				}),
				concurrency,
				progress: {
					phase: "push",
					total: layers.reduce((sum, { size }) => sum + size, 0)
				},
				isCounted: ({ digest }) => layers.some((layer) => layer.digest === digest),
				hasUploaded: (blob) => upload.hasUploaded(blob),
				signal: options.signal,
				onEvent
			});
			return {
				built,
				skipped
			};
		} catch (_) {
			_usingCtx3.e = _;
		} finally {
			await _usingCtx3.d();
		}
	} finally {
		stop.abort();
	}
}
function isMainTagNew(existing) {
	const [main] = existing;
	return main !== void 0 && main[1] === void 0;
}
async function describeExisting(repository, descriptor, signal) {
	const manifest = await readManifest(repository, descriptor, { signal });
	const layers = manifest.kind === "manifest" ? manifest.layers : [];
	const [layer] = layers;
	return {
		manifest: {
			...descriptor,
			artifactType: artifactTypeOf(manifest)
		},
		layerDigest: layer?.digest ?? "",
		layerSize: layer?.size ?? 0,
		contentDigest: layer?.annotations?.["io.deis.oras.content.digest"] ?? "",
		contentSize: 0,
		config: manifest.kind === "manifest" ? manifest.config : emptyDescriptor,
		layers
	};
}
function describeBuilt({ manifest, config, layers }) {
	const [main] = layers;
	return {
		manifest,
		layerDigest: main?.descriptor.digest ?? "",
		layerSize: main?.descriptor.size ?? 0,
		contentDigest: main?.contentDigest ?? "",
		contentSize: main?.contentSize ?? 0,
		config,
		layers: layers.map(({ descriptor }) => descriptor)
	};
}
function resultOf(options, tags, built, outcome) {
	const { manifest, ...content } = outcome.existing ?? describeBuilt(built);
	return {
		...resultAt(options.target, manifest, tags),
		...content,
		storePath: built.store.path,
		pushed: outcome.pushed,
		reused: built.layers.some(({ reused }) => reused),
		files: built.layers.reduce((sum, { files }) => sum + files, 0),
		excluded: built.layers.reduce((sum, { excluded }) => sum + excluded, 0),
		durationMs: Math.round(performance.now() - outcome.started)
	};
}

// src/aicr/package-and-push.ts
const defaultArtifactType = "application/vnd.nvidia.aicr.artifact";

// src/commands/output-directory.ts
async function reserveOutputDirectory(target, outputDir, temporary) {
	if (target.kind === "layout") return existingDirectory(target.path, resolve(target.path));
	if (outputDir !== void 0) return existingDirectory(outputDir, layoutPath(outputDir));
	const created = await newDirectory(temporary || tmpdir());
	return directoryOf(created, layoutPath(created), created);
}
async function existingDirectory(path, layout) {
	return directoryOf(path, layout, await firstMissing(resolve(layout)));
}
function directoryOf(path, layout, created) {
	const options = {
		recursive: true,
		force: true,
		maxRetries: 3
	};
	return {
		path,
		contains: (other) => isWithin(layout, other) || created !== void 0 && isWithin(created, other),
		undo: async () => {
			if (created !== void 0) await rm(created, options);
		},
		undoNow: () => {
			if (created !== void 0) rmSync(created, options);
		}
	};
}
async function newDirectory(parent) {
	try {
		return await mkdtemp(join(parent, "oci-artifact-"));
	} catch (error) {
		throw fileSystemError(error, `create a temporary directory in ${parent}`);
	}
}
async function firstMissing(path) {
	let missing;
	for (let next = path;; next = dirname(next)) {
		try {
			await lstat(next);
			return missing;
		} catch {
			missing = next;
		}
		if (dirname(next) === next) return missing;
	}
}

// src/commands/push-options.ts
const pushOptions = {
	"source-dir": option({
		type: path$1,
		positional: "source-dir",
		required: "give the directory to package",
		description: "Directory to package, or a SIF image to publish."
	}),
	target: option({
		type: location({
			schemeRequired: true,
			refuseDigest: true
		}),
		positional: "target",
		required: "write oci://registry/repository:tag, or the path of a directory",
		description: "Where to publish: `oci://registry/repository[:tag]`, or a local path. A local path becomes an OCI image layout, and nothing is pushed. Without a tag, the first of `tags` is used, else `version`, else `latest`."
	}),
	tags: option({
		type: words("tag"),
		description: "Additional tags, separated by spaces, commas or line breaks: bare tags, or full references of the same repository. All tags point to the same manifest.",
		cliDescription: "Another tag: a bare tag, or a full reference of the same repository."
	}),
	"push-by-digest": option({
		type: flag,
		default: false,
		description: "Write no tags, for matrix jobs whose manifests the index action combines. The output `reference` is then the pinned reference.",
		cliDescription: "Write no tags."
	}),
	"sub-dir": option({
		type: path$1,
		description: "Package only this directory below `source-dir`, under its path inside the artifact."
	}),
	annotations: option({
		type: lines("key=value"),
		defaultText: "the workflow's",
		description: "Annotations of the manifest, one `key=value` per line. The defaults are `org.opencontainers.image.source`, `.revision` and, if `version` is given, `.version`. `key=` removes a default. A key may have the prefix `manifest:`, as in the output of docker/metadata-action.",
		cliDescription: "Annotation of the manifest; \"key=\" removes one."
	}),
	version: option({
		type: text,
		description: "The annotation `org.opencontainers.image.version`. If `target` and `tags` have no tag, it is also the tag, with `_` for each `+`, as in Helm and Flux.",
		cliDescription: "The version annotation, and the tag if no other is given (\"_\" replaces \"+\")."
	}),
	"artifact-type": option({
		type: mediaType$1,
		default: defaultArtifactType,
		description: "Artifact type of the manifest, a media type."
	}),
	subject: option({
		type: text,
		description: "The manifest that the artifact refers to, as a referrer: a digest or a tag in the repository of the target, or a full reference of that repository. If `target` and `tags` have no tag, no tag is written."
	}),
	platform: option({
		type: platform,
		description: "Platform of the content, `os/arch[/variant][:os.version]`, recorded in the annotation `io.oci-artifact.platform` for the index action.",
		cliDescription: "Platform of the content, such as linux/arm64, recorded for an index."
	}),
	exclude: option({
		type: lines("pattern"),
		description: "Patterns to exclude, one per line, as in a `.gitignore`. `.git` is always excluded.",
		cliDescription: "Pattern to exclude, as in a .gitignore; .git is always excluded."
	}),
	symlinks: option({
		type: choice("preserve", "follow", "error"),
		default: "preserve",
		description: "`preserve` stores symbolic links, `follow` stores their targets, `error` refuses links. A link to a path outside the source is an error unless `allow-outside-links` is set."
	}),
	"allow-outside-links": option({
		type: flag,
		default: false,
		description: "Store symbolic links to paths outside the source. Their targets are not changed."
	}),
	modes: option({
		type: choice("keep", "normalize"),
		default: "keep",
		description: "`keep` stores permissions unchanged, `normalize` stores 0755 for directories and executables and 0644 for other files. On Windows, the git index determines which files are executable."
	}),
	timestamp: option({
		type: date,
		defaultText: "`SOURCE_DATE_EPOCH`, else `1970-01-01T00:00:00Z`",
		description: "Creation date for the annotation `org.opencontainers.image.created`, RFC 3339. The default is fixed, so that equal content has an equal digest."
	}),
	compression: option({
		type: choice("gzip", "zstd", "none"),
		default: "gzip",
		description: "Compression of the layer. ORAS and Flux unpack only gzip."
	}),
	"compression-level": option({
		type: text,
		defaultText: "chosen for speed",
		description: "0 to 9 for gzip with zlib, 1 to 19 for zstd. Without a level, gzip uses an encoder that is faster than zlib, and zstd uses its default level.",
		cliDescription: "0 to 9 for gzip, 1 to 19 for zstd."
	}),
	...registryWriteOptions,
	"if-tag-exists": option({
		type: choice("overwrite", "skip", "fail"),
		default: "overwrite",
		description: "What to do if a tag points to other content: `overwrite` moves the tag, `skip` does not change it (the outputs describe the existing content, and `pushed` is `false`), `fail` fails. If the content is equal, the run succeeds in each case."
	}),
	push: option({
		type: flag,
		default: true,
		description: "Push the artifact. `false` packages it and reports its digest.",
		cliDescription: "Package the artifact and report its digest, without pushing."
	}),
	...runOptions,
	concurrency: concurrency(4, "blobs that are pushed"),
	"output-dir": option({
		type: path$1,
		defaultText: "a new temporary directory",
		description: "The OCI image layout is written to `oci-layout` below this directory."
	}),
	cache: option({
		type: flag,
		default: false,
		scope: "action",
		description: "Keep the packed layer on the runner and, between jobs, in the cache of GitHub Actions, and reuse it if the source has not changed. The source and the layer are hashed in each run; see \"Configuration and trust\" in the README."
	}),
	...cacheDirectoryOptions("Keep the packed layer in this directory, and reuse it if the source has not changed.", "layers", "10GiB"),
	"register-artifact": option({
		type: flag,
		default: false,
		scope: "action",
		description: "Declare the pushed artifact to the runner, so that a later step of the job, such as an attestation, finds it: `oci://registry/repository@sha256:…` is appended to the file that `GITHUB_ARTIFACTS` names, if the runner provides one."
	}),
	"write-docker-config": option({
		type: flag,
		default: false,
		scope: "action",
		description: "Keep the credentials of the push in `~/.docker/config.json` until the job ends, for steps that read them there, such as an attestation with `push-to-registry`. An existing entry is not changed."
	}),
	...summaryOption,
	...jsonOption
};

// src/commands/push.ts
const { checksums, size, "media-type": mediaType, "artifact-type": artifactType, ...names } = resultOutputs("manifest");
const outputs = {
	...names,
	"store-path": output(lineOutput, "Directory of the OCI image layout.", (result) => result.storePath),
	"media-type": mediaType,
	"artifact-type": artifactType,
	size,
	"layer-digest": output(digestOutput, "Digest of the compressed layer.", (result) => result.layerDigest),
	"layer-size": output(numberOutput, "Size of the compressed layer in bytes.", (result) => result.layerSize),
	"content-digest": output(digestOutput, "Digest of the uncompressed tar, the same on every system.", (result) => result.contentDigest),
	pushed: output(booleanOutput, "`true` if the artifact was pushed; `false` with `push: false`, for a local target, and when the main tag was skipped.", (result) => result.pushed),
	checksums
};
const push = defineCommand({
	name: "push",
	summary: "package a directory and push it",
	description: "Packages <source-dir>, a directory or a SIF image, and pushes it to <target>: oci://registry/repository[:tag], or a local path. A local path becomes an OCI image layout, and nothing is pushed.",
	examples: [
		{
			comment: "Push a directory",
			line: "push ./bundle oci://ghcr.io/acme/bundle:v1.2.0 --tag latest"
		},
		{
			comment: "Write an image layout without a registry",
			line: "push ./bundle ./layout:v1"
		},
		{
			comment: "Use the digest in a script",
			line: "push ./bundle oci://ghcr.io/acme/bundle:v1 --json | jq -r .digest"
		}
	],
	action: {
		name: "Publish directory as OCI artifact",
		description: "Packages a directory reproducibly, pushes it to any OCI registry and outputs the digest for signing and attestation",
		icon: "package",
		directory: "",
		post: true
	},
	options: pushOptions,
	outputs,
	failure: { directoryInput: "source-dir" },
	async run(inputs, context) {
		const { env, label, log, workflow } = context;
		const plan = publishPlan(inputs, context);
		const access = await registryAccess(inputs, label);
		const { target } = plan;
		const packingCache = packingCacheOf(inputs, context);
		const output = await reserveOutputDirectory(target, inputs.outputDir, env["RUNNER_TEMP"]);
		context.onFailure(output.undo);
		context.onForcedExit(output.undoNow);
		const jobCache = inputs.cache ? await workflow?.layerCache?.(context) : void 0;
		if (jobCache !== void 0) {
			context.onFailure(async () => jobCache.removeNow());
			context.onForcedExit(() => {
				jobCache.removeNow();
			});
		}
		context.describeFailure(() => ({
			directoryInput: "source-dir",
			registry: target.kind === "registry" ? target.registry : void 0,
			plainHttp: access.plainHttp,
			isOutput: output.contains
		}));
		const line = `${`node ${process.versions.node}, zlib ${process.versions.zlib}`}; ${inputs.sourceDir} → ${formatLocation(target)}`;
		if (workflow === void 0) log.debug(line);
		else log.line(line);
		const result = await publish({
			...plan,
			outputDir: output.path,
			packingCache,
			layerCache: jobCache,
			connection: connectionOptions(access, context),
			...operationOptions(context),
			afterPush: inputs.writeDockerConfig ? async (connection) => workflow?.writeDockerConfig?.(connection, context) : void 0
		});
		const inRegistry = target.kind === "registry" && inputs.push;
		return {
			result,
			lines: publishLines(result, inRegistry),
			summary: (warnings) => publishSummary(result, {
				inRegistry,
				plainHttp: access.plainHttp === true,
				repositoryUrl: repositoryUrl(env),
				warnings
			}),
			afterOutputs: inputs.registerArtifact ? async () => workflow?.registerArtifact?.(result, context) : void 0,
			atEnd: async () => jobCache?.save(context.signal)
		};
	}
});
function publishPlan(inputs, context) {
	const { label, env } = context;
	const { version, subject: subjectText } = inputs;
	const untagged = subjectText !== void 0 && inputs.tags.length === 0 && inputs.target.tag === void 0;
	const pushByDigest = inputs.pushByDigest || untagged;
	const tags = tagsToWrite(inputs, pushByDigest, context);
	const subject = subjectText === void 0 ? void 0 : readSubject(subjectText, inputs.target, context);
	checkSubjectTag(subject, tags, label);
	const { annotations, created } = readAnnotations(inputs, "manifest", workflowAnnotations(env, version), context);
	return {
		sourceDir: inputs.sourceDir,
		target: pushByDigest ? {
			...inputs.target,
			tag: void 0
		} : inputs.target,
		tags,
		pushByDigest,
		subDir: inputs.subDir,
		annotations: withPlatform(annotations, inputs.platform, label),
		artifactType: inputs.artifactType === "application/vnd.nvidia.aicr.artifact" ? void 0 : inputs.artifactType,
		defaultArtifactType,
		subject,
		exclude: inputs.exclude,
		symlinks: inputs.symlinks,
		allowOutsideLinks: inputs.allowOutsideLinks,
		modes: inputs.modes,
		timestamp: created === "1970-01-01T00:00:00Z" ? void 0 : created,
		compression: inputs.compression,
		compressionLevel: compressionLevel(inputs, label),
		ifTagExists: inputs.ifTagExists,
		push: inputs.push,
		concurrency: inputs.concurrency
	};
}
function tagsToWrite(inputs, pushByDigest, { label, notice }) {
	const { target, version } = inputs;
	if (!pushByDigest) return readTags(target, inputs.tags, () => defaultTagOf(version, label), label);
	const given = readTags(target, inputs.tags, void 0, label);
	if (given.length > 0) notice(`${label("push-by-digest")}: no tags are written, not even ${given.join(", ")}`);
	return [];
}
function defaultTagOf(version, label) {
	if (version === void 0) return defaultTag;
	const tag = tagOfVersion(version);
	if (isTag(tag)) return tag;
	const proposal = tag.replaceAll(/[^\w.-]+/g, "-").replace(/^[.-]+/, "").slice(0, 128);
	throw inputError(label("version"), version, `is not a tag, and no other tag is given; add a tag to ${label("target")} or ${label("tags")}` + (proposal === "" ? "" : `, for example ${proposal}`));
}
function compressionLevel(inputs, label) {
	const { compression, compressionLevel: level } = inputs;
	const subject = label("compression-level");
	if (level === void 0) return void 0;
	switch (compression) {
		case "gzip": return wholeNumber(subject, level, 0, 9);
		case "zstd": return wholeNumber(subject, level, 1, 19);
		case "none": throw inputError(subject, level, "has no effect without compression; omit it, or choose gzip or zstd");
	}
}
function packingCacheOf(inputs, { env, label }) {
	const { cacheDirectory, cacheSize } = inputs;
	checkCacheSize(inputs, label);
	if (cacheDirectory !== void 0) return {
		directory: cacheDirectory,
		maxBytes: cacheSize
	};
	const parent = env["RUNNER_TOOL_CACHE"] || env["RUNNER_TEMP"] || tmpdir();
	return inputs.cache ? { directory: join(parent, "oci-artifact", "packing") } : void 0;
}
function repositoryUrl(env) {
	const repository = env["GITHUB_REPOSITORY"];
	return repository ? `${env["GITHUB_SERVER_URL"] || "https://github.com"}/${repository}` : void 0;
}

export { publishPlan as n, push as r, defaultTagOf as t };