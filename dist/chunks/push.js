import { n as layoutPath, o as LayoutRepository, p as isWithin, r as packageInto, t as defaultArtifactType } from "./packing-cache.js";
import { a as formatReference, c as isTag } from "./reference.js";
import { n as connectRepository } from "./connect.js";
import { a as isNotFound, c as messageOf, d as throwIfAborted, i as inputError, o as isOciError, p as printable, t as OciError } from "./error.js";
import { n as anySignal } from "./abortable.js";
import { c as plainDescriptor, n as emptyDescriptor, u as isManifestMediaType } from "./descriptor.js";
import { C as collect, H as annotationContentDigest, I as artifactTypeOf, L as maxManifestBytes, R as parseManifest, v as observeReader } from "./pull-through-cache.js";
import { t as resultAt } from "./result.js";
import { n as copyGraph } from "./copy-graph.js";
import { f as fileSystemError, m as _usingCtx } from "./lock-file.js";
import { i as tagNames, t as jobSummary } from "./summary.js";
import { a as formatRatio, i as formatNumber, r as formatDuration, t as formatBytes } from "./format.js";
import { t as reportEvent } from "./report-event.js";
import { l as defaultTag, n as checkSubjectTag, o as readSubject, r as location, s as readTags, u as formatLocation } from "./location-options.js";
import { n as withPlatform, r as workflowAnnotations, t as mergeAnnotations } from "./annotation-options.js";
import { n as checkCacheSize, t as cacheDirectoryOptions } from "./cache-options.js";
import { a as flag, b as connectionOptions, l as path$1, m as text, n as creationDate, o as lines, r as date, s as mediaType, t as choice, u as platform, v as wholeNumber, x as defineCommand, y as words } from "./option-types.js";
import { t as option } from "./option.js";
import { a as lineOutput, d as resultOutputs, n as digestOutput, s as numberOutput, t as booleanOutput } from "./output.js";
import { c as registryWriteOptions, o as registryAccess } from "./registry-options.js";
import { i as summaryOption, n as jsonOption, r as runOptions, t as concurrency } from "./run-options.js";
import { dirname, join, resolve } from "node:path";
import { tmpdir } from "node:os";
import { rmSync } from "node:fs";
import { lstat, mkdtemp, rm, stat } from "node:fs/promises";

// src/output/text.ts
function outcomeLines(outcome, inRegistry) {
	const content = outcome.contentSize === 0 ? "" : ` (${formatNumber(outcome.files, "file")}, ${formatBytes(outcome.contentSize)}, ratio ${formatRatio(outcome.contentSize, outcome.layerSize)})`;
	const [, ...further] = tagNames(outcome);
	return [
		`${verb(outcome, inRegistry)} ${outcome.reference} in ${formatDuration(outcome.durationMs)}`,
		`  digest     ${outcome.digest}`,
		...outcome.pinnedReference === "" || !inRegistry ? [] : [`  pinned     ${outcome.pinnedReference}`],
		...further.length === 0 ? [] : [`  also       ${further.join(", ")}`],
		`  layer      ${formatBytes(outcome.layerSize)}${content}`,
		...outcome.contentDigest === "" ? [] : [`  content    ${outcome.contentDigest}`],
		`  layout     ${outcome.storePath}`
	];
}
function verb(outcome, inRegistry) {
	if (outcome.pushed) return "published";
	return inRegistry ? "left as it was:" : "packaged";
}

// src/operations/push-access.ts
const patienceMs = 1e4;
async function requirePushAccess(connection, { connection: { env }, signal }) {
	const { registry, repository } = connection.reference;
	const limit = AbortSignal.timeout(patienceMs);
	const limited = anySignal(limit, signal);
	try {
		if (await connection.credential(repository, { signal: limited }) !== void 0) return;
		await connection.registry.checkPush(repository, { signal: limited });
	} catch (error) {
		throwIfAborted(signal);
		if (!isOciError(error, "UNAUTHORIZED", "DENIED")) return;
		const status = error.status ?? 401;
		throw new OciError("UNAUTHORIZED", `no credentials were found for ${registry}, and it takes no push to ${repository} without them (${status})${forkHint(env)}`, { status });
	}
}
function forkHint(env) {
	if (env?.["GITHUB_EVENT_NAME"]?.startsWith("pull_request") !== true) return "";
	return "; a pull request from a fork gets no secrets, so leave the push out there (push: false)";
}

// src/operations/subject.ts
async function resolveSubject(repository, reference, home, label, options) {
	const found = await resolved(repository, reference, home, label, options);
	if (isManifestMediaType(found.mediaType)) return plainDescriptor(found);
	throw inputError(label("subject"), reference, `is a blob in ${home} (${printable(found.mediaType, 200)}); only a manifest or an index can be referred to`);
}
async function resolved(repository, reference, home, label, options) {
	try {
		return await repository.resolve(reference, options);
	} catch (error) {
		if (!isNotFound(error)) throw error;
		throw inputError(label("subject"), reference, `does not exist in ${home}; push it there first, or mend the digest or tag`, error);
	}
}

// src/operations/destination.ts
async function openDestination(options) {
	const { target } = options;
	return target.kind === "registry" ? openRegistry(target, options) : openLayout(target, options);
}
async function openRegistry(target, options) {
	const { subject, push, signal, label = asIs } = options;
	if (!push && subject === void 0) return nowhere(void 0);
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
			subject: subject === void 0 ? void 0 : await resolveSubject(connection.repository, subject, formatReference(name), label, { signal }),
			[Symbol.asyncDispose]: () => connection.close()
		};
	} catch (error) {
		await connection.close();
		throw error;
	}
}
async function openLayout({ path }, { subject, signal, label = asIs }) {
	if (subject === void 0) return nowhere(void 0);
	let layout;
	try {
		layout = await LayoutRepository.open(resolve(path), {
			readOnly: true,
			signal
		});
	} catch (error) {
		if (!isOciError(error, "NOT_FOUND")) throw error;
		throw inputError(label("subject"), subject, `cannot be looked up, because there is no image layout at ${path} yet; the subject must be in it first`, error);
	}
	return nowhere(await resolveSubject(layout, subject, `the image layout ${path}`, label, { signal }));
}
function nowhere(subject) {
	return {
		connection: void 0,
		subject,
		[Symbol.asyncDispose]: () => Promise.resolve()
	};
}
function asIs(name) {
	return name;
}

// src/operations/publish-result.ts
function outcome(options, packaged, pushed, durationMs) {
	const { manifest, ...content } = contentOf(options, packaged, pushed?.existing);
	return {
		...resultAt(options.target, manifest, options.pushByDigest ? [] : options.tags),
		...content,
		storePath: packaged.storePath,
		pushed: pushed !== void 0 && pushed.existing === void 0,
		reused: packaged.reused,
		files: packaged.content.files,
		excluded: packaged.content.excluded,
		durationMs: Math.round(durationMs)
	};
}
function contentOf(options, packaged, existing) {
	if (existing === void 0) {
		const { manifest, layer, config } = packaged;
		const { contentDigest, contentSize } = packaged.content;
		return {
			manifest: {
				...manifest,
				artifactType: manifest.artifactType ?? options.artifactType
			},
			layerDigest: layer.digest,
			layerSize: layer.size,
			contentDigest,
			contentSize,
			config,
			layers: [layer]
		};
	}
	const { descriptor, manifest } = existing;
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

// src/operations/package-source.ts
async function packageSource(storePath, options) {
	if (!await isFile(options.sourceDir)) return packageInto(storePath, options);
	const { packageImage } = await import("./package-image.js");
	return packageImage(storePath, options);
}
async function isFile(path) {
	try {
		return (await stat(path)).isFile();
	} catch {
		return false;
	}
}

// src/operations/streaming-layer-upload.ts
const streamingUploadThreshold = 8388608;
var StreamingLayerUpload = class {
	#registry;
	#repository;
	#wanted;
	#onEvent;
	#stop = new AbortController();
	#signal;
	#whole = Promise.withResolvers();
	#content;
	#sending;
	#layer;
	#done = 0;
	constructor(registry, repository, options) {
		this.#registry = registry;
		this.#repository = repository;
		this.#wanted = options.wanted;
		this.#onEvent = options.onEvent;
		this.#signal = anySignal(this.#stop.signal, options.signal);
		this.#whole.promise.catch(() => void 0);
	}
	begin(content) {
		this.#content = content;
		this.#sending = this.#send(content);
	}
	finish(layer) {
		this.#layer = layer;
		this.#whole.resolve(layer);
	}
	async hasSent(descriptor) {
		return descriptor.digest === this.#layer?.digest && this.#sending !== void 0 && await this.#sending;
	}
	async [Symbol.asyncDispose]() {
		this.#stop.abort(/* @__PURE__ */ new Error("the layer is not needed any more"));
		this.#whole.reject(this.#stop.signal.reason);
		await this.#content?.close();
		await this.#sending;
	}
	async #send(content) {
		if (!await content.reaches(8388608) || !await this.#wanted || this.#signal.aborted) return false;
		try {
			await this.#registry.pushBlobStreamed(this.#repository, this.#counted(content), this.#whole.promise, { signal: this.#signal });
			return true;
		} catch (error) {
			if (!this.#signal.aborted && isOciError(error)) this.#onEvent?.({
				kind: "line",
				text: `the layer could not be sent while it was packed, and is pushed when it is whole: ${error.message}`
			});
			return false;
		}
	}
	#counted(content) {
		const count = (position) => {
			this.#done = Math.max(this.#done, position);
			if (this.#layer !== void 0) this.#onEvent?.({
				kind: "progress",
				phase: "push",
				done: this.#done,
				total: this.#layer.size
			});
		};
		return {
			get size() {
				return content.size;
			},
			reaches: (size) => content.reaches(size),
			close: () => content.close(),
			[Symbol.asyncDispose]: () => content.close(),
			async *open(from, signal) {
				let position = from;
				for await (const chunk of content.open(from, signal)) {
					position += chunk.byteLength;
					count(position);
					yield chunk;
				}
			}
		};
	}
};

// src/operations/push-packaged.ts
async function findTags(destination, options) {
	const found = /* @__PURE__ */ new Map();
	for (const tag of options.pushByDigest ? [] : options.tags) found.set(tag, await resolveTag(destination, tag, options));
	return found;
}
async function pushPackaged(packaged, destination, name, existing, options, alongside) {
	const { onEvent, signal } = options;
	const manifest = plainDescriptor(packaged.manifest);
	onEvent?.({
		kind: "phase",
		phase: "push"
	});
	const plans = [...existing].map(([tag, found]) => planTag(tag, found, manifest, name, options.ifTagExists));
	const [main] = plans;
	if (plans.length === 0 || plans.some((plan) => plan.action === "write")) {
		const sent = /* @__PURE__ */ new Set();
		await copyGraph(withProgress(packaged, onEvent), {
			fetch: (target, opened) => destination.fetch(target, opened),
			push: (expected, body, pushed) => destination.push(expected, body, pushed),
			async exists(target, asked) {
				if (!await alongside.hasSent(target)) return destination.exists(target, asked);
				sent.add(target.digest);
				return true;
			}
		}, manifest, {
			concurrency: options.concurrency,
			signal,
			onCopySkipped: (node) => onEvent?.({
				kind: "blob",
				digest: node.digest,
				size: node.size,
				state: sent.has(node.digest) ? "uploaded" : "exists"
			}),
			postCopy: (node) => onEvent?.({
				kind: "blob",
				digest: node.digest,
				size: node.size,
				state: "uploaded"
			})
		});
		onEvent?.({
			kind: "phase",
			phase: "tag"
		});
	}
	await writeTags(packaged, destination, manifest, name, plans, options);
	if (main?.action !== "skip") return {};
	const bytes = await collect(await destination.fetch(main.manifest, { signal }), maxManifestBytes, `manifest ${main.manifest.digest}`);
	return { existing: {
		descriptor: main.manifest,
		manifest: parseManifest(bytes, main.manifest.mediaType)
	} };
}
function planTag(tag, existing, manifest, name, ifTagExists) {
	if (existing === void 0) return {
		tag,
		action: "write"
	};
	if (existing.digest === manifest.digest) return {
		tag,
		action: "leave",
		manifest: existing
	};
	switch (ifTagExists) {
		case "overwrite": return {
			tag,
			action: "write"
		};
		case "skip": return {
			tag,
			action: "skip",
			manifest: existing
		};
		case "fail": throw new OciError("ALREADY_EXISTS", `if-tag-exists is "fail", and ${name}:${tag} points to ${existing.digest} already, while the content packaged is ${manifest.digest}; choose another tag, or allow "overwrite" or "skip"`);
	}
}
async function resolveTag(destination, tag, options) {
	try {
		return await destination.resolve(tag, { signal: options.signal });
	} catch (error) {
		if (isNotFound(error)) return void 0;
		if (options.ifTagExists === "overwrite" && isOciError(error, "DENIED", "UNSUPPORTED", "UNKNOWN")) return void 0;
		throw error;
	}
}
async function writeTags(packaged, destination, manifest, name, plans, options) {
	const { onEvent, signal } = options;
	const moved = [];
	for (const plan of plans) {
		if (plan.action !== "write") {
			onEvent?.({
				kind: "tag",
				tag: plan.tag,
				state: plan.action === "skip" ? "skipped" : "unchanged"
			});
			continue;
		}
		try {
			await destination.push(manifest, () => manifestBody(packaged, manifest), {
				signal,
				tags: [plan.tag]
			});
		} catch (error) {
			if (moved.length === 0) throw error;
			const why = messageOf(error);
			throw new OciError(isOciError(error) ? error.code : "UNKNOWN", `tag "${plan.tag}" could not be written, while ${moved.map((tag) => `${name}:${tag}`).join(", ")} point to ${manifest.digest} already: ${why}`, {
				cause: error,
				status: isOciError(error) ? error.status : void 0
			});
		}
		moved.push(plan.tag);
		onEvent?.({
			kind: "tag",
			tag: plan.tag,
			state: "written"
		});
	}
}
async function* manifestBody(packaged, manifest) {
	yield* await packaged.store.fetch(manifest);
}
function withProgress(packaged, onEvent) {
	const { store } = packaged;
	if (onEvent === void 0) return store;
	const total = packaged.layer.size;
	const furthest = /* @__PURE__ */ new Map();
	let done = 0;
	return {
		exists: (target, options) => store.exists(target, options),
		async fetch(target, options) {
			const reader = await store.fetch(target, options);
			if (target.digest !== packaged.layer.digest) return reader;
			let position = 0;
			return observeReader(reader, (chunk) => {
				position += chunk.byteLength;
				const before = furthest.get(target.digest) ?? 0;
				if (position <= before) return;
				furthest.set(target.digest, position);
				done += position - before;
				onEvent({
					kind: "progress",
					phase: "push",
					done,
					total
				});
			});
		}
	};
}

// src/operations/publish.ts
async function publish(options) {
	try {
		var _usingCtx$1 = _usingCtx();
		const started = performance.now();
		const { target } = options;
		const { connection, subject } = _usingCtx$1.a(await openDestination(options));
		options.onEvent?.({
			kind: "phase",
			phase: "package"
		});
		if (connection === void 0 || !options.push) {
			const storePath = target.kind === "registry" ? layoutPath(options.outputDir) : resolve(target.path);
			const packaged = await packageSource(storePath, {
				...options,
				subject,
				skip: ownPlaces(options)
			});
			return outcome(options, packaged, void 0, performance.now() - started);
		}
		const { packaged, pushed } = await packageAndPushTo(connection, subject, options);
		await options.afterPush?.(connection);
		return outcome(options, packaged, pushed, performance.now() - started);
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
async function packageAndPushTo(connection, subject, options) {
	const { registry, repository, reference } = connection;
	const stop = new AbortController();
	const signal = anySignal(stop.signal, options.signal);
	const asking = findTags(repository, {
		...options,
		signal
	});
	try {
		try {
			var _usingCtx3 = _usingCtx();
			const alongside = _usingCtx3.a(new StreamingLayerUpload(registry, reference.repository, {
				...options,
				wanted: asking.then(isNew, () => false)
			}));
			const packaged = await packageSource(layoutPath(options.outputDir), {
				...options,
				subject,
				skip: ownPlaces(options),
				onGrowing: (content) => alongside.begin(content)
			});
			alongside.finish(packaged.layer);
			return {
				packaged,
				pushed: await pushPackaged(packaged, repository, formatReference(reference), await asking, options, alongside)
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
function isNew(existing) {
	const [main] = existing;
	return main !== void 0 && main[1] === void 0;
}
function ownPlaces(options) {
	const { sourceDir, outputDir } = options;
	return isWithin(sourceDir, outputDir) && !isWithin(outputDir, sourceDir) ? [outputDir] : [];
}

// src/commands/output-directory.ts
async function reserveOutputDirectory(target, outputDir, temporary) {
	if (target.kind === "layout") return place(target.path, resolve(target.path));
	if (outputDir !== void 0) return place(outputDir, layoutPath(outputDir));
	const fresh = await freshDirectory(temporary || tmpdir());
	return undoing(fresh, layoutPath(fresh), fresh);
}
async function place(outputDir, layout) {
	return undoing(outputDir, layout, await firstMissing(resolve(layout)));
}
function undoing(outputDir, layout, made) {
	const options = {
		recursive: true,
		force: true,
		maxRetries: 3
	};
	return {
		outputDir,
		holds: (path) => isWithin(layout, path) || made !== void 0 && isWithin(made, path),
		undo: async () => {
			if (made !== void 0) await rm(made, options);
		},
		undoNow: () => {
			if (made !== void 0) rmSync(made, options);
		}
	};
}
async function freshDirectory(parent) {
	try {
		return await mkdtemp(join(parent, "oci-artifact-"));
	} catch (error) {
		throw fileSystemError(error, `make a temporary directory in ${parent}`);
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

// src/commands/push.ts
const options = {
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
		description: "Where to publish: `oci://registry/repository[:tag]`, or a local path, which becomes an OCI image layout; nothing is pushed then. Without a tag the first of `tags` is used, else `version` if it is a valid tag, else `latest`."
	}),
	tags: option({
		type: words("tag"),
		description: "More tags, separated by spaces, commas or line breaks: bare tags, or full references of the same repository. All tags point to the same manifest.",
		cliDescription: "Another tag: a bare tag, or a full reference of the same repository."
	}),
	"push-by-digest": option({
		type: flag,
		default: false,
		description: "Write no tags, for matrix jobs that the index action combines. `reference` is the pinned reference then.",
		cliDescription: "Write no tags."
	}),
	"sub-dir": option({
		type: path$1,
		description: "Package only this directory below `source-dir`, under its path inside the artifact."
	}),
	annotations: option({
		type: lines("key=value"),
		defaultText: "the workflow's",
		description: "Annotations of the manifest, one `key=value` per line, merged over `org.opencontainers.image.source`, `.revision` and, if `version` is given, `.version`. `key=` removes one.",
		cliDescription: "Annotation of the manifest; \"key=\" removes one."
	}),
	version: option({
		type: text,
		description: "The annotation `org.opencontainers.image.version`."
	}),
	"artifact-type": option({
		type: mediaType,
		default: defaultArtifactType,
		description: "Artifact type of the manifest, a media type."
	}),
	subject: option({
		type: text,
		description: "The manifest that the artifact refers to, as a referrer: a digest or a tag in the target's repository, or a full reference of that repository. Without a tag in `target` and `tags` no tag is written then."
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
		description: "`preserve` stores symbolic links, `follow` stores their targets, `error` refuses links. A link that leaves the source is an error unless `allow-outside-links` is set."
	}),
	"allow-outside-links": option({
		type: flag,
		default: false,
		description: "Store symbolic links that leave the source unchanged."
	}),
	modes: option({
		type: choice("keep", "normalize"),
		default: "keep",
		description: "`keep` stores permissions unchanged, `normalize` stores 0755 for directories and executables and 0644 for other files. On Windows the git index tells which files are executable."
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
		description: "0 to 9 for gzip with zlib, 1 to 19 for zstd. Without a level, gzip uses an encoder that is faster than zlib, and zstd its default level.",
		cliDescription: "0 to 9 for gzip, 1 to 19 for zstd."
	}),
	...registryWriteOptions,
	"if-tag-exists": option({
		type: choice("overwrite", "skip", "fail"),
		default: "overwrite",
		description: "What to do if a tag points to other content: `overwrite` moves it, `skip` leaves it (the outputs describe the existing content, and `pushed` is `false`), `fail` fails. Equal content is success in each case."
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
		description: "Keep the packed layer on the runner and, between jobs, in the cache of GitHub Actions, and use it again when the source did not change. The source and the layer are hashed in each run; see the README for what the cache trusts."
	}),
	...cacheDirectoryOptions("Keep the packed layer in this directory, and use it again when the source did not change.", "layers", "10GiB"),
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
const { checksums, size, "media-type": mediaTypeValue, "artifact-type": artifactType, ...names } = resultOutputs("manifest");
const outputs = {
	...names,
	"store-path": {
		type: lineOutput,
		description: "Directory of the OCI image layout.",
		value: (result) => result.storePath
	},
	"media-type": mediaTypeValue,
	"artifact-type": artifactType,
	size,
	"layer-digest": {
		type: digestOutput,
		description: "Digest of the compressed layer.",
		value: (result) => result.layerDigest
	},
	"layer-size": {
		type: numberOutput,
		description: "Size of the compressed layer in bytes.",
		value: (result) => result.layerSize
	},
	"content-digest": {
		type: digestOutput,
		description: "Digest of the uncompressed tar, the same on every system.",
		value: (result) => result.contentDigest
	},
	pushed: {
		type: booleanOutput,
		description: "`true` if the artifact was pushed; `false` with `push: false`, for a local target, and when the main tag was skipped.",
		value: (result) => result.pushed
	},
	checksums
};
const push = defineCommand({
	name: "push",
	summary: "package a directory and push it",
	description: "Packages <source-dir>, a directory or a SIF image, and pushes it to <target>: oci://registry/repository[:tag], or the path of a directory, which becomes an OCI image layout; nothing is pushed then.",
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
	options,
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
			isOutput: output.holds
		}));
		const line = `${`node ${process.versions.node}, zlib ${process.versions.zlib}`}; ${inputs.sourceDir} → ${formatLocation(target)}`;
		if (workflow === void 0) log.debug(line);
		else log.line(line);
		const result = await publish({
			...plan,
			label,
			outputDir: output.outputDir,
			packingCache,
			keptLayers: jobCache,
			connection: connectionOptions(access, context),
			signal: context.signal,
			afterPush: inputs.writeDockerConfig ? async (connection) => workflow?.writeDockerConfig?.(connection, context) : void 0,
			onEvent: (event) => {
				reportEvent(event, log);
			}
		});
		const inRegistry = target.kind === "registry" && inputs.push;
		return {
			result,
			lines: outcomeLines(result, inRegistry),
			summary: (warnings) => jobSummary(result, {
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
	return {
		sourceDir: inputs.sourceDir,
		target: pushByDigest ? {
			...inputs.target,
			tag: void 0
		} : inputs.target,
		tags,
		pushByDigest,
		subDir: inputs.subDir,
		annotations: withPlatform(mergeAnnotations(workflowAnnotations(env, version), inputs.annotations, label), inputs.platform, label),
		artifactType: inputs.artifactType,
		subject,
		exclude: inputs.exclude,
		symlinks: inputs.symlinks,
		allowOutsideLinks: inputs.allowOutsideLinks,
		modes: inputs.modes,
		timestamp: creationDate(inputs.timestamp, env),
		compression: inputs.compression,
		compressionLevel: compressionLevel(inputs, label),
		ifTagExists: inputs.ifTagExists,
		push: inputs.push,
		concurrency: inputs.concurrency
	};
}
function tagsToWrite(inputs, pushByDigest, { label, notice }) {
	const { target, version } = inputs;
	if (!pushByDigest) return readTags(target, inputs.tags, tagOfVersion(version), label);
	const given = readTags(target, inputs.tags, void 0, label);
	if (given.length > 0) notice(`${label("push-by-digest")}: no tags are written, not even ${given.join(", ")}`);
	return [];
}
function tagOfVersion(version) {
	return version !== void 0 && isTag(version) ? version : defaultTag;
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

export { push as n, tagOfVersion as r, publishPlan as t };