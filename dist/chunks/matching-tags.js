let require_spec;

// src/operations/matching-tags.ts
async function matchingTags(repository, pattern, options) {
	if (!isTagPattern(pattern)) return [pattern];
	const expression = expressionOf(pattern);
	const indexTags = new Set(options.tags);
	const matches = [];
	for await (const tag of repository.tags({ signal: options.signal })) if (!indexTags.has(tag) && !(require_spec ??= require("./spec.js")).isDigestTag(tag) && expression.test(tag)) matches.push(tag);
	if (matches.length === 0) throw (require_spec ??= require("./spec.js")).inputError(options.label("sources"), pattern, "matches no tag in the target's repository");
	return matches;
}
function isTagPattern(tag) {
	return /[*?]/.test(tag);
}
async function newestTag(repository, pattern, options) {
	const expression = expressionOf(pattern);
	let newest;
	for await (const tag of repository.tags(options)) {
		if ((require_spec ??= require("./spec.js")).isDigestTag(tag) || !expression.test(tag)) continue;
		if (newest === void 0 || (require_spec ??= require("./spec.js")).compareVersions(tag, newest) > 0) newest = tag;
	}
	return newest;
}
async function tagsToCopy(repository, pattern, options) {
	const expression = pattern === void 0 ? void 0 : expressionOf(pattern);
	const found = [];
	for await (const tag of repository.tags(options)) if (expression === void 0 ? !(require_spec ??= require("./spec.js")).isDigestTag(tag) || tag.includes(".") : !(require_spec ??= require("./spec.js")).isDigestTag(tag) && expression.test(tag)) found.push(tag);
	return found;
}
function tagMatcher(pattern) {
	const expression = expressionOf(pattern);
	return (tag) => expression.test(tag);
}
function expressionOf(pattern) {
	const source = pattern.replaceAll(/\*+/g, "*").replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`).replaceAll("?", ".").replaceAll("*", ".*");
	return new RegExp(`^${source}$`);
}

Object.defineProperty(exports, "isTagPattern", {
  enumerable: true,
  get: function () {
    return isTagPattern;
  }
});
Object.defineProperty(exports, "matchingTags", {
  enumerable: true,
  get: function () {
    return matchingTags;
  }
});
Object.defineProperty(exports, "newestTag", {
  enumerable: true,
  get: function () {
    return newestTag;
  }
});
Object.defineProperty(exports, "tagMatcher", {
  enumerable: true,
  get: function () {
    return tagMatcher;
  }
});
Object.defineProperty(exports, "tagsToCopy", {
  enumerable: true,
  get: function () {
    return tagsToCopy;
  }
});