import { f as printable } from "./error.js";

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

export { truncateMarkdown as a, shellWord as i, escapeMarkdown as n, fenced as r, code as t };