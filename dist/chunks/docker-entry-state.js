import { d as printable, n as abortedError, t as OciError } from "./error.js";
import { D as isDigest, E as digestOf, i as isRecord } from "./descriptor.js";
import { a as errnoOf, o as fileSystemError } from "./usingCtx.js";
import { n as writeFileAtomic } from "./atomic-file.js";
import { i as hostOfKey, n as checkRegistry, r as dockerHubKey, t as parseSecretJson } from "./secret-json.js";
import { o as getState, u as saveState } from "./core.js";
import { basename, dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { lstat, mkdir, open, readFile, readdir, realpath, rm, stat } from "node:fs/promises";

// src/credentials/config-lock.ts
const staleMs = 1e4;
const pauseMs = 20;
const patienceMs = 3e4;
async function withFileLock(path, work, signal) {
	const lock = `${path}.lock`;
	await acquire(lock, signal);
	try {
		return await work();
	} finally {
		await rm(lock, { force: true });
	}
}
async function acquire(lock, signal) {
	const deadline = performance.now() + patienceMs;
	for (;;) {
		if (signal?.aborted === true) throw abortedError(signal);
		if (await tryAcquire(lock)) return;
		if (performance.now() > deadline) throw new OciError("TIMEOUT", `${lock} is held by another process; remove it if none is at work on that file`);
		await setTimeout(pauseMs);
	}
}
async function tryAcquire(lock) {
	try {
		await mkdir(dirname(lock), {
			recursive: true,
			mode: 448
		});
		await (await open(lock, "wx", 384)).close();
		return true;
	} catch (error) {
		const code = errnoOf(error);
		if (code !== "EEXIST" && !(code === "EPERM" && process.platform === "win32")) throw fileSystemError(error, `lock ${lock}`);
	}
	await removeStale(lock);
	return false;
}
async function removeStale(lock) {
	try {
		const { mtimeMs } = await stat(lock);
		if (Date.now() - mtimeMs > staleMs) await rm(lock, { force: true });
	} catch (error) {
		if (errnoOf(error) !== "ENOENT") throw fileSystemError(error, `look at ${lock}`);
	}
}

// src/credentials/docker-login.ts
const mode = 384;
async function saveDockerAuth(path, registry, credential, options = {}) {
	const ownKey = keyOf(registry);
	const entry = entryOf(credential);
	const target = await targetOf(path, options.uid ?? process.getuid?.());
	return await withFileLock(target, async () => {
		const config = await read(target);
		const auths = authsOf(config ?? {}, target);
		const key = options.keepExisting === true ? Object.keys(auths).find((name) => hostOfKey(name) === hostOfKey(ownKey)) ?? ownKey : ownKey;
		const existing = Object.hasOwn(auths, key) ? auths[key] : void 0;
		const wasEmpty = isRecord(existing) && Object.keys(existing).length === 0;
		const same = existing !== void 0 && fingerprint(existing) === fingerprint(entry);
		const kept = options.keepExisting === true && existing !== void 0 && !same && !wasEmpty;
		const saved = {
			path,
			key,
			entry: fingerprint(entry),
			created: config === void 0,
			added: !same && !kept,
			kept,
			wasEmpty,
			pid: process.pid
		};
		if (!saved.added) return saved;
		options.beforeWrite?.(saved);
		await write(target, {
			...config,
			auths: {
				...auths,
				[key]: entry
			}
		});
		return saved;
	}, options.signal);
}
async function removeDockerAuth(saved, options = {}) {
	if (!saved.added) return false;
	const target = await targetOf(saved.path, options.uid ?? process.getuid?.());
	const leftovers = await leftBy(saved.pid, target);
	if (leftovers.length === 0 && !await exists(target)) return false;
	return await withFileLock(target, async () => {
		for (const path of leftovers) await rm(path, { force: true });
		const config = await read(target);
		if (config === void 0) return false;
		const { [saved.key]: entry, ...others } = authsOf(config, target);
		if (entry === void 0 || fingerprint(entry) !== saved.entry) return false;
		const bare = Object.keys(config).length === 1 && Object.keys(others).length === 0;
		if (saved.wasEmpty) await write(target, {
			...config,
			auths: {
				...authsOf(config, target),
				[saved.key]: {}
			}
		});
		else if (saved.created && bare) await rm(target, { force: true });
		else await write(target, {
			...config,
			auths: others
		});
		return true;
	}, options.signal);
}
async function leftBy(pid, target) {
	if (pid === process.pid) return [];
	const prefix = `.${basename(target)}.${pid}.`;
	try {
		return (await readdir(dirname(target))).filter((name) => name.startsWith(prefix) && name.endsWith(".tmp")).map((name) => join(dirname(target), name));
	} catch (error) {
		if (errnoOf(error) === "ENOENT") return [];
		throw fileSystemError(error, `list ${dirname(target)}`);
	}
}
function keyOf(registry) {
	const checked = checkRegistry(registry);
	return checked === "docker.io" ? dockerHubKey : checked;
}
function entryOf(credential) {
	const { username, password, identityToken, registryToken } = credential;
	if (username?.includes(":") === true) throw new OciError("INPUT_INVALID", "a user name with a colon cannot be kept in a Docker configuration");
	const fields = {
		auth: username === void 0 ? void 0 : Buffer.from(`${username}:${password ?? ""}`).toString("base64"),
		identitytoken: identityToken,
		registrytoken: registryToken
	};
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== void 0));
}
async function targetOf(path, uid) {
	try {
		const link = await lstat(path);
		if (!link.isSymbolicLink()) return path;
		const target = await realpath(path);
		const owner = (await stat(target)).uid;
		if (uid === void 0 || link.uid === uid && owner === uid) return target;
		throw new OciError("CREDENTIALS", `${printable(path)} is a symbolic link to ${printable(target)}, and not both belong to this user; credentials are not written there`);
	} catch (error) {
		if (errnoOf(error) === "ENOENT") return await absentOrDangling(path);
		throw fileSystemError(error, `look at ${path}`);
	}
}
async function absentOrDangling(path) {
	if (!await exists(path)) return path;
	throw new OciError("CREDENTIALS", `${printable(path)} is a symbolic link that leads nowhere; credentials are not written there`);
}
async function exists(path) {
	try {
		await lstat(path);
		return true;
	} catch {
		return false;
	}
}
async function read(path) {
	let text;
	try {
		text = (await readFile(path, "utf8")).replace(/^\ufeff/, "");
	} catch (error) {
		if (errnoOf(error) === "ENOENT") return void 0;
		throw fileSystemError(error, `read ${path}`);
	}
	if (text.trim() === "") return {};
	const value = parseSecretJson(text, path);
	if (!isRecord(value)) throw new OciError("CREDENTIALS", `${printable(path)} is not a JSON object`);
	return value;
}
function authsOf(config, path) {
	const auths = config["auths"] ?? {};
	if (!isRecord(auths)) throw new OciError("CREDENTIALS", `${printable(path)} has auths that are not an object`);
	return auths;
}
async function write(path, config) {
	await writeFileAtomic(path, `${JSON.stringify(config, null, "	")}\n`, mode);
}
function fingerprint(entry) {
	return digestOf(JSON.stringify(entry));
}

// src/action/docker-entry-state.ts
const name = "docker-entry";
function saveDockerEntry(saved) {
	saveState(name, JSON.stringify(saved));
}
function readDockerEntry() {
	let value;
	try {
		value = JSON.parse(getState(name));
	} catch {
		return;
	}
	if (!isRecord(value)) return void 0;
	const { path, key, entry, pid } = value;
	if (typeof path !== "string" || typeof key !== "string" || typeof entry !== "string" || !isDigest(entry) || typeof pid !== "number") return void 0;
	return {
		path,
		key,
		entry,
		pid,
		created: value["created"] === true,
		added: value["added"] === true,
		kept: false,
		wasEmpty: value["wasEmpty"] === true
	};
}

export { saveDockerAuth as i, saveDockerEntry as n, removeDockerAuth as r, readDockerEntry as t };