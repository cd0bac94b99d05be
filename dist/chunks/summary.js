let require_spec;
let require_markdown;
let require_run;

// src/output/publish-lines.ts
function publishLines(result, inRegistry) {
	const { contentSize, layerSize } = result;
	const files = `${(require_run ??= require("./run.js")).formatNumber(result.files, "file")}, ${(require_run ??= require("./run.js")).formatBytes(contentSize)}`;
	const content = contentSize === 0 ? "" : ` (${files}, ratio ${(require_run ??= require("./run.js")).formatRatio(contentSize, layerSize)})`;
	const [, ...further] = tagNames(result);
	return [
		`${verb(result, inRegistry)} ${result.reference} in ${(require_run ??= require("./run.js")).formatDuration(result.durationMs)}`,
		`  digest     ${result.digest}`,
		...result.pinnedReference === "" || !inRegistry ? [] : [`  pinned     ${result.pinnedReference}`],
		...further.length === 0 ? [] : [`  also       ${further.join(", ")}`],
		`  layer      ${(require_run ??= require("./run.js")).formatBytes(result.layerSize)}${content}`,
		...result.layers.length > 1 && result.reusedLayers > 0 ? [`  reused     ${reusedText(result)}`] : [],
		...result.contentDigest === "" ? [] : [`  content    ${result.contentDigest}`],
		...result.storePath === "" ? [] : [`  layout     ${result.storePath}`]
	];
}
function reusedText({ layers, reusedLayers, reusedSize }) {
	return `${reusedLayers} of ${(require_run ??= require("./run.js")).formatNumber(layers.length, "layer")}, ${(require_run ??= require("./run.js")).formatBytes(reusedSize)}`;
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
	const pinned = (require_markdown ??= require("./markdown.js")).shellWord(result.pinnedReference);
	const oras = orasUnpacks(result) ? ["# or", `oras pull ${options.plainHttp ? "--plain-http " : ""}${pinned}`] : [];
	return [
		"**Pull**",
		"",
		...(require_markdown ??= require("./markdown.js")).fenced("sh", [`npx oci-artifact pull ${pinned} -o out${options.plainHttp ? " --plain-http" : ""}`, ...oras]),
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
function cosignVerify(pinned, options) {
	const url = options.repositoryUrl ?? "https://github.com/OWNER/REPOSITORY";
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

// src/output/diagram.ts
const maxBoxes = 12;
function artifactDiagram(result) {
	return (require_markdown ??= require("./markdown.js")).fenced("mermaid", [
		"flowchart LR",
		...boxes("tag", tagNames(result), "tag").map((label, index) => `  tag${index}([${label}]) --> manifest`),
		`  manifest[${box("manifest", (require_run ??= require("./run.js")).shortDigest(result.digest), result.artifactType, (require_run ??= require("./run.js")).formatBytes(result.size))}]`,
		`  manifest --> config[${box("config", ...about(result.config))}]`,
		...boxes("layer", result.layers, "layer").map((label, index) => `  manifest --> layer${index}[${label}]`)
	]);
}
function boxes(kind, items, noun) {
	const shown = items.slice(0, maxBoxes).map((item) => box(kind, ...typeof item === "string" ? [item] : about(item)));
	const rest = items.length - shown.length;
	return rest > 0 ? [...shown, box(`${(require_run ??= require("./run.js")).formatNumber(rest, noun)} more`)] : shown;
}
function about(descriptor) {
	return [
		descriptor.mediaType,
		(require_run ??= require("./run.js")).shortDigest(descriptor.digest),
		(require_run ??= require("./run.js")).formatBytes(descriptor.size)
	];
}
function box(...rows) {
	return `"${rows.filter((row) => row !== "").map(escapeLabel).join("<br/>")}"`;
}
function escapeLabel(text) {
	return Array.from(text.slice(0, 200), (character) => /[A-Za-z0-9 ./+:_\u2026-]/.test(character) ? character : `#${character.codePointAt(0) ?? 0};`).join("");
}

// src/output/summary.ts
const maxWarnings = 100;
function publishSummary(result, options) {
	return (require_markdown ??= require("./markdown.js")).truncateMarkdown([
		`### ${heading(result, options)} ${(require_markdown ??= require("./markdown.js")).code(result.reference)}`,
		"",
		...table(result),
		"",
		...artifactDiagram(result),
		"",
		...artifactCommands(result, options),
		"",
		...warningList(options.warnings ?? [])
	].join("\n"));
}
function resultSummary(title, reference, rows, warnings) {
	const shown = rows.filter(([, text]) => text !== "").map(([name, text]) => [(require_markdown ??= require("./markdown.js")).escapeMarkdown(name), (require_markdown ??= require("./markdown.js")).code(text)]);
	return (require_markdown ??= require("./markdown.js")).truncateMarkdown([
		`### ${title} ${(require_markdown ??= require("./markdown.js")).code(reference)}`,
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
function heading(result, options) {
	if (result.pushed) return "Published";
	return options.inRegistry ? "Skipped (tag exists):" : "Packaged";
}
function table(result) {
	const { contentSize, layerSize } = result;
	const content = ` from ${(require_run ??= require("./run.js")).formatBytes(contentSize)} in ${(require_run ??= require("./run.js")).formatNumber(result.files, "file")}`;
	return markdownTable([
		["Reference", (require_markdown ??= require("./markdown.js")).code(result.reference)],
		["Digest", (require_markdown ??= require("./markdown.js")).code(result.digest)],
		...result.tags.length > 1 ? [["Tags", tagList(result.tags)]] : [],
		["Artifact type", (require_markdown ??= require("./markdown.js")).code(result.artifactType)],
		["Size", (require_run ??= require("./run.js")).formatBytes(layerSize) + (contentSize === 0 ? "" : content)],
		...contentSize === 0 ? [] : [["Ratio", (require_run ??= require("./run.js")).formatRatio(contentSize, layerSize)]],
		...result.excluded > 0 ? [["Excluded", (require_run ??= require("./run.js")).formatNumber(result.excluded, "path")]] : [],
		["Duration", (require_run ??= require("./run.js")).formatDuration(result.durationMs)]
	]);
}
const maxTags = 50;
function tagList(tags) {
	const shown = tags.slice(0, maxTags).map((tag) => (require_markdown ??= require("./markdown.js")).code(tag.slice(tag.lastIndexOf(":") + 1)));
	return tags.length > maxTags ? `${shown.join(" ")} and ${tags.length - maxTags} more` : shown.join(" ");
}
function warningList(warnings) {
	if (warnings.length === 0) return [];
	const items = warnings.slice(0, maxWarnings).map((warning) => `- ${(require_markdown ??= require("./markdown.js")).code(warning)}`);
	const more = warnings.length > maxWarnings ? [`- and ${warnings.length - maxWarnings} more`] : [];
	return [
		"**Warnings**",
		"",
		...items,
		...more,
		""
	];
}

Object.defineProperty(exports, "markdownTable", {
  enumerable: true,
  get: function () {
    return markdownTable;
  }
});
Object.defineProperty(exports, "publishLines", {
  enumerable: true,
  get: function () {
    return publishLines;
  }
});
Object.defineProperty(exports, "publishSummary", {
  enumerable: true,
  get: function () {
    return publishSummary;
  }
});
Object.defineProperty(exports, "resultSummary", {
  enumerable: true,
  get: function () {
    return resultSummary;
  }
});