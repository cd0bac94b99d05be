import { t as LayoutRegistry } from "./registry.js";
import { r as outcomeLines } from "./inputs-output.js";
import { n as outputNames, r as outputTexts } from "./outcome.js";
import { t as listen } from "./listen.js";
import { i as inputError, t as OciError } from "./error.js";
import { t as ociScheme } from "./output-target.js";
import { n as kindOfStats } from "./entry-kind.js";
import { s as _usingCtx } from "./lock-file.js";
import { i as textOf, n as flagOf, r as parseCommand, t as cliLabel } from "./options.js";
import { n as pullDirectory } from "./pull2.js";
import { n as pushDirectory } from "./push2.js";
import { join } from "node:path";
import { tmpdir } from "node:os";
import { lstat, mkdtemp, open, readdir, readlink, rm } from "node:fs/promises";

// src/cli/compare.ts
const blockBytes = 262144;
async function compareTrees(expected, actual) {
	const differences = [];
	await compareDirectories(expected, actual, "", differences);
	return differences;
}
async function compareDirectories(expected, actual, path, differences) {
	const [wanted, found] = await Promise.all([namesIn(join(expected, path)), namesIn(join(actual, path))]);
	for (const name of found) if (!wanted.has(name)) differences.push(`${join(path, name)} is too much`);
	for (const name of wanted) {
		const inner = join(path, name);
		if (!found.has(name)) differences.push(`${inner} is missing`);
		else await compareEntries(expected, actual, inner, differences);
	}
}
async function compareEntries(expected, actual, path, differences) {
	const [left, right] = [join(expected, path), join(actual, path)];
	const [wanted, found] = await Promise.all([lstat(left), lstat(right)]);
	if (kindOfStats(wanted) !== kindOfStats(found)) {
		differences.push(`${path} is a ${kindOfStats(found)}, not a ${kindOfStats(wanted)}`);
		return;
	}
	if (wanted.isSymbolicLink()) {
		const [from, to] = await Promise.all([readlink(left), readlink(right)]);
		if (from !== to) differences.push(`${path} links to ${to}, not to ${from}`);
		return;
	}
	const [mode, foundMode] = [wanted.mode & 511, found.mode & 511];
	if (process.platform !== "win32" && mode !== foundMode) differences.push(`${path} has mode ${foundMode.toString(8)}, not ${mode.toString(8)}`);
	if (wanted.isDirectory()) await compareDirectories(expected, actual, path, differences);
	else if (wanted.size !== found.size || !await sameBytes(left, right)) differences.push(`${path} has other content`);
}
async function namesIn(directory) {
	return new Set((await readdir(directory)).filter((name) => name !== ".git"));
}
async function sameBytes(left, right) {
	try {
		var _usingCtx$2 = _usingCtx();
		const a = _usingCtx$2.a(await open(left));
		const b = _usingCtx$2.a(await open(right));
		const [bufferA, bufferB] = [Buffer.alloc(blockBytes), Buffer.alloc(blockBytes)];
		for (;;) {
			const [readA, readB] = await Promise.all([fill(a, bufferA), fill(b, bufferB)]);
			if (!bufferA.subarray(0, readA).equals(bufferB.subarray(0, readB))) return false;
			if (readA < blockBytes) return true;
		}
	} catch (_) {
		_usingCtx$2.e = _;
	} finally {
		await _usingCtx$2.d();
	}
}
async function fill(file, buffer) {
	let filled = 0;
	while (filled < buffer.length) {
		const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, null);
		if (bytesRead === 0) break;
		filled += bytesRead;
	}
	return filled;
}

// src/cli/demo.ts
const options = {
	"plain-http": { type: "boolean" },
	"insecure-tls": { type: "boolean" },
	"ca-file": { type: "string" },
	username: { type: "string" },
	password: { type: "string" }
};
const exampleDirectory = join("examples", "bundle");
const outputDirectory = "out";
const maxDifferences = 20;
const demoCommand = async (args, context) => {
	const parsed = parseCommand("demo", args, options, ["[directory]", "[target]"]);
	const [directory = exampleDirectory, target] = parsed.positionals;
	if (target !== void 0 && !target.startsWith("oci://")) throw inputError(cliLabel("target"), target, `does not begin with ${ociScheme}; write oci://registry/repository:tag`);
	const connect = {
		caFile: textOf(parsed, "ca-file"),
		username: textOf(parsed, "username"),
		password: textOf(parsed, "password"),
		insecureTls: flagOf(parsed, "insecure-tls")
	};
	if (target !== void 0) {
		await thereAndBack(directory, target, {
			...connect,
			plainHttp: flagOf(parsed, "plain-http")
		}, context);
		return;
	}
	const storage = await mkdtemp(join(tmpdir(), "oci-artifact-registry-"));
	try {
		try {
			var _usingCtx$1 = _usingCtx();
			const server = _usingCtx$1.a(await listen(await LayoutRegistry.open(storage)));
			context.terminal.out(`embedded registry at ${server.url}`);
			await thereAndBack(directory, `${ociScheme}${new URL(server.url).host}/demo/bundle:latest`, { plainHttp: true }, context);
		} catch (_) {
			_usingCtx$1.e = _;
		} finally {
			await _usingCtx$1.d();
		}
	} finally {
		await rm(storage, {
			recursive: true,
			force: true
		});
	}
};
async function thereAndBack(directory, target, connect, context) {
	const { terminal } = context;
	const raw = {
		"source-dir": directory,
		target,
		"output-dir": outputDirectory,
		...rawConnection(connect)
	};
	const { result, inRegistry } = await pushDirectory(raw, context);
	for (const line of outcomeLines(result, inRegistry)) terminal.out(line);
	await verify(directory, result.pinnedReference, connect, context);
	terminal.out("verified: what came back from the registry is the same, byte for byte\n\noutputs of a workflow step:");
	const texts = outputTexts(result);
	for (const name of outputNames) terminal.out(`  ${name}: ${texts[name].replaceAll("\n", ", ")}`);
}
function rawConnection({ plainHttp, insecureTls = false, caFile, username, password }) {
	return {
		"plain-http": String(plainHttp),
		"insecure-tls": String(insecureTls),
		"ca-file": caFile,
		username,
		password
	};
}
async function verify(directory, pinned, connect, context) {
	const temporary = await mkdtemp(join(tmpdir(), "oci-artifact-demo-"));
	try {
		const back = join(temporary, "bundle");
		await pullDirectory({
			reference: pinned,
			"output-dir": back,
			"preserve-permissions": "true",
			...rawConnection(connect)
		}, context);
		const differences = await compareTrees(directory, back);
		if (differences.length === 0) return;
		const shown = differences.slice(0, maxDifferences).join("; ");
		throw new OciError("DIGEST_MISMATCH", `what came back from ${pinned} is not what was sent: ${shown}`);
	} finally {
		await rm(temporary, {
			recursive: true,
			force: true
		});
	}
}

export { demoCommand };