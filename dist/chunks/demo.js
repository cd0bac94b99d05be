let require_rolldown_runtime;
let require_layout;
let require_markdown;
let require_listen;
let require_spec;
const require_options = require("./options.js");
let require_transport;
let require_records;
let require_usingCtx;
const require_run = require("./run.js");
let require_pull;
let require_push;
let node_os;
let node_path = require("node:path");
let node_fs_promises;

// src/output/summary-page.ts
function summaryPage(markdown) {
	return [
		"<!doctype html>",
		"<html lang=\"en\">",
		"<meta charset=\"utf-8\">",
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">",
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
		"<title>Job summary</title>",
		`<style>${style}</style>`,
		`<body>\n${htmlOf(markdown)}\n</body>`,
		"</html>\n"
	].join("\n");
}
const style = `
:root { color-scheme: light dark; --line: light-dark(#d1d9e0, #3d444d); --dim: light-dark(#f6f8fa, #151b23); }
body { max-width: 980px; margin: 32px auto; padding: 0 16px; line-height: 1.5;
  font-family: -apple-system, 'Segoe UI', 'Noto Sans', Helvetica, Arial, sans-serif;
  background: light-dark(#ffffff, #0d1117); color: light-dark(#1f2328, #f0f6fc); }
table { border-collapse: collapse; display: block; width: max-content; max-width: 100%; overflow: auto; }
th, td { border: 1px solid var(--line); padding: 6px 13px; text-align: left; }
tr:nth-child(2n), pre, code { background: var(--dim); }
code { font-size: 85%; padding: .2em .4em; border-radius: 6px; overflow-wrap: anywhere; }
pre { padding: 16px; border-radius: 6px; overflow: auto; font-size: 85%; }
pre code { padding: 0; font-size: inherit; }
summary { cursor: pointer; }
a { color: light-dark(#0969da, #4493f8); }
`;
function htmlOf(markdown) {
	const html = [];
	const lines = markdown.split("\n");
	for (let at = 0; at < lines.length; at++) {
		const line = lines[at] ?? "";
		const fence = /^(`{3,})/.exec(line)?.[1];
		if (fence !== void 0) {
			const end = lines.indexOf(fence, at + 1);
			html.push(`<pre><code>${lines.slice(at + 1, end).map((require_markdown ??= require("./markdown.js")).escapeMarkdown).join("\n")}</code></pre>`);
			at = end;
		} else if (line.startsWith("| ")) {
			const end = lines.findIndex((each, index) => index > at && !each.startsWith("|"));
			html.push(tableOf(lines.slice(at, end)));
			at = end - 1;
		} else if (line.startsWith("### ")) html.push(`<h3>${inline(line.slice(4))}</h3>`);
		else if (line.startsWith("- ")) html.push(`<li>${inline(line.slice(2))}</li>`);
		else if (/^<\/?(?:details|summary)>/.test(line)) html.push(line);
		else if (line !== "") html.push(`<p>${inline(line)}</p>`);
	}
	return html.join("\n");
}
function tableOf([head = "", , ...rows]) {
	return `<table>\n${[rowOf(head, "th"), ...rows.map((line) => rowOf(line, "td"))].join("\n")}\n</table>`;
}
function rowOf(line, tag) {
	return `<tr>${line.slice(2, -2).split(" | ").map((cell) => `<${tag}>${inline(cell)}</${tag}>`).join("")}</tr>`;
}
function inline(text) {
	return text.replaceAll(/\*\*([^*]+)\*\*/g, "<strong>$1</strong>").replaceAll(/`([^`]+)`/g, "<code>$1</code>").replaceAll(/\[([^\]]+)\]\((https?:\/\/[^)\s"<>]+)\)/g, "<a href=\"$2\">$1</a>");
}

// src/commands/compare-trees.ts
const blockBytes = 262144;
async function compareTrees(expected, actual) {
	const differences = [];
	await compareDirectories(require_options.byteStringOf(expected), require_options.byteStringOf(actual), require_options.byteStringOf(""), differences);
	return differences;
}
async function compareDirectories(expected, actual, path, differences) {
	const [wanted, found] = [namesIn(joinPath(expected, path)), namesIn(joinPath(actual, path))];
	for (const name of found) if (!wanted.has(name)) differences.push(`unexpected file ${require_options.printableName(require_options.joinName(path, name))}`);
	for (const name of wanted) {
		const inner = require_options.joinName(path, name);
		if (!found.has(name)) differences.push(`missing file ${require_options.printableName(inner)}`);
		else await compareEntries(expected, actual, inner, differences);
	}
}
async function compareEntries(expected, actual, path, differences) {
	const [left, right] = [require_options.systemPath(joinPath(expected, path)), require_options.systemPath(joinPath(actual, path))];
	const [wanted, found] = await Promise.all([(0, (node_fs_promises ??= require("node:fs/promises")).lstat)(left), (0, (node_fs_promises ??= require("node:fs/promises")).lstat)(right)]);
	const shown = require_options.printableName(path);
	if ((require_transport ??= require("./transport.js")).kindOfStats(wanted) !== (require_transport ??= require("./transport.js")).kindOfStats(found)) {
		differences.push(`${shown} is a ${(require_transport ??= require("./transport.js")).kindOfStats(found)}, not a ${(require_transport ??= require("./transport.js")).kindOfStats(wanted)}`);
		return;
	}
	if (wanted.isSymbolicLink()) {
		const [from, to] = await Promise.all([(0, (node_fs_promises ??= require("node:fs/promises")).readlink)(left, "latin1"), (0, (node_fs_promises ??= require("node:fs/promises")).readlink)(right, "latin1")]);
		if (from !== to) differences.push(`${shown} links to ${require_options.printableName(require_options.fromLatin1(to))}, not to ${require_options.printableName(require_options.fromLatin1(from))}`);
		return;
	}
	const [mode, foundMode] = [wanted.mode & 511, found.mode & 511];
	if (process.platform !== "win32" && mode !== foundMode) differences.push(`${shown} has mode ${foundMode.toString(8)}, not ${mode.toString(8)}`);
	if (wanted.isDirectory()) await compareDirectories(expected, actual, path, differences);
	else if (wanted.size !== found.size || !await sameBytes(left, right)) differences.push(`the content of ${shown} differs`);
}
function joinPath(directory, path) {
	return path === "" ? directory : require_options.joinName(directory, path);
}
function namesIn(directory) {
	return new Set((require_records ??= require("./records.js")).readEntries(directory).map(({ name }) => name).filter((name) => name !== ".git"));
}
async function sameBytes(left, right) {
	try {
		var _usingCtx$2 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
		const a = _usingCtx$2.a(await (0, (node_fs_promises ??= require("node:fs/promises")).open)(left));
		const b = _usingCtx$2.a(await (0, (node_fs_promises ??= require("node:fs/promises")).open)(right));
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
const exampleDirectory = (0, node_path.join)(__dirname, "../../examples/bundle");
const outputDirectory = "out";
const maxDifferences = 20;
const options = {
	directory: require_run.option({
		type: require_options.path,
		defaultText: "`examples/bundle` of this project",
		positional: "directory",
		description: "Directory to package."
	}),
	target: require_run.option({
		type: require_options.text,
		positional: "target",
		description: "Where to push: oci://registry/repository[:tag]. Without it, an embedded registry is started."
	}),
	...require_options.explicitOptions
};
const demo = require_options.defineCommand({
	name: "demo",
	summary: "push, pull back and compare",
	description: "Packages a directory, pushes it, pulls it back, compares it byte for byte, and prints the outputs of the action. The image layout is in out/oci-layout, and the job summary in out/summary.html.",
	examples: [{
		comment: "Use another directory and registry",
		line: "demo ./bundle oci://ghcr.io/acme/demo:v1"
	}],
	options,
	outputs: {},
	failure: { placeInput: "target" },
	async run(inputs, context) {
		const { directory = exampleDirectory, target } = inputs;
		if (target !== void 0 && !target.startsWith("oci://")) throw (require_spec ??= require("./spec.js")).inputError(context.label("target"), target, `does not begin with ${(require_spec ??= require("./spec.js")).ociScheme}; write oci://registry/repository:tag`);
		const connection = rawConnection(inputs);
		if (target !== void 0) return pushAndVerify(directory, target, connection, context);
		const storage = await (0, (node_fs_promises ??= require("node:fs/promises")).mkdtemp)((0, node_path.join)((0, (node_os ??= require("node:os")).tmpdir)(), "oci-artifact-registry-"));
		try {
			try {
				var _usingCtx$1 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
				const server = _usingCtx$1.a(await (require_listen ??= require("./listen.js")).listen(await (require_layout ??= require("./layout.js")).LayoutRegistry.open(storage)));
				context.print(`embedded registry at ${server.url}`);
				return await pushAndVerify(directory, `${(require_spec ??= require("./spec.js")).ociScheme}${new URL(server.url).host}/demo/bundle:latest`, { "plain-http": "true" }, context);
			} catch (_) {
				_usingCtx$1.e = _;
			} finally {
				await _usingCtx$1.d();
			}
		} finally {
			await (0, (node_fs_promises ??= require("node:fs/promises")).rm)(storage, {
				recursive: true,
				force: true
			});
		}
	}
});
function rawConnection(inputs) {
	return {
		...inputs.plainHttp === void 0 ? {} : { "plain-http": String(inputs.plainHttp) },
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
		files: "directory",
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
	const { result, lines, summary } = await (require_push ??= require("./push.js")).push.run(await require_run.readInputs((require_push ??= require("./push.js")).push.options, raw, context), context);
	for (const line of lines) context.print(line);
	await verify(directory, result, connection, context);
	const texts = require_run.outputTexts((require_push ??= require("./push.js")).push.outputs, result, () => {});
	const page = (0, node_path.join)(outputDirectory, "summary.html");
	await (0, (node_fs_promises ??= require("node:fs/promises")).mkdir)(outputDirectory, { recursive: true });
	await (0, (node_fs_promises ??= require("node:fs/promises")).writeFile)(page, summaryPage(summary?.([]) ?? ""));
	return {
		result: void 0,
		lines: [
			"verified: the content from the registry is identical, byte for byte",
			`job summary: ${page}`,
			"\noutputs of a workflow step:",
			...Object.entries(texts).map(([name, value]) => `  ${name}: ${value.replaceAll("\n", ", ")}`)
		]
	};
}
async function verify(directory, { pinnedReference }, connection, context) {
	const temporary = await (0, (node_fs_promises ??= require("node:fs/promises")).mkdtemp)((0, node_path.join)((0, (node_os ??= require("node:os")).tmpdir)(), "oci-artifact-demo-"));
	try {
		const pulled = (0, node_path.join)(temporary, "bundle");
		const raw = {
			reference: pinnedReference,
			"output-dir": pulled,
			"preserve-permissions": "true",
			...connection
		};
		await (require_pull ??= require("./pull.js")).pull.run(await require_run.readInputs((require_pull ??= require("./pull.js")).pull.options, raw, context), context);
		const differences = await compareTrees(directory, pulled);
		if (differences.length === 0) return;
		const shown = differences.slice(0, maxDifferences).join("; ");
		throw new (require_spec ??= require("./spec.js")).OciError("DIGEST_MISMATCH", `the content of ${pinnedReference} differs from the source: ${shown}`);
	} finally {
		await (0, (node_fs_promises ??= require("node:fs/promises")).rm)(temporary, {
			recursive: true,
			force: true
		});
	}
}

exports.demo = demo;