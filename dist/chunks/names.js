import { d as textOf } from "./byte-string.js";
import { m as printable, t as OciError } from "./error.js";

// src/archive/walk/wildmatch.ts
const special = /[*?[\\]/;
function literalLength(pattern) {
	const at = pattern.search(special);
	return at < 0 ? pattern.length : at;
}
function parseWildcards(pattern) {
	const characters = Array.from(pattern);
	const tokens = [];
	for (let at = 0; at < characters.length;) {
		const character = characters[at] ?? "";
		if (character === "*") {
			const isSegmentStart = at === 0 || characters[at - 1] === "/";
			let stars = 0;
			for (; characters[at] === "*"; at++) stars++;
			const next = characters[at];
			const isSegmentEnd = next === void 0 || next === "/" || next === "\\" && characters[at + 1] === "/";
			tokens.push({
				kind: "star",
				matchesSlash: stars > 1 && isSegmentStart && isSegmentEnd
			});
		} else if (character === "?") {
			tokens.push({ kind: "any" });
			at++;
		} else if (character === "[") {
			const parsed = parseClass(characters, at + 1);
			if (typeof parsed === "string") return parsed;
			tokens.push({
				kind: "class",
				matches: parsed.matches
			});
			at = parsed.end;
		} else {
			const isEscaped = character === "\\";
			const value = characters[isEscaped ? at + 1 : at];
			if (value === void 0) return "it ends with a backslash; write \"\\\\\" for the character itself";
			tokens.push({
				kind: "character",
				value,
				isEscaped
			});
			at += isEscaped ? 2 : 1;
		}
	}
	return tokens;
}
const namedClasses = {
	alnum: /^[A-Za-z0-9]$/,
	alpha: /^[A-Za-z]$/,
	blank: /^[ \t]$/,
	cntrl: /^[\u0000-\u001f\u007f]$/,
	digit: /^[0-9]$/,
	graph: /^[!-~]$/,
	lower: /^[a-z]$/,
	print: /^[ -~]$/,
	punct: /^[!-/:-@[-`{-~]$/,
	space: /^[ \t\n\r]$/,
	upper: /^[A-Z]$/,
	xdigit: /^[A-Fa-f0-9]$/
};
function parseClass(pattern, start) {
	const unclosed = "\"[\" has no closing \"]\"; write \"\\[\" for the character itself";
	const isNegated = pattern[start] === "!" || pattern[start] === "^";
	const tests = [];
	let previous;
	let at = isNegated ? start + 1 : start;
	for (let isFirst = true; isFirst || pattern[at] !== "]"; isFirst = false) {
		let character = pattern[at];
		if (character === void 0) return unclosed;
		const nameEnd = character === "[" && pattern[at + 1] === ":" ? pattern.indexOf("]", at + 2) : 0;
		if (nameEnd < 0) return unclosed;
		if (nameEnd > at + 2 && pattern[nameEnd - 1] === ":") {
			const name = pattern.slice(at + 2, nameEnd - 1).join("");
			const named = Object.hasOwn(namedClasses, name) ? namedClasses[name] : void 0;
			if (named === void 0) return `"[:${name}:]" is not a class; write "[[:alpha:]]", for example`;
			tests.push((tested) => named.test(tested));
			previous = void 0;
			at = nameEnd + 1;
			continue;
		}
		const next = pattern[at + 1];
		if (character === "-" && previous !== void 0 && next !== void 0 && next !== "]") {
			const isEscaped = next === "\\";
			const last = pattern[isEscaped ? at + 2 : at + 1];
			if (last === void 0) return unclosed;
			const range = [codeOf(previous), codeOf(last)];
			tests.push((tested) => codeOf(tested) >= range[0] && codeOf(tested) <= range[1]);
			previous = void 0;
			at += isEscaped ? 3 : 2;
			continue;
		}
		if (character === "\\") character = pattern[++at];
		if (character === void 0) return unclosed;
		const member = character;
		tests.push((tested) => tested === member);
		previous = member;
		at++;
	}
	return {
		matches: (character) => tests.some((test) => test(character)) !== isNegated,
		end: at + 1
	};
}
function codeOf(character) {
	return character.codePointAt(0) ?? 0;
}
function matchesWildcards(wildcards, text) {
	const characters = /[\ud800-\udfff]/.test(text) ? Array.from(text) : text;
	return new Matcher(wildcards, characters).matches(0, 0);
}
var Matcher = class {
	#tokens;
	#text;
	#failed;
	constructor(tokens, text) {
		this.#tokens = tokens;
		this.#text = text;
	}
	matches(firstToken, start) {
		let at = start;
		for (let index = firstToken; index < this.#tokens.length; index++, at++) {
			const token = this.#tokens[index];
			if (token?.kind === "star") return this.#matchesStar(index, token.matchesSlash, at);
			const character = this.#text[at];
			if (token === void 0 || character === void 0 || !matchesOne(token, character)) return false;
		}
		return at === this.#text.length;
	}
	#matchesStar(index, matchesSlash, start) {
		const next = this.#tokens[index + 1];
		if (matchesSlash && next?.kind === "character" && next.value === "/" && !next.isEscaped && this.#matchesOnce(index + 2, start)) return true;
		for (let at = start; at < this.#text.length; at++) {
			if (next !== void 0 && this.#matchesOnce(index + 1, at)) return true;
			if (!matchesSlash && this.#text[at] === "/") return false;
		}
		return next === void 0;
	}
	#matchesOnce(index, at) {
		const key = index * (this.#text.length + 1) + at;
		if (this.#failed?.has(key) === true) return false;
		if (this.matches(index, at)) return true;
		(this.#failed ??= /* @__PURE__ */ new Set()).add(key);
		return false;
	}
};
function matchesOne(token, character) {
	if (token.kind === "character") return token.value === character;
	return character !== "/" && (token.kind === "any" || token.matches(character));
}

// src/archive/walk/ignore-rule.ts
function parseIgnoreRule(line) {
	if (line.startsWith("#")) return void 0;
	const trimmed = withoutTrailingSpaces(line.replace(/\r$/, ""));
	const isNegated = trimmed.startsWith("!");
	const text = isNegated ? trimmed.slice(1) : trimmed;
	const onlyDirectories = text.endsWith("/");
	const pattern = onlyDirectories ? text.slice(0, -1) : text;
	if (trimmed === "") return void 0;
	return {
		isNegated,
		onlyDirectories,
		matches: pattern.includes("/") ? pathMatcher(pattern, trimmed) : nameMatcher(pattern, trimmed)
	};
}
function withoutTrailingSpaces(line) {
	let length = 0;
	for (let at = 0; at < line.length; at++) {
		if (line[at] === "\\") at++;
		else if (line[at] === " ") continue;
		length = at + 1;
	}
	return line.slice(0, length);
}
function nameMatcher(pattern, line) {
	const wildcards = literalLength(pattern) === pattern.length ? void 0 : compile(pattern, line);
	return (path) => {
		const name = path.slice(path.lastIndexOf("/") + 1);
		return wildcards === void 0 ? name === pattern : matchesWildcards(wildcards, name);
	};
}
function pathMatcher(pattern, line) {
	const relative = pattern.startsWith("/") ? pattern.slice(1) : pattern;
	const length = literalLength(relative);
	const prefix = relative.slice(0, length);
	const wildcards = compile(relative.slice(length), line);
	return (path) => path.startsWith(prefix) && matchesWildcards(wildcards, path.slice(length));
}
function compile(pattern, line) {
	const wildcards = parseWildcards(pattern);
	if (typeof wildcards !== "string") return wildcards;
	throw new OciError("INPUT_INVALID", `cannot parse the pattern "${printable(line, 200)}": ${wildcards}`);
}

// src/archive/walk/names.ts
const maxCachedDirectories = 4096;
function patternMatcher(patterns) {
	const rules = patterns.flatMap((pattern) => pattern.split("\n")).map(parseIgnoreRule).filter((rule) => rule !== void 0).toReversed();
	if (rules.length === 0) return () => false;
	const directories = /* @__PURE__ */ new Map();
	const isExcluded = (path, isDirectory) => {
		const slash = path.lastIndexOf("/");
		return slash > 0 && isDirectoryExcluded(path.slice(0, slash)) || isMatch(rules, path, isDirectory);
	};
	const isDirectoryExcluded = (path) => {
		const cached = directories.get(path);
		if (cached !== void 0) return cached;
		if (directories.size >= maxCachedDirectories) directories.clear();
		const result = isExcluded(path, true);
		directories.set(path, result);
		return result;
	};
	return (name, isDirectory) => isExcluded(textOf(name), isDirectory);
}
function isMatch(rules, path, isDirectory) {
	return rules.find((each) => (isDirectory || !each.onlyDirectories) && each.matches(path))?.isNegated === false;
}
function isGitDirectory(segment) {
	return segment.length === 4 && segment.toLowerCase() === ".git";
}
const pullStateName = ".oci-artifact-pull.json";
const credentialNames = /* @__PURE__ */ new Set([
	".npmrc",
	".netrc",
	"_netrc",
	".pypirc",
	".git-credentials"
]);
function mayContainCredentials(path) {
	const name = path.slice(path.lastIndexOf("/") + 1);
	return credentialNames.has(name) || name === "config.json" && path.endsWith("/.docker/config.json");
}

export { parseIgnoreRule as a, pullStateName as i, mayContainCredentials as n, patternMatcher as r, isGitDirectory as t };