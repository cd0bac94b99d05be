let require_rolldown_runtime;
let require_spec;
let require_artifact_cache;
let require_storage_files;
let node_path;
let node_crypto;
let node_fs;
let node_fs_promises;

// src/action/actions-cache-store.ts
const editions = 5;
function entryKeys(content) {
	return [`${content}-${editions}`, ...Array.from({ length: 4 }, (_, index) => `${content}-${4 - index}`)];
}
var ActionsCacheStore = class {
	#directory;
	#log;
	#keys = [];
	#entry;
	#cache;
	#restoredFingerprint;
	#damaged = false;
	#incomplete = false;
	constructor(path, workspace, log) {
		this.#directory = {
			path,
			workspace
		};
		this.#log = log;
	}
	async open(keys, content, signal) {
		const { path } = this.#directory;
		await (0, (node_fs_promises ??= require("node:fs/promises")).rm)(path, {
			recursive: true,
			force: true
		});
		this.#keys = keys;
		this.#entry = await (require_storage_files ??= require("./storage-files.js")).restoreDirectory(this.#directory, { keys }, this.#log, signal);
		if (this.#entry === void 0) this.#log.line(`the cache has no entry for ${content}`);
		if (this.#entry?.restored === true) await this.#adopt(this.#entry.key, signal);
		this.#cache ??= await (require_artifact_cache ??= require("./artifact-cache.js")).ArtifactCache.open(path, {
			onWarning: this.onWarning,
			signal
		});
		return this.#cache;
	}
	async save(signal) {
		const { path } = this.#directory;
		try {
			if (await this.#isNew()) await this.#saveAs(this.#nextKey(), signal);
			await (0, (node_fs_promises ??= require("node:fs/promises")).rm)(path, {
				recursive: true,
				force: true
			});
		} catch (error) {
			this.#log.warning(`${path} was not saved in the cache: ${(require_spec ??= require("./spec.js")).messageOf(error)}`);
		}
	}
	removeNow() {
		(0, (node_fs ??= require("node:fs")).rmSync)(this.#directory.path, {
			recursive: true,
			force: true
		});
	}
	async #isNew() {
		if (this.#cache === void 0 || this.#incomplete) return false;
		return this.#damaged || this.#restoredFingerprint === void 0 || this.#restoredFingerprint !== await (require_storage_files ??= require("./storage-files.js")).fingerprintOf(this.#directory.path);
	}
	#nextKey() {
		const current = this.#entry === void 0 ? this.#keys.length : this.#keys.indexOf(this.#entry.key);
		return this.#keys[current - 1];
	}
	async #saveAs(key, signal) {
		if (key === void 0) {
			const keys = this.#keys.join(", ");
			this.#log.warning(`nothing is saved in the cache: all ${editions} entries for this content were damaged; delete ${keys}`);
			return;
		}
		await removeTemporaryFiles(this.#directory.path);
		await (require_storage_files ??= require("./storage-files.js")).saveDirectory(this.#directory, key, this.#log, signal);
	}
	async #adopt(key, signal) {
		const { path } = this.#directory;
		try {
			for await (const file of (require_storage_files ??= require("./storage-files.js")).treeFiles(path));
			await removeTemporaryFiles(path);
			this.#restoredFingerprint = await (require_storage_files ??= require("./storage-files.js")).fingerprintOf(path);
			const cache = await (require_artifact_cache ??= require("./artifact-cache.js")).ArtifactCache.open(path, {
				onWarning: this.onWarning,
				signal
			});
			await cache.list({ signal });
			this.#cache = cache;
			this.#log.line(`restored ${key} from the cache; its content is hashed before use`);
		} catch (error) {
			(require_spec ??= require("./spec.js")).throwIfAborted(signal);
			this.#damaged = true;
			this.#log.warning(`cannot use the cache entry ${key}, which will be replaced: ${(require_spec ??= require("./spec.js")).messageOf(error)}`);
			await (0, (node_fs_promises ??= require("node:fs/promises")).rm)(path, {
				recursive: true,
				force: true
			});
		}
	}
	onWarning = (text, cause) => {
		this.#log.warning(text);
		if ((require_spec ??= require("./spec.js")).isOciError(cause, "DIGEST_MISMATCH", "SIZE_MISMATCH", "MANIFEST_INVALID", "SIZE_LIMIT", "ARCHIVE_INVALID")) this.#damaged = true;
		else this.#incomplete = true;
	};
};
async function removeTemporaryFiles(path) {
	for (const name of await (0, (node_fs_promises ??= require("node:fs/promises")).readdir)(path)) if (name.startsWith(".")) await (0, (node_fs_promises ??= require("node:fs/promises")).rm)((0, (node_path ??= require("node:path")).join)(path, name), {
		recursive: true,
		force: true
	});
}

// src/action/job-caches.ts
const layerCache = async ({ env, log, signal }) => {
	const temporary = env["RUNNER_TEMP"];
	if (!temporary) return void 0;
	const store = new ActionsCacheStore((0, (node_path ??= require("node:path")).join)(temporary, "oci-artifact-layers"), env["GITHUB_WORKSPACE"], log);
	return {
		...jobCache(store),
		open: async (key, openSignal) => (await store.open(entryKeys(`oci-artifact-layer-${key}`), "this source", openSignal ?? signal)).path,
		warn: store.onWarning
	};
};
const downloadCache = async (selection, { env, log, signal }) => {
	const temporary = env["RUNNER_TEMP"];
	if (!temporary) {
		log.warning("RUNNER_TEMP is not set, so there is no directory for the cache; nothing is restored or saved");
		return;
	}
	const store = new ActionsCacheStore((0, (node_path ??= require("node:path")).join)(temporary, "oci-artifact-pull-cache"), env["GITHUB_WORKSPACE"], log);
	return {
		...jobCache(store),
		open: (root) => store.open(downloadKeys(root, selection), root, signal)
	};
};
function downloadKeys(root, selection) {
	const { platform, include, layers, configOutput, format } = selection;
	const others = layers.length > 0 || configOutput !== void 0 || format !== "auto" ? [
		layers,
		configOutput !== void 0,
		format
	] : [];
	const hash = (0, (node_crypto ??= require("node:crypto")).createHash)("sha256").update(JSON.stringify([
		platform === void 0 ? "" : (require_spec ??= require("./spec.js")).platformText(platform),
		include,
		...others
	])).digest("hex").slice(0, 16);
	return entryKeys(`oci-artifact-pull-${root.replace(":", "-")}-${hash}`);
}
function jobCache(store) {
	return {
		save: (signal) => store.save(signal),
		removeNow: () => {
			store.removeNow();
		}
	};
}

exports.downloadCache = downloadCache;
exports.layerCache = layerCache;