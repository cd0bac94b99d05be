import { a as getInput, f as setOutput } from "./core.js";
import { t as boolean } from "./inputs-values.js";
import { a as readPullInputs, i as pullInputNames, n as pullOutputNames, o as pullArtifact, r as pullOutputs } from "./pull-outputs.js";
import { t as withConnectionLogging } from "./inputs-connection.js";
import { t as explainFailure } from "./failure.js";
import { i as formatNumber, o as shortDigest, t as formatBytes } from "./format.js";
import { n as readRawInputs, t as actionLabel } from "./inputs2.js";
import { n as keptKeys, t as ActionsCacheStore } from "./actions-cache-store.js";
import { i as platformText } from "./platform-text.js";
import { D as isDigest, d as isMediaType } from "./descriptor.js";
import { f as printable, t as OciError } from "./error.js";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { homedir } from "node:os";
import { rmSync } from "node:fs";

// src/action/pull-cache.ts
function pullCacheKeys(root, { platform, include }) {
	const chosen = createHash("sha256").update(JSON.stringify([platform === void 0 ? "" : platformText(platform), include])).digest("hex").slice(0, 16);
	return keptKeys(`oci-artifact-pull-${root.replace(":", "-")}-${chosen}`);
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
const maxTypesShown = 5;
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
	return new ActionsCacheStore(join(temporary, "oci-artifact-pull-cache"), env["GITHUB_WORKSPACE"], log);
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
		connection: withConnectionLogging({
			...connection,
			env,
			homedir: homedir()
		}, told),
		signal: lifetime.signal,
		cache: downloads === void 0 ? void 0 : (root) => downloads.open(pullCacheKeys(root, place), root, lifetime.signal),
		onStaging: (directory) => {
			lifetime.onForcedExit(() => {
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
	if (skipped.length > 0) log.warning(`${formatNumber(skipped.length, "layer")} without a title not written: ${skipped.slice(0, maxTypesShown).map(({ mediaType }) => mediaType).join(", ")}`);
}

export { pullAction };