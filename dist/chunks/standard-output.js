let require_rolldown_runtime;
let node_events;

// src/cli/standard-output.ts
async function writeAll(out, chunks) {
	for await (const chunk of chunks) {
		if (out.writable && out.write(chunk)) continue;
		if (!out.writable) return;
		await Promise.race([(0, (node_events ??= require("node:events")).once)(out, "drain"), (0, (node_events ??= require("node:events")).once)(out, "close")]);
	}
}

exports.writeAll = writeAll;