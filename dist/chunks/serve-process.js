let require_rolldown_runtime;
let require_serving;
let require_serve_plan;
let require_options;
let require_run;
let require_inputs;
let require_serve_directory;
let require_spec;
let node_timers_promises;
let node_os;

// src/action/serve-process.ts
const heartbeatMs = 250;
async function serveInBackground() {
	const end = new AbortController();
	const stop = () => {
		end.abort();
	};
	for (const signal of [
		"SIGTERM",
		"SIGINT",
		"SIGHUP"
	]) process.on(signal, stop);
	let staying = false;
	const plan = new Promise((resolve) => {
		process.on("message", (received) => {
			if (received.kind === "plan") resolve(received);
			else staying = true;
		});
		end.signal.addEventListener("abort", () => {
			resolve(void 0);
		});
	});
	process.on("disconnect", () => {
		if (!staying) stop();
	});
	const message = await plan;
	if (message !== void 0) await run(message.plan, new (require_serve_directory ??= require("./serve-directory.js")).ServeDirectory(message.directory), end.signal);
	if (process.connected) process.disconnect();
}
async function run(plan, directory, signal) {
	const serving = await start(plan);
	if (serving === void 0) return;
	await directory.heartbeat(process.pid);
	const timer = setInterval(() => void directory.heartbeat(process.pid), heartbeatMs);
	send({
		kind: "ready",
		url: serving.url
	});
	while (!signal.aborted && !await directory.mustStop()) await (0, (node_timers_promises ??= require("node:timers/promises")).setTimeout)(heartbeatMs, void 0, { signal }).catch(() => void 0);
	await serving.close();
	if (await directory.exists()) await directory.writeReport(await serving.inventory());
	clearInterval(timer);
	await serving[Symbol.asyncDispose]();
}
async function start(plan) {
	const log = openLog();
	try {
		return await (require_serving ??= require("./serving.js")).serveRegistry(plan, {
			label: (require_inputs ??= require("./inputs.js")).actionLabel,
			connection: (require_options ??= require("./options.js")).withConnectionLogging({
				env: process.env,
				homedir: (0, (node_os ??= require("node:os")).homedir)()
			}, log),
			onAccess: (entry) => {
				log.line((require_serving ??= require("./serving.js")).accessLine(entry));
			},
			onError: (error, doing) => {
				log.warning(`${doing}: ${(require_spec ??= require("./spec.js")).withOptionLabels((require_spec ??= require("./spec.js")).messageOf(error), (require_inputs ??= require("./inputs.js")).actionLabel)}`);
			}
		});
	} catch (error) {
		send({
			kind: "failed",
			message: (require_run ??= require("./run.js")).explainFailure(error, {
				label: (require_inputs ??= require("./inputs.js")).actionLabel,
				placeInput: (require_serve_plan ??= require("./serve-plan.js")).placeInputOf(plan, "port"),
				directoryInput: "storage",
				registry: plan.upstream?.registry
			})
		});
		process.exitCode = 1;
		return;
	}
}
function openLog() {
	const printer = new (require_run ??= require("./run.js")).Printer((line) => {
		process.stdout.write(`${(/* @__PURE__ */ new Date()).toISOString()} ${line}\n`);
	});
	return {
		line: (text) => {
			printer.line(text);
		},
		warning: (text) => {
			printer.line(`warning: ${text}`);
		},
		debug: () => {},
		hide: (secret) => {
			printer.hide(secret);
		}
	};
}
function send(message) {
	if (process.connected) process.send?.(message);
}

exports.serveInBackground = serveInBackground;