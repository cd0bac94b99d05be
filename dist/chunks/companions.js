import { N as forEachConcurrent, R as artifactTypeOf, V as parseManifest } from "./maintenance.js";
import { _ as digestHex, g as digestAlgorithm, n as isManifestMediaType } from "./media-types.js";
import { a as isNotFound, c as messageOf, o as isOciError, t as OciError } from "./error.js";
import { c as plainDescriptor } from "./descriptor.js";
import { i as readManifest } from "./metadata.js";

// src/transfer/copy-error.ts
var CopyError = class extends OciError {
	name = "CopyError";
	op;
	origin;
	constructor(op, origin, cause) {
		const ociError = isOciError(cause) ? cause : void 0;
		super(ociError?.code ?? "UNKNOWN", `failed to perform "${op}" on ${origin}: ${messageOf(cause)}`, {
			cause,
			detail: ociError?.detail,
			status: ociError?.status,
			wireCode: ociError?.wireCode,
			reason: ociError?.reason
		});
		this.op = op;
		this.origin = origin;
	}
	get err() {
		return this.cause;
	}
};
async function onSide(op, origin, work) {
	try {
		return await work();
	} catch (error) {
		if (error instanceof CopyError || isOciError(error, "ABORTED")) throw error;
		throw new CopyError(op, origin, error);
	}
}

// src/transfer/companions.ts
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
			if (seen.size > 1e4) throw new OciError("SIZE_LIMIT", `cannot copy the referrers of ${root.digest}: there are more than ${maxCompanions} referrers and cosign manifests; copy it without them`);
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
async function listReferrers(source, node, options = {}) {
	const referrers = [];
	for (const listed of await source.predecessors(node, options)) {
		if (!isManifestMediaType(listed.mediaType)) continue;
		try {
			const manifest = await readManifest(source, listed, options);
			if (manifest.subject?.digest !== node.digest) continue;
			const { annotations } = manifest;
			referrers.push({
				...plainDescriptor(listed),
				artifactType: artifactTypeOf(manifest),
				annotations
			});
		} catch (error) {
			if (!isNotFound(error)) throw error;
			referrers.push(listed);
		}
	}
	return referrers;
}
async function childrenOf(cache, node) {
	const manifest = await onSide("FindSuccessors", "source", () => read(cache, node));
	return manifest.kind === "index" ? manifest.manifests.filter((child) => isManifestMediaType(child.mediaType)).map(plainDescriptor) : [];
}
async function referrersOf(source, cache, node, options) {
	const referrers = [];
	for (const listed of await onSide("FindPredecessors", "source", () => source.predecessors(node, { signal: options.signal }))) {
		if (!isManifestMediaType(listed.mediaType)) continue;
		try {
			if ((await onSide("FindPredecessors", "source", () => read(cache, listed))).subject?.digest === node.digest) referrers.push(plainDescriptor(listed));
		} catch (error) {
			if (!isNotFound(error)) throw error;
			options.onMissing?.(listed, node);
		}
	}
	return referrers;
}
async function taggedOf(source, node, signal) {
	const companions = [];
	for (const tag of cosignTags(node.digest)) try {
		const target = await onSide("Resolve", "source", () => source.resolve(tag, { signal }));
		if (isManifestMediaType(target.mediaType)) companions.push({
			tag,
			node: plainDescriptor(target)
		});
	} catch (error) {
		if (!isNotFound(error)) throw error;
	}
	return companions;
}
async function read(cache, node) {
	return parseManifest(await cache.bytes(node), node.mediaType);
}

export { onSide as a, CopyError as i, listReferrers as n, maxCompanions as r, findCompanions as t };