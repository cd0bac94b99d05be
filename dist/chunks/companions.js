const require_spec = require("./spec.js");
let require_listed_manifest;

// src/transfer/copy-error.ts
var CopyError = class extends require_spec.OciError {
	name = "CopyError";
	op;
	origin;
	constructor(op, origin, cause) {
		const ociError = require_spec.isOciError(cause) ? cause : void 0;
		super(ociError?.code ?? "UNKNOWN", `failed to perform "${op}" on ${origin}: ${require_spec.messageOf(cause)}`, {
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
		if (error instanceof CopyError || require_spec.isOciError(error, "ABORTED")) throw error;
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
	if (require_spec.digestAlgorithm(digest) !== "sha256") return [];
	return cosignTagSuffixes.map((suffix) => `sha256-${require_spec.digestHex(digest)}${suffix}`);
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
			if (seen.size > 1e4) throw new require_spec.OciError("SIZE_LIMIT", `cannot copy the referrers of ${root.digest}: there are more than ${maxCompanions} referrers and cosign manifests; copy it without them`);
			next.push(node);
			return true;
		};
		await require_spec.forEachConcurrent(level, options.concurrency, async (node, signal) => {
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
				const { digest, size } = companion.node;
				options.onCompanion?.({
					digest,
					size,
					artifactType: "",
					tag: companion.tag,
					subject: node.digest
				});
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
	if (require_spec.manifestKind(node.mediaType) !== "index") return [];
	const manifest = await onSide("FindSuccessors", "source", () => cache.manifest(node));
	return manifest.kind === "index" ? manifest.manifests.filter((child) => require_spec.isManifestMediaType(child.mediaType)).map(require_spec.plainDescriptor) : [];
}
async function referrersOf(source, cache, node, options) {
	const referrers = [];
	for (const listed of await onSide("FindPredecessors", "source", () => source.predecessors(node, { signal: options.signal }))) {
		if (!require_spec.isManifestMediaType(listed.mediaType)) continue;
		try {
			const { descriptor, manifest } = await onSide("FindPredecessors", "source", () => (require_listed_manifest ??= require("./listed-manifest.js")).readListed(source, cache, listed, node, options));
			if (manifest.subject?.digest !== node.digest) continue;
			referrers.push(require_spec.plainDescriptor(descriptor));
			const { digest, size } = descriptor;
			const artifactType = require_spec.artifactTypeOf(manifest) ?? "";
			options.onCompanion?.({
				digest,
				size,
				artifactType,
				tag: "",
				subject: node.digest
			});
		} catch (error) {
			if (!require_spec.isNotFound(error)) throw error;
			options.onMissing?.(listed, node);
		}
	}
	return referrers;
}
async function taggedOf(source, node, signal) {
	const companions = [];
	for (const tag of cosignTags(node.digest)) try {
		const target = await onSide("Resolve", "source", () => source.resolve(tag, { signal }));
		if (require_spec.isManifestMediaType(target.mediaType)) companions.push({
			tag,
			node: require_spec.plainDescriptor(target)
		});
	} catch (error) {
		if (!require_spec.isNotFound(error)) throw error;
	}
	return companions;
}

Object.defineProperty(exports, "CopyError", {
  enumerable: true,
  get: function () {
    return CopyError;
  }
});
Object.defineProperty(exports, "cosignTags", {
  enumerable: true,
  get: function () {
    return cosignTags;
  }
});
Object.defineProperty(exports, "findCompanions", {
  enumerable: true,
  get: function () {
    return findCompanions;
  }
});
Object.defineProperty(exports, "maxCompanions", {
  enumerable: true,
  get: function () {
    return maxCompanions;
  }
});
Object.defineProperty(exports, "onSide", {
  enumerable: true,
  get: function () {
    return onSide;
  }
});