import { c as messageOf, f as printable, t as OciError } from "./error.js";
import { D as isDigest, d as isMediaType } from "./descriptor.js";
import { d as parseReference } from "./reference.js";
import { t as withConnectionLogging } from "./inputs-connection.js";
import { a as truncateMarkdown, n as escapeMarkdown, t as code } from "./markdown.js";
import { f as setOutput } from "./core.js";
import { t as summary } from "./summary.js";
import { homedir } from "node:os";

// src/action/copy-connection.ts
function stepConnection(access, { env, log, masks }) {
	return withConnectionLogging({
		...access,
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

// src/action/copy-outputs.ts
function setStepOutputs(values) {
	const texts = Object.entries(values).map(([name, value]) => [name, typeof value === "object" ? value.join("\n") : String(value)]);
	for (const [name, text] of texts) {
		if (text === "" || (grammar[name] ?? isOneLine)(text)) continue;
		throw new OciError("PROTOCOL", `the output ${name} would be "${printable(text, 200)}", which is not what it must be; nothing is handed on`);
	}
	for (const [name, text] of texts) setOutput(name, text);
}
const grammar = {
	digest: isDigest,
	"pinned-reference": isReference,
	name: isReference,
	tags: (text) => text.split("\n").every(isReference),
	"media-type": isMediaType,
	"artifact-type": isMediaType,
	size: isWholeNumber,
	copied: isWholeNumber,
	"copied-bytes": isWholeNumber,
	companions: isWholeNumber,
	checksums: (text) => /^(?:[0-9a-f]{64}|[0-9a-f]{128}) {2}\S+$/.test(text)
};
function isReference(text) {
	try {
		parseReference(text);
		return isOneLine(text);
	} catch {
		return false;
	}
}
function isOneLine(text) {
	return text === printable(text, Infinity);
}
function isWholeNumber(text) {
	return /^\d{1,16}$/.test(text);
}

// src/action/copy-summary.ts
const maxWarnings = 100;
async function writeStepSummary(title, reference, rows, { env, log }) {
	if (!env["GITHUB_STEP_SUMMARY"]) return;
	const table = rows.filter(([, text]) => text !== "").map(([name, text]) => `| **${escapeMarkdown(name)}** | ${code(text)} |`);
	const warnings = log.warnings.slice(0, maxWarnings).map((warning) => `- ${code(warning)}`);
	const told = warnings.length === 0 ? [] : [
		"**Warnings**",
		"",
		...warnings,
		""
	];
	const markdown = truncateMarkdown([
		`### ${title} ${code(reference)}`,
		"",
		"| | |",
		"|---|---|",
		...table,
		"",
		...told
	].join("\n"));
	try {
		await summary.addRaw(markdown, true).write();
	} catch (error) {
		log.warning(`the job summary could not be written: ${messageOf(error)}`);
	}
}

export { setStepOutputs as n, stepConnection as r, writeStepSummary as t };