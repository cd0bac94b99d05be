let require_spec;
const require_run = require("./run.js");
let require_verification;
let node_os;
let node_net;
let node_buffer;
let node_crypto;
let node_fs_promises;

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
function reportEvent(event, to, isLocal = false) {
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
			to.warning(`${require_run.formatNumber(event.count, "path")} excluded by patterns`);
			break;
		case "credential-files":
			to.warning(credentialFiles(event.paths));
			break;
		case "blob":
			to.completed?.(event);
			to.line(`${require_run.shortDigest(event.digest)} (${require_run.formatBytes(event.size)}) ${isLocal && event.state === "uploaded" ? "written" : blobStates[event.state]}`);
			break;
		case "tag":
			to.completed?.(event);
			to.line(tagTexts[event.state](event.tag));
	}
}
function credentialFiles(paths) {
	const shown = paths.slice(0, maxCredentialFiles).join(", ");
	const more = paths.length > maxCredentialFiles ? ` and ${paths.length - maxCredentialFiles} more` : "";
	const [files, them] = paths.length === 1 ? ["a file that usually has", "it"] : ["files that usually have", "them"];
	return `the artifact contains ${files} credentials: ${shown}${more}; exclude ${them} unless this is intended`;
}

// src/commands/connection-log.ts
function withConnectionLogging(options, log) {
	const seen = /* @__PURE__ */ new Set();
	return {
		...options,
		onSecret: (secret) => {
			log.hide(secret);
		},
		onSource: (source) => {
			const text = source === void 0 ? "no credentials found; connecting anonymously" : `credentials: ${source}`;
			if (!seen.has(text)) log.line(text);
			seen.add(text);
		},
		onWarning: (text) => {
			log.warning(text);
		},
		onHttpEvent: (event) => {
			logHttpEvent(event, log);
		}
	};
}
function logHttpEvent(event, log) {
	switch (event.kind) {
		case "retry":
			log.line(`${event.method} ${event.url} failed (${event.reason}); attempt ${event.attempt + 1} of ${event.attempts} in ${require_run.formatDuration(event.delayMs)}`);
			break;
		case "request":
			log.debug(`${event.method} ${event.url} ${event.status} in ${require_run.formatDuration(event.ms)}`);
			break;
		case "redirect": log.debug(`${event.method} ${event.url} ${event.status} redirects to ${event.target}`);
	}
}

// src/commands/command.ts
function defineCommand(command) {
	return command;
}
function connectionOptions(access, { env, log }) {
	return withConnectionLogging({
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
function operationOptions({ label, log, signal }, isLocal = false) {
	return {
		label,
		signal,
		onEvent: (event) => {
			reportEvent(event, log, isLocal);
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

// src/fs/file-system-error.ts
const reasons = {
	ENOSPC: "no space is left on the device",
	EDQUOT: "the disk quota is exhausted",
	EFBIG: "the file is larger than the limit for files",
	EMFILE: "this process has too many open files",
	ENFILE: "the system has too many open files",
	EACCES: "permission denied",
	EPERM: "the operation is not permitted",
	ENOENT: "it does not exist",
	ENOTDIR: "a part of the path is not a directory",
	EISDIR: "it is a directory",
	EROFS: "the file system is read-only",
	ELOOP: "the path has too many symbolic links",
	ENAMETOOLONG: "the name is too long for the file system",
	EIO: "the device reported an input/output error"
};
function fileSystemError(error, operation) {
	if ((require_spec ??= require("./spec.js")).isOciError(error)) return error;
	const code = errnoOf(error);
	const reason = (code === void 0 ? void 0 : reasons[code]) ?? withoutPaths(error);
	const suffix = code === void 0 ? "" : ` (${code})`;
	return new (require_spec ??= require("./spec.js")).OciError("FILE_SYSTEM", `cannot ${(require_spec ??= require("./spec.js")).printable(operation)}: ${reason}${suffix}`, { cause: error });
}
function withoutPaths(error) {
	const message = (require_spec ??= require("./spec.js")).messageOf(error);
	return /^[A-Z0-9]+: (.+?), [a-z]+ '/s.exec(message)?.[1] ?? message;
}
function errnoOf(error) {
	if (!(error instanceof Error)) return void 0;
	const code = error.code;
	return typeof code === "string" ? code : void 0;
}
function isMissing(error) {
	const code = errnoOf(error);
	return code === "ENOENT" || code === "ENOTDIR";
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

// src/commands/ca-file.ts
async function checkCaFile(file, subject) {
	let pem;
	try {
		pem = await (0, (node_fs_promises ??= require("node:fs/promises")).readFile)(file, "utf8");
	} catch (error) {
		const reason = errnoOf(error) ?? "unknown reason";
		throw (require_spec ??= require("./spec.js")).inputError(subject, file, `cannot be read (${reason}); give a PEM file with certificates`, error);
	}
	const certificates = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g);
	if (certificates === null) throw (require_spec ??= require("./spec.js")).inputError(subject, file, "contains no certificate; give a PEM file with BEGIN CERTIFICATE blocks");
	const bad = certificates.findIndex((certificate) => !isCertificate(certificate));
	if (bad >= 0) throw (require_spec ??= require("./spec.js")).inputError(subject, file, `contains a certificate that cannot be read (number ${bad + 1}); give a PEM file with BEGIN CERTIFICATE blocks`);
}
function isCertificate(pem) {
	try {
		return new (node_crypto ??= require("node:crypto")).X509Certificate(pem).fingerprint256 !== "";
	} catch {
		return false;
	}
}

// src/commands/client-options.ts
const headerFields = {
	kind: "list",
	placeholder: "name: value",
	empty: void 0,
	parse: (raw, subject) => Object.fromEntries(items(raw).map((text) => {
		const [, name, value] = /^([A-Za-z0-9!#$%&'*+.^_`|~-]+):[ \t]*([\t\u0020-\u007e]*)$/.exec(text) ?? [];
		if (name !== void 0 && value !== void 0) return [name.toLowerCase(), value.trim()];
		throw (require_spec ??= require("./spec.js")).inputError(subject, void 0, "is not a header field; write \"Name: value\"");
	}))
};
const hostAddresses = {
	kind: "list",
	placeholder: "host:port:address",
	empty: void 0,
	parse: (raw, subject) => Object.fromEntries(items(raw).map((text) => {
		const [, host = "", rest = ""] = /^([^:]+):\d{1,5}:(.+)$/.exec(text) ?? [];
		const address = rest.replace(/^\[(.*)\]$/, "$1");
		if ((0, (node_net ??= require("node:net")).isIP)(address) !== 0) return [host.toLowerCase(), address];
		throw (require_spec ??= require("./spec.js")).inputError(subject, text, "is not host:port:address; write for example registry.example.com:443:10.0.0.5");
	}))
};
function items(raw) {
	return (typeof raw === "string" ? raw.split("\n") : raw).map((item) => item.trim()).filter((item) => item !== "");
}
const clientOptions = {
	"cert-file": require_run.option({
		type: path,
		description: "PEM file with a client certificate for the registry. Needs `key-file`."
	}),
	"key-file": require_run.option({
		type: path,
		description: "PEM file with the private key of `cert-file`, without a passphrase."
	}),
	headers: require_run.option({
		type: headerFields,
		scope: "cli",
		short: "H",
		description: "Header field of every request to the registry."
	}),
	"registry-config": require_run.option({
		type: path,
		scope: "cli",
		defaultText: "those of Docker and Podman",
		description: "Configuration file with credentials, in Docker's format."
	})
};
const resolveOption = { resolve: require_run.option({
	type: hostAddresses,
	scope: "cli",
	flag: "resolve",
	description: "Connect to a host at this IP address."
}) };

// src/commands/registry-options.ts
const maxAttempts = 20;
const defaultAttempts = 5;
const attemptsOptions = {
	attempts: require_run.option({
		type: whole(1, maxAttempts),
		defaultText: `\`${defaultAttempts}\``,
		description: "Maximum attempts for each request, including the first, if the connection or the registry fails."
	}),
	retries: require_run.option({
		type: whole(1, maxAttempts),
		aliasOf: "attempts",
		workflowDefault: String(defaultAttempts),
		defaultText: "see `attempts`",
		description: "The former name of `attempts`. It also counts the first attempt."
	})
};
const caFile = require_run.option({
	type: path,
	description: "PEM file with certificate authorities to trust in addition to those of the system."
});
function githubToken(description) {
	return require_run.option({
		type: secret,
		workflowDefault: "${{ github.token }}",
		defaultText: "the job's token",
		description,
		cliDescription: "Token for ghcr.io, unless more specific credentials are configured."
	});
}
const tokenHostsOption = require_run.option({
	type: words("host"),
	description: "Hosts outside the domain of the registry that may issue its tokens and so receive the credentials, separated by spaces, commas or line breaks. Other token endpoints are refused; `auth.docker.io` is always allowed.",
	cliDescription: "Host outside the registry's domain that may issue its tokens."
});
const trustedRedirectHostsOption = require_run.option({
	type: words("host"),
	description: "Hosts to which a registry may redirect downloads although they are in a private network, and on which it may continue uploads, separated by spaces, commas or line breaks. They never receive credentials.",
	cliDescription: "Host in a private network to which a registry may redirect, without credentials."
});
const chunkSizeOption = { "chunk-size": require_run.option({
	type: size,
	defaultText: "no limit",
	description: "Upload larger blobs in requests of at most this size, such as `50MiB`, for a proxy that limits the size of a request. Without it, a blob is uploaded in one request. If that is refused as too large, chunks of 4 MiB or less follow.",
	cliDescription: "Upload larger blobs in requests of at most this size, such as 50MiB."
}) };
const githubTokenDescription = "Token for ghcr.io and for the container registry of a GitHub Enterprise server, unless more specific credentials are configured.";
const transportOptions = {
	"plain-http": require_run.option({
		type: flag,
		defaultText: "only for a registry on this machine that refuses TLS",
		description: "Use HTTP without TLS for the registry and its token endpoint."
	}),
	"insecure-tls": require_run.option({
		type: flag,
		default: false,
		description: "Accept any certificate of the registry and its token endpoint."
	}),
	"ca-file": caFile,
	"trusted-redirect-hosts": trustedRedirectHostsOption
};
const credentialOptions = {
	username: require_run.option({
		type: text,
		description: "User name at the registry. Without it, the configuration of Docker and Podman is read."
	}),
	password: require_run.option({
		type: password,
		stdin: true,
		description: "Password or token at the registry; take it from a secret.",
		cliDescription: "Password or token at the registry."
	})
};
const explicitOptions = {
	...transportOptions,
	...credentialOptions
};
const readOptions = {
	...explicitOptions,
	...clientOptions,
	...resolveOption,
	"github-token": githubToken(`${githubTokenDescription} The job needs \`packages: read\`.`),
	"token-hosts": tokenHostsOption,
	...attemptsOptions
};
const registryReadOptions = readOptions;
const writeOptions = {
	...readOptions,
	"github-token": githubToken(`${githubTokenDescription} The job needs \`packages: write\`.`),
	...chunkSizeOption
};
const registryWriteOptions = writeOptions;
async function registryAccess(inputs, label) {
	const access = {
		plainHttp: inputs.plainHttp,
		insecureTls: inputs.insecureTls,
		caFile: inputs.caFile,
		...clientCertificate(inputs, label),
		headers: inputs.headers,
		registryConfig: inputs.registryConfig,
		addresses: inputs.resolve,
		trustedRedirectHosts: trustedRedirectHosts(inputs, label),
		...credentials(inputs.username, inputs.password, label),
		githubToken: inputs.githubToken,
		tokenHosts: checkHosts(label("token-hosts"), inputs.tokenHosts),
		attempts: attempts(inputs, label),
		chunkSize: inputs.chunkSize
	};
	if (inputs.caFile !== void 0) await checkCaFile(inputs.caFile, label("ca-file"));
	return access;
}
function attempts(inputs, label) {
	const { attempts, retries } = inputs;
	if (attempts !== void 0 && retries !== void 0 && attempts !== retries) throw (require_spec ??= require("./spec.js")).inputError(label("attempts"), String(attempts), `differs from ${label("retries")} (${retries}), which is the former name of the same option; give only one of them`);
	return attempts ?? retries ?? defaultAttempts;
}
function clientCertificate({ certFile, keyFile }, label) {
	if (certFile !== void 0 && keyFile === void 0) throw oneMissing("key-file", "cert-file", label);
	if (keyFile !== void 0 && certFile === void 0) throw oneMissing("cert-file", "key-file", label);
	return {
		certFile,
		keyFile
	};
}
function oneMissing(name, given, label) {
	return (require_spec ??= require("./spec.js")).inputError(label(name), void 0, `it is missing although ${label(given)} is given; give both or neither`);
}
function credentials(username, password, label) {
	if (username !== void 0 && password === void 0) throw oneMissing("password", "username", label);
	if (password !== void 0 && username === void 0) throw oneMissing("username", "password", label);
	return {
		username,
		password
	};
}
function trustedRedirectHosts({ trustedRedirectHosts }, label) {
	return checkHosts(label("trusted-redirect-hosts"), trustedRedirectHosts);
}
const hostForm = "; write only its name or address, without scheme, port and path, for example login.example.com";
function checkHosts(subject, hosts) {
	for (const host of hosts) if (!(require_spec ??= require("./spec.js")).isRegistryHost(host) || /:\d+$/.test(host)) throw (require_spec ??= require("./spec.js")).inputError(subject, host, `is not a host${(require_spec ??= require("./spec.js")).asciiHostHint(host) || hostForm}`);
	return hosts;
}

// src/commands/run-options.ts
const maxConcurrency = 64;
const runOptions = { timeout: require_run.option({
	type: time,
	description: "Limit for the whole run, such as `30m` or a number of seconds. Stalled connections are also detected without this limit.",
	cliDescription: "Limit for the whole run, such as 30m."
}) };
const summaryOption = { summary: require_run.option({
	type: flag,
	default: true,
	scope: "action",
	description: "Write a job summary."
}) };
const resultOptions = {
	json: require_run.option({
		type: flag,
		default: false,
		scope: "cli",
		description: "Print the result as one JSON object."
	}),
	print: require_run.option({
		type: text,
		scope: "cli",
		description: "Print this text as the result; {key} is a value of --json, such as {digest}."
	}),
	quiet: require_run.option({
		type: flag,
		default: false,
		short: "q",
		scope: "cli",
		description: "Print only the result, warnings and errors."
	}),
	verbose: require_run.option({
		type: flag,
		default: false,
		short: "v",
		scope: "cli",
		description: "Also log each request, and the source of the credentials."
	}),
	progress: require_run.option({
		type: flag,
		default: true,
		scope: "cli",
		description: "Show no progress."
	})
};
function concurrency(standard, items) {
	return require_run.option({
		type: whole(1, maxConcurrency),
		default: standard,
		description: `Number of ${items} in parallel.`
	});
}

// src/commands/annotation-options.ts
function workflowAnnotations(env, version) {
	const server = env["GITHUB_SERVER_URL"];
	const repository = env["GITHUB_REPOSITORY"];
	const revision = env["GITHUB_SHA"];
	const annotations = {};
	if (repository) annotations[(require_spec ??= require("./spec.js")).annotationSource] = `${server || "https://github.com"}/${repository}`;
	if (revision) annotations[(require_spec ??= require("./spec.js")).annotationRevision] = revision;
	if (version !== void 0) annotations[(require_spec ??= require("./spec.js")).annotationVersion] = version;
	return annotations;
}
function readAnnotations({ annotations, timestamp }, level, defaults, { env, label }) {
	const subject = label("annotations");
	const merged = new Map(Object.entries(defaults));
	const removed = [];
	let created = timestamp;
	for (const line of annotations) {
		const [key, value] = parseAnnotation(line, level, subject);
		if (key === "org.opencontainers.image.created") {
			if (!(require_spec ??= require("./spec.js")).isRfc3339(value)) throw notDateError(subject, line);
			if (timestamp !== void 0 && timestamp !== value) throw (require_spec ??= require("./spec.js")).inputError(subject, line, `names another creation date than ${label("timestamp")}; give it only there`);
			created = value;
		} else if (value === "") {
			merged.delete(key);
			removed.push(key);
		} else merged.set(key, value);
	}
	const hasCreated = created !== void 0;
	return {
		annotations: Object.fromEntries(merged),
		removed,
		created: creationDate(created, env),
		hasCreated
	};
}
function notDateError(subject, line) {
	return (require_spec ??= require("./spec.js")).inputError(subject, line, "does not set a date and time of RFC 3339; write for example 2026-01-31T12:00:00Z");
}
const levelPrefix = /^(?:(?:manifest|index)[a-z-]*(?:\[[^\]=]*\])?(?:,[^:=]*)?|[a-z-]+\[[^\]=]*\]):/i;
function parseAnnotation(line, level, subject) {
	const equals = line.indexOf("=");
	if (equals < 0) throw (require_spec ??= require("./spec.js")).inputError(subject, line, "has no \"=\"; write key=value");
	const written = line.slice(0, equals).trim();
	const prefix = level === void 0 ? "" : levelPrefix.exec(written)?.[0] ?? "";
	if (prefix !== "" && prefix !== `${level}:`) throw (require_spec ??= require("./spec.js")).inputError(subject, line, `has the prefix "${prefix}", but these are annotations of the ${level}; write ${level}:key=value or key=value, or set DOCKER_METADATA_ANNOTATIONS_LEVELS: ${level} for docker/metadata-action`);
	const key = written.slice(prefix.length).trim();
	if (/^["'`\u201c\u2018]|["'`\u201d\u2019]$/u.test(key)) throw (require_spec ??= require("./spec.js")).inputError(subject, line, "has quotes around its key; write key=value without quotes around the key");
	if (key === "" || /[\s\p{Cc}]/u.test(key)) throw (require_spec ??= require("./spec.js")).inputError(subject, line, "has no valid key before the \"=\"; write key=value, with a key without spaces");
	return [key, line.slice(equals + 1).trim()];
}
function readPairs(given, subject) {
	return Object.fromEntries(given.map((line) => parseAnnotation(line, void 0, subject)));
}
function readAnnotationEdit({ annotations, remove }, { label }) {
	const subject = label("annotations");
	const pairs = Object.entries(readPairs(annotations, subject));
	const created = pairs.find(([key, value]) => key === "org.opencontainers.image.created" && value !== "" && !(require_spec ??= require("./spec.js")).isRfc3339(value));
	if (created !== void 0) throw notDateError(subject, created.join("="));
	return {
		set: Object.fromEntries(pairs.filter(([, value]) => value !== "")),
		remove: [...remove, ...pairs.filter(([, value]) => value === "").map(([key]) => key)]
	};
}
function withPlatform(annotations, platform, label) {
	if (platform === void 0) return annotations;
	const recorded = (require_spec ??= require("./spec.js")).platformText(platform);
	const other = annotations[(require_spec ??= require("./spec.js")).annotationPlatform];
	if (other !== void 0 && other !== recorded) throw (require_spec ??= require("./spec.js")).inputError(label("annotations"), `${(require_spec ??= require("./spec.js")).annotationPlatform}=${other}`, `names another platform than ${label("platform")}; give the platform only there`);
	return {
		...annotations,
		[(require_spec ??= require("./spec.js")).annotationPlatform]: recorded
	};
}

// src/commands/location-options.ts
const locationDescription = "`registry/repository[:tag][@digest]`, with or without `oci://`; or an OCI image layout, `layout:PATH[:tag][@digest]` or a path that begins with `./`, `../`, `/` or a drive letter";
function location(rules = {}) {
	return {
		kind: "value",
		placeholder: "reference",
		isPath: true,
		empty: void 0,
		parse: (raw, subject, { notice }) => readLocation(String(raw), subject, rules, notice)
	};
}
function locations(rules = {}) {
	return {
		kind: "list",
		placeholder: "reference",
		isPath: true,
		empty: [],
		parse: (raw, subject, { notice }) => splitLines(raw).map((line) => readLocation(line, subject, rules, notice))
	};
}
function locationsOrNone() {
	return {
		kind: "list",
		placeholder: "reference",
		isPath: true,
		empty: void 0,
		parse: (raw, subject, { notice }) => {
			const written = splitLines(raw);
			if (written.length === 1 && written[0] === "none") return [];
			return written.map((line) => readLocation(line, subject, {}, notice));
		}
	};
}
function alternatives() {
	return {
		...location(),
		parse: (raw, subject, { notice }) => {
			const [first = "", ...others] = splitLines(raw);
			const read = (line) => readLocation(line, subject, { acceptPattern: true }, notice);
			return [read(first), ...others.map(read)];
		}
	};
}
const tagPattern = /^(.*\/.+):([^/\\:@]*[*?][^/\\:@]*)$/;
function readLocation(text, subject, { schemeRequired = false, refuseDigest = false, acceptPattern = false }, notice) {
	const [, repository = "", pattern] = (acceptPattern ? tagPattern.exec(text) : null) ?? [];
	if (pattern !== void 0) {
		if (!(require_spec ??= require("./spec.js")).isTag(pattern.replaceAll(/[*?]/g, "0"))) throw (require_spec ??= require("./spec.js")).inputError(subject, text, `has a pattern that no tag matches: "${pattern}"; write for example v1.*`);
		return {
			...readLocation(repository, subject, {}, notice),
			tag: pattern
		};
	}
	const isPath = schemeRequired && !text.startsWith("oci://");
	if (isPath) refuseMissingScheme(subject, text);
	if (schemeRequired && !isPath) refuseHostOnly(subject, text);
	const parse = schemeRequired && !isPath ? parseTarget : (require_spec ??= require("./spec.js")).parseLocation;
	const written = isPath && !text.startsWith("layout:") ? `layout:${text}` : text;
	const found = parseWith(written, subject, (named) => parseLowered(named, parse, subject, notice));
	if (refuseDigest && found.digest !== void 0) throw (require_spec ??= require("./spec.js")).inputError(subject, text, `has a digest, but the digest follows from the content; write ${(require_spec ??= require("./spec.js")).ociScheme}registry/repository:tag or ./path:tag`);
	return found;
}
function readTags(places, listed, fallback, label) {
	const subject = label("tags");
	const tags = /* @__PURE__ */ new Set();
	const [main] = places;
	if (main?.tag !== void 0) tags.add(main.tag);
	for (const item of listed) tags.add(isReferenceText(item) ? tagOfReference(subject, item, places) : bareTag(subject, item));
	if (tags.size === 0 && fallback !== void 0) tags.add(fallback());
	return [...tags];
}
function isReferenceText(item) {
	if (item.includes("@")) return true;
	return item.includes("/") && (item.includes(":") || (require_spec ??= require("./spec.js")).looksLikeRegistry(item.split("/", 1)[0] ?? ""));
}
function bareTag(subject, tag) {
	if ((require_spec ??= require("./spec.js")).isTag(tag)) return tag;
	throw (require_spec ??= require("./spec.js")).inputError(subject, tag, (require_spec ??= require("./spec.js")).invalidTagReason(tag));
}
function readSubject(text, target, { label, notice }) {
	if ((require_spec ??= require("./spec.js")).isDigest(text) || (require_spec ??= require("./spec.js")).isTag(text)) return text;
	const subject = label("subject");
	if (!/[\\/]|^layout:/.test(text)) throw (require_spec ??= require("./spec.js")).inputError(subject, text.includes("@") ? void 0 : text, "is neither a digest nor a tag; write sha256: and 64 lower-case hex digits, a tag in the repository of the target, or registry/repository@sha256:\u2026");
	const place = readLocation(text, subject, {}, notice);
	const home = (require_spec ??= require("./spec.js")).repositoryOf(target);
	if (!(require_spec ??= require("./spec.js")).sameRepository(place, home)) throw (require_spec ??= require("./spec.js")).inputError(subject, (require_spec ??= require("./spec.js")).formatLocation(place), `is in another repository than the target ${(require_spec ??= require("./spec.js")).formatLocation(home)}, but a referrer must be in the same repository as its subject; publish there, or give a subject in the target's repository`);
	const reference = place.digest ?? place.tag;
	if (reference === void 0) throw (require_spec ??= require("./spec.js")).inputError(subject, (require_spec ??= require("./spec.js")).formatLocation(place), "names a repository without a manifest; add a tag or, better, a digest");
	return reference;
}
function checkSubjectTag(reference, tags, label) {
	if (reference === void 0 || !tags.includes(reference)) return;
	throw (require_spec ??= require("./spec.js")).inputError(label("subject"), reference, "is also a tag to write, which would then point to the new artifact; choose another tag, or none, because a referrer is found by its subject");
}
function parseTarget(text) {
	return {
		kind: "registry",
		...(require_spec ??= require("./spec.js")).parseReference(text)
	};
}
function parseLowered(text, parse, subject, notice) {
	try {
		return parse(text);
	} catch (error) {
		const [, named = "", rest = ""] = /^(.*?)((?::[^/:@]*)?(?:@.*)?)$/s.exec(text) ?? [];
		const lowered = named.toLowerCase() + rest;
		if (lowered === text) throw error;
		const place = parsedOrUndefined(lowered, parse);
		if (place?.kind !== "registry") throw error;
		notice(`${subject}: repositories are lower-case in registries; using ${(require_spec ??= require("./spec.js")).formatLocation((require_spec ??= require("./spec.js")).repositoryOf(place))}`);
		return place;
	}
}
function parsedOrUndefined(text, parse) {
	try {
		return parse(text);
	} catch {
		return;
	}
}
function refuseHostOnly(subject, text) {
	const bare = text.slice((require_spec ??= require("./spec.js")).ociScheme.length);
	if ((require_spec ??= require("./spec.js")).isHostOnly(bare)) throw (require_spec ??= require("./spec.js")).inputError(subject, text, (require_spec ??= require("./spec.js")).hostOnlyReason(bare, (require_spec ??= require("./spec.js")).ociScheme));
}
const schemePattern = /^(?:[A-Za-z][A-Za-z0-9+.-]*:\/\/|(?:oci|oras|docker|https?):\/?(?=[^/\d]))/;
function refuseMissingScheme(subject, text) {
	const scheme = schemePattern.exec(text)?.[0];
	if (scheme === void 0 && /^(?:layout:|[./\\]|[A-Za-z]:[\\/])/.test(text)) return;
	const rest = scheme === void 0 ? text : text.slice(scheme.length);
	const at = rest.indexOf("@");
	const first = rest.split("/", 1)[0] ?? "";
	if (!(scheme !== void 0 || /[.:]/.test(first) || first === "localhost" || at >= 0 && (require_spec ??= require("./spec.js")).isDigest(rest.slice(at + 1)))) return;
	parseWith(rest, subject, (require_spec ??= require("./spec.js")).rejectUserInfo);
	if (at >= 0) throw (require_spec ??= require("./spec.js")).inputError(subject, text, `has a digest, but the digest follows from the content; write ${(require_spec ??= require("./spec.js")).ociScheme}registry/repository:tag`);
	const fix = scheme === void 0 || !scheme.endsWith("//") ? `write ${(require_spec ??= require("./spec.js")).ociScheme}${rest} to push there, or ./${rest} for a directory` : `write ${(require_spec ??= require("./spec.js")).ociScheme}${rest}`;
	throw (require_spec ??= require("./spec.js")).inputError(subject, text, `looks like a registry but does not begin with ${(require_spec ??= require("./spec.js")).ociScheme}; ${fix}`);
}
function tagOfReference(subject, item, targets) {
	const shown = item.includes("@") ? "\u2026" : item.slice(0, 100);
	const registries = targets.filter((target) => target.kind === "registry");
	const [first] = registries;
	if (first === void 0) throw (require_spec ??= require("./spec.js")).inputError(subject, void 0, `a full reference is given ("${shown}"), but the target is a directory; write the bare tag`);
	const reference = parseWith(item, subject, (named) => parseLowered(named, parseTarget, subject, () => {}));
	const home = (require_spec ??= require("./spec.js")).formatReference({
		registry: first.registry,
		repository: first.repository
	});
	if (!registries.some((target) => (require_spec ??= require("./spec.js")).sameRepository(reference, target))) throw (require_spec ??= require("./spec.js")).inputError(subject, item, `is in another repository than the target ${home}; write a bare tag, or run the action once for each repository`);
	if (reference.digest !== void 0 || reference.tag === void 0) throw (require_spec ??= require("./spec.js")).inputError(subject, item, `has no tag; write ${home}:tag or the bare tag`);
	return reference.tag;
}

// src/commands/verify-options.ts
const verifyOptions = {
	"verify-key": require_run.option({
		type: path,
		description: "Require a signature with this public key, as `cosign sign --key` makes it: a PEM file, or its text. Nothing is downloaded or written unless the signature is valid.",
		cliDescription: "Require a signature with this public key, as cosign sign --key makes it: a PEM file."
	}),
	"verify-identity": require_run.option({
		type: value("identity", readIdentity),
		description: "Require a keyless signature or an attestation of this identity: the subject alternative name of the certificate, such as the URL of a workflow with its ref, or a regular expression between slashes.",
		cliDescription: "Require a keyless signature or an attestation of this identity, or of /pattern/."
	}),
	"verify-repository": require_run.option({
		type: text,
		description: "Require an attestation that a workflow of this GitHub repository made, `owner/name`, as `actions/attest-build-provenance` makes it.",
		cliDescription: "Require an attestation that a workflow of this GitHub repository made, owner/name."
	}),
	"verify-workflow": require_run.option({
		type: text,
		defaultText: "any workflow of the repository",
		description: "With `verify-repository`: the workflow that signed, such as `release.yml`, `release.yml@refs/heads/main`, or `owner/name/.github/workflows/build.yml` for a reusable workflow of another repository.",
		cliDescription: "With `verify-repository`: the workflow that signed, such as release.yml."
	}),
	"verify-issuer": require_run.option({
		type: text,
		defaultText: "`https://token.actions.githubusercontent.com`",
		description: "With `verify-identity` or `verify-repository`: the issuer of the identity."
	}),
	"verify-predicate-type": require_run.option({
		type: text,
		defaultText: "a signature or SLSA provenance",
		description: "Predicate type of the required attestation, such as `https://slsa.dev/provenance/v1`. By default, only signatures of cosign and SLSA provenance v1 are accepted.",
		cliDescription: "Predicate type of the required attestation."
	}),
	"verify-log": require_run.option({
		type: flag,
		default: false,
		description: "With `verify-key`: also require an entry in the transparency log. Keyless signatures always need one, unless the trust root has no log."
	}),
	"verify-policy": require_run.option({
		type: path,
		description: "YAML file with several rules, of which all or any must be satisfied. It replaces the other options of the verification, except for `trusted-root`.",
		cliDescription: "YAML file with several rules."
	}),
	"trusted-root": require_run.option({
		type: path,
		defaultText: "the public instance of Sigstore, through TUF",
		description: "File with the trust root of a Sigstore instance, for private instances and for runs without a network: a `trusted_root.json`, or the output of `gh attestation trusted-root`.",
		cliDescription: "File with the trust root of a Sigstore instance, a trusted_root.json."
	})
};
const verifiedByOutput = require_run.output(require_run.jsonOutput, "The signatures that satisfied the rules, a JSON list of objects with `kind` (`key` or `identity`), `issuer`, `identity`, `key` (its SHA-256 digest), `time`, `predicateType`, `rule`, `signature` and `digest`. `[]` without verification.", (result) => result.verifiedBy);
async function readVerification(inputs, label) {
	const policy = await readPolicy(inputs, label);
	if (policy === void 0) return void 0;
	const named = (member) => label(optionNames[member] ?? `verify-${member}`);
	(require_verification ??= require("./verification.js")).checkPolicy(policy, named);
	return {
		policy,
		label: named
	};
}
const optionNames = {
	"trusted-root": "trusted-root",
	policy: "verify-policy"
};
async function readPolicy(inputs, label) {
	const { verifyKey, verifyIdentity, verifyRepository, verifyPolicy, verifyLog } = inputs;
	const { verifyWorkflow, verifyIssuer, verifyPredicateType, trustedRoot } = inputs;
	const hasIdentity = verifyIdentity !== void 0 || verifyRepository !== void 0;
	const given = {
		"verify-key": verifyKey !== void 0,
		"verify-identity": verifyIdentity !== void 0,
		"verify-repository": verifyRepository !== void 0,
		"verify-workflow": verifyWorkflow !== void 0,
		"verify-issuer": verifyIssuer !== void 0,
		"verify-predicate-type": verifyPredicateType !== void 0,
		"verify-log": verifyLog,
		"trusted-root": trustedRoot !== void 0
	};
	const refuse = (names, problem) => {
		const name = names.find((each) => given[each] === true);
		if (name !== void 0) throw (require_spec ??= require("./spec.js")).inputError(label(name), void 0, problem);
	};
	const rest = [
		"verify-workflow",
		"verify-issuer",
		"verify-predicate-type",
		"verify-log",
		"trusted-root"
	];
	if (verifyPolicy !== void 0) {
		refuse([
			"verify-key",
			"verify-identity",
			"verify-repository",
			...rest.slice(0, -1)
		], `it has no effect with ${label("verify-policy")}; write it in the file`);
		const { readPolicyFile } = await Promise.resolve().then(() => require("./verify-policy-file.js"));
		return readPolicyFile(verifyPolicy, label("verify-policy"), trustedRoot);
	}
	const common = {
		predicateType: verifyPredicateType,
		trustedRoot
	};
	if (verifyKey !== void 0) {
		refuse([
			"verify-identity",
			"verify-repository",
			"verify-workflow",
			"verify-issuer"
		], `give either it or ${label("verify-key")}; for both rules, write them in a file and give ${label("verify-policy")}`);
		if (!verifyLog) refuse(["trusted-root"], `with a key it has an effect only with ${label("verify-log")}`);
		return {
			kind: "key",
			key: await readKey(verifyKey, label("verify-key")),
			requireLog: verifyLog,
			...common
		};
	}
	if (hasIdentity) {
		refuse(["verify-log"], `it has an effect only with ${label("verify-key")}; omit it`);
		const [identity, repository, workflow] = [
			verifyIdentity,
			verifyRepository,
			verifyWorkflow
		];
		return {
			kind: "identity",
			identity,
			repository,
			workflow,
			issuer: verifyIssuer,
			...common
		};
	}
	refuse(rest, `it does not select a signer; also give ${label("verify-key")}, ${label("verify-identity")} or ` + label("verify-repository"));
}
async function readKey(given, subject) {
	if (given.includes("-----BEGIN")) return given;
	try {
		return await (0, (node_fs_promises ??= require("node:fs/promises")).readFile)(given, "utf8");
	} catch (error) {
		const reason = errnoOf(error) ?? "unknown reason";
		throw (require_spec ??= require("./spec.js")).inputError(subject, given, `cannot be read (${reason}); give a PEM file such as cosign.pub`, error);
	}
}
function readIdentity(given, subject) {
	const [, pattern] = /^\/(.*)\/$/s.exec(given) ?? [];
	if (pattern === void 0) return given;
	try {
		return new RegExp(pattern);
	} catch (error) {
		throw (require_spec ??= require("./spec.js")).inputError(subject, given, "is not a regular expression; correct the text between the slashes", error);
	}
}
function verifiedLines(verifiedBy) {
	return verifiedBy.map((signature) => `verified ${signature.digest}: ${signerText(signature)}`);
}
function verifiedRows(verifiedBy) {
	return verifiedBy.map((signature) => ["Verified", signerText(signature)]);
}
function signerText({ kind, key, identity, issuer, time, rule }) {
	return `signed by ${kind === "key" ? `key ${key}` : `${identity} (issuer ${issuer})`}${time === "" ? "" : ` at ${time}`}, rule "${rule}"`;
}

// src/commands/cache-options.ts
function cacheDirectoryOptions(description, content, limit) {
	return require_run.refusingEmpty({
		"cache-directory": require_run.option({
			type: path,
			scope: "cli",
			flag: "cache",
			description
		}),
		"cache-size": require_run.option({
			type: size,
			scope: "cli",
			defaultText: limit,
			description: `Evict the least recently used ${content} above this size, such as 5GiB.`
		})
	});
}
const downloadCacheOptions = cacheDirectoryOptions("Store downloads in this directory, and reuse them.", "content", "no limit");
function checkCacheSize({ cacheDirectory, cacheSize }, label) {
	if (cacheDirectory === void 0 && cacheSize !== void 0) throw (require_spec ??= require("./spec.js")).inputError(label("cache-size"), void 0, `it has no effect without ${label("cache-directory")}`);
}
async function openCacheDirectory(inputs, { label, log, signal }) {
	checkCacheSize(inputs, label);
	if (inputs.cacheDirectory === void 0) return void 0;
	const { ArtifactCache: Cache } = await Promise.resolve().then(() => require("./artifact-cache.js")).then((n) => n.artifact_cache_exports);
	return Cache.open(inputs.cacheDirectory, {
		maxBytes: inputs.cacheSize,
		onWarning: (text) => {
			log.warning(text);
		},
		signal
	});
}

Object.defineProperty(exports, "age", {
  enumerable: true,
  get: function () {
    return age;
  }
});
Object.defineProperty(exports, "alternatives", {
  enumerable: true,
  get: function () {
    return alternatives;
  }
});
Object.defineProperty(exports, "attempts", {
  enumerable: true,
  get: function () {
    return attempts;
  }
});
Object.defineProperty(exports, "attemptsOptions", {
  enumerable: true,
  get: function () {
    return attemptsOptions;
  }
});
Object.defineProperty(exports, "bareTag", {
  enumerable: true,
  get: function () {
    return bareTag;
  }
});
Object.defineProperty(exports, "byteStringOf", {
  enumerable: true,
  get: function () {
    return byteStringOf;
  }
});
Object.defineProperty(exports, "cacheDirectoryOptions", {
  enumerable: true,
  get: function () {
    return cacheDirectoryOptions;
  }
});
Object.defineProperty(exports, "checkCaFile", {
  enumerable: true,
  get: function () {
    return checkCaFile;
  }
});
Object.defineProperty(exports, "checkCacheSize", {
  enumerable: true,
  get: function () {
    return checkCacheSize;
  }
});
Object.defineProperty(exports, "checkHosts", {
  enumerable: true,
  get: function () {
    return checkHosts;
  }
});
Object.defineProperty(exports, "checkSubjectTag", {
  enumerable: true,
  get: function () {
    return checkSubjectTag;
  }
});
Object.defineProperty(exports, "choice", {
  enumerable: true,
  get: function () {
    return choice;
  }
});
Object.defineProperty(exports, "chunkSizeOption", {
  enumerable: true,
  get: function () {
    return chunkSizeOption;
  }
});
Object.defineProperty(exports, "clientCertificate", {
  enumerable: true,
  get: function () {
    return clientCertificate;
  }
});
Object.defineProperty(exports, "clientOptions", {
  enumerable: true,
  get: function () {
    return clientOptions;
  }
});
Object.defineProperty(exports, "concurrency", {
  enumerable: true,
  get: function () {
    return concurrency;
  }
});
Object.defineProperty(exports, "connectionOptions", {
  enumerable: true,
  get: function () {
    return connectionOptions;
  }
});
Object.defineProperty(exports, "credentialOptions", {
  enumerable: true,
  get: function () {
    return credentialOptions;
  }
});
Object.defineProperty(exports, "credentials", {
  enumerable: true,
  get: function () {
    return credentials;
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
Object.defineProperty(exports, "downloadCacheOptions", {
  enumerable: true,
  get: function () {
    return downloadCacheOptions;
  }
});
Object.defineProperty(exports, "errnoOf", {
  enumerable: true,
  get: function () {
    return errnoOf;
  }
});
Object.defineProperty(exports, "explicitOptions", {
  enumerable: true,
  get: function () {
    return explicitOptions;
  }
});
Object.defineProperty(exports, "fileSystemError", {
  enumerable: true,
  get: function () {
    return fileSystemError;
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
Object.defineProperty(exports, "githubToken", {
  enumerable: true,
  get: function () {
    return githubToken;
  }
});
Object.defineProperty(exports, "githubTokenDescription", {
  enumerable: true,
  get: function () {
    return githubTokenDescription;
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
Object.defineProperty(exports, "isMissing", {
  enumerable: true,
  get: function () {
    return isMissing;
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
Object.defineProperty(exports, "location", {
  enumerable: true,
  get: function () {
    return location;
  }
});
Object.defineProperty(exports, "locationContext", {
  enumerable: true,
  get: function () {
    return locationContext;
  }
});
Object.defineProperty(exports, "locationDescription", {
  enumerable: true,
  get: function () {
    return locationDescription;
  }
});
Object.defineProperty(exports, "locations", {
  enumerable: true,
  get: function () {
    return locations;
  }
});
Object.defineProperty(exports, "locationsOrNone", {
  enumerable: true,
  get: function () {
    return locationsOrNone;
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
Object.defineProperty(exports, "openCacheDirectory", {
  enumerable: true,
  get: function () {
    return openCacheDirectory;
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
Object.defineProperty(exports, "readAnnotationEdit", {
  enumerable: true,
  get: function () {
    return readAnnotationEdit;
  }
});
Object.defineProperty(exports, "readAnnotations", {
  enumerable: true,
  get: function () {
    return readAnnotations;
  }
});
Object.defineProperty(exports, "readIdentity", {
  enumerable: true,
  get: function () {
    return readIdentity;
  }
});
Object.defineProperty(exports, "readKey", {
  enumerable: true,
  get: function () {
    return readKey;
  }
});
Object.defineProperty(exports, "readLocation", {
  enumerable: true,
  get: function () {
    return readLocation;
  }
});
Object.defineProperty(exports, "readPairs", {
  enumerable: true,
  get: function () {
    return readPairs;
  }
});
Object.defineProperty(exports, "readSubject", {
  enumerable: true,
  get: function () {
    return readSubject;
  }
});
Object.defineProperty(exports, "readTags", {
  enumerable: true,
  get: function () {
    return readTags;
  }
});
Object.defineProperty(exports, "readVerification", {
  enumerable: true,
  get: function () {
    return readVerification;
  }
});
Object.defineProperty(exports, "registryAccess", {
  enumerable: true,
  get: function () {
    return registryAccess;
  }
});
Object.defineProperty(exports, "registryReadOptions", {
  enumerable: true,
  get: function () {
    return registryReadOptions;
  }
});
Object.defineProperty(exports, "registryWriteOptions", {
  enumerable: true,
  get: function () {
    return registryWriteOptions;
  }
});
Object.defineProperty(exports, "relativeTo", {
  enumerable: true,
  get: function () {
    return relativeTo;
  }
});
Object.defineProperty(exports, "resolveOption", {
  enumerable: true,
  get: function () {
    return resolveOption;
  }
});
Object.defineProperty(exports, "resultOptions", {
  enumerable: true,
  get: function () {
    return resultOptions;
  }
});
Object.defineProperty(exports, "runOptions", {
  enumerable: true,
  get: function () {
    return runOptions;
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
Object.defineProperty(exports, "summaryOption", {
  enumerable: true,
  get: function () {
    return summaryOption;
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
Object.defineProperty(exports, "tokenHostsOption", {
  enumerable: true,
  get: function () {
    return tokenHostsOption;
  }
});
Object.defineProperty(exports, "transportOptions", {
  enumerable: true,
  get: function () {
    return transportOptions;
  }
});
Object.defineProperty(exports, "trustedRedirectHosts", {
  enumerable: true,
  get: function () {
    return trustedRedirectHosts;
  }
});
Object.defineProperty(exports, "trustedRedirectHostsOption", {
  enumerable: true,
  get: function () {
    return trustedRedirectHostsOption;
  }
});
Object.defineProperty(exports, "url", {
  enumerable: true,
  get: function () {
    return url;
  }
});
Object.defineProperty(exports, "verifiedByOutput", {
  enumerable: true,
  get: function () {
    return verifiedByOutput;
  }
});
Object.defineProperty(exports, "verifiedLines", {
  enumerable: true,
  get: function () {
    return verifiedLines;
  }
});
Object.defineProperty(exports, "verifiedRows", {
  enumerable: true,
  get: function () {
    return verifiedRows;
  }
});
Object.defineProperty(exports, "verifyOptions", {
  enumerable: true,
  get: function () {
    return verifyOptions;
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
Object.defineProperty(exports, "withConnectionLogging", {
  enumerable: true,
  get: function () {
    return withConnectionLogging;
  }
});
Object.defineProperty(exports, "withPlatform", {
  enumerable: true,
  get: function () {
    return withPlatform;
  }
});
Object.defineProperty(exports, "words", {
  enumerable: true,
  get: function () {
    return words;
  }
});
Object.defineProperty(exports, "workflowAnnotations", {
  enumerable: true,
  get: function () {
    return workflowAnnotations;
  }
});