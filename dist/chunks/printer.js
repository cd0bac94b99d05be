let require_spec;

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
	const outer = withoutCopyErrors(error);
	const oci = (require_spec ??= require("./spec.js")).isOciError(outer) ? rootOciError(outer) : void 0;
	if (oci === void 0) return `unexpected failure: ${(require_spec ??= require("./spec.js")).printable((require_spec ??= require("./spec.js")).messageOf(error))}`;
	const advice = (hints[oci.code] ?? targetHint)(context, oci);
	const shown = (require_spec ??= require("./spec.js")).isOciError(outer) && isMoreSpecific(outer, oci) ? outer.message : oci.message;
	const message = (require_spec ??= require("./spec.js")).withOptionLabels(oneSentence(shown), sourceLabel(context));
	const fix = advice.fix ?? optionFix(context, oci);
	return `${advice.input === void 0 || message.includes(context.label(advice.input)) ? "" : `${context.label(advice.input)}: `}${message}${fix === void 0 ? "" : `; ${fix}`}`;
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
	INPUT_INVALID: (context, { detail }) => (require_spec ??= require("./spec.js")).isRecord(detail) && "input" in detail ? {} : { input: context.directoryInput },
	FILE_SYSTEM: (context, error) => concernsOutput(error, context) ? {
		input: "output-dir",
		fix: "give a writable directory with free space"
	} : { input: context.directoryInput },
	FILE_CHANGED: directoryHint,
	ABORTED: () => ({}),
	UNAUTHORIZED: (context, { remedy }) => ({
		input: placeOf(context),
		fix: remedy === "stated" ? void 0 : `give ${credentialLabels(context)}, or log in to ${context.registry ?? "the registry"} first`
	}),
	CREDENTIALS: (context) => ({
		input: placeOf(context),
		fix: `fix the configuration, or set ${credentialLabels(context)}`
	}),
	UNREACHABLE: (context, { remedy }) => ({
		input: placeOf(context),
		fix: remedy === "stated" ? void 0 : "check that the registry can be reached from this machine"
	}),
	TIMEOUT: (context) => context.timedOut === true ? {
		input: "timeout",
		fix: "set a longer limit, or no limit"
	} : { input: placeOf(context) },
	ALREADY_EXISTS: () => ({ input: "if-tag-exists" }),
	SIZE_LIMIT: (context, error) => (require_spec ??= require("./spec.js")).isRecord(error.detail) && error.detail["option"] === "maxUnpackedSize" ? { input: "max-unpacked-size" } : targetHint(context, error),
	REDIRECT_REFUSED: (context, { remedy }) => {
		const option = remedy === void 0 ? void 0 : hostOptions[remedy];
		return {
			input: placeOf(context),
			fix: option === void 0 ? void 0 : `name it in ${context.label(option)}`
		};
	}
};
const hostOptions = {
	tokenHosts: "token-hosts",
	trustedRedirectHosts: "trusted-redirect-hosts"
};
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
	while ((require_spec ??= require("./spec.js")).isOciError(inner) && inner.name === "CopyError" && (require_spec ??= require("./spec.js")).isOciError(inner.cause)) inner = inner.cause;
	return inner;
}
function rootOciError(error) {
	let inner = error;
	while ((require_spec ??= require("./spec.js")).isOciError(inner.cause) && inner.cause.code === inner.code) inner = inner.cause;
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
	const joined = message.replace(/\.\s+(In|If|An?|The|It|Remove|Rename|Leave|Log|Grant|Check)\b/g, (_, word) => `; ${word.toLowerCase()}`);
	return (require_spec ??= require("./spec.js")).printable(joined.trim().replace(/\.+$/, ""));
}

// src/output/printer.ts
const minSecretLength = 4;
function safeLine(text) {
	const line = (require_spec ??= require("./spec.js")).printable(text).replaceAll("##[", "## [");
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

Object.defineProperty(exports, "Printer", {
  enumerable: true,
  get: function () {
    return Printer;
  }
});
Object.defineProperty(exports, "explainFailure", {
  enumerable: true,
  get: function () {
    return explainFailure;
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
Object.defineProperty(exports, "shortDigest", {
  enumerable: true,
  get: function () {
    return shortDigest;
  }
});