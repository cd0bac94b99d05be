import { a as readPullInputs, i as pullInputNames, o as pullArtifact, t as pullJson } from "./pull-outputs.js";
import { t as withConnectionLogging } from "./inputs-connection.js";
import { i as formatNumber, o as shortDigest, t as formatBytes } from "./format.js";
import { f as printable } from "./error.js";
import { n as openCache, t as cacheFlags } from "./cache-flags.js";
import { n as flagOf, r as parseCommand, t as cliLabel } from "./options.js";
import { n as anySignal } from "./abortable.js";
import { homedir } from "node:os";
import { text } from "node:stream/consumers";

// src/cli/pull.ts
const booleanInputs = /* @__PURE__ */ new Set([
	"overwrite",
	"preserve-permissions",
	"plain-http",
	"insecure-tls"
]);
const listInputs = /* @__PURE__ */ new Set(["include", "token-hosts"]);
const flagInputs = pullInputNames.filter((name) => name !== "reference");
const maxTypesShown = 5;
const options = {
	...Object.fromEntries(flagInputs.map((name) => [flagName(name), {
		type: booleanInputs.has(name) ? "boolean" : "string",
		multiple: listInputs.has(name)
	}])),
	"output-dir": {
		type: "string",
		short: "o"
	},
	...cacheFlags,
	"password-stdin": { type: "boolean" },
	json: { type: "boolean" }
};
const pullCommand = async (args, context) => {
	const parsed = parseCommand("pull", args, options, ["reference"]);
	const cache = await openCache(parsed, context);
	const outcome = await pullDirectory(await rawInputs(parsed), context, cache);
	const { files, pinnedReference, reference, digest, downloadPath } = outcome;
	const what = pinnedReference === "" ? `${reference} (${digest})` : pinnedReference;
	if (flagOf(parsed, "json")) context.terminal.out(pullJson(outcome));
	else context.terminal.out(`pulled ${what} into ${printable(downloadPath)} (${formatNumber(files.count, "file")}, ${formatBytes(outcome.layers.reduce((sum, { size }) => sum + size, 0))} downloaded)`);
};
async function pullDirectory(raw, context, cache) {
	const { terminal, env } = context;
	const { place, connection, timeoutMs } = await readPullInputs(raw, {
		label: cliLabel,
		notice: terminal.notice
	});
	const limit = timeoutMs === void 0 ? void 0 : AbortSignal.timeout(timeoutMs);
	try {
		const outcome = await pullArtifact({
			...place,
			label: cliLabel,
			cache: cache === void 0 ? void 0 : () => Promise.resolve(cache),
			connection: withConnectionLogging({
				...connection,
				env,
				homedir: homedir()
			}, terminal),
			signal: anySignal(context.signal, limit),
			onProgress: (done, total) => {
				terminal.progress({
					phase: "pull",
					done,
					total
				});
			},
			onLayer: ({ digest, size }, path) => {
				terminal.line(`${shortDigest(digest)} (${formatBytes(size)}) → ${path}`);
			}
		});
		const { skipped } = outcome;
		if (skipped.length > 0) terminal.warning(`${formatNumber(skipped.length, "layer")} without a title not written: ${skipped.slice(0, maxTypesShown).map(({ mediaType }) => mediaType).join(", ")}`);
		return outcome;
	} catch (error) {
		context.describe({
			registry: place.source.kind === "registry" ? place.source.registry : void 0,
			plainHttp: connection.plainHttp,
			placeInput: "reference",
			directoryInput: "output-dir",
			timedOut: limit?.aborted === true
		});
		throw error;
	} finally {
		terminal.phase("");
	}
}
async function rawInputs(parsed) {
	const raw = {};
	for (const name of flagInputs) {
		const value = parsed.values[flagName(name)];
		if (value !== void 0) raw[name] = Array.isArray(value) ? value.map(String) : String(value);
	}
	if (flagOf(parsed, "password-stdin")) raw.password = (await text(process.stdin)).replace(/\r?\n$/, "");
	return {
		...raw,
		reference: parsed.positionals[0] ?? ""
	};
}
function flagName(name) {
	return cliLabel(name).slice(2);
}

export { pullDirectory as n, pullCommand as t };