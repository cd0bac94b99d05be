let require_spec;
let require_streams;
let require_printer;

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
	const of = total === void 0 ? "" : ` of ${(require_printer ??= require("./printer.js")).formatBytes(total)} (${percent(done, total)} %)`;
	const count = entries === void 0 ? "" : `, ${(require_printer ??= require("./printer.js")).formatNumber(entries, "entry", "entries")}`;
	return `${verbs[progress.phase]} ${(require_printer ??= require("./printer.js")).formatBytes(done)}${of}${count}`;
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
const maxBarWidth = 20;
const textWidth = 92;
const nameWidth = 20;
const redrawMs = 100;
const maxRows = 6;
var ProgressRows = class {
	#write;
	#now;
	#columns;
	#phases = /* @__PURE__ */ new Map();
	#blobs = /* @__PURE__ */ new Map();
	#drawnAt = Number.NEGATIVE_INFINITY;
	#drawnRows = 0;
	constructor(write, now, columns) {
		this.#write = write;
		this.#now = now;
		this.#columns = columns;
	}
	update(progress) {
		const time = this.#now();
		const { phase, blob } = progress;
		const row = this.#phases.get(phase) ?? {
			name: presentVerbs[phase],
			startedAt: time
		};
		this.#phases.set(phase, {
			...row,
			...progress
		});
		if (blob !== void 0) {
			const name = blob.title ?? (require_printer ??= require("./printer.js")).shortDigest(blob.digest);
			const { startedAt } = this.#blobs.get(blob.digest) ?? { startedAt: time };
			this.#blobs.set(blob.digest, {
				name,
				startedAt,
				done: blob.done,
				total: blob.size
			});
			if (blob.done >= blob.size) this.#blobs.delete(blob.digest);
		}
		if (time - this.#drawnAt < redrawMs) return;
		this.#drawnAt = time;
		this.#draw(time);
	}
	clear() {
		this.#write(this.#erased());
		this.#drawnRows = 0;
		this.#drawnAt = Number.NEGATIVE_INFINITY;
	}
	end() {
		this.clear();
		this.#phases.clear();
		this.#blobs.clear();
	}
	#draw(time) {
		const blobs = [...this.#blobs.values()].slice(0, maxRows);
		const rows = [...this.#blobs.size > 1 ? blobs : [], ...this.#phases.values()];
		const width = Math.max(0, this.#columns() - 1);
		const lines = rows.map((row) => rowText(row, time, width).slice(0, width));
		this.#write(`${this.#erased()}${lines.join("\n")}`);
		this.#drawnRows = lines.length;
	}
	#erased() {
		if (this.#drawnRows === 0) return "";
		return `\r\u001b[2K${"\x1B[1A\x1B[2K".repeat(this.#drawnRows - 1)}`;
	}
};
const presentVerbs = {
	package: "packaging",
	push: "pushing",
	tag: "tagging",
	pull: "pulling",
	copy: "copying"
};
function rowText({ name, startedAt, done = 0, total, entries }, time, width) {
	const ms = time - startedAt;
	const speed = ms < minSpeedMs ? void 0 : done / ms * 1e3;
	return [
		(require_spec ??= require("./spec.js")).printable(name, nameWidth).padEnd(total === void 0 ? 0 : nameWidth),
		...total === void 0 ? [] : shareOf(percent(done, total), Math.min(maxBarWidth, width - textWidth)),
		total === void 0 ? (require_printer ??= require("./printer.js")).formatBytes(done) : `${(require_printer ??= require("./printer.js")).formatBytes(done)} of ${(require_printer ??= require("./printer.js")).formatBytes(total)}`,
		...entries === void 0 ? [] : [(require_printer ??= require("./printer.js")).formatNumber(entries, "entry", "entries")],
		...speed === void 0 ? [] : [`${(require_printer ??= require("./printer.js")).formatBytes(Math.round(speed))}/s`],
		clock(ms) + (speed === void 0 || speed === 0 || total === void 0 ? "" : left((total - done) / speed))
	].join("  ");
}
const minBarWidth = 5;
const minSpeedMs = 500;
function shareOf(share, width) {
	const full = Math.floor(share / 100 * width);
	return [...width < minBarWidth ? [] : [`[${"=".repeat(full)}${" ".repeat(width - full)}]`], `${String(share).padStart(3)} %`];
}
function left(seconds) {
	return seconds < 1 ? "" : `, ${clock(seconds * 1e3)} left`;
}
function clock(ms) {
	const seconds = Math.floor(ms / 1e3);
	const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
	const tail = String(seconds % 60).padStart(2, "0");
	return hours === 0 ? `${minutes}:${tail}` : `${hours}:${String(minutes).padStart(2, "0")}:${tail}`;
}

// src/commands/option.ts
function option(definition) {
	const { type, required } = definition;
	const fallback = String(definition.default ?? "");
	return {
		...definition,
		default: fallback,
		read: async (raw, name, context) => {
			const subject = context.label(name);
			const given = givenText(raw ?? "", type.isVerbatim);
			const value = given === "" ? fallback : given;
			if (value !== "") return type.parse(value, subject, context);
			if (required !== void 0) throw (require_spec ??= require("./spec.js")).inputError(subject, void 0, `it is missing; ${required}`);
			return type.empty;
		}
	};
}
function refusingEmpty(options) {
	const entries = Object.entries(options).map(([name, each]) => [name, {
		...each,
		read: readNonEmpty(each)
	}]);
	return Object.fromEntries(entries);
}
function readNonEmpty(each) {
	return async (raw, name, context) => {
		if (raw !== void 0 && givenText(raw) === "") throw (require_spec ??= require("./spec.js")).inputError(context.label(name), void 0, "it is empty; give a value, or omit the option");
		return each.read(raw, name, context);
	};
}
async function readInputs(options, raw, context) {
	const inputs = {};
	for (const [name, each] of Object.entries(options)) inputs[(require_spec ??= require("./spec.js")).camelCase(name)] = await each.read(raw[name], name, context);
	return inputs;
}
function givenText(raw, isVerbatim = false) {
	if (isVerbatim) return raw;
	if (typeof raw === "string") return raw.trim();
	return raw.join("").trim() === "" ? "" : raw;
}

// src/commands/run-command.ts
async function runCommand(command, front) {
	let failure = () => command.failure ?? {};
	let limit;
	const undo = [];
	const { secretsInInputs, secretMask } = await Promise.resolve().then(() => require("./secret-inputs.js")).then((n) => n.secret_inputs_exports);
	const secrets = secretsInInputs(command.options, front.raw);
	for (const secret of secrets) front.log.hide(secret);
	try {
		const inputs = await readInputs(command.options, front.raw, front);
		const common = inputs;
		front.configure?.(common);
		limit = common.timeout === void 0 ? void 0 : AbortSignal.timeout(common.timeout);
		const outcome = await command.run(inputs, {
			...front,
			signal: (require_streams ??= require("./streams.js")).anySignal(front.cancelled, limit),
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
		throw new CommandFailure(mask((require_printer ??= require("./printer.js")).explainFailure(error, context)), { cause: error });
	}
}
var CommandFailure = class extends Error {
	name = "CommandFailure";
};

Object.defineProperty(exports, "CommandFailure", {
  enumerable: true,
  get: function () {
    return CommandFailure;
  }
});
Object.defineProperty(exports, "ProgressRows", {
  enumerable: true,
  get: function () {
    return ProgressRows;
  }
});
Object.defineProperty(exports, "option", {
  enumerable: true,
  get: function () {
    return option;
  }
});
Object.defineProperty(exports, "progressLines", {
  enumerable: true,
  get: function () {
    return progressLines;
  }
});
Object.defineProperty(exports, "readInputs", {
  enumerable: true,
  get: function () {
    return readInputs;
  }
});
Object.defineProperty(exports, "refusingEmpty", {
  enumerable: true,
  get: function () {
    return refusingEmpty;
  }
});
Object.defineProperty(exports, "runCommand", {
  enumerable: true,
  get: function () {
    return runCommand;
  }
});