let require_spec;
let require_markdown;
let require_run;

// src/output/diagram.ts
const maxNodes = 20;
function artifactDiagram({ manifest, contents, referrers = [], subject }) {
	if (contents.length < 2 && referrers.length === 0 && subject === void 0) return [];
	const chart = new Chart();
	const root = chart.add(manifest);
	if (subject !== void 0) chart.link(root, "refers to", chart.add(subject));
	const space = maxNodes - chart.size - Math.min(referrers.length, maxNodes / 2);
	for (const content of contents.slice(0, contents.length > space ? space - 1 : space)) chart.link(root, "", chart.add({
		digest: content.digest,
		name: contentName(content),
		size: content.size
	}));
	const hidden = contents.length > space ? contents.length - space + 1 : 0;
	if (hidden > 0) chart.link(root, "", chart.more(hidden));
	for (const [index, referrer] of referrers.entries()) {
		if (chart.size === 19 && index < referrers.length - 1) {
			chart.link(chart.more(referrers.length - index), "refer to", root);
			break;
		}
		chart.link(chart.add(referrer), "refers to", chart.idOf(referrer.subject) ?? root);
	}
	return chart.lines();
}
function contentName({ platform, annotations, artifactType, mediaType }) {
	return platform === void 0 ? annotations?.["org.opencontainers.image.title"] ?? artifactType ?? mediaType : (require_spec ??= require("./spec.js")).platformText(platform);
}
var Chart = class {
	#ids = /* @__PURE__ */ new Map();
	#boxes = [];
	#links = [];
	get size() {
		return this.#boxes.length;
	}
	add({ digest, name, size }) {
		const id = this.#box([name, size === void 0 ? (require_run ??= require("./run.js")).shortDigest(digest) : (require_run ??= require("./run.js")).formatBytes(size)]);
		this.#ids.set(digest, id);
		return id;
	}
	more(count) {
		return this.#box([(require_run ??= require("./run.js")).formatNumber(count, "other", "others")]);
	}
	idOf(digest) {
		return this.#ids.get(digest);
	}
	link(from, label, to) {
		this.#links.push(label === "" ? `  ${from} --> ${to}` : `  ${from} -. ${label} .-> ${to}`);
	}
	lines() {
		return (require_markdown ??= require("./markdown.js")).fenced("mermaid", [
			"flowchart LR",
			...this.#boxes,
			...this.#links
		]);
	}
	#box(rows) {
		const id = `n${this.#boxes.length}`;
		const label = rows.filter((row) => row !== "").map(escapeLabel).join("<br/>");
		this.#boxes.push(`  ${id}["${label}"]`);
		return id;
	}
};
function escapeLabel(text) {
	return Array.from(text.slice(0, 200), (character) => /[A-Za-z0-9 ./+:_\u2026-]/.test(character) ? character : `#${character.codePointAt(0) ?? 0};`).join("");
}

// src/output/summary.ts
const maxWarnings = 100;
const maxAnnotations = 100;
const maxTags = 50;
const maxText = 5e3;
function jobSummary(parts) {
	const { links = [], note, rows, graph, details = [], annotations = {}, commands = [], warnings = [] } = parts;
	const pairs = Object.entries(annotations);
	const shown = pairs.slice(0, maxAnnotations);
	const hidden = pairs.length - shown.length;
	return (require_markdown ??= require("./markdown.js")).truncateMarkdown([
		`### ${parts.title}${parts.object === void 0 ? "" : ` ${(require_markdown ??= require("./markdown.js")).code(parts.object, 300)}`}`,
		"",
		...note === void 0 ? [] : [note, ""],
		...markdownTable(rows.map(textRow)),
		"",
		...links.length === 0 ? [] : [links.join(" \u00b7 "), ""],
		...graph === void 0 ? [] : [...artifactDiagram(graph), ""],
		...warningList(warnings),
		...folded("Details", markdownTable(details.map(textRow))),
		...folded(`Annotations (${pairs.length})`, pairs.length === 0 ? [] : [...headedTable("Annotation", "Value", shown.map(([key, value]) => [(require_markdown ??= require("./markdown.js")).code(key), (require_markdown ??= require("./markdown.js")).code(value)])), ...hidden > 0 ? ["", `and ${hidden} more`] : []]),
		...folded("Commands", commands)
	].join("\n"));
}
function manifestRows(result, size, tags = tagsOf(result)) {
	return [
		["Reference", result.reference],
		["Pinned", result.pinnedReference === result.reference ? "" : result.pinnedReference],
		["Digest", result.digest],
		[
			"Size",
			size,
			"plain"
		],
		["Tags", shortList(tags)]
	];
}
function shortName({ reference, name }) {
	return name === "" ? reference : reference.slice(name.indexOf("/") + 1);
}
function markdownTable(rows) {
	const [head, ...others] = rows.filter(([, value]) => value !== "");
	if (head === void 0) return [];
	return [
		`| ${head[0]} | ${head[1]} |`,
		"|:---|:---|",
		...others.map(([name, value]) => `| **${name}** | ${value} |`)
	];
}
function headedTable(name, value, rows) {
	return [
		`| ${name} | ${value} |`,
		"|:---|:---|",
		...rows.map((row) => `| ${row.join(" | ")} |`)
	];
}
function textRow([name, given, style]) {
	const shown = (typeof given === "string" ? [given] : given).filter((text) => text !== "").map((text) => style === "plain" ? (require_markdown ??= require("./markdown.js")).escapeMarkdown((require_spec ??= require("./spec.js")).printable(text, maxText)) : breakable((require_markdown ??= require("./markdown.js")).code(text, maxText)));
	return [(require_markdown ??= require("./markdown.js")).escapeMarkdown(name), shown.join(" ")];
}
function breakable(markdown) {
	return markdown.replace("&#64;sha", "<wbr>&#64;sha");
}
function folded(title, content) {
	return content.length === 0 ? [] : [
		"<details>",
		`<summary>${title}</summary>`,
		"",
		...content,
		"",
		"</details>",
		""
	];
}
function tagsOf({ tags }) {
	return tags.map((reference) => reference.slice(reference.lastIndexOf(":") + 1));
}
function shortList(texts) {
	return texts.length > maxTags ? [...texts.slice(0, maxTags), `and ${texts.length - maxTags} more`] : texts;
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

// src/output/links.ts
function workflowLinks(env, name) {
	const repository = env["GITHUB_REPOSITORY"] ?? "";
	const server = URL.parse(env["GITHUB_SERVER_URL"] || "https://github.com");
	if (!/^[\w.-]+\/[\w.-]+$/.test(repository) || server === null || !/^https?:$/.test(server.protocol)) return [];
	const home = `${server.origin}/${repository}`;
	const [sha = "", run = "", attempt = ""] = [
		"SHA",
		"RUN_ID",
		"RUN_ATTEMPT"
	].map((key) => env[`GITHUB_${key}`]);
	const attemptPath = /^\d+$/.test(attempt) ? `/attempts/${attempt}` : "";
	return [
		...packageLink(home, server.host, name),
		.../^[0-9a-f]{7,64}$/.test(sha) ? [`[Commit ${sha.slice(0, 7)}](${home}/commit/${sha})`] : [],
		.../^\d+$/.test(run) ? [`[Run ${run}](${home}/actions/runs/${run}${attemptPath})`] : []
	];
}
function packageLink(home, host, name) {
	const [registry = "", owner = "", ...rest] = name.split("/");
	const isGitHub = registry === (host === "github.com" ? "ghcr.io" : `containers.${host}`);
	const isOwner = new URL(home).pathname.toLowerCase().startsWith(`/${owner}/`);
	if (!isGitHub || !isOwner || rest.length === 0 || !/^[a-z0-9._/-]+$/.test(rest.join("/"))) return [];
	return [`[Package](${home}/pkgs/container/${encodeURIComponent(rest.join("/"))})`];
}

Object.defineProperty(exports, "jobSummary", {
  enumerable: true,
  get: function () {
    return jobSummary;
  }
});
Object.defineProperty(exports, "manifestRows", {
  enumerable: true,
  get: function () {
    return manifestRows;
  }
});
Object.defineProperty(exports, "shortName", {
  enumerable: true,
  get: function () {
    return shortName;
  }
});
Object.defineProperty(exports, "workflowLinks", {
  enumerable: true,
  get: function () {
    return workflowLinks;
  }
});