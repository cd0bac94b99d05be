import { c as isDebug, d as setFailed, h as warning, l as notice, m as startGroup, n as debug, p as setSecret, r as endGroup, s as info, t as ExitCode } from "./core.js";
import { i as progressLines, t as CommandFailure } from "./run-command.js";
import { t as Printer } from "./printer.js";
import { c as messageOf, o as isOciError, t as OciError } from "./error.js";
import { inspect } from "node:util";

// src/action/lifetime.ts
const abortGraceMs = 4500;
const exitGraceMs = 4e3;
var Lifetime = class {
	#stop = new AbortController();
	#undo = [];
	#onUncaughtError;
	constructor(onUncaughtError) {
		this.#onUncaughtError = onUncaughtError;
		process.on("SIGINT", this.#interrupt);
		process.on("SIGTERM", this.#interrupt);
		process.on("uncaughtException", this.#uncaught);
		process.stdout.on("error", () => {});
	}
	get signal() {
		return this.#stop.signal;
	}
	onForcedExit(undo) {
		this.#undo.push(undo);
	}
	async end() {
		await new Promise((resolve) => {
			process.stdout.write("", () => {
				resolve();
			});
		});
		setTimeout(() => process.exit(), exitGraceMs).unref();
	}
	#interrupt = (signal) => {
		if (this.#stop.signal.aborted) return;
		this.#stop.abort(new OciError("ABORTED", `cancelled by ${signal}`));
		setTimeout(() => this.#forceExit(), abortGraceMs).unref();
	};
	#uncaught = (error) => {
		process.exitCode = 1;
		this.#onUncaughtError(error);
		this.#stop.abort(error);
		setTimeout(() => this.#forceExit(), abortGraceMs).unref();
	};
	#forceExit() {
		try {
			for (const undo of this.#undo) undo();
		} finally {
			process.exit(1);
		}
	}
};

// src/action/log.ts
var ActionLog = class {
	#printer;
	#progress;
	#warnings = [];
	#secrets = /* @__PURE__ */ new Set();
	#group = false;
	#failed = false;
	constructor(printer) {
		this.#printer = printer;
		this.#progress = progressLines((text) => {
			this.line(text);
		}, () => performance.now());
	}
	get warnings() {
		return this.#warnings;
	}
	phase(title) {
		this.close();
		startGroup(this.#printer.safe(title));
		this.#group = true;
	}
	close() {
		if (this.#group) endGroup();
		this.#group = false;
	}
	line(text) {
		this.#printer.line(text);
	}
	notice(text) {
		notice(this.#printer.safe(text));
	}
	warning(text) {
		const safe = this.#printer.safe(text);
		this.#warnings.push(safe);
		warning(safe);
	}
	debug(text) {
		if (isDebug()) debug(this.#printer.safe(text));
	}
	progress(progress) {
		this.#progress(progress);
	}
	hide(secret) {
		for (const part of /* @__PURE__ */ new Set([secret, ...secret.split(/\r?\n/).map((line) => line.trim())])) {
			if (part.length < 4 || this.#secrets.has(part)) continue;
			this.#secrets.add(part);
			this.#printer.hide(part);
			setSecret(part);
		}
	}
	fail(text) {
		process.exitCode = ExitCode.Failure;
		if (this.#failed) return;
		this.#failed = true;
		this.close();
		setFailed(this.#printer.safe(text));
	}
};

// src/action/step.ts
async function runStep(action) {
	const printer = new Printer((line) => {
		info(line);
	});
	const log = new ActionLog(printer);
	const lifetime = new Lifetime((error) => {
		log.fail(messageOf(error));
		debugTrace(printer, error);
	});
	try {
		await action({
			env: process.env,
			log,
			lifetime
		});
	} catch (error) {
		debugTrace(printer, error instanceof CommandFailure ? error.cause : error);
		log.fail(messageOf(error));
	} finally {
		log.close();
		await lifetime.end();
	}
}
function debugTrace(printer, error) {
	if (!isDebug()) return;
	for (const line of inspect(error, { depth: isOciError(error) ? 8 : 4 }).split("\n")) debug(printer.safe(line));
}

export { runStep as t };