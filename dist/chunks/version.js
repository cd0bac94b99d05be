let require_rolldown_runtime;
let node_path;
let node_fs;

// src/cli/version.ts
function version() {
	const path = (0, (node_path ??= require("node:path")).join)(__dirname, "../../package.json");
	return JSON.parse((0, (node_fs ??= require("node:fs")).readFileSync)(path, "utf8")).version;
}

exports.version = version;