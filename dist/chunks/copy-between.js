import { i as positiveOr, n as copyGraph, r as planCopyGraph, t as GraphCopy } from "./copy-graph.js";
import { n as onSide$1, t as CopyError } from "./copy-error.js";
import { A as blobReader, C as verified, D as collect, L as artifactTypeOf, O as once, S as forEachConcurrent, z as parseManifest } from "./scrub.js";
import { a as isOciError, i as isNotFound, n as OciError, t as printable } from "./printable.js";
import { n as defaultMaxMetadataBytes, o as resultAt, r as fetchMetadata, t as MetadataCache } from "./metadata.js";
import { t as selectManifest } from "./platform.js";
import { o as _usingCtx } from "./durable-rename.js";
import { T as digestHex, c as plainDescriptor, u as isManifestMediaType, w as digestAlgorithm } from "./descriptor.js";
import { t as pushContent } from "./repository.js";
import { t as openLocation } from "./open-location.js";
import { s as formatLocation } from "./inputs-reference.js";
import { o as shortDigest } from "./format.js";
import { t as newDirectory } from "./new-directory.js";
import { resolve } from "node:path";

// src/transfer/as-repository.ts
function asRepository(storage) {
	return isRepository(storage) ? storage : void 0;
}
function isRepository(storage) {
	return [
		"mount",
		"untag",
		"tags",
		"delete",
		"predecessors"
	].every((method) => method in storage);
}

// src/transfer/resolve.ts
const defaultResolveOptions = Object.freeze({ maxMetadataBytes: defaultMaxMetadataBytes });
async function resolve$1(target, reference, options = {}) {
	return resolveVia(cacheOf(target, options), target, reference, options);
}
async function resolveVia(cache, target, reference, options) {
	const call = { signal: options.signal };
	const root = await target.resolve(reference, call);
	if (options.targetPlatform === void 0) return root;
	return selectManifest(cache, root, options.targetPlatform, metadataLimit(options), call);
}
function cacheOf(target, options) {
	return new MetadataCache(target, metadataLimit(options), options.signal);
}
function metadataLimit(options) {
	return positiveOr(options.maxMetadataBytes, defaultMaxMetadataBytes);
}

// src/transfer/fetch.ts
const defaultMaxBytes = 4194304;
const defaultFetchOptions = defaultResolveOptions;
const defaultFetchBytesOptions = Object.freeze({
	...defaultFetchOptions,
	maxBytes: defaultMaxBytes
});
async function fetch(target, reference, options = {}) {
	const cache = cacheOf(target, options);
	const descriptor = await resolveVia(cache, target, reference, options);
	const held = await cache.take(descriptor);
	if (held !== void 0) return blobReader(descriptor, once(held));
	const reader = await target.fetch(descriptor, { signal: options.signal });
	return blobReader(descriptor, verified(reader, descriptor, descriptor.digest), () => reader.close());
}
async function fetchBytes(target, reference, options = {}) {
	try {
		var _usingCtx$2 = _usingCtx();
		const limit = positiveOr(options.maxBytes, defaultMaxBytes);
		const reader = _usingCtx$2.a(await fetch(target, reference, options));
		const { descriptor } = reader;
		if (descriptor.size > limit) throw new OciError("SIZE_LIMIT", `${printable(reference, 300)} has ${descriptor.size} bytes, over the limit of ${limit} (maxBytes): raise it, or read the content with fetch`);
		return {
			descriptor,
			bytes: await collect(reader, limit, printable(reference, 300))
		};
	} catch (_) {
		_usingCtx$2.e = _;
	} finally {
		await _usingCtx$2.d();
	}
}

// src/transfer/recursive-companions.ts
const cosignTagSuffixes = [
	".sig",
	".att",
	".sbom"
];
const maxCompanions = 1e4;
function cosignTags(digest) {
	if (digestAlgorithm(digest) !== "sha256") return [];
	return cosignTagSuffixes.map((suffix) => `sha256-${digestHex(digest)}${suffix}`);
}
async function findCompanions(source, cache, root, options) {
	const seen = /* @__PURE__ */ new Set([root.digest]);
	const referrers = [];
	const tagged = [];
	for (let level = [root]; level.length > 0;) {
		const next = [];
		const visit = (node) => {
			if (seen.has(node.digest)) return false;
			seen.add(node.digest);
			if (seen.size > 1e4) throw new OciError("SIZE_LIMIT", `more than ${maxCompanions} manifests belong to ${root.digest}; copy it without what refers to it`);
			next.push(node);
			return true;
		};
		await forEachConcurrent(level, options.concurrency, async (node, signal) => {
			for (const child of await childrenOf(cache, node)) visit(child);
			for (const referrer of await referrersOf(source, cache, node, {
				...options,
				signal
			})) if (visit(referrer)) referrers.push(referrer);
			for (const companion of await taggedOf(source, node, signal)) {
				tagged.push(companion);
				visit(companion.node);
			}
		}, options.signal);
		level = next;
	}
	return {
		referrers,
		tagged
	};
}
async function childrenOf(cache, node) {
	const manifest = await onSide$1("FindSuccessors", "source", () => read(cache, node));
	return manifest.kind === "index" ? manifest.manifests.filter((child) => isManifestMediaType(child.mediaType)).map(plainDescriptor) : [];
}
async function referrersOf(source, cache, node, options) {
	const found = [];
	for (const listed of await onSide$1("FindPredecessors", "source", () => source.predecessors(node, { signal: options.signal }))) {
		if (!isManifestMediaType(listed.mediaType)) continue;
		try {
			if ((await onSide$1("FindPredecessors", "source", () => read(cache, listed))).subject?.digest === node.digest) found.push(plainDescriptor(listed));
		} catch (error) {
			if (!isNotFound(error)) throw error;
			options.onMissing?.(listed, node);
		}
	}
	return found;
}
async function taggedOf(source, node, signal) {
	const found = [];
	for (const tag of cosignTags(node.digest)) try {
		const target = await onSide$1("Resolve", "source", () => source.resolve(tag, { signal }));
		if (isManifestMediaType(target.mediaType)) found.push({
			tag,
			node: plainDescriptor(target)
		});
	} catch (error) {
		if (!isNotFound(error)) throw error;
	}
	return found;
}
async function read(cache, node) {
	return parseManifest(await cache.bytes(node), node.mediaType);
}

// src/transfer/recursive.ts
async function recursiveCopyGraph(source, destination, root, options = {}) {
	const plan = planCopyGraph(options);
	const cache = new MetadataCache(source, plan.maxMetadataBytes, options.signal);
	const { concurrency } = plan;
	const companions = isManifestMediaType(root.mediaType) ? await findCompanions(source, cache, root, {
		concurrency,
		signal: options.signal,
		onMissing: options.onMissingReferrer
	}) : {
		referrers: [],
		tagged: []
	};
	options.onFound?.(companions);
	await new GraphCopy(source, destination, plan, { cache }).run([root], [...companions.referrers, ...companions.tagged.map(({ node }) => node)]);
	for (const companion of companions.tagged) await tagCompanion(destination, companion, options);
	return companions;
}
async function tagCompanion(destination, companion, options) {
	const { tag, node } = companion;
	const call = { signal: options.signal };
	const previous = await onSide$1("Resolve", "destination", () => resolveOrNone(destination, tag, options.signal));
	if (previous?.digest === node.digest) return;
	await onSide$1("Tag", "destination", () => destination.tag(node, tag, call));
	options.onCompanionTagged?.(companion, previous);
}
async function resolveOrNone(target, tag, signal) {
	try {
		return await target.resolve(tag, { signal });
	} catch (error) {
		if (isNotFound(error)) return void 0;
		throw error;
	}
}

// src/transfer/tag.ts
const defaultTagConcurrency = 5;
const defaultTagNOptions = Object.freeze({
	concurrency: defaultTagConcurrency,
	maxMetadataBytes: defaultMaxMetadataBytes
});
const defaultTagBytesNOptions = Object.freeze({ concurrency: defaultTagConcurrency });
async function tag(target, source, reference, options = {}) {
	const call = { signal: options.signal };
	const descriptor = await target.resolve(source, call);
	await target.tag(descriptor, reference, call);
	return descriptor;
}
async function tagN(target, source, references, options = {}) {
	const [first, ...more] = requireReferences(references);
	if (more.length === 0) return tag(target, source, first, options);
	const call = { signal: options.signal };
	const descriptor = await target.resolve(source, call);
	await tagEach(target, descriptor, asRepository(target) !== void 0 && isManifestMediaType(descriptor.mediaType) ? await fetchMetadata(target, descriptor, positiveOr(options.maxMetadataBytes, defaultMaxMetadataBytes), call) : void 0, [first, ...more], options);
	return descriptor;
}
async function tagEach(target, descriptor, bytes, references, options) {
	await forEachConcurrent(new Set(references), positiveOr(options.concurrency, defaultTagConcurrency), async (reference, signal) => {
		try {
			if (bytes === void 0) await target.tag(descriptor, reference, { signal });
			else await pushContent(target, descriptor, bytes, {
				signal,
				tags: [reference]
			});
		} catch (error) {
			throw atTag(reference, descriptor, error);
		}
	}, options.signal);
}
function atTag(reference, descriptor, error) {
	if (!isOciError(error) || error.code === "ABORTED") return error;
	const { code, detail, status, wireCode } = error;
	return new OciError(code, `failed to tag ${descriptor.digest} as ${printable(reference, 200)}: ${error.message}`, {
		cause: error,
		detail,
		status,
		wireCode
	});
}
function requireReferences(references) {
	const [first, ...more] = references;
	if (first === void 0) throw new OciError("REFERENCE_INVALID", "missing reference: name at least one tag to set");
	return [first, ...more];
}

// src/commands/copy-reads.ts
function countedReads(source, onBytes) {
	const furthest = /* @__PURE__ */ new Map();
	let done = 0;
	const advance = (digest, position) => {
		const before = furthest.get(digest) ?? 0;
		if (position <= before) return;
		furthest.set(digest, position);
		done += position - before;
		onBytes(done);
	};
	return {
		exists: (target, options) => source.exists(target, options),
		resolve: (reference, options) => source.resolve(reference, options),
		predecessors: (node, options) => source.predecessors(node, options),
		async fetch(target, options) {
			const reader = await source.fetch(target, options);
			if (isManifestMediaType(target.mediaType)) return reader;
			let position = 0;
			const count = (chunk) => {
				position += chunk.byteLength;
				advance(target.digest, position);
			};
			const { pipeTo } = reader;
			return {
				descriptor: reader.descriptor,
				pipeTo: pipeTo && ((sink) => pipeTo.call(reader, (chunk) => {
					count(chunk);
					return sink(chunk);
				})),
				close: () => reader.close(),
				[Symbol.asyncDispose]: () => reader.close(),
				async *[Symbol.asyncIterator]() {
					for await (const chunk of reader) {
						count(chunk);
						yield chunk;
					}
				}
			};
		}
	};
}

// src/commands/copy-between.ts
async function copyBetween(options) {
	try {
		var _usingCtx$1 = _usingCtx();
		const { source, target, signal, onEvent } = options;
		const from = _usingCtx$1.a(await onSide("source", "Open", () => openLocation(source, {
			...options.from,
			readOnly: true,
			signal
		})));
		const root = await onSide("source", "Resolve", () => resolve$1(from.repository, referenceOf(source), {
			targetPlatform: options.platform,
			signal
		}));
		const artifactType = await onSide("source", "Fetch", () => readArtifactType(from.repository, root, signal));
		if (target.digest !== void 0 && target.digest !== root.digest) throw new CopyError("Resolve", "source", new OciError("DIGEST_MISMATCH", `${formatLocation(source)} is ${root.digest}, while the target asks for ${target.digest}`));
		const made = _usingCtx$1.a(target.kind === "layout" ? await newDirectory(resolve(target.path)) : void 0);
		const to = _usingCtx$1.a(await onSide("destination", "Open", () => openLocation(target, {
			...options.to,
			signal
		})));
		const tally = {
			copied: 0,
			bytes: 0
		};
		const report = (node, state) => {
			if (state !== "exists") tally.copied++;
			if (state === "uploaded") tally.bytes += node.size;
			onEvent?.({
				kind: "blob",
				digest: node.digest,
				size: node.size,
				state
			});
		};
		const graphOptions = {
			concurrency: options.concurrency,
			signal,
			mountFrom: mountable(options),
			postCopy: (node) => {
				report(node, "uploaded");
			},
			onCopySkipped: (node) => {
				report(node, "exists");
			},
			onMounted: (node) => {
				report(node, "mounted");
			}
		};
		const readable = countedReads(from.repository, (done) => onEvent?.({
			kind: "progress",
			phase: "copy",
			done
		}));
		let companions = 0;
		if (options.recursive) {
			const found = await recursiveCopyGraph(readable, to.repository, root, {
				...graphOptions,
				...companionEvents(onEvent)
			});
			companions = new Set([...found.referrers, ...found.tagged.map(({ node }) => node)].map((node) => node.digest)).size;
		} else await copyGraph(readable, to.repository, root, graphOptions);
		if (options.tags.length > 0) await onSide("destination", "Tag", () => tagN(to.repository, root.digest, options.tags, { signal }));
		for (const tag of options.tags) onEvent?.({
			kind: "tag",
			tag,
			state: "written"
		});
		made?.keep();
		return {
			...resultAt(target, {
				...root,
				artifactType
			}, options.tags),
			source: formatLocation(source),
			copied: tally.copied,
			copiedBytes: tally.bytes,
			companions
		};
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
function referenceOf(endpoint) {
	return endpoint.digest ?? endpoint.tag ?? "latest";
}
async function readArtifactType(repository, root, signal) {
	if (!isManifestMediaType(root.mediaType)) throw new OciError("UNSUPPORTED", `${root.digest} is a blob and not a manifest; name the artifact that it belongs to`);
	const { bytes } = await fetchBytes(repository, root.digest, { signal });
	return artifactTypeOf(parseManifest(bytes, root.mediaType));
}
function mountable({ source, target, from, to }) {
	if (source.kind !== "registry" || target.kind !== "registry") return void 0;
	if (source.registry !== target.registry || source.repository === target.repository) return void 0;
	return [
		"plainHttp",
		"username",
		"password",
		"githubToken"
	].every((key) => from[key] === to[key]) ? () => [source.repository] : void 0;
}
function companionEvents(onEvent) {
	return {
		onMissingReferrer: (referrer, subject) => onEvent?.({
			kind: "warning",
			text: `${referrer.digest} is listed among the referrers of ${subject.digest}, but the source does not have it; it is left out`
		}),
		onCompanionTagged: ({ tag }, previous) => {
			onEvent?.({
				kind: "tag",
				tag,
				state: "written"
			});
			if (previous !== void 0) onEvent?.({
				kind: "warning",
				text: `the tag ${tag} pointed to ${shortDigest(previous.digest)} at the target and was moved; what it held is still there as ${previous.digest}`
			});
		}
	};
}
async function onSide(origin, op, work) {
	try {
		return await work();
	} catch (error) {
		if (error instanceof CopyError || isOciError(error, "ABORTED")) throw error;
		throw new CopyError(op, origin, error);
	}
}

export { fetchBytes as a, maxCompanions as i, referenceOf as n, resolve$1 as o, tagN as r, copyBetween as t };