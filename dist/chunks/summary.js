import { u as mediaTypeImageLayerGzip } from "./media-types.js";
import { p as printable } from "./error.js";
import { a as formatRatio, i as formatNumber, o as shortDigest, r as formatDuration, t as formatBytes } from "./format.js";

// src/output/markdown.ts
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

// src/output/outcome.ts
function tagNames(outcome) {
	if (outcome.tags.length > 0) return outcome.tags.map((reference) => reference.slice(reference.lastIndexOf(":") + 1));
	const { reference, storePath } = outcome;
	return reference.startsWith(`${storePath}:`) ? [reference.slice(storePath.length + 1)] : [];
}

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
function resultSummary(title, reference, rows, warnings) {
	const shown = rows.filter(([, text]) => text !== "").map(([name, text]) => [escapeMarkdown(name), code(text)]);
	return truncateMarkdown([
		`### ${title} ${code(reference)}`,
		"",
		...markdownTable(shown),
		"",
		...warningList(warnings)
	].join("\n"));
}
function markdownTable(rows) {
	return [
		"| | |",
		"|---|---|",
		...rows.map(([name, value]) => `| **${name}** | ${value} |`)
	];
}
function heading(outcome, options) {
	if (outcome.pushed) return "Published";
	return options.inRegistry ? "Left as it was:" : "Packaged";
}
function table(outcome) {
	return markdownTable([
		["Reference", code(outcome.reference)],
		["Digest", code(outcome.digest)],
		...outcome.tags.length > 1 ? [["Tags", tagList(outcome.tags)]] : [],
		["Artifact type", code(outcome.artifactType)],
		["Size", outcome.contentSize === 0 ? formatBytes(outcome.layerSize) : `${formatBytes(outcome.layerSize)} from ${formatBytes(outcome.contentSize)} in ${formatNumber(outcome.files, "file")}`],
		...outcome.contentSize === 0 ? [] : [["Ratio", formatRatio(outcome.contentSize, outcome.layerSize)]],
		...outcome.excluded > 0 ? [["Excluded", formatNumber(outcome.excluded, "path")]] : [],
		["Duration", formatDuration(outcome.durationMs)]
	]);
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

export { code as a, tagNames as i, markdownTable as n, truncateMarkdown as o, resultSummary as r, jobSummary as t };