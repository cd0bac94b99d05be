import { t as explainFailure } from "./failure.js";
import { i as isRecord } from "./descriptor.js";
import { n as runCommand, r as commands$1, t as CommandFailure } from "./run-command.js";
import { u as outputValues } from "./option.js";
import { f as printable, t as OciError } from "./error.js";
import { a as likelyNames, t as cliLabel$1 } from "./options.js";
import { t as Printer } from "./printer.js";
import { n as progressLines, r as progressText, t as percent } from "./progress.js";
import { readFile } from "node:fs/promises";
import { inspect, parseArgs } from "node:util";
import { text } from "node:stream/consumers";

// src/output/bar.ts
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

// src/cli/arguments.ts
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
async function parseArguments(command, args) {
	const flags = flagsOf(command);
	const { values, positionals } = parse(command.name, args, parseConfig(flags));
	const raw = positionalInputs(command, positionals);
	for (const { name, input, isStdin } of flags) {
		const value = values[name];
		if (value !== void 0 && !isStdin) raw[input] = Array.isArray(value) ? value.map(String) : String(value);
	}
	const fromStdin = flags.filter(({ name, isStdin }) => isStdin && values[name] === true);
	if (fromStdin.length === 0) return raw;
	const secret = (await text(process.stdin)).replace(/\r?\n$/, "");
	for (const { input } of fromStdin) raw[input] = secret;
	return raw;
}
function cliOptions(command) {
	return Object.entries(command.options).filter(([, option]) => option.scope !== "action");
}
function flagName(input, option) {
	return option.flag ?? (option.type.kind === "list" ? input.replace(/s$/, "") : input);
}
function parseConfig(flags) {
	return Object.fromEntries(flags.map(({ name, option, isStdin }) => [name, {
		type: isStdin || option.type.kind === "flag" ? "boolean" : "string",
		multiple: !isStdin && option.type.kind === "list",
		...option.short === void 0 ? {} : { short: option.short }
	}]));
}
function positionalInputs(command, given) {
	const positionals = positionalsOf(command);
	const missing = positionals.find(({ isRequired }, index) => isRequired && given[index] === void 0);
	if (missing !== void 0) throw usageError(command.name, `<${missing.name}> is missing`);
	const extra = given[positionals.length];
	if (extra !== void 0 && positionals.at(-1)?.isList !== true) throw usageError(command.name, `unexpected argument "${printable(extra, 200)}"`);
	const raw = {};
	for (const [index, { input, isList }] of positionals.entries()) {
		const value = isList ? given.slice(index) : given[index];
		if (value !== void 0) raw[input] = value;
	}
	return raw;
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
		throw usageError(command, message.charAt(0).toLowerCase() + message.slice(1) + hint);
	}
}
function usageError(command, problem) {
	return new OciError("INPUT_INVALID", `${problem}${problem.endsWith("?") ? " See" : "; see"} "oci-artifact ${command} --help"`, { detail: { input: command } });
}

// src/cli/command-help.ts
const width = 80;
const descriptionColumn = 28;
function commandHelp(command) {
	const positionals = positionalsOf(command).map(({ name, option }) => item(`<${name}>`, describe(command, option), descriptionColumn));
	const flags = flagsOf(command).map((flag) => item(flagSyntax(flag), flagText(command, flag), descriptionColumn));
	const keys = Object.keys(command.outputs);
	const hasJson = command.options["json"] !== void 0 && keys.length > 0;
	return [
		`${usage(command)}\n`,
		`${wrap(command.description, width, "")}\n`,
		...positionals.length === 0 ? [] : [
			"Arguments:",
			...positionals,
			""
		],
		"Options:",
		...flags,
		...hasJson ? ["", wrap(`Keys of --json: ${keys.join(", ")}.`, width, "")] : [],
		...command.examples.length === 0 ? [] : ["", "Examples:"],
		...command.examples.flatMap(({ comment, line }) => [`  # ${comment}`, `  oci-artifact ${line}`])
	].join("\n");
}
function usage(command) {
	const names = positionalsOf(command).map(({ name, isRequired, isList }) => {
		const argument = `<${name}>${isList ? "..." : ""}`;
		return isRequired ? argument : `[${argument}]`;
	});
	return [
		"oci-artifact",
		command.name,
		...names,
		"[options]"
	].join(" ");
}
function flagSyntax({ name, option, isStdin }) {
	const short = option.short === void 0 ? "" : `-${option.short}, `;
	if (isStdin) return `--${name}`;
	if (option.type.kind === "flag") return option.default === "true" ? `--no-${name}` : `${short}--${name}`;
	return `${short}--${name} <${option.type.placeholder}>`;
}
function flagText(command, flag) {
	const { option } = flag;
	if (flag.isStdin) return `Read ${cliLabel(command)(flag.input)} from standard input.`;
	const text = describe(command, option);
	const notes = [...option.type.kind === "list" ? ["repeatable"] : [], ...defaultOf(option) === "" ? [] : [`default: ${defaultOf(option)}`]];
	return notes.length === 0 ? text : `${text} (${notes.join("; ")})`;
}
function defaultOf({ type, default: value, defaultText }) {
	if (type.kind === "flag") return "";
	return value === "" && type.isSecret !== true ? (defaultText ?? "").replaceAll("`", "") : value;
}
function describe(command, option) {
	const label = cliLabel(command);
	return (option.cliDescription ?? option.description).replace(/`([^`]*)`/g, (_, code) => command.options[code] === void 0 ? code : label(code));
}
function item(syntax, text, column) {
	const indent = " ".repeat(column);
	const wrapped = wrap(text, width, indent);
	const head = `  ${syntax}`;
	return head.length + 2 > column ? `${head}\n${wrapped}` : head.padEnd(column) + wrapped.slice(column);
}
function wrap(text, columns, indent) {
	const lines = [];
	let line = indent;
	for (const word of text.split(" ")) {
		if (line.trim() !== "" && line.length + 1 + word.length > columns) {
			lines.push(line);
			line = indent;
		}
		line += line.trim() === "" ? word : ` ${word}`;
	}
	return [...lines, line].join("\n");
}

// src/cli/help.ts
const help = `oci-artifact: publish directories as OCI artifacts, and work with them

  oci-artifact push <source-dir> <target>   package a directory and push it
  oci-artifact pull <reference>             fetch an artifact and unpack it
  oci-artifact copy <source> <target>       copy an artifact between registries and layouts
  oci-artifact attach <subject> <file…>     attach files to a manifest, such as a bill of material
  oci-artifact index <target> <reference…>  assemble an index of manifests
  oci-artifact resolve <reference>          the digest that a tag stands for
  oci-artifact tag <reference> <tag…>       point tags to a manifest
  oci-artifact tags <repository>            list tags
  oci-artifact referrers <reference>        what refers to a manifest, as a tree
  oci-artifact manifest <reference>         show a manifest
  oci-artifact delete <reference>           delete a tag, or a manifest by its digest
  oci-artifact serve                        run a registry on this machine
  oci-artifact gc --storage <dir>           delete what no manifest in its storage needs
  oci-artifact sif <verb> …                 push, pull, hash and inspect SIF images
  oci-artifact cache <verb> <directory>     list, clean and verify a cache of artifacts
  oci-artifact demo [directory] [target]    push, pull back and compare

"oci-artifact <command> --help" lists a command's options, "oci-artifact --version" says which this is. The log goes to stderr, results to stdout.
A reference is registry/repository[:tag][@digest], with or without oci://, or an image layout: ./path:tag, layout:path@digest.
Exit code 0 says that all is well, 1 that it is not.`;
const registryOptions = `  --plain-http                  speak HTTP without TLS
  --insecure-tls                accept any certificate
  --ca-file <path>              PEM file with certificate authorities to trust as well
  --username <name>             with --password or --password-stdin
  --password <text>
  --password-stdin              read the password from standard input
  --github-token <token>        for ghcr.io when nothing more specific is configured
  --token-host <host>           a host of another domain that may issue the registry's tokens; may be given several times
  --retries <n>                 tries of each request, default 5`;
const helps = {
	push: `oci-artifact push <source-dir> <target> [options]

Packages <source-dir>, a directory or a SIF image, and pushes it to <target>: oci://registry/repository[:tag], or the path of a
directory, which then becomes an OCI image layout and nothing is pushed.

  --tag <tag>                   a further tag; may be given several times
  --push-by-digest              write no tag at all
  --sub-dir <path>              package only this directory, keeping its path inside the artifact
  --annotation <key=value>      "key=" removes one; may be given several times
  --version <text>              becomes org.opencontainers.image.version
  --artifact-type <type>        default application/vnd.nvidia.aicr.artifact
  --subject <reference>         a digest or tag in the target's repository that the artifact refers to; no tag is written then
                                unless one is given
  --platform <os/arch>          recorded for an index, such as linux/arm64
  --exclude <pattern>           gitignore-style; may be given several times; .git is always excluded
  --symlinks <mode>             preserve (default), follow or error
  --allow-outside-links         store links that leave the source as they are
  --modes <mode>                keep (default) or normalize
  --timestamp <date>            creation date, RFC 3339; default SOURCE_DATE_EPOCH, else 1970-01-01T00:00:00Z
  --compression <kind>          gzip (default), zstd or none
  --compression-level <n>       0 to 9 for gzip, 1 to 19 for zstd
  --if-tag-exists <mode>        overwrite (default), skip or fail
  --no-push                     package and report without pushing
  --plain-http                  speak HTTP without TLS
  --insecure-tls                accept any certificate
  --ca-file <path>              PEM file with certificate authorities to trust as well
  --username <name>             with --password or --password-stdin
  --password <text>
  --password-stdin              read the password from standard input
  --github-token <token>        for ghcr.io when nothing more specific is configured
  --token-host <host>           a host of another domain that may issue the registry's tokens; may be given several times
  --retries <n>                 tries of each request, default 5
  --timeout <time>              limit for the whole run, such as 30m; default none
  --concurrency <n>             blobs pushed at a time, default 4
  --output-dir <path>           where oci-layout goes; default a new temporary directory
  --cache <dir>                 keep the packed layer in this directory, which is made when absent, and take it from there when
                                nothing in <source-dir> changed
  --cache-size <size>           throw out what was used least recently above this, such as 5GiB; default 10GiB
  --json                        print one JSON object whose keys are the action's outputs`,
	pull: `oci-artifact pull <reference> [options]

Fetches the artifact that <reference> names, checks it and unpacks it: registry/repository[:tag][@digest], with or without oci://,
or an OCI image layout, layout:PATH[:tag][@digest] or ./PATH[:tag][@digest].

  -o, --output-dir <dir>        where to; default the working directory
  --platform <os/arch>          of an index, the manifest for this platform, such as linux/arm64
  --include <pattern>           write only paths that match, gitignore-style; may be given several times
  --expected-digest <digest>    fail when <reference> resolves to something else
  --no-overwrite                fail when a file would be replaced
  --preserve-permissions        keep modes as they are stored instead of applying the umask
  --cache <dir>                 keep what is downloaded in this directory, which is made when absent, and take it from there
  --cache-size <size>           throw out what was used least recently above this, such as 20GiB; default no limit
  --plain-http                  speak HTTP without TLS
  --insecure-tls                accept any certificate
  --ca-file <path>              PEM file with certificate authorities to trust as well
  --username <name>             with --password or --password-stdin
  --password <text>
  --password-stdin              read the password from standard input
  --github-token <token>        for ghcr.io when nothing more specific is configured
  --token-host <host>           a host of another domain that may issue the registry's tokens; may be given several times
  --retries <n>                 tries of each request, default 5
  --timeout <time>              limit for the whole run, such as 30m; default none
  --concurrency <n>             layers downloaded at a time, default 3
  --json                        print one JSON object whose keys are the action's outputs`,
	copy: `oci-artifact copy <source> <target> [options]

Copies an artifact or image, byte for byte. Each place is registry/repository[:tag][@digest], or an image layout (./path:tag,
layout:path). A target without a tag gets the source's; one with a digest must get that content.

  -r, --recursive               take along referrers, and the tags in which cosign keeps signatures and attestations
  --platform <os/arch>          of an index, copy the manifest for this platform alone
  --tag <tag>                   a further tag at the target; may be given several times
  --plain-http                  speak HTTP without TLS; for one side --from-plain-http or --to-plain-http
  --insecure-tls                accept any certificate; for one side --from-insecure-tls or --to-insecure-tls
  --ca-file <path>              PEM file with certificate authorities; for one side --from-ca-file or --to-ca-file
  --from-username <name>        at the source, with --from-password or --from-password-stdin
  --from-password <text>
  --from-password-stdin         read it from standard input
  --to-username <name>          at the target, with --to-password or --to-password-stdin
  --to-password <text>
  --to-password-stdin           read it from standard input
  --github-token <token>        for ghcr.io when nothing more specific is configured
  --token-host <host>           a host of another domain that may issue a registry's tokens; may be given several times;
                                for one side --from-token-host or --to-token-host
  --token-host <host>           a host of another domain that may issue the registry's tokens; may be given several times
  --retries <n>                 tries of each request, default 5
  --timeout <time>              limit for the whole run, such as 30m; default none
  --concurrency <n>             blobs and manifests copied at a time, default 4
  --json                        print one JSON object whose keys are the action's outputs`,
	attach: `oci-artifact attach <subject> <file…> --artifact-type <type> [options]

Pushes files as an artifact that refers to <subject>. A file is path or path:media/type; its name becomes its title.

  --artifact-type <type>        what is attached, for example application/vnd.cyclonedx+json
  --annotation <key=value>      may be given several times
  --timestamp <date>            creation date, RFC 3339; default SOURCE_DATE_EPOCH, else 1970-01-01T00:00:00Z
${registryOptions}
  --timeout <time>              limit for the whole run, such as 30m; default none
  --concurrency <n>             files pushed at a time, default 4
  --json                        print one JSON object whose keys are the action's outputs`,
	index: `oci-artifact index <target> [<reference…>] [options]

Assembles an OCI index at <target>. Each <reference> names a manifest; sha256:… , a tag, or a pattern of tags ("build-*") is one in
the target's repository; @path is a file, a directory or a pattern of files that hold references, one a line. Behind any of them
=os/arch[/variant] names the platform, where the manifest does not tell it.

  --needs <json>                take each output pinned-reference of a workflow's jobs, as toJSON(needs) gives them
  --expect <n>                  fewer manifests are an error
  --tag <tag>                   a further tag; may be given several times
  --annotation <key=value>      may be given several times
  --artifact-type <type>        default none
  --timestamp <date>            creation date, RFC 3339; default SOURCE_DATE_EPOCH, else 1970-01-01T00:00:00Z
${registryOptions}
  --timeout <time>              limit for the whole run, such as 30m; default none
  --concurrency <n>             manifests looked at at a time, default 4
  --json                        print one JSON object whose keys are the action's outputs`,
	resolve: `oci-artifact resolve <reference> [options]

Prints the digest that <reference> stands for.

  --platform <os/arch>          of an index, the manifest for this platform
${registryOptions}
  --json                        print one JSON object`,
	tag: `oci-artifact tag <reference> <tag…> [options]

Points tags of the same repository to what <reference> names.

${registryOptions}
  --json                        print one JSON object`,
	tags: `oci-artifact tags <reference> [options]

Lists the tags of a repository, one a line.

${registryOptions}
  --json                        print one JSON object`,
	referrers: `oci-artifact referrers <reference> [options]

Shows what refers to a manifest, what refers to that, and so on, as a tree.

  --platform <os/arch>          of an index, the manifest for this platform
  --artifact-type <type>        only referrers of this type, with what refers to them
${registryOptions}
  --json                        print one JSON object`,
	manifest: `oci-artifact manifest <reference> [options]

Prints a manifest or index, indented for reading.

  --platform <os/arch>          of an index, the manifest for this platform
${registryOptions}
  --json                        print it exactly as it is stored, and a line break`,
	delete: `oci-artifact delete <reference> [options]

Deletes a tag, and nothing else, when <reference> has a tag; a manifest with all its tags when it has a digest.

${registryOptions}
  --json                        print one JSON object`,
	serve: `oci-artifact serve [options]

Runs a registry until it is told to stop. The first line of stdout is its base URL; the log goes to stderr.

  --address <address>           default 127.0.0.1; one that other machines reach needs --htpasswd
  --port <n>                    default 0, a free one
  --storage <dir>               keep content as image layouts below this directory, which is made when absent; default in memory
  --layout <arrangement>        per-repository (default), an image layout for each repository, or shared, one for all
  --quota <size>                bytes that may be stored, such as 500MB or 20GiB; default no limit
  --read-only                   nothing can be pushed or deleted
  --immutable                   what was pushed, tags too, can neither change nor vanish
  --prefix <name>               serve the repositories below this name, and call them without it
  --allow-sparse                take manifests whose content is not all here
  --upstream <url>              fetch what is not here from this registry and keep it; pushes and deletes go there
  --username <name>             at the upstream, with --password or --password-stdin; else as configured for Docker or Podman
  --password <text>
  --password-stdin              read the password from standard input
  --github-token <token>        for ghcr.io as upstream when nothing more specific is configured
  --ca-file <path>              PEM file with certificate authorities to trust as well, for the upstream
  --insecure-tls                accept any certificate of the upstream
  --htpasswd <file>             ask for user name and password; bcrypt entries, as "htpasswd -B" makes them
  --insecure-anonymous          let everybody who reaches the address do everything
  --tls-cert <file>             serve HTTPS with this PEM certificate, and
  --tls-key <file>              its private key
  --verbose                     log every request`,
	gc: `oci-artifact gc --storage <dir> [options]

Deletes blobs that no manifest in the storage of a registry needs. The registry may go on running meanwhile.

  --storage <dir>               what "serve --storage" was given, or an image layout (with --layout shared)
  --layout <arrangement>        per-repository (default) or shared
  --grace <time>                leave alone what was stored or asked for within this time, default 1h
  --dry-run                     say what would be deleted, and delete nothing
  --json                        print one JSON object`,
	sif: `oci-artifact sif push <file> <reference> [options]
oci-artifact sif pull <reference> [<file>] [options]
oci-artifact sif hash <file>
oci-artifact sif inspect <file> [--json]

SIF images, as Apptainer and Singularity keep them in registries. <reference> is registry/repository[:tag][@digest], with or
without oras://; the tag is "latest" when neither is given.

push     checks that <file> is a SIF image that can be run, and uploads it
pull     downloads one; <file> is by default the last part of the name, the tag and ".sif", as in app_latest.sif
hash     prints the digest of a file, sha256:…
inspect  prints what "siftool header" and "siftool list" print

  --force                       pull: replace a file that is there
  --cache <dir>                 pull: keep images in this directory, which is made when absent, and take them from there
  --cache-size <size>           pull: throw out what was used least recently above this, such as 20GiB; default no limit
${registryOptions}
  --json                        print one JSON object`,
	cache: `oci-artifact cache list <directory> [--json]
oci-artifact cache clean <directory> [--max-size <size>] [--json]
oci-artifact cache verify <directory> [--json]

StatCoalescer after a cache of artifacts, such as "pull --cache" or "push --cache" makes. Others may use it meanwhile.

list     what is in it, the most recently used first
clean    throws out everything, or what was used least recently above --max-size
verify   hashes everything, and throws out what is damaged; exit code 1 says that something was

  --max-size <size>             clean: what may stay, such as 5GiB
  --json                        print one JSON object`,
	demo: `oci-artifact demo [directory] [oci://registry/repository:tag] [options]

Packages a directory (default examples/bundle), pushes it to an embedded registry or to the one named, pulls it back, compares
byte for byte, and prints what a workflow would get as outputs. The layout stays in out/oci-layout.

  --plain-http                  speak HTTP without TLS
  --insecure-tls                accept any certificate
  --ca-file <path>              PEM file with certificate authorities to trust as well
  --username <name>             with --password
  --password <text>`
};
function helpOf(command) {
	return helps[command];
}

// src/cli/terminal.ts
const now = () => performance.now();
function openTerminal(log, out, debug) {
	const bar = log.isTTY ? new ProgressBar((text) => log.write(text), now, () => log.columns) : void 0;
	const printer = new Printer((text) => {
		bar?.clear();
		log.write(`${text}\n`);
	});
	const line = (text) => {
		printer.line(text);
	};
	const lines = progressLines(line, now);
	for (const stream of [log, out]) stream.on("error", () => {});
	return {
		line,
		phase: () => {
			bar?.clear();
		},
		notice: (text) => {
			line(`note: ${text}`);
		},
		warning: (text) => {
			line(`warning: ${text}`);
		},
		debug: (text) => {
			if (debug) line(text);
		},
		progress: (progress) => {
			if (bar === void 0) lines(progress);
			else bar.update(progress);
		},
		out: (text) => {
			bar?.clear();
			out.write(`${text}\n`);
		},
		fail: (text) => {
			process.exitCode = 1;
			line(`error: ${text}`);
		},
		hide: (secret) => {
			printer.hide(secret);
		}
	};
}

// src/cli/main.ts
const commands = {
	push: async () => (await import("./push.js")).pushCommand,
	pull: async () => (await import("./pull.js")).pullCommand,
	copy: async () => (await import("./copy.js")).copyCommand,
	attach: async () => (await import("./attach.js")).attachCommand,
	index: async () => (await import("./assemble.js")).indexCommand,
	resolve: async () => (await import("./resolve2.js")).resolveCommand,
	tag: async () => (await import("./tag2.js")).tagCommand,
	tags: async () => (await import("./tags.js")).tagsCommand,
	referrers: async () => (await import("./referrers.js")).referrersCommand,
	manifest: async () => (await import("./manifest.js")).manifestCommand,
	delete: async () => (await import("./delete.js")).deleteCommand,
	serve: async () => (await import("./serve.js")).serveCommand,
	gc: async () => (await import("./gc.js")).gcCommand,
	sif: async () => (await import("./sif.js")).sifCommand,
	cache: async () => (await import("./cache2.js")).cacheCommand,
	demo: async () => (await import("./demo.js")).demoCommand
};
async function main(args) {
	const debug = process.env["OCI_ARTIFACT_DEBUG"] === "1";
	const terminal = openTerminal(process.stderr, process.stdout, debug);
	const stop = new AbortController();
	let failure = { label: cliLabel$1 };
	const interrupt = (signal) => {
		if (stop.signal.aborted) process.exit(1);
		stop.abort(/* @__PURE__ */ new Error(`cancelled by ${signal}`));
	};
	process.on("SIGINT", interrupt);
	process.on("SIGTERM", interrupt);
	try {
		const [name, ...rest] = args;
		if (name === void 0 || name === "--help" || name === "-h" || name === "help") {
			terminal.out(await helpFor(rest[0]));
			process.exitCode = name === void 0 ? 1 : 0;
			return;
		}
		if (name === "--version" || name === "-V") {
			const manifest = JSON.parse(await readFile(new URL("../../package.json", import.meta.url), "utf8"));
			terminal.out(isRecord(manifest) ? String(manifest["version"]) : "");
			return;
		}
		if (!isCommand(name)) {
			const [likely] = likelyNames(name, Object.keys(commands));
			terminal.fail(`"${name}" is not a command; ${likely === void 0 ? "" : `did you mean ${likely}? `}choose ${listed(Object.keys(commands))}, or ask for --help`);
			return;
		}
		if (rest.includes("--help") || rest.includes("-h")) {
			terminal.out(await helpFor(name));
			return;
		}
		if (name === "push") {
			await run(await commands$1.push(), rest, terminal, stop.signal);
			return;
		}
		await (await commands[name]())(rest, {
			terminal,
			signal: stop.signal,
			env: process.env,
			describe: (context) => {
				failure = {
					label: cliLabel$1,
					...context
				};
			}
		});
	} catch (error) {
		terminal.fail(error instanceof CommandFailure ? error.message : explainFailure(error, failure));
		if (debug) for (const line of inspect(error, { depth: 8 }).split("\n")) terminal.line(line);
	} finally {
		process.off("SIGINT", interrupt);
		process.off("SIGTERM", interrupt);
	}
}
async function helpFor(name) {
	if (name === "push") return commandHelp(await commands$1.push());
	return isCommand(name) ? helpOf(name) : help;
}
async function run(command, args, terminal, cancelled) {
	try {
		await runCommand(command, {
			raw: await parseArguments(command, args),
			label: cliLabel(command),
			env: process.env,
			log: terminal,
			cancelled,
			notice: terminal.notice,
			print: terminal.out,
			onForcedExit: () => {},
			finish: async (finished, outcome, { json }) => {
				if (json === true) terminal.out(outcome.json ?? JSON.stringify(outputValues(finished.outputs, outcome.result)));
				else for (const line of outcome.lines) terminal.out(line);
				if (outcome.problem !== void 0) terminal.fail(outcome.problem);
				await outcome.atEnd?.();
			}
		});
	} finally {
		terminal.phase("");
	}
}
function isCommand(name) {
	return name !== void 0 && Object.hasOwn(commands, name);
}
function listed(names) {
	return `${names.slice(0, -1).join(", ")} or ${names.at(-1) ?? ""}`;
}

export { main };