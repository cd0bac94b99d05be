import { c as messageOf, m as printable, o as isOciError } from "./error.js";
import { i as isRecord } from "./descriptor.js";

// src/output/failure.ts
function explainFailure(error, context) {
	const outer = withoutCopyErrors(error);
	const oci = isOciError(outer) ? rootOciError(outer) : void 0;
	if (oci === void 0) return `unexpected failure: ${printable(messageOf(error))}`;
	const advice = (hints[oci.code] ?? targetHint)(context, oci);
	const message = oneSentence(isOciError(outer) && isMoreSpecific(outer, oci) ? outer.message : oci.message);
	const fix = advice.fix ?? optionFix(context, oci);
	return `${advice.input === void 0 || message.startsWith(context.label(advice.input)) ? "" : `${context.label(advice.input)}: `}${message}${fix === void 0 ? "" : `; ${fix}`}`;
}
const directoryHint = (context) => ({ input: context.directoryInput });
const targetHint = (context, { remedy }) => ({
	input: placeOf(context),
	fix: context.plainHttp === true && remedy === "plainHttp" ? `omit ${context.label("plain-http")}` : void 0
});
const hints = {
	INPUT_INVALID: (context, { detail }) => isRecord(detail) && "input" in detail ? {} : { input: context.directoryInput },
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
	SIZE_LIMIT: (context, error) => isRecord(error.detail) && error.detail["option"] === "maxUnpackedSize" ? { input: "max-unpacked-size" } : targetHint(context, error),
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
	while (isOciError(inner) && inner.name === "CopyError" && isOciError(inner.cause)) inner = inner.cause;
	return inner;
}
function rootOciError(error) {
	let inner = error;
	while (isOciError(inner.cause) && inner.cause.code === inner.code) inner = inner.cause;
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
	return printable(joined.trim().replace(/\.+$/, ""));
}

export { explainFailure as t };