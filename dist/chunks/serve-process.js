import { n as accessLine, t as serve } from "./serving.js";
import { t as withConnectionLogging } from "./inputs-connection.js";
import { t as explainFailure } from "./failure.js";
import { t as Printer } from "./printer.js";
import { t as actionLabel } from "./inputs2.js";
import { t as ServePlace } from "./serve-place.js";
import { c as messageOf } from "./error.js";
import { setTimeout } from "node:timers/promises";
import { homedir } from "node:os";

// src/action/serve-process.ts
const beatMs = 250;
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
		process.on("message", (message) => {
			if (message.kind === "plan") resolve(message);
			else staying = true;
		});
		end.signal.addEventListener("abort", () => {
			resolve(void 0);
		});
	});
	process.on("disconnect", () => {
		if (!staying) stop();
	});
	const order = await plan;
	if (order !== void 0) await run(order.plan, new ServePlace(order.directory), end.signal);
	if (process.connected) process.disconnect();
}
async function run(plan, place, signal) {
	const serving = await begin(plan);
	if (serving === void 0) return;
	await place.beat(process.pid);
	const pulse = setInterval(() => void place.beat(process.pid), beatMs);
	tell({
		kind: "ready",
		url: serving.url,
		registry: serving.registry
	});
	while (!signal.aborted && !await place.isOver()) await setTimeout(beatMs, void 0, { signal }).catch(() => void 0);
	await serving.close();
	if (await place.exists()) await place.writeReport(await serving.inventory());
	clearInterval(pulse);
}
async function begin(plan) {
	const log = openLog();
	try {
		return await serve(plan, {
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
		tell({
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
function tell(message) {
	if (process.connected) process.send?.(message);
}

export { serveInBackground };