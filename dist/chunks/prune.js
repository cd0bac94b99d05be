let require_rolldown_runtime;
const require_serving_storage = require("./serving-storage.js");
let require_connect;
let require_secret_forms;
let require_transport;
let require_open_transport;
const require_spec = require("./spec.js");
let require_address;
let require_layout;
const require_options = require("./options.js");
let require_fetch;
let require_transfer;
let require_usingCtx;
const require_run = require("./run.js");
const require_bucket_options = require("./bucket-options.js");
let require_markdown;
let node_path;
let node_crypto;
let node_fs_promises;

// src/github/packages.ts
const maxResponseBytes = 16777216;
const maxPages = 5e3;
const pageSize$1 = 100;
var GitHubPackage = class {
	#options;
	#api;
	#path;
	constructor(options) {
		this.#options = options;
		this.#api = new URL(options.api.pathname.replace(/\/*$/, "/"), options.api);
	}
	async *versions(options = {}) {
		const path = await this.#versionsPath(options);
		const seen = /* @__PURE__ */ new Set();
		let url = new URL(`${path}?per_page=${pageSize$1}`, this.#api);
		for (let page = 1; url !== void 0; page++) {
			if (page > maxPages || seen.has(url.href)) throw new require_spec.OciError("PROTOCOL", `cannot list the versions of ${this.#title}: the pages do not end`);
			seen.add(url.href);
			const { value, next } = await this.#get(url, `list the versions of ${this.#title}`, options);
			if (!Array.isArray(value)) throw this.#malformed("list the versions");
			for (const item of value) {
				const version = versionOf(item);
				if (version !== void 0) yield version;
			}
			url = next;
		}
	}
	async version(id, options = {}) {
		const path = await this.#versionsPath(options);
		const operation = `read version ${id} of ${this.#title}`;
		const response = await this.#send("GET", new URL(`${path}/${id}`, this.#api), options);
		if (response.status === 404) {
			await response.body.discard();
			return;
		}
		const { value } = await this.#read(response, operation);
		return versionOf(value);
	}
	async delete(id, options = {}) {
		const path = await this.#versionsPath(options);
		const response = await this.#send("DELETE", new URL(`${path}/${id}`, this.#api), options);
		const { status } = response;
		if (status === 400 || status === 422) return await errorText(response) || `GitHub answered ${status}`;
		if (status !== 404 && status >= 300) throw await this.#error(response, `delete version ${id} of ${this.#title}`);
		await response.body.discard();
	}
	get #title() {
		return `the package ${this.#options.owner}/${this.#options.name}`;
	}
	#versionsPath(options) {
		this.#path ??= this.#findPath(options).catch((error) => {
			this.#path = void 0;
			throw error;
		});
		return this.#path;
	}
	async #findPath(options) {
		const owner = encodeURIComponent(this.#options.owner);
		const { value } = await this.#get(new URL(`users/${owner}`, this.#api), `look up ${this.#options.owner}`, options);
		return `${require_spec.isRecord(value) && value["type"] === "Organization" ? "orgs" : "users"}/${owner}/packages/container/${encodeURIComponent(this.#options.name)}/versions`;
	}
	async #get(url, operation, options) {
		return this.#read(await this.#send("GET", url, options), operation);
	}
	async #read(response, operation) {
		if (response.status !== 200) throw await this.#error(response, operation);
		const next = (require_connect ??= require("./connect.js")).parseNextLink(response, this.#api);
		const bytes = await require_spec.collect(response.body, maxResponseBytes, `the answer of GitHub to "${operation}"`);
		try {
			return {
				value: require_spec.parseJson(bytes),
				next
			};
		} catch {
			throw this.#malformed(operation);
		}
	}
	#send(method, url, { signal }) {
		return this.#options.transport({
			method,
			url,
			headers: {
				accept: "application/vnd.github+json",
				authorization: `Bearer ${this.#options.token}`,
				"x-github-api-version": "2022-11-28"
			},
			signal
		});
	}
	async #error(response, operation) {
		const { status } = response;
		const text = await errorText(response);
		const isLimited = status === 429 || status === 403 && /rate limit/i.test(text);
		const code = isLimited ? "TOOMANYREQUESTS" : codes[status] ?? "UNKNOWN";
		const reason = text === "" ? "" : `: ${text}`;
		return new require_spec.OciError(code, `cannot ${operation}: ${this.#api.host} answered ${status}${reason}. ${isLimited ? limitAdvice : advice}`, {
			status,
			reason: text
		});
	}
	#malformed(operation) {
		return new require_spec.OciError("PROTOCOL", `cannot ${operation} of ${this.#title}: the answer of GitHub is malformed`);
	}
};
const codes = {
	401: "UNAUTHORIZED",
	403: "DENIED",
	404: "NAME_UNKNOWN"
};
const advice = "Check the name, and use a token with the permission to delete: in a workflow, give the job \"permissions: packages: write\", and the repository the role Admin in the package's settings under \"Manage Actions access\"; otherwise a personal access token (classic) with the scopes read:packages and delete:packages";
const limitAdvice = "Run prune again later";
async function errorText(response) {
	const { text, reason } = await (require_open_transport ??= require("./open-transport.js")).readErrorBody(response);
	try {
		const value = require_spec.parseJson(Buffer.from(response.maskSecrets?.(text) ?? text));
		if (require_spec.isRecord(value) && typeof value["message"] === "string") return require_spec.printable(value["message"], 500);
	} catch {}
	return reason;
}
function versionOf(value) {
	if (!require_spec.isRecord(value) || typeof value["id"] !== "number" || !require_spec.isDigest(value["name"])) return void 0;
	const metadata = require_spec.isRecord(value["metadata"]) ? value["metadata"] : {};
	const tags = (require_spec.isRecord(metadata["container"]) ? metadata["container"] : {})["tags"];
	const known = [value["created_at"], value["updated_at"]].map((date) => Date.parse(String(date))).filter((date) => !Number.isNaN(date));
	return {
		id: value["id"],
		digest: value["name"],
		tags: Array.isArray(tags) ? tags.filter((tag) => typeof tag === "string") : [],
		storedMs: known.length === 0 ? void 0 : Math.max(...known)
	};
}

// src/connect/github-package.ts
const maxRateLimitWaitMs = 9e5;
async function connectGitHubPackage(connection, options) {
	const { registry, repository } = connection.reference;
	const env = options.env ?? process.env;
	const api = options.gitHubApi ?? apiOf(registry, env);
	if (api === void 0) return void 0;
	const [owner = "", ...rest] = repository.split("/");
	const token = options.password ?? options.githubToken ?? (await connection.credential(repository))?.credential.password;
	if (token === void 0 || token === "") throw new require_spec.OciError("UNAUTHORIZED", `cannot use ${api.host} for the package ${repository}: there is no token; set github-token, or log in to ` + registry);
	const secrets = (require_transport ??= require("./transport.js")).secretsOf({ password: token });
	for (const secret of secrets) options.onSecret?.(secret);
	const transport = await (require_open_transport ??= require("./open-transport.js")).openTransport({
		...options,
		maxRetryAfterMs: maxRateLimitWaitMs
	}, env);
	const maskSecrets = (require_secret_forms ??= require("./secret-forms.js")).secretMask(() => secrets);
	const send = async (request) => ({
		...await transport.send(request),
		maskSecrets
	});
	return {
		package: new GitHubPackage({
			transport: send,
			api,
			token,
			owner,
			name: rest.join("/")
		}),
		[Symbol.asyncDispose]: () => transport.close()
	};
}
function apiOf(registry, env) {
	if (registry === "ghcr.io") return new URL("https://api.github.com");
	const api = env["GITHUB_API_URL"] ?? "";
	if (registry !== (require_connect ??= require("./connect.js")).gitHubRegistry(env["GITHUB_SERVER_URL"]) || !URL.canParse(api)) return void 0;
	return new URL(api);
}

// src/operations/prune/first-seen.ts
var FirstSeen = class FirstSeen {
	#path;
	#repository;
	#file;
	constructor(path, repository, file) {
		this.#path = path;
		this.#repository = repository;
		this.#file = file;
	}
	static async open(path, repository) {
		return new FirstSeen(path, repository, await read(path));
	}
	get(digest) {
		const date = this.#file.repositories[this.#repository]?.[digest];
		return date === void 0 ? void 0 : Date.parse(date);
	}
	update(graph, now) {
		const known = this.#file.repositories[this.#repository] ?? {};
		const today = new Date(now).toISOString();
		const seen = [...graph.nodes.keys()].sort().map((digest) => [digest, known[digest] ?? today]);
		this.#file = {
			schemaVersion: 1,
			repositories: {
				...this.#file.repositories,
				[this.#repository]: Object.fromEntries(seen)
			}
		};
	}
	async save() {
		await (require_transport ??= require("./transport.js")).writeFileAtomic(this.#path, `${JSON.stringify(this.#file, null, 1)}\n`);
	}
};
async function read(path) {
	let bytes;
	try {
		bytes = await (0, (node_fs_promises ??= require("node:fs/promises")).readFile)(path);
	} catch (error) {
		if (require_options.isMissing(error)) return {
			schemaVersion: 1,
			repositories: {}
		};
		throw require_options.fileSystemError(error, `read the state ${path}`);
	}
	let value;
	try {
		value = require_spec.parseJson(bytes);
	} catch {}
	if (isState(value)) return value;
	throw new require_spec.OciError("INPUT_INVALID", `cannot read the state ${path}: it was not written by prune, or is damaged; delete the file, or give another path`);
}
function isState(value) {
	if (!require_spec.isRecord(value) || value["schemaVersion"] !== 1 || !require_spec.isRecord(value["repositories"])) return false;
	return Object.values(value["repositories"]).every((dates) => require_spec.isRecord(dates) && Object.values(dates).every((date) => typeof date === "string" && require_spec.isRfc3339(date)));
}

// src/operations/prune/package-store.ts
function packageStore(repository, gitHubPackage) {
	const ids = /* @__PURE__ */ new Map();
	return {
		repository,
		canDeleteTags: false,
		lastTagReason: "GitHub does not delete the last version with a tag; delete the package instead",
		async *manifests(options) {
			for await (const version of gitHubPackage.versions(options)) {
				ids.set(version.digest, version.id);
				yield version;
			}
		},
		async tagsOf(digest, options) {
			const id = ids.get(digest);
			return (id === void 0 ? void 0 : await gitHubPackage.version(id, options))?.tags ?? [];
		},
		async delete({ digest }, options) {
			const id = ids.get(digest);
			if (id === void 0) return "its version is not known";
			return gitHubPackage.delete(id, options);
		}
	};
}

// src/operations/prune/graph.ts
const companionPattern = /^(sha256|sha512)-([0-9a-f]{64})(\..*)?$/;
function companionOf(tag) {
	const [, algorithm, hex, suffix] = companionPattern.exec(tag) ?? [];
	return algorithm === void 0 ? void 0 : {
		subject: `${algorithm}:${hex}`,
		isList: suffix === void 0
	};
}
var PruneGraph = class {
	nodes = /* @__PURE__ */ new Map();
	tags = /* @__PURE__ */ new Map();
	pushed = /* @__PURE__ */ new Set();
	#referrers = /* @__PURE__ */ new Map();
	#companions = /* @__PURE__ */ new Map();
	#sha512 = /* @__PURE__ */ new Map();
	add(node) {
		const { digest } = node.descriptor;
		this.nodes.set(digest, node);
		if (require_spec.digestAlgorithm(digest) === "sha512") this.#sha512.set(`sha512:${require_spec.digestHex(digest).slice(0, 64)}`, digest);
		if (node.subject === void 0) return;
		const referrers = this.#referrers.get(node.subject) ?? /* @__PURE__ */ new Set();
		this.#referrers.set(node.subject, referrers.add(digest));
	}
	setTag(tag, digest) {
		this.removeTag(tag);
		this.tags.set(tag, digest);
		this.nodes.get(digest)?.tags.add(tag);
		const companion = companionOf(tag);
		if (companion === void 0) return;
		const tags = this.#companions.get(companion.subject) ?? /* @__PURE__ */ new Set();
		this.#companions.set(companion.subject, tags.add(tag));
	}
	removeTag(tag) {
		const digest = this.tags.get(tag);
		if (digest === void 0) return;
		this.tags.delete(tag);
		this.nodes.get(digest)?.tags.delete(tag);
		const companion = companionOf(tag);
		if (companion !== void 0) this.#companions.get(companion.subject)?.delete(tag);
	}
	referrersOf(digest) {
		return this.#referrers.get(digest) ?? [];
	}
	companionsOf(digest) {
		const key = `${require_spec.digestAlgorithm(digest)}:${require_spec.digestHex(digest).slice(0, 64)}`;
		return this.#companions.get(key) ?? [];
	}
	subjectOf({ subject }) {
		const digest = require_spec.isDigest(subject) ? subject : this.#sha512.get(subject);
		return digest === void 0 ? void 0 : this.nodes.get(digest);
	}
};

// src/operations/prune/read-graph.ts
const maxManifests = 5e5;
var GraphReader = class {
	graph = new PruneGraph();
	#store;
	#options;
	#queue = [];
	#seen = /* @__PURE__ */ new Set();
	#storedMs = /* @__PURE__ */ new Map();
	constructor(store, options) {
		this.#store = store;
		this.#options = options;
	}
	async readAll() {
		const { signal, concurrency } = this.#options;
		const { repository } = this.#store;
		const listed = /* @__PURE__ */ new Map();
		let hasTags = false;
		for await (const { digest, storedMs, tags } of this.#store.manifests?.({ signal }) ?? []) {
			if (storedMs !== void 0) this.#storedMs.set(digest, storedMs);
			hasTags ||= tags !== void 0;
			for (const tag of tags ?? []) listed.set(tag, digest);
			this.#expect(digest);
		}
		await this.follow();
		for (const [tag, digest] of listed) if (this.graph.nodes.has(digest)) this.graph.setTag(tag, digest);
		if (hasTags) return this.graph;
		await require_spec.forEachConcurrent(repository.tags({ signal }), concurrency, async (tag) => void await this.readTag(tag), signal);
		await this.follow();
		return this.graph;
	}
	async readTag(tag) {
		const digest = await this.#read(tag);
		if (digest === void 0) {
			this.graph.removeTag(tag);
			return;
		}
		this.graph.setTag(tag, digest);
		const subject = companionOf(tag)?.subject;
		if (require_spec.isDigest(subject)) this.#expect(subject);
		return digest;
	}
	async follow() {
		const { signal, concurrency } = this.#options;
		while (this.#queue.length > 0) {
			const level = this.#queue;
			this.#queue = [];
			await require_spec.forEachConcurrent(level, concurrency, (digest) => this.#followOne(digest), signal);
		}
	}
	async #followOne(digest) {
		const node = this.graph.nodes.get(digest);
		if (node === void 0) {
			await this.#read(digest);
			return;
		}
		for (const child of node.children) this.#expect(child);
		if (node.subject !== void 0) this.#expect(node.subject);
		if (this.#store.manifests !== void 0) return;
		const { descriptor } = node;
		for (const referrer of await this.#store.repository.predecessors(descriptor, { signal: this.#options.signal })) if (require_spec.isManifestMediaType(referrer.mediaType)) this.#expect(referrer.digest);
	}
	#expect(digest) {
		if (this.#seen.has(digest)) return;
		this.#seen.add(digest);
		if (this.#seen.size > maxManifests) throw new require_spec.OciError("SIZE_LIMIT", `cannot prune: the repository has more than ${maxManifests} manifests; split it into several repositories`);
		this.#queue.push(digest);
	}
	async #read(reference) {
		const { repository } = this.#store;
		const { signal } = this.#options;
		try {
			const { descriptor, bytes } = await readManifestBytes(repository, reference, this.graph, signal);
			const { digest } = descriptor;
			if (this.graph.nodes.has(digest)) return digest;
			const manifest = bytes === void 0 ? void 0 : require_spec.parseManifest(bytes, descriptor.mediaType);
			this.graph.add(nodeOf(descriptor, manifest, this.#storedMs.get(digest)));
			this.#seen.add(digest);
			this.#queue.push(digest);
			return digest;
		} catch (error) {
			if (require_spec.isNotFound(error)) return void 0;
			if (require_spec.isOciError(error, "MANIFEST_INVALID", "SIZE_LIMIT", "DIGEST_MISMATCH", "SIZE_MISMATCH")) throw require_spec.withMessage(error, `cannot prune: ${reference} cannot be read, so the manifests that it needs are unknown: ${error.message}; delete it, or push it again`);
			throw error;
		}
	}
};
async function readManifestBytes(repository, reference, graph, signal) {
	let bytes;
	try {
		const descriptor = await repository.resolve(reference, {
			signal,
			onManifest: (_, content) => {
				bytes = content;
			}
		});
		if (!require_spec.isManifestMediaType(descriptor.mediaType) || graph.nodes.has(descriptor.digest)) return { descriptor };
		return {
			descriptor,
			bytes: bytes ?? await (require_fetch ??= require("./fetch.js")).fetchMetadata(repository, descriptor, void 0, { signal })
		};
	} catch (error) {
		if (!require_spec.isOciError(error, "UNSUPPORTED")) throw error;
		const descriptor = await repository.resolve(reference, { signal });
		if (!require_spec.isDockerSchema1(descriptor.mediaType)) throw error;
		return { descriptor };
	}
}
function nodeOf(descriptor, manifest, storedMs) {
	const created = manifest?.annotations?.[require_spec.annotationCreated];
	return {
		descriptor: require_spec.plainDescriptor(descriptor),
		children: manifest === void 0 ? [] : require_spec.requiredContentOf(manifest).filter(({ mediaType }) => require_spec.isManifestMediaType(mediaType)).map(({ digest }) => digest),
		subject: manifest?.subject?.digest,
		createdMs: created !== void 0 && require_spec.isRfc3339(created) ? Date.parse(created) : void 0,
		storedMs,
		artifactType: manifest === void 0 ? void 0 : require_spec.artifactTypeOf(manifest),
		tags: /* @__PURE__ */ new Set()
	};
}

// src/operations/prune/result.ts
var PruneError = class extends require_spec.OciError {
	name = "PruneError";
	result;
	constructor(result, total, cause) {
		const known = require_spec.isOciError(cause) ? cause : void 0;
		super(known?.code ?? "UNKNOWN", `cannot delete the rest of ${result.name} (${result.deleted.length} of ${total} items were deleted, and no remaining artifact is damaged): ${require_spec.messageOf(cause)}`, {
			cause,
			status: known?.status,
			detail: known?.detail,
			reason: known?.reason
		});
		this.result = result;
	}
};
function manifestItem(graph, digest, reason) {
	const node = graph.nodes.get(digest);
	return {
		kind: "manifest",
		digest,
		tags: [...node?.tags ?? []].sort(),
		mediaType: node?.descriptor.mediaType ?? "",
		artifactType: node?.artifactType ?? "",
		reason
	};
}
function tagItem(graph, tag, reason) {
	return {
		...manifestItem(graph, graph.tags.get(tag), reason),
		kind: "tag",
		tags: [tag]
	};
}
function keptItems(graph, decision) {
	const items = [];
	for (const [digest, reason] of decision.kept) {
		const node = graph.nodes.get(digest);
		if (node === void 0) continue;
		const byReason = /* @__PURE__ */ new Map();
		for (const tag of [...node.tags].sort()) {
			if (decision.untagged.has(tag)) continue;
			const own = decision.keptTags.get(tag) ?? reason;
			byReason.set(own, [...byReason.get(own) ?? [], tag]);
		}
		if (byReason.size === 0) byReason.set(reason, []);
		for (const [own, tags] of byReason) items.push({
			...manifestItem(graph, digest, own),
			tags
		});
	}
	return items;
}

// src/operations/prune/decide.ts
function decide(graph, selection, options) {
	const candidates = candidatesOf(graph, selection, options);
	const kept = keptNodes(graph, selection, candidates, options);
	const deleted = new Map([...candidates].filter(([digest]) => !kept.has(digest)));
	keepChangedLists(graph, deleted, kept);
	const keptTags = new Map(selection.keptTags);
	const untagged = /* @__PURE__ */ new Map();
	const stays = (tag, reason) => void keptTags.set(tag, reason);
	for (const [tag, digest] of graph.tags) {
		if (graph.nodes.get(digest) === void 0 || deleted.has(digest) || keptTags.has(tag)) continue;
		const reason = selection.tags.get(tag) ?? companionReason(graph, tag, deleted, options);
		const nodeReason = kept.get(digest) ?? "";
		if (reason === void 0) stays(tag, nodeReason);
		else if (options.refused.has(digest)) stays(tag, nodeReason);
		else if (options.canDeleteTags) untagged.set(tag, reason);
		else stays(tag, `${nodeReason}, and the registry cannot delete only a tag`);
	}
	return {
		deleted,
		untagged,
		kept,
		keptTags
	};
}
function candidatesOf(graph, selection, options) {
	const candidates = /* @__PURE__ */ new Map();
	const add = (digest, reason) => {
		const node = graph.nodes.get(digest);
		if (node === void 0 || candidates.has(digest) || options.refused.has(digest)) return;
		if (!options.gone.has(digest)) {
			for (const tag of node.tags) if (staysByItself(graph, tag, selection)) return;
		}
		candidates.set(digest, reason);
	};
	for (const digest of options.gone) add(digest, "it was deleted");
	for (const [tag, reason] of selection.tags) add(graph.tags.get(tag), reason);
	for (const { descriptor } of selection.untagged) add(descriptor.digest, "it has no tag");
	for (const [digest] of candidates) {
		const name = nameOf$1(graph, digest);
		for (const child of graph.nodes.get(digest)?.children ?? []) add(child, `it belongs to the index ${name}`);
		if (options.keepReferrers === true) continue;
		for (const referrer of graph.referrersOf(digest)) add(referrer, `it is a referrer of ${name}`);
		for (const tag of graph.companionsOf(digest)) {
			const target = graph.tags.get(tag);
			if (target !== void 0) add(target, `its tag belongs to ${name}`);
		}
	}
	return candidates;
}
function staysByItself(graph, tag, selection) {
	const companion = companionOf(tag);
	if (companion === void 0) return !selection.tags.has(tag);
	return graph.pushed.has(tag) || graph.subjectOf(companion) === void 0;
}
function keptNodes(graph, selection, candidates, options) {
	const kept = /* @__PURE__ */ new Map();
	const complete = /* @__PURE__ */ new Map();
	const queue = [];
	const keep = (digest, reason, isComplete) => {
		if (!graph.nodes.has(digest) || options.gone.has(digest)) return;
		if (complete.get(digest) === true || complete.get(digest) === isComplete) return;
		complete.set(digest, isComplete);
		if (!kept.has(digest)) kept.set(digest, reason);
		queue.push(digest);
	};
	const follow = () => {
		for (let digest = queue.pop(); digest !== void 0; digest = queue.pop()) keepNeeded(graph, digest, complete.get(digest) === true, options, keep);
	};
	const rest = [];
	for (const [digest, node] of graph.nodes) {
		if (candidates.has(digest)) continue;
		const tag = [...node.tags].find((each) => staysByItself(graph, each, selection));
		const refusal = options.refused.get(digest);
		if (tag !== void 0) keep(digest, refusal ?? tagReason(graph, tag, selection, node), true);
		else if (refusal !== void 0) keep(digest, refusal, true);
		else rest.push(node);
	}
	for (const tag of graph.pushed) {
		const companion = companionOf(tag);
		const subject = companion === void 0 ? void 0 : graph.subjectOf(companion);
		if (subject !== void 0) keep(subject.descriptor.digest, `its companion ${tag} was pushed during the run`, true);
	}
	follow();
	for (const node of rest) {
		const { digest } = node.descriptor;
		if (!kept.has(digest)) keep(digest, selection.keptUntagged.get(node) ?? "no rule selects it", options.keepReferrers !== true);
	}
	follow();
	return kept;
}
function keepNeeded(graph, digest, isComplete, { keepReferrers }, keep) {
	const node = graph.nodes.get(digest);
	const name = nameOf$1(graph, digest);
	if (!isListOfReferrers(graph, node)) for (const child of node.children) keep(child, `the index ${name}, which stays, needs it`, isComplete);
	if (isComplete && node.subject !== void 0) keep(node.subject, `its referrer ${name} stays`, true);
	const isReferrerComplete = isComplete && keepReferrers !== true;
	for (const referrer of graph.referrersOf(digest)) keep(referrer, `it is a referrer of ${name}, which stays`, isReferrerComplete);
	for (const tag of graph.companionsOf(digest)) {
		const target = graph.tags.get(tag);
		if (target === void 0) continue;
		keep(target, `it belongs to ${name}, which stays`, isReferrerComplete);
		if (companionOf(tag)?.isList !== true) continue;
		for (const referrer of graph.nodes.get(target)?.children ?? []) keep(referrer, `it is listed as a referrer of ${name}, which stays`, isReferrerComplete);
	}
}
function isListOfReferrers(graph, { tags }) {
	if (tags.size === 0) return false;
	for (const tag of tags) {
		const companion = companionOf(tag);
		if (companion?.isList !== true || graph.subjectOf(companion) === void 0) return false;
	}
	return true;
}
function tagReason(graph, tag, { keptTags }, node) {
	if (companionOf(tag) !== void 0) return graph.pushed.has(tag) ? "it was pushed during the run" : "its subject is not in this repository";
	const reason = keptTags.get(tag) ?? "no rule selects it";
	return node.tags.size === 1 ? reason : `the tag ${tag} stays: ${reason}`;
}
function keepChangedLists(graph, deleted, kept) {
	for (const digest of deleted.keys()) {
		const node = graph.nodes.get(digest);
		if (![...node.tags].some((tag) => companionOf(tag)?.isList === true) || !node.children.some((child) => kept.has(child))) continue;
		deleted.delete(digest);
		kept.set(digest, "it lists a referrer that stays");
	}
}
function companionReason(graph, tag, deleted, options) {
	const companion = companionOf(tag);
	if (companion === void 0 || options.keepReferrers === true || graph.pushed.has(tag)) return void 0;
	const subject = graph.subjectOf(companion)?.descriptor.digest;
	if (subject === void 0 || !deleted.has(subject) || isNeededList(graph, companion, tag, deleted)) return void 0;
	return `it belongs to ${nameOf$1(graph, subject)}`;
}
function isNeededList(graph, companion, tag, deleted) {
	if (!companion.isList) return false;
	return graph.nodes.get(graph.tags.get(tag))?.children.some((child) => graph.nodes.has(child) && !deleted.has(child)) === true;
}
function nameOf$1(graph, digest) {
	return [...graph.nodes.get(digest)?.tags ?? []].find((tag) => companionOf(tag) === void 0) ?? digest;
}

// src/operations/prune/order.ts
function deletionOrder(graph, deleted) {
	const needed = /* @__PURE__ */ new Map();
	const related = /* @__PURE__ */ new Map();
	for (const digest of deleted) {
		for (const child of childrenOf(graph, digest)) increment(needed, child, 1);
		for (const dependent of dependentsOf(graph, digest)) increment(related, dependent, 1);
	}
	const order = /* @__PURE__ */ new Set();
	const waiting = /* @__PURE__ */ new Set();
	const ready = [];
	const check = (digest) => {
		if (!deleted.has(digest) || order.has(digest) || (needed.get(digest) ?? 0) > 0) return;
		if ((related.get(digest) ?? 0) > 0) waiting.add(digest);
		else ready.push(digest);
	};
	for (const digest of [...deleted].toReversed()) check(digest);
	for (;;) {
		const next = ready.pop() ?? firstOf(waiting);
		if (next === void 0) return [...order];
		waiting.delete(next);
		if (order.has(next)) continue;
		order.add(next);
		for (const dependent of dependentsOf(graph, next)) {
			increment(related, dependent, -1);
			check(dependent);
		}
		for (const child of childrenOf(graph, next)) {
			increment(needed, child, -1);
			check(child);
		}
	}
}
function increment(counts, digest, by) {
	counts.set(digest, (counts.get(digest) ?? 0) + by);
}
function firstOf(set) {
	for (const item of set) return item;
}
function childrenOf(graph, digest) {
	return graph.nodes.get(digest)?.children ?? [];
}
function* dependentsOf(graph, digest) {
	yield* graph.referrersOf(digest);
	for (const tag of graph.companionsOf(digest)) {
		const target = graph.tags.get(tag);
		if (target !== void 0 && target !== digest) yield target;
	}
}

// src/operations/prune/recheck.ts
const pageSize = 100;
const requestsPerDeletion = 4;
var Recheck = class {
	#store;
	#reader;
	#options;
	#sinceNames = Infinity;
	#sinceTags = Infinity;
	#namesCost = 0;
	#tagsCost = 0;
	constructor(store, reader, options) {
		this.#store = store;
		this.#reader = reader;
		this.#options = options;
	}
	async before(digest, gone) {
		const { graph } = this.#reader;
		let changed = false;
		if (this.#sinceNames++ >= this.#namesCost / requestsPerDeletion) {
			this.#sinceNames = 1;
			changed = await this.#readNames(gone);
		}
		if (this.#store.tagsOf !== void 0) changed = await this.#readOwn(digest, gone) || changed;
		else {
			const isDue = this.#sinceTags++ >= this.#tagsCost / requestsPerDeletion;
			const tags = isDue ? this.#remainingTags(gone) : [...graph.nodes.get(digest)?.tags ?? []];
			if (isDue) [this.#sinceTags, this.#tagsCost] = [1, tags.length];
			changed = await this.#readTags(tags, gone) || changed;
		}
		if (changed) await this.#reader.follow();
		return changed;
	}
	async isCurrent(tag, gone) {
		if (!await this.#readTags([tag], gone)) return true;
		await this.#reader.follow();
		return false;
	}
	#remainingTags(gone) {
		return [...this.#reader.graph.tags].flatMap(([tag, digest]) => gone.has(digest) ? [] : [tag]);
	}
	async #readNames(gone) {
		const { graph } = this.#reader;
		const { signal } = this.#options;
		const suspects = [];
		let count = 0;
		try {
			for await (const tag of this.#store.repository.tags({ signal })) {
				count++;
				const digest = graph.tags.get(tag);
				if (digest === void 0 || gone.has(digest)) suspects.push(tag);
			}
		} catch (error) {
			if (!require_spec.isNotFound(error)) throw error;
		}
		this.#namesCost = Math.ceil(count / pageSize);
		return this.#readTags(suspects, gone);
	}
	async #readOwn(digest, gone) {
		const current = await this.#store.tagsOf?.(digest, { signal: this.#options.signal }) ?? [];
		const known = this.#reader.graph.nodes.get(digest)?.tags ?? /* @__PURE__ */ new Set();
		const moved = [...known].filter((tag) => !current.includes(tag));
		return this.#readTags([...moved, ...current.filter((tag) => !known.has(tag))], gone);
	}
	async #readTags(tags, gone) {
		const { graph } = this.#reader;
		const { signal, concurrency } = this.#options;
		let changed = false;
		await require_spec.forEachConcurrent(tags, concurrency, async (tag, inner) => {
			const before = graph.tags.get(tag);
			const now = await this.#resolve(tag, inner);
			if (now === before && (now === void 0 || !gone.has(now))) return;
			if (now === void 0 && before !== void 0 && gone.has(before)) return;
			changed = true;
			await this.#update(tag, now, gone);
		}, signal);
		return changed;
	}
	async #update(tag, now, gone) {
		const { graph } = this.#reader;
		const before = graph.nodes.get(graph.tags.get(tag));
		if (now === void 0) {
			graph.removeTag(tag);
			return;
		}
		gone.delete(now);
		const read = await this.#reader.readTag(tag);
		const entries = read === void 0 ? [] : graph.nodes.get(read)?.children ?? [];
		if (!(companionOf(tag)?.isList === true && before !== void 0 && entries.every((each) => before.children.includes(each)))) graph.pushed.add(tag);
	}
	async #resolve(tag, signal) {
		try {
			return (await this.#store.repository.resolve(tag, { signal })).digest;
		} catch (error) {
			if (require_spec.isNotFound(error)) return void 0;
			throw error;
		}
	}
};

// src/operations/prune/referrer-lists.ts
async function shortenLists(repository, graph, gone, options) {
	for (const [tag, digest] of graph.tags) {
		const node = graph.nodes.get(digest);
		if (companionOf(tag)?.isList !== true || node === void 0 || gone.has(digest)) continue;
		if (node.children.some((child) => gone.has(child))) await shortenList(repository, tag, gone, options);
	}
}
async function shortenList(repository, tag, gone, options) {
	try {
		const current = await repository.resolve(tag, options);
		if (current.mediaType !== "application/vnd.oci.image.index.v1+json") return;
		const list = require_spec.parseJson(await (require_fetch ??= require("./fetch.js")).fetchMetadata(repository, current, void 0, options));
		if (!require_spec.isRecord(list) || !Array.isArray(list["manifests"])) return;
		const isGone = (entry) => require_spec.isRecord(entry) && gone.has(entry["digest"]);
		const manifests = list["manifests"].filter((entry) => !isGone(entry));
		if (manifests.length === list["manifests"].length) return;
		if (manifests.length === 0) {
			await repository.delete(current, options);
			return;
		}
		const bytes = require_spec.encodeJson({
			...list,
			manifests
		});
		await require_spec.pushContent(repository, require_spec.descriptorOf(require_spec.mediaTypeImageIndex, bytes), bytes, {
			...options,
			tags: [tag]
		});
	} catch (error) {
		if (!require_spec.isNotFound(error)) throw error;
	}
}

// src/operations/prune/rules.ts
const untaggedGraceMs = 36e5;
function checkRules(rules, label) {
	const { keepLatest, keepTags = [], deleteTags = [], olderThanMs, untagged } = rules;
	if (deleteTags.length === 0 && keepLatest === void 0 && olderThanMs === void 0 && untagged !== true) throw require_spec.inputError(label("delete-tags"), void 0, `no rule selects anything; give ${label("delete-tags")}, ${label("keep-latest")}, ${label("older-than")} or ` + label("untagged"));
	const everything = deleteTags.find((pattern) => /^\*+$/.test(pattern));
	if ((keepLatest ?? 0) > 0 || keepTags.length > 0 || olderThanMs !== void 0 || everything === void 0 && (deleteTags.length > 0 || keepLatest === void 0)) return;
	throw require_spec.inputError(label(everything === void 0 ? "keep-latest" : "delete-tags"), everything ?? "0", `selects every tag; add ${label("keep-tags")}, ${label("keep-latest")} or ${label("older-than")}, or delete the repository instead`);
}
const firstDateMs = Date.UTC(1981, 0);
function ageOf(node, firstSeen) {
	if (node.createdMs !== void 0 && node.createdMs >= firstDateMs) return {
		ms: node.createdMs,
		source: "created"
	};
	if (node.storedMs !== void 0) return {
		ms: node.storedMs,
		source: "stored"
	};
	return firstSeen === void 0 ? void 0 : {
		ms: firstSeen,
		source: "first seen"
	};
}
function select(graph, rules, options) {
	const keptTags = /* @__PURE__ */ new Map();
	const dated = [...matchingTags(graph, rules, keptTags)].map(([node, tags]) => ({
		node,
		tags,
		age: ageOf(node, options.firstSeen(node))
	}));
	const newest = newestOf(dated, rules.keepLatest ?? 0);
	const selected = /* @__PURE__ */ new Map();
	for (const each of dated) {
		const reason = newestReason(each, newest, rules.keepLatest) ?? ageReason(each.age, rules.olderThanMs, options.now);
		for (const tag of each.tags) if (reason === void 0) selected.set(tag, selectionReason(each.age, rules, options.now));
		else keptTags.set(tag, reason);
	}
	return {
		tags: selected,
		keptTags,
		...selectUntagged(graph, rules, options)
	};
}
function matchingTags(graph, rules, keptTags) {
	const { keepTags = [], deleteTags = [], keepLatest, olderThanMs, untagged } = rules;
	const isAll = deleteTags.length === 0 && (keepLatest !== void 0 || olderThanMs !== void 0 && untagged !== true);
	const keeps = keepTags.map((pattern) => ({
		pattern,
		matches: (require_transfer ??= require("./transfer.js")).tagMatcher(pattern)
	}));
	const deletes = deleteTags.map((require_transfer ??= require("./transfer.js")).tagMatcher);
	const matching = /* @__PURE__ */ new Map();
	for (const [tag, digest] of graph.tags) {
		const node = graph.nodes.get(digest);
		if (node === void 0 || companionOf(tag) !== void 0) continue;
		const keep = keeps.find(({ matches }) => matches(tag));
		if (graph.pushed.has(tag)) keptTags.set(tag, "it was pushed during the run");
		else if (keep !== void 0) keptTags.set(tag, `it matches ${keep.pattern} of ${require_spec.optionName("keepTags")}`);
		else if (isAll || deletes.some((matches) => matches(tag))) matching.set(node, [...matching.get(node) ?? [], tag]);
		else keptTags.set(tag, "no rule selects it");
	}
	return matching;
}
function newestOf(dated, count) {
	const known = dated.flatMap(({ node, age }) => age === void 0 ? [] : [{
		node,
		ms: age.ms
	}]);
	known.sort((a, b) => b.ms - a.ms);
	const last = known[Math.min(count, known.length) - 1]?.ms ?? Infinity;
	return new Set(known.filter(({ ms }) => ms >= last).map(({ node }) => node));
}
function newestReason({ node, age }, newest, keepLatest) {
	if (keepLatest === void 0 || keepLatest === 0) return void 0;
	if (age === void 0) return unknownAge;
	return newest.has(node) ? `it is one of the newest ${keepLatest}` : void 0;
}
const unknownAge = "its age is unknown";
function ageReason(age, olderThanMs, now) {
	if (olderThanMs === void 0) return void 0;
	if (age === void 0) return unknownAge;
	return now - age.ms >= olderThanMs ? void 0 : `it is not old enough (${dateText(age)})`;
}
function selectionReason(age, { deleteTags = [], keepLatest, olderThanMs }, now) {
	const reasons = [
		...deleteTags.length > 0 ? [`it matches ${require_spec.optionName("deleteTags")}`] : [],
		...keepLatest !== void 0 && keepLatest > 0 ? [`it is not one of the newest ${keepLatest}`] : [],
		...olderThanMs !== void 0 && age !== void 0 && age.ms <= now ? [`it is old enough (${dateText(age)})`] : []
	];
	return reasons.length === 0 ? `${require_spec.optionName("keepLatest")} is 0` : reasons.join(", ");
}
function dateText({ ms, source }) {
	return `${source} ${new Date(ms).toISOString().slice(0, 10)}`;
}
function selectUntagged(graph, { untagged, olderThanMs }, { now, firstSeen, graceMs }) {
	const selected = /* @__PURE__ */ new Set();
	const kept = /* @__PURE__ */ new Map();
	const minStoredMs = Math.min(graceMs, olderThanMs ?? graceMs);
	for (const node of graph.nodes.values()) {
		if (node.tags.size > 0) continue;
		const age = ageOf(node, firstSeen(node));
		const reason = untagged !== true ? "no rule selects it" : node.storedMs !== void 0 && now - node.storedMs < minStoredMs ? "it was stored recently, and a push may need it" : ageReason(age, olderThanMs, now);
		if (reason === void 0) selected.add(node);
		else kept.set(node, reason);
	}
	return {
		untagged: selected,
		keptUntagged: kept
	};
}

// src/operations/prune/run.ts
var PruneRun = class {
	deleted = [];
	#store;
	#reader;
	#options;
	#gone = /* @__PURE__ */ new Set();
	#refused = /* @__PURE__ */ new Map();
	#decision;
	constructor(store, reader, options) {
		this.#store = store;
		this.#reader = reader;
		this.#options = options;
		this.#decision = this.#decide();
		this.#keepLastTagged();
	}
	#keepLastTagged() {
		const { lastTagReason } = this.#store;
		const { deleted, kept } = this.#decision;
		const tagged = (digest) => (this.#graph.nodes.get(digest)?.tags.size ?? 0) > 0;
		if (lastTagReason === void 0 || kept.keys().some(tagged)) return;
		const storedMs = (digest) => this.#graph.nodes.get(digest)?.storedMs ?? 0;
		const [newest] = deleted.keys().filter(tagged).toArray().sort((a, b) => storedMs(b) - storedMs(a));
		if (newest === void 0) return;
		this.#refused.set(newest, lastTagReason);
		this.#decision = this.#decide();
	}
	get decision() {
		return this.#decision;
	}
	plan() {
		const { deleted, untagged } = this.#decision;
		return [...deletionOrder(this.#graph, new Set(deleted.keys())).map((digest) => manifestItem(this.#graph, digest, deleted.get(digest) ?? "")), ...[...untagged].map(([tag, reason]) => tagItem(this.#graph, tag, reason))];
	}
	async execute() {
		const { signal, concurrency } = this.#options;
		const recheck = new Recheck(this.#store, this.#reader, {
			signal,
			concurrency
		});
		const { deleted, untagged } = this.#decision;
		try {
			for (const digest of deletionOrder(this.#graph, new Set(deleted.keys()))) await this.#deleteManifest(digest, recheck);
			for (const tag of untagged.keys()) await this.#deleteTag(tag, recheck);
		} finally {
			this.#decision = this.#decide();
		}
		await shortenLists(this.#store.repository, this.#graph, this.#gone, { signal });
	}
	async #deleteManifest(digest, recheck) {
		const { signal } = this.#options;
		require_spec.throwIfAborted(signal);
		if (!this.#decision.deleted.has(digest)) return;
		if (await recheck.before(digest, this.#gone)) this.#decision = this.#decide();
		const reason = this.#decision.deleted.get(digest);
		const node = this.#graph.nodes.get(digest);
		if (reason === void 0 || node === void 0) return;
		const item = manifestItem(this.#graph, digest, reason);
		const refusal = await this.#store.delete(node.descriptor, { signal });
		if (refusal === void 0) {
			this.#gone.add(digest);
			this.#report(item);
			return;
		}
		this.#refused.set(digest, refusal);
		this.#options.onEvent?.({
			kind: "warning",
			text: `${[...item.tags, digest].join(", ")} was not deleted: ${refusal}`
		});
		this.#decision = this.#decide();
	}
	async #deleteTag(tag, recheck) {
		const { signal } = this.#options;
		require_spec.throwIfAborted(signal);
		if (!await recheck.isCurrent(tag, this.#gone)) this.#decision = this.#decide();
		const reason = this.#decision.untagged.get(tag);
		if (reason === void 0) return;
		const item = tagItem(this.#graph, tag, reason);
		try {
			await this.#store.repository.untag(tag, { signal });
		} catch (error) {
			if (!require_spec.isNotFound(error)) throw error;
		}
		this.#graph.removeTag(tag);
		this.#report(item);
	}
	#report(item) {
		this.deleted.push(item);
		const name = item.tags.length === 0 ? item.digest : `${item.tags.join(", ")} (${item.digest})`;
		const what = item.kind === "tag" ? "deleted the tag" : "deleted";
		this.#options.onEvent?.({
			kind: "line",
			text: `${what} ${name}: ${item.reason}`
		});
	}
	get #graph() {
		return this.#reader.graph;
	}
	#decide() {
		const { rules, selection } = this.#options;
		return decide(this.#graph, select(this.#graph, rules, selection), {
			keepReferrers: rules.keepReferrers,
			canDeleteTags: this.#store.canDeleteTags,
			refused: this.#refused,
			gone: this.#gone
		});
	}
};

// src/operations/prune/store.ts
function layoutStore(repository) {
	return {
		...plainStore(repository, true),
		manifests: (options) => repository.allManifests(options)
	};
}
function plainStore(repository, canDeleteTags) {
	return {
		repository,
		canDeleteTags,
		async delete(manifest, options) {
			try {
				await repository.delete({
					...manifest,
					mediaType: require_spec.mediaTypeImageManifest
				}, options);
			} catch (error) {
				if (!require_spec.isNotFound(error)) throw error;
			}
		}
	};
}
async function registryStore(repository, options) {
	const random = (0, (node_crypto ??= require("node:crypto")).randomBytes)(16).toString("hex");
	const absent = {
		mediaType: require_spec.mediaTypeImageManifest,
		digest: require_spec.digestOf(random),
		size: random.length
	};
	try {
		await repository.delete(absent, options);
	} catch (error) {
		if (require_spec.isOciError(error, "UNSUPPORTED")) throw require_spec.withMessage(error, `cannot prune, because the registry does not delete manifests: ${error.message}; enable deletion in its configuration, or delete in its own user interface`);
		if (options.onRefusal !== void 0 && require_spec.isOciError(error, "DENIED", "UNAUTHORIZED")) {
			options.onRefusal(error);
			return plainStore(repository, true);
		}
		if (!require_spec.isNotFound(error)) throw error;
	}
	return plainStore(repository, await canUntag(repository, `prune-${random}`, options));
}
async function canUntag(repository, tag, options) {
	try {
		await repository.untag(tag, options);
		return true;
	} catch (error) {
		if (require_spec.isNotFound(error)) return true;
		if (require_spec.isOciError(error, "UNSUPPORTED", "DIGEST_INVALID", "MANIFEST_INVALID", "TAG_INVALID", "UNKNOWN", "DENIED")) return false;
		throw error;
	}
}
function cannotListUntagged(subject) {
	return require_spec.inputError(subject, void 0, "a registry does not list manifests without a tag; omit it, or use the registry's own garbage collection");
}

// src/operations/prune/prune.ts
async function prune(given) {
	require_spec.checkNumbers(given, {
		concurrency: 1,
		graceMs: 0,
		keepLatest: 0,
		olderThanMs: 0
	});
	const options = {
		...given,
		target: require_spec.asLocation(given.target)
	};
	const { target, label = require_spec.plainLabel } = options;
	checkRules(options, label);
	if (target.tag !== void 0 || target.digest !== void 0) throw require_spec.inputError(label("target"), require_spec.formatLocation(target), "names one manifest; give only the repository");
	return target.kind === "registry" ? pruneRegistry(target, options) : pruneLayout(target, options);
}
async function pruneRegistry(target, options) {
	try {
		var _usingCtx$2 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
		const { signal, gitHubApi, label = require_spec.plainLabel } = options;
		const settings = {
			...options.connection,
			gitHubApi,
			signal
		};
		const connection = _usingCtx$2.a(await (require_connect ??= require("./connect.js")).connectRepository(target, settings));
		const gitHub = _usingCtx$2.a(await connectGitHubPackage(connection, settings));
		if (gitHub !== void 0) return await pruneStore(packageStore(connection.repository, gitHub.package), options);
		if (options.untagged === true) throw cannotListUntagged(label("untagged"));
		const onRefusal = (error) => options.onEvent?.({
			kind: "warning",
			text: `a run would fail: ${error.message}`
		});
		return await pruneStore(await registryStore(connection.repository, {
			signal,
			onRefusal: options.dryRun === true ? onRefusal : void 0
		}), options);
	} catch (_) {
		_usingCtx$2.e = _;
	} finally {
		await _usingCtx$2.d();
	}
}
async function pruneLayout(target, options) {
	try {
		var _usingCtx3 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
		const { signal } = options;
		const { repository } = _usingCtx3.a(await (require_transport ??= require("./transport.js")).openLocation(target, {
			create: false,
			manyWrites: true,
			signal
		}));
		if (!(repository instanceof (require_layout ??= require("./layout.js")).LayoutRepository)) throw new TypeError("the location of a layout opens a layout");
		return await pruneStore(layoutStore(repository), options, (gc) => repository.gc(gc));
	} catch (_) {
		_usingCtx3.e = _;
	} finally {
		await _usingCtx3.d();
	}
}
async function pruneStorage(options) {
	require_spec.checkNumbers(options, {
		concurrency: 1,
		graceMs: 0,
		keepLatest: 0,
		olderThanMs: 0
	});
	const { registry, repository: name, label = require_spec.plainLabel } = options;
	checkRules(options, label);
	const store = {
		...plainStore(require_spec.repository(registry, name), true),
		manifests: (call) => registry.allManifests(name, call)
	};
	const isLayout = registry instanceof (require_layout ??= require("./layout.js")).LayoutRegistry;
	const path = isLayout ? (0, (node_path ??= require("node:path")).resolve)(registry.root, name) : `${(require_address ??= require("./address.js")).formatBucket(registry.address)}/${name}`;
	return pruneStore(store, {
		...options,
		target: {
			kind: "layout",
			path
		},
		name: isLayout ? void 0 : path
	}, (gc) => registry.gc(gc));
}
async function pruneStore(store, options, gc) {
	const { target, signal, concurrency = 4, dryRun = false, graceMs = untaggedGraceMs } = options;
	const now = (options.now ?? Date.now)();
	const name = options.name ?? require_spec.formatLocation(require_spec.repositoryOf(target));
	const seen = options.state === void 0 ? void 0 : await FirstSeen.open(options.state, name);
	const reader = new GraphReader(store, {
		concurrency,
		signal
	});
	const graph = await reader.readAll();
	seen?.update(graph, now);
	await seen?.save();
	const run = new PruneRun(store, reader, {
		rules: options,
		selection: {
			now,
			graceMs,
			firstSeen: ({ descriptor }) => seen?.get(descriptor.digest)
		},
		concurrency,
		signal,
		onEvent: options.onEvent
	});
	const plan = run.plan();
	const result = (freedBytes) => ({
		name,
		dryRun,
		deleted: dryRun ? plan : run.deleted,
		kept: keptItems(graph, run.decision),
		freedBytes
	});
	if (dryRun) return result(0);
	try {
		await run.execute();
		return result((await gc?.({
			graceMs,
			signal
		}) ?? []).reduce((sum, { size }) => sum + size, 0));
	} catch (error) {
		require_spec.throwIfAborted(signal);
		if (run.deleted.length === 0) throw error;
		throw new PruneError(result(0), plan.length, error);
	}
}

// src/commands/prune-table.ts
const maxShown = 500;
const maxNameWidth = 60;
function pruneTable({ deleted, kept, dryRun }) {
	const shown = dryRun ? [...deleted.slice(0, maxShown), ...kept.slice(0, maxShown)] : kept.slice(0, maxShown);
	const width = Math.min(maxNameWidth, Math.max(0, ...shown.map((item) => nameOf(item).length)));
	return [...dryRun ? rows("delete", deleted, width) : [], ...rows("keep", kept, width)];
}
function rows(verb, items, width) {
	const line = (item) => `${verb.padEnd(6)}  ${nameOf(item).padEnd(width)}  ${require_run.shortDigest(item.digest)}  ${item.reason}`;
	return [...items.slice(0, maxShown).map(line), ...more(items)];
}
function more(items) {
	return items.length > maxShown ? [`and ${require_run.formatNumber(items.length - maxShown, "other item")}`] : [];
}
function nameOf({ kind, tags }) {
	const names = tags.length === 0 ? "(no tag)" : require_spec.printable(tags.join(", "), 400);
	return kind === "tag" ? `${names} (only the tag)` : names;
}
function pruneSummary(result, warnings) {
	const { name, dryRun, deleted, kept } = result;
	const title = dryRun ? "Would delete" : "Deleted";
	return (require_markdown ??= require("./markdown.js")).truncateMarkdown([
		`### ${title} ${require_run.formatNumber(deleted.length, "item")} of ${(require_markdown ??= require("./markdown.js")).code(name)}`,
		"",
		...table(title, deleted),
		...table("Stays", kept),
		...warnings.slice(0, maxShown).map((warning) => `- ${(require_markdown ??= require("./markdown.js")).code(warning)}`),
		""
	].join("\n"));
}
function table(title, items) {
	if (items.length === 0) return [];
	return [
		`| ${title} | Digest | Reason |`,
		"|---|---|---|",
		...items.slice(0, maxShown).map((item) => `| ${(require_markdown ??= require("./markdown.js")).code(nameOf(item))} | ${(require_markdown ??= require("./markdown.js")).code(require_run.shortDigest(item.digest))} | ${(require_markdown ??= require("./markdown.js")).code(item.reason)} |`),
		"",
		...more(items),
		""
	];
}

// src/commands/prune.ts
const ruleOptions = {
	"keep-latest": require_run.option({
		type: require_options.whole(0, 1e6),
		description: "Keep this number of the newest artifacts that the other rules select. Several tags of an artifact count once, and so do artifacts with the same date."
	}),
	"keep-tags": require_run.option({
		type: require_options.words("pattern"),
		description: "Tags to keep in any case: patterns with `*` and `?`, separated by spaces, commas or line breaks, such as `v*`.",
		cliDescription: "Tag, or pattern of tags, to keep in any case."
	}),
	"delete-tags": require_run.option({
		type: require_options.words("pattern"),
		defaultText: "all tags, with `keep-latest`, or with `older-than` and without `untagged`",
		description: "Tags to delete, if no other rule keeps them: patterns with `*` and `?`, separated by spaces, commas or line breaks, such as `pr-*`.",
		cliDescription: "Tag, or pattern of tags, to delete, if no other rule keeps it."
	}),
	"older-than": require_run.option({
		type: require_options.age,
		description: "Delete only what is at least this old, such as `30d`, `12h` or `2w`. The age comes from the annotation `org.opencontainers.image.created`, else from the date of the registry or of the file, else from `state`. What has no known age stays.",
		cliDescription: "Delete only what is at least this old, such as 30d, 12h or 2w."
	}),
	untagged: require_run.option({
		type: require_options.flag,
		default: false,
		description: "Also delete manifests without a tag that nothing needs, if they are older than an hour. Registries other than GitHub's do not list them."
	}),
	"keep-referrers": require_run.option({
		type: require_options.flag,
		default: false,
		description: "Do not delete the referrers and the cosign tags of deleted artifacts."
	})
};
const pruneTarget = {
	...require_options.location(),
	parse: (raw, subject, context) => require_serving_storage.isBucketUrl(String(raw)) ? {
		kind: "layout",
		path: String(raw)
	} : require_options.location().parse(raw, subject, context)
};
const options = {
	target: require_run.option({
		type: pruneTarget,
		positional: "repository",
		required: "write registry/repository, or ./path for an image layout",
		description: `Repository to prune: ${require_options.locationDescription.replace("[:tag][@digest]", "").replace("[:tag][@digest]", "")}.`
	}),
	...ruleOptions,
	"dry-run": require_run.option({
		type: require_options.flag,
		default: false,
		description: "Delete nothing, and show what would be deleted and why the rest stays."
	}),
	state: require_run.option({
		type: require_options.path,
		description: "File that records when each manifest was seen first. It gives manifests without a date an age. It is created, and also written by a dry run."
	}),
	repository: require_run.option({
		type: require_options.text,
		description: "Repository in `target`, if that is the directory or the bucket of `serve --storage`."
	}),
	...require_bucket_options.bucketOptions,
	layout: require_run.option({
		type: require_options.choice(...require_serving_storage.storageLayouts),
		default: "per-repository",
		description: "Layout of the directory of `serve --storage`."
	}),
	...require_options.registryReadOptions,
	"github-token": require_run.option({
		type: require_options.secret,
		workflowDefault: "${{ github.token }}",
		defaultText: "the job's token",
		description: `${require_options.githubTokenDescription} It must be allowed to delete: the job needs \`packages: write\`, and its repository the role Admin for the package.`,
		cliDescription: "Token for ghcr.io with the permission to delete packages."
	}),
	"github-api-url": require_run.option({
		type: require_options.url,
		defaultText: "`https://api.github.com` for ghcr.io",
		description: "URL of GitHub's API, for example `https://HOST/api/v3`. The packages of GitHub are pruned over this API. For the registry of a GitHub Enterprise server, the default is `GITHUB_API_URL`."
	}),
	...require_options.runOptions,
	concurrency: require_options.concurrency(8, "manifests that are read"),
	...require_options.summaryOption,
	...require_options.resultOptions
};
const outputs = {
	name: require_run.output(require_run.lineOutput, "The repository.", (result) => result.name),
	"dry-run": require_run.output(require_run.booleanOutput, "Nothing was deleted.", (result) => result.dryRun),
	"deleted-count": require_run.output(require_run.numberOutput, "Number of deleted items.", (result) => result.deleted.length),
	"kept-count": require_run.output(require_run.numberOutput, "Number of items that stay.", (result) => result.kept.length),
	deleted: require_run.output(require_run.jsonOutput, "What was deleted, or would be: a JSON list of objects with `kind` (`manifest` or `tag`), `digest`, `tags`, `media-type`, `artifact-type` and `reason`.", (result) => result.deleted.map(itemOf)),
	kept: require_run.output(require_run.jsonOutput, "What stays, and why: a list of the same form.", (result) => result.kept.map(itemOf))
};
function itemOf({ mediaType, artifactType, ...item }) {
	return {
		...item,
		"media-type": mediaType,
		"artifact-type": artifactType
	};
}
const pruneCommand = require_options.defineCommand({
	name: "prune",
	summary: "delete old and unused artifacts of a repository",
	description: "Deletes the artifacts that the rules select, with their manifests, referrers and cosign tags. What a remaining index, tag or signature needs stays.",
	examples: [{
		comment: "Show what would be deleted",
		line: "prune ghcr.io/acme/app --delete-tag 'pr-*' --dry-run"
	}, {
		comment: "Keep releases and the newest ten others",
		line: "prune ./layout --keep-tag 'v*' --keep-latest 10"
	}],
	action: {
		name: "Prune OCI repository",
		description: "Deletes old and unused artifacts of a repository, and nothing that a remaining artifact needs",
		icon: "trash-2",
		directory: "prune"
	},
	options,
	outputs,
	async run(inputs, context) {
		const { result: pruned, error } = await runPrune(inputs, context);
		const result = withInputNames(pruned);
		const verb = result.dryRun ? "would delete" : "deleted";
		const freed = result.freedBytes === 0 ? "" : ` and freed ${require_run.formatBytes(result.freedBytes)}`;
		return {
			result,
			lines: [...pruneTable(result), `${verb} ${require_run.formatNumber(result.deleted.length, "item")} of ${result.name}${freed}; ${require_run.formatNumber(result.kept.length, "item")} ${result.kept.length === 1 ? "stays" : "stay"}`],
			problem: error && require_run.explainFailure(error, {
				label: context.label,
				...require_options.locationContext("target", inputs.target)
			}),
			summary: (warnings) => pruneSummary(result, warnings)
		};
	}
});
function withInputNames(result) {
	return {
		...result,
		deleted: result.deleted.map(withInputName),
		kept: result.kept.map(withInputName)
	};
}
function withInputName(item) {
	return {
		...item,
		reason: require_spec.withOptionLabels(item.reason, (name) => name)
	};
}
async function runPrune(inputs, context) {
	const { label, log } = context;
	const { target, repository, layout, signal } = {
		...inputs,
		...context
	};
	const rules = rulesOf(inputs, label);
	const access = await require_options.registryAccess(inputs, label);
	context.describeFailure(() => ({
		...require_options.locationContext("target", target),
		plainHttp: access.plainHttp
	}));
	log.phase("Prune");
	try {
		if (target.kind === "layout" && require_serving_storage.isBucketUrl(target.path) && repository === void 0) throw require_spec.inputError(label("target"), target.path, `is a bucket; give a repository in it to ${label("repository")}`);
		if (repository === void 0) {
			const connection = require_options.connectionOptions(access, context);
			const gitHubApi = inputs.githubApiUrl;
			return { result: await prune({
				...rules,
				target,
				connection,
				gitHubApi,
				...require_options.operationOptions(context)
			}) };
		}
		if (target.kind === "registry") throw require_spec.inputError(label("repository"), repository, `is a part of ${label("target")} for a registry; omit it`);
		if (require_serving_storage.isBucketUrl(target.path)) return { result: await pruneBucket(inputs, context, rules, repository, target.path) };
		const storageLabel = (name) => label(name === "storage" ? "target" : name);
		const registry = await require_serving_storage.openStorage((0, (node_path ??= require("node:path")).resolve)(target.path), {
			layout,
			signal,
			journal: true
		}, storageLabel);
		try {
			return { result: await pruneStorage({
				...rules,
				registry,
				repository,
				...require_options.operationOptions(context)
			}) };
		} finally {
			await registry.flush();
		}
	} catch (error) {
		if (!(error instanceof PruneError)) throw error;
		return {
			result: error.result,
			error
		};
	}
}
async function pruneBucket(inputs, context, rules, repository, storage) {
	try {
		var _usingCtx$1 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
		const { env, label, signal } = context;
		const bucket = require_bucket_options.bucketStorage({
			...inputs,
			storage
		}, label, inputs.caFile);
		if (bucket === void 0) throw new TypeError("the target is the URL of a bucket");
		const registry = _usingCtx$1.a(await require_serving_storage.openBucket(bucket, {
			env,
			label,
			signal
		}));
		return await pruneStorage({
			...rules,
			registry,
			repository,
			...require_options.operationOptions(context)
		});
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
function rulesOf(inputs, label) {
	const { keepLatest, keepTags, deleteTags, olderThan, untagged, keepReferrers, dryRun, state, concurrency } = inputs;
	for (const [name, patterns] of Object.entries({
		"keep-tags": keepTags,
		"delete-tags": deleteTags
	})) for (const pattern of patterns) if (inputs.target.kind === "registry" && !require_spec.isTag(pattern.replaceAll(/[*?]/g, "0"))) throw require_spec.inputError(label(name), pattern, "is a pattern that no tag matches; write for example pr-*");
	return {
		keepLatest,
		keepTags,
		deleteTags,
		olderThanMs: olderThan,
		untagged,
		keepReferrers,
		dryRun,
		state,
		concurrency
	};
}

exports.pruneCommand = pruneCommand;