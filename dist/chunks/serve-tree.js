import { c as messageOf, t as OciError, u as throwIfAborted } from "./error.js";
import { r as untilAborted } from "./abortable.js";
import { l as fileSystemError } from "./lock-file.js";
import { createHash } from "node:crypto";
import { isAbsolute, join, relative } from "node:path";
import { lstat, readdir, rm } from "node:fs/promises";
import { createReadStream } from "node:fs";

// src/action/cached-directory-messages.ts
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

// src/action/cached-directory.ts
async function restoreFolder(folder, wanted, log, signal) {
	throwIfAborted(signal);
	try {
		const cache = await service(log);
		if (cache === void 0) return void 0;
		const [first, others] = "prefix" in wanted ? [wanted.prefix, [wanted.prefix]] : [wanted.keys[0], wanted.keys.slice(1)];
		const paths = [cachePath(folder)];
		const key = await told(() => cache.restoreCache(paths, first, others, { lookupOnly: true }), signal);
		if (key === void 0 || !isWanted(key, wanted)) return void 0;
		const restored = await told(() => cache.restoreCache(paths, key), signal) === key;
		if (!restored) await rm(folder.path, {
			recursive: true,
			force: true
		});
		return {
			key,
			restored
		};
	} catch (error) {
		throwIfAborted(signal);
		log.warning(`${folder.path} could not be restored from the cache: ${messageOf(error)}`);
		return;
	}
}
async function saveFolder(folder, key, log, signal) {
	throwIfAborted(signal);
	try {
		const cache = await service(log);
		if (cache === void 0) return;
		const paths = [cachePath(folder)];
		if (await told(() => cache.saveCache(paths, key), signal) >= 0) log.line(`saved ${folder.path} in the cache as ${key}`);
		else if (await told(() => cache.restoreCache(paths, key, [], { lookupOnly: true }), signal) === key) log.line(`another job has saved the same as ${key}`);
		else log.warning(`${folder.path} was not saved in the cache; the lines before this one say why`);
	} catch (error) {
		throwIfAborted(signal);
		log.warning(`${folder.path} could not be saved in the cache: ${messageOf(error)}`);
	}
}
function told(work, signal) {
	return untilAborted(() => outagesAsWarnings(work), signal);
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

export { saveFolder as i, treeFiles as n, restoreFolder as r, fingerprintOf as t };