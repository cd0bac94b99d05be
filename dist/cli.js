#!/usr/bin/env node
import { t as sizeThreadPool } from "./chunks/thread-pool.js";

// src/cli/cli.ts
sizeThreadPool(process.env);
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || major === 22 && minor < 19) {
	process.stderr.write(`error: oci-artifact needs Node 22.19 or newer, and this is Node ${process.versions.node}\n`);
	process.exitCode = 1;
} else {
	const { main } = await import("./chunks/main.js");
	await main(process.argv.slice(2));
}

export {  };