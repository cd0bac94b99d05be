import { n as copyGraph, t as GraphCopy } from "./copy-graph.js";
import { n as onSide$1, t as CopyError } from "./copy-error.js";
import { t as fetchBytes } from "./fetch.js";
import { u as isManifestMediaType } from "./descriptor.js";
import { a as isNotFound, o as isOciError, t as OciError } from "./error.js";
import { t as planCopyGraph } from "./copy-options.js";
import { t as MetadataCache } from "./metadata.js";
import { t as findCompanions } from "./recursive-companions.js";
import { r as resolve$1 } from "./resolve.js";
import { t as tagN } from "./tag.js";
import { t as openLocation } from "./open-location.js";
import { d as referenceOf, i as locationDescription, m as withDefaultTag, r as location, s as readTags, u as formatLocation } from "./location-options.js";
import { t as resultAt } from "./result.js";
import { I as artifactTypeOf, R as parseManifest, v as observeReader } from "./pull-through-cache.js";
import { i as formatNumber, o as shortDigest, t as formatBytes } from "./format.js";
import { a as newDirectory } from "./packing-cache.js";
import { m as _usingCtx } from "./lock-file.js";
import { t as reportEvent } from "./report-event.js";
import { r as resultSummary } from "./summary.js";
import { S as locationContext, a as flag, b as connectionOptions, u as platform, x as defineCommand, y as words } from "./option-types.js";
import { t as option } from "./option.js";
import { d as resultOutputs, s as numberOutput } from "./output.js";
import { l as sideAccess, t as bothSidesOptions, u as sideLabel } from "./registry-options.js";
import { i as summaryOption, n as jsonOption, r as runOptions, t as concurrency } from "./run-options.js";
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

// src/commands/copy.ts
const options = {
	source: option({
		type: location(),
		positional: "source",
		required: "write registry/repository:tag, or ./path:tag for an image layout",
		description: `Artifact to copy: ${locationDescription}. Without a tag and digest, \`latest\` is copied.`
	}),
	target: option({
		type: location(),
		positional: "target",
		required: "write registry/repository:tag, or ./path:tag for an image layout",
		description: "Where to copy to, in the same forms as `source`. Without a tag, the source's tag is written. With a digest, the copy fails before anything is written unless the content has this digest."
	}),
	tags: option({
		type: words("tag"),
		description: "More tags at the target, separated by spaces, commas or line breaks: bare tags, or full references of the same repository.",
		cliDescription: "Another tag at the target."
	}),
	recursive: option({
		type: flag,
		default: false,
		short: "r",
		description: "Also copy referrers, and the tags in which cosign keeps signatures, attestations and SBOMs (`sha256-….sig`, `.att`, `.sbom`), for each manifest of an index as well."
	}),
	platform: option({
		type: platform,
		description: "Copy only the manifest of an index for this platform: `os/arch[/variant]`, such as `linux/arm64`."
	}),
	...bothSidesOptions,
	...runOptions,
	concurrency: concurrency(4, "blobs and manifests that are copied"),
	...summaryOption,
	...jsonOption
};
const outputs = {
	...resultOutputs("manifest"),
	copied: {
		type: numberOutput,
		description: "Number of manifests and blobs that the target did not have.",
		value: (result) => result.copied
	},
	"copied-bytes": {
		type: numberOutput,
		description: "Bytes that were transferred. Blobs that the registry mounted from another repository count as 0.",
		value: (result) => result.copiedBytes
	},
	companions: {
		type: numberOutput,
		description: "Number of referrers and of cosign's manifests that belong to the artifact; `0` without `recursive`.",
		value: (result) => result.companions
	}
};
const copy = defineCommand({
	name: "copy",
	summary: "copy an artifact between registries and layouts",
	description: "Copies an artifact or image, byte for byte, from <source> to <target>.",
	examples: [{
		comment: "Promote an artifact with its signatures",
		line: "copy staging.example.com/acme/app:v1 ghcr.io/acme/app --recursive"
	}, {
		comment: "Copy to an image layout",
		line: "copy ghcr.io/acme/app:v1 ./layout:v1"
	}],
	action: {
		name: "Copy OCI artifact",
		description: "Copies an artifact between registries and image layouts, byte for byte, with its signatures and referrers if requested",
		icon: "copy",
		directory: "copy"
	},
	options,
	outputs,
	async run(inputs, context) {
		const { label, log } = context;
		const sides = await copySides(inputs, label);
		context.describeFailure((error) => copyFailure(error, sides, label));
		log.phase("Copy");
		const result = await copyBetween({
			...sides.plan,
			from: connectionOptions(sides.from, context),
			to: connectionOptions(sides.to, context),
			signal: context.signal,
			onEvent: (event) => {
				reportEvent(event, log);
			}
		});
		return {
			result,
			lines: copyLines(result, inputs.recursive),
			summary: (warnings) => resultSummary("Copied", result.reference, [
				["From", result.source],
				["Digest", result.digest],
				["Pinned", result.pinnedReference],
				["Tags", result.tags.join(" ")],
				["Artifact type", result.artifactType]
			], warnings)
		};
	}
});
async function copySides(inputs, label) {
	const { target, recursive, platform, concurrency } = inputs;
	const source = withDefaultTag(inputs.source);
	const main = target.tag ?? (target.digest === void 0 ? source.tag : void 0);
	return {
		plan: {
			source,
			target,
			tags: readTags({
				...target,
				tag: main
			}, inputs.tags, void 0, label),
			recursive,
			platform,
			concurrency
		},
		from: await sideAccess(inputs, "from", label),
		to: await sideAccess(inputs, "to", label)
	};
}
function copyFailure(error, { plan, from, to }, label) {
	const atSource = error instanceof CopyError && error.origin === "source";
	return {
		label: sideLabel(label, atSource ? "from" : "to"),
		plainHttp: (atSource ? from : to).plainHttp,
		...atSource ? locationContext("source", plan.source) : locationContext("target", plan.target)
	};
}
function copyLines(result, recursive) {
	const [, ...further] = result.tags;
	return [
		`copied ${result.source} to ${result.reference}`,
		`  digest     ${result.digest}`,
		...further.length === 0 ? [] : [`  also       ${further.join(", ")}`],
		`  copied     ${formatNumber(result.copied, "item")}, ${formatBytes(result.copiedBytes)}`,
		...recursive ? [`  referrers  ${formatNumber(result.companions, "manifest")} (with signatures)`] : []
	];
}

export { copy };