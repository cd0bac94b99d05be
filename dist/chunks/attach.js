import { n as openLocation, t as manifestLocation } from "./open-location.js";
import { t as expandFilePatterns } from "./file-patterns.js";
import { i as annotationCreated, u as annotationTitle } from "./annotations.js";
import { a as repositoryOf, i as referenceOf, n as formatLocation } from "./location.js";
import { i as inputError, m as printable, o as isOciError, u as plainLabel } from "./error.js";
import { t as resultAt } from "./result.js";
import { t as build } from "./build.js";
import { n as describeFile, r as describedFile } from "./file-layer.js";
import { t as _usingCtx } from "./usingCtx.js";
import { i as formatNumber, t as formatBytes } from "./format.js";
import { r as resultSummary } from "./summary.js";
import { g as mediaTypeOctetStream, i as isMediaType } from "./media-types.js";
import { n as readAnnotations } from "./annotation-options.js";
import { C as connectionOptions, E as operationOptions, T as locationContext, c as mediaType, r as date, s as lines, w as defineCommand } from "./option-types.js";
import { a as locationDescription, i as location } from "./location-options.js";
import { t as option } from "./option.js";
import { m as resultOutputs, o as lineOutput, u as output } from "./output.js";
import { a as registryAccess, s as registryWriteOptions } from "./registry-options.js";
import { i as summaryOption, n as jsonOption, r as runOptions, t as concurrency } from "./run-options.js";

// src/operations/attach.ts
async function attach$1(options) {
	try {
		var _usingCtx$1 = _usingCtx();
		const { artifactType, signal, onEvent } = options;
		const layers = await describeFiles(options);
		const { repository } = _usingCtx$1.a(await openLocation(options.subject, {
			...options.connection,
			create: false,
			signal
		}));
		const location = await manifestLocation(repository, options.subject, { signal });
		const subject = await repository.resolve(referenceOf(location), { signal });
		const created = (/* @__PURE__ */ new Date()).toISOString().replace(/\.\d+Z$/, "Z");
		const plan = {
			artifactType,
			config: { kind: "empty" },
			layers,
			subject,
			annotations: {
				[annotationCreated]: created,
				...options.annotations
			}
		};
		const built = await withFilesLabel(options, () => build(plan, repository, {
			concurrency: options.concurrency,
			signal,
			onFile: ({ digest, size }, state) => onEvent?.({
				kind: "blob",
				digest,
				size,
				state
			})
		}));
		return {
			...resultAt(location, built.manifest, []),
			subject: formatLocation({
				...repositoryOf(location),
				digest: subject.digest
			}),
			layers: built.layers.map(({ descriptor }) => descriptor)
		};
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
async function describeFiles(options) {
	const { label = plainLabel, signal } = options;
	const layers = [];
	const pathByTitle = /* @__PURE__ */ new Map();
	for (const { path, mediaType } of await expandFilePatterns(options.files, label("files"), { signal })) {
		const descriptor = await withFilesLabel(options, () => describeFile(path, mediaType, { signal }));
		const title = descriptor.annotations?.["org.opencontainers.image.title"] ?? "";
		const other = pathByTitle.get(title);
		if (other !== void 0) {
			const problem = `has the same name as ${printable(other, 200)}; rename one, or a pull loses a file`;
			throw inputError(label("files"), path, problem);
		}
		pathByTitle.set(title, path);
		layers.push(describedFile(path, descriptor));
	}
	return layers;
}
async function withFilesLabel({ label = plainLabel }, work) {
	try {
		return await work();
	} catch (error) {
		if (isOciError(error, "INPUT_INVALID", "FILE_SYSTEM", "FILE_CHANGED")) throw inputError(label("files"), void 0, error.message);
		throw error;
	}
}

// src/commands/attach.ts
const options = {
	subject: option({
		type: location(),
		positional: "subject",
		required: "write registry/repository@sha256:…, or ./path:tag for an image layout",
		description: `Manifest to attach to, preferably with its digest: ${locationDescription}. Without a tag and digest, \`latest\` is used, or the only manifest of a layout.`
	}),
	files: option({
		type: lines("file"),
		positional: "file",
		required: "give at least one file, as path or path:media/type",
		description: "Files or patterns (`*`, `?`, `**`, `{a,b}`), one per line: `path`, or `path:media/type`. The default media type is `application/octet-stream`. The base name becomes the title, which is the name of the pulled file. A pattern that matches no file is an error. A file that several lines match is attached once, with the media type of the first of these lines.",
		cliDescription: "File or pattern: path, or path:media/type."
	}),
	"artifact-type": option({
		type: mediaType,
		required: "give a media type for the attached files, for example application/vnd.cyclonedx+json or application/spdx+json",
		description: "Media type of the attached files, such as `application/vnd.cyclonedx+json` or `application/spdx+json`."
	}),
	annotations: option({
		type: lines("key=value"),
		description: "Annotations of the manifest, one `key=value` per line. A key may have the prefix `manifest:`, as in the output of docker/metadata-action.",
		cliDescription: "Annotation of the manifest."
	}),
	timestamp: option({
		type: date,
		defaultText: "`SOURCE_DATE_EPOCH`, else `1970-01-01T00:00:00Z`",
		description: "Creation date for the annotation `org.opencontainers.image.created`, RFC 3339. The default is fixed, so that equal files give an equal digest."
	}),
	...registryWriteOptions,
	...runOptions,
	concurrency: concurrency(4, "files that are pushed"),
	...summaryOption,
	...jsonOption
};
const shared = resultOutputs("manifest");
const outputs = {
	digest: {
		...shared.digest,
		description: "Digest (`sha256:…`) of the manifest that refers to the subject."
	},
	reference: {
		...shared.reference,
		description: "The pinned reference of that manifest; for a layout its path with the digest."
	},
	"pinned-reference": {
		...shared["pinned-reference"],
		description: "The pinned reference of that manifest. Empty for a layout."
	},
	subject: output(lineOutput, "The pinned reference of the subject; for a layout its path with the digest.", (result) => result.subject),
	"media-type": shared["media-type"],
	"artifact-type": shared["artifact-type"],
	size: shared.size
};
const attach = defineCommand({
	name: "attach",
	summary: "attach files to a manifest, such as an SBOM",
	description: "Pushes files as an artifact that refers to <subject>. The base name of a file becomes its title.",
	examples: [{
		comment: "Attach an SBOM",
		line: "attach ghcr.io/acme/app:v1 sbom.spdx.json --artifact-type application/spdx+json"
	}],
	action: {
		name: "Attach files to OCI artifact",
		description: "Pushes files, such as an SBOM, as an artifact that refers to a manifest or index",
		icon: "paperclip",
		directory: "attach"
	},
	options,
	outputs,
	failure: {
		placeInput: "subject",
		directoryInput: "files"
	},
	async run(inputs, context) {
		const { label, log } = context;
		const plan = attachPlan(inputs, context);
		const access = await registryAccess(inputs, label);
		context.describeFailure(() => ({
			...locationContext("subject", plan.subject),
			directoryInput: "files",
			plainHttp: access.plainHttp
		}));
		log.phase("Attach");
		const result = await attach$1({
			...plan,
			connection: connectionOptions(access, context),
			...operationOptions(context)
		});
		const bytes = formatBytes(result.layers.reduce((sum, { size }) => sum + size, 0));
		return {
			result,
			lines: [`attached ${formatNumber(result.layers.length, "file")} (${bytes}) to ${result.subject}`, `  referrer   ${result.reference}`],
			summary: (warnings) => resultSummary("Attached", result.reference, [
				["To", result.subject],
				["Artifact type", result.artifactType],
				["Size", bytes]
			], warnings)
		};
	}
});
function attachPlan(inputs, context) {
	const { annotations, created } = readAnnotations(inputs, "manifest", {}, context);
	return {
		subject: inputs.subject,
		files: inputs.files.map(attachedFile),
		artifactType: inputs.artifactType,
		annotations: {
			...annotations,
			[annotationCreated]: created
		},
		concurrency: inputs.concurrency
	};
}
function attachedFile(text) {
	const colon = text.lastIndexOf(":");
	const type = text.slice(colon + 1);
	if (colon < 2 || !isMediaType(type)) return {
		path: text,
		mediaType: mediaTypeOctetStream
	};
	return {
		path: text.slice(0, colon),
		mediaType: type
	};
}

export { attach };