const require_spec = require("./spec.js");

// src/output/format.ts
const units = [
	"KiB",
	"MiB",
	"GiB",
	"TiB",
	"PiB"
];
function formatBytes(bytes) {
	if (bytes < 1024) return `${bytes} B`;
	let value = bytes;
	let unit = "";
	for (const next of units) {
		if (Math.round(value) < 1024) break;
		value /= 1024;
		unit = next;
	}
	return `${value < 9.95 ? value.toFixed(1) : Math.round(value).toString()} ${unit}`;
}
function formatDuration(ms) {
	if (Math.round(ms) < 1e3) return `${Math.round(ms)} ms`;
	const seconds = ms / 1e3;
	if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
	const whole = Math.round(seconds);
	return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
function formatCount(count) {
	return count.toString().replace(/\B(?=(?:\d{3})+$)/g, ",");
}
function formatNumber(count, noun, plural = `${noun}s`) {
	return `${formatCount(count)} ${count === 1 ? noun : plural}`;
}
function formatRatio(contentSize, layerSize) {
	return layerSize === 0 ? "1.0 : 1" : `${(contentSize / layerSize).toFixed(1)} : 1`;
}
function shortDigest(digest) {
	return digest.replace(/^(sha\d+:[0-9a-f]{12})[0-9a-f]*$/, "$1\u2026");
}

// src/output/failure.ts
function explainFailure(error, context) {
	const { reason, remedy } = describeFailure(error, context);
	return remedy === "" ? reason : `${reason}; ${remedy}`;
}
function describeFailure(error, context) {
	const outer = withoutCopyErrors(error);
	const oci = require_spec.isOciError(outer) ? rootOciError(outer) : void 0;
	if (oci === void 0) return {
		code: void 0,
		reason: `unexpected failure: ${require_spec.printable(require_spec.messageOf(error))}`,
		remedy: ""
	};
	const advice = (hints[oci.code] ?? targetHint)(context, oci);
	const shown = require_spec.isOciError(outer) && isMoreSpecific(outer, oci) ? outer.message : oci.message;
	const message = require_spec.withOptionLabels(oneSentence(shown), sourceLabel(context));
	const fix = oci.remedy === "stated" ? void 0 : advice.fix ?? optionFix(context, oci);
	const subject = advice.input === void 0 || message.includes(context.label(advice.input)) ? "" : `${context.label(advice.input)}: `;
	return {
		code: oci.code,
		reason: `${subject}${message}`,
		remedy: fix ?? ""
	};
}
function sourceLabel({ label, directoryInput }) {
	return (name) => label(name === "source-dir" ? directoryInput ?? name : name);
}
const directoryHint = (context) => ({ input: context.directoryInput });
const targetHint = (context, { remedy }) => ({
	input: placeOf(context),
	fix: context.plainHttp === true && remedy === "plainHttp" ? `omit ${context.label("plain-http")}` : void 0
});
const hints = {
	INPUT_INVALID: (context, { detail }) => require_spec.isRecord(detail) && "input" in detail ? {} : { input: context.directoryInput },
	FILE_SYSTEM: (context, error) => concernsOutput(error, context) ? outputAdvice(context) : sourceAdvice(context, error),
	UNAVAILABLE: (context) => ({
		input: placeOf(context),
		fix: "try again later, or check the status of the registry"
	}),
	FILE_CHANGED: directoryHint,
	ABORTED: () => ({}),
	UNAUTHORIZED: (context, error) => ({
		input: placeOf(context),
		fix: `${givenText$1.test(error.message) ? "check" : "give"} ${credentialLabels(context)}, or log in to ${context.registry ?? "the registry"} first`
	}),
	CREDENTIALS: (context) => ({
		input: placeOf(context),
		fix: `fix the configuration, or set ${credentialLabels(context)}`
	}),
	UNREACHABLE: (context) => ({
		input: placeOf(context),
		fix: "check that the registry can be reached from this machine"
	}),
	TIMEOUT: (context) => context.timedOut === true ? {
		input: "timeout",
		fix: "set a longer limit, or no limit"
	} : { input: placeOf(context) },
	ALREADY_EXISTS: (context, error) => error.message.includes(require_spec.optionName("ifTagExists")) ? { input: "if-tag-exists" } : targetHint(context, error),
	NAME_UNKNOWN: (context, error) => ({
		input: placeOf(context),
		fix: unlessStated(error, "check the name, and log in if the repository is private")
	}),
	MANIFEST_UNKNOWN: (context, error) => ({
		input: placeOf(context),
		fix: unlessStated(error, "check the tag or digest; \"oci-artifact tags\" lists the tags")
	}),
	SIZE_LIMIT: (context, error) => require_spec.isRecord(error.detail) && error.detail["option"] === "maxUnpackedSize" ? { input: "max-unpacked-size" } : targetHint(context, error),
	REDIRECT_REFUSED: (context, { remedy }) => {
		const option = remedy === void 0 ? void 0 : hostOptions[remedy];
		return {
			input: placeOf(context),
			fix: option === void 0 ? void 0 : `name it in ${context.label(option)}`
		};
	}
};
function unlessStated({ message }, fix) {
	return message.includes("; ") ? void 0 : fix;
}
const hostOptions = {
	tokenHosts: "token-hosts",
	trustedRedirectHosts: "trusted-redirect-hosts"
};
const givenText$1 = /the given user name and password/;
function sourceAdvice({ directoryInput: input }, { message }) {
	return message.endsWith("(ENOENT)") ? {
		input,
		fix: "check the path"
	} : { input };
}
function outputAdvice(context) {
	const input = "outputInput" in context ? context.outputInput : outputOption(context);
	return input === void 0 ? { fix: `set ${context.label("output-dir")} to a directory with free space` } : {
		input,
		fix: "give a writable directory with free space"
	};
}
function outputOption({ hasOption, directoryInput }) {
	return hasOption?.("output-dir") === false ? directoryInput ?? "target" : "output-dir";
}
function credentialLabels({ label }) {
	return `${label("username")} and ${label("password")}`;
}
function placeOf(context) {
	return context.placeInput ?? "target";
}
function concernsOutput(error, context) {
	return causes(error).some((cause) => {
		const { path, code } = cause;
		if (code === "ENOSPC" || code === "EDQUOT" || code === "EROFS") return true;
		return typeof path === "string" && context.isOutput?.(path) === true;
	});
}
function optionFix({ label, hasOption }, { remedy }) {
	if (remedy === "ifTagExists" && hasOption?.("if-tag-exists") === true) return `or set ${label("if-tag-exists")} to skip`;
	if (remedy === "imageSpec" && hasOption?.("image-spec") === true) return `set ${label("image-spec")} to v1.0`;
}
function withoutCopyErrors(error) {
	let inner = error;
	while (require_spec.isOciError(inner) && inner.name === "CopyError" && require_spec.isOciError(inner.cause)) inner = inner.cause;
	return inner;
}
function rootOciError(error) {
	let inner = error;
	while (require_spec.isOciError(inner.cause) && inner.cause.code === inner.code) inner = inner.cause;
	return inner;
}
function isMoreSpecific(outer, inner) {
	return outer !== inner && outer.message.includes(inner.message);
}
function causes(error) {
	const found = [];
	for (let next = error; next instanceof Error && found.length < 20; next = next.cause) {
		found.push(next);
		if (next instanceof AggregateError) found.push(...next.errors);
	}
	return found;
}
function oneSentence(message) {
	const joined = message.replace(/\.\s+(In|If|An?|The|It|Even|Remove|Rename|Leave|Log|Grant|Check)\b/g, (_, word) => `; ${word.toLowerCase()}`);
	return require_spec.printable(joined.trim().replace(/\.+$/, ""));
}

// src/output/printer.ts
const minSecretLength = 4;
function safeLine(text) {
	const line = require_spec.printable(text).replaceAll("##[", "## [");
	return line.trimStart().startsWith("::") ? line.replace("::", String.raw`\u003a:`) : line;
}
var Printer = class {
	#write;
	#secrets = /* @__PURE__ */ new Set();
	constructor(write) {
		this.#write = write;
	}
	hide(secret) {
		if (secret.length >= 4) this.#secrets.add(secret);
	}
	line(text) {
		this.#write(this.safe(text));
	}
	safe(text) {
		let hidden = text;
		for (const secret of [...this.#secrets].sort((a, b) => b.length - a.length)) hidden = hidden.replaceAll(secret, "***");
		return safeLine(hidden);
	}
};

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
	const count = entries === void 0 ? "" : `, ${formatNumber(entries, "entry", "entries")}`;
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
			const name = blob.title ?? shortDigest(blob.digest);
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
		require_spec.printable(name, nameWidth).padEnd(total === void 0 ? 0 : nameWidth),
		...total === void 0 ? [] : shareOf(percent(done, total), Math.min(maxBarWidth, width - textWidth)),
		total === void 0 ? formatBytes(done) : `${formatBytes(done)} of ${formatBytes(total)}`,
		...entries === void 0 ? [] : [formatNumber(entries, "entry", "entries")],
		...speed === void 0 ? [] : [`${formatBytes(Math.round(speed))}/s`],
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

// src/commands/flags.ts
function flagsOf(command) {
	return cliOptions(command).filter(([, option]) => option.positional === void 0).flatMap(([input, option]) => {
		const name = flagName(input, option);
		const flag = {
			name,
			input,
			option,
			isStdin: false
		};
		return option.stdin === true ? [flag, {
			...flag,
			name: `${name}-stdin`,
			isStdin: true
		}] : [flag];
	});
}
function positionalsOf(command) {
	return cliOptions(command).flatMap(([input, option]) => option.positional === void 0 ? [] : [{
		name: option.positional,
		input,
		option,
		isRequired: option.required !== void 0,
		isList: option.type.kind === "list"
	}]);
}
function cliLabel(command) {
	return (name) => {
		const option = command.options[name];
		if (option === void 0) return `--${name}`;
		return option.positional === void 0 ? `--${flagName(name, option)}` : `<${option.positional}>`;
	};
}
function cliOptions(command) {
	return Object.entries(command.options).filter(([, option]) => option.scope !== "action");
}
function flagName(input, option) {
	return option.flag ?? (option.type.kind === "list" ? input.replace(/s$/, "") : input);
}

// src/commands/list.ts
const commands = {
	push: async () => (await Promise.resolve().then(() => require("./push.js"))).push,
	pull: async () => (await Promise.resolve().then(() => require("./pull.js"))).pull,
	copy: async () => (await Promise.resolve().then(() => require("./copy.js"))).copy,
	attach: async () => (await Promise.resolve().then(() => require("./attach.js"))).attach,
	index: async () => (await Promise.resolve().then(() => require("./create-index.js"))).index,
	backup: async () => (await Promise.resolve().then(() => require("./backup.js"))).backup,
	restore: async () => (await Promise.resolve().then(() => require("./restore.js"))).restore,
	join: async () => (await Promise.resolve().then(() => require("./join.js"))).join,
	verify: async () => (await Promise.resolve().then(() => require("./verify.js"))).verify,
	resolve: async () => (await Promise.resolve().then(() => require("./resolve.js"))).resolve,
	tag: async () => (await Promise.resolve().then(() => require("./tag.js"))).tag,
	annotate: async () => (await Promise.resolve().then(() => require("./annotate.js"))).annotate,
	repos: async () => (await Promise.resolve().then(() => require("./repos.js"))).repos,
	tags: async () => (await Promise.resolve().then(() => require("./tags.js"))).tags,
	referrers: async () => (await Promise.resolve().then(() => require("./referrers2.js"))).referrers,
	manifest: async () => (await Promise.resolve().then(() => require("./manifest.js"))).manifest,
	blob: async () => (await Promise.resolve().then(() => require("./blob.js"))).blob,
	delete: async () => (await Promise.resolve().then(() => require("./delete.js"))).deleteCommand,
	prune: async () => (await Promise.resolve().then(() => require("./prune.js"))).pruneCommand,
	serve: async () => (await Promise.resolve().then(() => require("./serve.js")).then((n) => n.serve_exports)).serve,
	gc: async () => (await Promise.resolve().then(() => require("./gc.js"))).gc,
	login: async () => (await Promise.resolve().then(() => require("./login.js"))).login,
	logout: async () => (await Promise.resolve().then(() => require("./login.js"))).logout,
	sif: async () => (await Promise.resolve().then(() => require("./sif.js"))).sif,
	cache: async () => (await Promise.resolve().then(() => require("./cache2.js"))).cache,
	demo: async () => (await Promise.resolve().then(() => require("./demo.js"))).demo,
	completion: async () => (await Promise.resolve().then(() => require("./completion.js"))).completion
};
const aliases = {
	cp: "copy",
	discover: "referrers",
	ls: "tags"
};
const actions = {
	push: commands.push,
	pull: commands.pull,
	copy: commands.copy,
	attach: commands.attach,
	index: commands.index,
	prune: commands.prune,
	serve: commands.serve,
	cache: async () => (await Promise.resolve().then(() => require("./job-cache.js"))).cacheAction,
	"cache-restore": async () => (await Promise.resolve().then(() => require("./job-cache.js"))).cacheRestore,
	"cache-save": async () => (await Promise.resolve().then(() => require("./job-cache.js"))).cacheSave
};

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
			if (required !== void 0) throw require_spec.inputError(subject, void 0, `it is missing; ${required}`);
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
		if (raw !== void 0 && givenText(raw) === "") throw require_spec.inputError(context.label(name), void 0, "it is empty; give a value, or omit the option");
		return each.read(raw, name, context);
	};
}
async function readInputs(options, raw, context) {
	const inputs = {};
	for (const [name, each] of Object.entries(options)) inputs[require_spec.camelCase(name)] = await each.read(raw[name], name, context);
	return inputs;
}
function givenText(raw, isVerbatim = false) {
	if (isVerbatim) return raw;
	if (typeof raw === "string") return raw.trim();
	return raw.join("").trim() === "" ? "" : raw;
}

// src/commands/output.ts
const maxJsonBytes = 131072;
function output(type, description, value, total) {
	return {
		type,
		description,
		value,
		...total === void 0 ? {} : { total }
	};
}
const digestOutput = { isValid: require_spec.isDigest };
const digestsOutput = { isValid: (text) => text.split("\n").every(require_spec.isDigest) };
const referenceOutput = { isValid: isReference };
const referencesOutput = { isValid: (text) => text.split("\n").every(isReference) };
const mediaTypeOutput = { isValid: require_spec.isMediaType };
const numberOutput = { isValid: (text) => /^\d{1,16}$/.test(text) };
const booleanOutput = { isValid: (text) => text === "true" || text === "false" };
const lineOutput = { isValid: isOneLine };
const linesOutput = { isValid: (text) => text.split("\n").every(isOneLine) };
const checksumsOutput = { isValid: (text) => text.split("\n").every((line) => /^(?:[0-9a-f]{64}|[0-9a-f]{128}) {2}\S+$/.test(line)) };
const foreignMediaTypeOutput = {
	isValid: require_spec.isMediaType,
	toText: (value, { name, warn }) => {
		const text = String(value);
		if (text === "" || require_spec.isMediaType(text)) return text;
		warn(`the artifact type "${require_spec.printable(text, 200)}" is not a media type; the output ${name} is empty`);
		return "";
	}
};
const jsonOutput = {
	isValid: isOneLine,
	toText: (value, { name, total, warn }) => {
		const isList = Array.isArray(value);
		const items = isList ? value.map(jsonLine) : Object.entries(value).map(([key, each]) => `${jsonLine(key)}:${jsonLine(each)}`);
		const shown = itemsWithinLimit(items);
		const all = total ?? items.length;
		if (shown.length < all) warn(`${all - shown.length} of ${all} items are left out of the output ${name}, which would be too long`);
		return isList ? `[${shown.join(",")}]` : `{${shown.join(",")}}`;
	}
};
function resultOutputs(content) {
	return {
		digest: output(digestOutput, `Digest (\`sha256:\u2026\`) of the ${content}.`, (result) => result.digest),
		reference: output(lineOutput, "`registry/repository:tag`; the pinned reference if no tag was written; for a layout its path with the tag or digest.", (result) => result.reference),
		"pinned-reference": output(referenceOutput, "`registry/repository@sha256:\u2026`, for cosign and Notation. Empty for a layout.", (result) => result.pinnedReference),
		name: output(referenceOutput, "`registry/repository`, lower case, for the `subject-name` of an attestation. Empty for a layout.", (result) => result.name),
		tags: output(referencesOutput, "Full references, one per line. Empty for a layout.", (result) => result.tags),
		"media-type": output(mediaTypeOutput, `Media type of the ${content}.`, (result) => result.mediaType),
		"artifact-type": output(mediaTypeOutput, `Artifact type of the ${content}.`, (result) => result.artifactType),
		size: output(numberOutput, `Size of the ${content} in bytes.`, (result) => result.size),
		checksums: output(checksumsOutput, "`<hex>  <name>` lines, for the `subject-checksums` of an attestation. Empty for a layout.", (result) => result.checksums)
	};
}
function outputValues(outputs, result) {
	return Object.fromEntries(Object.entries(outputs).map(([name, output]) => [name, output.value(result)]));
}
function outputTexts(outputs, result, warn) {
	const texts = Object.entries(outputs).map(([name, output]) => {
		const value = output.value(result);
		const text = output.type.toText?.(value, {
			name,
			total: output.total?.(result),
			warn
		}) ?? (Array.isArray(value) ? value.join("\n") : String(value));
		if (text !== "" && !output.type.isValid(text)) throw new require_spec.OciError("PROTOCOL", `output ${name} has an invalid value "${require_spec.printable(text, 200)}"; no outputs were set`);
		return [name, text];
	});
	return Object.fromEntries(texts);
}
function isReference(text) {
	try {
		require_spec.parseReference(text);
		return isOneLine(text);
	} catch {
		return false;
	}
}
function isOneLine(text) {
	return text === require_spec.printable(text, Infinity);
}
function jsonLine(value) {
	const json = JSON.stringify(value);
	return require_spec.printable(json, json.length);
}
function itemsWithinLimit(items) {
	let left = maxJsonBytes;
	const end = items.findIndex((item) => (left -= Buffer.byteLength(item) + 1) < 0);
	return end < 0 ? items : items.slice(0, end);
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
			signal: require_spec.anySignal(front.cancelled, limit),
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
		const { code, reason, remedy } = describeFailure(error, context);
		throw new CommandFailure({
			code,
			reason: mask(reason),
			remedy: mask(remedy)
		}, { cause: error });
	}
}
var CommandFailure = class extends Error {
	name = "CommandFailure";
	failure;
	constructor(given, options) {
		const failure = typeof given === "string" ? {
			code: void 0,
			reason: given,
			remedy: ""
		} : given;
		super(failure.remedy === "" ? failure.reason : `${failure.reason}; ${failure.remedy}`, options);
		this.failure = failure;
	}
};

Object.defineProperty(exports, "CommandFailure", {
  enumerable: true,
  get: function () {
    return CommandFailure;
  }
});
Object.defineProperty(exports, "Printer", {
  enumerable: true,
  get: function () {
    return Printer;
  }
});
Object.defineProperty(exports, "ProgressRows", {
  enumerable: true,
  get: function () {
    return ProgressRows;
  }
});
Object.defineProperty(exports, "actions", {
  enumerable: true,
  get: function () {
    return actions;
  }
});
Object.defineProperty(exports, "aliases", {
  enumerable: true,
  get: function () {
    return aliases;
  }
});
Object.defineProperty(exports, "booleanOutput", {
  enumerable: true,
  get: function () {
    return booleanOutput;
  }
});
Object.defineProperty(exports, "cliLabel", {
  enumerable: true,
  get: function () {
    return cliLabel;
  }
});
Object.defineProperty(exports, "commands", {
  enumerable: true,
  get: function () {
    return commands;
  }
});
Object.defineProperty(exports, "digestOutput", {
  enumerable: true,
  get: function () {
    return digestOutput;
  }
});
Object.defineProperty(exports, "digestsOutput", {
  enumerable: true,
  get: function () {
    return digestsOutput;
  }
});
Object.defineProperty(exports, "explainFailure", {
  enumerable: true,
  get: function () {
    return explainFailure;
  }
});
Object.defineProperty(exports, "flagsOf", {
  enumerable: true,
  get: function () {
    return flagsOf;
  }
});
Object.defineProperty(exports, "foreignMediaTypeOutput", {
  enumerable: true,
  get: function () {
    return foreignMediaTypeOutput;
  }
});
Object.defineProperty(exports, "formatBytes", {
  enumerable: true,
  get: function () {
    return formatBytes;
  }
});
Object.defineProperty(exports, "formatCount", {
  enumerable: true,
  get: function () {
    return formatCount;
  }
});
Object.defineProperty(exports, "formatDuration", {
  enumerable: true,
  get: function () {
    return formatDuration;
  }
});
Object.defineProperty(exports, "formatNumber", {
  enumerable: true,
  get: function () {
    return formatNumber;
  }
});
Object.defineProperty(exports, "formatRatio", {
  enumerable: true,
  get: function () {
    return formatRatio;
  }
});
Object.defineProperty(exports, "jsonOutput", {
  enumerable: true,
  get: function () {
    return jsonOutput;
  }
});
Object.defineProperty(exports, "lineOutput", {
  enumerable: true,
  get: function () {
    return lineOutput;
  }
});
Object.defineProperty(exports, "linesOutput", {
  enumerable: true,
  get: function () {
    return linesOutput;
  }
});
Object.defineProperty(exports, "mediaTypeOutput", {
  enumerable: true,
  get: function () {
    return mediaTypeOutput;
  }
});
Object.defineProperty(exports, "numberOutput", {
  enumerable: true,
  get: function () {
    return numberOutput;
  }
});
Object.defineProperty(exports, "option", {
  enumerable: true,
  get: function () {
    return option;
  }
});
Object.defineProperty(exports, "output", {
  enumerable: true,
  get: function () {
    return output;
  }
});
Object.defineProperty(exports, "outputTexts", {
  enumerable: true,
  get: function () {
    return outputTexts;
  }
});
Object.defineProperty(exports, "outputValues", {
  enumerable: true,
  get: function () {
    return outputValues;
  }
});
Object.defineProperty(exports, "positionalsOf", {
  enumerable: true,
  get: function () {
    return positionalsOf;
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
Object.defineProperty(exports, "referenceOutput", {
  enumerable: true,
  get: function () {
    return referenceOutput;
  }
});
Object.defineProperty(exports, "referencesOutput", {
  enumerable: true,
  get: function () {
    return referencesOutput;
  }
});
Object.defineProperty(exports, "refusingEmpty", {
  enumerable: true,
  get: function () {
    return refusingEmpty;
  }
});
Object.defineProperty(exports, "resultOutputs", {
  enumerable: true,
  get: function () {
    return resultOutputs;
  }
});
Object.defineProperty(exports, "runCommand", {
  enumerable: true,
  get: function () {
    return runCommand;
  }
});
Object.defineProperty(exports, "shortDigest", {
  enumerable: true,
  get: function () {
    return shortDigest;
  }
});