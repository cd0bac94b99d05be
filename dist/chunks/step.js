const require_rolldown_runtime = require("./rolldown-runtime.js");
let require_core;
let require_run;
let require_spec;
let node_util;

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
		this.#stop.abort(new (require_spec ??= require("./spec.js")).OciError("ABORTED", `cancelled by ${signal}`));
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
	#uploaded = /* @__PURE__ */ new Map();
	#tags = [];
	#next;
	#group = false;
	#failed = false;
	#title = "oci-artifact failed";
	constructor(printer) {
		this.#printer = printer;
		this.#progress = (require_run ??= require("./run.js")).progressLines((text) => {
			this.line(text);
		}, (require_spec ??= require("./spec.js")).monotonicMs);
	}
	get warnings() {
		return this.#warnings;
	}
	get completedWork() {
		const bytes = [...this.#uploaded.values()].reduce((sum, size) => sum + size, 0);
		return {
			blobs: this.#uploaded.size,
			bytes,
			tags: this.#tags
		};
	}
	titleFailure(title) {
		this.#title = title;
	}
	phase(title) {
		this.close();
		this.#next = title;
	}
	close() {
		if (this.#group) (require_core ??= require("./core.js")).endGroup();
		this.#group = false;
		this.#next = void 0;
	}
	line(text) {
		if (this.#next !== void 0) {
			(require_core ??= require("./core.js")).startGroup(this.#printer.safe(this.#next));
			this.#next = void 0;
			this.#group = true;
		}
		this.#printer.line(text);
	}
	completed(event) {
		if (event.kind === "blob" && event.state !== "exists") this.#uploaded.set(event.digest, event.size);
		if (event.kind === "tag" && event.state === "written") this.#tags.push(event.tag);
	}
	safe(text) {
		return this.#printer.safe(text);
	}
	notice(text) {
		(require_core ??= require("./core.js")).notice(this.#printer.safe(text));
	}
	warning(text) {
		const safe = this.#printer.safe(text);
		if (this.#warnings.includes(safe)) return;
		this.#warnings.push(safe);
		(require_core ??= require("./core.js")).warning(safe);
	}
	debug(text) {
		if ((require_core ??= require("./core.js")).isDebug()) (require_core ??= require("./core.js")).debug(this.#printer.safe(text));
	}
	progress(progress) {
		this.#progress(progress);
	}
	hide(secret) {
		for (const part of /* @__PURE__ */ new Set([secret, ...secret.split(/\r?\n/).map((line) => line.trim())])) {
			if (part.length < 4 || this.#secrets.has(part)) continue;
			this.#secrets.add(part);
			this.#printer.hide(part);
			(require_core ??= require("./core.js")).setSecret(part);
		}
	}
	fail(text) {
		process.exitCode = (require_core ??= require("./core.js")).ExitCode.Failure;
		if (this.#failed) return;
		this.#failed = true;
		this.close();
		(require_core ??= require("./core.js")).error(this.#printer.safe(text), { title: this.#title });
	}
};

// src/action/step.ts
var step_exports = /* @__PURE__ */ require_rolldown_runtime.__exportAll({ runStep: () => runStep });
async function runStep(action) {
	const printer = new (require_run ??= require("./run.js")).Printer((line) => {
		(require_core ??= require("./core.js")).info(line);
	});
	const log = new ActionLog(printer);
	const lifetime = new Lifetime((error) => {
		log.fail((require_spec ??= require("./spec.js")).messageOf(error));
		debugTrace(printer, error);
	});
	try {
		await action({
			env: process.env,
			log,
			lifetime
		});
	} catch (error) {
		debugTrace(printer, error instanceof (require_run ??= require("./run.js")).CommandFailure ? error.cause : error);
		log.fail((require_spec ??= require("./spec.js")).messageOf(error));
	} finally {
		log.close();
		await lifetime.end();
	}
}
function debugTrace(printer, error) {
	if (!(require_core ??= require("./core.js")).isDebug()) return;
	for (const line of (0, (node_util ??= require("node:util")).inspect)(error, { depth: (require_spec ??= require("./spec.js")).isOciError(error) ? 8 : 4 }).split("\n")) (require_core ??= require("./core.js")).debug(printer.safe(line));
}

Object.defineProperty(exports, "runStep", {
  enumerable: true,
  get: function () {
    return runStep;
  }
});
Object.defineProperty(exports, "step_exports", {
  enumerable: true,
  get: function () {
    return step_exports;
  }
});