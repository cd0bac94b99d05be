import { n as reproducibleTimestamp, t as isRfc3339 } from "./date.js";
import { i as inputError, m as printable, o as isOciError } from "./error.js";
import { T as parseDigest, i as isMediaType } from "./media-types.js";
import { i as platformFromText } from "./platform.js";
import { i as formatNumber, o as shortDigest, t as formatBytes } from "./format.js";
import { t as withConnectionLogging } from "./connection-log.js";
import { r as patternMatcher } from "./names.js";
import { homedir } from "node:os";

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
			to.warning(`${formatNumber(event.count, "path")} excluded by patterns`);
			break;
		case "credential-files":
			to.warning(credentialFiles(event.paths));
			break;
		case "blob":
			to.line(`${shortDigest(event.digest)} (${formatBytes(event.size)}) ${blobStates[event.state]}`);
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
	return withConnectionLogging({
		...access,
		env,
		homedir: homedir()
	}, log);
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
		if (printable(given, given.length) === given) return given;
		throw inputError(subject, given, "has invisible characters; write the path of a directory on one line");
	}),
	isPath: true
};
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
	if (isMediaType(given)) return given;
	throw inputError(subject, given, "is not a media type; write type/subtype, for example application/vnd.example.bundle");
});
const platform = value("os/arch", (given, subject) => parseWith(given, subject, platformFromText));
const digest = value("digest", (given, subject) => parseWith(given, subject, parseDigest));
const date = value("date", (given, subject) => {
	if (isRfc3339(given)) return given;
	throw inputError(subject, given, "is not a date and time of RFC 3339; write for example 2026-01-31T12:00:00Z");
});
const latestEpochSecond = 253402300799;
function creationDate(given, env) {
	if (given !== void 0) return given;
	const epoch = env["SOURCE_DATE_EPOCH"];
	if (!epoch) return reproducibleTimestamp;
	const seconds = wholeNumber("SOURCE_DATE_EPOCH", epoch, 0, latestEpochSecond);
	return `${(/* @__PURE__ */ new Date(seconds * 1e3)).toISOString().slice(0, 19)}Z`;
}
function parseWith(given, subject, parse) {
	try {
		return parse(given);
	} catch (error) {
		if (!isOciError(error)) throw error;
		throw inputError(subject, void 0, error.message, error.code === "INPUT_INVALID" ? void 0 : error);
	}
}
function oneOf(subject, given, allowed) {
	const found = allowed.find((item) => item === given);
	if (found !== void 0) return found;
	throw inputError(subject, given, `is not a valid value; write ${joinChoices(allowed)}`);
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
	throw inputError(subject, given, "is not a boolean; write true or false");
}
function wholeNumber(subject, given, least, most) {
	const number = /^\d{1,15}$/.test(given) ? Number(given) : NaN;
	if (number >= least && number <= most) return number;
	throw inputError(subject, given, `is not valid; write a whole number from ${least} to ${most}`);
}
const maxDurationMs = 20736e5;
const unitMs = {
	ms: 1,
	s: 1e3,
	m: 6e4,
	h: 36e5
};
function duration(subject, given) {
	const wrong = () => inputError(subject, given, "is not a duration of at most 24 days; write for example 30m, 1h30m or a number of seconds");
	const withUnit = /^\d{1,9}$/.test(given) ? `${given}s` : given;
	if (!/^(?:\d{1,9}(?:ms|s|m|h))+$/.test(withUnit)) throw wrong();
	let total = 0;
	for (const [, count, unit] of withUnit.matchAll(/(\d+)(ms|s|m|h)/g)) total += Number(count) * (unitMs[unit ?? ""] ?? 0);
	if (total > maxDurationMs) throw wrong();
	return total === 0 ? void 0 : total;
}
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
	throw inputError(subject, given, "is not a number of bytes above 0; write for example 512MiB or 20GB");
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

export { connectionOptions as C, operationOptions as E, words as S, locationContext as T, text as _, flag as a, whole as b, mediaType as c, path as d, patterns as f, splitLines as g, size as h, digest as i, parseWith as l, secret as m, creationDate as n, joinedLines as o, platform as p, date as r, lines as s, choice as t, password as u, time as v, defineCommand as w, wholeNumber as x, visiblePath as y };