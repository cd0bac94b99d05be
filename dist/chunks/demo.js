import { t as LayoutRegistry } from "./registry.js";
import { t as listen } from "./listen.js";
import { i as inputError, t as OciError } from "./error.js";
import { u as ociScheme } from "./location-options.js";
import { _ as text, d as path$1, w as defineCommand } from "./option-types.js";
import { o as joinName, r as fromLatin1, s as printableName, t as byteStringOf, u as systemPath } from "./byte-string.js";
import { i as kindOfStats } from "./lock-file.js";
import { m as readEntries } from "./walk.js";
import { t as _usingCtx } from "./usingCtx.js";
import { n as readInputs, t as option } from "./option.js";
import { d as outputTexts } from "./output.js";
import { t as pull } from "./pull.js";
import { n as push } from "./push.js";
import { r as explicitOptions } from "./registry-options.js";
import { join } from "node:path";
import { tmpdir } from "node:os";
import { lstat, mkdtemp, open, readlink, rm } from "node:fs/promises";

// src/commands/compare-trees.ts
const blockBytes = 262144;
async function compareTrees(expected, actual) {
	const differences = [];
	await compareDirectories(byteStringOf(expected), byteStringOf(actual), byteStringOf(""), differences);
	return differences;
}
async function compareDirectories(expected, actual, path, differences) {
	const [wanted, found] = [namesIn(joinPath(expected, path)), namesIn(joinPath(actual, path))];
	for (const name of found) if (!wanted.has(name)) differences.push(`unexpected file ${printableName(joinName(path, name))}`);
	for (const name of wanted) {
		const inner = joinName(path, name);
		if (!found.has(name)) differences.push(`missing file ${printableName(inner)}`);
		else await compareEntries(expected, actual, inner, differences);
	}
}
async function compareEntries(expected, actual, path, differences) {
	const [left, right] = [systemPath(joinPath(expected, path)), systemPath(joinPath(actual, path))];
	const [wanted, found] = await Promise.all([lstat(left), lstat(right)]);
	const shown = printableName(path);
	if (kindOfStats(wanted) !== kindOfStats(found)) {
		differences.push(`${shown} is a ${kindOfStats(found)}, not a ${kindOfStats(wanted)}`);
		return;
	}
	if (wanted.isSymbolicLink()) {
		const [from, to] = await Promise.all([readlink(left, "latin1"), readlink(right, "latin1")]);
		if (from !== to) differences.push(`${shown} links to ${printableName(fromLatin1(to))}, not to ${printableName(fromLatin1(from))}`);
		return;
	}
	const [mode, foundMode] = [wanted.mode & 511, found.mode & 511];
	if (process.platform !== "win32" && mode !== foundMode) differences.push(`${shown} has mode ${foundMode.toString(8)}, not ${mode.toString(8)}`);
	if (wanted.isDirectory()) await compareDirectories(expected, actual, path, differences);
	else if (wanted.size !== found.size || !await sameBytes(left, right)) differences.push(`the content of ${shown} differs`);
}
function joinPath(directory, path) {
	return path === "" ? directory : joinName(directory, path);
}
function namesIn(directory) {
	return new Set(readEntries(directory).map(({ name }) => name).filter((name) => name !== ".git"));
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

// src/commands/demo.ts
const exampleDirectory = join("examples", "bundle");
const outputDirectory = "out";
const maxDifferences = 20;
const options = {
	directory: option({
		type: path$1,
		default: exampleDirectory,
		positional: "directory",
		description: "Directory to package."
	}),
	target: option({
		type: text,
		positional: "target",
		description: "Where to push: oci://registry/repository[:tag]. Without it, an embedded registry is started."
	}),
	...explicitOptions
};
const demo = defineCommand({
	name: "demo",
	summary: "push, pull back and compare",
	description: "Packages a directory, pushes it, pulls it back, compares it byte for byte, and prints the outputs of the action. The image layout is in out/oci-layout.",
	examples: [{
		comment: "Use another directory and registry",
		line: "demo ./bundle oci://ghcr.io/acme/demo:v1"
	}],
	options,
	outputs: {},
	failure: { placeInput: "target" },
	async run(inputs, context) {
		const { directory, target } = inputs;
		if (target !== void 0 && !target.startsWith("oci://")) throw inputError(context.label("target"), target, `does not begin with ${ociScheme}; write oci://registry/repository:tag`);
		const connection = rawConnection(inputs);
		if (target !== void 0) return pushAndVerify(directory, target, connection, context);
		const storage = await mkdtemp(join(tmpdir(), "oci-artifact-registry-"));
		try {
			try {
				var _usingCtx$1 = _usingCtx();
				const server = _usingCtx$1.a(await listen(await LayoutRegistry.open(storage)));
				context.print(`embedded registry at ${server.url}`);
				return await pushAndVerify(directory, `${ociScheme}${new URL(server.url).host}/demo/bundle:latest`, { "plain-http": "true" }, context);
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
	}
});
function rawConnection(inputs) {
	return {
		"plain-http": String(inputs.plainHttp),
		"insecure-tls": String(inputs.insecureTls),
		...inputs.caFile === void 0 ? {} : { "ca-file": inputs.caFile },
		"trusted-redirect-hosts": inputs.trustedRedirectHosts.join("\n"),
		...inputs.username === void 0 ? {} : { username: inputs.username },
		...inputs.password === void 0 ? {} : { password: inputs.password }
	};
}
async function pushAndVerify(directory, target, connection, outer) {
	const names = {
		"source-dir": "directory",
		reference: "target"
	};
	const label = (name) => outer.label(names[name] ?? name);
	const context = {
		...outer,
		label,
		describeFailure: (describe) => {
			outer.describeFailure((error) => ({
				label,
				...describe(error)
			}));
		}
	};
	const raw = {
		"source-dir": directory,
		target,
		"output-dir": outputDirectory,
		...connection
	};
	const { result, lines } = await push.run(await readInputs(push.options, raw, context), context);
	for (const line of lines) context.print(line);
	await verify(directory, result, connection, context);
	const texts = outputTexts(push.outputs, result, () => {});
	return {
		result: void 0,
		lines: ["verified: the content from the registry is identical, byte for byte\n\noutputs of a workflow step:", ...Object.entries(texts).map(([name, value]) => `  ${name}: ${value.replaceAll("\n", ", ")}`)]
	};
}
async function verify(directory, { pinnedReference }, connection, context) {
	const temporary = await mkdtemp(join(tmpdir(), "oci-artifact-demo-"));
	try {
		const pulled = join(temporary, "bundle");
		const raw = {
			reference: pinnedReference,
			"output-dir": pulled,
			"preserve-permissions": "true",
			...connection
		};
		await pull.run(await readInputs(pull.options, raw, context), context);
		const differences = await compareTrees(directory, pulled);
		if (differences.length === 0) return;
		const shown = differences.slice(0, maxDifferences).join("; ");
		throw new OciError("DIGEST_MISMATCH", `the content of ${pinnedReference} differs from the source: ${shown}`);
	} finally {
		await rm(temporary, {
			recursive: true,
			force: true
		});
	}
}

export { demo };