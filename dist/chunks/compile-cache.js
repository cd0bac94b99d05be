let require_rolldown_runtime;
let node_os;
let node_path;
let node_module;
let node_fs;

// src/cli/compile-cache.ts
function useCompileCache(env) {
	try {
		const directory = cacheDirectory(env);
		if (directory !== void 0 && isPrivate(directory)) (0, (node_module ??= require("node:module")).enableCompileCache)(directory);
	} catch {}
}
function cacheDirectory(env) {
	if (env["NODE_COMPILE_CACHE"] || env["NODE_DISABLE_COMPILE_CACHE"]) return void 0;
	const parent = env["XDG_CACHE_HOME"] || (systemDirectory(env) ?? (0, (node_path ??= require("node:path")).join)((0, (node_os ??= require("node:os")).homedir)(), ".cache"));
	return (0, (node_fs ??= require("node:fs")).existsSync)(parent) ? (0, (node_path ??= require("node:path")).join)(parent, "oci-artifact", "compiled") : void 0;
}
function systemDirectory(env) {
	if (process.platform === "win32") return env["LOCALAPPDATA"];
	return process.platform === "darwin" ? (0, (node_path ??= require("node:path")).join)((0, (node_os ??= require("node:os")).homedir)(), "Library", "Caches") : void 0;
}
function isPrivate(directory) {
	(0, (node_fs ??= require("node:fs")).mkdirSync)(directory, {
		recursive: true,
		mode: 448
	});
	const { uid, mode } = (0, (node_fs ??= require("node:fs")).statSync)(directory);
	return process.geteuid === void 0 || uid === process.geteuid() && (mode & 18) === 0;
}

exports.useCompileCache = useCompileCache;