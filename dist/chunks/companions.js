import { j as forEachConcurrent } from "./maintenance.js";
import { S as digestHex, a as manifestKind, r as isManifestMediaType, x as digestAlgorithm } from "./media-types.js";
import { a as isNotFound, c as messageOf, o as isOciError, t as OciError } from "./error.js";
import { c as plainDescriptor } from "./descriptor.js";

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

// src/transfer/listed-manifest.ts
async function readListed(source, cache, listed, subject, { signal, onWrongSize } = {}) {
	try {
		return {
			descriptor: listed,
			manifest: await cache.manifest(listed, { signal })
		};
	} catch (error) {
		const descriptor = await withRightSize(source, listed, error, { signal });
		const manifest = await cache.manifest(descriptor, { signal });
		onWrongSize?.(descriptor, listed.size, subject);
		return {
			descriptor,
			manifest
		};
	}
}
async function withRightSize(source, listed, error, { signal }) {
	if (!isOciError(error, "SIZE_MISMATCH", "SIZE_LIMIT") || !isResolver(source)) throw error;
	const { size } = await source.resolve(listed.digest, { signal });
	if (size === listed.size) throw error;
	return {
		...listed,
		size
	};
}
function wrongSizeText(referrer, listed, subject) {
	return `the list of the referrers of ${subject.digest} is wrong: it has the size ${listed} for ${referrer.digest}, which has ${referrer.size} bytes`;
}
function isResolver(source) {
	return "resolve" in source && typeof source.resolve === "function";
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
			})) if (visit(referrer)) {
				referrers.push(referrer);
				options.onReferrer?.(referrer, node);
			}
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
	if (manifestKind(node.mediaType) !== "index") return [];
	const manifest = await onSide("FindSuccessors", "source", () => cache.manifest(node));
	return manifest.kind === "index" ? manifest.manifests.filter((child) => isManifestMediaType(child.mediaType)).map(plainDescriptor) : [];
}
async function referrersOf(source, cache, node, options) {
	const referrers = [];
	for (const listed of await onSide("FindPredecessors", "source", () => source.predecessors(node, { signal: options.signal }))) {
		if (!isManifestMediaType(listed.mediaType)) continue;
		try {
			const { descriptor, manifest } = await onSide("FindPredecessors", "source", () => readListed(source, cache, listed, node, options));
			if (manifest.subject?.digest === node.digest) referrers.push(plainDescriptor(descriptor));
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

export { withRightSize as a, onSide as c, readListed as i, findCompanions as n, wrongSizeText as o, maxCompanions as r, CopyError as s, cosignTags as t };