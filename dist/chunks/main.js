import { n as publish, r as outcomeLines, t as reserveOutputDirectory } from "./inputs-output.js";
import { r as readPublishInputs } from "./inputs.js";
import { t as withConnectionLogging } from "./inputs-connection.js";
import { t as explainFailure } from "./failure.js";
import { D as isDigest, T as digestHex, d as isMediaType, i as isRecord, v as mediaTypeImageLayerGzip } from "./descriptor.js";
import { a as shellWord, i as fenced, n as code, o as truncateMarkdown, t as summary } from "./summary.js";
import { a as tagNames, n as outputNames, r as outputTexts } from "./outcome.js";
import { a as formatRatio, i as formatNumber, o as shortDigest, r as formatDuration, t as formatBytes } from "./format.js";
import { t as reportEvent } from "./report-event.js";
import { s as formatLocation } from "./inputs-reference.js";
import { a as isOciError, d as printable, r as inputError, s as messageOf, t as OciError } from "./error.js";
import { n as rawInputs, t as actionLabel } from "./inputs2.js";
import { f as setOutput } from "./core.js";
import { _ as parseReference } from "./usingCtx.js";
import { i as saveDockerAuth, n as saveDockerEntry } from "./docker-entry-state.js";
import { t as runStep } from "./step.js";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { appendFile, readFile } from "node:fs/promises";

// src/output/commands.ts
function artifactCommands(outcome, options) {
	if (!options.inRegistry) return localCommands(outcome);
	const pinned = shellWord(outcome.pinnedReference);
	const oras = orasUnpacks(outcome) ? ["# or", `oras pull ${options.plainHttp ? "--plain-http " : ""}${pinned}`] : [];
	return [
		"**Pull**",
		"",
		...fenced("sh", [`npx oci-artifact pull ${pinned} -o out${options.plainHttp ? " --plain-http" : ""}`, ...oras]),
		"",
		"**Sign and verify**",
		"",
		...fenced("sh", [`cosign sign --yes ${pinned}`, ...cosignVerify(pinned, options)]),
		"",
		"**Attest**, in a job with `id-token: write`, `attestations: write` and `packages: write`",
		"",
		...fenced("yaml", [
			"- uses: actions/attest@v4",
			"  with:",
			`    subject-name: ${outcome.name}`,
			`    subject-digest: ${outcome.digest}`,
			"    push-to-registry: true"
		])
	];
}
function localCommands(outcome) {
	if (!orasUnpacks(outcome)) return [];
	const [tag] = tagNames(outcome);
	const name = tag === void 0 ? `@${outcome.digest}` : `:${tag}`;
	return [
		"**Unpack from the layout**",
		"",
		...fenced("sh", [`oras pull --oci-layout ${shellWord(outcome.storePath + name)}`])
	];
}
function cosignVerify(pinned, options) {
	const url = options.repositoryUrl ?? "https://github.com/OWNER/REPOSITORY";
	const server = new URL(url).origin;
	const issuer = server === "https://github.com" ? "https://token.actions.githubusercontent.com" : `${server}/_services/token`;
	return [
		`cosign verify ${pinned} \\`,
		`  --certificate-identity-regexp ${shellWord(`^${url.replaceAll(".", String.raw`\.`)}/`)} \\`,
		`  --certificate-oidc-issuer ${shellWord(issuer)}`
	];
}
function orasUnpacks(outcome) {
	return outcome.layers.every((layer) => layer.mediaType === mediaTypeImageLayerGzip);
}

// src/output/picture.ts
const maxBoxes = 12;
function artifactPicture(outcome) {
	return fenced("mermaid", [
		"flowchart LR",
		...boxes("tag", tagNames(outcome), "tag").map((label, index) => `  tag${index}([${label}]) --> manifest`),
		`  manifest[${box("manifest", shortDigest(outcome.digest), outcome.artifactType, formatBytes(outcome.size))}]`,
		`  manifest --> config[${box("config", ...about(outcome.config))}]`,
		...boxes("layer", outcome.layers, "layer").map((label, index) => `  manifest --> layer${index}[${label}]`)
	]);
}
function boxes(kind, items, noun) {
	const shown = items.slice(0, maxBoxes).map((item) => box(kind, ...typeof item === "string" ? [item] : about(item)));
	const rest = items.length - shown.length;
	return rest > 0 ? [...shown, box(`${formatNumber(rest, noun)} more`)] : shown;
}
function about(descriptor) {
	return [
		descriptor.mediaType,
		shortDigest(descriptor.digest),
		formatBytes(descriptor.size)
	];
}
function box(...rows) {
	return `"${rows.filter((row) => row !== "").map(escapeLabel).join("<br/>")}"`;
}
function escapeLabel(text) {
	return Array.from(text.slice(0, 200), (character) => /[A-Za-z0-9 ./+:_…-]/.test(character) ? character : `#${character.codePointAt(0) ?? 0};`).join("");
}

// src/output/summary.ts
const maxWarnings = 100;
function jobSummary(outcome, options) {
	return truncateMarkdown([
		`### ${heading(outcome, options)} ${code(outcome.reference)}`,
		"",
		...table(outcome),
		"",
		...artifactPicture(outcome),
		"",
		...artifactCommands(outcome, options),
		"",
		...warningList(options.warnings ?? [])
	].join("\n"));
}
function heading(outcome, options) {
	if (outcome.pushed) return "Published";
	return options.inRegistry ? "Left as it was:" : "Packaged";
}
function table(outcome) {
	return [
		"| | |",
		"|---|---|",
		...[
			["Reference", code(outcome.reference)],
			["Digest", code(outcome.digest)],
			...outcome.tags.length > 1 ? [["Tags", tagList(outcome.tags)]] : [],
			["Artifact type", code(outcome.artifactType)],
			["Size", outcome.contentSize === 0 ? formatBytes(outcome.layerSize) : `${formatBytes(outcome.layerSize)} from ${formatBytes(outcome.contentSize)} in ${formatNumber(outcome.files, "file")}`],
			...outcome.contentSize === 0 ? [] : [["Ratio", formatRatio(outcome.contentSize, outcome.layerSize)]],
			...outcome.excluded > 0 ? [["Excluded", formatNumber(outcome.excluded, "path")]] : [],
			["Duration", formatDuration(outcome.durationMs)]
		].map(([name, value]) => `| **${name}** | ${value} |`)
	];
}
const maxTags = 50;
function tagList(tags) {
	const shown = tags.slice(0, maxTags).map((tag) => code(tag.slice(tag.lastIndexOf(":") + 1)));
	return tags.length > maxTags ? `${shown.join(" ")} and ${tags.length - maxTags} more` : shown.join(" ");
}
function warningList(warnings) {
	if (warnings.length === 0) return [];
	const items = warnings.slice(0, maxWarnings).map((warning) => `- ${code(warning)}`);
	const more = warnings.length > maxWarnings ? [`- and ${warnings.length - maxWarnings} more`] : [];
	return [
		"**Warnings**",
		"",
		...items,
		...more,
		""
	];
}

// src/action/outputs.ts
function setOutputs(outcome) {
	const texts = outputTexts(outcome);
	for (const name of outputNames) {
		if (texts[name] === "" || grammar[name](texts[name])) continue;
		throw new OciError("PROTOCOL", `the output ${name} would be "${printable(texts[name], 200)}", which is not what it must be; nothing is handed on`);
	}
	for (const name of outputNames) setOutput(name, texts[name]);
}
const grammar = {
	digest: isDigest,
	reference: isOneLine,
	"pinned-reference": isReference,
	name: isReference,
	tags: (text) => text.split("\n").every(isReference),
	"store-path": isOneLine,
	"media-type": isMediaType,
	"artifact-type": isMediaType,
	size: isWholeNumber,
	"layer-digest": isDigest,
	"layer-size": isWholeNumber,
	"content-digest": isDigest,
	pushed: (text) => text === "true" || text === "false",
	checksums: (text) => text.split("\n").every((line) => /^(?:[0-9a-f]{64}|[0-9a-f]{128}) {2}\S+$/.test(line))
};
function isReference(text) {
	try {
		parseReference(text);
		return text === printable(text);
	} catch {
		return false;
	}
}
function isOneLine(text) {
	return text === printable(text);
}
function isWholeNumber(text) {
	return /^\d{1,16}$/.test(text);
}

// src/action/packing-cache-place.ts
function packingCachePlace(env) {
	return join(env["RUNNER_TOOL_CACHE"] || env["RUNNER_TEMP"] || tmpdir(), "oci-artifact", "packing");
}

// src/action/register-artifact.ts
const declaration = /^oci:\/\/[A-Za-z0-9.[\]:-]+\/[a-z0-9._/-]+@sha256:[0-9a-f]{64}$/;
async function registerArtifact(result, { env, log }) {
	const label = actionLabel("register-artifact");
	const file = env["GITHUB_ARTIFACTS"];
	if (!result.pushed) {
		log.notice(`${label}: nothing was pushed to a registry, so there is nothing to declare`);
		return;
	}
	if (!file) {
		log.notice(`${label}: this runner takes no declarations (GITHUB_ARTIFACTS is not set), so later steps must be given the outputs of this one`);
		return;
	}
	const line = `oci://${result.pinnedReference}`;
	if (!declaration.test(line)) {
		log.warning(`${label}: "${result.pinnedReference}" is nothing that a runner takes, so it is not declared`);
		return;
	}
	const other = await declaredDigest(env["GITHUB_ARTIFACTS_LIST"], result.name);
	if (other !== void 0 && other !== result.digest) {
		log.warning(`${label}: an earlier step declared ${result.name} with another digest (${other}), and the runner fails a step that declares a second one; it is not declared again`);
		return;
	}
	try {
		await appendFile(file, `${line}\n`);
		log.line(`declared ${line} to the runner`);
	} catch (error) {
		log.warning(`${label}: the artifact could not be declared: ${messageOf(error)}`);
	}
}
async function declaredDigest(list, name) {
	if (!list) return void 0;
	try {
		const value = JSON.parse(await readFile(list, "utf8"));
		const subjects = isRecord(value) ? value["subjects"] : void 0;
		const found = Array.isArray(subjects) ? subjects.find((subject) => isRecord(subject) && subject["kind"] === "oci" && subject["name"] === name) : void 0;
		const digest = isRecord(found) ? found["digest"] : void 0;
		return typeof digest === "string" && /^[a-z0-9]+:[0-9a-f]{1,128}$/.test(digest) ? digest : void 0;
	} catch {
		return;
	}
}

// src/action/docker-entry.ts
const identityTokenUser = "00000000-0000-0000-0000-000000000000";
async function writeDockerEntry(connection, { log, masks, lifetime }) {
	const label = actionLabel("write-docker-config");
	const { registry, repository } = connection.reference;
	const { signal } = lifetime;
	try {
		const found = await connection.credential(repository, { signal });
		if (found === void 0) {
			log.notice(`${label}: there are no credentials for ${registry}, so no entry is written; a step that needs one will fail`);
			return;
		}
		const credential = staticCredential(found.credential);
		if (credential === void 0) {
			log.notice(`${label}: the credentials for ${registry} from ${found.source} are a bearer token alone, which an entry for other tools cannot hold; none is written`);
			return;
		}
		const saved = await saveDockerAuth(join(homedir(), ".docker", "config.json"), registry, credential, {
			signal,
			keepExisting: true,
			beforeWrite: (coming) => {
				announce(coming, masks.add);
			}
		});
		if (saved.kept) log.notice(`${label}: "${saved.key}" in ${saved.path} has credentials already, which stay and are used`);
		else log.line(`credentials for ${registry} stand in ${saved.path}${saved.added ? " until the job ends" : " already"}`);
	} catch (error) {
		if (isOciError(error) && error.code !== "ABORTED") throw inputError(label, void 0, error.message);
		throw error;
	}
}
function announce(saved, mask) {
	mask(digestHex(saved.entry));
	saveDockerEntry(saved);
}
function staticCredential({ username, password, identityToken }) {
	if (identityToken) return {
		username: username || identityTokenUser,
		identityToken
	};
	return username && password ? {
		username,
		password
	} : void 0;
}

// src/action/run.ts
async function pushAction(context) {
	const { env, log, masks, lifetime } = context;
	lifetime.explainWith((error) => explainFailure(error, {
		label: actionLabel,
		directoryInput: "source-dir"
	}));
	const inputs = await readPublishInputs(rawInputs(masks.add), {
		env,
		label: actionLabel,
		notice: (text) => {
			log.notice(text);
		}
	});
	lifetime.limit(inputs.timeoutMs);
	const { target } = inputs.plan;
	const output = await reserveOutputDirectory(target, inputs.outputDir, env["RUNNER_TEMP"]);
	const kept = inputs.cache ? (await import("./layer-cache.js")).layersBetweenJobs(context) : void 0;
	lifetime.whenCutShort(() => {
		output.undoNow();
		kept?.cache.removeNow();
	});
	lifetime.explainWith((error, timedOut) => explainFailure(error, {
		label: actionLabel,
		directoryInput: "source-dir",
		registry: target.kind === "registry" ? target.registry : void 0,
		plainHttp: inputs.connection.plainHttp,
		isOutput: output.holds,
		timedOut
	}));
	try {
		const result = await run(inputs, output, kept, context);
		setOutputs(result);
		if (inputs.registerArtifact) await registerArtifact(result, context);
		log.close();
		const inRegistry = target.kind === "registry" && inputs.plan.push;
		for (const line of outcomeLines(result, inRegistry)) log.line(line);
		if (inputs.summary) await writeSummary(result, inRegistry, inputs, context);
		await kept?.cache.save(lifetime.signal);
	} catch (error) {
		await output.undo();
		kept?.cache.removeNow();
		throw error;
	}
}
async function run(inputs, output, kept, context) {
	const { log, lifetime } = context;
	log.line(`node ${process.versions.node}, zlib ${process.versions.zlib}; ${inputs.plan.sourceDir} → ${formatLocation(inputs.plan.target)}`);
	return publish({
		...inputs.plan,
		label: actionLabel,
		outputDir: output.outputDir,
		packingCache: inputs.cache ? { directory: packingCachePlace(context.env) } : void 0,
		keptLayers: kept,
		connection: connection(inputs, context),
		signal: lifetime.signal,
		afterPush: inputs.writeDockerConfig ? (connection) => writeDockerEntry(connection, context) : void 0,
		onEvent: (event) => {
			reportEvent(event, log);
		}
	});
}
function connection(inputs, context) {
	const { env, log, masks } = context;
	return withConnectionLogging({
		...inputs.connection,
		env,
		homedir: homedir()
	}, {
		line: (text) => {
			log.line(text);
		},
		warning: (text) => {
			log.warning(text);
		},
		debug: (text) => {
			log.debug(text);
		},
		hide: masks.add
	});
}
async function writeSummary(result, inRegistry, inputs, context) {
	const { env, log } = context;
	if (!env["GITHUB_STEP_SUMMARY"]) return;
	const repository = env["GITHUB_REPOSITORY"];
	const markdown = jobSummary(result, {
		inRegistry,
		plainHttp: inputs.connection.plainHttp === true,
		repositoryUrl: repository ? `${env["GITHUB_SERVER_URL"] || "https://github.com"}/${repository}` : void 0,
		warnings: log.warnings
	});
	try {
		await summary.addRaw(markdown, true).write();
	} catch (error) {
		log.warning(`the job summary could not be written: ${messageOf(error)}`);
	}
}

// src/action/main.ts
function main() {
	return runStep(pushAction);
}

export { main };