import { t as ArtifactCache } from "./artifact-cache.js";
import { t as byteSize } from "./serving-size.js";
import { i as formatNumber, o as shortDigest, t as formatBytes } from "./format.js";
import { f as printable, o as isOciError, t as OciError } from "./error.js";
import { i as textOf, n as flagOf, r as parseCommand, t as cliLabel } from "./options.js";

// src/cli/cache.ts
const cacheCommand = async (args, context) => {
	const [verb = "", ...rest] = args;
	if (!isVerb(verb)) {
		const what = verb === "" ? "a verb is missing" : `"${printable(verb, 100)}" is not a verb`;
		throw new OciError("INPUT_INVALID", `${what}; write cache list, cache clean or cache verify; see "oci-artifact cache --help"`, { detail: { input: "cache" } });
	}
	await verbs[verb](rest, context);
};
const verbs = {
	list,
	clean,
	verify
};
const json = { json: { type: "boolean" } };
async function list(args, context) {
	const parsed = parseCommand("cache", args, json, ["directory"]);
	const { terminal, signal } = context;
	const entries = await (await open(parsed.positionals[0], context)).list({ signal });
	if (flagOf(parsed, "json")) {
		terminal.out(JSON.stringify({
			count: entries.length,
			bytes: bytesOf(entries),
			entries: entries.map(entryJson)
		}));
		return;
	}
	for (const entry of entries) terminal.out(entryLine(entry));
	terminal.out(total("", entries));
}
async function clean(args, context) {
	const parsed = parseCommand("cache", args, {
		...json,
		"max-size": { type: "string" }
	}, ["directory"]);
	const { terminal, signal } = context;
	const limit = textOf(parsed, "max-size");
	const maxBytes = limit === void 0 ? void 0 : byteSize(cliLabel("max-size"), limit);
	const cache = await open(parsed.positionals[0], context);
	const removed = await (maxBytes === void 0 ? cache.clean({ signal }) : cache.trim(maxBytes, { signal }));
	if (flagOf(parsed, "json")) terminal.out(JSON.stringify({
		count: removed.length,
		bytes: bytesOf(removed),
		removed: removed.map(entryJson)
	}));
	else terminal.out(total("removed ", removed));
}
async function verify(args, context) {
	const parsed = parseCommand("cache", args, json, ["directory"]);
	const { terminal, signal } = context;
	const cache = await open(parsed.positionals[0], context);
	const damaged = await cache.verify({ signal });
	const rest = await cache.list({ signal });
	if (flagOf(parsed, "json")) terminal.out(JSON.stringify({
		count: rest.length,
		bytes: bytesOf(rest),
		damaged: damaged.map(entryJson)
	}));
	else {
		for (const entry of damaged) terminal.out(`damaged  ${entryLine(entry)}`);
		terminal.out(total("whole: ", rest));
	}
	if (damaged.length > 0) terminal.fail(`${formatNumber(damaged.length, "blob")} in ${printable(cache.path)} did not hash to the name and ${damaged.length === 1 ? "is" : "are"} removed, to be fetched again when asked for`);
}
async function open(directory, { signal, terminal }) {
	if (directory === void 0 || directory === "") throw new OciError("INPUT_INVALID", "<directory> is empty; give the directory of a cache", { detail: { input: "directory" } });
	try {
		return await ArtifactCache.open(directory, {
			create: false,
			onWarning: terminal.warning,
			signal
		});
	} catch (error) {
		if (isOciError(error, "NOT_FOUND")) throw new OciError("INPUT_INVALID", error.message, {
			detail: { input: "directory" },
			cause: error
		});
		throw error;
	}
}
function entryJson({ digest, size, usedAt, mediaType, title, repositories }) {
	return {
		digest,
		size,
		"used-at": new Date(usedAt).toISOString(),
		"media-type": mediaType,
		title,
		repositories
	};
}
function entryLine({ digest, size, usedAt, mediaType, title, repositories }) {
	const what = repositories.length > 0 ? repositories.join(", ") : [mediaType, title].filter((word) => word !== void 0).join(" ");
	return `${shortDigest(digest)}  ${formatBytes(size).padStart(10)}  ${new Date(usedAt).toISOString()}  ${printable(what, 300)}`.trimEnd();
}
function total(verb, entries) {
	return `${verb}${formatNumber(entries.length, "blob")}, ${formatBytes(bytesOf(entries))}`;
}
function bytesOf(entries) {
	return entries.reduce((sum, { size }) => sum + size, 0);
}
function isVerb(text) {
	return Object.hasOwn(verbs, text);
}

export { cacheCommand };