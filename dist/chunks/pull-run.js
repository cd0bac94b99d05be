import { a as getInput, f as setOutput } from "./core.js";
import { t as boolean } from "./inputs-values.js";
import { a as readPullInputs, i as pullInputNames, n as pullOutputNames, o as pullArtifact, r as pullOutputs } from "./pull-outputs.js";
import { t as toldConnection } from "./inputs-connection.js";
import { t as explainFailure } from "./failure.js";
import { i as formatNumber, o as shortDigest, t as formatBytes } from "./format.js";
import { r as readRawInputs, t as actionLabel } from "./inputs2.js";
import { t as ArtifactCache } from "./artifact-cache.js";
import { a as isOciError, c as throwIfAborted, n as OciError, t as printable } from "./printable.js";
import { o as platformText } from "./inputs-platform.js";
import { i as saveFolder, n as treeFiles, r as restoreFolder, t as fingerprintOf } from "./serve-tree.js";
import { D as isDigest, d as isMediaType } from "./descriptor.js";
import { homedir } from "node:os";
import { join } from "node:path";
import { createHash } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { rmSync } from "node:fs";

// src/action/pull-cache.ts
const editions = 5;
function pullCacheKeys(root, { platform, include }) {
	const chosen = createHash("sha256").update(JSON.stringify([platform === void 0 ? "" : platformText(platform), include])).digest("hex").slice(0, 16);
	const key = (edition) => `oci-artifact-pull-${root.replace(":", "-")}-${chosen}-${edition}`;
	return [key(editions), ...Array.from({ length: 4 }, (_, index) => key(4 - index))];
}
var KeptDownloads = class {
	#folder;
	#selection;
	#log;
	#keys = [];
	#found;
	#cache;
	#restored;
	#damaged = false;
	#incomplete = false;
	constructor(temporary, workspace, selection, log) {
		this.#folder = {
			path: join(temporary, "oci-artifact-pull-cache"),
			workspace
		};
		this.#selection = selection;
		this.#log = log;
	}
	async open(root, signal) {
		const { path } = this.#folder;
		await rm(path, {
			recursive: true,
			force: true
		});
		const keys = pullCacheKeys(root, this.#selection);
		this.#keys = keys;
		this.#found = await restoreFolder(this.#folder, { keys }, this.#log, signal);
		if (this.#found === void 0) this.#log.line(`nothing came from the cache for ${root}`);
		if (this.#found?.restored === true) await this.#adopt(this.#found.key, signal);
		this.#cache ??= await ArtifactCache.open(path, {
			onWarning: this.#warn,
			signal
		});
		return this.#cache;
	}
	async save(signal) {
		const { path } = this.#folder;
		try {
			if (await this.#isNew()) await this.#saveAs(this.#nextKey(), signal);
			await rm(path, {
				recursive: true,
				force: true
			});
		} catch (error) {
			this.#log.warning(`${path} was not saved in the cache: ${error instanceof Error ? error.message : String(error)}`);
		}
	}
	removeNow() {
		rmSync(this.#folder.path, {
			recursive: true,
			force: true
		});
	}
	async #isNew() {
		if (this.#cache === void 0 || this.#incomplete) return false;
		return this.#damaged || this.#restored === void 0 || this.#restored !== await fingerprintOf(this.#folder.path);
	}
	#nextKey() {
		const current = this.#found === void 0 ? this.#keys.length : this.#keys.indexOf(this.#found.key);
		return this.#keys[current - 1];
	}
	async #saveAs(key, signal) {
		if (key === void 0) {
			this.#log.warning(`nothing is saved in the cache: all ${editions} entries for this content were damaged; delete ${this.#keys.join(", ")}`);
			return;
		}
		await dropWorkingMaterial(this.#folder.path);
		await saveFolder(this.#folder, key, this.#log, signal);
	}
	async #adopt(key, signal) {
		const { path } = this.#folder;
		try {
			for await (const file of treeFiles(path));
			await dropWorkingMaterial(path);
			this.#restored = await fingerprintOf(path);
			const cache = await ArtifactCache.open(path, {
				onWarning: this.#warn,
				signal
			});
			await cache.list({ signal });
			this.#cache = cache;
			this.#log.line(`restored ${key} from the cache; what is in it is hashed before it is used`);
		} catch (error) {
			throwIfAborted(signal);
			this.#damaged = true;
			this.#log.warning(`what the cache gave for ${key} cannot be used, and everything is downloaded: ${error instanceof Error ? error.message : String(error)}`);
			await rm(path, {
				recursive: true,
				force: true
			});
		}
	}
	#warn = (text, cause) => {
		this.#log.warning(text);
		if (isOciError(cause, "DIGEST_MISMATCH", "SIZE_MISMATCH", "MANIFEST_INVALID", "SIZE_LIMIT")) this.#damaged = true;
		else this.#incomplete = true;
	};
};
async function dropWorkingMaterial(path) {
	for (const name of await readdir(path)) if (name.startsWith(".")) await rm(join(path, name), {
		recursive: true,
		force: true
	});
}

// src/action/pull-outputs.ts
function setPullOutputs(texts) {
	for (const name of pullOutputNames) {
		if (texts[name] === "" || grammar[name](texts[name])) continue;
		throw new OciError("PROTOCOL", `the output ${name} would be "${printable(texts[name], 200)}", which is not what it must be; nothing is handed on`);
	}
	for (const name of pullOutputNames) setOutput(name, texts[name]);
}
const grammar = {
	digest: isDigest,
	reference: isOneLine,
	"pinned-reference": (text) => isOneLine(text) && isDigest(text.slice(text.indexOf("@") + 1)),
	"artifact-type": isMediaType,
	annotations: isOneLine,
	files: isOneLine,
	"download-path": isOneLine
};
function isOneLine(text) {
	return printable(text, text.length) === text;
}

// src/action/pull-run.ts
const pullCacheDefault = "false";
const maxTypesTold = 5;
async function pullAction(context) {
	const { log, masks, lifetime } = context;
	lifetime.explainWith((error) => explainFailure(error, {
		label: actionLabel,
		placeInput: "reference",
		directoryInput: "output-dir"
	}));
	const inputs = await readPullInputs(readRawInputs(pullInputNames, masks.add), {
		label: actionLabel,
		notice: (text) => {
			log.notice(text);
		}
	});
	const keeps = boolean(actionLabel("cache"), getInput("cache") || "false");
	const { source } = inputs.place;
	lifetime.limit(inputs.timeoutMs);
	lifetime.explainWith((error, timedOut) => explainFailure(error, {
		label: actionLabel,
		placeInput: "reference",
		directoryInput: "output-dir",
		registry: source.kind === "registry" ? source.registry : void 0,
		plainHttp: inputs.connection.plainHttp,
		timedOut
	}));
	log.phase("Pull");
	const downloads = keeps ? keptDownloads(inputs, context) : void 0;
	const outcome = await run(inputs, downloads, context);
	log.close();
	tell(outcome, context);
	const { texts, left } = pullOutputs(outcome);
	for (const text of left) log.warning(text);
	setPullOutputs(texts);
	await downloads?.save(lifetime.signal);
}
function keptDownloads({ place }, { env, log }) {
	if (place.source.kind === "layout") {
		log.notice(`${actionLabel("cache")} has no effect on an image layout, which is on disk already`);
		return;
	}
	const temporary = env["RUNNER_TEMP"];
	if (!temporary) {
		log.warning("RUNNER_TEMP is not set, so that there is no place for what the cache keeps; nothing is restored or saved");
		return;
	}
	return new KeptDownloads(temporary, env["GITHUB_WORKSPACE"], place, log);
}
async function run({ place, connection }, downloads, { env, log, masks, lifetime }) {
	const told = {
		line: (text) => {
			log.line(text);
		},
		warning: (text) => {
			log.warning(text);
		},
		debug: (text) => {
			log.debug(text);
		},
		hide: masks.add
	};
	return pullArtifact({
		...place,
		label: actionLabel,
		connection: toldConnection({
			...connection,
			env,
			homedir: homedir()
		}, told),
		signal: lifetime.signal,
		cache: downloads === void 0 ? void 0 : (root) => downloads.open(root, lifetime.signal),
		onStaging: (directory) => {
			lifetime.whenCutShort(() => {
				rmSync(directory, {
					recursive: true,
					force: true
				});
				downloads?.removeNow();
			});
		},
		onProgress: (done, total) => {
			log.progress({
				phase: "pull",
				done,
				total
			});
		},
		onLayer: ({ digest, size }, path) => {
			log.line(`${shortDigest(digest)} (${formatBytes(size)}) → ${path}`);
		}
	});
}
function tell(outcome, { log }) {
	const { files, skipped } = outcome;
	log.line(`pulled ${outcome.reference} into ${outcome.downloadPath} (${formatNumber(files.count, "file")}, ${formatBytes(outcome.layers.reduce((sum, { size }) => sum + size, 0))} downloaded)`);
	log.line(`  digest     ${outcome.digest}`);
	if (outcome.artifactType !== "") log.line(`  type       ${outcome.artifactType}`);
	if (skipped.length > 0) log.warning(`${formatNumber(skipped.length, "layer")} without a title not written: ${skipped.slice(0, maxTypesTold).map(({ mediaType }) => mediaType).join(", ")}`);
}

export { pullAction };