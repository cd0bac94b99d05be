let require_rolldown_runtime;
let require_run;
let require_spec;
let node_os;
let node_util;
let node_stream_consumers;

// src/cli/suggest.ts
const otherNames = {
	catalog: "repos",
	digest: "resolve",
	inspect: "manifest",
	list: "tags",
	registry: "serve",
	repo: "repos",
	rm: "delete"
};
function likelyCommand(written, names) {
	return likelyNames(written, names)[0] ?? (Object.hasOwn(otherNames, written) ? otherNames[written] : void 0);
}
function likelyNames(written, names) {
	const close = names.filter((name) => distance(written, name) <= Math.min(2, Math.floor(written.length / 3)));
	return close.length > 0 ? close : names.filter((name) => name.endsWith(`-${written}`));
}
function distance(one, two) {
	let beforeAbove = [];
	let above = Array.from({ length: two.length + 1 }, (_, index) => index);
	for (const [row, letter] of one.split("").entries()) {
		const line = [row + 1];
		for (let at = 1; at <= two.length; at++) {
			const changed = (above[at - 1] ?? 0) + (letter === two[at - 1] ? 0 : 1);
			const swapped = row > 0 && letter === two[at - 2] && one[row - 1] === two[at - 1] ? (beforeAbove[at - 2] ?? 0) + 1 : Infinity;
			line.push(Math.min(changed, swapped, (above[at] ?? 0) + 1, (line[at - 1] ?? 0) + 1));
		}
		beforeAbove = above;
		above = line;
	}
	return above.at(-1) ?? 0;
}

// src/cli/arguments.ts
const credentialFlag = /^--?(?:[a-z-]*-)?(?:username|password|password-stdin|u|p)(?:=|$)/i;
async function parseArguments(command, args) {
	const flags = (require_run ??= require("./run.js")).flagsOf(command);
	const mayContainSecrets = args.some((argument) => credentialFlag.test(argument));
	const { values, positionals } = parse(command.name, args, parseConfig(flags));
	const raw = {};
	for (const { name, input, option, isStdin } of flags) {
		const value = values[name];
		if (value === void 0 || isStdin) continue;
		const items = (Array.isArray(value) ? value : [value]).map((item) => String(item).replace(escape, ""));
		if (items.length > 1 && option.type.kind !== "list") throw usageError(command.name, `--${name} is given twice`);
		raw[input] = option.type.kind === "list" ? items : items[0] ?? "";
	}
	Object.assign(raw, command.arguments?.(positionals, raw) ?? positionalInputs(command, positionals, mayContainSecrets));
	const fromStdin = flags.filter(({ name, isStdin }) => isStdin && values[name] === true);
	if (fromStdin.length === 0) return raw;
	const secret = (await (0, (node_stream_consumers ??= require("node:stream/consumers")).text)(process.stdin)).replace(/\r?\n$/, "");
	for (const { input } of fromStdin) raw[input] = secret;
	return raw;
}
function parseConfig(flags) {
	return Object.fromEntries(flags.map(({ name, option, isStdin }) => [name, {
		type: isStdin || option.type.kind === "flag" ? "boolean" : "string",
		multiple: !isStdin && option.type.kind !== "flag",
		...option.short === void 0 ? {} : { short: option.short }
	}]));
}
function positionalInputs(command, given, mayContainSecrets) {
	const positionals = (require_run ??= require("./run.js")).positionalsOf(command);
	const missing = positionals.find(({ isRequired }, index) => isRequired && given[index] === void 0);
	if (missing !== void 0) throw usageError(command.name, `<${missing.name}> is missing`);
	const extra = given[positionals.length];
	if (extra !== void 0 && positionals.at(-1)?.isList !== true) {
		const shown = mayContainSecrets ? `${positionals.length + 1}, which is not shown because it may be a secret; quote a value that contains spaces` : `"${(require_spec ??= require("./spec.js")).printable(extra, 200)}"`;
		const accepted = positionals.map(({ name }) => `<${name}>`).join(" ") || "no arguments";
		throw usageError(command.name, `unexpected argument ${shown}; ${command.name} accepts ${accepted}`);
	}
	const raw = {};
	for (const [index, { input, isList }] of positionals.entries()) {
		const value = isList ? given.slice(index) : given[index];
		if (value !== void 0) raw[input] = value;
	}
	return raw;
}
const typedStdin = "-:";
const escape = "\0";
function parse(command, args, options) {
	try {
		const escaped = args.map((arg) => arg.startsWith(typedStdin) ? `${escape}${arg}` : arg);
		const parsed = (0, (node_util ??= require("node:util")).parseArgs)({
			args: escaped,
			options,
			allowPositionals: true,
			allowNegative: true,
			strict: true
		});
		return {
			...parsed,
			positionals: parsed.positionals.map((text) => text.replace(escape, ""))
		};
	} catch (error) {
		const message = error instanceof Error ? (error.message.split(/\.\s/, 1)[0] ?? "").replace(/\.$/, "") : String(error);
		throw usageError(command, message.charAt(0).toLowerCase() + message.slice(1) + hintFor(message, options));
	}
}
function hintFor(message, options) {
	const withValue = /^Option '.*--([^' ]+)' does not take an argument$/.exec(message)?.[1];
	if (withValue !== void 0) return `; write --${withValue} or --no-${withValue}`;
	const unknown = /^Unknown option '--([^' =]+)'/.exec(message)?.[1];
	if (unknown === void 0) return "";
	const names = Object.keys(options);
	const negative = unknown.startsWith("no-") ? names.filter((name) => options[name]?.type === "boolean") : [];
	const likely = likelyNames(unknown, [
		...names,
		...negative.map((name) => `no-${name}`),
		"help"
	]);
	return likely.length === 0 ? "" : `; did you mean ${likely.map((name) => `--${name}`).join(" or ")}?`;
}
function usageError(command, problem) {
	return new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `${problem}${problem.endsWith("?") ? " See" : "; see"} "oci-artifact ${command} --help"`, { detail: { input: command } });
}

// src/cli/overview.ts
const overview = `oci-artifact: publish directories as OCI artifacts, and work with them

Usage: oci-artifact <command> [options]

Commands:
  push [<source>...] <target>...
                                publish a directory or files
  pull <reference>              fetch an artifact and unpack it
  copy <source> [<target>]      copy an artifact between registries and layouts
  attach <subject> [<file>...]  attach files to a manifest, such as an SBOM
  index <target> [<reference>...]
                                assemble an index of manifests
  backup <source>               write the tags of a repository to a directory or
                                tar
  restore <target>              copy the tags of a directory or tar to a
                                repository
  join <target> [<reference>...]
                                join shards to one artifact
  verify <reference>            verify the signatures of an artifact
  resolve <reference>           print the digest of a reference
  tag <reference> <tag>...      point tags to a manifest
  annotate <reference> [<key=value>...]
                                edit the annotations of a manifest
  repos <registry>              list the repositories of a registry
  tags <reference>              list the tags of a repository
  referrers <reference>         show the referrers of a manifest as a tree
  manifest <reference>          print a manifest; "manifest put" pushes one
  blob <verb>                   print, push, look up and delete blobs
  delete <reference>            delete a tag, or a manifest by its digest
  prune <repository>            delete old and unused artifacts of a repository
  serve                         run a registry on this machine
  gc                            delete unreferenced blobs of a registry
  login <registry>              check credentials, and store them for a registry
  logout <registry>             remove the stored credentials of a registry
  sif <verb>                    push, pull, hash and inspect SIF images
  cache <verb>                  list, clean and verify a cache of artifacts
  demo [<directory>] [<target>]
                                push, pull back and compare
  completion <shell>            print a completion script for a shell

"oci-artifact <command> --help" lists the options of a command.
"oci-artifact --version" prints the version.
Other names: cp (copy), discover (referrers), ls (tags).
The log goes to stderr, results go to stdout.

A reference is registry/repository[:tag][@digest], with or without oci://, or an
image layout: ./path:tag, layout:path@digest.
Exit codes: 0 on success, 1 on failure, 130 after SIGINT, 143 after SIGTERM.`;

// src/cli/result-text.ts
const placeholder = /\{([^{}]*)\}|\\n|\\t/g;
function checkResultText(template, names) {
	for (const [, key] of template.matchAll(placeholder)) {
		if (key === void 0 || names.includes(key)) continue;
		const [likely] = likelyNames(key, names);
		const hint = likely === void 0 ? `choose ${names.join(", ")}` : `did you mean {${likely}}?`;
		throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `--print: {${(require_spec ??= require("./spec.js")).printable(key, 100)}} is not a value of the result; ${hint}`, { detail: { input: "print" } });
	}
}
function resultText(template, values) {
	return template.replaceAll(placeholder, (found, key) => {
		if (key !== void 0) return textOf(values[key]);
		return found === String.raw`\n` ? "\n" : "	";
	});
}
function textOf(value) {
	if (Array.isArray(value)) return value.map(textOf).join("\n");
	if (value === void 0) return "";
	return typeof value === "string" ? value : JSON.stringify(value);
}

// src/cli/terminal.ts
const wordColors = {
	"error:": 31,
	"warning:": 33,
	"note:": 36
};
function colored(line) {
	return line.replace(/^(?:error|warning|note):/, (word) => `\u001b[${wordColors[word] ?? 0}m${word}\u001b[39m`);
}
function openTerminal(log, out, debug) {
	let options = { verbose: debug };
	const rows = log.isTTY ? new (require_run ??= require("./run.js")).ProgressRows((text) => log.write(text), (require_spec ??= require("./spec.js")).monotonicMs, () => log.columns) : void 0;
	const hasColors = log.isTTY && log.hasColors();
	const printer = new (require_run ??= require("./run.js")).Printer((text) => {
		rows?.clear();
		log.write(`${hasColors ? colored(text) : text}\n`);
	});
	const always = (text) => {
		printer.line(text);
	};
	const line = (text) => {
		if (options.quiet !== true) always(text);
	};
	const lines = (require_run ??= require("./run.js")).progressLines(line, (require_spec ??= require("./spec.js")).monotonicMs);
	for (const stream of [log, out]) stream.on("error", () => {});
	return {
		line,
		phase: () => {
			rows?.end();
		},
		configure: (given) => {
			options = {
				...given,
				verbose: debug || given.verbose
			};
		},
		notice: (text) => {
			line(`note: ${text}`);
		},
		warning: (text) => {
			always(`warning: ${text}`);
		},
		debug: (text) => {
			if (options.verbose === true) line(text);
		},
		progress: (progress) => {
			if (options.quiet === true || options.progress === false) return;
			if (rows === void 0) lines(progress);
			else rows.update(progress);
		},
		out: (text) => {
			rows?.clear();
			out.write(`${text}\n`);
		},
		write: async (chunks) => {
			const { writeAll } = await Promise.resolve().then(() => require("./standard-output.js"));
			await writeAll(out, chunks);
		},
		ask: async (question, echo) => {
			if (!process.stdin.isTTY || !log.isTTY) return void 0;
			const { askLine } = await Promise.resolve().then(() => require("./ask.js"));
			return askLine(process.stdin, log, question, echo);
		},
		fail: (text) => {
			process.exitCode = 1;
			always(`error: ${text}`);
		},
		hide: (secret) => {
			printer.hide(secret);
		}
	};
}

// src/cli/main.ts
async function main(args) {
	const debug = process.env["OCI_ARTIFACT_DEBUG"] === "1";
	const terminal = openTerminal(process.stderr, process.stdout, debug);
	const stop = new AbortController();
	let interruptedCode;
	const undo = [];
	const interrupt = (signal) => {
		const code = 128 + (node_os ??= require("node:os")).constants.signals[signal];
		if (stop.signal.aborted) {
			for (const step of undo.toReversed()) attempt(step);
			process.exit(code);
		}
		interruptedCode = code;
		stop.abort(/* @__PURE__ */ new Error(`cancelled by ${signal}`));
	};
	process.on("SIGINT", interrupt);
	process.on("SIGTERM", interrupt);
	try {
		await dispatch(args, terminal, {
			cancelled: stop.signal,
			onForcedExit: (step) => {
				undo.push(step);
			}
		});
	} catch (error) {
		const { commandLineMask } = await Promise.resolve().then(() => require("./command-line-secrets.js"));
		const mask = commandLineMask(args, process.env);
		terminal.fail(mask(error instanceof (require_run ??= require("./run.js")).CommandFailure ? error.message : (require_run ??= require("./run.js")).explainFailure(error, { label: (name) => `--${name}` })));
		process.exitCode = interruptedCode ?? process.exitCode;
		if (debug) for (const line of (0, (node_util ??= require("node:util")).inspect)(error, { depth: 8 }).split("\n")) terminal.line(mask(line));
	} finally {
		process.off("SIGINT", interrupt);
		process.off("SIGTERM", interrupt);
	}
}
function attempt(step) {
	try {
		step();
	} catch {}
}
async function dispatch(args, terminal, interruption) {
	const [first, ...rest] = args;
	const wantsHelp = first === void 0 || isHelp(first) || first === "help" || rest.some(isHelp);
	const words = first === "help" || first !== void 0 && isHelp(first) ? rest : args;
	const [given = "", verb = "", ...more] = words;
	const name = Object.hasOwn((require_run ??= require("./run.js")).aliases, given) ? (require_run ??= require("./run.js")).aliases[given] ?? given : given;
	if (name === "" || isHelp(name)) {
		terminal.out(overview);
		process.exitCode = first === void 0 ? 1 : 0;
		return;
	}
	if (!isCommand(name)) throw new (require_run ??= require("./run.js")).CommandFailure(name.startsWith("-") ? unknownOption(name) : unknownCommand(name));
	if (wantsHelp) {
		const { helpTexts } = await Promise.resolve().then(() => require("./help-texts.js"));
		terminal.out(helpTexts.get(`${name} ${verb}`) ?? helpTexts.get(name) ?? "oci-artifact: publish directories as OCI artifacts, and work with them\n\nUsage: oci-artifact <command> [options]\n\nCommands:\n  push [<source>...] <target>...\n                                publish a directory or files\n  pull <reference>              fetch an artifact and unpack it\n  copy <source> [<target>]      copy an artifact between registries and layouts\n  attach <subject> [<file>...]  attach files to a manifest, such as an SBOM\n  index <target> [<reference>...]\n                                assemble an index of manifests\n  backup <source>               write the tags of a repository to a directory or\n                                tar\n  restore <target>              copy the tags of a directory or tar to a\n                                repository\n  join <target> [<reference>...]\n                                join shards to one artifact\n  verify <reference>            verify the signatures of an artifact\n  resolve <reference>           print the digest of a reference\n  tag <reference> <tag>...      point tags to a manifest\n  annotate <reference> [<key=value>...]\n                                edit the annotations of a manifest\n  repos <registry>              list the repositories of a registry\n  tags <reference>              list the tags of a repository\n  referrers <reference>         show the referrers of a manifest as a tree\n  manifest <reference>          print a manifest; \"manifest put\" pushes one\n  blob <verb>                   print, push, look up and delete blobs\n  delete <reference>            delete a tag, or a manifest by its digest\n  prune <repository>            delete old and unused artifacts of a repository\n  serve                         run a registry on this machine\n  gc                            delete unreferenced blobs of a registry\n  login <registry>              check credentials, and store them for a registry\n  logout <registry>             remove the stored credentials of a registry\n  sif <verb>                    push, pull, hash and inspect SIF images\n  cache <verb>                  list, clean and verify a cache of artifacts\n  demo [<directory>] [<target>]\n                                push, pull back and compare\n  completion <shell>            print a completion script for a shell\n\n\"oci-artifact <command> --help\" lists the options of a command.\n\"oci-artifact --version\" prints the version.\nOther names: cp (copy), discover (referrers), ls (tags).\nThe log goes to stderr, results go to stdout.\n\nA reference is registry/repository[:tag][@digest], with or without oci://, or an\nimage layout: ./path:tag, layout:path@digest.\nExit codes: 0 on success, 1 on failure, 130 after SIGINT, 143 after SIGTERM.");
		return;
	}
	const loaded = await (require_run ??= require("./run.js")).commands[name]();
	if (!("commands" in loaded)) {
		await run(loaded, words.slice(1), terminal, interruption);
		return;
	}
	const command = Object.hasOwn(loaded.commands, verb) ? loaded.commands[verb] : void 0;
	if (command !== void 0) await run(command, more, terminal, interruption);
	else if (loaded.withoutVerb !== void 0) await run(loaded.withoutVerb, words.slice(1), terminal, interruption);
	else {
		const what = verb === "" ? "a verb is missing" : `"${(require_spec ??= require("./spec.js")).printable(verb, 100)}" is not a verb`;
		const verbs = Object.keys(loaded.commands);
		const [likely] = verb === "" ? [] : likelyNames(verb, verbs);
		throw new (require_run ??= require("./run.js")).CommandFailure(unknownName(what, likely, verbs, `${name} --help`));
	}
}
async function run(command, args, terminal, interruption) {
	try {
		await (require_run ??= require("./run.js")).runCommand(command, {
			raw: await parseArguments(command, args),
			label: (require_run ??= require("./run.js")).cliLabel(command),
			env: process.env,
			log: terminal,
			...interruption,
			notice: (text) => {
				terminal.notice(text);
			},
			print: terminal.out,
			write: terminal.write,
			ask: terminal.ask,
			configure: (inputs) => {
				if (inputs.print !== void 0) checkResultText(inputs.print, Object.keys(command.outputs));
				terminal.configure(inputs);
			},
			finish: async ({ outputs }, outcome, { json, print }) => {
				if (print !== void 0) terminal.out(resultText(print, (require_run ??= require("./run.js")).outputValues(outputs, outcome.result)));
				else if (json === true) terminal.out(outcome.json ?? JSON.stringify((require_run ??= require("./run.js")).outputValues(outputs, outcome.result)));
				else for (const line of outcome.lines) terminal.out(line);
				if (outcome.problem !== void 0) terminal.fail(outcome.problem);
				await outcome.atEnd?.();
			}
		});
	} finally {
		terminal.phase("");
	}
}
function unknownCommand(name) {
	const names = Object.keys((require_run ??= require("./run.js")).commands);
	return unknownName(`"${(require_spec ??= require("./spec.js")).printable(name, 100)}" is not a command`, likelyCommand(name, names), names, "--help");
}
function unknownOption(word) {
	const name = /^(?:--[^=]*|-.?)/.exec(word)?.[0] ?? "";
	const [likely] = likelyNames(word, ["--help", "--version"]);
	const hint = likely === void 0 ? "; see" : `; did you mean ${likely}? See`;
	return `unknown option "${(require_spec ??= require("./spec.js")).printable(name, 100)}"${hint} "oci-artifact --help"`;
}
function unknownName(problem, likely, names, help) {
	const choices = `${names.slice(0, -1).join(", ")} or ${names.at(-1) ?? ""}`;
	return `${problem}; ${likely === void 0 ? `choose ${choices}; see` : `did you mean ${likely}? See`} "oci-artifact ${help}"`;
}
function isCommand(name) {
	return Object.hasOwn((require_run ??= require("./run.js")).commands, name);
}
function isHelp(word) {
	return word === "--help" || word === "-h";
}

exports.main = main;