import { t as compareVersions } from "./version-order.js";
import { i as inputError } from "./error.js";
import { l as isDigestTag } from "./reference.js";

// src/operations/matching-tags.ts
async function matchingTags(repository, pattern, options) {
	if (!isTagPattern(pattern)) return [pattern];
	const expression = expressionOf(pattern);
	const indexTags = new Set(options.tags);
	const matches = [];
	for await (const tag of repository.tags({ signal: options.signal })) if (!indexTags.has(tag) && !isDigestTag(tag) && expression.test(tag)) matches.push(tag);
	if (matches.length === 0) throw inputError(options.label("sources"), pattern, "matches no tag in the target's repository");
	return matches;
}
function isTagPattern(tag) {
	return /[*?]/.test(tag);
}
async function newestTag(repository, pattern, options) {
	const expression = expressionOf(pattern);
	let newest;
	for await (const tag of repository.tags(options)) {
		if (isDigestTag(tag) || !expression.test(tag)) continue;
		if (newest === void 0 || compareVersions(tag, newest) > 0) newest = tag;
	}
	return newest;
}
async function tagsToCopy(repository, pattern, options) {
	const expression = pattern === void 0 ? void 0 : expressionOf(pattern);
	const found = [];
	for await (const tag of repository.tags(options)) if (expression === void 0 ? !isDigestTag(tag) || tag.includes(".") : !isDigestTag(tag) && expression.test(tag)) found.push(tag);
	return found;
}
function expressionOf(pattern) {
	const source = pattern.replaceAll(/\*+/g, "*").replaceAll(".", String.raw`\.`).replaceAll("?", ".").replaceAll("*", ".*");
	return new RegExp(`^${source}$`);
}

export { tagsToCopy as i, matchingTags as n, newestTag as r, isTagPattern as t };