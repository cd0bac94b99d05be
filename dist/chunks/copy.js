let require_rolldown_runtime;
let require_copy_all;
const require_run = require("./run.js");
let require_links;
let require_spec;
let require_companions;
const require_options = require("./options.js");
let require_transfer;
let require_index_sources;

// src/commands/copy-items.ts
const maxListBytes = 4194304;
const copySource = {
	kind: "value",
	placeholder: "reference",
	isPath: true,
	empty: void 0,
	parse: (raw, subject, { notice }) => {
		const text = String(raw);
		if (!text.startsWith("@")) return require_options.readLocation(text, subject, { acceptPattern: true }, notice);
		if (text === "@") throw (require_spec ??= require("./spec.js")).inputError(subject, text, "names no file; write @list.txt");
		return {
			kind: "list",
			path: text.slice(1)
		};
	}
};
async function readCopyItems(inputs, context) {
	const { source, target, tags, allTags } = inputs;
	const { label } = context;
	if (source.kind === "list") {
		const given = [
			target && "target",
			tags.length > 0 && "tags",
			allTags && "all-tags"
		].find(Boolean);
		if (given) throw (require_spec ??= require("./spec.js")).inputError(label(given), void 0, `it cannot be combined with a list; write each target in ${source.path}`);
		return {
			items: await readList(source.path, context),
			isBulk: true
		};
	}
	if (target === void 0) throw (require_spec ??= require("./spec.js")).inputError(label("target"), void 0, "it is missing; write registry/repository:tag, or ./path:tag for an image layout");
	const isBulk = allTags || hasPattern(source);
	if (allTags && (source.tag !== void 0 || source.digest !== void 0)) throw (require_spec ??= require("./spec.js")).inputError(label("source"), (require_spec ??= require("./spec.js")).formatLocation(source), `names a manifest, but ${label("all-tags")} copies all tags`);
	if (isBulk) checkBulkTarget(target, label("target"));
	if (isBulk && tags.length > 0) throw (require_spec ??= require("./spec.js")).inputError(label("tags"), void 0, "it cannot be combined with several tags of the source; omit it");
	return {
		items: [{
			source,
			target
		}],
		isBulk
	};
}
function hasPattern({ tag }) {
	return tag !== void 0 && (require_transfer ??= require("./transfer.js")).isTagPattern(tag);
}
function checkBulkTarget(target, subject) {
	if (target.tag === void 0 && target.digest === void 0) return;
	throw (require_spec ??= require("./spec.js")).inputError(subject, (require_spec ??= require("./spec.js")).formatLocation(target), "names one manifest, but several tags are copied; give only the repository");
}
async function readList(path, { label, notice }) {
	const subject = label("source");
	const shown = (require_spec ??= require("./spec.js")).printable(path, 300);
	const items = [];
	for (const [index, line] of (await (require_index_sources ??= require("./index-sources.js")).readSmallFile(path, subject, maxListBytes)).split(/\r?\n/).entries()) {
		const name = `${subject}, file ${shown}, line ${index + 1}`;
		const words = line.replace(/(?:^|\s)#.*$/, "").trim().split(/\s+/);
		const [source = "", target, ...others] = words;
		if (source === "") continue;
		if (target === void 0 || others.length > 0) throw (require_spec ??= require("./spec.js")).inputError(name, void 0, `it has ${words.length} ${words.length === 1 ? "word" : "words"}; write a source and a target, separated by a space`);
		const item = {
			source: require_options.readLocation(source, name, { acceptPattern: true }, notice),
			target: require_options.readLocation(target, name, {}, notice),
			name
		};
		if (hasPattern(item.source)) checkBulkTarget(item.target, name);
		items.push(item);
	}
	const [first, ...others] = items;
	if (first === void 0) throw (require_spec ??= require("./spec.js")).inputError(subject, shown, "has no lines; write a source and a target on each line");
	return [first, ...others];
}
function checkCredentials(items, side, access, label) {
	if (access.username === void 0) return;
	const hosts = new Set(items.flatMap(({ [side]: each }) => each.kind === "registry" ? [each.registry] : []));
	if (hosts.size < 2) return;
	throw (require_spec ??= require("./spec.js")).inputError(label("username"), void 0, `it is for one registry, but the list names ${[...hosts].slice(0, 3).join(", ")}; log in to each registry instead`);
}

// src/commands/copy-summary.ts
const maxReferrers = 100;
function copyVerb({ skipped }, copied, other) {
	return skipped ? other : copied;
}
function copySummary(copies, { failed = "", links, warnings }) {
	const [result] = copies;
	if (copies.length > 1 || failed !== "") return (require_links ??= require("./links.js")).jobSummary({
		title: `Copied ${require_run.formatNumber(copies.length, "artifact")}, first`,
		object: (require_links ??= require("./links.js")).shortName(result),
		links,
		rows: [
			[
				"Copy",
				"Target and digest",
				"plain"
			],
			...copies.map((copy) => [copyVerb(copy, "Copied", "Skipped"), `${copy.reference} ${copy.digest}`]),
			["Failed", failed]
		],
		warnings
	});
	return (require_links ??= require("./links.js")).jobSummary({
		title: copyVerb(result, "Copied", "Skipped (tag exists):"),
		object: (require_links ??= require("./links.js")).shortName(result),
		links,
		note: result.skipped ? "**Not copied.** The tag points to other content, and `if-tag-exists` keeps it. The table describes the existing artifact." : void 0,
		rows: [
			...(require_links ??= require("./links.js")).manifestRows(result, sizeText(result)),
			["Source", result.source],
			...require_options.verifiedRows(result.verifiedBy)
		],
		graph: copyGraph(result),
		details: [
			["Artifact type", result.artifactType],
			["Media type", result.mediaType],
			...result.referrers.slice(0, maxReferrers).map((each) => [referrerName(each), each.digest])
		],
		annotations: result.annotations,
		warnings
	});
}
function sizeText({ copied, copiedBytes, companions }) {
	const items = copied === 0 ? "nothing to transfer" : `${require_run.formatNumber(copied, "item")}, ${require_run.formatBytes(copiedBytes)} sent`;
	return companions === 0 ? items : `${items}, with ${require_run.formatNumber(companions, "referrer")} and signatures`;
}
function copyGraph({ digest, mediaType, artifactType, size, contents, referrers }) {
	return {
		manifest: {
			digest,
			name: (require_spec ??= require("./spec.js")).manifestKind(mediaType) === "index" ? "index" : artifactType,
			size
		},
		contents,
		referrers: referrers.map((each) => ({
			digest: each.digest,
			subject: each.subject,
			name: referrerName(each),
			size: each.size
		}))
	};
}
const cosignNames = {
	sig: "cosign signature",
	att: "cosign attestation",
	sbom: "cosign SBOM"
};
function referrerName({ artifactType, tag }) {
	return cosignNames[tag.slice(tag.lastIndexOf(".") + 1)] ?? (artifactType === "" ? "referrer" : artifactType);
}

// src/commands/side-options.ts
const sideOptionNames = [
	"plain-http",
	"insecure-tls",
	"ca-file",
	"username",
	"password",
	"token-hosts",
	...Object.keys(require_options.clientOptions)
];
function onlyFor(name, side) {
	return `\`${name}\` for the ${side} only.`;
}
function sideOptions(side) {
	const { username, password } = require_options.credentialOptions;
	const credentialText = (description) => description.replace("the registry", `the ${side}'s registry`);
	return {
		"plain-http": require_run.option({
			type: require_options.flag,
			description: onlyFor("plain-http", side)
		}),
		"insecure-tls": require_run.option({
			type: require_options.flag,
			description: onlyFor("insecure-tls", side)
		}),
		"ca-file": require_run.option({
			type: require_options.path,
			description: onlyFor("ca-file", side)
		}),
		"cert-file": {
			...require_options.clientOptions["cert-file"],
			description: onlyFor("cert-file", side)
		},
		"key-file": {
			...require_options.clientOptions["key-file"],
			description: onlyFor("key-file", side)
		},
		headers: {
			...require_options.clientOptions.headers,
			short: void 0,
			description: onlyFor("headers", side)
		},
		"registry-config": {
			...require_options.clientOptions["registry-config"],
			description: onlyFor("registry-config", side)
		},
		username: {
			...username,
			description: credentialText(username.description)
		},
		password: {
			...password,
			description: credentialText(password.description),
			cliDescription: credentialText(password.cliDescription ?? password.description)
		},
		"token-hosts": require_run.option({
			type: require_options.words("host"),
			description: onlyFor("token-hosts", side)
		})
	};
}
function prefixed(prefix, table) {
	const entries = Object.entries(table).map(([name, each]) => [`${prefix}-${name}`, each]);
	return Object.fromEntries(entries);
}
const bothSides = {
	...require_options.transportOptions,
	...require_options.clientOptions,
	...require_options.resolveOption,
	...prefixed("from", sideOptions("source")),
	...prefixed("to", sideOptions("target")),
	"github-token": require_options.githubToken(require_options.githubTokenDescription),
	"token-hosts": require_options.tokenHostsOption,
	...require_options.attemptsOptions,
	...require_options.chunkSizeOption
};
const bothSidesOptions = bothSides;
async function sideAccess(inputs, side, label) {
	const own = side === "from" ? sourceInputs(inputs) : targetInputs(inputs);
	const ownLabel = sideLabel(label, side);
	const hostsLabel = own.tokenHosts.length > 0 ? ownLabel : label;
	const access = {
		plainHttp: own.plainHttp ?? inputs.plainHttp,
		insecureTls: own.insecureTls ?? inputs.insecureTls,
		caFile: own.caFile ?? inputs.caFile,
		...own.certFile === void 0 && own.keyFile === void 0 ? require_options.clientCertificate(inputs, label) : require_options.clientCertificate(own, ownLabel),
		headers: own.headers ?? inputs.headers,
		registryConfig: own.registryConfig ?? inputs.registryConfig,
		addresses: inputs.resolve,
		trustedRedirectHosts: require_options.trustedRedirectHosts(inputs, label),
		...require_options.credentials(own.username, own.password, ownLabel),
		githubToken: inputs.githubToken,
		tokenHosts: require_options.checkHosts(hostsLabel("token-hosts"), own.tokenHosts.length > 0 ? own.tokenHosts : inputs.tokenHosts),
		attempts: require_options.attempts(inputs, label),
		chunkSize: inputs.chunkSize
	};
	if (access.caFile !== void 0) await require_options.checkCaFile(access.caFile, (own.caFile === void 0 ? label : ownLabel)("ca-file"));
	return access;
}
function sourceInputs(inputs) {
	return {
		plainHttp: inputs.fromPlainHttp,
		insecureTls: inputs.fromInsecureTls,
		caFile: inputs.fromCaFile,
		certFile: inputs.fromCertFile,
		keyFile: inputs.fromKeyFile,
		headers: inputs.fromHeaders,
		registryConfig: inputs.fromRegistryConfig,
		username: inputs.fromUsername,
		password: inputs.fromPassword,
		tokenHosts: inputs.fromTokenHosts
	};
}
function targetInputs(inputs) {
	return {
		plainHttp: inputs.toPlainHttp,
		insecureTls: inputs.toInsecureTls,
		caFile: inputs.toCaFile,
		certFile: inputs.toCertFile,
		keyFile: inputs.toKeyFile,
		headers: inputs.toHeaders,
		registryConfig: inputs.toRegistryConfig,
		username: inputs.toUsername,
		password: inputs.toPassword,
		tokenHosts: inputs.toTokenHosts
	};
}
function sideLabel(label, side) {
	const sided = new Set(sideOptionNames);
	return (name) => label(sided.has(name) ? `${side}-${name}` : name);
}

// src/commands/copy.ts
const options = {
	source: require_run.option({
		type: copySource,
		positional: "source",
		required: "write registry/repository:tag, or ./path:tag for an image layout",
		description: `Artifact to copy: ${require_options.locationDescription}. Without a tag and digest, \`latest\` is copied, or the only manifest of a layout. A tag may be a pattern with \`*\` and \`?\`, such as \`v1.*\`: all matching tags are copied. \`@path\` names a file with a source and a target on each line.`
	}),
	target: require_run.option({
		type: require_options.location(),
		positional: "target",
		defaultText: "required, except with a list",
		description: "Where to copy to, in the same forms as `source`. Without a tag, the tag of the source is written. With a digest, the copy fails before anything is written unless the content has this digest. For several tags, only the repository."
	}),
	tags: require_run.option({
		type: require_options.words("tag"),
		description: "Additional tags at the target, separated by spaces, commas or line breaks: bare tags, or full references of the same repository.",
		cliDescription: "Another tag at the target."
	}),
	"all-tags": require_run.option({
		type: require_options.flag,
		default: false,
		description: "Copy all tags of `source`, which is then a repository without a tag. The fallback tags of referrers are left out; `recursive` copies referrers."
	}),
	"if-tag-exists": require_run.option({
		type: require_options.choice("overwrite", "skip", "fail"),
		default: "overwrite",
		description: "What to do if a tag of the target points to other content: `overwrite` moves the tag, `skip` does not change it, `fail` fails. If the content is equal, the run succeeds in each case."
	}),
	recursive: require_run.option({
		type: require_options.flag,
		default: false,
		short: "r",
		description: "Also copy referrers, and the tags in which cosign keeps signatures, attestations and SBOMs (`sha256-\u2026.sig`, `.att`, `.sbom`), for each manifest of an index as well."
	}),
	platform: require_run.option({
		type: require_options.platform,
		description: "Copy only the manifest of an index for this platform: `os/arch[/variant]`, such as `linux/arm64`."
	}),
	...require_options.verifyOptions,
	...bothSidesOptions,
	...require_options.runOptions,
	concurrency: require_options.concurrency(4, "blobs and manifests that are copied"),
	...require_options.summaryOption,
	...require_options.resultOptions
};
const outputs = {
	...require_run.resultOutputs("manifest"),
	copied: require_run.output(require_run.numberOutput, "Number of manifests and blobs that were transferred or mounted.", (result) => result.copied),
	"copied-bytes": require_run.output(require_run.numberOutput, "Bytes that were transferred. Blobs that the registry mounted from another repository count as 0.", (result) => result.copiedBytes),
	companions: require_run.output(require_run.numberOutput, "Number of referrers and of cosign's manifests that belong to the artifact; `0` without `recursive`.", (result) => result.companions),
	references: require_run.output(require_run.linesOutput, "References of all copies at their targets, one per line. The other outputs describe the first copy; the numbers are sums.", (result) => result.copies.map(({ reference }) => reference)),
	digests: require_run.output(require_run.digestsOutput, "Digests of all copies, one per line.", (result) => result.copies.map(({ digest }) => digest)),
	"skipped-references": require_run.output(require_run.linesOutput, "References of the copies that `if-tag-exists: skip` left out, one per line.", (result) => result.copies.filter(({ skipped }) => skipped).map(({ reference }) => reference)),
	"verified-by": require_options.verifiedByOutput
};
const copy = require_options.defineCommand({
	name: "copy",
	summary: "copy an artifact between registries and layouts",
	description: "Copies an artifact or image, byte for byte, from <source> to <target>.",
	examples: [
		{
			comment: "Promote an artifact with its signatures",
			line: "copy staging.example.com/acme/app:v1 ghcr.io/acme/app --recursive"
		},
		{
			comment: "Copy to an image layout",
			line: "copy ghcr.io/acme/app:v1 ./layout:v1"
		},
		{
			comment: "Mirror the tags of a repository",
			line: "copy 'ghcr.io/acme/app:v*' registry.example.com/mirror/app"
		},
		{
			comment: "Copy the lines of a file, each with a source and a target",
			line: "copy @list.txt"
		}
	],
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
		const sides = await copySides(inputs, context);
		context.describeFailure((error) => copyFailure(error, sides, label));
		log.phase("Copy");
		const { copies, error } = await runCopies(sides, {
			from: require_options.connectionOptions(sides.from, context),
			to: require_options.connectionOptions(sides.to, context),
			...require_options.operationOptions(context, sides.items.every(({ target }) => target.kind === "layout")),
			onCopied: ({ source, reference, skipped }) => {
				log.line(`${skipped ? "skipped" : "copied"} ${source} to ${reference}`);
			}
		});
		const result = sumOf(copies);
		const failed = error && (require_spec ??= require("./spec.js")).formatLocation(error.item.source);
		return {
			result,
			lines: copies.flatMap((copy) => copyLines(copy, inputs.recursive)),
			problem: error && require_run.explainFailure(error, copyFailure(error, sides, label)),
			summary: (warnings) => copySummary(copies, {
				failed,
				warnings,
				links: (require_links ??= require("./links.js")).workflowLinks(context.env, result.name)
			})
		};
	}
});
async function runCopies({ plan, items, isBulk }, options) {
	const [only] = items;
	if (!isBulk) return { copies: [await (require_copy_all ??= require("./copy-all.js")).copy({
		...plan,
		...options,
		source: only.source,
		target: only.target
	})] };
	try {
		return { copies: await (require_copy_all ??= require("./copy-all.js")).copyAll({
			...plan,
			...options,
			items
		}) };
	} catch (error) {
		if (!(error instanceof (require_copy_all ??= require("./copy-all.js")).CopyAllError)) throw error;
		const [first, ...others] = error.copies;
		if (first === void 0) throw error;
		return {
			copies: [first, ...others],
			error
		};
	}
}
function sumOf(copies) {
	const sum = (key) => copies.reduce((total, copy) => total + copy[key], 0);
	return {
		...copies[0],
		verifiedBy: copies.flatMap(({ verifiedBy }) => verifiedBy),
		copied: sum("copied"),
		copiedBytes: sum("copiedBytes"),
		companions: sum("companions"),
		copies
	};
}
async function copySides(inputs, context) {
	const { label } = context;
	const { target, recursive, platform, concurrency, allTags, ifTagExists } = inputs;
	const { items, isBulk } = await readCopyItems(inputs, context);
	const additionalTags = target === void 0 ? [] : require_options.readTags([{
		...target,
		tag: void 0
	}], inputs.tags, void 0, label);
	const from = await sideAccess(inputs, "from", label);
	const to = await sideAccess(inputs, "to", label);
	checkCredentials(items, "source", from, sideLabel(label, "from"));
	checkCredentials(items, "target", to, sideLabel(label, "to"));
	return {
		plan: {
			additionalTags,
			recursive,
			platform,
			concurrency,
			allTags,
			ifTagExists,
			verify: await require_options.readVerification(inputs, label)
		},
		items,
		isBulk,
		from,
		to
	};
}
function copyFailure(error, { items, from, to }, label) {
	const [first] = items;
	const item = error instanceof (require_copy_all ??= require("./copy-all.js")).CopyAllError ? error.item : first;
	const inner = error instanceof (require_copy_all ??= require("./copy-all.js")).CopyAllError ? error.cause : error;
	const atSource = inner instanceof (require_companions ??= require("./companions.js")).CopyError && inner.origin === "source";
	const targetInput = item.name === void 0 ? "target" : "source";
	return {
		label: sideLabel(label, atSource ? "from" : "to"),
		plainHttp: (atSource ? from : to).plainHttp,
		...atSource ? require_options.locationContext("source", item.source) : require_options.locationContext(targetInput, item.target)
	};
}
function copyLines(result, recursive) {
	const [, ...further] = result.tags;
	return [
		...require_options.verifiedLines(result.verifiedBy),
		copyVerb(result, `copied ${result.source} to ${result.reference}`, `skipped (tag exists): ${result.reference}`),
		`  digest     ${result.digest}`,
		...further.length === 0 ? [] : [`  also       ${further.join(", ")}`],
		`  copied     ${require_run.formatNumber(result.copied, "item")}, ${require_run.formatBytes(result.copiedBytes)}`,
		...recursive ? [`  referrers  ${require_run.formatNumber(result.companions, "manifest")} (with signatures)`] : []
	];
}

exports.copy = copy;