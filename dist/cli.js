#!/usr/bin/env node
let require_rolldown_runtime;
const require_thread_pool = require("./chunks/thread-pool.js");

// src/cli/cli.ts
require_thread_pool.sizeThreadPool(process.env);
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || major === 22 && minor < 19) {
	process.stderr.write(`error: oci-artifact needs Node 22.19 or newer, and this is Node ${process.versions.node}\n`);
	process.exitCode = 1;
} else require_thread_pool.runToEnd(run, onUnfinished);
async function run() {
	const args = process.argv.slice(2);
	if (args.length === 1 && [
		"--version",
		"-V",
		"version"
	].includes(args[0] ?? "")) {
		const { version } = await Promise.resolve().then(() => require("./chunks/version.js"));
		process.stdout.write(`${version()}\n`);
		return;
	}
	const { useCompileCache } = await Promise.resolve().then(() => require("./chunks/compile-cache.js"));
	useCompileCache(process.env);
	const { main } = await Promise.resolve().then(() => require("./chunks/main.js"));
	await main(args);
}
function onUnfinished() {
	process.stderr.write("error: the process ended before the command was complete\n");
	process.exitCode = 1;
}
