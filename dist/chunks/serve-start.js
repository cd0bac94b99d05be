import { w as defineCommand } from "./option-types.js";
import { n as servePlan, t as serve } from "./serve.js";
import { f as throwIfAborted, i as inputError, m as printable, t as OciError } from "./error.js";
import { n as runAsStep } from "./action.js";
import { n as saveServeState, r as restoreStorage } from "./serve-state.js";
import { t as ServeDirectory } from "./serve-directory.js";
import { resolve } from "node:path";
import { tmpdir } from "node:os";
import { closeSync, openSync } from "node:fs";
import { spawn } from "node:child_process";

// src/action/serve-start.ts
const startTimeoutMs = 12e4;
const maxKeyLength = 400;
function startRegistry(context, program) {
	const command = defineCommand({
		...serve,
		run: (inputs, run) => startInBackground(inputs, run, program)
	});
	return runAsStep(command, context);
}
async function startInBackground(inputs, context, program) {
	const { env, label, signal } = context;
	const plan = await servePlan(inputs, label);
	const { storage, layout } = plan;
	const cacheKey = cacheKeyOf(inputs, label);
	const restoredKey = await restore({
		storage,
		layout,
		cacheKey
	}, context);
	throwIfAborted(signal);
	const directory = await ServeDirectory.create(env["RUNNER_TEMP"] || tmpdir());
	saveServeState({
		directory: directory.path,
		storage,
		layout,
		cacheKey,
		restoredKey,
		summary: inputs.summary
	});
	const background = spawnBackground(program, directory, env);
	context.onFailure(async () => {
		if (background.connected) background.disconnect();
		background.kill("SIGKILL");
		await directory.remove();
	});
	const url = await waitUntilReady(background, {
		plan,
		directory,
		signal
	});
	return {
		result: {
			url,
			registry: URL.parse(url)?.host ?? ""
		},
		lines: [`the registry is at ${url} until the job ends (process ${background.pid ?? "?"})`],
		afterOutputs: async () => {
			saveServeState({
				pid: background.pid,
				url,
				log: directory.log
			});
			await detach(background);
		}
	};
}
async function restore({ storage, layout, cacheKey }, { env, log, signal }) {
	if (cacheKey === void 0 || storage === void 0) return void 0;
	return restoreStorage({
		storage,
		layout,
		cacheKey,
		workspace: env["GITHUB_WORKSPACE"]
	}, log, signal);
}
function cacheKeyOf({ storage, cacheKey }, label) {
	if (storage === void 0 || cacheKey === void 0) return void 0;
	if (cacheKey.includes(",") || cacheKey.length > maxKeyLength || printable(cacheKey) !== cacheKey) throw inputError(label("cache-key"), cacheKey, `is not a cache key; write one line of at most ${maxKeyLength} characters, without commas`);
	const special = /[*?[\]{}!#~]/.exec(resolve(storage))?.[0];
	if (special !== void 0) throw inputError(label("storage"), storage, `contains "${special}", which is a pattern for the cache; choose another directory, or set ${label("cache-key")} to an empty text`);
	return cacheKey;
}
function spawnBackground(program, directory, env) {
	const output = openSync(directory.log, "a", 384);
	try {
		return spawn(process.execPath, [program], {
			cwd: directory.path,
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
async function waitUntilReady(background, { plan, directory, signal }) {
	const { promise, resolve, reject } = Promise.withResolvers();
	background.once("message", (message) => {
		resolve(message);
	});
	background.once("error", reject);
	background.once("exit", (code, killer) => {
		const reason = killer ?? `exit code ${code ?? "?"}`;
		reject(new OciError("UNKNOWN", `the registry process exited during start-up (${reason})`));
	});
	const timeout = AbortSignal.timeout(startTimeoutMs);
	AbortSignal.any([signal, timeout]).addEventListener("abort", () => {
		const seconds = startTimeoutMs / 1e3;
		reject(timeout.aborted ? new OciError("TIMEOUT", `the registry did not start within ${seconds} s`) : signal.reason);
	});
	const message = {
		kind: "plan",
		plan,
		directory: directory.path
	};
	background.send(message, (error) => {
		if (error !== null) reject(error);
	});
	const answer = await promise;
	if (answer.kind === "ready") return answer.url;
	throw new OciError("INPUT_INVALID", answer.message, { detail: { input: "storage" } });
}
async function detach(background) {
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

export { startRegistry };