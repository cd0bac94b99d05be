let require_spec;
let require_printer;
let require_connection_log;
let node_os;
let node_buffer;

// src/output/reporter.ts
const phaseTitles = {
	package: "Package",
	push: "Push",
	tag: "Tag"
};
const blobStates = {
	uploaded: "uploaded",
	exists: "already exists",
	mounted: "mounted from another repository"
};
const tagTexts = {
	written: (tag) => `tagged ${tag}`,
	unchanged: (tag) => `tag ${tag} is unchanged`,
	skipped: (tag) => `tag ${tag} skipped (it points to another artifact)`
};
const maxCredentialFiles = 20;
function reportEvent(event, to) {
	switch (event.kind) {
		case "phase":
			to.phase(phaseTitles[event.phase]);
			break;
		case "progress":
			to.progress(event);
			break;
		case "warning":
			to.warning(event.text);
			break;
		case "notice":
			to.notice(event.text);
			break;
		case "line":
		case "retry":
			to.line(event.text);
			break;
		case "excluded":
			to.warning(`${(require_printer ??= require("./printer.js")).formatNumber(event.count, "path")} excluded by patterns`);
			break;
		case "credential-files":
			to.warning(credentialFiles(event.paths));
			break;
		case "blob":
			to.line(`${(require_printer ??= require("./printer.js")).shortDigest(event.digest)} (${(require_printer ??= require("./printer.js")).formatBytes(event.size)}) ${blobStates[event.state]}`);
			break;
		case "tag": to.line(tagTexts[event.state](event.tag));
	}
}
function credentialFiles(paths) {
	const shown = paths.slice(0, maxCredentialFiles).join(", ");
	const more = paths.length > maxCredentialFiles ? ` and ${paths.length - maxCredentialFiles} more` : "";
	const [files, them] = paths.length === 1 ? ["a file that usually has", "it"] : ["files that usually have", "them"];
	return `the artifact contains ${files} credentials: ${shown}${more}; exclude ${them} unless this is intended`;
}

// src/commands/command.ts
function defineCommand(command) {
	return command;
}
function connectionOptions(access, { env, log }) {
	return (require_connection_log ??= require("./connection-log.js")).withConnectionLogging({
		...access,
		env,
		homedir: (0, (node_os ??= require("node:os")).homedir)()
	}, log);
}
function quietContext(context) {
	const { log } = context;
	const line = (text) => {
		log.debug(text);
	};
	return {
		...context,
		log: {
			...log,
			line
		}
	};
}
function operationOptions({ label, log, signal }) {
	return {
		label,
		signal,
		onEvent: (event) => {
			reportEvent(event, log);
		}
	};
}
function locationContext(input, location) {
	return {
		placeInput: input,
		directoryInput: input,
		registry: location.kind === "registry" ? location.registry : void 0
	};
}

// src/fs/byte-string.ts
const notAscii = /[\u0080-\u00ff]/;
function fromLatin1(characters) {
	return characters;
}
function byteStringOf(text) {
	return fromLatin1(Buffer.from(text, "utf8").toString("latin1"));
}
function isAscii(name) {
	return !notAscii.test(name);
}
function bytesOf(name) {
	return Buffer.from(name, "latin1");
}
function textOf(name) {
	return isAscii(name) ? name : bytesOf(name).toString("utf8");
}
function printableName(name) {
	return (require_spec ??= require("./spec.js")).printable(textOf(name), 300);
}
function isUtf8Name(name) {
	return isAscii(name) || (0, (node_buffer ??= require("node:buffer")).isUtf8)(bytesOf(name));
}
function foldName(name) {
	if (isAscii(name)) return name.toLowerCase();
	return textOf(name).normalize("NFD").toUpperCase().toLowerCase().normalize("NFC");
}
function systemPath(path) {
	if (isAscii(path)) return path;
	return process.platform === "win32" ? textOf(path) : bytesOf(path);
}
function joinName(directory, segment) {
	if (directory === "") return segment;
	return fromLatin1(directory.endsWith("/") ? directory + segment : `${directory}/${segment}`);
}
function parentName(name) {
	return fromLatin1(name.slice(0, Math.max(0, name.lastIndexOf("/"))));
}
function isInside(name, directory) {
	return directory === "." || name === directory || name.startsWith(`${directory}/`);
}
function relativeTo(root, location) {
	if (location === root) return fromLatin1("");
	const prefix = root.endsWith("/") ? root : `${root}/`;
	return location.startsWith(prefix) ? fromLatin1(location.slice(prefix.length)) : void 0;
}
function slashed(path) {
	return fromLatin1(process.platform === "win32" ? path.replaceAll("\\", "/") : path);
}

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
	throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `cannot parse the pattern "${(require_spec ??= require("./spec.js")).printable(line, 200)}": ${wildcards}`);
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
const credentialPath = /\/(?:\.npmrc|\.netrc|_netrc|\.pypirc|\.git-credentials|\.docker\/config\.json)$/;
function mayContainCredentials(path) {
	return credentialPath.test(path);
}

// src/commands/option-types.ts
function value(placeholder, parse) {
	return {
		kind: "value",
		placeholder,
		empty: void 0,
		parse: (raw, subject) => parse(joinedLines(raw), subject)
	};
}
function list(placeholder, split) {
	return {
		kind: "list",
		placeholder,
		empty: [],
		parse: split
	};
}
const text = value("text", (given) => given);
const path = {
	...value("path", (given) => given),
	isPath: true
};
const visiblePath = {
	...value("path", (given, subject) => {
		if ((require_spec ??= require("./spec.js")).printable(given, given.length) === given) return given;
		throw (require_spec ??= require("./spec.js")).inputError(subject, given, "has invisible characters; write the path of a directory on one line");
	}),
	isPath: true
};
const url = value("url", (given, subject) => {
	const parsed = URL.canParse(given) ? new URL(given) : void 0;
	const isWeb = parsed?.protocol === "https:" || parsed?.protocol === "http:";
	if (parsed !== void 0 && isWeb && parsed.username === "" && parsed.password === "") return parsed;
	throw (require_spec ??= require("./spec.js")).inputError(subject, void 0, "is not a URL; write for example https://github.example.com/api/v3");
});
const secret = {
	...value("text", (given) => given),
	isSecret: true
};
const password = {
	...secret,
	isVerbatim: true
};
const flag = {
	...value("", (given, subject) => boolean(subject, given)),
	kind: "flag"
};
const lines = (placeholder) => list(placeholder, splitLines);
const patterns = {
	kind: "list",
	placeholder: "pattern",
	empty: [],
	isVerbatim: true,
	parse: (raw, subject) => {
		return (typeof raw === "string" ? raw.split("\n") : raw).filter((pattern) => {
			const isBlank = /^ *\r?$/.test(pattern);
			if (!isBlank) parseWith(pattern, subject, (text) => patternMatcher([text]));
			return !isBlank;
		});
	}
};
const words = (placeholder) => list(placeholder, splitWords);
function choice(...choices) {
	return {
		...value(choices.join("|"), (given, subject) => oneOf(subject, given, choices)),
		choices
	};
}
function whole(least, most) {
	return value("n", (given, subject) => wholeNumber(subject, given, least, most));
}
const time = value("time", (given, subject) => duration(subject, given));
const size = value("size", (given, subject) => byteSize(subject, given));
const mediaType = value("type", (given, subject) => {
	if ((require_spec ??= require("./spec.js")).isMediaType(given)) return given;
	throw (require_spec ??= require("./spec.js")).inputError(subject, given, "is not a media type; write type/subtype, for example application/vnd.example.bundle");
});
const platform = value("os/arch", (given, subject) => parseWith(given, subject, (require_spec ??= require("./spec.js")).platformFromText));
const shard = value("i/n", (given, subject) => {
	const read = (require_spec ??= require("./spec.js")).shardFromText(given);
	if (read !== void 0) return read;
	throw (require_spec ??= require("./spec.js")).inputError(subject, given, (require_spec ??= require("./spec.js")).shardProblem);
});
const digest = value("digest", (given, subject) => parseWith(given, subject, (require_spec ??= require("./spec.js")).parseDigest));
const date = value("date", (given, subject) => {
	if ((require_spec ??= require("./spec.js")).isRfc3339(given)) return given;
	throw (require_spec ??= require("./spec.js")).inputError(subject, given, "is not a date and time of RFC 3339; write for example 2026-01-31T12:00:00Z");
});
const latestEpochSecond = 253402300799;
function creationDate(given, env) {
	if (given !== void 0) return given;
	const epoch = env["SOURCE_DATE_EPOCH"];
	if (!epoch) return (require_spec ??= require("./spec.js")).reproducibleTimestamp;
	const seconds = wholeNumber("SOURCE_DATE_EPOCH", epoch, 0, latestEpochSecond);
	return `${(/* @__PURE__ */ new Date(seconds * 1e3)).toISOString().slice(0, 19)}Z`;
}
function parseWith(given, subject, parse) {
	try {
		return parse(given);
	} catch (error) {
		if (!(require_spec ??= require("./spec.js")).isOciError(error)) throw error;
		throw (require_spec ??= require("./spec.js")).inputError(subject, void 0, error.message, error.code === "INPUT_INVALID" ? void 0 : error);
	}
}
function oneOf(subject, given, allowed) {
	const found = allowed.find((item) => item === given);
	if (found !== void 0) return found;
	throw (require_spec ??= require("./spec.js")).inputError(subject, given, `is not a valid value; write ${joinChoices(allowed)}`);
}
const trueWords = /* @__PURE__ */ new Set([
	"true",
	"True",
	"TRUE"
]);
const falseWords = /* @__PURE__ */ new Set([
	"false",
	"False",
	"FALSE"
]);
function boolean(subject, given) {
	if (trueWords.has(given)) return true;
	if (falseWords.has(given)) return false;
	throw (require_spec ??= require("./spec.js")).inputError(subject, given, "is not a boolean; write true or false");
}
function wholeNumber(subject, given, least, most) {
	const number = /^\d{1,15}$/.test(given) ? Number(given) : NaN;
	if (number >= least && number <= most) return number;
	throw (require_spec ??= require("./spec.js")).inputError(subject, given, `is not valid; write a whole number from ${least} to ${most}`);
}
const maxDurationMs = 20736e5;
const unitMs = {
	ms: 1,
	s: 1e3,
	m: 6e4,
	h: 36e5
};
function duration(subject, given) {
	const wrong = () => (require_spec ??= require("./spec.js")).inputError(subject, given, "is not a duration of at most 24 days; write for example 30m, 1h30m or a number of seconds");
	const withUnit = /^\d{1,9}$/.test(given) ? `${given}s` : given;
	if (!/^(?:\d{1,9}(?:ms|s|m|h))+$/.test(withUnit)) throw wrong();
	let total = 0;
	for (const [, count, unit] of withUnit.matchAll(/(\d+)(ms|s|m|h)/g)) total += Number(count) * (unitMs[unit ?? ""] ?? 0);
	if (total > maxDurationMs) throw wrong();
	return total === 0 ? void 0 : total;
}
const ageUnitMs = {
	m: 6e4,
	h: 36e5,
	d: 864e5,
	w: 6048e5
};
const age = value("age", (given, subject) => {
	if (!/^(?:\d{1,6}[mhdw])+$/.test(given)) throw (require_spec ??= require("./spec.js")).inputError(subject, given, "is not an age; write a number with a unit, for example 30d, 12h or 2w");
	let total = 0;
	for (const [, count, unit] of given.matchAll(/(\d+)([mhdw])/g)) total += Number(count) * (ageUnitMs[unit ?? ""] ?? 0);
	return total;
});
const powers = [
	"",
	"K",
	"M",
	"G",
	"T"
];
const sizePattern = /^(\d{1,15}(?:\.\d{1,3})?) ?([KMGT]?)(i?B)?$/i;
function byteSize(subject, given) {
	const [, number = "", prefix = "", unit = ""] = sizePattern.exec(given) ?? [];
	const base = unit.toUpperCase() === "B" ? 1e3 : 1024;
	const bytes = Math.floor(Number(number) * base ** powers.findIndex((power) => power === prefix.toUpperCase()));
	if (number !== "" && !(prefix === "" && unit.length === 2) && bytes > 0 && Number.isSafeInteger(bytes)) return bytes;
	throw (require_spec ??= require("./spec.js")).inputError(subject, given, "is not a number of bytes above 0; write for example 512MiB or 20GB");
}
function splitLines(raw) {
	return (typeof raw === "string" ? raw.split("\n") : raw).map((line) => line.trim()).filter((line) => line !== "");
}
function splitWords(raw) {
	return joinedLines(raw).split(/[\s,]+/).filter((word) => word !== "");
}
function joinedLines(raw) {
	return typeof raw === "string" ? raw : raw.join("\n");
}
function joinChoices(items) {
	return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} or ${items.at(-1) ?? ""}`;
}

Object.defineProperty(exports, "age", {
  enumerable: true,
  get: function () {
    return age;
  }
});
Object.defineProperty(exports, "byteStringOf", {
  enumerable: true,
  get: function () {
    return byteStringOf;
  }
});
Object.defineProperty(exports, "choice", {
  enumerable: true,
  get: function () {
    return choice;
  }
});
Object.defineProperty(exports, "connectionOptions", {
  enumerable: true,
  get: function () {
    return connectionOptions;
  }
});
Object.defineProperty(exports, "creationDate", {
  enumerable: true,
  get: function () {
    return creationDate;
  }
});
Object.defineProperty(exports, "date", {
  enumerable: true,
  get: function () {
    return date;
  }
});
Object.defineProperty(exports, "defineCommand", {
  enumerable: true,
  get: function () {
    return defineCommand;
  }
});
Object.defineProperty(exports, "digest", {
  enumerable: true,
  get: function () {
    return digest;
  }
});
Object.defineProperty(exports, "flag", {
  enumerable: true,
  get: function () {
    return flag;
  }
});
Object.defineProperty(exports, "foldName", {
  enumerable: true,
  get: function () {
    return foldName;
  }
});
Object.defineProperty(exports, "fromLatin1", {
  enumerable: true,
  get: function () {
    return fromLatin1;
  }
});
Object.defineProperty(exports, "isAscii", {
  enumerable: true,
  get: function () {
    return isAscii;
  }
});
Object.defineProperty(exports, "isGitDirectory", {
  enumerable: true,
  get: function () {
    return isGitDirectory;
  }
});
Object.defineProperty(exports, "isInside", {
  enumerable: true,
  get: function () {
    return isInside;
  }
});
Object.defineProperty(exports, "isUtf8Name", {
  enumerable: true,
  get: function () {
    return isUtf8Name;
  }
});
Object.defineProperty(exports, "joinName", {
  enumerable: true,
  get: function () {
    return joinName;
  }
});
Object.defineProperty(exports, "joinedLines", {
  enumerable: true,
  get: function () {
    return joinedLines;
  }
});
Object.defineProperty(exports, "lines", {
  enumerable: true,
  get: function () {
    return lines;
  }
});
Object.defineProperty(exports, "locationContext", {
  enumerable: true,
  get: function () {
    return locationContext;
  }
});
Object.defineProperty(exports, "mayContainCredentials", {
  enumerable: true,
  get: function () {
    return mayContainCredentials;
  }
});
Object.defineProperty(exports, "mediaType", {
  enumerable: true,
  get: function () {
    return mediaType;
  }
});
Object.defineProperty(exports, "operationOptions", {
  enumerable: true,
  get: function () {
    return operationOptions;
  }
});
Object.defineProperty(exports, "parentName", {
  enumerable: true,
  get: function () {
    return parentName;
  }
});
Object.defineProperty(exports, "parseIgnoreRule", {
  enumerable: true,
  get: function () {
    return parseIgnoreRule;
  }
});
Object.defineProperty(exports, "parseWith", {
  enumerable: true,
  get: function () {
    return parseWith;
  }
});
Object.defineProperty(exports, "password", {
  enumerable: true,
  get: function () {
    return password;
  }
});
Object.defineProperty(exports, "path", {
  enumerable: true,
  get: function () {
    return path;
  }
});
Object.defineProperty(exports, "patternMatcher", {
  enumerable: true,
  get: function () {
    return patternMatcher;
  }
});
Object.defineProperty(exports, "patterns", {
  enumerable: true,
  get: function () {
    return patterns;
  }
});
Object.defineProperty(exports, "platform", {
  enumerable: true,
  get: function () {
    return platform;
  }
});
Object.defineProperty(exports, "printableName", {
  enumerable: true,
  get: function () {
    return printableName;
  }
});
Object.defineProperty(exports, "pullStateName", {
  enumerable: true,
  get: function () {
    return pullStateName;
  }
});
Object.defineProperty(exports, "quietContext", {
  enumerable: true,
  get: function () {
    return quietContext;
  }
});
Object.defineProperty(exports, "relativeTo", {
  enumerable: true,
  get: function () {
    return relativeTo;
  }
});
Object.defineProperty(exports, "secret", {
  enumerable: true,
  get: function () {
    return secret;
  }
});
Object.defineProperty(exports, "shard", {
  enumerable: true,
  get: function () {
    return shard;
  }
});
Object.defineProperty(exports, "size", {
  enumerable: true,
  get: function () {
    return size;
  }
});
Object.defineProperty(exports, "slashed", {
  enumerable: true,
  get: function () {
    return slashed;
  }
});
Object.defineProperty(exports, "splitLines", {
  enumerable: true,
  get: function () {
    return splitLines;
  }
});
Object.defineProperty(exports, "systemPath", {
  enumerable: true,
  get: function () {
    return systemPath;
  }
});
Object.defineProperty(exports, "text", {
  enumerable: true,
  get: function () {
    return text;
  }
});
Object.defineProperty(exports, "textOf", {
  enumerable: true,
  get: function () {
    return textOf;
  }
});
Object.defineProperty(exports, "time", {
  enumerable: true,
  get: function () {
    return time;
  }
});
Object.defineProperty(exports, "url", {
  enumerable: true,
  get: function () {
    return url;
  }
});
Object.defineProperty(exports, "value", {
  enumerable: true,
  get: function () {
    return value;
  }
});
Object.defineProperty(exports, "visiblePath", {
  enumerable: true,
  get: function () {
    return visiblePath;
  }
});
Object.defineProperty(exports, "whole", {
  enumerable: true,
  get: function () {
    return whole;
  }
});
Object.defineProperty(exports, "wholeNumber", {
  enumerable: true,
  get: function () {
    return wholeNumber;
  }
});
Object.defineProperty(exports, "words", {
  enumerable: true,
  get: function () {
    return words;
  }
});