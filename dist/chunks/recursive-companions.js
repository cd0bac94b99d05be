import { R as parseManifest, j as forEachConcurrent } from "./pull-through-cache.js";
import { T as digestHex, c as plainDescriptor, u as isManifestMediaType, w as digestAlgorithm } from "./descriptor.js";
import { a as isNotFound, t as OciError } from "./error.js";
import { n as onSide } from "./copy-error.js";

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
	const manifest = await onSide("FindSuccessors", "source", () => read(cache, node));
	return manifest.kind === "index" ? manifest.manifests.filter((child) => isManifestMediaType(child.mediaType)).map(plainDescriptor) : [];
}
async function referrersOf(source, cache, node, options) {
	const found = [];
	for (const listed of await onSide("FindPredecessors", "source", () => source.predecessors(node, { signal: options.signal }))) {
		if (!isManifestMediaType(listed.mediaType)) continue;
		try {
			if ((await onSide("FindPredecessors", "source", () => read(cache, listed))).subject?.digest === node.digest) found.push(plainDescriptor(listed));
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
		const target = await onSide("Resolve", "source", () => source.resolve(tag, { signal }));
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

export { maxCompanions as n, findCompanions as t };