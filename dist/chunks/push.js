import { n as isPattern } from "./file-patterns.js";
import { r as selectFormat } from "./formats.js";
import { a as repositoryOf, n as formatLocation, t as defaultTag } from "./location.js";
import { a as isNotFound, c as messageOf, f as throwIfAborted, i as inputError, m as printable, o as isOciError, t as OciError, u as plainLabel } from "./error.js";
import { o as formatReference, p as isTag, y as tagOfVersion } from "./reference.js";
import { t as resultAt } from "./result.js";
import { n as connectRepository } from "./connect.js";
import { n as anySignal } from "./abortable.js";
import { t as LayoutRepository } from "./repository2.js";
import { a as artifactTypeOf, f as schema1Problem, s as isDockerSchema1 } from "./collect.js";
import { r as isManifestMediaType } from "./media-types.js";
import { c as plainDescriptor, n as emptyDescriptor } from "./descriptor.js";
import { t as refusalReason } from "./refusal.js";
import { t as isWithin } from "./safe-path.js";
import { d as annotationVersion, n as annotationContentDigest } from "./annotations.js";
import { n as buildLayout } from "./build.js";
import { n as publishTo, t as findTags } from "./publish.js";
import { i as readManifest } from "./metadata.js";
import { t as ReadProgress } from "./read-progress.js";
import { s as mediaTypeUnknownArtifact } from "./manifest-parts.js";
import { t as _usingCtx } from "./usingCtx.js";
import { i as formatNumber } from "./format.js";
import { i as publishLines, n as publishSummary } from "./summary.js";
import { c as readSubject, l as readTags, o as locations, r as checkSubjectTag, u as ociScheme } from "./location-options.js";
import { n as reproducibleTimestamp } from "./date.js";
import { a as workflowAnnotations, i as withPlatform, n as readAnnotations, r as readPairs } from "./annotation-options.js";
import { n as checkCacheSize, t as cacheDirectoryOptions } from "./cache-options.js";
import { C as connectionOptions, E as operationOptions, S as words, _ as text, a as flag, c as mediaType$1, d as path$1, f as patterns, p as platform, r as date, s as lines, t as choice, w as defineCommand, x as wholeNumber } from "./option-types.js";
import { l as numberOutput, m as resultOutputs, n as digestOutput, o as lineOutput, r as digestsOutput, s as linesOutput, t as booleanOutput, u as output } from "./output.js";
import { n as fileSystemError } from "./file-system-error.js";
import { t as option } from "./option.js";
import { a as registryAccess, s as registryWriteOptions } from "./registry-options.js";
import { i as summaryOption, n as jsonOption, r as runOptions, t as concurrency } from "./run-options.js";
import { i as sourceOptions, n as readMediaTypeRule, r as readSourceFile, t as readAnnotationFile } from "./source-options.js";
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
	const problem = isDockerSchema1(manifest.mediaType) ? `is not usable: ${schema1Problem(manifest.digest)}` : `is a blob in ${repositoryName} (${printable(manifest.mediaType, 200)}); an artifact can only refer to a manifest or an index`;
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

// src/operations/plan-checks.ts
function checkVersion({ annotations }, options) {
	const { ifTagExists, label = plainLabel } = options;
	if (ifTagExists !== "newer" || annotations?.["org.opencontainers.image.version"] !== void 0) return;
	throw inputError(label("if-tag-exists"), ifTagExists, `compares versions, and the artifact has none; set ${label("version")}`);
}
function artifactTypeNotice({ artifactType }, options) {
	const { label = plainLabel } = options;
	if (artifactType !== "application/vnd.unknown.artifact.v1" || options.artifactType !== void 0) return [];
	return [`the artifact type is ${artifactType}, the default of ORAS; set ${label("artifact-type")} to a media type that names your content, such as application/vnd.example.bundle`];
}

// src/operations/publish-target.ts
const layoutDirectoryName = "oci-layout";
function layoutPath(outputDir = ".") {
	return join(resolve(outputDir), layoutDirectoryName);
}
async function publishFirst(run, target, isOnly) {
	const { options } = run;
	const { location, tags, destination } = target;
	const { connection, subject } = destination;
	const base = {
		location,
		tags
	};
	if (connection === void 0 || options.push === false) {
		const built = await packageSource(run, location.kind === "layout" && isOnly ? location.path : layoutPath(options.outputDir), tags, subject);
		if (location.kind === "layout" && !isOnly) await publishToLayout(run, built, location.path, tags);
		return {
			...base,
			built,
			manifest: built.manifest,
			pushed: false
		};
	}
	const { built, skipped } = await packageAndPush(run, tags, subject, connection);
	await options.afterPush?.(connection);
	if (skipped === void 0) return {
		...base,
		built,
		manifest: built.manifest,
		pushed: true
	};
	const existing = await describeExisting(connection.repository, skipped, options.signal);
	return {
		...base,
		built,
		manifest: existing.manifest,
		pushed: false,
		existing
	};
}
async function publishAgain(run, built, { location, tags, destination }, done) {
	const { options } = run;
	const base = {
		location,
		tags,
		manifest: built.manifest
	};
	try {
		if (location.kind === "layout") {
			await publishToLayout(run, built, location.path, tags);
			return {
				...base,
				pushed: false
			};
		}
		const { connection } = destination;
		if (connection === void 0 || options.push === false) return {
			...base,
			pushed: false
		};
		const { repository } = connection;
		const { ifTagExists, signal } = options;
		const existing = await findTags(repository, tags, {
			ifTagExists,
			signal
		});
		const { skipped } = await pushBuilt(options, built, repository, formatLocation(repositoryOf(location)), tags, existing);
		await options.afterPush?.(connection);
		return skipped === void 0 ? {
			...base,
			pushed: true
		} : {
			...base,
			manifest: skipped,
			pushed: false
		};
	} catch (error) {
		throwIfAborted(options.signal);
		const names = done.map(({ location: place, manifest }) => formatLocation({
			...repositoryOf(place),
			digest: manifest.digest
		}));
		const known = isOciError(error) ? error : void 0;
		throw new OciError(known?.code ?? "UNKNOWN", `cannot publish to ${formatLocation(location)}; ${names.join(", ")} already has the artifact: ${messageOf(error)}`, {
			cause: error,
			status: known?.status
		});
	}
}
async function publishToLayout(run, built, path, tags) {
	const { signal } = run.options;
	const layout = await LayoutRepository.open(resolve(path), {
		create: "in-empty-folder",
		signal
	});
	await publishTo(built.store, built.manifest, layout, {
		tags,
		name: layout.path,
		progress: { phase: "copy" },
		signal,
		onEvent: run.options.onEvent
	});
	await layout.tidy();
}
async function packageSource(run, storePath, tags, subject, onPackingStart) {
	const { options } = run;
	const { onEvent } = options;
	const plan = await planOf(run);
	for (const text of [...plan.notices ?? [], ...artifactTypeNotice(plan, options)]) onEvent?.({
		kind: "notice",
		text
	});
	checkVersion(plan, options);
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
async function planOf({ options, source, format }) {
	const { sourceDir = ".", outputDir, target } = options;
	const { registry, repository } = target.kind === "registry" ? target : {};
	const skip = outputDir !== void 0 && isWithin(sourceDir, outputDir) && !isWithin(outputDir, sourceDir) ? [outputDir] : [];
	try {
		return await format.plan(source, {
			...options,
			registry,
			repository,
			skip
		});
	} catch (error) {
		if (!isOciError(error, "ARCHIVE_INVALID")) throw error;
		const reason = refusalReason(error);
		throw new OciError("INPUT_INVALID", `source-dir "${printable(sourceDir, 300)}" is a file that cannot be published: ${reason}; give a directory, or a SIF image`, {
			cause: error,
			detail: { input: "source-dir" }
		});
	}
}
async function packageAndPush(run, tags, subject, { registry, repository, reference }) {
	const { options } = run;
	const { ifTagExists, onEvent } = options;
	const stop = new AbortController();
	const signal = anySignal(stop.signal, options.signal);
	const lookup = findTags(repository, tags, {
		ifTagExists,
		signal
	});
	try {
		try {
			var _usingCtx$1 = _usingCtx();
			const upload = _usingCtx$1.a(new StreamingLayerUpload(registry, reference.repository, {
				signal: options.signal,
				onEvent,
				shouldUpload: lookup.then(isMainTagNew, () => false)
			}));
			const built = await packageSource(run, layoutPath(options.outputDir), tags, subject, (content) => {
				upload.begin(content);
			});
			const [layer] = built.layers;
			if (layer !== void 0) upload.finish(layer.descriptor);
			const existing = await lookup;
			const { skipped } = await pushBuilt(options, built, repository, formatReference({
				registry: reference.registry,
				repository: reference.repository
			}), tags, existing, upload);
			return {
				built,
				skipped
			};
		} catch (_) {
			_usingCtx$1.e = _;
		} finally {
			await _usingCtx$1.d();
		}
	} finally {
		stop.abort();
	}
}
async function pushBuilt({ ifTagExists, concurrency = 4, signal, onEvent }, built, repository, name, tags, existing, upload) {
	const layers = built.layers.map(({ descriptor }) => descriptor);
	onEvent?.({
		kind: "phase",
		phase: "push"
	});
	return publishTo(built.store, built.manifest, repository, {
		tags,
		existing,
		ifTagExists,
		name,
		concurrency,
		progress: {
			phase: "push",
			total: layers.reduce((sum, { size }) => sum + size, 0)
		},
		isCounted: ({ digest }) => layers.some((layer) => layer.digest === digest),
		hasUploaded: upload === void 0 ? void 0 : (blob) => upload.hasUploaded(blob),
		signal,
		onEvent
	});
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

// src/operations/publish.ts
async function publish(options) {
	const started = performance.now();
	const { connection = {}, push = true, label = plainLabel, signal } = options;
	const source = {
		path: options.sourceDir,
		files: options.files
	};
	const format = await selectFormat(source, options.format);
	const names = await format.names?.(source, options) ?? {};
	const targets = [];
	try {
		for (const each of [options.target, ...options.furtherTargets ?? []]) {
			const location = withRepositoryName(each, names);
			const subject = targets[0]?.destination.subject?.digest ?? options.subject;
			const destination = await openDestination(location, {
				connection,
				push,
				subject,
				label,
				signal
			});
			targets.push({
				location,
				destination,
				tags: tagsOf(each, options, names)
			});
		}
		options.onEvent?.({
			kind: "phase",
			phase: "package"
		});
		const [main, ...others] = targets;
		if (main === void 0) throw new TypeError("a publish has a target");
		const run = {
			options,
			source,
			format,
			started
		};
		const published = [];
		const { built, ...first } = await publishFirst(run, main, others.length === 0);
		published.push(first);
		for (const target of others) published.push(await publishAgain(run, built, target, published));
		return {
			...resultOf(run, built, first),
			targets: published.map(({ location, manifest, tags }) => resultAt(location, manifest, tags))
		};
	} finally {
		for (const { destination } of targets.toReversed()) await destination[Symbol.asyncDispose]();
	}
}
function withRepositoryName(target, { repository: name }) {
	if (name === void 0 || target.kind === "layout" || target.tag !== void 0) return target;
	const { repository } = target;
	return repository === name || repository.endsWith(`/${name}`) ? target : {
		...target,
		repository: `${repository}/${name}`
	};
}
function tagsOf(target, options, names) {
	if (options.pushByDigest === true) return [];
	const { target: first } = options;
	const listed = options.tags ?? (first.tag === void 0 ? [] : [first.tag]);
	const isOther = target !== first && target.tag !== void 0;
	const tags = new Set(isOther ? [target.tag, ...listed.filter((tag) => tag !== first.tag)] : listed);
	return tags.size > 0 ? [...tags] : names.tags ?? [defaultTagOf(options)];
}
function defaultTagOf({ version, label = plainLabel }) {
	if (version === void 0) return defaultTag;
	const tag = tagOfVersion(version);
	if (isTag(tag)) return tag;
	const proposal = tag.replaceAll(/[^\w.-]+/g, "-").replace(/^[.-]+/, "").slice(0, 128);
	throw inputError(label("version"), version, `is not a tag, and no other tag is given; add a tag to ${label("target")} or ${label("tags")}` + (proposal === "" ? "" : `, for example ${proposal}`));
}
function resultOf({ started }, built, published) {
	const { manifest, ...content } = published.existing ?? describeBuilt(built);
	return {
		...resultAt(published.location, manifest, published.tags),
		...content,
		storePath: built.store.path,
		pushed: published.pushed,
		reused: built.layers.some(({ reused }) => reused),
		files: built.layers.reduce((sum, { files }) => sum + files, 0),
		excluded: built.layers.reduce((sum, { excluded }) => sum + excluded, 0),
		durationMs: Math.round(performance.now() - started)
	};
}

// src/commands/output-directory.ts
async function reserveOutputDirectory(target, outputDir, temporary) {
	if (target?.kind === "layout") return existingDirectory(target.path, resolve(target.path));
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
	...sourceOptions,
	target: option({
		type: locations({
			schemeRequired: true,
			refuseDigest: true
		}),
		positional: "target",
		required: "write oci://registry/repository:tag, or the path of a directory",
		description: "Where to publish: `oci://registry/repository[:tag]`, or a local path. A local path becomes an OCI image layout, and nothing is pushed. Without a tag, the first of `tags` is used, else the tag of the format, else `version`, else `latest`. Several targets, one per line, get the same artifact; the outputs describe the first.",
		cliDescription: "Where to publish: oci://registry/repository[:tag], or a local path, which becomes an OCI image layout. Earlier targets begin with oci://."
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
		defaultText: "`application/vnd.unknown.artifact.v1`; none with `config`",
		description: "Artifact type of the manifest, a media type that names the kind of content."
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
		type: patterns,
		description: "Patterns to exclude, one per line, with the rules of a `.gitignore`: white space at the beginning of a line is a part of the pattern. `.git` is always excluded.",
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
		description: "Store symbolic links to paths outside the source, with unchanged targets. `pull` rejects such links."
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
		type: choice("overwrite", "skip", "fail", "newer"),
		default: "overwrite",
		description: "What to do if a tag points to other content: `overwrite` moves the tag, `skip` does not change it (the outputs describe the existing content, and `pushed` is `false`), `fail` fails, `newer` moves it only to a higher version, by the annotation `org.opencontainers.image.version`. If the content is equal, the run succeeds in each case."
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
	checksums,
	references: output(linesOutput, "References of the artifact at all targets, one per line, in the order of the targets.", (result) => result.targets.map(({ reference }) => reference)),
	digests: output(digestsOutput, "Digests of the artifact at all targets, one per line. They differ only after a skip.", (result) => result.targets.map(({ digest }) => digest))
};
const push = defineCommand({
	name: "push",
	summary: "publish a directory or files",
	description: "Packages <source> and pushes it to <target>: oci://registry/repository[:tag], or a local path, which becomes an OCI image layout. One directory becomes one packed layer. Files, or several sources, become one layer each.",
	arguments: pushArguments,
	examples: [
		{
			comment: "Push a directory",
			line: "push ./bundle oci://ghcr.io/acme/bundle:v1.2.0 --tag latest"
		},
		{
			comment: "Push files with their own media types",
			line: "push model.safetensors config.json:application/json oci://ghcr.io/acme/model:v1"
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
		const plan = {
			...publishPlan(inputs, context),
			fileAnnotations: await readAnnotationFile(inputs, label)
		};
		const access = await registryAccess(inputs, label);
		const { target, furtherTargets = [] } = plan;
		const isOnly = furtherTargets.length === 0;
		const packingCache = packingCacheOf(inputs, context);
		const output = await reserveOutputDirectory(isOnly ? target : void 0, inputs.outputDir, env["RUNNER_TEMP"]);
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
			directoryInput: workflow === void 0 || inputs.sourceDir === void 0 ? "files" : "source-dir",
			registry: target.kind === "registry" ? target.registry : void 0,
			plainHttp: access.plainHttp,
			isOutput: output.contains
		}));
		const line = `${`node ${process.versions.node}, zlib ${process.versions.zlib}`}; ${inputs.sourceDir ?? formatNumber(inputs.files.length, "source")} → ${formatLocation(target)}`;
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
	const [target, ...furtherTargets] = inputs.target;
	if (target === void 0) throw inputError(label("target"), void 0, "it is missing; write oci://registry/repository:tag");
	if (inputs.sourceDir === void 0 && inputs.files.length === 0) throw inputError(label("files"), void 0, "no source is given; give the directory to package, or files");
	const untagged = subjectText !== void 0 && inputs.tags.length === 0 && target.tag === void 0;
	const pushByDigest = inputs.pushByDigest || untagged;
	const tags = tagsToWrite(inputs, pushByDigest, context);
	const subject = subjectText === void 0 ? void 0 : readSubject(subjectText, target, context);
	checkSubjectTag(subject, tags, label);
	const { annotations, created } = readAnnotations(inputs, "manifest", workflowAnnotations(env, version), context);
	const withoutTag = (location) => pushByDigest ? {
		...location,
		tag: void 0
	} : location;
	const hasPlatformConfig = inputs.config !== void 0 && inputs.config.kind !== "file";
	return {
		sourceDir: inputs.sourceDir,
		files: inputs.files.length === 0 ? void 0 : inputs.files.map(readSourceFile),
		format: inputs.format,
		target: withoutTag(target),
		furtherTargets: furtherTargets.map(withoutTag),
		tags: tags.length === 0 && !pushByDigest ? void 0 : tags,
		pushByDigest,
		subDir: inputs.subDir,
		annotations: hasPlatformConfig ? annotations : withPlatform(annotations, inputs.platform, label),
		layerAnnotations: readPairs(inputs.layerAnnotations, label("layer-annotations")),
		artifactType: inputs.artifactType,
		layerMediaType: inputs.layerMediaType,
		mediaTypes: inputs.mediaTypes.map((line) => readMediaTypeRule(line, label("media-types"))),
		config: inputs.config,
		platform: inputs.platform,
		labels: readPairs(inputs.labels, label("labels")),
		imageSpec: inputs.imageSpec === void 0 ? void 0 : imageSpecs[inputs.imageSpec],
		version,
		workflow: {
			repositoryUrl: repositoryUrl(env),
			commit: env["GITHUB_SHA"] || void 0,
			refName: env["GITHUB_HEAD_REF"] || env["GITHUB_REF_NAME"] || void 0
		},
		subject,
		exclude: inputs.exclude,
		symlinks: inputs.symlinks,
		allowOutsideLinks: inputs.allowOutsideLinks,
		modes: inputs.modes,
		timestamp: created === "1970-01-01T00:00:00Z" ? void 0 : created,
		archive: inputs.archive,
		compression: inputs.compression,
		compressionLevel: compressionLevel(inputs, label),
		ifTagExists: inputs.ifTagExists,
		push: inputs.push,
		concurrency: inputs.concurrency
	};
}
const imageSpecs = {
	"v1.0": "1.0",
	"v1.1": "1.1"
};
function isRegistryTarget(argument) {
	return argument.startsWith(ociScheme);
}
function pushArguments(given, flags) {
	const [only] = given;
	if (given.length === 1 && only !== void 0 && !isRegistryTarget(only)) return { files: given };
	const earlier = given.slice(0, -1);
	const sources = earlier.filter((argument) => !isRegistryTarget(argument));
	const target = [...earlier.filter(isRegistryTarget), ...given.slice(-1)];
	const [source] = sources;
	return flags["source-dir"] === void 0 && sources.length === 1 && source !== void 0 && isWholeSource(source) ? {
		"source-dir": source,
		target
	} : {
		files: sources,
		target
	};
}
function isWholeSource(source) {
	return source !== "-" && !isPattern(source) && readSourceFile(source).path === source;
}
function tagsToWrite(inputs, pushByDigest, { label, notice }) {
	const given = readTags(inputs.target, inputs.tags, void 0, label);
	if (!pushByDigest) return given;
	if (given.length > 0) notice(`${label("push-by-digest")}: no tags are written, not even ${given.join(", ")}`);
	return [];
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

export { push as n, pushArguments as r, publishPlan as t };