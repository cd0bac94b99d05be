import { a as getInput, f as setOutput } from "./core.js";
import { t as explainFailure } from "./failure.js";
import { f as printable, i as inputError, t as OciError, u as throwIfAborted } from "./error.js";
import { t as actionLabel } from "./inputs2.js";
import { n as saveServeState, r as restoreStorage } from "./serve-state.js";
import { a as secretsOf } from "./credential.js";
import { t as boolean } from "./inputs-values.js";
import { n as serveInputDefaults, t as readServeInputs } from "./serving-inputs.js";
import { t as ServePlace } from "./serve-place.js";
import { tmpdir } from "node:os";
import { closeSync, openSync } from "node:fs";
import { spawn } from "node:child_process";

// src/action/serve-inputs.ts
const servedInputs = [
	"port",
	"storage",
	"layout",
	"quota",
	"read-only",
	"immutable",
	"upstream",
	"username",
	"password",
	"github-token",
	"ca-file",
	"htpasswd"
];
const serveActionInputDefaults = {
	...Object.fromEntries(servedInputs.map((name) => [name, serveInputDefaults[name]])),
	"cache-key": "oci-artifact-registry",
	summary: "true"
};
const maxKeyLength = 400;
async function readServeActionInputs(mask, label) {
	const password = getInput("password");
	for (const credential of [{
		username: getInput("username"),
		password
	}, {
		username: "x-access-token",
		password: getInput("github-token")
	}]) {
		if (credential.password === "") continue;
		mask(credential.password);
		for (const secret of secretsOf(credential)) mask(secret);
	}
	const plan = await readServeInputs(Object.fromEntries(servedInputs.map((name) => [name, getInput(name)])), label);
	const cacheKey = getInput("cache-key");
	if (plan.storage !== void 0 && cacheKey !== "") checkCacheKey(cacheKey, plan.storage, label);
	return {
		plan,
		cacheKey: plan.storage === void 0 || cacheKey === "" ? void 0 : cacheKey,
		summary: boolean(label("summary"), getInput("summary") || "true")
	};
}
function checkCacheKey(cacheKey, storage, label) {
	if (cacheKey.includes(",") || cacheKey.length > maxKeyLength || printable(cacheKey) !== cacheKey) throw inputError(label("cache-key"), cacheKey, `is not a key of the cache; write one line of at most ${maxKeyLength} characters, without commas`);
	const strange = /[*?[\]{}!#~]/.exec(storage)?.[0];
	if (strange !== void 0) throw inputError(label("storage"), storage, `has a "${strange}" in it, which the cache takes for a pattern; choose another directory, or set ${label("cache-key")} to nothing`);
}

// src/action/serve-start.ts
const startTimeoutMs = 12e4;
async function startRegistry(context, program) {
	const { env, log, masks, lifetime } = context;
	lifetime.explainWith((error) => explainFailure(error, {
		label: actionLabel,
		directoryInput: "storage",
		placeInput: "upstream"
	}));
	const inputs = await readServeActionInputs(masks.add, actionLabel);
	const restoredKey = await restored(inputs, context);
	throwIfAborted(lifetime.signal);
	const place = await ServePlace.create(env["RUNNER_TEMP"] || tmpdir());
	saveServeState({
		directory: place.path,
		inputs,
		restoredKey
	});
	const background = spawnBackground(program, place, env);
	try {
		const { url, registry } = await begun(background, {
			plan: inputs.plan,
			place,
			signal: lifetime.signal
		});
		setOutputs(url, registry);
		saveServeState({
			pid: background.pid,
			url,
			log: place.log
		});
		await leave(background);
		log.line(`the registry is at ${url} until the job ends (process ${background.pid ?? "?"})`);
	} catch (error) {
		if (background.connected) background.disconnect();
		background.kill("SIGKILL");
		await place.remove();
		throw error;
	}
}
async function restored({ plan, cacheKey }, { env, log, lifetime }) {
	if (cacheKey === void 0 || plan.storage === void 0) return void 0;
	return restoreStorage({
		storage: plan.storage,
		layout: plan.layout,
		cacheKey,
		workspace: env["GITHUB_WORKSPACE"]
	}, log, lifetime.signal);
}
function spawnBackground(program, place, env) {
	const output = openSync(place.log, "a", 384);
	try {
		return spawn(process.execPath, [program], {
			cwd: place.path,
			env: backgroundEnvironment(env),
			detached: true,
			windowsHide: true,
			stdio: [
				"ignore",
				output,
				output,
				"ipc"
			]
		});
	} finally {
		closeSync(output);
	}
}
function backgroundEnvironment(env) {
	return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(?:INPUT_|STATE_|ACTIONS_|GITHUB_(?:OUTPUT|STATE|ENV|PATH|STEP_SUMMARY|TOKEN)$)/.test(name)));
}
async function begun(background, { plan, place, signal }) {
	const { promise, resolve, reject } = Promise.withResolvers();
	background.once("message", (message) => {
		resolve(message);
	});
	background.once("error", reject);
	background.once("exit", (code, killer) => {
		reject(new OciError("UNKNOWN", `the process of the registry ended at once (${killer ?? `exit code ${code ?? "?"}`})`));
	});
	const late = AbortSignal.timeout(startTimeoutMs);
	AbortSignal.any([signal, late]).addEventListener("abort", () => {
		reject(late.aborted ? new OciError("TIMEOUT", `the registry did not begin within ${startTimeoutMs / 1e3} s`) : signal.reason);
	});
	const order = {
		kind: "plan",
		plan,
		directory: place.path
	};
	background.send(order, (error) => {
		if (error !== null) reject(error);
	});
	const answer = await promise;
	if (answer.kind === "ready") return answer;
	throw new OciError("INPUT_INVALID", answer.message, { detail: { input: "storage" } });
}
async function leave(background) {
	const stay = { kind: "stay" };
	await new Promise((resolve, reject) => {
		background.send(stay, (error) => {
			if (error === null) resolve();
			else reject(error);
		});
	});
	background.removeAllListeners("exit");
	background.disconnect();
	background.unref();
}
function setOutputs(url, registry) {
	if (!/^https?:\/\/(?:127\.0\.0\.1|\[::1\]|localhost)(?::\d{1,5})?$/.test(url) || new URL(url).host !== registry) throw new OciError("PROTOCOL", `the registry says that it is at "${printable(url, 200)}", which is no address of this machine; nothing is handed on`);
	setOutput("url", url);
	setOutput("registry", registry);
}

export { startRegistry };