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
	const count = entries === void 0 ? "" : `, ${(require_printer ??= require("./printer.js")).formatCount(entries)} entries`;
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
	for (const [name, each] of Object.entries(options)) inputs[camelCase(name)] = await each.read(raw[name], name, context);
	return inputs;
}
function camelCase(name) {
	return name.replaceAll(/-(.)/g, (_, letter) => letter.toUpperCase());
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
Object.defineProperty(exports, "ProgressBar", {
  enumerable: true,
  get: function () {
    return ProgressBar;
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