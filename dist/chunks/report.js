import { G as mediaTypeImageLayerGzip, N as isRecord, nt as printable, ot as isOciError } from "./spec.js";

// src/report/format.ts
const units = [
	"KiB",
	"MiB",
	"GiB",
	"TiB",
	"PiB"
];
function formatBytes(bytes) {
	if (bytes < 1024) return `${bytes} B`;
	let value = bytes;
	let unit = "";
	for (const next of units) {
		if (value < 1024) break;
		value /= 1024;
		unit = next;
	}
	return `${value < 10 ? value.toFixed(1) : Math.round(value).toString()} ${unit}`;
}
function formatDuration(ms) {
	if (ms < 1e3) return `${Math.round(ms)} ms`;
	const seconds = ms / 1e3;
	if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
	const whole = Math.round(seconds);
	return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
function formatCount(count) {
	return count.toString().replace(/\B(?=(?:\d{3})+$)/g, ",");
}
function formatNumber(count, noun) {
	return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}
function formatRatio(contentSize, layerSize) {
	return layerSize === 0 ? "1.0 : 1" : `${(contentSize / layerSize).toFixed(1)} : 1`;
}
function shortDigest(digest) {
	return digest.replace(/^(sha\d+:[0-9a-f]{12})[0-9a-f]*$/, "$1…");
}

// src/report/markdown.ts
const maxSummaryBytes = 921600;
function code(text, limit = 1e3) {
	return `<code>${escapeMarkdown(printable(text, limit))}</code>`;
}
function escapeMarkdown(text) {
	return text.replace(/[&<>"'`|*_~[\](){}!#@:\\$-]/g, (character) => `&#${character.charCodeAt(0)};`);
}
function fenced(language, content) {
	const runs = content.flatMap((line) => line.match(/`+/g) ?? []);
	const fence = "`".repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
	return [
		fence + language,
		...content,
		fence
	];
}
function shellWord(text) {
	const safe = printable(text);
	return /^[A-Za-z0-9_./:@%+=,-]+$/.test(safe) ? safe : `'${safe.replaceAll("'", String.raw`'\''`)}'`;
}
function truncateMarkdown(markdown, limit = maxSummaryBytes) {
	if (Buffer.byteLength(markdown) <= limit) return markdown;
	const note = "\n\n*The summary was longer than the runner takes; the rest is left out.*\n";
	let room = limit - Buffer.byteLength(note) - maxFenceBytes;
	let fence;
	const kept = [];
	for (const line of markdown.split("\n")) {
		room -= Buffer.byteLength(line) + 1;
		if (room < 0) break;
		kept.push(line);
		const mark = /^`{3,}/.exec(line)?.[0];
		if (mark !== void 0) fence = fence === void 0 ? mark : void 0;
	}
	return kept.join("\n") + (fence === void 0 ? "" : `\n${fence}`) + note;
}
const maxFenceBytes = 64;

// src/report/outcome.ts
const outputNames = [
	"digest",
	"reference",
	"pinned-reference",
	"name",
	"tags",
	"store-path",
	"media-type",
	"artifact-type",
	"size",
	"layer-digest",
	"layer-size",
	"content-digest",
	"pushed",
	"checksums"
];
function outputTexts(outcome) {
	const values = outputValues(outcome);
	const text = (name) => {
		const value = values[name];
		return typeof value === "object" ? value.join("\n") : String(value);
	};
	return Object.fromEntries(outputNames.map((name) => [name, text(name)]));
}
function outputValues(outcome) {
	return {
		digest: outcome.digest,
		reference: outcome.reference,
		"pinned-reference": outcome.pinnedReference,
		name: outcome.name,
		tags: outcome.tags,
		"store-path": outcome.storePath,
		"media-type": outcome.mediaType,
		"artifact-type": outcome.artifactType,
		size: outcome.size,
		"layer-digest": outcome.layerDigest,
		"layer-size": outcome.layerSize,
		"content-digest": outcome.contentDigest,
		pushed: outcome.pushed,
		checksums: outcome.checksums.trimEnd()
	};
}
function outputJson(outcome) {
	return JSON.stringify(outputValues(outcome));
}
function tagNames(outcome) {
	if (outcome.tags.length > 0) return outcome.tags.map((reference) => reference.slice(reference.lastIndexOf(":") + 1));
	const { reference, storePath } = outcome;
	return reference.startsWith(`${storePath}:`) ? [reference.slice(storePath.length + 1)] : [];
}

// src/report/commands.ts
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

// src/report/failure.ts
function explainFailure(error, context) {
	const oci = isOciError(error) ? innermost(error) : void 0;
	if (oci === void 0) return `unexpected failure: ${printable(error instanceof Error ? error.message : String(error))}`;
	const advice = (advisers[oci.code] ?? toPlace)(context, oci);
	const message = oneSentence(isOciError(error) && tellsMoreThan(error, oci) ? error.message : oci.message);
	return `${advice.input === void 0 || message.startsWith(context.label(advice.input)) ? "" : `${context.label(advice.input)}: `}${message}${advice.fix === void 0 ? "" : `; ${advice.fix}`}`;
}
const toDirectory = (context) => ({ input: context.directoryInput });
const toPlace = (context, { message }) => ({
	input: placeOf(context),
	fix: context.plainHttp === true && /HTTP request (?:was sent )?to (?:an )?HTTPS/i.test(message) ? `leave out ${context.label("plain-http")}` : void 0
});
const advisers = {
	INPUT_INVALID: (context, { detail, message }) => isRecord(detail) && "input" in detail || /\b(?:source-dir|sub-dir|ca-file)\b/.test(message) ? {} : { input: context.directoryInput },
	FILE_SYSTEM: (context, error) => concernsOutput(error, context) ? {
		input: "output-dir",
		fix: "give a directory with room that this user may write"
	} : { input: context.directoryInput },
	FILE_CHANGED: toDirectory,
	ABORTED: () => ({}),
	UNAUTHORIZED: (context, { message }) => ({
		input: placeOf(context),
		fix: message.includes("log in") ? void 0 : `give ${context.label("username")} and ${context.label("password")}, or log in to ${context.registry ?? "the registry"} first`
	}),
	CREDENTIALS: (context) => ({
		input: placeOf(context),
		fix: `mend the configuration, or give ${context.label("username")} and ${context.label("password")}`
	}),
	UNREACHABLE: (context, { message }) => ({
		input: placeOf(context),
		fix: /check|set plain-http/.test(message) ? void 0 : "check that the registry can be reached from this machine"
	}),
	TIMEOUT: (context) => context.timedOut === true ? {
		input: "timeout",
		fix: "give more time, or none to have no limit"
	} : { input: placeOf(context) },
	ALREADY_EXISTS: () => ({ input: "if-tag-exists" }),
	REDIRECT_REFUSED: (context, { message }) => ({
		input: placeOf(context),
		fix: message.includes("as a token realm") ? `name it in ${context.label("token-hosts")}` : void 0
	})
};
function placeOf(context) {
	return context.placeInput ?? "target";
}
function concernsOutput(error, context) {
	return causes(error).some((cause) => {
		const { path, code } = cause;
		if (code === "ENOSPC" || code === "EDQUOT" || code === "EROFS") return true;
		return typeof path === "string" && context.isOutput?.(path) === true;
	});
}
function innermost(error) {
	let inner = error;
	while (isOciError(inner.cause) && inner.cause.code === inner.code) inner = inner.cause;
	return inner;
}
function tellsMoreThan(outer, inner) {
	return outer !== inner && outer.name !== "CopyError" && outer.message.includes(inner.message);
}
function causes(error) {
	const found = [];
	for (let next = error; next instanceof Error && found.length < 20; next = next.cause) {
		found.push(next);
		if (next instanceof AggregateError) found.push(...next.errors);
	}
	return found;
}
function oneSentence(message) {
	const joined = message.replace(/\.\s+(In|If|An?|The|It|Remove|Mend|Rename|Leave|Log|Grant|Check)\b/g, (_, word) => `; ${word.toLowerCase()}`);
	return printable(joined.trim().replace(/\.+$/, ""));
}

// src/report/picture.ts
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

// src/report/printer.ts
const minSecretLength = 4;
function safeLine(text) {
	const line = printable(text).replaceAll("##[", "## [");
	return line.trimStart().startsWith("::") ? line.replace("::", String.raw`\u003a:`) : line;
}
var Printer = class {
	#write;
	#secrets = /* @__PURE__ */ new Set();
	constructor(write) {
		this.#write = write;
	}
	hide(secret) {
		if (secret.length >= 4) this.#secrets.add(secret);
	}
	line(text) {
		this.#write(this.safe(text));
	}
	safe(text) {
		let hidden = text;
		for (const secret of [...this.#secrets].sort((a, b) => b.length - a.length)) hidden = hidden.replaceAll(secret, "***");
		return safeLine(hidden);
	}
};

// src/report/summary.ts
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

export { outputNames as a, code as c, formatBytes as d, formatCount as f, shortDigest as g, formatRatio as h, outputJson as i, escapeMarkdown as l, formatNumber as m, Printer as n, outputTexts as o, formatDuration as p, explainFailure as r, tagNames as s, jobSummary as t, truncateMarkdown as u };