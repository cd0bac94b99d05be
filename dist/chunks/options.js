import { n as OciError, t as printable } from "./printable.js";
import { parseArgs } from "node:util";

// src/cli/options.ts
const positionalInputs = {
	"source-dir": "source-dir",
	source: "source",
	target: "target",
	reference: "reference",
	subject: "subject",
	files: "file",
	sources: "reference"
};
const flagNames = {
	tags: "tag",
	annotations: "annotation",
	"token-hosts": "token-host",
	"from-token-hosts": "from-token-host",
	"to-token-hosts": "to-token-host"
};
function cliLabel(name) {
	const positional = positionalInputs[name];
	return positional === void 0 ? `--${flagNames[name] ?? name}` : `<${positional}>`;
}
function parseCommand(command, args, options, names) {
	const parsed = parse(command, args, options);
	const missing = names.filter((name) => !name.startsWith("["))[parsed.positionals.length];
	if (missing !== void 0) throw usage(command, `<${missing.replace("…", "")}> is missing`);
	const extra = parsed.positionals[names.length];
	if (extra !== void 0 && names.at(-1)?.includes("…") !== true) throw usage(command, `"${printable(extra, 200)}" is one argument too many`);
	return parsed;
}
function parse(command, args, options) {
	try {
		return parseArgs({
			args: [...args],
			options,
			allowPositionals: true,
			allowNegative: true,
			strict: true
		});
	} catch (error) {
		const message = error instanceof Error ? (error.message.split(/\.\s/, 1)[0] ?? "").replace(/\.$/, "") : String(error);
		throw usage(command, message.charAt(0).toLowerCase() + message.slice(1));
	}
}
function usage(command, problem) {
	return new OciError("INPUT_INVALID", `${problem}; see "oci-artifact ${command} --help"`, { detail: { input: command } });
}
function textOf(parsed, name) {
	const value = parsed.values[name];
	return typeof value === "string" ? value : void 0;
}
function flagOf(parsed, name) {
	return parsed.values[name] === true;
}

export { textOf as i, flagOf as n, parseCommand as r, cliLabel as t };