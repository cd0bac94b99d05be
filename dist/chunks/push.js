let require_rolldown_runtime;
const require_options = require("./options.js");
let require_formats;
const require_semver_option = require("./semver-option.js");
const require_run = require("./run.js");
let require_spec;
let require_markdown;
let require_project;
let require_links;
const require_source_options = require("./source-options.js");
let require_temporary_store;
let node_os;
let node_path;
let node_fs;
let node_fs_promises;

// src/output/publish-lines.ts
function publishLines(result, inRegistry) {
	const { contentSize, layerSize } = result;
	const files = `${require_run.formatNumber(result.files, "file")}, ${require_run.formatBytes(contentSize)}`;
	const content = contentSize === 0 ? "" : ` (${files}, ratio ${require_run.formatRatio(contentSize, layerSize)})`;
	const [, ...further] = tagNames(result);
	return [
		`${verb(result, inRegistry)} ${result.reference} in ${require_run.formatDuration(result.durationMs)}`,
		`  digest     ${result.digest}`,
		...result.pinnedReference === "" || !inRegistry ? [] : [`  pinned     ${result.pinnedReference}`],
		...further.length === 0 ? [] : [`  also       ${further.join(", ")}`],
		`  layer      ${require_run.formatBytes(result.layerSize)}${content}`,
		...result.layers.length > 1 && result.reusedLayers > 0 ? [`  reused     ${reusedText(result)}`] : [],
		...result.contentDigest === "" ? [] : [`  content    ${result.contentDigest}`],
		...result.storePath === "" ? [] : [`  layout     ${result.storePath}`]
	];
}
function reusedText({ layers, reusedLayers, reusedSize }) {
	return `${reusedLayers} of ${require_run.formatNumber(layers.length, "layer")}, ${require_run.formatBytes(reusedSize)}`;
}
function verb(result, inRegistry) {
	if (result.pushed) return "published";
	return inRegistry ? "skipped (tag exists):" : "packaged";
}
function tagNames(result) {
	if (result.tags.length > 0) return result.tags.map((reference) => reference.slice(reference.lastIndexOf(":") + 1));
	const { reference, storePath } = result;
	return reference.startsWith(`${storePath}:`) ? [reference.slice(storePath.length + 1)] : [];
}

// src/output/artifact-commands.ts
function artifactCommands(result, options) {
	if (!options.inRegistry) return localCommands(result);
	const { pinnedReference, name } = result;
	const pinned = (require_markdown ??= require("./markdown.js")).shellWord(pinnedReference);
	const plain = options.plainHttp ? " --plain-http" : "";
	const host = name.slice(0, name.indexOf("/")).replace(/:\d+$/, "");
	const isLoopback = (require_spec ??= require("./spec.js")).isLoopbackHost(host.replace(/^\[(.*)\]$/, "$1"), { subdomains: true });
	return [
		"**Pull**",
		"",
		...(require_markdown ??= require("./markdown.js")).fenced("sh", [`${(require_project ??= require("./project.js")).projectCommand} pull ${pinned} -o out${plain}`, ...orasUnpacks(result) ? ["# or", `oras pull${plain} ${pinned}`] : []]),
		...isLoopback ? [] : signCommands(result, pinned, options)
	];
}
function signCommands(result, pinned, options) {
	return [
		"",
		"**Sign and verify**",
		"",
		...(require_markdown ??= require("./markdown.js")).fenced("sh", [`cosign sign --yes ${pinned}`, ...cosignVerify(pinned, options)]),
		"",
		"**Attest**, in a job with `id-token: write`, `attestations: write` and `packages: write`",
		"",
		...(require_markdown ??= require("./markdown.js")).fenced("yaml", [
			"- uses: actions/attest@v4",
			"  with:",
			`    subject-name: ${result.name}`,
			`    subject-digest: ${result.digest}`,
			"    push-to-registry: true"
		])
	];
}
function localCommands(result) {
	if (!orasUnpacks(result)) return [];
	const [tag] = tagNames(result);
	const name = tag === void 0 ? `@${result.digest}` : `:${tag}`;
	return [
		"**Unpack from the layout**",
		"",
		...(require_markdown ??= require("./markdown.js")).fenced("sh", [`oras pull --oci-layout ${(require_markdown ??= require("./markdown.js")).shellWord(result.storePath + name)}`])
	];
}
function cosignVerify(pinned, { repositoryUrl: url }) {
	if (url === void 0) return [];
	const server = new URL(url).origin;
	const issuer = server === "https://github.com" ? "https://token.actions.githubusercontent.com" : `${server}/_services/token`;
	return [
		`cosign verify ${pinned} \\`,
		`  --certificate-identity-regexp ${(require_markdown ??= require("./markdown.js")).shellWord(`^${url.replaceAll(".", String.raw`\.`)}/`)} \\`,
		`  --certificate-oidc-issuer ${(require_markdown ??= require("./markdown.js")).shellWord(issuer)}`
	];
}
function orasUnpacks(result) {
	return result.layers.every((layer) => layer.mediaType === (require_spec ??= require("./spec.js")).mediaTypeImageLayerGzip);
}

// src/output/publish-summary.ts
function publishSummary(result, options) {
	const { links, warnings } = options;
	const [, ...others] = result.targets;
	return (require_links ??= require("./links.js")).jobSummary({
		title: result.pushed ? "Published" : options.inRegistry ? "Skipped (tag exists):" : "Packaged",
		object: (require_links ??= require("./links.js")).shortName(result),
		links,
		note: notPushed(result, options),
		rows: [
			...(require_links ??= require("./links.js")).manifestRows(result, contentSize(result), tagNames(result)),
			["Subject", result.subject],
			["Also at", others.map(({ reference }) => reference)]
		],
		graph: {
			manifest: {
				digest: result.digest,
				name: result.artifactType,
				size: result.size
			},
			contents: result.layers,
			subject: result.subject === "" ? void 0 : {
				digest: result.subject,
				name: "subject"
			}
		},
		details: details(result),
		annotations: result.annotations,
		commands: artifactCommands(result, options),
		warnings
	});
}
function notPushed(result, { inRegistry }) {
	if (result.pushed) return void 0;
	if (inRegistry) return "**Not pushed.** The tag already exists, and `if-tag-exists` keeps it. The table describes the existing artifact.";
	return `**Not pushed.**${result.storePath === "" ? "" : ` The artifact is in the image layout ${(require_markdown ??= require("./markdown.js")).code(result.storePath)}.`}`;
}
function contentSize({ layers, files, contentSize: unpacked }) {
	const packed = layers.reduce((sum, { size }) => sum + size, 0);
	const size = layers.length > 1 ? `${require_run.formatBytes(packed)} in ${require_run.formatNumber(layers.length, "layer")}` : require_run.formatBytes(packed);
	if (unpacked === 0 || layers.length > 1) return files === 0 ? size : `${size}, ${require_run.formatNumber(files, "file")}`;
	return `${size} from ${require_run.formatBytes(unpacked)} in ${require_run.formatNumber(files, "file")} (${require_run.formatRatio(unpacked, packed)})`;
}
const maxLayers = 100;
function details(result) {
	const { layers, reusedLayers, reusedSize, excluded } = result;
	return [
		["Artifact type", result.artifactType],
		["Media type", result.mediaType],
		...layers.slice(0, maxLayers).map((layer) => ["Layer", layer.digest]),
		["Content digest", layers.length === 1 ? result.contentDigest : ""],
		[
			"Reused",
			reusedLayers === 0 ? "" : `${require_run.formatNumber(reusedLayers, "layer")}, ${require_run.formatBytes(reusedSize)}`,
			"plain"
		],
		[
			"Excluded",
			excluded === 0 ? "" : require_run.formatNumber(excluded, "path"),
			"plain"
		],
		[
			"Duration",
			require_run.formatDuration(result.durationMs),
			"plain"
		]
	];
}

// src/commands/output-directory.ts
async function reserveOutputDirectory(target, outputDir, temporary, mayDiscard = false) {
	if (target?.kind === "layout") return existingDirectory(target.path, (0, (node_path ??= require("node:path")).resolve)(target.path));
	if (outputDir !== void 0) return existingDirectory(outputDir, require_semver_option.layoutPath(outputDir));
	const parent = temporary || (0, (node_os ??= require("node:os")).tmpdir)();
	const created = mayDiscard ? (require_temporary_store ??= require("./temporary-store.js")).temporaryPath(parent) : await newDirectory(parent);
	return {
		...directoryOf(created, require_semver_option.layoutPath(created), created),
		isTemporary: true
	};
}
async function existingDirectory(path, layout) {
	return directoryOf(path, layout, await firstMissing((0, (node_path ??= require("node:path")).resolve)(layout)));
}
function directoryOf(path, layout, created) {
	const options = {
		recursive: true,
		force: true,
		maxRetries: 3
	};
	return {
		path,
		isTemporary: false,
		contains: (other) => (require_formats ??= require("./formats.js")).isWithin(layout, other) || created !== void 0 && (require_formats ??= require("./formats.js")).isWithin(created, other),
		undo: async () => {
			if (created !== void 0) await (0, (node_fs_promises ??= require("node:fs/promises")).rm)(created, options);
		},
		undoNow: () => {
			if (created !== void 0) (0, (node_fs ??= require("node:fs")).rmSync)(created, options);
		}
	};
}
async function newDirectory(parent) {
	try {
		return await (0, (node_fs_promises ??= require("node:fs/promises")).mkdtemp)((0, (node_path ??= require("node:path")).join)(parent, "oci-artifact-"));
	} catch (error) {
		throw require_options.fileSystemError(error, `create a temporary directory in ${parent}`);
	}
}
async function firstMissing(path) {
	let missing;
	for (let next = path;; next = (0, (node_path ??= require("node:path")).dirname)(next)) {
		try {
			await (0, (node_fs_promises ??= require("node:fs/promises")).lstat)(next);
			return missing;
		} catch {
			missing = next;
		}
		if ((0, (node_path ??= require("node:path")).dirname)(next) === next) return missing;
	}
}

// src/commands/publish-plan.ts
function publishPlan(inputs, context) {
	const { label, env } = context;
	const { version, subject: subjectText } = inputs;
	const [target, ...furtherTargets] = inputs.target;
	if (target === void 0) throw (require_spec ??= require("./spec.js")).inputError(label("target"), void 0, "it is missing; write oci://registry/repository:tag");
	if (inputs.sourceDir === void 0 && inputs.files.length === 0) throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `${(require_spec ??= require("./spec.js")).optionName("sourceDir")}: no source is given; give the directory to package, or files`, { detail: { input: "source-dir" } });
	const hasTags = inputs.tags.length > 0 || target.tag !== void 0 || inputs.semverTags;
	const untagged = subjectText !== void 0 && !hasTags;
	const pushByDigest = inputs.pushByDigest || untagged || inputs.shard !== void 0;
	const tags = tagsToWrite(inputs, pushByDigest, context);
	const subject = subjectText === void 0 ? void 0 : require_options.readSubject(subjectText, target, context);
	require_options.checkSubjectTag(subject, [...tags, ...versionTags(inputs, label)], label);
	const { annotations, created } = require_options.readAnnotations(inputs, "manifest", require_options.workflowAnnotations(env, version), context);
	const withoutTag = (location) => pushByDigest ? {
		...location,
		tag: void 0
	} : location;
	const hasPlatformConfig = inputs.config !== void 0 && inputs.config.kind !== "file";
	return {
		sourceDir: inputs.sourceDir,
		files: inputs.files.length === 0 ? void 0 : inputs.files.map(require_source_options.readSourceFile),
		format: inputs.format,
		target: withoutTag(target),
		furtherTargets: furtherTargets.map(withoutTag),
		tags: tags.length === 0 && !pushByDigest ? void 0 : tags,
		pushByDigest,
		subDir: inputs.subDir,
		annotations: hasPlatformConfig ? annotations : require_options.withPlatform(annotations, inputs.platform, label),
		layerAnnotations: require_options.readPairs(inputs.layerAnnotations, label("layer-annotations")),
		artifactType: inputs.artifactType,
		layerMediaType: inputs.layerMediaType,
		mediaTypes: inputs.mediaTypes.map((line) => require_source_options.readMediaTypeRule(line, label("media-types"))),
		config: inputs.config,
		platform: inputs.platform,
		labels: require_options.readPairs(inputs.labels, label("labels")),
		imageSpec: inputs.imageSpec === void 0 ? void 0 : imageSpecs[inputs.imageSpec],
		version,
		semverTags: inputs.semverTags,
		workflow: {
			repositoryUrl: repositoryUrl(env),
			commit: env["GITHUB_SHA"] || void 0,
			refName: env["GITHUB_HEAD_REF"] || env["GITHUB_REF_NAME"] || void 0
		},
		subject,
		exclude: inputs.exclude,
		symlinks: inputs.symlinks,
		allowOutsideLinks: inputs.allowOutsideLinks,
		modes: inputs.modes,
		timestamp: created === "1970-01-01T00:00:00Z" ? void 0 : created,
		layers: inputs.layers,
		layerSize: layerSize(inputs, label),
		shard: inputs.shard,
		reuseFrom: reuseFrom(inputs, target, pushByDigest),
		archive: inputs.archive,
		compression: inputs.compression,
		compressionLevel: compressionLevel(inputs, label),
		ifTagExists: inputs.ifTagExists,
		push: inputs.push,
		concurrency: inputs.concurrency
	};
}
const imageSpecs = {
	"v1.0": "1.0",
	"v1.1": "1.1"
};
function tagsToWrite(inputs, pushByDigest, { label, notice }) {
	const given = require_options.readTags(inputs.target, inputs.tags, void 0, label);
	if (!pushByDigest) return given;
	if (given.length > 0 && inputs.shard === void 0) notice(`${label("push-by-digest")}: no tags are written, not even ${given.join(", ")}`);
	return [];
}
function versionTags({ semverTags, version, pushByDigest, shard }, label) {
	if (!semverTags) return [];
	if (pushByDigest || shard !== void 0) throw (require_spec ??= require("./spec.js")).inputError(label("semver-tags"), void 0, `it writes tags, but ${label(pushByDigest ? "push-by-digest" : "shard")} writes none; omit one of them`);
	if (version === void 0) return [];
	const parsed = require_semver_option.readSemanticVersion(version, label);
	return [(require_spec ??= require("./spec.js")).tagOfVersion(parsed.text), ...(require_spec ??= require("./spec.js")).movingTagsOf(parsed).map(({ tag }) => tag)];
}
function compressionLevel(inputs, label) {
	const { compression, compressionLevel: level } = inputs;
	const subject = label("compression-level");
	if (level === void 0) return void 0;
	switch (compression) {
		case "gzip": return require_options.wholeNumber(subject, level, 0, 9);
		case "zstd": return require_options.wholeNumber(subject, level, 1, 19);
		case "none": throw (require_spec ??= require("./spec.js")).inputError(subject, level, "has no effect without compression; omit it, or choose gzip or zstd");
	}
}
function reuseFrom({ reuseFrom: given, layers }, target, pushByDigest) {
	return given ?? (pushByDigest && layers !== "single" && target.tag !== void 0 ? [target] : void 0);
}
function layerSize({ layers, layerSize: given }, label) {
	if (given === void 0 || layers === "auto") return given;
	throw (require_spec ??= require("./spec.js")).inputError(label("layer-size"), String(given), `has an effect only with ${label("layers")} set to auto`);
}
function repositoryUrl(env) {
	const repository = env["GITHUB_REPOSITORY"];
	return repository ? `${env["GITHUB_SERVER_URL"] || "https://github.com"}/${repository}` : void 0;
}

// src/commands/push-options.ts
const pushOptions = {
	...require_source_options.sourceOptions,
	target: require_run.option({
		type: require_options.locations({
			schemeRequired: true,
			refuseDigest: true
		}),
		positional: "target",
		required: "write oci://registry/repository:tag, or the path of a directory",
		description: "Where to publish: `oci://registry/repository[:tag]`, or a local path. A local path becomes an OCI image layout, and nothing is pushed. Without a tag, the first of `tags` is used, else the tag of the format, else `version`, else `latest`. Several targets, one per line, get the same artifact; the outputs describe the first.",
		cliDescription: "Where to publish: oci://registry/repository[:tag], or a local path, which becomes an OCI image layout. Earlier targets begin with oci://."
	}),
	tags: require_run.option({
		type: require_options.words("tag"),
		description: "Additional tags, separated by spaces, commas or line breaks: bare tags, or full references of the same repository. All tags point to the same manifest.",
		cliDescription: "Another tag: a bare tag, or a full reference of the same repository."
	}),
	...require_source_options.exportManifestOption,
	"push-by-digest": require_run.option({
		type: require_options.flag,
		default: false,
		description: "Write no tags, for matrix jobs whose manifests the index action combines. The output `reference` is then the pinned reference.",
		cliDescription: "Write no tags."
	}),
	"sub-dir": require_run.option({
		type: require_options.path,
		description: "Package only this directory below `source-dir`, under its path inside the artifact."
	}),
	annotations: require_run.option({
		type: require_options.lines("key=value"),
		defaultText: "the workflow's",
		description: "Annotations of the manifest, one `key=value` per line. The defaults are `org.opencontainers.image.source`, `.revision` and, if `version` is given, `.version`. `key=` removes a default. A key may have the prefix `manifest:`, as in the output of docker/metadata-action.",
		cliDescription: "Annotation of the manifest; \"key=\" removes one."
	}),
	version: require_run.option({
		type: require_options.text,
		description: "The annotation `org.opencontainers.image.version`. If `target` and `tags` have no tag, it is also the tag, with `_` for each `+`, as in Helm and Flux.",
		cliDescription: "The version annotation, and the tag if no other is given (\"_\" replaces \"+\")."
	}),
	"semver-tags": require_semver_option.semverTagsOption("Write the tags of `version`, or of the version of the format: for `1.2.3` the tags `1.2.3`, `1.2`, `1` and `latest`, with the `v` of `v1.2.3`."),
	"artifact-type": require_run.option({
		type: require_options.mediaType,
		defaultText: "`application/vnd.unknown.artifact.v1`; none with `config`",
		description: "Artifact type of the manifest, a media type that names the kind of content."
	}),
	subject: require_run.option({
		type: require_options.text,
		description: "The manifest that the artifact refers to, as a referrer: a digest or a tag in the repository of the target, or a full reference of that repository. If `target` and `tags` have no tag, no tag is written."
	}),
	platform: require_run.option({
		type: require_options.platform,
		description: "Platform of the content, `os/arch[/variant][:os.version]`, recorded in the annotation `io.oci-artifact.platform` for the index action.",
		cliDescription: "Platform of the content, such as linux/arm64, recorded for an index."
	}),
	exclude: require_run.option({
		type: require_options.patterns,
		description: "Patterns to exclude, one per line, with the rules of a `.gitignore`: white space at the beginning of a line is a part of the pattern. `.git` is always excluded.",
		cliDescription: "Pattern to exclude, as in a .gitignore; .git is always excluded."
	}),
	symlinks: require_run.option({
		type: require_options.choice("preserve", "follow", "error"),
		default: "preserve",
		description: "`preserve` stores symbolic links, `follow` stores their targets, `error` refuses links. A link to a path outside the source is an error unless `allow-outside-links` is set."
	}),
	"allow-outside-links": require_run.option({
		type: require_options.flag,
		default: false,
		description: "Store symbolic links to paths outside the source, with unchanged targets. `pull` rejects such links."
	}),
	modes: require_run.option({
		type: require_options.choice("keep", "normalize"),
		default: "keep",
		description: "`keep` stores permissions unchanged, `normalize` stores 0755 for directories and executables and 0644 for other files. On Windows, the git index determines which files are executable."
	}),
	timestamp: require_run.option({
		type: require_options.date,
		defaultText: "`SOURCE_DATE_EPOCH`, else `1970-01-01T00:00:00Z`",
		description: "Creation date for the annotation `org.opencontainers.image.created`, RFC 3339. The default is fixed, so that equal content has an equal digest."
	}),
	compression: require_run.option({
		type: require_options.choice("gzip", "zstd", "none"),
		default: "gzip",
		description: "Compression of the layer. ORAS and Flux unpack only gzip."
	}),
	"compression-level": require_run.option({
		type: require_options.text,
		defaultText: "chosen for speed",
		description: "0 to 9 for gzip with zlib, 1 to 19 for zstd. Without a level, gzip uses an encoder that is faster than zlib, and zstd uses its default level.",
		cliDescription: "0 to 9 for gzip, 1 to 19 for zstd."
	}),
	...require_options.registryWriteOptions,
	"if-tag-exists": require_run.option({
		type: require_options.choice("overwrite", "skip", "fail", "newer"),
		default: "overwrite",
		description: "What to do if a tag points to other content: `overwrite` moves the tag, `skip` does not change it (the outputs describe the existing content, and `pushed` is `false`), `fail` fails, `newer` moves it only to a higher version, by the annotation `org.opencontainers.image.version`. If the content is equal, the run succeeds in each case."
	}),
	push: require_run.option({
		type: require_options.flag,
		default: true,
		description: "Push the artifact. `false` packages it and reports its digest.",
		cliDescription: "Package the artifact and report its digest, without pushing."
	}),
	...require_options.runOptions,
	concurrency: require_options.concurrency(4, "blobs that are pushed"),
	"output-dir": require_run.option({
		type: require_options.path,
		defaultText: "a new temporary directory",
		description: "The OCI image layout is written to `oci-layout` below this directory.",
		cliDescription: "Keep the OCI image layout, in `oci-layout` below this directory. Without it, a push leaves no layout."
	}),
	cache: require_run.option({
		type: require_options.flag,
		default: false,
		scope: "action",
		description: "Keep the packed layer on the runner and, between jobs, in the cache of GitHub Actions, and reuse it if the source has not changed. The source and the layer are hashed in each run; see \"Configuration and trust\" in the README."
	}),
	...require_options.cacheDirectoryOptions("Keep the packed layer in this directory, and reuse it if the source has not changed.", "layers", "10GiB"),
	"register-artifact": require_run.option({
		type: require_options.flag,
		default: false,
		scope: "action",
		description: "Declare the pushed artifact to the runner, so that a later step of the job, such as an attestation, finds it: `oci://registry/repository@sha256:\u2026` is appended to the file that `GITHUB_ARTIFACTS` names, if the runner provides one."
	}),
	"write-docker-config": require_run.option({
		type: require_options.flag,
		default: false,
		scope: "action",
		description: "Keep the credentials of the push in `~/.docker/config.json` until the job ends, for steps that read them there, such as an attestation with `push-to-registry`. An existing entry is not changed."
	}),
	...require_options.summaryOption,
	...require_options.resultOptions
};

// src/commands/push.ts
const { checksums, size, "media-type": mediaType, "artifact-type": artifactType, ...names } = require_run.resultOutputs("manifest");
const outputs = {
	...names,
	"store-path": require_run.output(require_run.lineOutput, "Directory of the OCI image layout. On the command line empty after a push without `output-dir`.", (result) => result.storePath),
	"media-type": mediaType,
	"artifact-type": artifactType,
	size,
	"layer-digest": require_run.output(require_run.digestOutput, "Digest of the compressed layer.", (result) => result.layerDigest),
	"layer-size": require_run.output(require_run.numberOutput, "Size of the compressed layer in bytes.", (result) => result.layerSize),
	"content-digest": require_run.output(require_run.digestOutput, "Digest of the uncompressed tar, the same on every system.", (result) => result.contentDigest),
	pushed: require_run.output(require_run.booleanOutput, "`true` if the artifact was pushed; `false` with `push: false`, for a local target, and when the main tag was skipped.", (result) => result.pushed),
	checksums,
	references: require_run.output(require_run.linesOutput, "References of the artifact at all targets, one per line, in the order of the targets.", (result) => result.targets.map(({ reference }) => reference)),
	digests: require_run.output(require_run.digestsOutput, "Digests of the artifact at all targets, one per line. They differ only after a skip.", (result) => result.targets.map(({ digest }) => digest))
};
const push = require_options.defineCommand({
	name: "push",
	summary: "publish a directory or files",
	description: "Packages <source> and pushes it to <target>: oci://registry/repository[:tag], or a local path, which becomes an OCI image layout. One directory becomes one packed layer. Files, or several sources, become one layer each.",
	arguments: pushArguments,
	examples: [
		{
			comment: "Push a directory",
			line: "push ./bundle oci://ghcr.io/acme/bundle:v1.2.0 --tag latest"
		},
		{
			comment: "Push files with their own media types",
			line: "push model.safetensors config.json:application/json oci://ghcr.io/acme/model:v1"
		},
		{
			comment: "Write an image layout without a registry",
			line: "push ./bundle ./layout:v1"
		},
		{
			comment: "Use the digest in a script",
			line: "push ./bundle oci://ghcr.io/acme/bundle:v1 --json | jq -r .digest"
		}
	],
	action: {
		name: "Publish directory as OCI artifact",
		description: "Packages a directory reproducibly, pushes it to any OCI registry and outputs the digest for signing and attestation",
		icon: "package",
		directory: "",
		post: true
	},
	options: pushOptions,
	outputs,
	failure: { directoryInput: "source-dir" },
	async run(inputs, context) {
		const { env, label, log, workflow } = context;
		const directoryInput = workflow === void 0 || inputs.sourceDir === void 0 ? "files" : "source-dir";
		context.describeFailure(() => ({ directoryInput: workflow === void 0 ? "files" : "source-dir" }));
		const plan = {
			...publishPlan(inputs, context),
			fileAnnotations: await require_source_options.readAnnotationFile(inputs, label)
		};
		const access = await require_options.registryAccess(inputs, label);
		const { target, furtherTargets = [] } = plan;
		const isOnly = furtherTargets.length === 0;
		const packingCache = packingCacheOf(inputs, context);
		const isLayoutNeeded = workflow !== void 0 || !isComplete(plan);
		const discardOutput = !isLayoutNeeded && target.kind === "registry" && packingCache === void 0;
		const output = await reserveOutputDirectory(isOnly ? target : void 0, inputs.outputDir, env["RUNNER_TEMP"], discardOutput);
		context.onFailure(output.undo);
		context.onForcedExit(output.undoNow);
		const jobCache = inputs.cache ? await workflow?.layerCache?.(context) : void 0;
		if (jobCache !== void 0) {
			context.onFailure(async () => jobCache.removeNow());
			context.onForcedExit(() => {
				jobCache.removeNow();
			});
		}
		context.describeFailure(() => ({
			directoryInput,
			registry: target.kind === "registry" ? target.registry : void 0,
			plainHttp: access.plainHttp,
			isOutput: output.contains,
			outputInput: inputs.outputDir === void 0 ? target.kind === "layout" ? "target" : void 0 : "output-dir"
		}));
		const logLine = (text) => {
			if (workflow === void 0) log.debug(text);
			else log.line(text);
		};
		logLine(`push ${inputs.sourceDir ?? require_run.formatNumber(inputs.files.length, "source")} to ${(require_spec ??= require("./spec.js")).formatLocation(target)}`);
		const isLocal = [target, ...furtherTargets].every(({ kind }) => kind === "layout");
		const operation = require_options.operationOptions(context, isLocal);
		const published = await require_semver_option.publish({
			...plan,
			outputDir: output.path,
			isOutputTemporary: output.isTemporary,
			discardOutput: discardOutput && output.isTemporary,
			packingCache,
			layerCache: jobCache,
			connection: require_options.connectionOptions(access, context),
			...operation,
			onEvent: (event) => {
				operation.onEvent(event);
				if (event.kind === "phase" && event.phase === "package") logLine(`package with Node ${process.versions.node} and zlib ${process.versions.zlib}`);
			},
			afterPush: inputs.writeDockerConfig ? async (connection) => workflow?.writeDockerConfig?.(connection, context) : void 0
		});
		const inRegistry = target.kind === "registry" && inputs.push;
		const home = inRegistry ? target : {
			kind: "layout",
			path: published.storePath
		};
		await require_source_options.exportManifest(inputs.exportManifest, home, published.digest, access, context);
		const result = !isLayoutNeeded && output.isTemporary && (discardOutput || removeLayout(output, log)) ? {
			...published,
			storePath: ""
		} : published;
		return {
			result,
			lines: publishLines(result, inRegistry),
			summary: (warnings) => publishSummary(result, {
				inRegistry,
				plainHttp: access.plainHttp === true,
				repositoryUrl: repositoryUrl(env),
				links: (require_links ??= require("./links.js")).workflowLinks(env, result.name),
				warnings
			}),
			afterOutputs: inputs.registerArtifact ? async () => workflow?.registerArtifact?.(result, context) : void 0,
			atEnd: async () => jobCache?.save(context.signal)
		};
	}
});
function isComplete({ push: isPushed, target, furtherTargets = [] }) {
	return isPushed !== false || [target, ...furtherTargets].every(({ kind }) => kind === "layout");
}
function removeLayout(output, log) {
	try {
		output.undoNow();
		return true;
	} catch (error) {
		log.warning(require_options.fileSystemError(error, `remove ${output.path}`).message);
		return false;
	}
}
function isRegistryTarget(argument) {
	return argument.startsWith((require_spec ??= require("./spec.js")).ociScheme);
}
function pushArguments(given, flags) {
	const [only] = given;
	if (given.length === 1 && only !== void 0 && !isRegistryTarget(only)) return { files: given };
	const earlier = given.slice(0, -1);
	const sources = earlier.filter((argument) => !isRegistryTarget(argument));
	const target = [...earlier.filter(isRegistryTarget), ...given.slice(-1)];
	const [source] = sources;
	return flags["source-dir"] === void 0 && sources.length === 1 && source !== void 0 && isWholeSource(source) ? {
		"source-dir": source,
		target
	} : {
		files: sources,
		target
	};
}
function isWholeSource(source) {
	return source !== "-" && !(require_formats ??= require("./formats.js")).isPattern(source) && require_source_options.readSourceFile(source).path === source;
}
function packingCacheOf(inputs, { env, label }) {
	const { cacheDirectory, cacheSize } = inputs;
	require_options.checkCacheSize(inputs, label);
	if (cacheDirectory !== void 0) return {
		directory: cacheDirectory,
		maxBytes: cacheSize
	};
	const parent = env["RUNNER_TOOL_CACHE"] || env["RUNNER_TEMP"] || (0, (node_os ??= require("node:os")).tmpdir)();
	return inputs.cache ? { directory: (0, (node_path ??= require("node:path")).join)(parent, "oci-artifact", "packing") } : void 0;
}

exports.push = push;