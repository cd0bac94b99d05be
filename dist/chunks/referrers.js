import { I as parseManifest, P as artifactTypeOf } from "./scrub.js";
import { c as plainDescriptor, u as isManifestMediaType } from "./descriptor.js";
import { a as isNotFound, f as printable, t as OciError } from "./error.js";
import { n as defaultMaxMetadataBytes, r as fetchMetadata } from "./metadata.js";
import { n as maxCompanions } from "./recursive-companions.js";
import { r as resolve } from "./resolve.js";
import { i as formatLocation, o as referenceOf, s as repositoryOf } from "./output-target.js";
import { t as readPlatform } from "./inputs-platform.js";
import { t as formatBytes } from "./format.js";
import { i as textOf, n as flagOf, t as cliLabel } from "./options.js";
import { t as withReference } from "./resolve-reference.js";

// src/transfer/recursive-referrers.ts
async function listReferrers(source, node, options = {}) {
	const found = [];
	for (const listed of await source.predecessors(node, options)) {
		if (!isManifestMediaType(listed.mediaType)) continue;
		try {
			const manifest = parseManifest(await fetchMetadata(source, listed, defaultMaxMetadataBytes, options), listed.mediaType);
			if (manifest.subject?.digest === node.digest) found.push({
				...plainDescriptor(listed),
				artifactType: artifactTypeOf(manifest),
				annotations: manifest.annotations
			});
		} catch (error) {
			if (!isNotFound(error)) throw error;
			found.push(listed);
		}
	}
	return found;
}

// src/cli/referrers.ts
const referrersCommand = (args, context) => withReference({
	name: "referrers",
	options: {
		platform: { type: "string" },
		"artifact-type": { type: "string" }
	}
}, args, context, async ({ parsed, endpoint, repository, call }) => {
	const targetPlatform = readPlatform("platform", textOf(parsed, "platform"), cliLabel);
	const subject = await resolve(repository, referenceOf(endpoint), {
		...call,
		targetPlatform
	});
	const wanted = textOf(parsed, "artifact-type");
	const all = await treeOf(repository, subject, { left: maxCompanions }, call);
	const referrers = wanted === void 0 ? all : all.filter((node) => node["artifact-type"] === wanted);
	const reference = formatLocation({
		...repositoryOf(endpoint),
		digest: subject.digest
	});
	if (flagOf(parsed, "json")) {
		context.terminal.out(JSON.stringify({
			reference,
			digest: subject.digest,
			"media-type": subject.mediaType,
			size: subject.size,
			referrers
		}));
		return;
	}
	context.terminal.out(reference);
	for (const line of drawn(referrers, "")) context.terminal.out(line);
});
async function treeOf(repository, subject, budget, call) {
	const nodes = [];
	for (const referrer of await listReferrers(repository, subject, call)) {
		if (budget.left-- <= 0) throw new OciError("SIZE_LIMIT", `more than ${maxCompanions} manifests refer to it`);
		nodes.push({
			digest: referrer.digest,
			"media-type": referrer.mediaType,
			"artifact-type": referrer.artifactType ?? "",
			size: referrer.size,
			annotations: referrer.annotations ?? {},
			referrers: await treeOf(repository, referrer, budget, call)
		});
	}
	return nodes;
}
function drawn(nodes, indent) {
	return nodes.flatMap((node, index) => {
		const last = index === nodes.length - 1;
		const type = printable(node["artifact-type"] || node["media-type"], 200);
		return [`${indent}${last ? "└─" : "├─"} ${type} ${node.digest} (${formatBytes(node.size)})`, ...drawn(node.referrers, `${indent}${last ? "   " : "│  "}`)];
	});
}

export { referrersCommand };