import { t as byteSize } from "./serving-size.js";
import { n as publish, r as outcomeLines, t as reserveOutputDirectory } from "./inputs-output.js";
import { n as publishInputNames, r as readPublishInputs } from "./inputs.js";
import { t as withConnectionLogging } from "./inputs-connection.js";
import { t as reportEvent } from "./report-event.js";
import { t as outputJson } from "./outcome.js";
import { i as textOf, n as flagOf, r as parseCommand, t as cliLabel } from "./options.js";
import { i as inputError } from "./error.js";
import { n as anySignal } from "./abortable.js";
import { homedir } from "node:os";
import { text } from "node:stream/consumers";

// src/cli/push.ts
const booleanInputs = /* @__PURE__ */ new Set([
	"push-by-digest",
	"allow-outside-links",
	"plain-http",
	"insecure-tls",
	"push"
]);
const listInputs = /* @__PURE__ */ new Set([
	"tags",
	"annotations",
	"exclude",
	"token-hosts"
]);
const noFlags = /* @__PURE__ */ new Set([
	"source-dir",
	"target",
	"cache",
	"register-artifact",
	"write-docker-config",
	"summary"
]);
const flagInputs = publishInputNames.filter((name) => !noFlags.has(name));
const options = {
	...Object.fromEntries(flagInputs.map((name) => [flagName(name), {
		type: booleanInputs.has(name) ? "boolean" : "string",
		multiple: listInputs.has(name)
	}])),
	cache: { type: "string" },
	"cache-size": { type: "string" },
	"password-stdin": { type: "boolean" },
	json: { type: "boolean" }
};
const pushCommand = async (args, context) => {
	const parsed = parseCommand("push", args, options, ["source-dir", "target"]);
	const { result, inRegistry } = await pushDirectory(await rawInputs(parsed), context, packingCacheOf(parsed));
	if (flagOf(parsed, "json")) context.terminal.out(outputJson(result));
	else for (const line of outcomeLines(result, inRegistry)) context.terminal.out(line);
};
async function pushDirectory(raw, context, packingCache) {
	const { terminal, env, signal } = context;
	const inputs = await readPublishInputs(raw, {
		env,
		label: pushLabel,
		notice: terminal.notice
	});
	const { target } = inputs.plan;
	const output = await reserveOutputDirectory(target, inputs.outputDir, env["RUNNER_TEMP"]);
	const limit = inputs.timeoutMs === void 0 ? void 0 : AbortSignal.timeout(inputs.timeoutMs);
	try {
		return {
			result: await publish({
				...inputs.plan,
				label: pushLabel,
				outputDir: output.outputDir,
				packingCache,
				signal: anySignal(signal, limit),
				connection: withConnectionLogging({
					...inputs.connection,
					env,
					homedir: homedir()
				}, terminal),
				onEvent: (event) => {
					reportEvent(event, terminal);
				}
			}),
			inRegistry: target.kind === "registry" && inputs.plan.push
		};
	} catch (error) {
		context.describe({
			label: pushLabel,
			directoryInput: "source-dir",
			registry: target.kind === "registry" ? target.registry : void 0,
			plainHttp: inputs.connection.plainHttp,
			isOutput: output.holds,
			timedOut: limit?.aborted === true
		});
		await output.undo();
		throw error;
	} finally {
		terminal.phase("");
	}
}
function packingCacheOf(parsed) {
	const directory = textOf(parsed, "cache");
	const size = textOf(parsed, "cache-size");
	if (directory === "") throw inputError(cliLabel("cache"), void 0, "it is empty; give the directory of a cache");
	if (directory === void 0 && size !== void 0) throw inputError(cliLabel("cache-size"), size, "has no meaning without --cache");
	return directory === void 0 ? void 0 : {
		directory,
		maxBytes: size === void 0 ? void 0 : byteSize(cliLabel("cache-size"), size)
	};
}
async function rawInputs(parsed) {
	const raw = {};
	const [sourceDir = "", target = ""] = parsed.positionals;
	for (const name of flagInputs) {
		const value = parsed.values[flagName(name)];
		if (value !== void 0) raw[name] = Array.isArray(value) ? value.map(String) : String(value);
	}
	if (flagOf(parsed, "password-stdin")) raw.password = (await text(process.stdin)).replace(/\r?\n$/, "");
	return {
		...raw,
		"source-dir": sourceDir,
		target
	};
}
function pushLabel(name) {
	return name === "subject" ? "--subject" : cliLabel(name);
}
function flagName(name) {
	return pushLabel(name).slice(2);
}

export { pushDirectory as n, pushLabel as r, pushCommand as t };