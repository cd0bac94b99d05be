import { n as openLocation, t as manifestLocation } from "./open-location.js";
import { t as newDirectory } from "./new-directory.js";
import { a as artifactTypeOf, l as notManifestError, u as parseManifest } from "./collect.js";
import { i as referenceOf, n as formatLocation, t as defaultTag } from "./location.js";
import { r as isManifestMediaType } from "./media-types.js";
import { t as OciError } from "./error.js";
import { t as resultAt } from "./result.js";
import { _ as shortTag } from "./reference.js";
import { c as onSide, o as wrongSizeText, s as CopyError } from "./companions.js";
import { r as fetchMetadata } from "./metadata.js";
import { n as publishTo } from "./publish.js";
import { n as resolve$1 } from "./fetch.js";
import { t as _usingCtx } from "./usingCtx.js";
import { i as formatNumber, t as formatBytes } from "./format.js";
import { r as resultSummary } from "./summary.js";
import { C as connectionOptions, E as operationOptions, S as words, T as locationContext, a as flag, p as platform, w as defineCommand } from "./option-types.js";
import { a as locationDescription, i as location, l as readTags } from "./location-options.js";
import { t as option } from "./option.js";
import { l as numberOutput, m as resultOutputs, u as output } from "./output.js";
import { c as sideAccess, l as sideLabel, t as bothSidesOptions } from "./registry-options.js";
import { i as summaryOption, n as jsonOption, r as runOptions, t as concurrency } from "./run-options.js";
import { resolve } from "node:path";

// src/operations/copy.ts
async function copy$1(options) {
	try {
		var _usingCtx$1 = _usingCtx();
		const { target, signal, onEvent } = options;
		const from = _usingCtx$1.a(await onSide("Open", "source", () => openLocation(options.source, {
			...options.from,
			readOnly: true,
			signal
		})));
		const source = await onSide("Resolve", "source", () => manifestLocation(from.repository, options.source, { signal }));
		const tags = tagsOfCopy(options, source);
		const root = await onSide("Resolve", "source", () => resolve$1(from.repository, referenceOf(source), {
			targetPlatform: options.platform,
			signal
		}));
		if (target.digest !== void 0 && target.digest !== root.digest) {
			const problem = `${formatLocation(source)} is ${root.digest}, but the target requires ${target.digest}`;
			throw new CopyError("Resolve", "source", new OciError("DIGEST_MISMATCH", problem));
		}
		const rootBytes = await onSide("Fetch", "source", () => readRoot(from.repository, root, signal));
		const artifactType = artifactTypeOf(parseManifest(rootBytes, root.mediaType));
		const newLayout = _usingCtx$1.a(target.kind === "layout" ? await newDirectory(resolve(target.path)) : void 0);
		const to = _usingCtx$1.a(await onSide("Open", "destination", () => openLocation(target, {
			...options.to,
			manyWrites: true,
			signal
		})));
		const copied = await onSide("Tag", "destination", () => publishTo(from.repository, root, to.repository, {
			tags,
			name: formatLocation({
				...target,
				tag: void 0,
				digest: void 0
			}),
			rootBytes,
			recursive: options.recursive,
			concurrency: options.concurrency,
			mountFrom: mountableFrom(options),
			progress: { phase: "copy" },
			signal,
			onEvent,
			...companionEvents(onEvent)
		}));
		newLayout?.keep();
		return {
			...resultAt(target, {
				...root,
				artifactType
			}, tags),
			source: formatLocation(source),
			copied: copied.copied,
			copiedBytes: copied.copiedBytes,
			companions: copied.companions
		};
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
function tagsOfCopy({ source, target, tags, additionalTags = [] }, resolved) {
	const isUnnamed = source.tag === void 0 && source.digest === void 0;
	const ofSource = resolved.tag ?? (isUnnamed ? "latest" : void 0);
	const main = target.tag ?? (target.digest === void 0 ? ofSource : void 0);
	const all = [...tags ?? (main === void 0 ? [] : [main]), ...additionalTags];
	return [...new Set(target.kind === "registry" ? all.map(shortTag) : all)];
}
async function readRoot(repository, root, signal) {
	if (isManifestMediaType(root.mediaType)) return fetchMetadata(repository, root, void 0, { signal });
	throw notManifestError(root, `${root.digest} is a blob, not a manifest; give the artifact that it belongs to`);
}
function mountableFrom({ source, target, from = {}, to = {} }) {
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
		onWrongSize: (...wrong) => onEvent?.({
			kind: "warning",
			text: wrongSizeText(...wrong)
		}),
		onUnlistedReferrer: (referrer, subject) => onEvent?.({
			kind: "warning",
			text: `the target has ${referrer.digest} but does not list it as a referrer of ${subject.digest}, also after it was pushed again; clients do not find it there`
		}),
		onMissingReferrer: (referrer, subject) => onEvent?.({
			kind: "warning",
			text: `the source lists ${referrer.digest} as a referrer of ${subject.digest} but does not have it; it is not copied`
		}),
		onCompanionTagged: ({ tag }, previous) => {
			onEvent?.({
				kind: "tag",
				tag,
				state: "written"
			});
			if (previous !== void 0) onEvent?.({
				kind: "warning",
				text: `the tag ${tag} at the target pointed to ${previous.digest} and was moved; that manifest still exists under its digest`
			});
		}
	};
}

// src/commands/copy.ts
const options = {
	source: option({
		type: location(),
		positional: "source",
		required: "write registry/repository:tag, or ./path:tag for an image layout",
		description: `Artifact to copy: ${locationDescription}. Without a tag and digest, \`latest\` is copied, or the only manifest of a layout.`
	}),
	target: option({
		type: location(),
		positional: "target",
		required: "write registry/repository:tag, or ./path:tag for an image layout",
		description: "Where to copy to, in the same forms as `source`. Without a tag, the tag of the source is written. With a digest, the copy fails before anything is written unless the content has this digest."
	}),
	tags: option({
		type: words("tag"),
		description: "Additional tags at the target, separated by spaces, commas or line breaks: bare tags, or full references of the same repository.",
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
	copied: output(numberOutput, "Number of manifests and blobs that the target did not have.", (result) => result.copied),
	"copied-bytes": output(numberOutput, "Bytes that were transferred. Blobs that the registry mounted from another repository count as 0.", (result) => result.copiedBytes),
	companions: output(numberOutput, "Number of referrers and of cosign's manifests that belong to the artifact; `0` without `recursive`.", (result) => result.companions)
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
		const result = await copy$1({
			...sides.plan,
			from: connectionOptions(sides.from, context),
			to: connectionOptions(sides.to, context),
			...operationOptions(context)
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
	const additionalTags = readTags([{
		...target,
		tag: void 0
	}], inputs.tags, void 0, label);
	return {
		plan: {
			source: inputs.source,
			target,
			additionalTags,
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