let require_spec;
let require_options;
let node_path;
let node_crypto;
let node_async_hooks = require("node:async_hooks");
let node_fs;
let node_fs_promises;

// src/action/cached-directory.ts
async function restoreDirectory(directory, query, log, signal) {
	(require_spec ??= require("./spec.js")).throwIfAborted(signal);
	try {
		const cache = await service(log);
		if (cache === void 0) return void 0;
		const [first, others] = "prefix" in query ? [query.prefix, [query.prefix]] : [query.keys[0], query.keys.slice(1)];
		const paths = [cachePath(directory)];
		const key = await run(() => cache.restoreCache(paths, first, others, { lookupOnly: true }), signal);
		if (key === void 0 || !matches(key, query)) return void 0;
		const restored = await run(() => cache.restoreCache(paths, key), signal) === key;
		if (!restored) await (0, (node_fs_promises ??= require("node:fs/promises")).rm)(directory.path, {
			recursive: true,
			force: true
		});
		return {
			key,
			restored
		};
	} catch (error) {
		(require_spec ??= require("./spec.js")).throwIfAborted(signal);
		log.warning(`cannot restore ${directory.path} from the cache: ${(require_spec ??= require("./spec.js")).messageOf(error)}`);
		return;
	}
}
async function saveDirectory(directory, key, log, signal) {
	(require_spec ??= require("./spec.js")).throwIfAborted(signal);
	try {
		const cache = await service(log);
		if (cache === void 0) return;
		const paths = [cachePath(directory)];
		if (await run(() => cache.saveCache(paths, key), signal) >= 0) log.line(`saved ${directory.path} in the cache as ${key}`);
		else if (await run(() => cache.restoreCache(paths, key, [], { lookupOnly: true }), signal) === key) log.line(`another job saved the same content as ${key}`);
		else log.warning(`${directory.path} was not saved in the cache; see the messages above`);
	} catch (error) {
		(require_spec ??= require("./spec.js")).throwIfAborted(signal);
		log.warning(`cannot save ${directory.path} in the cache: ${(require_spec ??= require("./spec.js")).messageOf(error)}`);
	}
}
function run(work, signal) {
	return (require_spec ??= require("./spec.js")).untilAborted(() => withErrorsAsWarnings(work), signal);
}
const inCacheClient = new node_async_hooks.AsyncLocalStorage();
const filters = /* @__PURE__ */ new WeakSet();
function withErrorsAsWarnings(work) {
	const { stdout } = process;
	if (!filters.has(Reflect.get(stdout, "write"))) {
		const write = stdout.write.bind(stdout);
		const filter = (chunk, ...rest) => write(demoteErrors(chunk), ...rest);
		stdout.write = filter;
		filters.add(filter);
	}
	return inCacheClient.run(true, work);
}
function demoteErrors(chunk) {
	if (inCacheClient.getStore() !== true || typeof chunk !== "string") return chunk;
	return chunk.replace(/^::error(?=[ :])/gm, "::warning");
}
async function service(log) {
	const cache = await Promise.resolve().then(() => require("./cache.js"));
	if (cache.isFeatureAvailable()) return cache;
	log.warning("the cache service is not available here; nothing is restored or saved");
}
function matches(key, query) {
	return "prefix" in query ? key.startsWith(query.prefix) : query.keys.includes(key);
}
function cachePath({ path, workspace }) {
	const inside = workspace === void 0 ? "" : (0, (node_path ??= require("node:path")).relative)(workspace, path);
	return (inside === "" || inside.startsWith("..") || (0, (node_path ??= require("node:path")).isAbsolute)(inside) ? path : inside).replaceAll("\\", "/");
}

// src/action/storage-files.ts
async function* treeFiles(root, below = "") {
	const directory = (0, (node_path ??= require("node:path")).join)(root, below);
	for (const entry of (await namesIn(directory)).sort()) {
		const path = (0, (node_path ??= require("node:path")).join)(directory, entry);
		const state = await (0, (node_fs_promises ??= require("node:fs/promises")).lstat)(path);
		const name = below === "" ? entry : `${below}/${entry}`;
		if (!state.isFile() && !state.isDirectory()) throw new (require_spec ??= require("./spec.js")).OciError("FILE_SYSTEM", `${path} is neither a file nor a directory; a storage has only files and directories`);
		if (entry.startsWith(".")) continue;
		if (state.isDirectory()) yield* treeFiles(root, name);
		else yield {
			name,
			path,
			size: state.size
		};
	}
}
async function fingerprintOf(root) {
	const hash = (0, (node_crypto ??= require("node:crypto")).createHash)("sha256");
	for await (const { name, path, size } of treeFiles(root)) {
		hash.update(`${JSON.stringify(name)} ${size}\n`);
		if (/(?:^|\/)blobs\/(?:sha256|sha512)\/[0-9a-f]+$/.test(name)) continue;
		for await (const chunk of (0, (node_fs ??= require("node:fs")).createReadStream)(path)) hash.update(chunk);
	}
	return hash.digest("hex");
}
async function namesIn(directory) {
	try {
		return await (0, (node_fs_promises ??= require("node:fs/promises")).readdir)(directory);
	} catch (error) {
		throw (require_options ??= require("./options.js")).fileSystemError(error, `list ${directory}`);
	}
}

Object.defineProperty(exports, "fingerprintOf", {
  enumerable: true,
  get: function () {
    return fingerprintOf;
  }
});
Object.defineProperty(exports, "restoreDirectory", {
  enumerable: true,
  get: function () {
    return restoreDirectory;
  }
});
Object.defineProperty(exports, "saveDirectory", {
  enumerable: true,
  get: function () {
    return saveDirectory;
  }
});
Object.defineProperty(exports, "treeFiles", {
  enumerable: true,
  get: function () {
    return treeFiles;
  }
});