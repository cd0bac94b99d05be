import { n as isPattern } from "./file-patterns.js";
import { a as readSemanticVersion, c as movingTagsOf, i as layoutPath, r as publish, t as semverTagsOption } from "./semver-option.js";
import { i as formatNumber } from "./format.js";
import { i as publishLines, n as publishSummary } from "./summary.js";
import { n as formatLocation } from "./location.js";
import { i as inputError } from "./error.js";
import { c as readSubject, l as readTags, o as locations, r as checkSubjectTag, u as ociScheme } from "./location-options.js";
import { n as reproducibleTimestamp } from "./date.js";
import { y as tagOfVersion } from "./reference.js";
import { a as workflowAnnotations, i as withPlatform, n as readAnnotations, r as readPairs } from "./annotation-options.js";
import { n as checkCacheSize, t as cacheDirectoryOptions } from "./cache-options.js";
import { C as connectionOptions, E as operationOptions, S as words, _ as text, a as flag, c as mediaType$1, d as path$1, f as patterns, p as platform, r as date, s as lines, t as choice, w as defineCommand, x as wholeNumber } from "./option-types.js";
import { l as numberOutput, m as resultOutputs, n as digestOutput, o as lineOutput, r as digestsOutput, s as linesOutput, t as booleanOutput, u as output } from "./output.js";
import { n as fileSystemError } from "./file-system-error.js";
import { t as isWithin } from "./safe-path.js";
import { t as option } from "./option.js";
import { a as registryAccess, s as registryWriteOptions } from "./registry-options.js";
import { i as summaryOption, n as jsonOption, r as runOptions, t as concurrency } from "./run-options.js";
import { i as sourceOptions, n as readMediaTypeRule, r as readSourceFile, t as readAnnotationFile } from "./source-options.js";
import { dirname, join, resolve } from "node:path";
import { tmpdir } from "node:os";
import { rmSync } from "node:fs";
import { lstat, mkdtemp, rm } from "node:fs/promises";

// src/commands/output-directory.ts
async function reserveOutputDirectory(target, outputDir, temporary) {
	if (target?.kind === "layout") return existingDirectory(target.path, resolve(target.path));
	if (outputDir !== void 0) return existingDirectory(outputDir, layoutPath(outputDir));
	const created = await newDirectory(temporary || tmpdir());
	return directoryOf(created, layoutPath(created), created);
}
async function existingDirectory(path, layout) {
	return directoryOf(path, layout, await firstMissing(resolve(layout)));
}
function directoryOf(path, layout, created) {
	const options = {
		recursive: true,
		force: true,
		maxRetries: 3
	};
	return {
		path,
		contains: (other) => isWithin(layout, other) || created !== void 0 && isWithin(created, other),
		undo: async () => {
			if (created !== void 0) await rm(created, options);
		},
		undoNow: () => {
			if (created !== void 0) rmSync(created, options);
		}
	};
}
async function newDirectory(parent) {
	try {
		return await mkdtemp(join(parent, "oci-artifact-"));
	} catch (error) {
		throw fileSystemError(error, `create a temporary directory in ${parent}`);
	}
}
async function firstMissing(path) {
	let missing;
	for (let next = path;; next = dirname(next)) {
		try {
			await lstat(next);
			return missing;
		} catch {
			missing = next;
		}
		if (dirname(next) === next) return missing;
	}
}

// src/commands/push-options.ts
const pushOptions = {
	...sourceOptions,
	target: option({
		type: locations({
			schemeRequired: true,
			refuseDigest: true
		}),
		positional: "target",
		required: "write oci://registry/repository:tag, or the path of a directory",
		description: "Where to publish: `oci://registry/repository[:tag]`, or a local path. A local path becomes an OCI image layout, and nothing is pushed. Without a tag, the first of `tags` is used, else the tag of the format, else `version`, else `latest`. Several targets, one per line, get the same artifact; the outputs describe the first.",
		cliDescription: "Where to publish: oci://registry/repository[:tag], or a local path, which becomes an OCI image layout. Earlier targets begin with oci://."
	}),
	tags: option({
		type: words("tag"),
		description: "Additional tags, separated by spaces, commas or line breaks: bare tags, or full references of the same repository. All tags point to the same manifest.",
		cliDescription: "Another tag: a bare tag, or a full reference of the same repository."
	}),
	"push-by-digest": option({
		type: flag,
		default: false,
		description: "Write no tags, for matrix jobs whose manifests the index action combines. The output `reference` is then the pinned reference.",
		cliDescription: "Write no tags."
	}),
	"sub-dir": option({
		type: path$1,
		description: "Package only this directory below `source-dir`, under its path inside the artifact."
	}),
	annotations: option({
		type: lines("key=value"),
		defaultText: "the workflow's",
		description: "Annotations of the manifest, one `key=value` per line. The defaults are `org.opencontainers.image.source`, `.revision` and, if `version` is given, `.version`. `key=` removes a default. A key may have the prefix `manifest:`, as in the output of docker/metadata-action.",
		cliDescription: "Annotation of the manifest; \"key=\" removes one."
	}),
	version: option({
		type: text,
		description: "The annotation `org.opencontainers.image.version`. If `target` and `tags` have no tag, it is also the tag, with `_` for each `+`, as in Helm and Flux.",
		cliDescription: "The version annotation, and the tag if no other is given (\"_\" replaces \"+\")."
	}),
	"semver-tags": semverTagsOption("Write the tags of `version`, or of the version of the format: for `1.2.3` the tags `1.2.3`, `1.2`, `1` and `latest`, with the `v` of `v1.2.3`."),
	"artifact-type": option({
		type: mediaType$1,
		defaultText: "`application/vnd.unknown.artifact.v1`; none with `config`",
		description: "Artifact type of the manifest, a media type that names the kind of content."
	}),
	subject: option({
		type: text,
		description: "The manifest that the artifact refers to, as a referrer: a digest or a tag in the repository of the target, or a full reference of that repository. If `target` and `tags` have no tag, no tag is written."
	}),
	platform: option({
		type: platform,
		description: "Platform of the content, `os/arch[/variant][:os.version]`, recorded in the annotation `io.oci-artifact.platform` for the index action.",
		cliDescription: "Platform of the content, such as linux/arm64, recorded for an index."
	}),
	exclude: option({
		type: patterns,
		description: "Patterns to exclude, one per line, with the rules of a `.gitignore`: white space at the beginning of a line is a part of the pattern. `.git` is always excluded.",
		cliDescription: "Pattern to exclude, as in a .gitignore; .git is always excluded."
	}),
	symlinks: option({
		type: choice("preserve", "follow", "error"),
		default: "preserve",
		description: "`preserve` stores symbolic links, `follow` stores their targets, `error` refuses links. A link to a path outside the source is an error unless `allow-outside-links` is set."
	}),
	"allow-outside-links": option({
		type: flag,
		default: false,
		description: "Store symbolic links to paths outside the source, with unchanged targets. `pull` rejects such links."
	}),
	modes: option({
		type: choice("keep", "normalize"),
		default: "keep",
		description: "`keep` stores permissions unchanged, `normalize` stores 0755 for directories and executables and 0644 for other files. On Windows, the git index determines which files are executable."
	}),
	timestamp: option({
		type: date,
		defaultText: "`SOURCE_DATE_EPOCH`, else `1970-01-01T00:00:00Z`",
		description: "Creation date for the annotation `org.opencontainers.image.created`, RFC 3339. The default is fixed, so that equal content has an equal digest."
	}),
	compression: option({
		type: choice("gzip", "zstd", "none"),
		default: "gzip",
		description: "Compression of the layer. ORAS and Flux unpack only gzip."
	}),
	"compression-level": option({
		type: text,
		defaultText: "chosen for speed",
		description: "0 to 9 for gzip with zlib, 1 to 19 for zstd. Without a level, gzip uses an encoder that is faster than zlib, and zstd uses its default level.",
		cliDescription: "0 to 9 for gzip, 1 to 19 for zstd."
	}),
	...registryWriteOptions,
	"if-tag-exists": option({
		type: choice("overwrite", "skip", "fail", "newer"),
		default: "overwrite",
		description: "What to do if a tag points to other content: `overwrite` moves the tag, `skip` does not change it (the outputs describe the existing content, and `pushed` is `false`), `fail` fails, `newer` moves it only to a higher version, by the annotation `org.opencontainers.image.version`. If the content is equal, the run succeeds in each case."
	}),
	push: option({
		type: flag,
		default: true,
		description: "Push the artifact. `false` packages it and reports its digest.",
		cliDescription: "Package the artifact and report its digest, without pushing."
	}),
	...runOptions,
	concurrency: concurrency(4, "blobs that are pushed"),
	"output-dir": option({
		type: path$1,
		defaultText: "a new temporary directory",
		description: "The OCI image layout is written to `oci-layout` below this directory."
	}),
	cache: option({
		type: flag,
		default: false,
		scope: "action",
		description: "Keep the packed layer on the runner and, between jobs, in the cache of GitHub Actions, and reuse it if the source has not changed. The source and the layer are hashed in each run; see \"Configuration and trust\" in the README."
	}),
	...cacheDirectoryOptions("Keep the packed layer in this directory, and reuse it if the source has not changed.", "layers", "10GiB"),
	"register-artifact": option({
		type: flag,
		default: false,
		scope: "action",
		description: "Declare the pushed artifact to the runner, so that a later step of the job, such as an attestation, finds it: `oci://registry/repository@sha256:…` is appended to the file that `GITHUB_ARTIFACTS` names, if the runner provides one."
	}),
	"write-docker-config": option({
		type: flag,
		default: false,
		scope: "action",
		description: "Keep the credentials of the push in `~/.docker/config.json` until the job ends, for steps that read them there, such as an attestation with `push-to-registry`. An existing entry is not changed."
	}),
	...summaryOption,
	...jsonOption
};

// src/commands/push.ts
const { checksums, size, "media-type": mediaType, "artifact-type": artifactType, ...names } = resultOutputs("manifest");
const outputs = {
	...names,
	"store-path": output(lineOutput, "Directory of the OCI image layout.", (result) => result.storePath),
	"media-type": mediaType,
	"artifact-type": artifactType,
	size,
	"layer-digest": output(digestOutput, "Digest of the compressed layer.", (result) => result.layerDigest),
	"layer-size": output(numberOutput, "Size of the compressed layer in bytes.", (result) => result.layerSize),
	"content-digest": output(digestOutput, "Digest of the uncompressed tar, the same on every system.", (result) => result.contentDigest),
	pushed: output(booleanOutput, "`true` if the artifact was pushed; `false` with `push: false`, for a local target, and when the main tag was skipped.", (result) => result.pushed),
	checksums,
	references: output(linesOutput, "References of the artifact at all targets, one per line, in the order of the targets.", (result) => result.targets.map(({ reference }) => reference)),
	digests: output(digestsOutput, "Digests of the artifact at all targets, one per line. They differ only after a skip.", (result) => result.targets.map(({ digest }) => digest))
};
const push = defineCommand({
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
		const plan = {
			...publishPlan(inputs, context),
			fileAnnotations: await readAnnotationFile(inputs, label)
		};
		const access = await registryAccess(inputs, label);
		const { target, furtherTargets = [] } = plan;
		const isOnly = furtherTargets.length === 0;
		const packingCache = packingCacheOf(inputs, context);
		const output = await reserveOutputDirectory(isOnly ? target : void 0, inputs.outputDir, env["RUNNER_TEMP"]);
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
			directoryInput: workflow === void 0 || inputs.sourceDir === void 0 ? "files" : "source-dir",
			registry: target.kind === "registry" ? target.registry : void 0,
			plainHttp: access.plainHttp,
			isOutput: output.contains
		}));
		const line = `${`node ${process.versions.node}, zlib ${process.versions.zlib}`}; ${inputs.sourceDir ?? formatNumber(inputs.files.length, "source")} → ${formatLocation(target)}`;
		if (workflow === void 0) log.debug(line);
		else log.line(line);
		const result = await publish({
			...plan,
			outputDir: output.path,
			packingCache,
			layerCache: jobCache,
			connection: connectionOptions(access, context),
			...operationOptions(context),
			afterPush: inputs.writeDockerConfig ? async (connection) => workflow?.writeDockerConfig?.(connection, context) : void 0
		});
		const inRegistry = target.kind === "registry" && inputs.push;
		return {
			result,
			lines: publishLines(result, inRegistry),
			summary: (warnings) => publishSummary(result, {
				inRegistry,
				plainHttp: access.plainHttp === true,
				repositoryUrl: repositoryUrl(env),
				warnings
			}),
			afterOutputs: inputs.registerArtifact ? async () => workflow?.registerArtifact?.(result, context) : void 0,
			atEnd: async () => jobCache?.save(context.signal)
		};
	}
});
function publishPlan(inputs, context) {
	const { label, env } = context;
	const { version, subject: subjectText } = inputs;
	const [target, ...furtherTargets] = inputs.target;
	if (target === void 0) throw inputError(label("target"), void 0, "it is missing; write oci://registry/repository:tag");
	if (inputs.sourceDir === void 0 && inputs.files.length === 0) throw inputError(label("files"), void 0, "no source is given; give the directory to package, or files");
	const hasTags = inputs.tags.length > 0 || target.tag !== void 0 || inputs.semverTags;
	const untagged = subjectText !== void 0 && !hasTags;
	const pushByDigest = inputs.pushByDigest || untagged;
	const tags = tagsToWrite(inputs, pushByDigest, context);
	const subject = subjectText === void 0 ? void 0 : readSubject(subjectText, target, context);
	checkSubjectTag(subject, [...tags, ...versionTags(inputs, label)], label);
	const { annotations, created } = readAnnotations(inputs, "manifest", workflowAnnotations(env, version), context);
	const withoutTag = (location) => pushByDigest ? {
		...location,
		tag: void 0
	} : location;
	const hasPlatformConfig = inputs.config !== void 0 && inputs.config.kind !== "file";
	return {
		sourceDir: inputs.sourceDir,
		files: inputs.files.length === 0 ? void 0 : inputs.files.map(readSourceFile),
		format: inputs.format,
		target: withoutTag(target),
		furtherTargets: furtherTargets.map(withoutTag),
		tags: tags.length === 0 && !pushByDigest ? void 0 : tags,
		pushByDigest,
		subDir: inputs.subDir,
		annotations: hasPlatformConfig ? annotations : withPlatform(annotations, inputs.platform, label),
		layerAnnotations: readPairs(inputs.layerAnnotations, label("layer-annotations")),
		artifactType: inputs.artifactType,
		layerMediaType: inputs.layerMediaType,
		mediaTypes: inputs.mediaTypes.map((line) => readMediaTypeRule(line, label("media-types"))),
		config: inputs.config,
		platform: inputs.platform,
		labels: readPairs(inputs.labels, label("labels")),
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
function isRegistryTarget(argument) {
	return argument.startsWith(ociScheme);
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
	return source !== "-" && !isPattern(source) && readSourceFile(source).path === source;
}
function tagsToWrite(inputs, pushByDigest, { label, notice }) {
	const given = readTags(inputs.target, inputs.tags, void 0, label);
	if (!pushByDigest) return given;
	if (given.length > 0) notice(`${label("push-by-digest")}: no tags are written, not even ${given.join(", ")}`);
	return [];
}
function versionTags({ semverTags, version, pushByDigest }, label) {
	if (!semverTags) return [];
	if (pushByDigest) throw inputError(label("semver-tags"), void 0, `it writes tags, but ${label("push-by-digest")} writes none; omit one of them`);
	if (version === void 0) return [];
	const parsed = readSemanticVersion(version, label);
	return [tagOfVersion(parsed.text), ...movingTagsOf(parsed).map(({ tag }) => tag)];
}
function compressionLevel(inputs, label) {
	const { compression, compressionLevel: level } = inputs;
	const subject = label("compression-level");
	if (level === void 0) return void 0;
	switch (compression) {
		case "gzip": return wholeNumber(subject, level, 0, 9);
		case "zstd": return wholeNumber(subject, level, 1, 19);
		case "none": throw inputError(subject, level, "has no effect without compression; omit it, or choose gzip or zstd");
	}
}
function packingCacheOf(inputs, { env, label }) {
	const { cacheDirectory, cacheSize } = inputs;
	checkCacheSize(inputs, label);
	if (cacheDirectory !== void 0) return {
		directory: cacheDirectory,
		maxBytes: cacheSize
	};
	const parent = env["RUNNER_TOOL_CACHE"] || env["RUNNER_TEMP"] || tmpdir();
	return inputs.cache ? { directory: join(parent, "oci-artifact", "packing") } : void 0;
}
function repositoryUrl(env) {
	const repository = env["GITHUB_REPOSITORY"];
	return repository ? `${env["GITHUB_SERVER_URL"] || "https://github.com"}/${repository}` : void 0;
}

export { push as n, pushArguments as r, publishPlan as t };