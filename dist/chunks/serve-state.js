let require_spec;
let require_core;
let require_run;
let require_options;
let require_serving_storage;
let require_serving;
let require_command_files;
let require_inputs;
let require_storage_files;
let node_path;
let node_fs_promises;

// src/action/serve-cache.ts
function cacheKeyPrefix({ cacheKey, layout }) {
	return `${cacheKey}-${layout}-sha256-`;
}
async function restoreStorage(cached, log, signal) {
	const { storage } = cached;
	if (!await isEmpty(storage)) {
		log.line(`${storage} is not empty; its content is served, and nothing is restored`);
		return;
	}
	const prefix = cacheKeyPrefix(cached);
	const found = await (require_storage_files ??= require("./storage-files.js")).restoreDirectory(directoryOf(cached), { prefix }, log, signal);
	if (found === void 0) log.line(`the cache has no entry that begins with ${prefix}`);
	if (found?.restored !== true) return void 0;
	const { key } = found;
	try {
		await verifyRestored(cached, key, log, signal);
		return key;
	} catch (error) {
		if (signal.aborted) throw error;
		log.warning(`cannot use the cache entry ${key}, so the registry is empty: ${(require_spec ??= require("./spec.js")).messageOf(error)}`);
		await (0, (node_fs_promises ??= require("node:fs/promises")).rm)(storage, {
			recursive: true,
			force: true
		});
		return;
	}
}
async function saveStorage(cached, restoredKey, log) {
	const { storage } = cached;
	try {
		const key = cacheKeyPrefix(cached) + await (require_storage_files ??= require("./storage-files.js")).fingerprintOf(storage);
		if (key === restoredKey) {
			log.line(`the cache already has this content as ${key}`);
			return;
		}
		await (0, (node_fs_promises ??= require("node:fs/promises")).rm)((0, (node_path ??= require("node:path")).join)(storage, ".session-key"), { force: true });
		await (require_storage_files ??= require("./storage-files.js")).saveDirectory(directoryOf(cached), key, log);
	} catch (error) {
		log.warning(`cannot save ${storage} in the cache: ${(require_spec ??= require("./spec.js")).messageOf(error)}`);
	}
}
async function verifyRestored({ storage, layout }, key, log, signal) {
	let files = 0;
	for await (const file of (require_storage_files ??= require("./storage-files.js")).treeFiles(storage)) files += file.size >= 0 ? 1 : 0;
	const registry = await (require_serving_storage ??= require("./serving-storage.js")).openStorage(storage, {
		layout,
		signal,
		create: true
	}, (require_inputs ??= require("./inputs.js")).actionLabel);
	let damaged = 0;
	for await (const { path } of registry.scrub({ signal })) {
		await (0, (node_fs_promises ??= require("node:fs/promises")).rm)(path, { force: true });
		damaged++;
	}
	if (damaged > 0) await removeDanglingTags(registry, signal);
	const { blobs, bytes } = await (require_serving ??= require("./serving.js")).takeInventory(registry, { signal });
	const content = `${(require_run ??= require("./run.js")).formatNumber(blobs, "blob")}, ${(require_run ??= require("./run.js")).formatBytes(bytes)}, in ${(require_run ??= require("./run.js")).formatNumber(files, "file")}`;
	log.line(`restored ${content} from ${key}; each blob was hashed`);
	if (damaged > 0) log.warning(`removed ${(require_run ??= require("./run.js")).formatNumber(damaged, "damaged blob")} that came from the cache`);
}
async function removeDanglingTags(registry, signal) {
	for await (const repository of registry.repositories({ signal })) for (const tag of await Array.fromAsync(registry.tags(repository, { signal }))) try {
		await (await registry.getTag(repository, tag, { signal })).close();
	} catch (error) {
		if (!(require_spec ??= require("./spec.js")).isNotFound(error)) throw error;
		await registry.deleteTag(repository, tag, { signal });
	}
}
function directoryOf({ storage, workspace }) {
	return {
		path: storage,
		workspace
	};
}
async function isEmpty(directory) {
	try {
		return (await (0, (node_fs_promises ??= require("node:fs/promises")).readdir)(directory)).length === 0;
	} catch (error) {
		return (require_options ??= require("./options.js")).errnoOf(error) === "ENOENT";
	}
}

// src/action/serve-state.ts
function saveServeState({ cacheKey, restoredKey, ...others }) {
	const values = {
		...others,
		"cache-key": cacheKey,
		"restored-key": restoredKey
	};
	const given = Object.entries(values).filter(([, value]) => value !== void 0);
	(require_command_files ??= require("./command-files.js")).saveState(Object.fromEntries(given.map(([name, value]) => [name, String(value)])));
}
function readServeState() {
	const directory = (require_core ??= require("./core.js")).getState("directory");
	if (directory === "") return void 0;
	return {
		directory,
		url: (require_core ??= require("./core.js")).getState("url"),
		storage: (require_core ??= require("./core.js")).getState("storage"),
		layout: (require_serving_storage ??= require("./serving-storage.js")).storageLayouts.find((layout) => layout === (require_core ??= require("./core.js")).getState("layout")) ?? "per-repository",
		cacheKey: (require_core ??= require("./core.js")).getState("cache-key"),
		restoredKey: (require_core ??= require("./core.js")).getState("restored-key"),
		summary: (require_core ??= require("./core.js")).getState("summary") !== "false"
	};
}

Object.defineProperty(exports, "readServeState", {
  enumerable: true,
  get: function () {
    return readServeState;
  }
});
Object.defineProperty(exports, "restoreStorage", {
  enumerable: true,
  get: function () {
    return restoreStorage;
  }
});
Object.defineProperty(exports, "saveServeState", {
  enumerable: true,
  get: function () {
    return saveServeState;
  }
});
Object.defineProperty(exports, "saveStorage", {
  enumerable: true,
  get: function () {
    return saveStorage;
  }
});