import { i as inputError } from "./error.js";

// src/commands/inputs-values.ts
function oneOf(subject, value, allowed) {
	const found = allowed.find((item) => item === value);
	if (found !== void 0) return found;
	throw inputError(subject, value, `is not one of its values; write ${listed(allowed)}`);
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
function boolean(subject, value) {
	if (trueWords.has(value)) return true;
	if (falseWords.has(value)) return false;
	throw inputError(subject, value, "is not a boolean; write true or false");
}
function wholeNumber(subject, value, least, most) {
	const number = /^\d{1,15}$/.test(value) ? Number(value) : NaN;
	if (number >= least && number <= most) return number;
	throw inputError(subject, value, `is not a whole number from ${least} to ${most}; write one`);
}
const maxDurationMs = 20736e5;
const unitMs = {
	ms: 1,
	s: 1e3,
	m: 6e4,
	h: 36e5
};
function duration(subject, value) {
	const wrong = () => inputError(subject, value, "is not a length of time of at most 24 days; write for example 30m, 1h30m or a number of seconds");
	const withUnit = /^\d{1,9}$/.test(value) ? `${value}s` : value;
	if (!/^(?:\d{1,9}(?:ms|s|m|h))+$/.test(withUnit)) throw wrong();
	let total = 0;
	for (const [, count, unit] of withUnit.matchAll(/(\d+)(ms|s|m|h)/g)) total += Number(count) * (unitMs[unit ?? ""] ?? 0);
	if (total > maxDurationMs) throw wrong();
	return total === 0 ? void 0 : total;
}
function lines(value) {
	return (typeof value === "string" ? value.split("\n") : value).map((line) => line.trim()).filter((line) => line !== "");
}
function words(value) {
	return (typeof value === "string" ? value : value.join("\n")).split(/[\s,]+/).filter((word) => word !== "");
}
function listed(items) {
	return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} or ${items.at(-1) ?? ""}`;
}

export { wholeNumber as a, oneOf as i, duration as n, words as o, lines as r, boolean as t };