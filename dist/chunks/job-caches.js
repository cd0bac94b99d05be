import { a as platformText } from "./platform.js";
import { t as ArtifactCache } from "./artifact-cache.js";
import { c as messageOf, f as throwIfAborted, o as isOciError } from "./error.js";
import { i as saveDirectory, n as treeFiles, r as restoreDirectory, t as fingerprintOf } from "./storage-files.js";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { rmSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";

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
		await rm(path, {
			recursive: true,
			force: true
		});
		this.#keys = keys;
		this.#entry = await restoreDirectory(this.#directory, { keys }, this.#log, signal);
		if (this.#entry === void 0) this.#log.line(`the cache has no entry for ${content}`);
		if (this.#entry?.restored === true) await this.#adopt(this.#entry.key, signal);
		this.#cache ??= await ArtifactCache.open(path, {
			onWarning: this.onWarning,
			signal
		});
		return this.#cache;
	}
	async save(signal) {
		const { path } = this.#directory;
		try {
			if (await this.#isNew()) await this.#saveAs(this.#nextKey(), signal);
			await rm(path, {
				recursive: true,
				force: true
			});
		} catch (error) {
			this.#log.warning(`${path} was not saved in the cache: ${messageOf(error)}`);
		}
	}
	removeNow() {
		rmSync(this.#directory.path, {
			recursive: true,
			force: true
		});
	}
	async #isNew() {
		if (this.#cache === void 0 || this.#incomplete) return false;
		return this.#damaged || this.#restoredFingerprint === void 0 || this.#restoredFingerprint !== await fingerprintOf(this.#directory.path);
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
		await saveDirectory(this.#directory, key, this.#log, signal);
	}
	async #adopt(key, signal) {
		const { path } = this.#directory;
		try {
			for await (const file of treeFiles(path));
			await removeTemporaryFiles(path);
			this.#restoredFingerprint = await fingerprintOf(path);
			const cache = await ArtifactCache.open(path, {
				onWarning: this.onWarning,
				signal
			});
			await cache.list({ signal });
			this.#cache = cache;
			this.#log.line(`restored ${key} from the cache; its content is hashed before use`);
		} catch (error) {
			throwIfAborted(signal);
			this.#damaged = true;
			this.#log.warning(`cannot use the cache entry ${key}, which will be replaced: ${messageOf(error)}`);
			await rm(path, {
				recursive: true,
				force: true
			});
		}
	}
	onWarning = (text, cause) => {
		this.#log.warning(text);
		if (isOciError(cause, "DIGEST_MISMATCH", "SIZE_MISMATCH", "MANIFEST_INVALID", "SIZE_LIMIT", "ARCHIVE_INVALID")) this.#damaged = true;
		else this.#incomplete = true;
	};
};
async function removeTemporaryFiles(path) {
	for (const name of await readdir(path)) if (name.startsWith(".")) await rm(join(path, name), {
		recursive: true,
		force: true
	});
}

// src/action/job-caches.ts
const layerCache = async ({ env, log, signal }) => {
	const temporary = env["RUNNER_TEMP"];
	if (!temporary) return void 0;
	const store = new ActionsCacheStore(join(temporary, "oci-artifact-layers"), env["GITHUB_WORKSPACE"], log);
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
	const store = new ActionsCacheStore(join(temporary, "oci-artifact-pull-cache"), env["GITHUB_WORKSPACE"], log);
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
	const hash = createHash("sha256").update(JSON.stringify([
		platform === void 0 ? "" : platformText(platform),
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

export { downloadCache, layerCache };