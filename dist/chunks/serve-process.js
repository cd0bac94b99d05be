import { n as serveRegistry, t as accessLine } from "./serving.js";
import { t as withConnectionLogging } from "./connection-log.js";
import { t as explainFailure } from "./failure.js";
import { t as Printer } from "./printer.js";
import { t as actionLabel } from "./inputs.js";
import { t as ServeDirectory } from "./serve-directory.js";
import { c as messageOf } from "./error.js";
import { setTimeout } from "node:timers/promises";
import { homedir } from "node:os";

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
	if (message !== void 0) await run(message.plan, new ServeDirectory(message.directory), end.signal);
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
	while (!signal.aborted && !await directory.mustStop()) await setTimeout(heartbeatMs, void 0, { signal }).catch(() => void 0);
	await serving.close();
	if (await directory.exists()) await directory.writeReport(await serving.inventory());
	clearInterval(timer);
}
async function start(plan) {
	const log = openLog();
	try {
		return await serveRegistry(plan, {
			label: actionLabel,
			connection: withConnectionLogging({
				env: process.env,
				homedir: homedir()
			}, log),
			onAccess: (entry) => {
				log.line(accessLine(entry));
			},
			onError: (error, doing) => {
				log.warning(`${doing}: ${messageOf(error)}`);
			}
		});
	} catch (error) {
		send({
			kind: "failed",
			message: explainFailure(error, {
				label: actionLabel,
				placeInput: plan.upstream === void 0 ? "port" : "upstream",
				directoryInput: "storage",
				registry: plan.upstream?.registry
			})
		});
		process.exitCode = 1;
		return;
	}
}
function openLog() {
	const printer = new Printer((line) => {
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

export { serveInBackground };