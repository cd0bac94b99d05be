let require_spec;

// src/output/markdown.ts
const maxSummaryBytes = 921600;
function code(text, limit = 1e3) {
	return `<code>${escapeMarkdown((require_spec ??= require("./spec.js")).printable(text, limit))}</code>`;
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
	const safe = (require_spec ??= require("./spec.js")).printable(text);
	return /^[A-Za-z0-9_./:@%+=,-]+$/.test(safe) ? safe : `'${safe.replaceAll("'", String.raw`'\''`)}'`;
}
function truncateMarkdown(markdown, limit = maxSummaryBytes) {
	if (Buffer.byteLength(markdown) <= limit) return markdown;
	const note = "\n\n*The summary is longer than the limit of the runner; the rest is left out.*\n";
	let left = limit - Buffer.byteLength(note) - maxFenceBytes;
	let fence;
	const lines = [];
	for (const line of markdown.split("\n")) {
		left -= Buffer.byteLength(line) + 1;
		if (left < 0) break;
		lines.push(line);
		if (fence === void 0) fence = /^`{3,}/.exec(line)?.[0];
		else if (line.startsWith(fence) && /^`+\s*$/.test(line)) fence = void 0;
	}
	return lines.join("\n") + (fence === void 0 ? "" : `\n${fence}`) + note;
}
const maxFenceBytes = 64;

Object.defineProperty(exports, "code", {
  enumerable: true,
  get: function () {
    return code;
  }
});
Object.defineProperty(exports, "escapeMarkdown", {
  enumerable: true,
  get: function () {
    return escapeMarkdown;
  }
});
Object.defineProperty(exports, "fenced", {
  enumerable: true,
  get: function () {
    return fenced;
  }
});
Object.defineProperty(exports, "shellWord", {
  enumerable: true,
  get: function () {
    return shellWord;
  }
});
Object.defineProperty(exports, "truncateMarkdown", {
  enumerable: true,
  get: function () {
    return truncateMarkdown;
  }
});