import { n as accessLine, t as serve } from "./serving.js";
import { n as serveInputDefaults, r as serveInputNames, t as readServeInputs } from "./serving-inputs.js";
import { t as withConnectionLogging } from "./inputs-connection.js";
import { i as textOf, n as flagOf, r as parseCommand, t as cliLabel } from "./options.js";
import { c as messageOf, i as inputError } from "./error.js";
import { homedir } from "node:os";
import { text } from "node:stream/consumers";

// src/cli/serve.ts
const options = {
	...Object.fromEntries(serveInputNames.map((name) => [name, { type: isFlag(name) ? "boolean" : "string" }])),
	"password-stdin": { type: "boolean" },
	verbose: { type: "boolean" }
};
const serveCommand = async (args, context) => {
	const parsed = parseCommand("serve", args, options, []);
	const plan = await readServeInputs(await rawInputs(parsed), cliLabel);
	const { terminal, env, signal } = context;
	context.describe({
		registry: plan.upstream?.registry,
		plainHttp: plan.upstream?.plainHttp,
		placeInput: plan.upstream === void 0 ? "address" : "upstream",
		directoryInput: "storage"
	});
	const serving = await serve(plan, {
		label: cliLabel,
		connection: withConnectionLogging({
			env,
			homedir: homedir()
		}, terminal),
		keepUploads: true,
		signal,
		onAccess: flagOf(parsed, "verbose") ? (entry) => {
			terminal.line(accessLine(entry));
		} : void 0,
		onError: (error, doing) => {
			terminal.warning(`${doing}: ${messageOf(error)}`);
		}
	});
	try {
		terminal.out(serving.url);
		terminal.line(describe(plan));
		await stopped(context);
	} finally {
		await serving.close();
	}
};
function isFlag(name) {
	return serveInputDefaults[name] === "false";
}
async function rawInputs(parsed) {
	const raw = {};
	for (const name of serveInputNames) {
		const value = isFlag(name) ? String(flagOf(parsed, name)) : textOf(parsed, name);
		if (value?.trim() === "") throw inputError(cliLabel(name), void 0, "is empty; give it a value, or leave it out");
		if (value !== void 0) raw[name] = value;
	}
	if (flagOf(parsed, "password-stdin")) raw.password = (await text(process.stdin)).replace(/\r?\n$/, "");
	return raw;
}
function describe(plan) {
	const place = plan.storage === void 0 ? "from memory; everything is gone when this ends" : `the image layouts in ${plan.storage}`;
	const manner = [
		plan.readOnly ? "read-only" : void 0,
		plan.immutable ? "immutable" : void 0,
		plan.prefix === void 0 ? void 0 : `the repositories below ${plan.prefix}`,
		plan.upstream === void 0 ? void 0 : `a cache of ${plan.upstream.registry}`
	].filter((word) => word !== void 0);
	return `serving ${place}${manner.length === 0 ? "" : ` (${manner.join(", ")})`}`;
}
async function stopped({ signal }) {
	if (signal.aborted) return;
	await new Promise((resolve) => {
		signal.addEventListener("abort", () => {
			resolve();
		}, { once: true });
	});
}

export { serveCommand };