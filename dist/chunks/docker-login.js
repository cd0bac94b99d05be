let require_options;
let require_transport;
let require_spec;
let node_path;
let node_fs_promises;

// src/credentials/docker-login.ts
const ownerOnly = 384;
const lockTimeoutMs = 3e4;
const lockStaleMs = 1e4;
async function saveDockerAuth(path, registry, credential, options = {}) {
	const ownKey = keyOf(registry);
	const entry = entryOf(credential);
	const target = await resolveTarget(path, options.uid ?? process.getuid?.());
	return await withLock(target, async (lock) => {
		const config = await readConfig(target);
		const auths = authsOf(config ?? {}, target);
		const key = options.keepExisting === true ? Object.keys(auths).find((name) => (require_transport ??= require("./transport.js")).hostOfKey(name) === (require_transport ??= require("./transport.js")).hostOfKey(ownKey)) ?? ownKey : ownKey;
		const existing = Object.hasOwn(auths, key) ? auths[key] : void 0;
		const wasEmpty = (require_spec ??= require("./spec.js")).isRecord(existing) && Object.keys(existing).length === 0;
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
		await writeConfig(target, {
			...config,
			auths: {
				...auths,
				[key]: entry
			}
		}, lock);
		return saved;
	}, options.signal);
}
async function removeDockerAuth(saved, options = {}) {
	if (!saved.added) return false;
	const target = await resolveTarget(saved.path, options.uid ?? process.getuid?.());
	const leftovers = await temporaryFilesOf(saved.pid, target);
	if (leftovers.length === 0 && await (require_transport ??= require("./transport.js")).kindOf(target) === "absent") return false;
	return await withLock(target, async (lock) => {
		for (const path of leftovers) await (0, (node_fs_promises ??= require("node:fs/promises")).rm)(path, { force: true });
		const config = await readConfig(target);
		if (config === void 0) return false;
		const auths = authsOf(config, target);
		const { [saved.key]: entry, ...others } = auths;
		if (entry === void 0 || fingerprint(entry) !== saved.entry) return false;
		const bare = Object.keys(config).length === 1 && Object.keys(others).length === 0;
		if (saved.created && bare && !saved.wasEmpty) {
			await lock.check();
			await (0, (node_fs_promises ??= require("node:fs/promises")).rm)(target, { force: true });
		} else await writeConfig(target, {
			...config,
			auths: saved.wasEmpty ? {
				...auths,
				[saved.key]: {}
			} : others
		}, lock);
		return true;
	}, options.signal);
}
async function replaceDockerAuth(path, registry, entry, options = {}) {
	const key = keyOf(registry);
	const written = entry === void 0 ? {} : { [key]: entryOf(entry) };
	const target = await resolveTarget(path, options.uid ?? process.getuid?.());
	if (entry === void 0 && await (require_transport ??= require("./transport.js")).kindOf(target) === "absent") return false;
	return await withLock(target, async (lock) => {
		const config = await readConfig(target) ?? {};
		const auths = Object.entries(authsOf(config, target));
		const others = auths.filter(([name]) => !isWholeRegistry(name, key));
		const had = others.length < auths.length;
		if (entry !== void 0 || had) await writeConfig(target, {
			...config,
			auths: {
				...Object.fromEntries(others),
				...written
			}
		}, lock);
		return had;
	}, options.signal);
}
function isWholeRegistry(name, key) {
	const parsed = (require_transport ??= require("./transport.js")).parseRegistryKey(name);
	return parsed !== void 0 && parsed.path === "" && parsed.registry === (require_transport ??= require("./transport.js")).hostOfKey(key);
}
async function withLock(target, work, signal) {
	try {
		await (0, (node_fs_promises ??= require("node:fs/promises")).mkdir)((0, (node_path ??= require("node:path")).dirname)(target), {
			recursive: true,
			mode: 448
		});
	} catch (error) {
		throw (require_options ??= require("./options.js")).fileSystemError(error, `create the directory of ${target}`);
	}
	return await new (require_transport ??= require("./transport.js")).LockFile(`${target}.lock`, {
		timeoutMs: lockTimeoutMs,
		staleMs: lockStaleMs,
		now: Date.now
	}).run(work, signal);
}
async function temporaryFilesOf(pid, target) {
	if (pid === process.pid) return [];
	const prefix = `.${(0, (node_path ??= require("node:path")).basename)(target)}.${pid}.`;
	try {
		return (await (0, (node_fs_promises ??= require("node:fs/promises")).readdir)((0, (node_path ??= require("node:path")).dirname)(target))).filter((name) => name.startsWith(prefix) && name.endsWith(".tmp")).map((name) => (0, (node_path ??= require("node:path")).join)((0, (node_path ??= require("node:path")).dirname)(target), name));
	} catch (error) {
		if ((require_options ??= require("./options.js")).isMissing(error)) return [];
		throw (require_options ??= require("./options.js")).fileSystemError(error, `list ${(0, (node_path ??= require("node:path")).dirname)(target)}`);
	}
}
function keyOf(registry) {
	const checked = (require_transport ??= require("./transport.js")).checkRegistry(registry);
	return checked === "docker.io" ? (require_transport ??= require("./transport.js")).dockerHubKey : checked;
}
function entryOf(credential) {
	const { username, password, identityToken, registryToken } = credential;
	if (username?.includes(":") === true) throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", "cannot write the user name into Docker's configuration: it contains a colon, which the format does not allow");
	const fields = {
		auth: username === void 0 ? void 0 : Buffer.from(`${username}:${password ?? ""}`).toString("base64"),
		identitytoken: identityToken,
		registrytoken: registryToken
	};
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== void 0));
}
async function resolveTarget(path, uid) {
	try {
		const link = await (0, (node_fs_promises ??= require("node:fs/promises")).lstat)(path);
		if (!link.isSymbolicLink()) return path;
		const target = await (0, (node_fs_promises ??= require("node:fs/promises")).realpath)(path);
		const owner = (await (0, (node_fs_promises ??= require("node:fs/promises")).stat)(target)).uid;
		if (uid === void 0 || link.uid === uid && owner === uid) return target;
		throw new (require_spec ??= require("./spec.js")).OciError("CREDENTIALS", `cannot write credentials to ${(require_spec ??= require("./spec.js")).printable(path)}: it is a symbolic link to ${(require_spec ??= require("./spec.js")).printable(target)}, and this user does not own both; replace the link with a file`);
	} catch (error) {
		if (!(require_options ??= require("./options.js")).isMissing(error)) throw (require_options ??= require("./options.js")).fileSystemError(error, `resolve the path ${path}`);
		if (await (require_transport ??= require("./transport.js")).kindOf(path) === "absent") return path;
		throw new (require_spec ??= require("./spec.js")).OciError("CREDENTIALS", `cannot write credentials to ${(require_spec ??= require("./spec.js")).printable(path)}: it is a symbolic link to a missing file; remove the link`);
	}
}
async function readConfig(path) {
	const text = await (require_transport ??= require("./transport.js")).readConfigText(path);
	if (text === void 0) return void 0;
	if (text.trim() === "") return {};
	const value = (require_transport ??= require("./transport.js")).parseSecretJson(text, path);
	if (!(require_spec ??= require("./spec.js")).isRecord(value)) throw (require_transport ??= require("./transport.js")).unreadableConfig(path, "it is not a JSON object");
	return value;
}
function authsOf(config, path) {
	const auths = config["auths"] ?? {};
	if (!(require_spec ??= require("./spec.js")).isRecord(auths)) throw (require_transport ??= require("./transport.js")).unreadableConfig(path, "the value at auths has the wrong type");
	return auths;
}
async function writeConfig(path, config, lock) {
	await lock.check();
	await (require_transport ??= require("./transport.js")).writeFileAtomic(path, `${JSON.stringify(config, null, "	")}\n`, ownerOnly);
}
function fingerprint(entry) {
	return (require_spec ??= require("./spec.js")).digestOf(JSON.stringify(entry));
}

Object.defineProperty(exports, "removeDockerAuth", {
  enumerable: true,
  get: function () {
    return removeDockerAuth;
  }
});
Object.defineProperty(exports, "replaceDockerAuth", {
  enumerable: true,
  get: function () {
    return replaceDockerAuth;
  }
});
Object.defineProperty(exports, "saveDockerAuth", {
  enumerable: true,
  get: function () {
    return saveDockerAuth;
  }
});