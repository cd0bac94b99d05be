import { t as manifestLocation } from "./open-location.js";
import { a as repositoryOf, i as referenceOf, n as formatLocation } from "./location.js";
import { m as printable, t as OciError } from "./error.js";
import { t as formatBytes } from "./format.js";
import { r as maxCompanions } from "./companions.js";
import { t as ReferrerLister } from "./referrers.js";
import { n as resolve } from "./fetch.js";
import { E as operationOptions, _ as text, w as defineCommand } from "./option-types.js";
import { t as option } from "./option.js";
import { a as jsonOutput, c as mediaTypeOutput, l as numberOutput, n as digestOutput, o as lineOutput, u as output } from "./output.js";
import { n as withReference, t as referenceOptions } from "./repository-command.js";
import { t as platformOption } from "./resolve2.js";

// src/commands/referrers.ts
const outputs = {
	reference: output(lineOutput, "Reference of the manifest with its digest.", (tree) => tree.reference),
	digest: output(digestOutput, "Digest of the manifest.", (tree) => tree.subject.digest),
	"media-type": output(mediaTypeOutput, "Its media type.", (tree) => tree.subject.mediaType),
	size: output(numberOutput, "Its size in bytes.", (tree) => tree.subject.size),
	referrers: output(jsonOutput, "Its referrers, each with its own.", (tree) => tree.referrers)
};
const referrers = defineCommand({
	name: "referrers",
	summary: "show the referrers of a manifest as a tree",
	description: "Shows the referrers of a manifest, their referrers, and so on, as a tree.",
	examples: [{
		comment: "List only SBOMs",
		line: "referrers ghcr.io/acme/app:v1 --artifact-type application/spdx+json"
	}],
	options: {
		...referenceOptions,
		...platformOption,
		"artifact-type": option({
			type: text,
			description: "Show only direct referrers of this artifact type, with all of their own."
		})
	},
	outputs,
	failure: { placeInput: "reference" },
	run: (inputs, context) => withReference(inputs, context, "read", async ({ reference: given, repository, call }) => {
		const reference = await manifestLocation(repository, given, call);
		const subject = await resolve(repository, referenceOf(reference), {
			...call,
			targetPlatform: inputs.platform
		});
		const all = await treeOf(new ReferrerLister(repository, {
			...call,
			onEvent: operationOptions(context).onEvent
		}), subject, { remaining: maxCompanions });
		const wanted = inputs.artifactType;
		const shown = wanted === void 0 ? all : all.filter((node) => node["artifact-type"] === wanted);
		const pinned = formatLocation({
			...repositoryOf(reference),
			digest: subject.digest
		});
		return {
			result: {
				reference: pinned,
				subject,
				referrers: shown
			},
			lines: [pinned, ...treeLines(shown, "")]
		};
	})
});
const maxLevels = 100;
async function treeOf(lister, subject, budget, level = 1) {
	const nodes = [];
	for (const referrer of await lister.list(subject)) {
		if (budget.remaining-- <= 0) throw tooLarge(`there are more than ${maxCompanions}`);
		if (level > maxLevels) throw tooLarge(`the tree has more than ${maxLevels} levels`);
		nodes.push({
			digest: referrer.digest,
			"media-type": referrer.mediaType,
			"artifact-type": referrer.artifactType ?? "",
			size: referrer.size,
			annotations: referrer.annotations ?? {},
			referrers: await treeOf(lister, referrer, budget, level + 1)
		});
	}
	return nodes;
}
function tooLarge(problem) {
	return new OciError("SIZE_LIMIT", `cannot show the referrers: ${problem}; give the digest of one of the referrers`);
}
function treeLines(nodes, indent) {
	return nodes.flatMap((node, index) => {
		const last = index === nodes.length - 1;
		const type = printable(node["artifact-type"] || node["media-type"], 200);
		return [`${indent}${last ? "└─" : "├─"} ${type} ${node.digest} (${formatBytes(node.size)})`, ...treeLines(node.referrers, `${indent}${last ? "   " : "│  "}`)];
	});
}

export { referrers };