import { n as anySignal } from "./abortable.js";
import { n as formatCount, t as formatBytes } from "./format.js";
import { t as explainFailure } from "./failure.js";
import { n as readInputs } from "./option.js";

// src/output/progress.ts
const verbs = {
	package: "packaged",
	push: "pushed",
	tag: "tagged",
	pull: "pulled",
	copy: "copied"
};
function progressText(progress) {
	const { done, total, entries } = progress;
	const of = total === void 0 ? "" : ` of ${formatBytes(total)} (${percent(done, total)} %)`;
	const count = entries === void 0 ? "" : `, ${formatCount(entries)} entries`;
	return `${verbs[progress.phase]} ${formatBytes(done)}${of}${count}`;
}
function percent(done, total) {
	return total <= 0 ? 100 : Math.min(100, Math.floor(done / total * 100));
}
const progressIntervalMs = 5e3;
function progressLines(write, now, intervalMs = progressIntervalMs) {
	let last = now();
	return (progress) => {
		const time = now();
		if (time - last < intervalMs) return;
		last = time;
		write(progressText(progress));
	};
}
const barWidth = 24;
const redrawMs = 100;
var ProgressBar = class {
	#write;
	#now;
	#columns;
	#drawnAt = Number.NEGATIVE_INFINITY;
	#shown = false;
	constructor(write, now, columns) {
		this.#write = write;
		this.#now = now;
		this.#columns = columns;
	}
	update(progress) {
		const time = this.#now();
		if (time - this.#drawnAt < redrawMs) return;
		this.#drawnAt = time;
		this.#shown = true;
		this.#write(`\r\u001b[2K${barText(progress).slice(0, Math.max(0, this.#columns() - 1))}`);
	}
	clear() {
		if (this.#shown) this.#write("\r\x1B[2K");
		this.#shown = false;
		this.#drawnAt = Number.NEGATIVE_INFINITY;
	}
};
function barText(progress) {
	if (progress.total === void 0) return progressText(progress);
	const full = Math.floor(percent(progress.done, progress.total) / 100 * barWidth);
	return `[${"=".repeat(full)}${" ".repeat(barWidth - full)}] ${progressText(progress)}`;
}

// src/commands/run-command.ts
async function runCommand(command, front) {
	let failure = () => command.failure ?? {};
	let limit;
	const undo = [];
	const { secretsInInputs, secretMask } = await import("./secret-inputs.js");
	const secrets = secretsInInputs(command.options, front.raw);
	for (const secret of secrets) front.log.hide(secret);
	try {
		const inputs = await readInputs(command.options, front.raw, front);
		const common = inputs;
		limit = common.timeout === void 0 ? void 0 : AbortSignal.timeout(common.timeout);
		const outcome = await command.run(inputs, {
			...front,
			signal: anySignal(front.cancelled, limit),
			describeFailure: (describe) => {
				failure = describe;
			},
			onFailure: (step) => {
				undo.unshift(step);
			}
		});
		await front.finish(command, outcome, common);
	} catch (error) {
		for (const step of undo) await step();
		const hasOption = (name) => name in command.options;
		const context = {
			label: front.label,
			hasOption,
			timedOut: limit?.aborted === true,
			...failure(error)
		};
		const mask = secretMask(() => secrets);
		throw new CommandFailure(mask(explainFailure(error, context)), { cause: error });
	}
}
var CommandFailure = class extends Error {
	name = "CommandFailure";
};

export { progressLines as i, runCommand as n, ProgressBar as r, CommandFailure as t };