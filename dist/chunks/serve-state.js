import { c as throwIfAborted, i as isNotFound, n as OciError } from "./printable.js";
import { a as errnoOf, o as fileSystemError } from "./usingCtx.js";
import { n as storageLayouts, t as openStorage } from "./serving-storage.js";
import { t as takeInventory } from "./serving-inventory.js";
import { i as formatNumber, t as formatBytes } from "./format.js";
import { o as getState, u as saveState } from "./core.js";
import { t as actionLabel } from "./inputs2.js";
import { isAbsolute, join, relative } from "node:path";
import { createHash } from "node:crypto";
import { lstat, readdir, rm } from "node:fs/promises";
import { createReadStream } from "node:fs";

// src/action/kept-folder-messages.ts
async function outagesAsWarnings(work) {
	const { stdout } = process;
	const write = stdout.write.bind(stdout);
	stdout.write = (chunk, encoding, done) => {
		const text = typeof chunk === "string" ? chunk.replace(/^::error(?=[ :])/gm, "::warning") : chunk;
		return typeof encoding === "string" ? write(text, encoding, done) : write(text, encoding);
	};
	try {
		return await work();
	} finally {
		stdout.write = write;
	}
}

// src/action/kept-folder.ts
async function restoreFolder(folder, wanted, log, signal) {
	throwIfAborted(signal);
	try {
		const cache = await service(log);
		if (cache === void 0) return void 0;
		const [first, others] = "prefix" in wanted ? [wanted.prefix, [wanted.prefix]] : [wanted.keys[0], wanted.keys.slice(1)];
		const paths = [cachePath(folder)];
		const key = await outagesAsWarnings(() => cache.restoreCache(paths, first, others, { lookupOnly: true }));
		if (key === void 0 || !isWanted(key, wanted)) return void 0;
		throwIfAborted(signal);
		const restored = await outagesAsWarnings(() => cache.restoreCache(paths, key)) === key;
		if (!restored) await rm(folder.path, {
			recursive: true,
			force: true
		});
		throwIfAborted(signal);
		return {
			key,
			restored
		};
	} catch (error) {
		throwIfAborted(signal);
		log.warning(`${folder.path} could not be restored from the cache: ${messageOf$1(error)}`);
		return;
	}
}
async function saveFolder(folder, key, log, signal) {
	throwIfAborted(signal);
	try {
		const cache = await service(log);
		if (cache === void 0) return;
		const paths = [cachePath(folder)];
		if (await outagesAsWarnings(() => cache.saveCache(paths, key)) >= 0) log.line(`saved ${folder.path} in the cache as ${key}`);
		else if (await outagesAsWarnings(() => cache.restoreCache(paths, key, [], { lookupOnly: true })) === key) log.line(`another job has saved the same as ${key}`);
		else log.warning(`${folder.path} was not saved in the cache; the lines before this one say why`);
	} catch (error) {
		log.warning(`${folder.path} could not be saved in the cache: ${messageOf$1(error)}`);
	}
}
async function service(log) {
	const cache = await import("./cache.js");
	if (cache.isFeatureAvailable()) return cache;
	log.warning("the cache service cannot be reached from here, so that nothing is restored or saved");
}
function isWanted(key, wanted) {
	return "prefix" in wanted ? key.startsWith(wanted.prefix) : wanted.keys.includes(key);
}
function cachePath({ path, workspace }) {
	const inside = workspace === void 0 ? "" : relative(workspace, path);
	return (inside === "" || inside.startsWith("..") || isAbsolute(inside) ? path : inside).replaceAll("\\", "/");
}
function messageOf$1(error) {
	return error instanceof Error ? error.message : String(error);
}

// src/action/serve-tree.ts
async function* treeFiles(root, below = "") {
	const directory = join(root, below);
	for (const entry of (await listed(directory)).sort()) {
		const path = join(directory, entry);
		const state = await lstat(path);
		const name = below === "" ? entry : `${below}/${entry}`;
		if (!state.isFile() && !state.isDirectory()) throw new OciError("FILE_SYSTEM", `${path} is neither a file nor a directory, which is nothing that a registry stores`);
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
	const hash = createHash("sha256");
	for await (const { name, path, size } of treeFiles(root)) {
		hash.update(`${JSON.stringify(name)} ${size}\n`);
		if (/(?:^|\/)blobs\/(?:sha256|sha512)\/[0-9a-f]+$/.test(name)) continue;
		for await (const chunk of createReadStream(path)) hash.update(chunk);
	}
	return hash.digest("hex");
}
async function listed(directory) {
	try {
		return await readdir(directory);
	} catch (error) {
		throw fileSystemError(error, `list ${directory}`);
	}
}

// src/action/serve-restored.ts
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
	if (damaged > 0) await dropEmptyTags(registry, signal);
	const { blobs, bytes } = await takeInventory(registry, { signal });
	log.line(`restored ${formatNumber(blobs, "blob")}, ${formatBytes(bytes)}, in ${formatNumber(files, "file")} from ${key}; each was hashed again`);
	if (damaged > 0) log.warning(`${formatNumber(damaged, "blob")} from the cache did not hash to the name and ${damaged === 1 ? "was" : "were"} dropped`);
}
async function dropEmptyTags(registry, signal) {
	for await (const repository of registry.repositories({ signal })) for (const tag of await Array.fromAsync(registry.tags(repository, { signal }))) try {
		await (await registry.getTag(repository, tag, { signal })).close();
	} catch (error) {
		if (!isNotFound(error)) throw error;
		await registry.deleteTag(repository, tag, { signal });
	}
}

// src/action/serve-cache.ts
function cacheKeyPrefix({ cacheKey, layout }) {
	return `${cacheKey}-${layout}-sha256-`;
}
async function restoreStorage(cached, log, signal) {
	const { storage } = cached;
	if (!await isEmpty(storage)) {
		log.line(`${storage} is not empty; it is served as it is, and nothing is restored`);
		return;
	}
	const prefix = cacheKeyPrefix(cached);
	const found = await restoreFolder(folderOf(cached), { prefix }, log, signal);
	if (found === void 0) log.line(`the cache has nothing yet that begins with ${prefix}`);
	if (found?.restored !== true) return void 0;
	const { key } = found;
	try {
		await verifyRestored(cached, key, log, signal);
		return key;
	} catch (error) {
		if (signal.aborted) throw error;
		log.warning(`what the cache gave for ${key} cannot be used, and the registry begins empty: ${messageOf(error)}`);
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
			log.line(`the cache has this content already, as ${key}`);
			return;
		}
		await rm(join(storage, ".session-key"), { force: true });
		await saveFolder(folderOf(cached), key, log);
	} catch (error) {
		log.warning(`${storage} could not be saved in the cache: ${messageOf(error)}`);
	}
}
function folderOf({ storage, workspace }) {
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
function messageOf(error) {
	return error instanceof Error ? error.message : String(error);
}

// src/action/serve-state.ts
function saveServeState({ directory, inputs, restoredKey, pid, url, log }) {
	const { storage, layout } = inputs?.plan ?? {};
	const values = {
		directory,
		storage,
		layout,
		"cache-key": inputs?.cacheKey,
		"restored-key": restoredKey,
		summary: inputs?.summary,
		pid,
		url,
		log
	};
	for (const [name, value] of Object.entries(values)) if (value !== void 0) saveState(name, String(value));
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