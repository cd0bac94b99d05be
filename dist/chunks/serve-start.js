let require_rolldown_runtime;
let require_options;
let require_serve;
let require_serve_plan;
let require_serving_storage;
let require_spec;
let require_action;
let require_serve_state;
let require_serve_directory;
let node_os;
let node_path;
let node_fs;
let node_child_process;

// src/action/serve-start.ts
const startTimeoutMs = 12e4;
const maxKeyLength = 400;
function startRegistry(context, program) {
	const command = (require_options ??= require("./options.js")).defineCommand({
		...(require_serve ??= require("./serve.js")).serve,
		run: (inputs, run) => startInBackground(inputs, run, program)
	});
	return (require_action ??= require("./action.js")).runAsStep(command, context);
}
async function startInBackground(inputs, context, program) {
	const { env, label, signal } = context;
	const plan = await (require_serve_plan ??= require("./serve-plan.js")).servePlan(inputs, label);
	const { storage, layout } = plan;
	const cacheKey = cacheKeyOf(inputs, label);
	const restoredKey = await restore({
		storage,
		layout,
		cacheKey
	}, context);
	(require_spec ??= require("./spec.js")).throwIfAborted(signal);
	const directory = await (require_serve_directory ??= require("./serve-directory.js")).ServeDirectory.create(env["RUNNER_TEMP"] || (0, (node_os ??= require("node:os")).tmpdir)());
	(require_serve_state ??= require("./serve-state.js")).saveServeState({
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
			(require_serve_state ??= require("./serve-state.js")).saveServeState({
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
	return (require_serve_state ??= require("./serve-state.js")).restoreStorage({
		storage,
		layout,
		cacheKey,
		workspace: env["GITHUB_WORKSPACE"]
	}, log, signal);
}
function cacheKeyOf({ storage, cacheKey }, label) {
	if (storage === void 0 || cacheKey === void 0 || (require_serving_storage ??= require("./serving-storage.js")).isBucketUrl(storage)) return void 0;
	if (cacheKey.includes(",") || cacheKey.length > maxKeyLength || (require_spec ??= require("./spec.js")).printable(cacheKey) !== cacheKey) throw (require_spec ??= require("./spec.js")).inputError(label("cache-key"), cacheKey, `is not a cache key; write one line of at most ${maxKeyLength} characters, without commas`);
	const special = /[*?[\]{}!#~]/.exec((0, (node_path ??= require("node:path")).resolve)(storage))?.[0];
	if (special !== void 0) throw (require_spec ??= require("./spec.js")).inputError(label("storage"), storage, `contains "${special}", which is a pattern for the cache; choose another directory, or set ${label("cache-key")} to an empty text`);
	return cacheKey;
}
function spawnBackground(program, directory, env) {
	const output = (0, (node_fs ??= require("node:fs")).openSync)(directory.log, "a", 384);
	try {
		return (0, (node_child_process ??= require("node:child_process")).spawn)(process.execPath, [program], {
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
		(0, (node_fs ??= require("node:fs")).closeSync)(output);
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
		reject(new (require_spec ??= require("./spec.js")).OciError("UNKNOWN", `the registry process exited during start-up (${reason})`));
	});
	const timeout = AbortSignal.timeout(startTimeoutMs);
	AbortSignal.any([signal, timeout]).addEventListener("abort", () => {
		const seconds = startTimeoutMs / 1e3;
		reject(timeout.aborted ? new (require_spec ??= require("./spec.js")).OciError("TIMEOUT", `the registry did not start within ${seconds} s`) : signal.reason);
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
	throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", answer.message, { detail: { input: "storage" } });
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

exports.startRegistry = startRegistry;