import { a as isNotFound, c as messageOf } from "./error.js";
import { o as getState } from "./core.js";
import { i as formatNumber, t as formatBytes } from "./format.js";
import { t as errnoOf } from "./file-system-error.js";
import { n as storageLayouts, t as openStorage } from "./serving-storage.js";
import { r as takeInventory } from "./serving.js";
import { n as saveState } from "./command-files.js";
import { t as actionLabel } from "./inputs.js";
import { i as saveDirectory, n as treeFiles, r as restoreDirectory, t as fingerprintOf } from "./storage-files.js";
import { join } from "node:path";
import { readdir, rm } from "node:fs/promises";

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
	const found = await restoreDirectory(directoryOf(cached), { prefix }, log, signal);
	if (found === void 0) log.line(`the cache has no entry that begins with ${prefix}`);
	if (found?.restored !== true) return void 0;
	const { key } = found;
	try {
		await verifyRestored(cached, key, log, signal);
		return key;
	} catch (error) {
		if (signal.aborted) throw error;
		log.warning(`cannot use the cache entry ${key}, so the registry is empty: ${messageOf(error)}`);
		await rm(storage, {
			recursive: true,
			force: true
		});
		return;
	}
}
async function saveStorage(cached, restoredKey, log) {
	const { storage } = cached;
	try {
		const key = cacheKeyPrefix(cached) + await fingerprintOf(storage);
		if (key === restoredKey) {
			log.line(`the cache already has this content as ${key}`);
			return;
		}
		await rm(join(storage, ".session-key"), { force: true });
		await saveDirectory(directoryOf(cached), key, log);
	} catch (error) {
		log.warning(`cannot save ${storage} in the cache: ${messageOf(error)}`);
	}
}
async function verifyRestored({ storage, layout }, key, log, signal) {
	let files = 0;
	for await (const file of treeFiles(storage)) files += file.size >= 0 ? 1 : 0;
	const registry = await openStorage(storage, {
		layout,
		signal,
		create: true
	}, actionLabel);
	let damaged = 0;
	for await (const { path } of registry.scrub({ signal })) {
		await rm(path, { force: true });
		damaged++;
	}
	if (damaged > 0) await removeDanglingTags(registry, signal);
	const { blobs, bytes } = await takeInventory(registry, { signal });
	const content = `${formatNumber(blobs, "blob")}, ${formatBytes(bytes)}, in ${formatNumber(files, "file")}`;
	log.line(`restored ${content} from ${key}; each blob was hashed`);
	if (damaged > 0) log.warning(`removed ${formatNumber(damaged, "damaged blob")} that came from the cache`);
}
async function removeDanglingTags(registry, signal) {
	for await (const repository of registry.repositories({ signal })) for (const tag of await Array.fromAsync(registry.tags(repository, { signal }))) try {
		await (await registry.getTag(repository, tag, { signal })).close();
	} catch (error) {
		if (!isNotFound(error)) throw error;
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
		return (await readdir(directory)).length === 0;
	} catch (error) {
		return errnoOf(error) === "ENOENT";
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
	saveState(Object.fromEntries(given.map(([name, value]) => [name, String(value)])));
}
function readServeState() {
	const directory = getState("directory");
	if (directory === "") return void 0;
	return {
		directory,
		url: getState("url"),
		storage: getState("storage"),
		layout: storageLayouts.find((layout) => layout === getState("layout")) ?? "per-repository",
		cacheKey: getState("cache-key"),
		restoredKey: getState("restored-key"),
		summary: getState("summary") !== "false"
	};
}

export { saveStorage as i, saveServeState as n, restoreStorage as r, readServeState as t };