import { c as messageOf, f as throwIfAborted, t as OciError } from "./error.js";
import { r as untilAborted } from "./abortable.js";
import { n as fileSystemError } from "./file-system-error.js";
import { createHash } from "node:crypto";
import { isAbsolute, join, relative } from "node:path";
import { AsyncLocalStorage } from "node:async_hooks";
import { createReadStream } from "node:fs";
import { lstat, readdir, rm } from "node:fs/promises";

// src/action/cached-directory.ts
async function restoreDirectory(directory, query, log, signal) {
	throwIfAborted(signal);
	try {
		const cache = await service(log);
		if (cache === void 0) return void 0;
		const [first, others] = "prefix" in query ? [query.prefix, [query.prefix]] : [query.keys[0], query.keys.slice(1)];
		const paths = [cachePath(directory)];
		const key = await run(() => cache.restoreCache(paths, first, others, { lookupOnly: true }), signal);
		if (key === void 0 || !matches(key, query)) return void 0;
		const restored = await run(() => cache.restoreCache(paths, key), signal) === key;
		if (!restored) await rm(directory.path, {
			recursive: true,
			force: true
		});
		return {
			key,
			restored
		};
	} catch (error) {
		throwIfAborted(signal);
		log.warning(`cannot restore ${directory.path} from the cache: ${messageOf(error)}`);
		return;
	}
}
async function saveDirectory(directory, key, log, signal) {
	throwIfAborted(signal);
	try {
		const cache = await service(log);
		if (cache === void 0) return;
		const paths = [cachePath(directory)];
		if (await run(() => cache.saveCache(paths, key), signal) >= 0) log.line(`saved ${directory.path} in the cache as ${key}`);
		else if (await run(() => cache.restoreCache(paths, key, [], { lookupOnly: true }), signal) === key) log.line(`another job saved the same content as ${key}`);
		else log.warning(`${directory.path} was not saved in the cache; see the messages above`);
	} catch (error) {
		throwIfAborted(signal);
		log.warning(`cannot save ${directory.path} in the cache: ${messageOf(error)}`);
	}
}
function run(work, signal) {
	return untilAborted(() => withErrorsAsWarnings(work), signal);
}
const inCacheClient = new AsyncLocalStorage();
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
	const cache = await import("./cache.js");
	if (cache.isFeatureAvailable()) return cache;
	log.warning("the cache service is not available here; nothing is restored or saved");
}
function matches(key, query) {
	return "prefix" in query ? key.startsWith(query.prefix) : query.keys.includes(key);
}
function cachePath({ path, workspace }) {
	const inside = workspace === void 0 ? "" : relative(workspace, path);
	return (inside === "" || inside.startsWith("..") || isAbsolute(inside) ? path : inside).replaceAll("\\", "/");
}

// src/action/storage-files.ts
async function* treeFiles(root, below = "") {
	const directory = join(root, below);
	for (const entry of (await namesIn(directory)).sort()) {
		const path = join(directory, entry);
		const state = await lstat(path);
		const name = below === "" ? entry : `${below}/${entry}`;
		if (!state.isFile() && !state.isDirectory()) throw new OciError("FILE_SYSTEM", `${path} is neither a file nor a directory; a storage has only files and directories`);
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
async function namesIn(directory) {
	try {
		return await readdir(directory);
	} catch (error) {
		throw fileSystemError(error, `list ${directory}`);
	}
}

export { saveDirectory as i, treeFiles as n, restoreDirectory as r, fingerprintOf as t };