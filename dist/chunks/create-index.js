let require_rolldown_runtime;
const require_join = require("./join.js");
let require_semver_option;
let require_run;
let require_links;
let require_spec;
const require_options = require("./options.js");
let require_index_sources;

// src/commands/create-index.ts
const index = require_options.defineCommand({
	name: "index",
	summary: "assemble an index of manifests",
	description: "Assembles an OCI index at <target>. Manifests in other repositories are copied or mounted into the repository of the target.",
	examples: [{
		comment: "Combine manifests of two platforms",
		line: "index ghcr.io/acme/app:v1 x=linux/amd64 y=linux/arm64"
	}, {
		comment: "Read the references from files",
		line: "index ghcr.io/acme/app:v1 @references --expect 4"
	}],
	action: {
		name: "Assemble OCI index",
		description: "Assembles one OCI index of the manifests that the jobs of a matrix pushed",
		icon: "list",
		directory: "index"
	},
	options: require_join.indexOptions,
	outputs: require_join.indexOutputs,
	async run(inputs, context) {
		const { label, log } = context;
		if (inputs.join) {
			checkJoin(inputs, context);
			return require_join.runJoin(inputs, context);
		}
		const plan = await indexPlan(inputs, context);
		const access = await require_options.registryAccess(inputs, label);
		context.describeFailure((error) => ({
			...require_options.locationContext("target", plan.target),
			...(require_spec ??= require("./spec.js")).isOciError(error, "NOT_FOUND") ? { placeInput: "sources" } : {},
			plainHttp: access.plainHttp
		}));
		log.phase("Index");
		const result = await require_join.createIndex({
			...plan,
			connection: require_options.connectionOptions(access, context),
			...require_options.operationOptions(context)
		});
		return {
			result,
			lines: [
				...require_options.verifiedLines(result.verifiedBy),
				`${inputs.append ? "updated" : "assembled"} ${(require_run ??= require("./run.js")).formatNumber(result.children.length, "manifest")} as ${result.reference}`,
				`  digest     ${result.digest}`,
				...result.children.map((child) => `  ${platformOf(child, "-").padEnd(18)} ${child.digest}`)
			],
			summary: (warnings) => (require_links ??= require("./links.js")).jobSummary({
				title: inputs.append ? "Updated" : "Assembled",
				object: (require_links ??= require("./links.js")).shortName(result),
				links: (require_links ??= require("./links.js")).workflowLinks(context.env, result.name),
				rows: [...(require_links ??= require("./links.js")).manifestRows(result, `${(require_run ??= require("./run.js")).formatBytes(result.size)}, ${(require_run ??= require("./run.js")).formatNumber(result.children.length, "manifest")}`), ...require_options.verifiedRows(result.verifiedBy)],
				graph: {
					manifest: {
						digest: result.digest,
						name: "index",
						size: result.size
					},
					contents: result.children
				},
				details: result.children.map((child) => [platformOf(child, "Manifest"), child.digest]),
				annotations: result.annotations,
				warnings
			})
		};
	}
});
function checkJoin(inputs, { label }) {
	const without = {
		append: inputs.append,
		replace: inputs.replace,
		flatten: inputs.flatten,
		expect: inputs.expect !== void 0,
		annotations: inputs.annotations.length > 0,
		"artifact-type": inputs.artifactType !== void 0,
		timestamp: inputs.timestamp !== void 0
	};
	for (const [name, isGiven] of Object.entries(without)) if (isGiven) throw (require_spec ??= require("./spec.js")).inputError(label(name), void 0, `it has no effect with ${label("join")}, which keeps what the shards have; omit it`);
}
async function indexPlan(inputs, context) {
	const { label, env } = context;
	const { target, version, semverTags } = inputs;
	const sources = await (require_index_sources ??= require("./index-sources.js")).readAllSources(inputs, context);
	if (inputs.replace && !inputs.append) throw (require_spec ??= require("./spec.js")).inputError(label("replace"), void 0, `it has an effect only with ${label("append")}; set both, or omit it`);
	const defaults = require_options.workflowAnnotations(inputs.append ? {} : env, version);
	const { annotations, removed, created, hasCreated } = require_options.readAnnotations(inputs, "index", defaults, context);
	return {
		target,
		sources,
		tags: require_options.readTags([target], inputs.tags, semverTags ? void 0 : () => (require_semver_option ??= require("./semver-option.js")).defaultTagOf({
			version,
			label
		}), label),
		version,
		semverTags,
		expect: inputs.expect,
		append: inputs.append,
		replace: inputs.replace,
		annotations: inputs.append && !hasCreated ? annotations : {
			...annotations,
			[(require_spec ??= require("./spec.js")).annotationCreated]: created
		},
		removeAnnotations: inputs.append ? removed : [],
		artifactType: inputs.artifactType,
		flatten: inputs.flatten,
		verify: await require_options.readVerification(inputs, label),
		concurrency: inputs.concurrency
	};
}
function platformOf({ platform }, otherwise) {
	return platform === void 0 ? otherwise : (require_spec ??= require("./spec.js")).platformText(platform);
}

exports.index = index;