import { I as parseManifest, P as artifactTypeOf, _ as observeReader } from "./scrub.js";
import { a as newDirectory } from "./packing-cache.js";
import { a as isNotFound, o as isOciError, t as OciError } from "./error.js";
import { u as isManifestMediaType } from "./descriptor.js";
import { i as formatLocation, l as withDefaultTag, o as referenceOf } from "./output-target.js";
import { t as resultAt } from "./result.js";
import { s as _usingCtx } from "./lock-file.js";
import { t as readPlatform } from "./inputs-platform.js";
import { a as wholeNumber, n as duration } from "./inputs-values.js";
import { o as inputReader, r as readSideAccess, t as bothSidesInputDefaults } from "./inputs-registry.js";
import { n as readReference, t as readPlaceTags } from "./inputs-reference.js";
import { t as MetadataCache } from "./metadata.js";
import { t as tagN } from "./tag.js";
import { n as onSide$1, t as CopyError } from "./copy-error.js";
import { t as planCopyGraph } from "./copy-options.js";
import { n as copyGraph, t as GraphCopy } from "./copy-graph.js";
import { r as resolve$1 } from "./resolve.js";
import { t as fetchBytes } from "./fetch.js";
import { t as findCompanions } from "./recursive-companions.js";
import { t as openLocation } from "./open-location.js";
import { o as shortDigest } from "./format.js";
import { resolve } from "node:path";

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

// src/operations/copy-reads.ts
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
			return observeReader(reader, (chunk) => {
				position += chunk.byteLength;
				advance(target.digest, position);
			});
		}
	};
}

// src/operations/copy.ts
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

// src/commands/copy-inputs.ts
const copyInputDefaults = {
	source: "",
	target: "",
	tags: "",
	recursive: "false",
	platform: "",
	...bothSidesInputDefaults,
	concurrency: "4",
	timeout: "",
	summary: "true"
};
const copyInputNames = Object.keys(copyInputDefaults);
async function readCopyInputs(raw, { label, notice }) {
	const reader = inputReader(raw, copyInputDefaults, label);
	const source = withDefaultTag(readReference("source", reader.text("source"), label, notice));
	const target = readReference("target", reader.text("target"), label, notice);
	const main = target.tag ?? (target.digest === void 0 ? source.tag : void 0);
	return {
		plan: {
			source,
			target,
			tags: readPlaceTags({
				...target,
				tag: main
			}, reader.words("tags"), void 0, label),
			recursive: reader.flag("recursive"),
			platform: readPlatform("platform", reader.optional("platform"), label),
			concurrency: wholeNumber(label("concurrency"), reader.text("concurrency"), 1, 64)
		},
		from: await readSideAccess(reader, "from"),
		to: await readSideAccess(reader, "to"),
		timeoutMs: duration(label("timeout"), reader.text("timeout") || "0"),
		summary: reader.flag("summary")
	};
}

export { readCopyInputs as n, copyBetween as r, copyInputNames as t };