import { f as printable, t as OciError } from "./error.js";
import { parseArgs } from "node:util";

// src/cli/suggest.ts
function likelyNames(written, names) {
	const close = names.filter((name) => distance(written, name) <= Math.min(2, Math.floor(written.length / 3)));
	return close.length > 0 ? close : names.filter((name) => name.endsWith(`-${written}`));
}
function distance(one, two) {
	let above = Array.from({ length: two.length + 1 }, (_, index) => index);
	for (const [row, letter] of one.split("").entries()) {
		const line = [row + 1];
		for (let at = 1; at <= two.length; at++) {
			const changed = (above[at - 1] ?? 0) + (letter === two[at - 1] ? 0 : 1);
			line.push(Math.min(changed, (above[at] ?? 0) + 1, (line[at - 1] ?? 0) + 1));
		}
		above = line;
	}
	return above.at(-1) ?? 0;
}

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
		const unknown = /^Unknown option '--([^' =]+)'/.exec(message)?.[1];
		const likely = unknown === void 0 ? [] : likelyNames(unknown, Object.keys(options)).map((name) => `--${name}`);
		const hint = likely.length === 0 ? "" : `; did you mean ${likely.join(" or ")}?`;
		throw usage(command, message.charAt(0).toLowerCase() + message.slice(1) + hint);
	}
}
function usage(command, problem) {
	return new OciError("INPUT_INVALID", `${problem}${problem.endsWith("?") ? " See" : "; see"} "oci-artifact ${command} --help"`, { detail: { input: command } });
}
function textOf(parsed, name) {
	const value = parsed.values[name];
	return typeof value === "string" ? value : void 0;
}
function flagOf(parsed, name) {
	return parsed.values[name] === true;
}

export { likelyNames as a, textOf as i, flagOf as n, parseCommand as r, cliLabel as t };