import { B as annotationContentDigest, F as maxManifestBytes, I as parseManifest, P as artifactTypeOf, S as collect, _ as observeReader } from "./scrub.js";
import { n as layoutPath, r as packageInto } from "./packing-cache.js";
import { a as isNotFound, c as messageOf, f as printable, i as inputError, o as isOciError, t as OciError, u as throwIfAborted } from "./error.js";
import { c as plainDescriptor, n as emptyDescriptor, u as isManifestMediaType } from "./descriptor.js";
import { o as formatReference } from "./reference.js";
import { t as resultAt } from "./result.js";
import { r as connectRepository } from "./inputs-connection.js";
import { n as anySignal } from "./abortable.js";
import { l as fileSystemError, s as _usingCtx } from "./lock-file.js";
import { t as isWithin } from "./safe-path.js";
import { n as copyGraph } from "./copy-graph.js";
import { t as LayoutRepository } from "./repository.js";
import { a as formatRatio, i as formatNumber, r as formatDuration, t as formatBytes } from "./format.js";
import { a as tagNames } from "./outcome.js";
import { dirname, join, resolve } from "node:path";
import { tmpdir } from "node:os";
import { lstat, mkdtemp, rm, stat } from "node:fs/promises";
import { rmSync } from "node:fs";

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

// src/commands/inputs-output.ts
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

export { publish as n, outcomeLines as r, reserveOutputDirectory as t };