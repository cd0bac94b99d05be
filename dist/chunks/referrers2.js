let require_rolldown_runtime;
let require_transport;
let require_spec;
const require_run = require("./run.js");
let require_companions;
let require_referrers;
let require_fetch;
const require_options = require("./options.js");
const require_repository_command = require("./repository-command.js");
const require_resolve = require("./resolve.js");

// src/commands/referrers.ts
const outputs = {
	reference: require_run.output(require_run.lineOutput, "Reference of the manifest with its digest.", (tree) => tree.reference),
	digest: require_run.output(require_run.digestOutput, "Digest of the manifest.", (tree) => tree.subject.digest),
	"media-type": require_run.output(require_run.mediaTypeOutput, "Its media type.", (tree) => tree.subject.mediaType),
	size: require_run.output(require_run.numberOutput, "Its size in bytes.", (tree) => tree.subject.size),
	referrers: require_run.output(require_run.jsonOutput, "Its referrers, each with its own.", (tree) => tree.referrers)
};
const maxLevels = 100;
const referrers = require_options.defineCommand({
	name: "referrers",
	summary: "show the referrers of a manifest as a tree",
	description: "Shows the referrers of a manifest, their referrers, and so on, as a tree.",
	examples: [{
		comment: "List only SBOMs",
		line: "referrers ghcr.io/acme/app:v1 --artifact-type application/spdx+json"
	}],
	options: {
		...require_repository_command.referenceOptions,
		...require_resolve.platformOption,
		depth: require_run.option({
			type: require_options.whole(1, maxLevels),
			defaultText: "all levels",
			description: "Number of levels to show; 1 shows only direct referrers."
		}),
		"artifact-type": require_run.option({
			type: require_options.text,
			description: "Show only direct referrers of this artifact type, with all of their own."
		})
	},
	outputs,
	failure: { placeInput: "reference" },
	run: (inputs, context) => require_repository_command.withReference(inputs, context, "read", async ({ reference: given, repository, call }) => {
		const reference = await (require_transport ??= require("./transport.js")).manifestLocation(repository, given, call);
		const subject = await (require_fetch ??= require("./fetch.js")).resolve(repository, (require_spec ??= require("./spec.js")).referenceOf(reference), {
			...call,
			targetPlatform: inputs.platform
		});
		const all = await treeOf(new (require_referrers ??= require("./referrers.js")).ReferrerLister(repository, {
			...call,
			onEvent: require_options.operationOptions(context).onEvent
		}), subject, {
			remaining: (require_companions ??= require("./companions.js")).maxCompanions,
			levels: inputs.depth ?? Infinity
		});
		const wanted = inputs.artifactType;
		const shown = wanted === void 0 ? all : all.filter((node) => node["artifact-type"] === wanted);
		const pinned = (require_spec ??= require("./spec.js")).formatLocation({
			...(require_spec ??= require("./spec.js")).repositoryOf(reference),
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
async function treeOf(lister, subject, budget, level = 1) {
	if (level > budget.levels) return [];
	const nodes = [];
	for (const referrer of await lister.list(subject)) {
		if (budget.remaining-- <= 0) throw tooLarge(`there are more than ${(require_companions ??= require("./companions.js")).maxCompanions}`);
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
	return new (require_spec ??= require("./spec.js")).OciError("SIZE_LIMIT", `cannot show the referrers: ${problem}; give the digest of one of the referrers`);
}
function treeLines(nodes, indent) {
	return nodes.flatMap((node, index) => {
		const last = index === nodes.length - 1;
		const type = (require_spec ??= require("./spec.js")).printable(node["artifact-type"] || node["media-type"], 200);
		return [`${indent}${last ? "\u2514\u2500" : "\u251c\u2500"} ${type} ${node.digest} (${require_run.formatBytes(node.size)})`, ...treeLines(node.referrers, `${indent}${last ? "   " : "\u2502  "}`)];
	});
}

exports.referrers = referrers;