import { a as outputNames, d as formatBytes, g as shortDigest, i as outputJson, m as formatNumber, n as Printer, o as outputTexts, r as explainFailure } from "./report.js";
import { $ as openEndpoint, B as readPublishInputs, C as readCopyInputs, D as prefix, E as serve, F as storageLayouts, G as readPlatform, H as readRegistryAccess, I as byteSize, J as duration, K as publish, L as listen, M as serveInputDefaults, N as serveInputNames, O as cache, P as openStorage, Q as repositoryOf, R as claimOutput, S as copyInputNames, T as toldConnection, U as registryInputDefaults, V as readReference, W as inputReader, X as oneOf, Y as inputError, Z as formatEndpoint, _ as pullJson, a as attachFiles, at as fetchBytes, b as pullInputNames, c as readAttachInputs, ct as repository, d as copyFailureContext, et as LayoutRegistry, f as placeContext, g as placedOutputs, h as placed, i as readIndexInputs, it as maxCompanions, j as readServeInputs, k as accessLine, l as copyLines, lt as once, m as referenceOf, n as indexOutputs, nt as tagN, o as attachOutputs, ot as resolve$1, p as copyBetween, r as indexInputNames, rt as listReferrers, s as attachInputNames, st as pushContent, t as assemble, tt as connectRepository, u as copyOutputs, ut as encodeJson, w as pullArtifact, x as readPullInputs, z as publishInputNames } from "./publish.js";
import { A as descriptorOf, C as parseReference, D as parseManifest, E as maxManifestBytes, F as plainDescriptor, L as isManifestMediaType, M as emptyJsonBytes, O as requiredContentOf, Q as digestHex, U as mediaTypeImageIndex, X as Digester, Z as digestAlgorithm, _ as formatReference, at as isNotFound, b as isRepositoryName, c as platformText, j as emptyDescriptor, lt as throwIfAborted, nt as printable, ot as isOciError, q as mediaTypeImageManifest, rt as OciError, tt as parseDigest, u as ociScheme, x as isTag } from "./spec.js";
import { A as writeFileAtomic, B as annotationRefName, C as LockFile, F as fileSystemError, I as abortable, O as collect, P as errnoOf, R as annotationContentUnpack, U as annotationTitle, _ as SingleFlight, h as verified, j as _usingCtx, k as PendingFile, x as unsafePathReason, z as annotationCreated } from "./credentials.js";
import { n as progressLines, r as progressText, t as percent } from "./progress.js";
import { t as narrate } from "./narrate.js";
import { t as outcomeLines } from "./text.js";
import { homedir, tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { randomBytes } from "node:crypto";
import { chmod, lstat, mkdir, mkdtemp, open, readFile, readdir, readlink, rm, stat, utimes } from "node:fs/promises";
import { constants as constants$1 } from "node:fs";
import { inspect, parseArgs } from "node:util";
import { text } from "node:stream/consumers";

// src/report/bar.ts
const barWidth = 24;
const redrawMs = 100;
var ProgressBar = class {
	#write;
	#now;
	#columns;
	#drawnAt = Number.NEGATIVE_INFINITY;
	#shown = false;
	constructor(write, now, columns) {
		this.#write = write;
		this.#now = now;
		this.#columns = columns;
	}
	update(progress) {
		const time = this.#now();
		if (time - this.#drawnAt < redrawMs) return;
		this.#drawnAt = time;
		this.#shown = true;
		this.#write(`\r\u001b[2K${barText(progress).slice(0, Math.max(0, this.#columns() - 1))}`);
	}
	clear() {
		if (this.#shown) this.#write("\r\x1B[2K");
		this.#shown = false;
		this.#drawnAt = Number.NEGATIVE_INFINITY;
	}
};
function barText(progress) {
	if (progress.total === void 0) return progressText(progress);
	const full = Math.floor(percent(progress.done, progress.total) / 100 * barWidth);
	return `[${"=".repeat(full)}${" ".repeat(barWidth - full)}] ${progressText(progress)}`;
}

// src/cli/options.ts
const positionalInputs = {
	"source-dir": "source-dir",
	source: "source",
	target: "target",
	reference: "reference",
	subject: "subject",
	files: "file",
	sources: "reference"
};
const flagNames = {
	tags: "tag",
	annotations: "annotation",
	"token-hosts": "token-host",
	"from-token-hosts": "from-token-host",
	"to-token-hosts": "to-token-host"
};
function cliLabel(name) {
	const positional = positionalInputs[name];
	return positional === void 0 ? `--${flagNames[name] ?? name}` : `<${positional}>`;
}
function parseCommand(command, args, options, names) {
	const parsed = parse(command, args, options);
	const missing = names.filter((name) => !name.startsWith("["))[parsed.positionals.length];
	if (missing !== void 0) throw usage(command, `<${missing.replace("…", "")}> is missing`);
	const extra = parsed.positionals[names.length];
	if (extra !== void 0 && names.at(-1)?.includes("…") !== true) throw usage(command, `"${printable(extra, 200)}" is one argument too many`);
	return parsed;
}
function parse(command, args, options) {
	try {
		return parseArgs({
			args: [...args],
			options,
			allowPositionals: true,
			allowNegative: true,
			strict: true
		});
	} catch (error) {
		const message = error instanceof Error ? (error.message.split(/\.\s/, 1)[0] ?? "").replace(/\.$/, "") : String(error);
		throw usage(command, message.charAt(0).toLowerCase() + message.slice(1));
	}
}
function usage(command, problem) {
	return new OciError("INPUT_INVALID", `${problem}; see "oci-artifact ${command} --help"`, { detail: { input: command } });
}
function textOf(parsed, name) {
	const value = parsed.values[name];
	return typeof value === "string" ? value : void 0;
}
function flagOf(parsed, name) {
	return parsed.values[name] === true;
}

// src/cli/copy-flags.ts
const booleanInput = /(?:^|-)(?:plain-http|insecure-tls|recursive)$/;
const listInput = /(?:^|-)(?:tags|annotations|token-hosts)$/;
function flagsFor(names) {
	const flags = flagInputsOf(names).map((name) => [flagName$2(name), {
		type: booleanInput.test(name) ? "boolean" : "string",
		multiple: listInput.test(name)
	}]);
	const stdin = passwordsOf(names).map((name) => [`${name}-stdin`, { type: "boolean" }]);
	return {
		...Object.fromEntries(flags),
		...Object.fromEntries(stdin),
		json: { type: "boolean" }
	};
}
async function flagInputs$2(parsed, names) {
	const raw = {};
	for (const name of flagInputsOf(names)) {
		const value = parsed.values[flagName$2(name)];
		if (value !== void 0) raw[name] = Array.isArray(value) ? value.map(String) : String(value);
	}
	const asked = passwordsOf(names).filter((name) => flagOf(parsed, `${name}-stdin`));
	if (asked.length === 0) return raw;
	const password = (await text(process.stdin)).replace(/\r?\n$/, "");
	for (const name of asked) raw[name] = password;
	return raw;
}
function flagInputsOf(names) {
	return names.filter((name) => name !== "summary" && cliLabel(name).startsWith("--"));
}
function passwordsOf(names) {
	return names.filter((name) => name.endsWith("password"));
}
function flagName$2(name) {
	return cliLabel(name).slice(2);
}

// src/cli/assemble.ts
const options$7 = flagsFor(indexInputNames);
const indexCommand = async (args, { terminal, env, signal, describe }) => {
	const parsed = parseCommand("index", args, options$7, ["target", "[reference…]"]);
	const [target = "", ...sources] = parsed.positionals;
	const inputs = await readIndexInputs({
		...await flagInputs$2(parsed, indexInputNames),
		target,
		sources
	}, {
		env,
		label: cliLabel,
		notice: terminal.notice
	});
	const limit = inputs.timeoutMs === void 0 ? void 0 : AbortSignal.timeout(inputs.timeoutMs);
	try {
		const result = await assemble({
			...inputs.plan,
			connection: toldConnection({
				...inputs.access,
				env,
				homedir: homedir()
			}, terminal),
			label: cliLabel,
			signal: limit === void 0 ? signal : AbortSignal.any([signal, limit]),
			onEvent: (event) => {
				narrate(event, terminal);
			}
		});
		if (flagOf(parsed, "json")) {
			terminal.out(JSON.stringify(indexOutputs(result)));
			return;
		}
		terminal.out(`assembled ${formatNumber(result.children.length, "manifest")} as ${result.reference}`);
		terminal.out(`  digest     ${result.digest}`);
		for (const { platform, digest } of result.children) terminal.out(`  ${(platform === void 0 ? "-" : platformText(platform)).padEnd(18)} ${digest}`);
	} catch (error) {
		describe({
			...placeContext("target", inputs.plan.target),
			plainHttp: inputs.access.plainHttp,
			timedOut: limit?.aborted === true
		});
		throw error;
	} finally {
		terminal.phase("");
	}
};

// src/cli/attach.ts
const options$6 = flagsFor(attachInputNames);
const attachCommand = async (args, { terminal, env, signal, describe }) => {
	const parsed = parseCommand("attach", args, options$6, ["subject", "file…"]);
	const [subject = "", ...files] = parsed.positionals;
	const inputs = await readAttachInputs({
		...await flagInputs$2(parsed, attachInputNames),
		subject,
		files
	}, {
		env,
		label: cliLabel,
		notice: terminal.notice
	});
	const limit = inputs.timeoutMs === void 0 ? void 0 : AbortSignal.timeout(inputs.timeoutMs);
	try {
		const result = await attachFiles({
			...inputs.plan,
			connection: toldConnection({
				...inputs.access,
				env,
				homedir: homedir()
			}, terminal),
			label: cliLabel,
			signal: limit === void 0 ? signal : AbortSignal.any([signal, limit]),
			onEvent: (event) => {
				narrate(event, terminal);
			}
		});
		if (flagOf(parsed, "json")) terminal.out(JSON.stringify(attachOutputs(result)));
		else terminal.out(`attached ${formatNumber(result.layers.length, "file")} to ${result.subject} as ${result.reference}`);
	} catch (error) {
		describe({
			...placeContext("subject", inputs.plan.subject),
			directoryInput: "files",
			plainHttp: inputs.access.plainHttp,
			timedOut: limit?.aborted === true
		});
		throw error;
	} finally {
		terminal.phase("");
	}
};

// src/sif/cache-folder.ts
const tagName = "CACHEDIR.TAG";
const tagSignature = "Signature: 8a477f597d28d172789f06886806bc55";
const tagText = `${tagSignature}
# This directory is a cache of OCI artifacts. All of it can be fetched again.
# For information about cache directory tags, see https://bford.info/cachedir/
`;
const locksName = ".locks";
var CacheFolder = class CacheFolder {
	path;
	constructor(path) {
		this.path = path;
	}
	static async open(path, create) {
		const folder = new CacheFolder(path);
		if (await folder.#isTagged()) return folder;
		if ((await entriesIn(path))?.find((name) => name !== locksName && !name.startsWith(`.${tagName}.`)) !== void 0 && !await folder.#isTagged()) throw new OciError("INPUT_INVALID", `"${printable(path, 300)}" is not a cache: it has no ${tagName}; give the directory of a cache, a new one, or an empty one`, { detail: { input: "cache" } });
		if (!create && !await folder.#isTagged()) throw new OciError("NOT_FOUND", `there is no cache in "${printable(path, 300)}"`);
		await folder.#create();
		return folder;
	}
	async hasLayout() {
		return await stat(join(this.path, "oci-layout")).catch(() => void 0) !== void 0;
	}
	blobPath(digest) {
		parseDigest(digest);
		return join(this.path, "blobs", digestAlgorithm(digest), digestHex(digest));
	}
	lockPath(name) {
		return join(this.path, locksName, `${name}.lock`);
	}
	async touch(digest, now) {
		const date = new Date(now);
		await utimes(this.blobPath(digest), date, date).catch(() => void 0);
	}
	async usedAt(digest) {
		try {
			return (await lstat(this.blobPath(digest))).mtimeMs;
		} catch (error) {
			if (errnoOf(error) === "ENOENT") return void 0;
			throw fileSystemError(error, `look at ${this.blobPath(digest)}`);
		}
	}
	async #isTagged() {
		try {
			return (await readFile(join(this.path, tagName), "latin1")).startsWith(tagSignature);
		} catch (error) {
			const code = errnoOf(error);
			if (code === "ENOENT" || code === "ENOTDIR") return false;
			throw fileSystemError(error, `read ${join(this.path, tagName)}`);
		}
	}
	async #create() {
		try {
			await mkdir(join(this.path, locksName), {
				recursive: true,
				mode: 448
			});
		} catch (error) {
			throw fileSystemError(error, `make the cache ${this.path}`);
		}
		await writeFileAtomic(join(this.path, tagName), tagText);
	}
};
async function entriesIn(path) {
	try {
		return await readdir(path);
	} catch (error) {
		const code = errnoOf(error);
		if (code === "ENOENT") return void 0;
		if (code === "ENOTDIR" && (await stat(path)).isFile()) throw new OciError("INPUT_INVALID", `"${printable(path, 300)}" is a file, not the directory of a cache`, { detail: { input: "cache" } });
		throw fileSystemError(error, `read ${path}`);
	}
}

// src/sif/cache-inventory.ts
async function inventory(folder, store, options = {}) {
	const manifests = await listedManifests(folder);
	const known = /* @__PURE__ */ new Map();
	for (const { descriptor, repositories } of manifests.values()) {
		known.set(descriptor.digest, descriptor);
		for (const content of await contentOf$1(store, descriptor, repositories, options)) if (!known.has(content.digest)) known.set(content.digest, content);
	}
	const entries = [];
	for await (const { digest, size } of store.contents(options)) {
		const usedAt = await folder.usedAt(digest);
		if (usedAt === void 0) continue;
		const { mediaType, annotations } = known.get(digest) ?? {};
		entries.push({
			digest,
			size,
			usedAt,
			mediaType,
			title: annotations?.[annotationTitle],
			repositories: manifests.get(digest)?.repositories ?? []
		});
	}
	return entries.sort((a, b) => b.usedAt - a.usedAt || a.repositories.length - b.repositories.length);
}
async function listedManifests(folder) {
	const path = join(folder.path, "index.json");
	let bytes;
	try {
		bytes = await readFile(path);
	} catch (error) {
		if (errnoOf(error) === "ENOENT") return /* @__PURE__ */ new Map();
		throw fileSystemError(error, `read ${path}`);
	}
	const index = parseManifest(bytes, mediaTypeImageIndex);
	const found = /* @__PURE__ */ new Map();
	for (const entry of index.kind === "index" ? index.manifests : []) {
		const repository = /^([^:@]+)[:@]/.exec(entry.annotations?.["org.opencontainers.image.ref.name"] ?? "")?.[1];
		const before = found.get(entry.digest)?.repositories ?? [];
		if (repository === void 0 || !isManifestMediaType(entry.mediaType)) continue;
		found.set(entry.digest, {
			descriptor: entry,
			repositories: before.includes(repository) ? before : [...before, repository]
		});
	}
	return found;
}
async function contentOf$1(store, manifest, repositories, options) {
	const [repository] = repositories;
	if (repository === void 0) return [];
	try {
		const bytes = await collect(await store.getManifest(repository, manifest.digest, options), maxManifestBytes, `manifest ${manifest.digest}`);
		return requiredContentOf(parseManifest(bytes, manifest.mediaType));
	} catch (error) {
		if (isNotFound(error) || isOciError(error, "DIGEST_MISMATCH", "SIZE_MISMATCH", "SIZE_LIMIT", "MANIFEST_INVALID")) return [];
		throw error;
	}
}

// src/sif/cached-repository.ts
var CachedRepository = class {
	#context;
	#origin;
	#cached;
	#kept;
	#flights = new SingleFlight();
	constructor(origin, reference, context) {
		const name = reference.repository;
		const store = below(context.store, reference);
		const onStoreError = (error) => {
			this.#warn(error);
		};
		this.#context = context;
		this.#origin = repository(origin, name);
		this.#cached = repository(cache(origin, store, { onStoreError }), name);
		this.#kept = repository(store, name);
	}
	resolve(reference, options) {
		return this.#cached.resolve(reference, options);
	}
	exists(target, options) {
		return this.#cached.exists(target, options);
	}
	async fetch(target, options = {}) {
		if (!isManifestMediaType(target.mediaType)) return this.#fetchBlob(target, options);
		const reader = await this.#cached.fetch(target, options);
		await this.#context.folder.touch(target.digest, this.#context.now());
		return reader;
	}
	async #fetchBlob(target, options) {
		try {
			if (await this.#ensure(target, options)) return await this.#kept.fetch(target, options);
		} catch (error) {
			if (!isNotFound(error)) throw error;
		}
		return this.#origin.fetch(target, options);
	}
	async place(target, options = {}) {
		if (await this.#ensure(target, options)) return this.#context.folder.blobPath(target.digest);
		throw new OciError("FILE_SYSTEM", `the cache ${this.#context.folder.path} cannot keep ${target.digest} (${target.size} bytes); see that there is room, or go without the cache`);
	}
	#ensure(target, options) {
		return this.#flights.run(target.digest, (signal) => this.#fill(target, {
			signal,
			onProgress: options.onProgress
		}), options.signal);
	}
	async #fill(target, options) {
		const { folder, now, lock, stored } = this.#context;
		const { digest } = target;
		const { signal } = options;
		await folder.touch(digest, now());
		if ((await this.#look(target, options)).isWhole) return true;
		return lock(digest.replace(":", "-")).run(async () => {
			const { isWhole, damage } = await this.#look(target, options);
			if (isWhole) return true;
			if (damage !== void 0) this.#warn(damage);
			await this.#download(target, options);
			if (!await this.#kept.exists(target, { signal })) return false;
			await folder.touch(digest, now());
			await stored(digest, signal);
			return true;
		}, signal);
	}
	async #download(target, { signal, onProgress }) {
		let done = 0;
		for await (const chunk of await this.#cached.fetch(target, { signal })) {
			done += chunk.byteLength;
			onProgress?.(done, target.size);
		}
	}
	#warn(error) {
		const { folder, onWarning } = this.#context;
		onWarning(`the cache ${folder.path}: ${error instanceof Error ? error.message : String(error)}; what was asked for comes from the registry`);
	}
	async #look(target, options) {
		try {
			for await (const chunk of await this.#kept.fetch(target, options));
			return { isWhole: true };
		} catch (error) {
			if (isNotFound(error)) return { isWhole: false };
			if (isOciError(error, "DIGEST_MISMATCH", "SIZE_MISMATCH")) return {
				isWhole: false,
				damage: error
			};
			throw error;
		}
	}
};
function below(store, { registry, repository: name }) {
	const host = registry.toLowerCase().replace(/[^a-z0-9.-]+/g, "_").replace(/^[._-]+|[._-]+$/g, "");
	return isRepositoryName(host) && isRepositoryName(`${host}/${name}`) ? prefix(store, host) : store;
}

// src/sif/cache.ts
const lockStaleMs = 6e4;
var ArtifactCache = class ArtifactCache {
	#folder;
	#context;
	#maxBytes;
	constructor(folder, store, options) {
		this.#folder = folder;
		this.#maxBytes = options.maxBytes;
		this.#context = {
			folder,
			store,
			now: options.now ?? Date.now,
			onWarning: options.onWarning ?? ignore,
			lock: (name) => this.#lock(name),
			stored: (digest, signal) => this.#stored(digest, signal)
		};
	}
	static async open(directory, options = {}) {
		throwIfAborted(options.signal);
		const folder = await CacheFolder.open(resolve(directory), options.create ?? true);
		const open = () => LayoutRegistry.open(folder.path, {
			mode: "shared",
			allowSparse: true,
			signal: options.signal
		});
		const store = await folder.hasLayout() ? await open() : await lockIn(folder, "layout", options.now ?? Date.now).run(open, options.signal);
		return new ArtifactCache(folder, store, options);
	}
	get path() {
		return this.#folder.path;
	}
	repository(origin, reference) {
		return new CachedRepository(origin, reference, this.#context);
	}
	list(options) {
		return inventory(this.#folder, this.#context.store, options);
	}
	async trim(maxBytes, options = {}) {
		return this.#lock("trim").run(async () => {
			const entries = await this.list(options);
			let total = entries.reduce((sum, { size }) => sum + size, 0);
			const removed = [];
			for (const entry of entries.toReversed()) {
				if (total <= maxBytes) break;
				throwIfAborted(options.signal);
				if (entry.digest === options.keep) continue;
				await this.#remove(entry);
				total -= entry.size;
				removed.push(entry);
			}
			return removed;
		}, options.signal);
	}
	clean(options) {
		return this.trim(-1, options);
	}
	async verify(options = {}) {
		const entries = new Map((await this.list(options)).map((entry) => [entry.digest, entry]));
		const damaged = [];
		for await (const { digest } of this.#context.store.scrub(options)) {
			const entry = entries.get(digest) ?? {
				digest,
				size: 0,
				usedAt: 0,
				repositories: []
			};
			await this.#remove(entry);
			damaged.push(entry);
		}
		return damaged;
	}
	async #stored(digest, signal) {
		if (this.#maxBytes !== void 0) await this.trim(this.#maxBytes, {
			keep: digest,
			signal
		});
	}
	async #remove({ digest, repositories }) {
		for (const repository of repositories) try {
			await this.#context.store.deleteManifest(repository, digest);
		} catch (error) {
			if (!isNotFound(error)) throw error;
		}
		const path = this.#folder.blobPath(digest);
		try {
			await rm(path, { force: true });
		} catch (error) {
			throw fileSystemError(error, `remove ${path}`);
		}
	}
	#lock(name) {
		return lockIn(this.#folder, name, this.#context.now);
	}
};
function lockIn(folder, name, now) {
	return new LockFile(folder.lockPath(name), {
		timeoutMs: Infinity,
		staleMs: lockStaleMs,
		now
	});
}
function openSifCache(directory, options) {
	return ArtifactCache.open(directory, options);
}
function ignore() {}

// src/sif/names.ts
const unknownName = "Unknown";
const unknownArchitecture = "unknown";
const dataTypes = {
	definitionFile: 16385,
	environment: 16386,
	labels: 16387,
	partition: 16388,
	signature: 16389,
	genericJson: 16390,
	generic: 16391,
	cryptoMessage: 16392,
	sbom: 16393,
	ociRootIndex: 16394,
	ociBlob: 16395
};
const dataTypeNames = {
	[dataTypes.definitionFile]: "Def.FILE",
	[dataTypes.environment]: "Env.Vars",
	[dataTypes.labels]: "JSON.Labels",
	[dataTypes.partition]: "FS",
	[dataTypes.signature]: "Signature",
	[dataTypes.genericJson]: "JSON.Generic",
	[dataTypes.generic]: "Generic/Raw",
	[dataTypes.cryptoMessage]: "Cryptographic Message",
	[dataTypes.sbom]: "SBOM",
	[dataTypes.ociRootIndex]: "OCI.RootIndex",
	[dataTypes.ociBlob]: "OCI.Blob"
};
const fileSystemNames = {
	1: "Squashfs",
	2: "Ext3",
	3: "Archive",
	4: "Raw",
	5: "Encrypted squashfs",
	6: "Gocryptfs squashfs"
};
const primaryPartition = "*System";
const partitionNames = {
	1: "System",
	2: primaryPartition,
	3: "Data",
	4: "Overlay"
};
const hashNames = {
	1: "SHA-256",
	2: "SHA-384",
	3: "SHA-512",
	4: "BLAKE2s-256",
	5: "BLAKE2b-256"
};
const messageFormatNames = {
	1: "OpenPGP",
	2: "PEM"
};
const messageTypeNames = {
	256: "Clear Signature",
	512: "RSA-OAEP"
};
const sbomNames = {
	1: "cyclonedx-json",
	2: "cyclonedx-xml",
	3: "github-json",
	4: "spdx-json",
	5: "spdx-rdf",
	6: "spdx-tag-value",
	7: "spdx-yaml",
	8: "syft-json"
};
const architectureNames = {
	"01": "386",
	"02": "amd64",
	"03": "arm",
	"04": "arm64",
	"05": "ppc64",
	"06": "ppc64le",
	"07": "mips",
	"08": "mipsle",
	"09": "mips64",
	"10": "mips64le",
	"11": "s390x",
	"12": "riscv64",
	"13": "loong64"
};
function lookUp(names, fallback = unknownName) {
	return (number) => (Object.hasOwn(names, number) ? names[number] : void 0) ?? fallback;
}
const dataTypeName = lookUp(dataTypeNames);
const fileSystemName = lookUp(fileSystemNames);
const partitionName = lookUp(partitionNames);
const hashName = lookUp(hashNames);
const messageFormatName = lookUp(messageFormatNames);
const messageTypeName = lookUp(messageTypeNames);
const sbomName = lookUp(sbomNames, "unknown");
function architectureName(field) {
	const [, , end] = field;
	const digits = Buffer.from(field.subarray(0, 2)).toString("latin1");
	return (end === 0 && Object.hasOwn(architectureNames, digits) ? architectureNames[digits] : void 0) ?? "unknown";
}

// src/sif/check-image.ts
function problemOf({ header, descriptors }) {
	if (header.launchScript !== "" && !header.launchScript.startsWith("#!")) return "its launch line does not begin with \"#!\"";
	const primary = descriptors.filter(({ partition }) => partition?.type === primaryPartition);
	const [system] = primary;
	if (system === void 0) return "it has no primary system partition; set one with \"siftool setprim\"";
	if (primary.length > 1) return `it has ${primary.length} primary system partitions, where one is allowed`;
	if (header.architecture === "unknown") return "its header names no known architecture";
	if (system.partition?.architecture !== header.architecture) return `its header is for ${header.architecture}, and its primary system partition for ${system.partition?.architecture ?? "unknown"}`;
}
function checkRunnable(image, path) {
	const problem = problemOf(image);
	if (problem !== void 0) throw new OciError("ARCHIVE_INVALID", `"${path}" is refused: ${problem}`);
}

// src/sif/describe.ts
const nilId = "00000000-0000-0000-0000-000000000000";
const noDate = -62135596800;
const maxDate = 864e10;
const shownText = 200;
function describeImage(image) {
	return [...headerLines(image), ...listLines(image.descriptors)];
}
function headerLines({ header }) {
	const fields = [];
	const add = (label, value) => {
		if (value !== void 0) fields.push([`${label}:`, String(value)]);
	};
	add("Launch Script", header.launchScript === "" ? void 0 : printable(header.launchScript.replace(/\n$/, ""), shownText));
	add("Version", header.version);
	add("Primary Architecture", header.architecture === "unknown" ? void 0 : header.architecture);
	add("ID", header.id === nilId ? void 0 : header.id);
	add("Created At", dateText(header.createdAt));
	add("Modified At", dateText(header.modifiedAt));
	add("Descriptors Free", header.descriptorsFree);
	add("Descriptors Total", header.descriptorsTotal);
	add("Descriptors Offset", header.descriptorsOffset);
	add("Descriptors Size", sizeText(header.descriptorsSize));
	add("Data Offset", header.dataOffset);
	add("Data Size", sizeText(header.dataSize));
	const width = Math.max(...fields.map(([label]) => label.length)) + 1;
	return fields.map(([label, value]) => label.padEnd(width) + value);
}
const rule = "-".repeat(78);
function row(id, group, link, position, type) {
	return `${id.padEnd(4)} |${group.padEnd(7)} |${link.padEnd(7)} |${`${position} `.padEnd(25)} |${type}`;
}
function listLines(descriptors) {
	return [
		rule,
		row("ID", "GROUP", "LINK", "SIF POSITION (start-end)", "TYPE"),
		rule,
		...descriptors.map((descriptor) => {
			const { id, group, link, offset, size } = descriptor;
			const linked = link === void 0 ? "NONE" : link.isGroup ? `${String(link.id).padEnd(3)} (G)` : String(link.id);
			return row(String(id), group === 0 ? "NONE" : String(group), linked, `${offset}-${offset + size}`, typeText(descriptor));
		})
	];
}
function typeText({ typeName, partition, signature, cryptoMessage, sbom }) {
	if (partition !== void 0) return `${typeName} (${partition.fileSystem}/${partition.type}/${partition.architecture})`;
	if (signature !== void 0) return `${typeName} (${signature.hash})`;
	if (cryptoMessage !== void 0) return `${typeName} (${cryptoMessage.format}/${cryptoMessage.type})`;
	return sbom === void 0 ? typeName : `${typeName} (${sbom.format})`;
}
function imageJson({ size, header, descriptors }) {
	return {
		size,
		"launch-script": header.launchScript,
		version: header.version,
		"primary-architecture": header.architecture,
		id: header.id,
		"created-at": isoDate(header.createdAt),
		"modified-at": isoDate(header.modifiedAt),
		"descriptors-free": header.descriptorsFree,
		"descriptors-total": header.descriptorsTotal,
		"descriptors-offset": header.descriptorsOffset,
		"descriptors-size": header.descriptorsSize,
		"data-offset": header.dataOffset,
		"data-size": header.dataSize,
		descriptors: descriptors.map((descriptor) => ({
			id: descriptor.id,
			type: descriptor.typeName,
			"data-type": descriptor.dataType,
			group: descriptor.group,
			link: descriptor.link === void 0 ? void 0 : {
				id: descriptor.link.id,
				group: descriptor.link.isGroup
			},
			offset: descriptor.offset,
			size: descriptor.size,
			"size-with-padding": descriptor.sizeWithPadding,
			"created-at": isoDate(descriptor.createdAt),
			"modified-at": isoDate(descriptor.modifiedAt),
			uid: descriptor.uid,
			gid: descriptor.gid,
			name: descriptor.name,
			partition: descriptor.partition === void 0 ? void 0 : {
				"file-system": descriptor.partition.fileSystem,
				type: descriptor.partition.type,
				architecture: descriptor.partition.architecture
			},
			signature: descriptor.signature,
			"crypto-message": descriptor.cryptoMessage,
			sbom: descriptor.sbom,
			"blob-digest": descriptor.blobDigest
		}))
	};
}
function isoDate(seconds) {
	if (seconds === noDate || Math.abs(seconds) > maxDate) return void 0;
	return (/* @__PURE__ */ new Date(seconds * 1e3)).toISOString().replace(/\.\d+Z$/, "Z");
}
function dateText(seconds) {
	return isoDate(seconds)?.replace("T", " ").replace("Z", " +0000 UTC");
}
function sizeText(size) {
	if (size < 1024) return `${size} B`;
	let divisor = 1024;
	let unit = 0;
	for (let rest = Math.trunc(size / 1024); rest >= 1024; rest = Math.trunc(rest / 1024)) {
		divisor *= 1024;
		unit++;
	}
	return `${Math.round(size / divisor)} ${"KMGTPE".charAt(unit)}iB`;
}

// src/sif/fields.ts
var Fields = class {
	#bytes;
	#what;
	#position = 0;
	constructor(bytes, what) {
		this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
		this.#what = what;
	}
	bytes(length) {
		const end = this.#position + length;
		if (end > this.#bytes.byteLength) throw invalid(`${this.#what} ends after ${this.#bytes.byteLength} bytes`);
		const part = this.#bytes.subarray(this.#position, end);
		this.#position = end;
		return part;
	}
	text(length) {
		const bytes = this.bytes(length);
		let end = bytes.byteLength;
		while (end > 0 && bytes[end - 1] === 0) end--;
		return bytes.toString("utf8", 0, end);
	}
	bool() {
		return this.bytes(1)[0] !== 0;
	}
	int32() {
		return this.bytes(4).readInt32LE();
	}
	uint32() {
		return this.bytes(4).readUInt32LE();
	}
	int64(name) {
		const value = this.bytes(8).readBigInt64LE();
		if (value > BigInt(Number.MAX_SAFE_INTEGER) || value < BigInt(Number.MIN_SAFE_INTEGER)) throw invalid(`${this.#what} has ${name} ${value}`);
		return Number(value);
	}
	count(name) {
		const value = this.int64(name);
		if (value < 0) throw invalid(`${this.#what} has ${name} ${value}`);
		return value;
	}
};
function invalid(problem) {
	return new OciError("ARCHIVE_INVALID", `it is not a SIF image, or a damaged one: ${problem}`);
}

// src/sif/descriptor.ts
const groupMask = 4026531840;
const nameBytes = 128;
const extraBytes = 384;
const fingerprintBytes = 20;
function parseDescriptor(bytes, index, fileSize) {
	const what = `its descriptor ${index}`;
	const fields = new Fields(bytes, what);
	const dataType = fields.int32();
	if (!fields.bool()) return void 0;
	const id = fields.uint32();
	const group = fields.uint32();
	const link = fields.uint32();
	const descriptor = {
		dataType,
		typeName: dataTypeName(dataType),
		id,
		group: withoutMask(group),
		link: linkOf(link),
		offset: fields.count("an offset"),
		size: fields.count("a size"),
		sizeWithPadding: fields.count("a size with padding"),
		createdAt: fields.int64("a creation date"),
		modifiedAt: fields.int64("a modification date"),
		uid: fields.int64("a user"),
		gid: fields.int64("a group"),
		name: fields.text(nameBytes)
	};
	const end = descriptor.offset + descriptor.size;
	if (end > fileSize) throw invalid(`${what} points to bytes ${descriptor.offset} to ${end}, and the file has ${fileSize}; it may have been cut`);
	return {
		...descriptor,
		...extra(dataType, new Fields(fields.bytes(extraBytes), what))
	};
}
function extra(dataType, fields) {
	switch (dataType) {
		case dataTypes.partition: return { partition: {
			fileSystem: fileSystemName(fields.int32()),
			type: partitionName(fields.int32()),
			architecture: architectureName(fields.bytes(3))
		} };
		case dataTypes.signature: return { signature: {
			hash: hashName(fields.int32()),
			entity: fingerprint(fields.bytes(fingerprintBytes))
		} };
		case dataTypes.cryptoMessage: return { cryptoMessage: {
			format: messageFormatName(fields.int32()),
			type: messageTypeName(fields.int32())
		} };
		case dataTypes.sbom: return { sbom: { format: sbomName(fields.int32()) } };
		case dataTypes.ociRootIndex:
		case dataTypes.ociBlob: return { blobDigest: fields.text(extraBytes) };
		default: return {};
	}
}
function fingerprint(bytes) {
	return bytes.every((byte) => byte === 0) ? void 0 : bytes.toString("hex").toUpperCase();
}
function linkOf(number) {
	const id = withoutMask(number);
	return id === 0 ? void 0 : {
		id,
		isGroup: number - id === groupMask
	};
}
function withoutMask(number) {
	return (number & 268435455) >>> 0;
}

// src/sif/header.ts
const headerBytes = 128;
const descriptorBytes = 585;
const magic = "SIF_MAGIC\0";
const formatVersion = "01";
const maxDescriptors = 65536;
function parseHeader(bytes, fileSize) {
	if (bytes.byteLength < 128) throw invalid(`it has ${bytes.byteLength} bytes, fewer than its header needs`);
	const fields = new Fields(bytes, "its header");
	const launchScript = fields.text(32);
	if (fields.bytes(10).toString("latin1") !== magic) throw invalid("the magic \"SIF_MAGIC\" is not where it must be");
	if (fields.bytes(3).toString("latin1") !== `${"01"}\0`) throw invalid(`its format version is not ${"01"}`);
	const header = {
		launchScript,
		version: "01",
		architecture: architectureName(fields.bytes(3)),
		id: uuidText(fields.bytes(16)),
		createdAt: fields.int64("a creation date"),
		modifiedAt: fields.int64("a modification date"),
		descriptorsFree: fields.count("a number of free descriptors"),
		descriptorsTotal: fields.count("a number of descriptors"),
		descriptorsOffset: fields.count("a descriptor offset"),
		descriptorsSize: fields.count("a size of descriptors"),
		dataOffset: fields.count("a data offset"),
		dataSize: fields.count("a data size")
	};
	checkExtents(header, fileSize);
	return header;
}
function checkExtents(header, fileSize) {
	const { descriptorsFree, descriptorsTotal, descriptorsOffset, descriptorsSize, dataOffset, dataSize } = header;
	if (descriptorsTotal > 65536) throw invalid(`its header says ${descriptorsTotal} descriptors; ${maxDescriptors} at most are read`);
	if (descriptorsFree > descriptorsTotal) throw invalid(`its header says that ${descriptorsFree} of ${descriptorsTotal} descriptors are free`);
	if (descriptorsSize < descriptorsTotal * 585) throw invalid(`its header gives ${descriptorsTotal} descriptors ${descriptorsSize} bytes, fewer than they need`);
	if (descriptorsOffset < 128) throw invalid("its descriptors would lie within its header");
	if (descriptorsOffset + descriptorsSize > fileSize) throw invalid(`its descriptors end at byte ${descriptorsOffset + descriptorsSize}, and the file has ${fileSize}; it may have been cut`);
	if (dataOffset < 128 || dataOffset + dataSize > fileSize) throw invalid(`its data goes from byte ${dataOffset} to ${dataOffset + dataSize}, and the file has ${fileSize}; it may have been cut`);
}
function uuidText(bytes) {
	return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

// src/sif/read-image.ts
const batch = 128;
async function readSifImage(path, options = {}) {
	try {
		var _usingCtx$9 = _usingCtx();
		const file = _usingCtx$9.a(await openImageFile(path));
		return await readOpenImage(file.handle, file.size, path, options.signal);
	} catch (_) {
		_usingCtx$9.e = _;
	} finally {
		await _usingCtx$9.d();
	}
}
async function openImageFile(path) {
	let handle;
	try {
		handle = await open(path, constants$1.O_RDONLY | (constants$1.O_NONBLOCK ?? 0));
	} catch (error) {
		throw fileSystemError(error, `read ${path}`);
	}
	try {
		const stats = await handle.stat({ bigint: true });
		if (!stats.isFile()) throw new OciError("INPUT_INVALID", `"${printable(path, 300)}" is ${stats.isDirectory() ? "a directory" : "not a regular file"}; give a SIF image file`, { detail: { input: "file" } });
		return {
			handle,
			size: Number(stats.size),
			modifiedNs: stats.mtimeNs,
			[Symbol.asyncDispose]: () => handle.close()
		};
	} catch (error) {
		await handle.close();
		throw fileSystemError(error, `read ${path}`);
	}
}
async function readOpenImage(handle, size, path, signal) {
	try {
		const header = parseHeader(await readAt$1(handle, 0, 128), size);
		return {
			size,
			header,
			descriptors: await readDescriptors(handle, header, size, signal)
		};
	} catch (error) {
		if (!isOciError(error, "ARCHIVE_INVALID")) throw fileSystemError(error, `read ${path}`);
		throw new OciError("ARCHIVE_INVALID", `"${printable(path, 300)}" is refused: ${error.message}`, { cause: error });
	}
}
async function readDescriptors(handle, header, size, signal) {
	const { descriptorsOffset, descriptorsTotal } = header;
	const found = [];
	for (let first = 0; first < descriptorsTotal; first += batch) {
		throwIfAborted(signal);
		const count = Math.min(batch, descriptorsTotal - first);
		const bytes = await readAt$1(handle, descriptorsOffset + first * 585, count * 585);
		if (bytes.byteLength < count * 585) throw invalid("its descriptors end early; it was cut while it was read");
		for (let index = 0; index < count; index++) {
			const descriptor = parseDescriptor(bytes.subarray(index * 585, (index + 1) * 585), first + index, size);
			if (descriptor !== void 0) found.push(descriptor);
		}
	}
	return found;
}
async function readAt$1(handle, position, length) {
	const buffer = Buffer.alloc(length);
	let read = 0;
	while (read < length) {
		const { bytesRead } = await handle.read(buffer, read, length - read, position + read);
		if (bytesRead === 0) break;
		read += bytesRead;
	}
	return buffer.subarray(0, read);
}

// src/sif/image-target.ts
const imageMode = 493;
const pendingLabel = ".sif-pull";
async function checkTarget(path) {
	try {
		if (!(await lstat(path)).isDirectory()) return;
	} catch (error) {
		if (errnoOf(error) === "ENOENT") return;
		throw fileSystemError(error, `look at ${path}`);
	}
	throw new OciError("INPUT_INVALID", `"${printable(path, 300)}" is a directory; give the name of a file for the image`, { detail: { input: "file" } });
}
async function writeImage(path, layer, open, options) {
	try {
		var _usingCtx$8 = _usingCtx();
		const { signal, onProgress } = options;
		const file = _usingCtx$8.a(await PendingFile.create(await stagingDirectory(path, options.tmpDir), pendingLabel, imageMode));
		const reader = _usingCtx$8.a(await open());
		let done = 0;
		for await (const chunk of verified(reader, layer, `the image ${layer.digest}`)) {
			throwIfAborted(signal);
			await file.write(chunk);
			done += chunk.byteLength;
			onProgress?.(done, layer.size);
		}
		await readSifImage(file.temporaryPath, { signal });
		try {
			await chmod(file.temporaryPath, imageMode);
		} catch (error) {
			throw fileSystemError(error, `make ${path} executable`);
		}
		throwIfAborted(signal);
		await file.commit(path);
	} catch (_) {
		_usingCtx$8.e = _;
	} finally {
		await _usingCtx$8.d();
	}
}
async function stagingDirectory(path, tmpDir) {
	const beside = dirname(resolve(path));
	if (tmpDir === void 0) return beside;
	const [own, other] = await Promise.all([deviceOf(beside), deviceOf(tmpDir)]);
	return own !== void 0 && own === other ? tmpDir : beside;
}
async function deviceOf(directory) {
	try {
		return (await stat(directory)).dev;
	} catch {
		return;
	}
}

// src/sif/media-types.ts
const sifDefaultTag = "latest";
const sifConfigMediaTypeV1 = "application/vnd.sylabs.sif.config.v1";
const sifLayerMediaTypeV1 = "application/vnd.sylabs.sif.layer.v1.sif";
const sifLayerMediaTypeProto = "appliciation/vnd.sylabs.sif.layer.tar";
function isSifLayer(mediaType) {
	return mediaType === "application/vnd.sylabs.sif.layer.v1.sif" || mediaType === "appliciation/vnd.sylabs.sif.layer.tar";
}

// src/sif/manifest.ts
async function resolveImage(source, reference, options) {
	const { descriptor, manifest } = await fetchManifest(source, reference, options);
	const [layer, ...others] = manifest.layers;
	if (layer === void 0 || others.length > 0) throw notAnImage(reference, `it has ${manifest.layers.length} layers, where a SIF image has one`);
	if (!isSifLayer(layer.mediaType)) throw notAnImage(reference, `its layer is of type "${printable(layer.mediaType, 200)}", not ${sifLayerMediaTypeV1} or ${sifLayerMediaTypeProto}`);
	if (layer.annotations?.["io.deis.oras.content.unpack"] === "true") throw notAnImage(reference, "its layer is a packed directory");
	return {
		manifest: descriptor,
		layer
	};
}
async function fetchManifest(source, reference, options) {
	const descriptor = plainDescriptor(await source.resolve(reference.selector, options));
	if (!isManifestMediaType(descriptor.mediaType)) throw notAnImage(reference, `it is of type "${printable(descriptor.mediaType, 200)}", and no manifest`);
	const bytes = await collect(await source.fetch(descriptor, options), maxManifestBytes, `the manifest ${descriptor.digest}`);
	const manifest = parseManifest(bytes, descriptor.mediaType);
	if (manifest.kind === "manifest") return {
		descriptor,
		manifest
	};
	throw notAnImage(reference, `it is ${manifest.kind === "index" ? "an index of several manifests; name one of them by its digest" : "a manifest of another kind"}`);
}
function notAnImage(reference, why) {
	return new OciError("UNSUPPORTED", `${formatReference(reference)} is not a SIF image: ${why}`);
}

// src/sif/reference.ts
function parseSifReference(text) {
	const bare = text.replace(/^(?:oras:)?\/\//, "");
	const reference = parseReference(bare);
	if (!bare.includes("/")) throw new OciError("REFERENCE_INVALID", `"${printable(text, 200)}" names no registry; write registry/repository:tag`);
	const tag = reference.tag ?? (reference.digest === void 0 ? "latest" : void 0);
	return {
		...reference,
		tag,
		selector: reference.digest ?? tag ?? "latest"
	};
}

// src/sif/download-image.ts
async function downloadImage(path, ref, options = {}) {
	try {
		var _usingCtx$7 = _usingCtx();
		const { signal, onProgress, tmpDir } = options;
		throwIfAborted(signal);
		const reference = parseSifReference(ref);
		await checkTarget(path);
		const connection = _usingCtx$7.a(await connectRepository(reference, options));
		const image = await resolveImage(connection.repository, reference, { signal });
		await writeImage(path, image.layer, () => connection.repository.fetch(image.layer, { signal }), {
			tmpDir,
			signal,
			onProgress
		});
		return {
			...image,
			reference,
			path
		};
	} catch (_) {
		_usingCtx$7.e = _;
	} finally {
		await _usingCtx$7.d();
	}
}

// src/sif/local-image.ts
const chunkBytes = 1048576;
async function imageHash(path, options = {}) {
	try {
		var _usingCtx$6 = _usingCtx();
		const file = _usingCtx$6.a(await openImageFile(path));
		const digester = new Digester();
		for await (const chunk of abortable(contentOf(file.handle, path), options.signal)) digester.update(chunk);
		return digester.digest();
	} catch (_) {
		_usingCtx$6.e = _;
	} finally {
		await _usingCtx$6.d();
	}
}
var LocalImage = class LocalImage {
	path;
	image;
	layer;
	#file;
	constructor(path, file, image, layer) {
		this.path = path;
		this.#file = file;
		this.image = image;
		this.layer = layer;
	}
	static async open(path, signal) {
		const title = basename(path);
		const reason = unsafePathReason(title);
		if (reason !== void 0) throw new OciError("INPUT_INVALID", `the image "${printable(path, 300)}" cannot be pushed under its own name: ${reason}`, { detail: { input: "file" } });
		const file = await openImageFile(path);
		try {
			const image = await readOpenImage(file.handle, file.size, path, signal);
			checkRunnable(image, path);
			const digester = new Digester();
			for await (const chunk of abortable(contentOf(file.handle, path), signal)) digester.update(chunk);
			if (digester.size !== file.size) throw changed(path);
			const layer = {
				mediaType: sifLayerMediaTypeV1,
				digest: digester.digest(),
				size: file.size,
				annotations: { [annotationTitle]: title }
			};
			return new LocalImage(path, file, image, layer);
		} catch (error) {
			await file[Symbol.asyncDispose]();
			throw error;
		}
	}
	async *content(onProgress) {
		const { digest, size } = this.layer;
		const digester = new Digester();
		for await (const chunk of contentOf(this.#file.handle, this.path)) {
			digester.update(chunk);
			if (digester.size > size) throw changed(this.path);
			onProgress?.(digester.size, size);
			yield chunk;
		}
		if (digester.size !== size || digester.digest() !== digest) throw changed(this.path);
	}
	async [Symbol.asyncDispose]() {
		await this.#file[Symbol.asyncDispose]();
	}
};
async function* contentOf(handle, path) {
	for (let position = 0;;) {
		const buffer = Buffer.allocUnsafeSlow(chunkBytes);
		const bytesRead = await readAt(handle, buffer, position, path);
		if (bytesRead === 0) return;
		position += bytesRead;
		yield buffer.subarray(0, bytesRead);
	}
}
async function readAt(handle, buffer, position, path) {
	try {
		return (await handle.read(buffer, 0, buffer.byteLength, position)).bytesRead;
	} catch (error) {
		throw fileSystemError(error, `read ${path}`);
	}
}
function changed(path) {
	return new OciError("FILE_CHANGED", `the image "${printable(path, 300)}" changed while it was read; run it again when nothing writes to it`);
}

// src/sif/pull-image.ts
async function pullImageToFile(cache, to, ref, tmpDir, options = {}) {
	try {
		var _usingCtx3 = _usingCtx();
		if (cache === void 0) return downloadImage(to, ref, {
			...options,
			tmpDir
		});
		const { signal, onProgress } = options;
		throwIfAborted(signal);
		const reference = parseSifReference(ref);
		await checkTarget(to);
		const connection = _usingCtx3.a(await connectRepository(reference, options));
		const source = cache.repository(connection.registry, reference);
		const image = await resolveImage(source, reference, { signal });
		await writeImage(to, image.layer, () => source.fetch(image.layer, {
			signal,
			onProgress
		}), {
			tmpDir,
			signal
		});
		return {
			...image,
			reference,
			path: to
		};
	} catch (_) {
		_usingCtx3.e = _;
	} finally {
		await _usingCtx3.d();
	}
}

// src/sif/upload-image.ts
async function uploadImage(path, ref, options = {}) {
	try {
		var _usingCtx$4 = _usingCtx();
		const { signal, onProgress } = options;
		throwIfAborted(signal);
		const reference = parseSifReference(ref);
		const { tag } = reference;
		if (reference.digest !== void 0 || tag === void 0) throw new OciError("REFERENCE_INVALID", "an image is pushed to a tag, not to a digest, which follows from the content; write registry/repository:tag");
		const local = _usingCtx$4.a(await LocalImage.open(path, signal));
		const { repository } = _usingCtx$4.a(await connectRepository(reference, options));
		const { layer } = local;
		const alreadyThere = await repository.exists(layer, { signal });
		if (!alreadyThere) await repository.push(plainDescriptor(layer), () => local.content(onProgress), { signal });
		await pushContent(repository, config, emptyJsonBytes, { signal });
		const bytes = manifestOf(local);
		const manifest = descriptorOf(mediaTypeImageManifest, bytes);
		await repository.push(manifest, () => once(bytes), {
			signal,
			tags: [tag]
		});
		return {
			reference,
			manifest,
			layer,
			alreadyThere
		};
	} catch (_) {
		_usingCtx$4.e = _;
	} finally {
		await _usingCtx$4.d();
	}
}
const config = {
	...emptyDescriptor,
	mediaType: sifConfigMediaTypeV1
};
function manifestOf({ image, layer }) {
	const created = isoDate(image.header.createdAt);
	return encodeJson({
		schemaVersion: 2,
		mediaType: mediaTypeImageManifest,
		config,
		layers: [layer],
		annotations: created === void 0 ? void 0 : { [annotationCreated]: created }
	});
}

// src/cli/cache.ts
const cacheCommand = async (args, context) => {
	const [verb = "", ...rest] = args;
	if (!isVerb$1(verb)) {
		const what = verb === "" ? "a verb is missing" : `"${printable(verb, 100)}" is not a verb`;
		throw new OciError("INPUT_INVALID", `${what}; write cache list, cache clean or cache verify; see "oci-artifact cache --help"`, { detail: { input: "cache" } });
	}
	await verbs$1[verb](rest, context);
};
const verbs$1 = {
	list,
	clean,
	verify: verify$1
};
const json = { json: { type: "boolean" } };
async function list(args, context) {
	const parsed = parseCommand("cache", args, json, ["directory"]);
	const { terminal, signal } = context;
	const entries = await (await open$1(parsed.positionals[0], context)).list({ signal });
	if (flagOf(parsed, "json")) {
		terminal.out(JSON.stringify({
			count: entries.length,
			bytes: bytesOf(entries),
			entries: entries.map(entryJson)
		}));
		return;
	}
	for (const entry of entries) terminal.out(entryLine(entry));
	terminal.out(total("", entries));
}
async function clean(args, context) {
	const parsed = parseCommand("cache", args, {
		...json,
		"max-size": { type: "string" }
	}, ["directory"]);
	const { terminal, signal } = context;
	const limit = textOf(parsed, "max-size");
	const maxBytes = limit === void 0 ? void 0 : byteSize(cliLabel("max-size"), limit);
	const cache = await open$1(parsed.positionals[0], context);
	const removed = await (maxBytes === void 0 ? cache.clean({ signal }) : cache.trim(maxBytes, { signal }));
	if (flagOf(parsed, "json")) terminal.out(JSON.stringify({
		count: removed.length,
		bytes: bytesOf(removed),
		removed: removed.map(entryJson)
	}));
	else terminal.out(total("removed ", removed));
}
async function verify$1(args, context) {
	const parsed = parseCommand("cache", args, json, ["directory"]);
	const { terminal, signal } = context;
	const cache = await open$1(parsed.positionals[0], context);
	const damaged = await cache.verify({ signal });
	const rest = await cache.list({ signal });
	if (flagOf(parsed, "json")) terminal.out(JSON.stringify({
		count: rest.length,
		bytes: bytesOf(rest),
		damaged: damaged.map(entryJson)
	}));
	else {
		for (const entry of damaged) terminal.out(`damaged  ${entryLine(entry)}`);
		terminal.out(total("whole: ", rest));
	}
	if (damaged.length > 0) terminal.fail(`${formatNumber(damaged.length, "blob")} in ${printable(cache.path)} did not hash to the name and ${damaged.length === 1 ? "is" : "are"} removed, to be fetched again when asked for`);
}
async function open$1(directory, { signal, terminal }) {
	if (directory === void 0 || directory === "") throw new OciError("INPUT_INVALID", "<directory> is empty; give the directory of a cache", { detail: { input: "directory" } });
	try {
		return await ArtifactCache.open(directory, {
			create: false,
			onWarning: terminal.warning,
			signal
		});
	} catch (error) {
		if (isOciError(error, "NOT_FOUND")) throw new OciError("INPUT_INVALID", error.message, {
			detail: { input: "directory" },
			cause: error
		});
		throw error;
	}
}
function entryJson({ digest, size, usedAt, mediaType, title, repositories }) {
	return {
		digest,
		size,
		"used-at": new Date(usedAt).toISOString(),
		"media-type": mediaType,
		title,
		repositories
	};
}
function entryLine({ digest, size, usedAt, mediaType, title, repositories }) {
	const what = repositories.length > 0 ? repositories.join(", ") : [mediaType, title].filter((word) => word !== void 0).join(" ");
	return `${shortDigest(digest)}  ${formatBytes(size).padStart(10)}  ${new Date(usedAt).toISOString()}  ${printable(what, 300)}`.trimEnd();
}
function total(verb, entries) {
	return `${verb}${formatNumber(entries.length, "blob")}, ${formatBytes(bytesOf(entries))}`;
}
function bytesOf(entries) {
	return entries.reduce((sum, { size }) => sum + size, 0);
}
function isVerb$1(text) {
	return Object.hasOwn(verbs$1, text);
}

// src/cli/copy.ts
const options$5 = flagsFor(copyInputNames);
const copyCommand = async (args, context) => {
	const { terminal } = context;
	const parsed = parseCommand("copy", args, options$5, ["source", "target"]);
	const [source = "", target = ""] = parsed.positionals;
	const inputs = await readCopyInputs({
		...await flagInputs$2(parsed, copyInputNames),
		source,
		target
	}, {
		label: cliLabel,
		notice: terminal.notice
	});
	const result = await run(inputs, context);
	if (flagOf(parsed, "json")) terminal.out(JSON.stringify(copyOutputs(result)));
	else for (const line of copyLines(result, inputs.plan.recursive)) terminal.out(line);
};
async function run(inputs, { terminal, env, signal, describe }) {
	const limit = inputs.timeoutMs === void 0 ? void 0 : AbortSignal.timeout(inputs.timeoutMs);
	try {
		return await copyBetween({
			...inputs.plan,
			from: toldConnection({
				...inputs.from,
				env,
				homedir: homedir()
			}, terminal),
			to: toldConnection({
				...inputs.to,
				env,
				homedir: homedir()
			}, terminal),
			signal: limit === void 0 ? signal : AbortSignal.any([signal, limit]),
			onEvent: (event) => {
				narrate(event, terminal);
			}
		});
	} catch (error) {
		describe({
			...copyFailureContext(error, inputs, cliLabel),
			timedOut: limit?.aborted === true
		});
		throw error;
	} finally {
		terminal.phase("");
	}
}

// src/cli/resolve-reference.ts
const registryInputNames$1 = Object.keys(registryInputDefaults);
async function withReference(command, args, context, work) {
	try {
		var _usingCtx$3 = _usingCtx();
		const { terminal, env, signal, describe } = context;
		const parsed = parseCommand(command.name, args, {
			...flagsFor(registryInputNames$1),
			...command.options
		}, ["reference", ...command.more ?? []]);
		const endpoint = readReference("reference", parsed.positionals[0] ?? "", cliLabel, terminal.notice);
		const access = await readRegistryAccess(inputReader(await flagInputs$2(parsed, registryInputNames$1), registryInputDefaults, cliLabel));
		describe({
			...placeContext("reference", endpoint),
			plainHttp: access.plainHttp
		});
		const connection = toldConnection({
			...access,
			env,
			homedir: homedir()
		}, {
			...terminal,
			line: terminal.debug
		});
		await work({
			parsed,
			endpoint,
			repository: _usingCtx$3.a(await openEndpoint(endpoint, {
				...connection,
				readOnly: command.writes !== true,
				create: false,
				signal
			})).repository,
			call: { signal }
		});
	} catch (_) {
		_usingCtx$3.e = _;
	} finally {
		await _usingCtx$3.d();
	}
}

// src/cli/delete.ts
const deleteCommand = (args, context) => withReference({
	name: "delete",
	writes: true
}, args, context, async (place) => {
	const name = formatEndpoint(place.endpoint);
	const what = await remove(place, name);
	if (flagOf(place.parsed, "json")) context.terminal.out(JSON.stringify({
		deleted: name,
		kind: what
	}));
	else context.terminal.out(`deleted the ${what} ${name}`);
});
async function remove({ endpoint, repository, call }, name) {
	const { tag, digest } = endpoint;
	const subject = cliLabel("reference");
	if (tag !== void 0 && digest !== void 0) throw inputError(subject, name, "names a tag and a digest; name the tag to delete that alone, or the digest to delete the manifest with all its tags");
	if (digest !== void 0) {
		await repository.delete(await repository.resolve(digest, call), call);
		return "manifest";
	}
	if (tag === void 0) throw inputError(subject, name, "names a whole repository; name a tag or a digest");
	try {
		await repository.untag(tag, call);
	} catch (error) {
		if (!isOciError(error, "UNSUPPORTED")) throw error;
		throw new OciError("UNSUPPORTED", `${error.message}; a registry that cannot delete a tag alone deletes a manifest by its digest, with all its tags`, {
			cause: error,
			status: error.status
		});
	}
	return "tag";
}

// src/cli/compare.ts
const blockBytes = 262144;
async function compareTrees(expected, actual) {
	const differences = [];
	await compareDirectories(expected, actual, "", differences);
	return differences;
}
async function compareDirectories(expected, actual, path, differences) {
	const [wanted, found] = await Promise.all([namesIn(join(expected, path)), namesIn(join(actual, path))]);
	for (const name of found) if (!wanted.has(name)) differences.push(`${join(path, name)} is too much`);
	for (const name of wanted) {
		const inner = join(path, name);
		if (!found.has(name)) differences.push(`${inner} is missing`);
		else await compareEntries(expected, actual, inner, differences);
	}
}
async function compareEntries(expected, actual, path, differences) {
	const [left, right] = [join(expected, path), join(actual, path)];
	const [wanted, found] = await Promise.all([lstat(left), lstat(right)]);
	if (kindOf(wanted) !== kindOf(found)) {
		differences.push(`${path} is a ${kindOf(found)}, not a ${kindOf(wanted)}`);
		return;
	}
	if (wanted.isSymbolicLink()) {
		const [from, to] = await Promise.all([readlink(left), readlink(right)]);
		if (from !== to) differences.push(`${path} links to ${to}, not to ${from}`);
		return;
	}
	const [mode, foundMode] = [wanted.mode & 511, found.mode & 511];
	if (process.platform !== "win32" && mode !== foundMode) differences.push(`${path} has mode ${foundMode.toString(8)}, not ${mode.toString(8)}`);
	if (wanted.isDirectory()) await compareDirectories(expected, actual, path, differences);
	else if (wanted.size !== found.size || !await sameBytes(left, right)) differences.push(`${path} has other content`);
}
async function namesIn(directory) {
	return new Set((await readdir(directory)).filter((name) => name !== ".git"));
}
async function sameBytes(left, right) {
	try {
		var _usingCtx$2 = _usingCtx();
		const a = _usingCtx$2.a(await open(left));
		const b = _usingCtx$2.a(await open(right));
		const [bufferA, bufferB] = [Buffer.alloc(blockBytes), Buffer.alloc(blockBytes)];
		for (;;) {
			const [readA, readB] = await Promise.all([fill(a, bufferA), fill(b, bufferB)]);
			if (!bufferA.subarray(0, readA).equals(bufferB.subarray(0, readB))) return false;
			if (readA < blockBytes) return true;
		}
	} catch (_) {
		_usingCtx$2.e = _;
	} finally {
		await _usingCtx$2.d();
	}
}
async function fill(file, buffer) {
	let filled = 0;
	while (filled < buffer.length) {
		const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, null);
		if (bytesRead === 0) break;
		filled += bytesRead;
	}
	return filled;
}
function kindOf(stats) {
	if (stats.isSymbolicLink()) return "symbolic link";
	if (stats.isDirectory()) return "directory";
	return stats.isFile() ? "file" : "special file";
}

// src/cli/pull.ts
const booleanInputs$1 = /* @__PURE__ */ new Set([
	"overwrite",
	"preserve-permissions",
	"plain-http",
	"insecure-tls"
]);
const listInputs$1 = /* @__PURE__ */ new Set(["include", "token-hosts"]);
const flagInputs$1 = pullInputNames.filter((name) => name !== "reference");
const maxTypesTold = 5;
const options$4 = {
	...Object.fromEntries(flagInputs$1.map((name) => [flagName$1(name), {
		type: booleanInputs$1.has(name) ? "boolean" : "string",
		multiple: listInputs$1.has(name)
	}])),
	"output-dir": {
		type: "string",
		short: "o"
	},
	"password-stdin": { type: "boolean" },
	json: { type: "boolean" }
};
const pullCommand = async (args, context) => {
	const parsed = parseCommand("pull", args, options$4, ["reference"]);
	const outcome = await pullDirectory(await rawInputs$2(parsed), context);
	const { files, pinnedReference, reference, digest, downloadPath } = outcome;
	const what = pinnedReference === "" ? `${reference} (${digest})` : pinnedReference;
	if (flagOf(parsed, "json")) context.terminal.out(pullJson(outcome));
	else context.terminal.out(`pulled ${what} into ${printable(downloadPath)} (${formatNumber(files.count, "file")}, ${formatBytes(outcome.layers.reduce((sum, { size }) => sum + size, 0))} downloaded)`);
};
async function pullDirectory(raw, context) {
	const { terminal, env } = context;
	const { place, connection, timeoutMs } = await readPullInputs(raw, {
		label: cliLabel,
		notice: terminal.notice
	});
	const limit = timeoutMs === void 0 ? void 0 : AbortSignal.timeout(timeoutMs);
	try {
		const outcome = await pullArtifact({
			...place,
			label: cliLabel,
			connection: toldConnection({
				...connection,
				env,
				homedir: homedir()
			}, terminal),
			signal: limit === void 0 ? context.signal : AbortSignal.any([context.signal, limit]),
			onProgress: (done, total) => {
				terminal.progress({
					phase: "pull",
					done,
					total
				});
			},
			onLayer: ({ digest, size }, path) => {
				terminal.line(`${shortDigest(digest)} (${formatBytes(size)}) → ${path}`);
			}
		});
		const { skipped } = outcome;
		if (skipped.length > 0) terminal.warning(`${formatNumber(skipped.length, "layer")} without a title not written: ${skipped.slice(0, maxTypesTold).map(({ mediaType }) => mediaType).join(", ")}`);
		return outcome;
	} catch (error) {
		context.describe({
			registry: place.source.kind === "registry" ? place.source.registry : void 0,
			plainHttp: connection.plainHttp,
			placeInput: "reference",
			directoryInput: "output-dir",
			timedOut: limit?.aborted === true
		});
		throw error;
	} finally {
		terminal.phase("");
	}
}
async function rawInputs$2(parsed) {
	const raw = {};
	for (const name of flagInputs$1) {
		const value = parsed.values[flagName$1(name)];
		if (value !== void 0) raw[name] = Array.isArray(value) ? value.map(String) : String(value);
	}
	if (flagOf(parsed, "password-stdin")) raw.password = (await text(process.stdin)).replace(/\r?\n$/, "");
	return {
		...raw,
		reference: parsed.positionals[0] ?? ""
	};
}
function flagName$1(name) {
	return cliLabel(name).slice(2);
}

// src/cli/push.ts
const booleanInputs = /* @__PURE__ */ new Set([
	"push-by-digest",
	"allow-outside-links",
	"plain-http",
	"insecure-tls",
	"push"
]);
const listInputs = /* @__PURE__ */ new Set([
	"tags",
	"annotations",
	"exclude",
	"token-hosts"
]);
const noFlags = /* @__PURE__ */ new Set([
	"source-dir",
	"target",
	"register-artifact",
	"write-docker-config",
	"summary"
]);
const flagInputs = publishInputNames.filter((name) => !noFlags.has(name));
const options$3 = {
	...Object.fromEntries(flagInputs.map((name) => [flagName(name), {
		type: booleanInputs.has(name) ? "boolean" : "string",
		multiple: listInputs.has(name)
	}])),
	"password-stdin": { type: "boolean" },
	json: { type: "boolean" }
};
const pushCommand = async (args, context) => {
	const parsed = parseCommand("push", args, options$3, ["source-dir", "target"]);
	const { result, inRegistry } = await pushDirectory(await rawInputs$1(parsed), context);
	if (flagOf(parsed, "json")) context.terminal.out(outputJson(result));
	else for (const line of outcomeLines(result, inRegistry)) context.terminal.out(line);
};
async function pushDirectory(raw, context) {
	const { terminal, env, signal } = context;
	const inputs = await readPublishInputs(raw, {
		env,
		label: pushLabel,
		notice: terminal.notice
	});
	const { target } = inputs.plan;
	const output = await claimOutput(target, inputs.outputDir, env["RUNNER_TEMP"]);
	const limit = inputs.timeoutMs === void 0 ? void 0 : AbortSignal.timeout(inputs.timeoutMs);
	try {
		return {
			result: await publish({
				...inputs.plan,
				label: pushLabel,
				outputDir: output.outputDir,
				signal: limit === void 0 ? signal : AbortSignal.any([signal, limit]),
				connection: toldConnection({
					...inputs.connection,
					env,
					homedir: homedir()
				}, terminal),
				onEvent: (event) => {
					narrate(event, terminal);
				}
			}),
			inRegistry: target.isOci && inputs.plan.push
		};
	} catch (error) {
		context.describe({
			label: pushLabel,
			directoryInput: "source-dir",
			registry: target.isOci ? target.registry : void 0,
			plainHttp: inputs.connection.plainHttp,
			isOutput: output.holds,
			timedOut: limit?.aborted === true
		});
		await output.undo();
		throw error;
	} finally {
		terminal.phase("");
	}
}
async function rawInputs$1(parsed) {
	const raw = {};
	const [sourceDir = "", target = ""] = parsed.positionals;
	for (const name of flagInputs) {
		const value = parsed.values[flagName(name)];
		if (value !== void 0) raw[name] = Array.isArray(value) ? value.map(String) : String(value);
	}
	if (flagOf(parsed, "password-stdin")) raw.password = (await text(process.stdin)).replace(/\r?\n$/, "");
	return {
		...raw,
		"source-dir": sourceDir,
		target
	};
}
function pushLabel(name) {
	return name === "subject" ? "--subject" : cliLabel(name);
}
function flagName(name) {
	return pushLabel(name).slice(2);
}

// src/cli/demo.ts
const options$2 = {
	"plain-http": { type: "boolean" },
	"insecure-tls": { type: "boolean" },
	"ca-file": { type: "string" },
	username: { type: "string" },
	password: { type: "string" }
};
const exampleDirectory = join("examples", "bundle");
const outputDirectory = "out";
const maxDifferences = 20;
const demoCommand = async (args, context) => {
	const parsed = parseCommand("demo", args, options$2, ["[directory]", "[target]"]);
	const [directory = exampleDirectory, target] = parsed.positionals;
	if (target !== void 0 && !target.startsWith("oci://")) throw inputError(cliLabel("target"), target, `does not begin with ${ociScheme}; write oci://registry/repository:tag`);
	const connect = {
		caFile: textOf(parsed, "ca-file"),
		username: textOf(parsed, "username"),
		password: textOf(parsed, "password"),
		insecureTls: flagOf(parsed, "insecure-tls")
	};
	if (target !== void 0) {
		await thereAndBack(directory, target, {
			...connect,
			plainHttp: flagOf(parsed, "plain-http")
		}, context);
		return;
	}
	const storage = await mkdtemp(join(tmpdir(), "oci-artifact-registry-"));
	try {
		try {
			var _usingCtx$1 = _usingCtx();
			const server = _usingCtx$1.a(await listen(await LayoutRegistry.open(storage)));
			context.terminal.out(`embedded registry at ${server.url}`);
			await thereAndBack(directory, `${ociScheme}${new URL(server.url).host}/demo/bundle:latest`, { plainHttp: true }, context);
		} catch (_) {
			_usingCtx$1.e = _;
		} finally {
			await _usingCtx$1.d();
		}
	} finally {
		await rm(storage, {
			recursive: true,
			force: true
		});
	}
};
async function thereAndBack(directory, target, connect, context) {
	const { terminal } = context;
	const raw = {
		"source-dir": directory,
		target,
		"output-dir": outputDirectory,
		...rawConnection(connect)
	};
	const { result, inRegistry } = await pushDirectory(raw, context);
	for (const line of outcomeLines(result, inRegistry)) terminal.out(line);
	await verify(directory, result.pinnedReference, connect, context);
	terminal.out("verified: what came back from the registry is the same, byte for byte\n\noutputs of a workflow step:");
	const texts = outputTexts(result);
	for (const name of outputNames) terminal.out(`  ${name}: ${texts[name].replaceAll("\n", ", ")}`);
}
function rawConnection({ plainHttp, insecureTls = false, caFile, username, password }) {
	return {
		"plain-http": String(plainHttp),
		"insecure-tls": String(insecureTls),
		"ca-file": caFile,
		username,
		password
	};
}
async function verify(directory, pinned, connect, context) {
	const temporary = await mkdtemp(join(tmpdir(), "oci-artifact-demo-"));
	try {
		const back = join(temporary, "bundle");
		await pullDirectory({
			reference: pinned,
			"output-dir": back,
			"preserve-permissions": "true",
			...rawConnection(connect)
		}, context);
		const differences = await compareTrees(directory, back);
		if (differences.length === 0) return;
		const shown = differences.slice(0, maxDifferences).join("; ");
		throw new OciError("DIGEST_MISMATCH", `what came back from ${pinned} is not what was sent: ${shown}`);
	} finally {
		await rm(temporary, {
			recursive: true,
			force: true
		});
	}
}

// src/cli/gc.ts
const options$1 = {
	storage: { type: "string" },
	layout: { type: "string" },
	grace: { type: "string" },
	"dry-run": { type: "boolean" },
	json: { type: "boolean" }
};
const gcCommand = async (args, context) => {
	const { terminal, signal } = context;
	const parsed = parseCommand("gc", args, options$1, []);
	const storage = textOf(parsed, "storage")?.trim() ?? "";
	if (storage === "") throw inputError(cliLabel("storage"), void 0, "it is missing; give the directory that a registry was stored in");
	const layout = oneOf(cliLabel("layout"), textOf(parsed, "layout") ?? "per-repository", storageLayouts);
	const graceMs = duration(cliLabel("grace"), textOf(parsed, "grace") ?? "1h") ?? 0;
	const dryRun = flagOf(parsed, "dry-run");
	context.describe({
		directoryInput: "storage",
		placeInput: "storage"
	});
	const deleted = await (await openStorage(resolve(storage), {
		layout,
		signal
	}, cliLabel)).gc({
		graceMs,
		dryRun,
		signal
	});
	const bytes = deleted.reduce((sum, { size }) => sum + size, 0);
	if (flagOf(parsed, "json")) {
		terminal.out(JSON.stringify({
			"dry-run": dryRun,
			count: deleted.length,
			bytes,
			deleted: deleted.map(({ digest, size }) => ({
				digest,
				size
			}))
		}));
		return;
	}
	for (const { digest, size } of deleted) terminal.out(`${digest}  ${formatBytes(size)}`);
	terminal.out(`${dryRun ? "would delete" : "deleted"} ${formatNumber(deleted.length, "blob")}, ${formatBytes(bytes)}`);
};

// src/cli/help.ts
const help = `oci-artifact: publish directories as OCI artifacts, and work with them

  oci-artifact push <source-dir> <target>   package a directory and push it
  oci-artifact pull <reference>             fetch an artifact and unpack it
  oci-artifact copy <source> <target>       copy an artifact between registries and layouts
  oci-artifact attach <subject> <file…>     attach files to a manifest, such as a bill of material
  oci-artifact index <target> <reference…>  assemble an index of manifests
  oci-artifact resolve <reference>          the digest that a tag stands for
  oci-artifact tag <reference> <tag…>       point tags to a manifest
  oci-artifact tags <repository>            list tags
  oci-artifact referrers <reference>        what refers to a manifest, as a tree
  oci-artifact manifest <reference>         show a manifest
  oci-artifact delete <reference>           delete a tag, or a manifest by its digest
  oci-artifact serve                        run a registry on this machine
  oci-artifact gc --storage <dir>           delete what no manifest in its storage needs
  oci-artifact sif <verb> …                 push, pull, hash and inspect SIF images
  oci-artifact cache <verb> <directory>     list, clean and verify a cache of artifacts
  oci-artifact demo [directory] [target]    push, pull back and compare

"oci-artifact <command> --help" lists a command's options. The log goes to stderr, results to stdout.
A reference is registry/repository[:tag][@digest], with or without oci://, or an image layout: ./path:tag, layout:path@digest.
Exit code 0 says that all is well, 1 that it is not.`;
const registryOptions = `  --plain-http                  speak HTTP without TLS
  --insecure-tls                accept any certificate
  --ca-file <path>              PEM file with certificate authorities to trust as well
  --username <name>             with --password or --password-stdin
  --password <text>
  --password-stdin              read the password from standard input
  --github-token <token>        for ghcr.io when nothing more specific is configured
  --token-host <host>           a host of another domain that may issue the registry's tokens; may be given several times
  --retries <n>                 tries of each request, default 5`;
const helps = {
	push: `oci-artifact push <source-dir> <target> [options]

Packages <source-dir> and pushes it to <target>: oci://registry/repository[:tag], or the path of a directory, which then
becomes an OCI image layout and nothing is pushed.

  --tag <tag>                   a further tag; may be given several times
  --push-by-digest              write no tag at all
  --sub-dir <path>              package only this directory, keeping its path inside the artifact
  --annotation <key=value>      "key=" removes one; may be given several times
  --version <text>              becomes org.opencontainers.image.version
  --artifact-type <type>        default application/vnd.nvidia.aicr.artifact
  --subject <reference>         a digest or tag in the target's repository that the artifact refers to; no tag is written then
                                unless one is given
  --platform <os/arch>          recorded for an index, such as linux/arm64
  --exclude <pattern>           gitignore-style; may be given several times; .git is always excluded
  --symlinks <mode>             preserve (default), follow or error
  --allow-outside-links         store links that leave the source as they are
  --modes <mode>                keep (default) or normalize
  --timestamp <date>            creation date, RFC 3339; default SOURCE_DATE_EPOCH, else 1970-01-01T00:00:00Z
  --compression <kind>          gzip (default), zstd or none
  --compression-level <n>       0 to 9 for gzip, 1 to 22 for zstd
  --if-tag-exists <mode>        overwrite (default), skip or fail
  --no-push                     package and report without pushing
  --plain-http                  speak HTTP without TLS
  --insecure-tls                accept any certificate
  --ca-file <path>              PEM file with certificate authorities to trust as well
  --username <name>             with --password or --password-stdin
  --password <text>
  --password-stdin              read the password from standard input
  --github-token <token>        for ghcr.io when nothing more specific is configured
  --token-host <host>           a host of another domain that may issue the registry's tokens; may be given several times
  --retries <n>                 tries of each request, default 5
  --timeout <time>              limit for the whole run, such as 30m; default none
  --concurrency <n>             blobs pushed at a time, default 4
  --output-dir <path>           where oci-layout goes; default a new temporary directory
  --json                        print one JSON object whose keys are the action's outputs`,
	pull: `oci-artifact pull <reference> [options]

Fetches the artifact that <reference> names, checks it and unpacks it: registry/repository[:tag][@digest], with or without oci://,
or an OCI image layout, layout:PATH[:tag][@digest] or ./PATH[:tag][@digest].

  -o, --output-dir <dir>        where to; default the working directory
  --platform <os/arch>          of an index, the manifest for this platform, such as linux/arm64
  --include <pattern>           write only paths that match, gitignore-style; may be given several times
  --expected-digest <digest>    fail when <reference> resolves to something else
  --no-overwrite                fail when a file would be replaced
  --preserve-permissions        keep modes as they are stored instead of applying the umask
  --plain-http                  speak HTTP without TLS
  --insecure-tls                accept any certificate
  --ca-file <path>              PEM file with certificate authorities to trust as well
  --username <name>             with --password or --password-stdin
  --password <text>
  --password-stdin              read the password from standard input
  --github-token <token>        for ghcr.io when nothing more specific is configured
  --token-host <host>           a host of another domain that may issue the registry's tokens; may be given several times
  --retries <n>                 tries of each request, default 5
  --timeout <time>              limit for the whole run, such as 30m; default none
  --concurrency <n>             layers downloaded at a time, default 3
  --json                        print one JSON object whose keys are the action's outputs`,
	copy: `oci-artifact copy <source> <target> [options]

Copies an artifact or image, byte for byte. Each place is registry/repository[:tag][@digest], or an image layout (./path:tag,
layout:path). A target without a tag gets the source's; one with a digest must get that content.

  --recursive                   take along referrers, and the tags in which cosign keeps signatures and attestations
  --platform <os/arch>          of an index, copy the manifest for this platform alone
  --tag <tag>                   a further tag at the target; may be given several times
  --plain-http                  speak HTTP without TLS; for one side --from-plain-http or --to-plain-http
  --insecure-tls                accept any certificate; for one side --from-insecure-tls or --to-insecure-tls
  --ca-file <path>              PEM file with certificate authorities; for one side --from-ca-file or --to-ca-file
  --from-username <name>        at the source, with --from-password or --from-password-stdin
  --from-password <text>
  --from-password-stdin         read it from standard input
  --to-username <name>          at the target, with --to-password or --to-password-stdin
  --to-password <text>
  --to-password-stdin           read it from standard input
  --github-token <token>        for ghcr.io when nothing more specific is configured
  --token-host <host>           a host of another domain that may issue a registry's tokens; may be given several times;
                                for one side --from-token-host or --to-token-host
  --token-host <host>           a host of another domain that may issue the registry's tokens; may be given several times
  --retries <n>                 tries of each request, default 5
  --timeout <time>              limit for the whole run, such as 30m; default none
  --concurrency <n>             blobs and manifests copied at a time, default 4
  --json                        print one JSON object whose keys are the action's outputs`,
	attach: `oci-artifact attach <subject> <file…> --artifact-type <type> [options]

Pushes files as an artifact that refers to <subject>. A file is path or path:media/type; its name becomes its title.

  --artifact-type <type>        what is attached, for example application/vnd.cyclonedx+json
  --annotation <key=value>      may be given several times
  --timestamp <date>            creation date, RFC 3339; default SOURCE_DATE_EPOCH, else 1970-01-01T00:00:00Z
${registryOptions}
  --timeout <time>              limit for the whole run, such as 30m; default none
  --concurrency <n>             files pushed at a time, default 4
  --json                        print one JSON object whose keys are the action's outputs`,
	index: `oci-artifact index <target> [<reference…>] [options]

Assembles an OCI index at <target>. Each <reference> names a manifest; sha256:… , a tag, or a pattern of tags ("build-*") is one in
the target's repository; @path is a file, a directory or a pattern of files that hold references, one a line. Behind any of them
=os/arch[/variant] names the platform, where the manifest does not tell it.

  --needs <json>                take each output pinned-reference of a workflow's jobs, as toJSON(needs) gives them
  --expect <n>                  fewer manifests are an error
  --tag <tag>                   a further tag; may be given several times
  --annotation <key=value>      may be given several times
  --artifact-type <type>        default none
  --timestamp <date>            creation date, RFC 3339; default SOURCE_DATE_EPOCH, else 1970-01-01T00:00:00Z
${registryOptions}
  --timeout <time>              limit for the whole run, such as 30m; default none
  --concurrency <n>             manifests looked at at a time, default 4
  --json                        print one JSON object whose keys are the action's outputs`,
	resolve: `oci-artifact resolve <reference> [options]

Prints the digest that <reference> stands for.

  --platform <os/arch>          of an index, the manifest for this platform
${registryOptions}
  --json                        print one JSON object`,
	tag: `oci-artifact tag <reference> <tag…> [options]

Points tags of the same repository to what <reference> names.

${registryOptions}
  --json                        print one JSON object`,
	tags: `oci-artifact tags <reference> [options]

Lists the tags of a repository, one a line.

${registryOptions}
  --json                        print one JSON object`,
	referrers: `oci-artifact referrers <reference> [options]

Shows what refers to a manifest, what refers to that, and so on, as a tree.

  --platform <os/arch>          of an index, the manifest for this platform
  --artifact-type <type>        only referrers of this type, with what refers to them
${registryOptions}
  --json                        print one JSON object`,
	manifest: `oci-artifact manifest <reference> [options]

Prints a manifest or index, indented for reading.

  --platform <os/arch>          of an index, the manifest for this platform
${registryOptions}
  --json                        print it exactly as it is stored, and a line break`,
	delete: `oci-artifact delete <reference> [options]

Deletes a tag, and nothing else, when <reference> has a tag; a manifest with all its tags when it has a digest.

${registryOptions}
  --json                        print one JSON object`,
	serve: `oci-artifact serve [options]

Runs a registry until it is told to stop. The first line of stdout is its base URL; the log goes to stderr.

  --address <address>           default 127.0.0.1; one that other machines reach needs --htpasswd
  --port <n>                    default 0, a free one
  --storage <dir>               keep content as image layouts below this directory, which is made when absent; default in memory
  --layout <arrangement>        per-repository (default), an image layout for each repository, or shared, one for all
  --quota <size>                bytes that may be stored, such as 500MB or 20GiB; default no limit
  --read-only                   nothing can be pushed or deleted
  --immutable                   what was pushed, tags too, can neither change nor vanish
  --prefix <name>               serve the repositories below this name, and call them without it
  --allow-sparse                take manifests whose content is not all here
  --upstream <url>              fetch what is not here from this registry and keep it; pushes and deletes go there
  --username <name>             at the upstream, with --password or --password-stdin; else as configured for Docker or Podman
  --password <text>
  --password-stdin              read the password from standard input
  --github-token <token>        for ghcr.io as upstream when nothing more specific is configured
  --ca-file <path>              PEM file with certificate authorities to trust as well, for the upstream
  --insecure-tls                accept any certificate of the upstream
  --htpasswd <file>             ask for user name and password; bcrypt entries, as "htpasswd -B" makes them
  --insecure-anonymous          let everybody who reaches the address do everything
  --tls-cert <file>             serve HTTPS with this PEM certificate, and
  --tls-key <file>              its private key
  --verbose                     log every request`,
	gc: `oci-artifact gc --storage <dir> [options]

Deletes blobs that no manifest in the storage of a registry needs. The registry may go on running meanwhile.

  --storage <dir>               what "serve --storage" was given, or an image layout (with --layout shared)
  --layout <arrangement>        per-repository (default) or shared
  --grace <time>                leave alone what was stored or asked for within this time, default 1h
  --dry-run                     say what would be deleted, and delete nothing
  --json                        print one JSON object`,
	sif: `oci-artifact sif push <file> <reference> [options]
oci-artifact sif pull <reference> [<file>] [options]
oci-artifact sif hash <file>
oci-artifact sif inspect <file> [--json]

SIF images, as Apptainer and Singularity keep them in registries. <reference> is registry/repository[:tag][@digest], with or
without oras://; the tag is "latest" when neither is given.

push     checks that <file> is a SIF image that can be run, and uploads it
pull     downloads one; <file> is by default the last part of the name, the tag and ".sif", as in app_latest.sif
hash     prints the digest of a file, sha256:…
inspect  prints what "siftool header" and "siftool list" print

  --force                       pull: replace a file that is there
  --cache <dir>                 pull: keep images in this directory, which is made when absent, and take them from there
  --cache-size <size>           pull: throw out what was used least recently above this, such as 20GiB; default no limit
${registryOptions}
  --json                        print one JSON object`,
	cache: `oci-artifact cache list <directory> [--json]
oci-artifact cache clean <directory> [--max-size <size>] [--json]
oci-artifact cache verify <directory> [--json]

Looks after a cache of artifacts, such as "sif pull --cache" makes. Others may use it meanwhile.

list     what is in it, the most recently used first
clean    throws out everything, or what was used least recently above --max-size
verify   hashes everything, and throws out what is damaged; exit code 1 says that something was

  --max-size <size>             clean: what may stay, such as 5GiB
  --json                        print one JSON object`,
	demo: `oci-artifact demo [directory] [oci://registry/repository:tag] [options]

Packages a directory (default examples/bundle), pushes it to an embedded registry or to the one named, pulls it back, compares
byte for byte, and prints what a workflow would get as outputs. The layout stays in out/oci-layout.

  --plain-http                  speak HTTP without TLS
  --insecure-tls                accept any certificate
  --ca-file <path>              PEM file with certificate authorities to trust as well
  --username <name>             with --password
  --password <text>`
};
function helpOf(command) {
	return helps[command];
}

// src/cli/manifest.ts
const manifestCommand = (args, context) => withReference({
	name: "manifest",
	options: { platform: { type: "string" } }
}, args, context, async ({ parsed, endpoint, repository, call }) => {
	const targetPlatform = readPlatform("platform", textOf(parsed, "platform"), cliLabel);
	const { bytes, descriptor } = await fetchBytes(repository, referenceOf(endpoint), {
		...call,
		targetPlatform
	});
	parseManifest(bytes, descriptor.mediaType);
	const text = new TextDecoder().decode(bytes);
	if (flagOf(parsed, "json")) {
		context.terminal.out(text);
		return;
	}
	for (const line of JSON.stringify(JSON.parse(text), void 0, 2).split("\n")) context.terminal.out(printable(line, Infinity));
});

// src/cli/referrers.ts
const referrersCommand = (args, context) => withReference({
	name: "referrers",
	options: {
		platform: { type: "string" },
		"artifact-type": { type: "string" }
	}
}, args, context, async ({ parsed, endpoint, repository, call }) => {
	const targetPlatform = readPlatform("platform", textOf(parsed, "platform"), cliLabel);
	const subject = await resolve$1(repository, referenceOf(endpoint), {
		...call,
		targetPlatform
	});
	const wanted = textOf(parsed, "artifact-type");
	const all = await treeOf(repository, subject, { left: maxCompanions }, call);
	const referrers = wanted === void 0 ? all : all.filter((node) => node["artifact-type"] === wanted);
	const reference = formatEndpoint({
		...repositoryOf(endpoint),
		digest: subject.digest
	});
	if (flagOf(parsed, "json")) {
		context.terminal.out(JSON.stringify({
			reference,
			digest: subject.digest,
			"media-type": subject.mediaType,
			size: subject.size,
			referrers
		}));
		return;
	}
	context.terminal.out(reference);
	for (const line of drawn(referrers, "")) context.terminal.out(line);
});
async function treeOf(repository, subject, budget, call) {
	const nodes = [];
	for (const referrer of await listReferrers(repository, subject, call)) {
		if (budget.left-- <= 0) throw new OciError("SIZE_LIMIT", `more than ${maxCompanions} manifests refer to it`);
		nodes.push({
			digest: referrer.digest,
			"media-type": referrer.mediaType,
			"artifact-type": referrer.artifactType ?? "",
			size: referrer.size,
			annotations: referrer.annotations ?? {},
			referrers: await treeOf(repository, referrer, budget, call)
		});
	}
	return nodes;
}
function drawn(nodes, indent) {
	return nodes.flatMap((node, index) => {
		const last = index === nodes.length - 1;
		const type = printable(node["artifact-type"] || node["media-type"], 200);
		return [`${indent}${last ? "└─" : "├─"} ${type} ${node.digest} (${formatBytes(node.size)})`, ...drawn(node.referrers, `${indent}${last ? "   " : "│  "}`)];
	});
}

// src/cli/resolve.ts
const resolveCommand = (args, context) => withReference({
	name: "resolve",
	options: { platform: { type: "string" } }
}, args, context, async ({ parsed, endpoint, repository, call }) => {
	const targetPlatform = readPlatform("platform", textOf(parsed, "platform"), cliLabel);
	const descriptor = await resolve$1(repository, referenceOf(endpoint), {
		...call,
		targetPlatform
	});
	if (!flagOf(parsed, "json")) {
		context.terminal.out(descriptor.digest);
		return;
	}
	const tags = endpoint.tag === void 0 || targetPlatform !== void 0 ? [] : [endpoint.tag];
	const { "artifact-type": _, checksums: __, tags: ___, ...outputs } = placedOutputs(placed(endpoint, descriptor, void 0, tags));
	context.terminal.out(JSON.stringify(outputs));
});

// src/cli/serve.ts
const options = {
	...Object.fromEntries(serveInputNames.map((name) => [name, { type: isFlag(name) ? "boolean" : "string" }])),
	"password-stdin": { type: "boolean" },
	verbose: { type: "boolean" }
};
const serveCommand = async (args, context) => {
	const parsed = parseCommand("serve", args, options, []);
	const plan = await readServeInputs(await rawInputs(parsed), cliLabel);
	const { terminal, env, signal } = context;
	context.describe({
		registry: plan.upstream?.registry,
		plainHttp: plan.upstream?.plainHttp,
		placeInput: plan.upstream === void 0 ? "address" : "upstream",
		directoryInput: "storage"
	});
	const serving = await serve(plan, {
		label: cliLabel,
		connection: toldConnection({
			env,
			homedir: homedir()
		}, terminal),
		keepUploads: true,
		signal,
		onAccess: flagOf(parsed, "verbose") ? (entry) => {
			terminal.line(accessLine(entry));
		} : void 0,
		onError: (error, doing) => {
			terminal.warning(`${doing}: ${error instanceof Error ? error.message : String(error)}`);
		}
	});
	try {
		terminal.out(serving.url);
		terminal.line(describe(plan));
		await stopped(context);
	} finally {
		await serving.close();
	}
};
function isFlag(name) {
	return serveInputDefaults[name] === "false";
}
async function rawInputs(parsed) {
	const raw = {};
	for (const name of serveInputNames) {
		const value = isFlag(name) ? String(flagOf(parsed, name)) : textOf(parsed, name);
		if (value?.trim() === "") throw inputError(cliLabel(name), void 0, "is empty; give it a value, or leave it out");
		if (value !== void 0) raw[name] = value;
	}
	if (flagOf(parsed, "password-stdin")) raw.password = (await text(process.stdin)).replace(/\r?\n$/, "");
	return raw;
}
function describe(plan) {
	const place = plan.storage === void 0 ? "from memory; everything is gone when this ends" : `the image layouts in ${plan.storage}`;
	const manner = [
		plan.readOnly ? "read-only" : void 0,
		plan.immutable ? "immutable" : void 0,
		plan.prefix === void 0 ? void 0 : `the repositories below ${plan.prefix}`,
		plan.upstream === void 0 ? void 0 : `a cache of ${plan.upstream.registry}`
	].filter((word) => word !== void 0);
	return `serving ${place}${manner.length === 0 ? "" : ` (${manner.join(", ")})`}`;
}
async function stopped({ signal }) {
	if (signal.aborted) return;
	await new Promise((resolve) => {
		signal.addEventListener("abort", () => {
			resolve();
		}, { once: true });
	});
}

// src/cli/sif.ts
const registryInputNames = Object.keys(registryInputDefaults);
const registryFlags = flagsFor(registryInputNames);
const sifCommand = async (args, context) => {
	const [verb = "", ...rest] = args;
	if (!isVerb(verb)) throw noVerb(verb);
	context.describe({ placeInput: "reference" });
	await verbs[verb](rest, context);
};
const verbs = {
	push,
	pull,
	hash: hash$1,
	inspect: inspect$1
};
async function push(args, context) {
	const parsed = parseCommand("sif", args, registryFlags, ["file", "reference"]);
	const [file = "", reference = ""] = parsed.positionals;
	const options = await connection(parsed, parseSifReference(reference), "push", context);
	try {
		const pushed = await localErrors(() => uploadImage(file, reference, options));
		const { manifest, layer } = pushed;
		const name = formatReference(pushed.reference);
		const pinned = pinnedReference(pushed.reference, manifest.digest);
		if (flagOf(parsed, "json")) context.terminal.out(JSON.stringify({
			reference: name,
			"pinned-reference": pinned,
			digest: manifest.digest,
			"media-type": manifest.mediaType,
			"layer-digest": layer.digest,
			"layer-size": layer.size
		}));
		else context.terminal.out(`pushed ${name} (${pinned}), ${formatBytes(layer.size)}${pushed.alreadyThere ? ", which were there already" : ""}`);
	} finally {
		context.terminal.phase("");
	}
}
const pullFlags = {
	...registryFlags,
	force: { type: "boolean" },
	cache: { type: "string" },
	"cache-size": { type: "string" }
};
async function pull(args, context) {
	const parsed = parseCommand("sif", args, pullFlags, ["reference", "[file]"]);
	const [name = "", given] = parsed.positionals;
	const reference = parseSifReference(name);
	const file = given ?? fileName(reference);
	if (!flagOf(parsed, "force")) await refuseExisting(file);
	const options = await connection(parsed, reference, "pull", context);
	const cache = await openCache(parsed, context);
	try {
		const { manifest, layer } = await pullImageToFile(cache, file, name, void 0, options);
		const pinned = pinnedReference(reference, manifest.digest);
		if (flagOf(parsed, "json")) context.terminal.out(JSON.stringify({
			reference: formatReference(reference),
			"pinned-reference": pinned,
			digest: manifest.digest,
			"layer-digest": layer.digest,
			"layer-size": layer.size,
			path: resolve(file)
		}));
		else context.terminal.out(`pulled ${pinned} into ${printable(file)} (${formatBytes(layer.size)})`);
	} finally {
		context.terminal.phase("");
	}
}
async function hash$1(args, { terminal, signal }) {
	const [file = ""] = parseCommand("sif", args, {}, ["file"]).positionals;
	terminal.out(await imageHash(file, { signal }));
}
async function inspect$1(args, { terminal, signal }) {
	const parsed = parseCommand("sif", args, { json: { type: "boolean" } }, ["file"]);
	const [file = ""] = parsed.positionals;
	const image = await localErrors(() => readSifImage(file, { signal }));
	if (flagOf(parsed, "json")) terminal.out(JSON.stringify(imageJson(image)));
	else for (const line of describeImage(image)) terminal.out(line);
}
async function connection(parsed, reference, phase, { terminal, env, signal, describe }) {
	const access = await readRegistryAccess(inputReader(await flagInputs$2(parsed, registryInputNames), registryInputDefaults, cliLabel));
	describe({
		registry: reference.registry,
		plainHttp: access.plainHttp,
		placeInput: "reference"
	});
	return {
		...toldConnection({
			...access,
			env,
			homedir: homedir()
		}, terminal),
		signal,
		onProgress: (done, total) => {
			terminal.progress({
				phase,
				done,
				total
			});
		}
	};
}
async function openCache(parsed, { terminal, signal }) {
	const directory = textOf(parsed, "cache");
	const size = textOf(parsed, "cache-size");
	if (directory === "") throw inputProblem("--cache is empty; give a directory, or leave it out", "cache");
	if (directory === void 0 && size !== void 0) throw inputProblem("--cache-size is the limit of --cache, which is missing", "cache-size");
	return directory === void 0 ? void 0 : openSifCache(directory, {
		maxBytes: size === void 0 ? void 0 : byteSize(cliLabel("cache-size"), size),
		onWarning: terminal.warning,
		signal
	});
}
function fileName({ repository, tag, digest }) {
	return `${repository.slice(repository.lastIndexOf("/") + 1)}_${tag ?? (digest === void 0 ? "latest" : digestHex(digest).slice(0, 12))}.sif`;
}
async function refuseExisting(file) {
	if (await lstat(file).catch(() => void 0) !== void 0) throw inputProblem(`"${printable(file, 300)}" is there already; give --force to replace it, or another name`, "file");
}
async function localErrors(work) {
	try {
		return await work();
	} catch (error) {
		if (isOciError(error, "ARCHIVE_INVALID")) throw new OciError("INPUT_INVALID", error.message, {
			detail: { input: "file" },
			cause: error
		});
		throw error;
	}
}
function pinnedReference({ registry, repository }, digest) {
	return formatReference({
		registry,
		repository,
		digest
	});
}
function inputProblem(text, input) {
	return new OciError("INPUT_INVALID", text, { detail: { input } });
}
function isVerb(text) {
	return Object.hasOwn(verbs, text);
}
function noVerb(text) {
	return inputProblem(`${text === "" ? "a verb is missing" : `"${printable(text, 100)}" is not a verb`}; write sif push, sif pull, sif hash or sif inspect; see "oci-artifact sif --help"`, "sif");
}

// src/cli/tag.ts
const tagCommand = (args, context) => withReference({
	name: "tag",
	more: ["tag…"],
	writes: true
}, args, context, async ({ parsed, endpoint, repository, call }) => {
	const tags = [...new Set(parsed.positionals.slice(1))];
	for (const tag of tags) if (!isTag(tag)) throw inputError("<tag>", tag, "is not a tag; use letters, digits, \"_\", \".\" and \"-\", not \".\" or \"-\" first, at most 128 characters");
	const { digest } = await tagN(repository, referenceOf(endpoint), tags, call);
	const references = tags.map((tag) => formatEndpoint({
		...repositoryOf(endpoint),
		tag
	}));
	if (flagOf(parsed, "json")) context.terminal.out(JSON.stringify({
		digest,
		tags: references
	}));
	else for (const reference of references) context.terminal.out(`${reference} points to ${digest}`);
});

// src/cli/tags.ts
const tagsCommand = (args, context) => withReference({ name: "tags" }, args, context, async ({ parsed, endpoint, repository, call }) => {
	const name = formatEndpoint(endpoint);
	if (endpoint.tag !== void 0 || endpoint.digest !== void 0) throw inputError(cliLabel("reference"), name, "names one manifest; name the repository alone");
	if (flagOf(parsed, "json")) {
		context.terminal.out(JSON.stringify({
			name,
			tags: await Array.fromAsync(repository.tags(call))
		}));
		return;
	}
	for await (const tag of repository.tags(call)) context.terminal.out(printable(tag));
});

// src/cli/terminal.ts
const now = () => performance.now();
function openTerminal(log, out, debug) {
	const bar = log.isTTY ? new ProgressBar((text) => log.write(text), now, () => log.columns) : void 0;
	const printer = new Printer((text) => {
		bar?.clear();
		log.write(`${text}\n`);
	});
	const line = (text) => {
		printer.line(text);
	};
	const lines = progressLines(line, now);
	for (const stream of [log, out]) stream.on("error", () => {});
	return {
		line,
		phase: () => {
			bar?.clear();
		},
		notice: (text) => {
			line(`note: ${text}`);
		},
		warning: (text) => {
			line(`warning: ${text}`);
		},
		debug: (text) => {
			if (debug) line(text);
		},
		progress: (progress) => {
			if (bar === void 0) lines(progress);
			else bar.update(progress);
		},
		out: (text) => {
			bar?.clear();
			out.write(`${text}\n`);
		},
		fail: (text) => {
			process.exitCode = 1;
			line(`error: ${text}`);
		},
		hide: (secret) => {
			printer.hide(secret);
		}
	};
}

// src/cli/main.ts
const commands = {
	push: pushCommand,
	pull: pullCommand,
	copy: copyCommand,
	attach: attachCommand,
	index: indexCommand,
	resolve: resolveCommand,
	tag: tagCommand,
	tags: tagsCommand,
	referrers: referrersCommand,
	manifest: manifestCommand,
	delete: deleteCommand,
	serve: serveCommand,
	gc: gcCommand,
	sif: sifCommand,
	cache: cacheCommand,
	demo: demoCommand
};
async function main(args) {
	const debug = process.env["OCI_ARTIFACT_DEBUG"] === "1";
	const terminal = openTerminal(process.stderr, process.stdout, debug);
	const stop = new AbortController();
	let failure = { label: cliLabel };
	const interrupt = (signal) => {
		if (stop.signal.aborted) process.exit(1);
		stop.abort(/* @__PURE__ */ new Error(`cancelled by ${signal}`));
	};
	process.on("SIGINT", interrupt);
	process.on("SIGTERM", interrupt);
	try {
		const [name, ...rest] = args;
		if (name === void 0 || name === "--help" || name === "-h" || name === "help") {
			terminal.out(isCommand(rest[0]) ? helpOf(rest[0]) : help);
			process.exitCode = name === void 0 ? 1 : 0;
			return;
		}
		if (!isCommand(name)) {
			terminal.fail(`"${name}" is not a command; choose ${listed(Object.keys(commands))}, or ask for --help`);
			return;
		}
		if (rest.includes("--help") || rest.includes("-h")) {
			terminal.out(helpOf(name));
			return;
		}
		await commands[name](rest, {
			terminal,
			signal: stop.signal,
			env: process.env,
			describe: (context) => {
				failure = {
					label: cliLabel,
					...context
				};
			}
		});
	} catch (error) {
		terminal.fail(explainFailure(error, failure));
		if (debug) for (const line of inspect(error, { depth: 8 }).split("\n")) terminal.line(line);
	} finally {
		process.off("SIGINT", interrupt);
		process.off("SIGTERM", interrupt);
	}
}
function isCommand(name) {
	return name !== void 0 && Object.hasOwn(commands, name);
}
function listed(names) {
	return `${names.slice(0, -1).join(", ")} or ${names.at(-1) ?? ""}`;
}

export { main };