const require_rolldown_runtime = require("./rolldown-runtime.js");
const require_spec = require("./spec.js");
let require_secret_forms;
let require_transport;
let require_open_transport;
const require_lru_cache = require("./lru-cache.js");
let require_valibot;
let require_transport$1;
let require_options;
let node_os;
let node_path = require("node:path");
node_path = require_rolldown_runtime.__toESM(node_path, 1);
let node_net;
let node_stream;
let node_zlib;
let node_crypto;
let node_fs;
let node_fs_promises;
let node_stream_promises;

// src/credentials/auths.ts
function findInAuths(config, registry, repository) {
	const entries = Object.entries(config.auths).flatMap(([key, value]) => {
		const parsed = (require_transport ??= require("./transport.js")).parseRegistryKey(key);
		return parsed?.registry === registry ? [{
			key,
			value,
			path: parsed.path,
			rank: parsed.rank
		}] : [];
	});
	for (const path of (require_transport ??= require("./transport.js")).pathsOf(repository)) {
		let best;
		for (const { key, value, rank } of entries.filter((entry) => entry.path === path).sort((a, b) => a.rank - b.rank)) {
			if (best !== void 0 && rank > best.rank) break;
			const credential = parseAuthEntry(value, `"${key}" in ${config.where}`);
			if ((require_transport ??= require("./transport.js")).isAnonymous(credential)) continue;
			if (best === void 0) best = {
				key,
				rank,
				credential
			};
			else if (!(require_transport ??= require("./transport.js")).isSameCredential(best.credential, credential)) throw ambiguousEntries(config, registry, best.key, key);
		}
		if (best !== void 0) return {
			credential: best.credential,
			source: `"${require_spec.printable(best.key, 300)}" in ${require_spec.printable(config.where)}`
		};
	}
}
function ambiguousEntries(config, registry, first, second) {
	return new require_spec.OciError("CREDENTIALS", `cannot choose credentials for ${registry}: ${require_spec.printable(config.where)} has the different entries "${require_spec.printable(first, 300)}" and "${require_spec.printable(second, 300)}"; remove one of them`);
}
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
function parseAuthEntry(value, where) {
	const schema = (require_valibot ??= require("./valibot.js")).pipe((require_transport ??= require("./transport.js")).plainObject(), (require_valibot ??= require("./valibot.js")).looseObject({
		auth: (require_valibot ??= require("./valibot.js")).nullish((require_valibot ??= require("./valibot.js")).string()),
		username: (require_valibot ??= require("./valibot.js")).nullish((require_valibot ??= require("./valibot.js")).string()),
		password: (require_valibot ??= require("./valibot.js")).nullish((require_valibot ??= require("./valibot.js")).string()),
		identitytoken: (require_valibot ??= require("./valibot.js")).nullish((require_valibot ??= require("./valibot.js")).string()),
		registrytoken: (require_valibot ??= require("./valibot.js")).nullish((require_valibot ??= require("./valibot.js")).string())
	}));
	const parsed = (require_valibot ??= require("./valibot.js")).safeParse(schema, value ?? {});
	if (!parsed.success) {
		const field = parsed.issues[0].path?.map((item) => String(item.key)).join(".");
		throw invalidEntry(where, field === void 0 ? "it is not an object" : `its field ${require_spec.printable(field, 100)} is not a string`);
	}
	const { auth, username, password, identitytoken, registrytoken } = parsed.output;
	const decoded = auth === void 0 || auth === null || auth === "" ? {
		username,
		password
	} : decodeAuth(auth, where);
	return {
		username: nonEmpty(decoded.username),
		password: nonEmpty(decoded.password),
		identityToken: nonEmpty(identitytoken),
		registryToken: nonEmpty(registrytoken)
	};
}
function decodeAuth(auth, where) {
	const joined = auth.replace(/[\r\n]/g, "");
	if (!base64.test(joined)) throw invalidEntry(where, "its field auth is not padded standard base64");
	const text = Buffer.from(joined, "base64").toString("utf8");
	const colon = text.indexOf(":");
	if (colon < 1) throw invalidEntry(where, "its field auth is not the base64 of user:password");
	return {
		username: text.slice(0, colon),
		password: trimNul(text.slice(colon + 1))
	};
}
function trimNul(text) {
	let start = 0;
	let end = text.length;
	while (start < end && text.charCodeAt(start) === 0) start++;
	while (end > start && text.charCodeAt(end - 1) === 0) end--;
	return text.slice(start, end);
}
function nonEmpty(value) {
	return value === null || value === "" ? void 0 : value;
}
function invalidEntry(where, problem) {
	return new require_spec.OciError("CREDENTIALS", `cannot use the entry ${require_spec.printable(where)}: ${problem}; log in to that registry again, or remove the entry`);
}

// src/credentials/helper-path.ts
const suffixPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
function checkHelperSuffix(suffix, where) {
	if (suffixPattern.test(suffix)) return;
	throw new require_spec.OciError("CREDENTIALS", `cannot run the credential helper "${require_spec.printable(suffix, 100)}" of ${require_spec.printable(where)}: its name is invalid; use at most 64 letters, digits, ".", "_" and "-", beginning with a letter or digit`);
}
async function findHelper(suffix, env, platform) {
	const windows = platform === "win32";
	const paths = windows ? node_path.default.win32 : node_path.default.posix;
	const name = `docker-credential-${suffix}${windows && !suffix.toLowerCase().endsWith(".exe") ? ".exe" : ""}`;
	for (const directory of searchPath(env, windows).split(paths.delimiter)) {
		if (!paths.isAbsolute(directory)) continue;
		const candidate = paths.join(directory, name);
		if (await isProgram(candidate)) return candidate;
	}
}
function searchPath(env, windows) {
	if (!windows) return env["PATH"] ?? "";
	const key = Object.keys(env).find((name) => name.toUpperCase() === "PATH");
	return (key === void 0 ? void 0 : env[key]) ?? "";
}
async function isProgram(candidate) {
	try {
		await (0, (node_fs_promises ??= require("node:fs/promises")).access)(candidate, (node_fs ??= require("node:fs")).constants.X_OK);
		return (await (0, (node_fs_promises ??= require("node:fs/promises")).stat)(candidate)).isFile();
	} catch {
		return false;
	}
}

// src/credentials/lookup-cache.ts
const recheckMs = 1e4;
var LookupCache = class {
	#outcomes;
	#lookups = new require_spec.SingleFlight();
	#now;
	#isPositive;
	constructor({ max, now = require_spec.monotonicMs, isPositive }) {
		this.#outcomes = new require_lru_cache.I({ max });
		this.#now = now;
		this.#isPositive = isPositive;
	}
	async get(key, lookup, options) {
		const cached = this.#outcomes.get(key);
		if (cached === void 0 || !this.#isUsable(cached, options.refresh === true)) {
			const refresh = cached !== void 0;
			return await this.#lookups.run(key, (signal) => this.#run(key, lookup, {
				refresh,
				signal
			}), options.signal);
		}
		if ("error" in cached) throw cached.error;
		return cached.value;
	}
	#isUsable(outcome, refresh) {
		const isRecent = this.#now() - outcome.at < recheckMs;
		if (refresh) return isRecent && outcome.refreshed;
		return isRecent || "value" in outcome && this.#isPositive(outcome.value);
	}
	async #run(key, lookup, options) {
		const refreshed = options.refresh;
		try {
			const value = await lookup(options);
			this.#outcomes.set(key, {
				value,
				at: this.#now(),
				refreshed
			});
			return value;
		} catch (error) {
			if (!options.signal.aborted) this.#outcomes.set(key, {
				error,
				at: this.#now(),
				refreshed
			});
			throw error;
		}
	}
};

// src/credentials/credential-helpers.ts
const notFoundText = "credentials not found in native keychain";
const maxAnswers = 100;
var Helpers = class {
	#options;
	#answers;
	constructor(options) {
		this.#options = options;
		this.#answers = new LookupCache({
			max: maxAnswers,
			now: options.now,
			isPositive: isCredential
		});
	}
	async get(suffix, registry, where, options) {
		checkHelperSuffix(suffix, where);
		return await this.#answers.get(`${suffix} ${registry}`, ({ signal }) => this.#run(suffix, registry, signal), options);
	}
	async #run(suffix, registry, signal) {
		const answer = await callHelper({
			suffix,
			registry,
			verb: "get"
		}, {
			...this.#options,
			signal
		});
		if (answer === void 0) return "missing";
		const { program, output } = answer;
		if (output.exitCode !== 0) {
			if (isNotFound(output)) return "none";
			throw failedHelper(program, registry, output);
		}
		return parseOutput(output.stdout, `the output of the credential helper ${program} for ${registry}`);
	}
};
async function callHelper({ suffix, registry, verb, credential }, { env, platform, run = runLazily, timeoutMs, signal }) {
	const program = await findHelper(suffix, env, platform);
	if (program === void 0) return void 0;
	const server = registry === "docker.io" ? (require_transport ??= require("./transport.js")).dockerHubKey : registry;
	const input = credential === void 0 ? server : storeInput(server, credential);
	try {
		return {
			program,
			output: await run({
				program,
				verb,
				input,
				env,
				signal,
				timeoutMs
			})
		};
	} catch (error) {
		if (require_spec.isOciError(error)) throw error;
		throw new require_spec.OciError("CREDENTIALS", `cannot run the credential helper ${require_spec.printable(program)}`);
	}
}
function failedHelper(program, registry, { exitCode }) {
	return new require_spec.OciError("CREDENTIALS", `the credential helper ${require_spec.printable(program)} failed for ${registry} with exit code ${exitCode}; its output is not shown because it may contain secrets; run the helper in a terminal to see it`);
}
function isNotFound({ stdout }) {
	return stdout.trim() === notFoundText;
}
function storeInput(server, { username, password, identityToken }) {
	const [name, secret] = identityToken === void 0 ? [username, password] : [(require_transport ??= require("./transport.js")).identityTokenUsername, identityToken];
	return JSON.stringify({
		ServerURL: server,
		Username: name ?? "",
		Secret: secret ?? ""
	});
}
function isCredential(answer) {
	return answer !== "none" && answer !== "missing";
}
function parseOutput(stdout, where) {
	const parsed = (require_valibot ??= require("./valibot.js")).safeParse((require_valibot ??= require("./valibot.js")).object({
		Username: (require_valibot ??= require("./valibot.js")).string(),
		Secret: (require_valibot ??= require("./valibot.js")).string()
	}), withUsualNames((require_transport ??= require("./transport.js")).parseSecretJson(stdout.replace(/^\ufeff/, ""), where)));
	if (!parsed.success) throw new require_spec.OciError("CREDENTIALS", `${require_spec.printable(where)} is not an object with the strings Username and Secret`);
	const { Username, Secret } = parsed.output;
	const credential = Username === "<token>" ? { identityToken: Secret } : {
		username: Username,
		password: Secret
	};
	return (require_transport ??= require("./transport.js")).isAnonymous(credential) ? "none" : credential;
}
function withUsualNames(value) {
	if (!require_spec.isRecord(value)) return value;
	const fields = new Map(Object.entries(value).map(([name, field]) => [name.toLowerCase(), field]));
	return {
		Username: fields.get("username"),
		Secret: fields.get("secret"),
		...value
	};
}
async function runLazily(run) {
	return (await Promise.resolve().then(() => require("./helper-process.js"))).runHelper(run);
}

// src/credentials/config-credentials.ts
var ConfigCredentials = class {
	httpHeaders;
	#configs;
	#helpers;
	#warn;
	constructor(configs, options, helpers = createHelpers(options)) {
		this.#configs = configs;
		this.#helpers = helpers;
		this.#warn = withoutRepeats(options.onWarning);
		this.httpHeaders = configs.find((config) => Object.keys(config.httpHeaders).length > 0)?.httpHeaders ?? {};
	}
	async find(registry, options = {}) {
		const checked = (require_transport ??= require("./transport.js")).checkRegistry(registry);
		for (const config of this.#configs) {
			const found = await this.#findWithHelper(config, checked, options) ?? findInAuths(config, checked, options.repository);
			if (found !== void 0) return found;
		}
	}
	async #findWithHelper(config, registry, options) {
		const registrySuffix = registryHelper(config, registry);
		const suffix = registrySuffix ?? config.credsStore;
		if (!(require_transport ??= require("./transport.js")).hasText(suffix)) return void 0;
		const where = `${registrySuffix === void 0 ? "credsStore" : `credHelpers for ${registry}`} in ${config.where}`;
		const answer = await this.#helpers.get(suffix, registry, where, options);
		if (answer === "none") return void 0;
		if (answer !== "missing") return {
			credential: answer,
			source: `credential helper docker-credential-${suffix} (${require_spec.printable(where)})`
		};
		const problem = `${require_spec.printable(where)} names the credential helper docker-credential-${suffix}, which is not in PATH`;
		if (registrySuffix !== void 0) throw new require_spec.OciError("CREDENTIALS", `${problem}; install it, or remove that line and log in again`);
		this.#warn(`${problem}; install it, or remove that line; the entries in auths of the same file are used instead`);
	}
};
function createHelpers(options) {
	require_spec.checkNumbers(options, { helperTimeoutMs: 0 });
	const { env, platform = process.platform, run, helperTimeoutMs: timeoutMs, now } = options;
	return new Helpers({
		env,
		platform,
		run,
		timeoutMs,
		now
	});
}
function registryHelper(config, registry) {
	const best = Object.keys(config.credHelpers).flatMap((key) => {
		const parsed = (require_transport ??= require("./transport.js")).parseRegistryKey(key);
		return parsed?.registry === registry && parsed.path === "" ? [{
			key,
			rank: parsed.rank
		}] : [];
	}).sort((a, b) => a.rank - b.rank)[0];
	return best === void 0 ? void 0 : config.credHelpers[best.key];
}
async function readDockerConfigs(options) {
	const { env, homedir, configFile, signal } = options;
	if (configFile !== void 0) {
		const config = await (require_transport ??= require("./transport.js")).readConfigFile(configFile, signal);
		if (config !== void 0) return [config];
		throw new require_spec.OciError("CREDENTIALS", `cannot read credentials from ${require_spec.printable(configFile)}: the file does not exist`);
	}
	const { DOCKER_AUTH_CONFIG: inline, DOCKER_CONFIG: directory, XDG_RUNTIME_DIR: runtime } = env;
	const configs = (require_transport ??= require("./transport.js")).hasText(inline) ? [(require_transport ??= require("./transport.js")).parseConfig(inline, "DOCKER_AUTH_CONFIG")] : [];
	const paths = [
		...(require_transport ??= require("./transport.js")).hasText(directory) ? [(0, node_path.join)(directory, "config.json")] : [],
		...(require_transport ??= require("./transport.js")).hasText(homedir) ? [(0, node_path.join)(homedir, ".docker", "config.json")] : [],
		...(require_transport ??= require("./transport.js")).hasText(runtime) ? [(0, node_path.join)(runtime, "containers", "auth.json")] : []
	];
	for (const path of paths) {
		const config = await (require_transport ??= require("./transport.js")).readConfigFile(path, signal);
		if (config !== void 0) return [...configs, config];
	}
	return configs;
}
async function readPodmanConfigs(options) {
	const configs = [];
	if (options.configFile !== void 0) return configs;
	for (const path of podmanPaths(options)) {
		const config = await (require_transport ??= require("./transport.js")).readConfigFile(path, options.signal);
		if (config !== void 0) configs.push(config);
	}
	return configs;
}
function podmanPaths({ env, homedir, uid = process.getuid?.() }) {
	const { REGISTRY_AUTH_FILE: explicit, XDG_RUNTIME_DIR: runtime, XDG_CONFIG_HOME: config } = env;
	if ((require_transport ??= require("./transport.js")).hasText(explicit)) return [explicit];
	const paths = [];
	if ((require_transport ??= require("./transport.js")).hasText(runtime)) paths.push((0, node_path.join)(runtime, "containers", "auth.json"));
	else if (uid !== void 0) paths.push(`/run/containers/${uid}/auth.json`);
	if ((require_transport ??= require("./transport.js")).hasText(config)) paths.push((0, node_path.join)(config, "containers", "auth.json"));
	else if ((require_transport ??= require("./transport.js")).hasText(homedir)) paths.push((0, node_path.join)(homedir, ".config", "containers", "auth.json"));
	return paths;
}
function withoutRepeats(onWarning) {
	const reported = /* @__PURE__ */ new Set();
	return (text) => {
		if (reported.has(text)) return;
		reported.add(text);
		onWarning?.(text);
	};
}

// src/credentials/sources.ts
function chain(...sources) {
	return { find: async (registry, options) => {
		for (const source of sources) {
			const found = await source.find(registry, options);
			if (found !== void 0) return found;
		}
	} };
}
function staticCredentials(entries) {
	const byRegistry = /* @__PURE__ */ new Map();
	for (const entry of entries) byRegistry.set(require_spec.canonicalRegistry(entry.registry), entry);
	return { find: async (registry) => {
		const entry = byRegistry.get((require_transport ??= require("./transport.js")).checkRegistry(registry));
		if (entry === void 0 || (require_transport ??= require("./transport.js")).isAnonymous(entry.credential)) return void 0;
		return {
			credential: entry.credential,
			source: entry.source ?? "explicit credentials"
		};
	} };
}
function githubTokenCredentials(token, env) {
	const registry = gitHubRegistry(env["GITHUB_SERVER_URL"]);
	if (token === "" || registry === void 0) return staticCredentials([]);
	const actor = env["GITHUB_ACTOR"];
	const username = actor === void 0 || actor === "" || actor.includes(":") ? "x-access-token" : actor;
	const source = `the GitHub token of this workflow, for ${registry}`;
	return staticCredentials([{
		registry,
		credential: {
			username,
			password: token
		},
		source
	}]);
}
function gitHubRegistry(server) {
	if (server === void 0 || server === "") return "ghcr.io";
	if (!URL.canParse(server)) return void 0;
	const host = new URL(server).hostname;
	return host === "github.com" ? "ghcr.io" : `containers.${host}`;
}

// src/credentials/default-credentials.ts
var DefaultCredentials = class {
	#sources;
	#options;
	#configs;
	#helpers;
	#pending;
	constructor(options) {
		const { explicit, githubToken, env, now } = options;
		this.#options = {
			...options,
			onWarning: withoutRepeats(options.onWarning)
		};
		this.#helpers = createHelpers(options);
		this.#configs = new LookupCache({
			max: 2,
			now,
			isPositive: () => true
		});
		this.#sources = chain(staticCredentials(explicit === void 0 ? [] : [{
			...explicit,
			source: "the given user name and password"
		}]), { find: async (registry, findOptions = {}) => await (await this.#docker(findOptions)).find(registry, findOptions) }, { find: async (registry, findOptions = {}) => await (await this.#podman(findOptions)).find(registry, findOptions) }, githubTokenCredentials(githubToken ?? "", env));
	}
	async find(registry, options) {
		try {
			const found = await this.#sources.find(registry, options);
			this.reportWarnings();
			return found;
		} catch (error) {
			if (require_spec.isOciError(error, "CREDENTIALS")) this.#pending = void 0;
			throw error;
		}
	}
	reportWarnings() {
		const text = this.#pending;
		this.#pending = void 0;
		if (text !== void 0) this.#options.onWarning?.(text);
	}
	async httpHeaders(signal) {
		try {
			return (await this.#docker({ signal })).httpHeaders;
		} catch (error) {
			if (!require_spec.isOciError(error, "CREDENTIALS")) throw error;
			this.#pending = `${error.message}; fix the file, or remove it`;
			return {};
		}
	}
	async #docker(options) {
		return this.#credentials(await this.#dockerConfigs(options));
	}
	async #podman(options) {
		const podman = await this.#configs.get("podman", (lookup) => readPodmanConfigs({
			...this.#options,
			...lookup
		}), options);
		const docker = await this.#dockerConfigs({ signal: options.signal });
		const searched = new Set(docker.map((config) => config.where));
		return this.#credentials(podman.filter((config) => !searched.has(config.where)));
	}
	#dockerConfigs(options) {
		return this.#configs.get("docker", (lookup) => readDockerConfigs({
			...this.#options,
			...lookup
		}), options);
	}
	#credentials(configs) {
		return new ConfigCredentials(configs, this.#options, this.#helpers);
	}
};
function defaultCredentials(options) {
	return new DefaultCredentials(options);
}

// src/http/link.ts
function parseNextLink(response, base = response.url) {
	for (const value of response.headers.all("link")) for (const link of parseLinks(value)) {
		if (!link.relations.includes("next")) continue;
		const target = (require_transport ??= require("./transport.js")).parseTarget(link.target, response, "Link");
		(require_transport ??= require("./transport.js")).refuseDowngrade(target, base, "Link");
		if ((require_transport ??= require("./transport.js")).sameOrigin(target, base)) return target;
		throw (require_transport ??= require("./transport.js")).redirectRefused(`refused the next page of ${(require_transport ??= require("./transport.js")).redactUrl(response.url)}: it is on another origin, ${(require_transport ??= require("./transport.js")).redactUrl(target.origin)}`);
	}
}
const parameter = /\s*;\s*(?:([^\s=;,"]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]*)))?)?/y;
function parseLinks(value) {
	const links = [];
	for (let at = value.indexOf("<"); at >= 0;) {
		const close = value.indexOf(">", at);
		if (close < 0) break;
		let relations;
		let end = close + 1;
		for (;;) {
			parameter.lastIndex = end;
			const match = parameter.exec(value);
			if (match === null) break;
			end = parameter.lastIndex;
			const [, name, quoted, token] = match;
			if (name?.toLowerCase() === "rel") relations ??= (quoted?.replace(/\\(.)/g, "$1") ?? token ?? "").toLowerCase().split(/\s+/);
		}
		links.push({
			target: value.slice(at + 1, close),
			relations: relations ?? []
		});
		at = value.indexOf("<", end);
	}
	return links;
}

// src/auth/challenge.ts
const tokenPattern = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y;
const spacePattern = /[ \t]*/y;
const separatorPattern = /[ \t,]*/y;
const token68Pattern = /[A-Za-z0-9._~+/-]+=*(?=[ \t]*(?:,|$))/y;
const malformedPattern = /(?:"(?:[^"\\]|\\.)*"|[^",])*/sy;
const quotedPattern = /"((?:[^"\\]|\\.)*)"/sy;
function parseChallenges(fields) {
	return fields.flatMap((field) => new ChallengeReader(field).read());
}
var ChallengeReader = class {
	#text;
	#offset = 0;
	constructor(text) {
		this.#text = text;
	}
	read() {
		const challenges = [];
		for (;;) {
			this.#take(separatorPattern);
			if (this.#offset >= this.#text.length) return challenges;
			const before = this.#offset;
			const scheme = this.#take(tokenPattern);
			const challenge = scheme === "" ? void 0 : this.#afterScheme(scheme.toLowerCase());
			if (challenge === void 0) this.#skipMalformed();
			else challenges.push(challenge);
			if (this.#offset === before) return challenges;
		}
	}
	#afterScheme(scheme) {
		const gap = this.#take(spacePattern);
		const params = /* @__PURE__ */ new Map();
		if (this.#atEndOfItem()) return {
			scheme,
			params
		};
		if (gap === "") return void 0;
		const token68 = this.#take(token68Pattern);
		if (token68 !== "") return {
			scheme,
			params,
			token68
		};
		for (;;) {
			const param = this.#param();
			if (param === void 0) return void 0;
			if (!params.has(param.name)) params.set(param.name, param.value);
			this.#take(spacePattern);
			if (!this.#atEndOfItem()) return void 0;
			const comma = this.#offset;
			this.#take(separatorPattern);
			if (this.#offset >= this.#text.length || !this.#looksLikeParam()) {
				this.#offset = comma;
				return {
					scheme,
					params
				};
			}
		}
	}
	#param() {
		const name = this.#take(tokenPattern).toLowerCase();
		this.#take(spacePattern);
		if (name === "" || this.#text[this.#offset] !== "=") return void 0;
		this.#offset++;
		this.#take(spacePattern);
		if (this.#text[this.#offset] !== "\"") {
			const value = this.#take(tokenPattern);
			return value === "" ? void 0 : {
				name,
				value
			};
		}
		const quoted = this.#take(quotedPattern);
		return quoted === "" ? void 0 : {
			name,
			value: quoted.slice(1, -1).replace(/\\(.)/gs, "$1")
		};
	}
	#looksLikeParam() {
		const start = this.#offset;
		this.#take(tokenPattern);
		this.#take(spacePattern);
		const isParam = this.#offset > start && this.#text[this.#offset] === "=";
		this.#offset = start;
		return isParam;
	}
	#atEndOfItem() {
		return this.#offset >= this.#text.length || this.#text[this.#offset] === ",";
	}
	#skipMalformed() {
		this.#take(malformedPattern);
		if (this.#text[this.#offset] === "\"") this.#offset = this.#text.length;
	}
	#take(pattern) {
		pattern.lastIndex = this.#offset;
		const match = pattern.exec(this.#text);
		if (match === null) return "";
		this.#offset = pattern.lastIndex;
		return match[0];
	}
};

// src/auth/credential-lookup.ts
const maxRepositories = 1e3;
const maxReported$1 = 2e3;
var CredentialLookup = class {
	#options;
	#cache;
	#reportedSources = new require_lru_cache.I({ max: maxReported$1 });
	#reportedSecrets = new require_lru_cache.I({ max: maxReported$1 });
	constructor(options) {
		this.#options = options;
		this.#cache = new LookupCache({
			max: maxRepositories,
			now: options.now,
			isPositive: (credential) => credential !== void 0
		});
	}
	find(repository, options) {
		return this.#cache.get(repository ?? "", (lookup) => this.#lookUp(repository, lookup), options);
	}
	async #lookUp(repository, options) {
		const { credentials, registry, onSource } = this.#options;
		const answer = await credentials.find(registry, {
			repository,
			...options
		});
		const foundCredential = answer === void 0 || (require_transport ??= require("./transport.js")).isAnonymous(answer.credential) ? void 0 : answer;
		if (foundCredential !== void 0) this.reportSecrets((require_transport ??= require("./transport.js")).secretsOf(foundCredential.credential));
		const source = foundCredential?.source;
		if (!this.#reportedSources.has(source ?? "")) {
			this.#reportedSources.set(source ?? "", true);
			onSource?.(source);
		}
		return foundCredential;
	}
	reportSecrets(secrets) {
		for (const secret of secrets) {
			if (this.#reportedSecrets.has(secret)) continue;
			this.#reportedSecrets.set(secret, true);
			this.#options.onSecret?.(secret);
		}
	}
};

// src/auth/basic.ts
function basicAuthorization(username, password, source) {
	if (username.includes(":")) throw new require_spec.OciError("CREDENTIALS", `cannot send the user name from ${source}: it contains a colon, which HTTP's Basic scheme does not allow`);
	return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}
function userAndPassword(credential) {
	const { username = "", password = "", identityToken = "" } = credential;
	const secret = password === "" ? identityToken : password;
	return username === "" || secret === "" ? void 0 : {
		username,
		password: secret
	};
}

// src/auth/realm.ts
async function parseRealm(realm, options) {
	const { origin, allowedHosts = [] } = options;
	if (realm === void 0 || realm === "") throw new require_spec.OciError("PROTOCOL", `cannot request a token for ${origin.origin}: its challenge has no realm, which names the token endpoint`);
	if (!URL.canParse(realm)) throw refusedRealm(origin, "a token endpoint that is not an absolute URL");
	const url = new URL(realm);
	if (url.protocol !== "https:" && url.protocol !== "http:") throw refusedRealm(origin, `a token endpoint with the scheme "${require_spec.printable(url.protocol, 40)}" instead of http or https`);
	const endpoint = require_spec.printable(`${url.origin}${url.pathname}`, 300);
	if (url.username !== "" || url.password !== "") throw refusedRealm(origin, `the token endpoint ${endpoint} with user information in its URL`);
	if (origin.protocol === "https:" && url.protocol !== "https:") throw refusedRealm(origin, `the token endpoint ${endpoint}, which does not use TLS although the registry does`);
	url.hash = "";
	const host = hostOf(url);
	if (allowedHosts.some((name) => normalise(name) === host)) return {
		url,
		namedBy: void 0,
		refuseCredentials: void 0
	};
	const namedBy = {
		registry: origin,
		kind: "token endpoint"
	};
	if (await isSameDomain(host, hostOf(origin))) return {
		url,
		namedBy,
		refuseCredentials: void 0
	};
	const refuseCredentials = () => refusedRealm(origin, `the token endpoint ${endpoint}, which is on another domain`, {
		text: `; if you trust it, allow the host ${require_spec.printable(host, 300)} as a token realm`,
		option: "tokenHosts"
	});
	if (isAddress(host)) throw refuseCredentials();
	return {
		url,
		namedBy,
		refuseCredentials
	};
}
async function isSameDomain(host, registry) {
	if (host === registry) return true;
	if (isAddress(host) || isAddress(registry)) return false;
	const { getDomain } = await Promise.resolve().then(() => require("./tldts.js")).then((n) => /* @__PURE__ */ require_rolldown_runtime.__toESM(n.require_cjs(), 1));
	const domain = getDomain(host, { allowPrivateDomains: true });
	return domain !== null && domain === getDomain(registry, { allowPrivateDomains: true });
}
function isAddress(host) {
	return host.startsWith("[") || (0, (node_net ??= require("node:net")).isIP)(host) !== 0;
}
function hostOf(url) {
	return normalise(url.hostname);
}
function normalise(host) {
	return host.toLowerCase().replace(/\.$/, "");
}
function refusedRealm(origin, endpoint, remedy) {
	return new require_spec.OciError("REDIRECT_REFUSED", `${origin.origin} names ${endpoint}; no request and no credentials were sent to it${remedy?.text ?? ""}`, { remedy: remedy?.option });
}

// src/auth/scope.ts
function unionScopes(...lists) {
	const actionsOf = /* @__PURE__ */ new Map();
	const others = /* @__PURE__ */ new Set();
	for (const text of lists.flat()) {
		const scope = require_spec.parseTokenScope(text);
		if (scope === void 0) {
			if (text !== "") others.add(text);
			continue;
		}
		const resource = `${scope.type}:${scope.name}`;
		const actions = actionsOf.get(resource) ?? /* @__PURE__ */ new Set();
		for (const action of scope.actions) actions.add(action);
		actionsOf.set(resource, actions);
	}
	return [...[...actionsOf].flatMap(([resource, actions]) => actions.size === 0 ? [] : [`${resource}:${joinActions(actions)}`]), ...others].sort(require_spec.compareBytes);
}
function splitScopes(text) {
	return (text ?? "").split(" ").filter((scope) => scope !== "");
}
function repositoryOf(scopes) {
	let first;
	for (const text of scopes) {
		const scope = require_spec.parseTokenScope(text);
		if (scope?.type !== "repository") continue;
		if (scope.actions.some((action) => action !== "pull")) return scope.name;
		first ??= scope.name;
	}
	return first;
}
function joinActions(actions) {
	return actions.has("*") ? "*" : [...actions].sort(require_spec.compareBytes).join(",");
}

// src/auth/token-endpoint.ts
const maxTokenReply = 131072;
const minLifetimeSeconds = 60;
const expiryMarginSeconds = 10;
const unsupportedFlow = /* @__PURE__ */ new Set([
	404,
	405,
	501
]);
const identityTokenRefused = /* @__PURE__ */ new Set([
	400,
	401,
	...unsupportedFlow
]);
async function requestToken(request, options) {
	const { realm, foundCredential } = request;
	const flows = flowsFor(request, options.clientId);
	for (const [index, flow] of flows.entries()) {
		const headers = {
			...options.headers,
			...flow.request.headers
		};
		const response = await options.transport({
			...flow.request,
			headers,
			namedBy: realm.namedBy,
			signal: options.signal
		});
		const receivedAt = options.now();
		await checkOrigin(response, request);
		if (response.status === 200) return await readToken(response, receivedAt, urlOf(request.realm.url));
		const { response: refusal, hint } = await (require_open_transport ??= require("./open-transport.js")).classifyResponse(response, Date.now);
		const secrets = [...(require_transport ??= require("./transport.js")).secretsOf(foundCredential?.credential ?? {}), ...realm.url.searchParams.values()];
		const mask = (require_secret_forms ??= require("./secret-forms.js")).secretMask(() => secrets);
		const { reason } = await (require_open_transport ??= require("./open-transport.js")).readErrorBody(refusal, mask);
		const { status } = response;
		if (index + 1 < flows.length && flow.fallbackOn.has(status)) continue;
		throw refusedRequest(status, status === 403 && hint !== void 0 ? "TOOMANYREQUESTS" : codeOfStatus$1(status), reason, request);
	}
	const source = foundCredential?.source ?? "an unknown source";
	throw new require_spec.OciError("CREDENTIALS", `cannot request a token from ${urlOf(request.realm.url)}: the credentials from ${source} have no user name with a password, no identity token and no registry token`);
}
function flowsFor(request, clientId) {
	const { foundCredential } = request;
	if (foundCredential === void 0 || (require_transport ??= require("./transport.js")).isAnonymous(foundCredential.credential)) return [{
		request: getRequest(request, clientId, {}),
		fallbackOn: /* @__PURE__ */ new Set()
	}];
	const { credential, source } = foundCredential;
	const basic = (username, password) => getRequest(request, clientId, { authorization: basicAuthorization(username, password, source) });
	const { username = "", password, identityToken = "" } = credential;
	if (identityToken !== "") {
		const grant = {
			grant_type: "refresh_token",
			refresh_token: identityToken
		};
		const name = username === "" ? (require_transport ??= require("./transport.js")).identityTokenUsername : username;
		return [{
			request: postRequest(request, clientId, grant),
			fallbackOn: username === "" ? unsupportedFlow : identityTokenRefused
		}, {
			request: basic(name, identityToken),
			fallbackOn: /* @__PURE__ */ new Set()
		}];
	}
	const pair = userAndPassword({
		username,
		password
	});
	if (pair === void 0) return [];
	return [{
		request: basic(pair.username, pair.password),
		fallbackOn: unsupportedFlow
	}, {
		request: postRequest(request, clientId, {
			grant_type: "password",
			...pair
		}),
		fallbackOn: /* @__PURE__ */ new Set()
	}];
}
function getRequest({ realm, service, scopes }, clientId, headers) {
	const url = new URL(realm.url);
	if (service !== void 0) url.searchParams.set("service", service);
	for (const scope of scopes) url.searchParams.append("scope", scope);
	url.searchParams.set("client_id", clientId);
	return {
		method: "GET",
		url,
		headers
	};
}
function postRequest({ realm, service, scopes }, clientId, grant) {
	const form = new URLSearchParams({
		...grant,
		client_id: clientId
	});
	if (service !== void 0) form.set("service", service);
	if (scopes.length > 0) form.set("scope", scopes.join(" "));
	const bytes = new TextEncoder().encode(form.toString());
	return {
		method: "POST",
		url: realm.url,
		headers: { "content-type": "application/x-www-form-urlencoded" },
		body: {
			open: () => require_spec.once(bytes),
			length: bytes.byteLength
		}
	};
}
async function checkOrigin(response, request) {
	if (response.url.origin === request.realm.url.origin) return;
	await response.body.discard();
	throw new require_spec.OciError("REDIRECT_REFUSED", `the token endpoint ${urlOf(request.realm.url)} of ${request.registry} redirected to ${response.url.origin}; no credentials were sent there`);
}
const codeByStatus$1 = {
	401: "UNAUTHORIZED",
	403: "DENIED",
	408: "UNAVAILABLE",
	429: "TOOMANYREQUESTS"
};
function codeOfStatus$1(status) {
	return codeByStatus$1[status] ?? (status >= 500 ? "UNAVAILABLE" : "PROTOCOL");
}
function refusedRequest(status, code, reason, request) {
	const { foundCredential, realm, registry, scopes } = request;
	const purpose = scopes.length === 0 ? "" : ` for ${require_spec.printable(scopes.join(" "), 500)}`;
	const problem = `the token endpoint ${urlOf(realm.url)} of ${registry} answered ${status}${quotedReason(reason)}`;
	const subject = `to a request${purpose} ${credentialSourceLabel(foundCredential)}`;
	const remedy = remedyFor(code, foundCredential, registry);
	return new require_spec.OciError(code, `${problem} ${subject}${remedy}`, {
		status,
		reason,
		remedy: remedy !== "" && foundCredential === void 0 ? "stated" : void 0
	});
}
function quotedReason(reason) {
	return reason === "" ? "" : ` (${reason})`;
}
function credentialSourceLabel(foundCredential) {
	return foundCredential === void 0 ? "without credentials (none were found)" : `with the credentials from ${foundCredential.source}`;
}
function remedyFor(code, foundCredential, registry) {
	if (code !== "UNAUTHORIZED" && code !== "DENIED") return "";
	if (foundCredential === void 0) return `; log in to ${registry}, or give a user name and password`;
	return code === "UNAUTHORIZED" ? "; they are wrong or expired" : "; they do not have this permission, or are expired";
}
function urlOf(realm) {
	return require_spec.printable(`${realm.origin}${realm.pathname}`, 300);
}
async function readToken(response, receivedAt, endpoint) {
	const bytes = await require_spec.collect(response.body, maxTokenReply, `the token reply of ${endpoint}`);
	const schema = (require_valibot ??= require("./valibot.js")).looseObject({
		token: (require_valibot ??= require("./valibot.js")).nullish((require_valibot ??= require("./valibot.js")).string()),
		access_token: (require_valibot ??= require("./valibot.js")).nullish((require_valibot ??= require("./valibot.js")).string()),
		expires_in: (require_valibot ??= require("./valibot.js")).optional((require_valibot ??= require("./valibot.js")).unknown())
	});
	const parsed = (require_valibot ??= require("./valibot.js")).safeParse(schema, parseReply(bytes, response, endpoint));
	const problem = `the token endpoint ${endpoint} answered with`;
	if (!parsed.success) throw new require_spec.OciError("PROTOCOL", `${problem} JSON of another form than a token reply`);
	const { token, access_token: accessToken, expires_in: expiresIn } = parsed.output;
	const value = [token, accessToken].find((text) => text !== void 0 && text !== null && text !== "");
	if (value === void 0 || value === null) throw new require_spec.OciError("PROTOCOL", `${problem} a reply that has no token`);
	if (!/^[\x21-\x7e]+$/.test(value)) throw new require_spec.OciError("PROTOCOL", `${problem} a token that is not valid in a header field`);
	return {
		value,
		expiresAt: receivedAt + (lifetimeOf(expiresIn) - expiryMarginSeconds) * 1e3
	};
}
function lifetimeOf(expiresIn) {
	return typeof expiresIn === "number" && Number.isFinite(expiresIn) ? Math.max(minLifetimeSeconds, expiresIn) : minLifetimeSeconds;
}
function parseReply(bytes, response, endpoint) {
	try {
		return require_spec.parseJson(new TextDecoder().decode(bytes));
	} catch {
		const type = response.headers.get("content-type");
		const label = type === void 0 ? "" : ` (${require_spec.printable(type, 100)})`;
		throw new require_spec.OciError("PROTOCOL", `the token endpoint ${endpoint} answered with a reply that is not JSON${label}; it may be a login page or a proxy`);
	}
}

// src/auth/login.ts
var Logins = class {
	#options;
	#tokenRequests = new require_lru_cache.I({ max: maxRepositories });
	#staticLogins = new require_lru_cache.I({ max: maxRepositories });
	constructor(options) {
		this.#options = options;
	}
	async cachedLogin(scopes, signal) {
		const request = this.#tokenRequests.get(requestKind(scopes));
		if (request === void 0) return this.#staticLogins.get(repositoryOf(scopes) ?? "");
		return await this.#logIn(scopes, request.foundCredential, signal, (foundCredential) => this.#bearer(scopes, {
			...request,
			foundCredential
		}, void 0, signal));
	}
	async answer(challenges, scopes, refusedLogin, signal) {
		const bearer = challenges.find((challenge) => challenge.scheme === "bearer");
		if (bearer !== void 0) return await this.#answerBearer(bearer, scopes, refusedLogin, signal);
		if (challenges.some((challenge) => challenge.scheme === "basic")) {
			const foundCredential = await this.#options.lookup.find(repositoryOf(scopes), { signal });
			return await this.#logIn(scopes, foundCredential, signal, async (current) => this.#basic(scopes, current, refusedLogin));
		}
		const token = refusedLogin?.token;
		if (challenges.length > 0 || token === void 0) throw this.#noScheme(challenges, refusedLogin);
		return await this.#logIn(scopes, token.request.foundCredential, signal, (foundCredential) => this.#bearer(scopes, {
			...token.request,
			foundCredential
		}, refusedLogin, signal));
	}
	async renewBasic(scopes, refusedLogin, signal) {
		try {
			const foundCredential = await this.#options.lookup.find(repositoryOf(scopes), {
				refresh: true,
				signal
			});
			return this.#basic(scopes, foundCredential, refusedLogin);
		} catch {
			return;
		}
	}
	async #logIn(scopes, foundCredential, signal, attempt) {
		try {
			return await attempt(foundCredential);
		} catch (error) {
			if (!require_spec.isOciError(error, "UNAUTHORIZED", "DENIED")) throw error;
			const renewed = await this.#options.lookup.find(repositoryOf(scopes), {
				refresh: true,
				signal
			});
			if ((require_transport ??= require("./transport.js")).isSameCredential(foundCredential?.credential ?? {}, renewed?.credential ?? {})) throw error;
			return await attempt(renewed);
		}
	}
	async #answerBearer(challenge, scopes, refusedLogin, signal) {
		const { origin, registry, lookup, allowedRealmHosts } = this.#options;
		const realm = await parseRealm(challenge.params.get("realm"), {
			origin,
			allowedHosts: allowedRealmHosts
		});
		const service = challenge.params.get("service");
		const allScopes = unionScopes(scopes, splitScopes(challenge.params.get("scope")));
		const foundCredential = await lookup.find(repositoryOf(scopes), { signal });
		return await this.#logIn(scopes, foundCredential, signal, (current) => this.#bearer(scopes, {
			realm,
			service,
			scopes: allScopes,
			foundCredential: current,
			registry
		}, refusedLogin, signal));
	}
	async #bearer(scopes, request, refusedLogin, signal) {
		const { cache, lookup, origin, requestToken } = this.#options;
		const { realm, service, foundCredential } = request;
		if (foundCredential !== void 0 && realm.refuseCredentials !== void 0) throw realm.refuseCredentials();
		const registryToken = foundCredential?.credential.registryToken ?? "";
		if (registryToken !== "") return this.#staticLogin(scopes, {
			authorization: `Bearer ${registryToken}`,
			foundCredential
		}, refusedLogin);
		const credential = require_spec.digestOf(JSON.stringify(foundCredential?.credential ?? {}));
		const key = JSON.stringify([
			origin.origin,
			realm.url.href,
			service,
			request.scopes,
			credential
		]);
		const refusedToken = refusedLogin?.token?.key === key ? refusedLogin.token : void 0;
		if (refusedToken?.isNew === true) throw this.#tokenRefused(request);
		const fetch = async (fetchSignal) => {
			const token = await requestToken(request, fetchSignal);
			lookup.reportSecrets((require_secret_forms ??= require("./secret-forms.js")).secretForms(token.value));
			return token;
		};
		const { value, isNew } = await cache.obtain(key, refusedToken?.value, fetch, signal);
		this.#tokenRequests.set(requestKind(scopes), request);
		return {
			authorization: `Bearer ${value}`,
			foundCredential,
			token: {
				value,
				key,
				request,
				isNew
			}
		};
	}
	#basic(scopes, foundCredential, refusedLogin) {
		const problem = `${this.#options.registry} requires a user name and password`;
		if (foundCredential === void 0) throw new require_spec.OciError("UNAUTHORIZED", `${problem}, but no credentials were found; log in to it, or give a user name and password`, { remedy: "stated" });
		const pair = userAndPassword(foundCredential.credential);
		if (pair === void 0) throw new require_spec.OciError("UNAUTHORIZED", `${problem}, but the credentials from ${foundCredential.source} do not contain both`);
		const authorization = basicAuthorization(pair.username, pair.password, foundCredential.source);
		return this.#staticLogin(scopes, {
			authorization,
			foundCredential
		}, refusedLogin);
	}
	#staticLogin(scopes, login, refusedLogin) {
		if (refusedLogin?.authorization === login.authorization) {
			const problem = `${this.#options.registry} refused the credentials from ${login.foundCredential?.source} (401)`;
			throw new require_spec.OciError("UNAUTHORIZED", `${problem}; they are wrong or expired`);
		}
		this.#tokenRequests.delete(requestKind(scopes));
		this.#staticLogins.set(repositoryOf(scopes) ?? "", login);
		return login;
	}
	#tokenRefused({ foundCredential, scopes }) {
		const { registry } = this.#options;
		const purpose = scopes.length === 0 ? "" : ` for ${require_spec.printable(scopes.join(" "), 500)}`;
		const remedy = foundCredential === void 0 ? `log in to ${registry}, or give a user name and password` : "give credentials that have this permission";
		return new require_spec.OciError("DENIED", `${registry} answered 401 to a token that was just issued${purpose} ${credentialSourceLabel(foundCredential)}; ${remedy}`, { status: 401 });
	}
	#noScheme(challenges, refusedLogin) {
		const request = refusedLogin === void 0 ? "" : ` to a request ${credentialSourceLabel(refusedLogin.foundCredential)}`;
		const problem = `${this.#options.registry} answered 401${request}`;
		if (challenges.length === 0) return new require_spec.OciError("UNAUTHORIZED", `${problem} without a login method (no valid WWW-Authenticate field)`);
		const schemes = require_spec.printable([...new Set(challenges.map((challenge) => challenge.scheme))].join(", "), 200);
		return new require_spec.OciError("UNAUTHORIZED", `${problem} and offers only unsupported login methods: ${schemes} (supported are Bearer and Basic)`);
	}
};
function requestKind(scopes) {
	return JSON.stringify([repositoryOf(scopes), unionScopes(scopes)]);
}

// src/auth/token-cache.ts
const maxTokens = 1e3;
var TokenCache = class {
	#tokens = new require_lru_cache.I({ max: maxTokens });
	#fetching = new require_spec.SingleFlight();
	#now;
	constructor(now) {
		this.#now = now;
	}
	get size() {
		return this.#tokens.size;
	}
	async obtain(key, refused, fetch, signal) {
		const cached = this.#tokens.get(key);
		if (cached !== void 0 && cached.value !== refused && this.#now() < cached.expiresAt) return {
			value: cached.value,
			isNew: false
		};
		this.#tokens.delete(key);
		const request = async (fetchSignal) => {
			const token = await fetch(fetchSignal);
			this.#removeExpired();
			this.#tokens.set(key, token);
			return token;
		};
		return {
			value: (await this.#fetching.run(key, request, signal)).value,
			isNew: true
		};
	}
	#removeExpired() {
		for (const [key, { expiresAt }] of this.#tokens.entries()) if (this.#now() >= expiresAt) this.#tokens.delete(key);
	}
};

// src/auth/authenticate.ts
const maxLoginsPerRequest = 2;
function authenticate(transport, options) {
	const { origin, registry, userAgent, clientId = "oci-artifact", now = require_spec.monotonicMs } = options;
	const configuredHeaders = checkHeaders(options.headers ?? {});
	const agentHeader = userAgent === void 0 ? {} : { "user-agent": userAgent };
	const logins = new Logins({
		origin,
		registry,
		lookup: new CredentialLookup(options),
		cache: new TokenCache(now),
		allowedRealmHosts: options.allowedRealmHosts,
		requestToken: (request, signal) => {
			const headers = request.realm.url.origin === origin.origin ? {
				...configuredHeaders,
				...agentHeader
			} : agentHeader;
			return requestToken(request, {
				transport,
				headers,
				clientId,
				now,
				signal
			});
		}
	});
	return async (request) => {
		if (request.url.origin !== origin.origin) {
			const response = await transport(request);
			if (response.status === 401) await refuseForeignChallenge(response, registry);
			return response;
		}
		const { scopes = [], signal } = request;
		let login = await logins.cachedLogin(scopes, signal);
		for (let logInCount = login?.token?.isNew === true ? 1 : 0;; logInCount++) {
			const sent = login;
			const response = {
				...await transport(withAuthHeaders(request, configuredHeaders, sent)),
				maskSecrets: (require_secret_forms ??= require("./secret-forms.js")).secretMask(() => sentSecrets(configuredHeaders, sent))
			};
			if (response.status === 403 && login !== void 0 && isBasic(login) && logInCount < maxLoginsPerRequest) {
				if (response.url.origin !== origin.origin) return response;
				const newLogin = await logins.renewBasic(scopes, login, signal);
				if (newLogin === void 0) return response;
				await response.body.discard();
				login = newLogin;
				continue;
			}
			if (response.status !== 401) return response;
			if (response.url.origin !== origin.origin) await refuseForeignChallenge(response, registry);
			const challenges = parseChallenges(response.headers.all("www-authenticate"));
			const { reason } = await (require_open_transport ??= require("./open-transport.js")).readErrorBody(response);
			try {
				if (logInCount >= maxLoginsPerRequest) throw tooManyLogins(registry, login);
				login = await logins.answer(challenges, scopes, login, signal);
			} catch (error) {
				if (request.method !== "HEAD" || !require_spec.isOciError(error, "UNAUTHORIZED", "DENIED")) throw withReason(error, registry, reason);
				const sameByGet = {
					...withAuthHeaders(request, configuredHeaders, sent),
					method: "GET",
					attempts: 1
				};
				throw withReason(error, registry, await reasonOfRefusal(transport, sameByGet, response.maskSecrets));
			}
		}
	};
}
function sentSecrets(configuredHeaders, login) {
	const credential = login?.foundCredential?.credential ?? {};
	const headerValues = [...Object.values(configuredHeaders), login?.token?.value ?? ""];
	return [...(require_transport ??= require("./transport.js")).secretsOf(credential), ...headerValues.flatMap((value) => value === "" ? [] : (require_secret_forms ??= require("./secret-forms.js")).secretForms(value))];
}
async function reasonOfRefusal(transport, request, mask) {
	try {
		const response = await transport(request);
		if (response.status === 401 || response.status === 403) return (await (require_open_transport ??= require("./open-transport.js")).readErrorBody(response, mask)).reason;
		await response.body.discard();
	} catch {}
	return "";
}
function withReason(error, registry, reason) {
	if (reason === "" || !require_spec.isOciError(error, "UNAUTHORIZED", "DENIED") || error.reason !== void 0) return error;
	const { code, cause, detail, status, wireCode, remedy } = error;
	const message = `${error.message} (${registry} answered: ${reason})`;
	return new require_spec.OciError(code, message, {
		cause,
		detail,
		status,
		wireCode,
		reason,
		remedy
	});
}
function isBasic(login) {
	return login.authorization.startsWith("Basic ");
}
function withAuthHeaders(request, configuredHeaders, login) {
	const authorization = login === void 0 ? {} : { authorization: login.authorization };
	return {
		...request,
		headers: {
			...configuredHeaders,
			...request.headers,
			...authorization
		}
	};
}
async function refuseForeignChallenge(response, registry) {
	await response.body.discard();
	throw new require_spec.OciError("REDIRECT_REFUSED", `cannot log in to ${require_spec.printable(response.url.origin, 300)}: it answered 401, but it is not the registry ${registry}; no credentials were sent to it`);
}
function tooManyLogins(registry, login) {
	const source = login?.foundCredential === void 0 ? "no credentials were found" : `credentials from ${login.foundCredential.source}`;
	const message = `${registry} answered 401 again after ${maxLoginsPerRequest} logins for one request (${source})`;
	return new require_spec.OciError("DENIED", message, { status: 401 });
}
const reservedHeaders = /* @__PURE__ */ new Set([
	"accept-encoding",
	"authorization",
	"connection",
	"content-encoding",
	"content-length",
	"content-type",
	"expect",
	"host",
	"keep-alive",
	"proxy-authorization",
	"te",
	"trailer",
	"transfer-encoding",
	"upgrade",
	"user-agent"
]);
function checkHeaders(headers) {
	const allowed = Object.entries(headers).flatMap(([name, value]) => {
		const label = require_spec.printable(name, 100);
		if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) throw invalidHeader(`"${label}" is not a valid header field name`);
		if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) throw invalidHeader(`the value of "${label}" is not valid`);
		return reservedHeaders.has(name.toLowerCase()) ? [] : [[name.toLowerCase(), value]];
	});
	return Object.fromEntries(allowed);
}
function invalidHeader(reason) {
	return new require_spec.OciError("CREDENTIALS", `cannot send HttpHeaders of Docker's configuration: ${reason}; correct or remove this header`);
}

// src/client/content-digest.ts
function contentDigest(response, subject) {
	const value = response.headers.get("docker-content-digest");
	if (value === void 0 || value === "") return void 0;
	if (require_spec.isDigest(value)) return value;
	throw new require_spec.OciError("PROTOCOL", `${subject}: the registry's Docker-Content-Digest "${require_spec.printable(value, 200)}" is not a digest`);
}
function checkContentDigest(response, digest, subject, bytes) {
	const header = contentDigest(response, subject);
	if (header === void 0 || header === digest) return;
	const algorithm = require_spec.digestAlgorithm(header);
	if (algorithm !== require_spec.digestAlgorithm(digest) && (bytes === void 0 || require_spec.digestOf(bytes, algorithm) === header)) return;
	throw new require_spec.OciError("DIGEST_MISMATCH", `${subject}: the registry reports the digest ${header} instead of ${digest}; its copy is damaged, or a proxy changed the response`);
}

// src/client/errors.ts
async function errorOfResponse(request, response, registry) {
	const { text, errors, reason } = await (require_open_transport ??= require("./open-transport.js")).readErrorBody(response);
	const wireCode = errors[0]?.code ?? response.headers.get("oci-error-code");
	const status = response.status;
	const knownCode = wireCode !== void 0 && require_spec.isOciErrorCode(wireCode) ? wireCode : "UNKNOWN";
	const isLimited = status === 403 && (require_open_transport ??= require("./open-transport.js")).isRateLimit(response.headers, text);
	const statedCode = wireCode === void 0 ? codeOfStatus(request, status) : knownCode;
	const code = isLimited ? "TOOMANYREQUESTS" : statedCode;
	const sentence = `cannot ${request.operation}: ${registry.host} answered ${status} ${reason || `(${code})`}`;
	const isRefusal = status === 401 || status === 403 && !isLimited;
	const advice = (isManifestPush(request) && !isLimited ? manifestAdvice(status, code, reason, request.manifest) : void 0) ?? (isRefusal ? accessAdvice(registry, status, request.access, reason) : otherAdvice(request, status, response, reason));
	return new require_spec.OciError(code, advice === void 0 ? sentence : `${sentence.replace(/\.$/, "")}. ${advice.text}`, {
		status,
		detail: errors[0]?.detail,
		reason,
		remedy: tlsPortText.test(reason) ? "plainHttp" : advice?.remedy,
		wireCode: wireCode === void 0 ? void 0 : require_spec.printable(wireCode, 100)
	});
}
function hasErrorCode(response) {
	return response.headers.get(require_spec.errorCodeHeader) !== void 0;
}
function webPageError(request, response, host) {
	if (require_spec.mediaTypeOfContentType(response.headers.get("content-type")) !== "text/html") return void 0;
	return new require_spec.OciError("PROTOCOL", `cannot ${request.operation}: ${host} sent a web page (text/html) instead of a registry response; check the address of the registry, and whether a proxy or a login page intercepts requests`);
}
const codeByStatus = {
	401: "UNAUTHORIZED",
	403: "DENIED",
	405: "UNSUPPORTED",
	408: "TIMEOUT",
	411: "SIZE_INVALID",
	413: "SIZE_LIMIT",
	416: "RANGE_INVALID",
	429: "TOOMANYREQUESTS",
	501: "UNSUPPORTED",
	502: "UNAVAILABLE",
	503: "UNAVAILABLE",
	504: "TIMEOUT"
};
const notFoundByRoute = {
	blob: "BLOB_UNKNOWN",
	manifest: "MANIFEST_UNKNOWN",
	uploads: "NAME_UNKNOWN",
	session: "BLOB_UPLOAD_UNKNOWN",
	tags: "NAME_UNKNOWN",
	referrers: "NAME_UNKNOWN",
	catalog: "UNSUPPORTED",
	base: "PROTOCOL"
};
function codeOfStatus(request, status) {
	if (status < 400) return "PROTOCOL";
	if (status === 404) return request.route === "manifest" && request.method === "PUT" ? "NAME_UNKNOWN" : notFoundByRoute[request.route];
	if (status === 400 && request.method === "PUT") return request.route === "manifest" ? "MANIFEST_INVALID" : "BLOB_UPLOAD_INVALID";
	if (status === 409 && request.method === "PUT" && request.route === "manifest") return "ALREADY_EXISTS";
	return codeByStatus[status] ?? "UNKNOWN";
}
function isManifestPush({ method, route }) {
	return method === "PUT" && route === "manifest";
}
const tlsPortText = /HTTP request (?:was sent )?to (?:an )?HTTPS/i;
const immutableText = /\bimmutab|cannot be overwritten|\btag\b.*\balready exists/i;
const typeText = /\b(?:media|artifact) ?type/i;
const quotaText = /\bquota\b|\bstorage (?:limit|resource)/i;
const expiredText = /\btoken (?:has |is )?expired|reauthenticate/i;
function manifestAdvice(status, code, reason, manifest) {
	if (immutableText.test(reason)) return {
		text: "The tag cannot be changed; use another tag",
		remedy: "ifTagExists"
	};
	return !(status === 401 || status === 403) && !quotaText.test(reason) && (status === 405 || status === 415 || code === "MANIFEST_INVALID" || code === "UNSUPPORTED") || typeText.test(reason) ? contentAdvice(manifest) : void 0;
}
function contentAdvice(manifest) {
	if (manifest?.subject !== void 0) return { text: "The registry may not know its subject, artifact type or empty config; a referrer needs a registry that supports image-spec v1.1" };
	const text = "The registry may not know its media type, artifact type or empty config";
	return manifest?.kind === "manifest" && manifest.config.mediaType === "application/vnd.oci.empty.v1+json" || Boolean(manifest?.artifactType) ? {
		text: `${text}, which a manifest of image-spec v1.0 does not have`,
		remedy: "imageSpec"
	} : { text };
}
function otherAdvice(request, status, response, reason) {
	if (status >= 400 && quotaText.test(reason)) return { text: "The storage limit of the repository or project is reached; delete artifacts, or raise the limit" };
	switch (status) {
		case 413: return { text: isManifestPush(request) ? "It is larger than the registry accepts; use fewer layers or shorter annotations" : "It is larger than the registry, or a proxy in front of it, accepts" };
		case 405: return request.access === "push" ? { text: "The registry or repository may be read-only, as a mirror is; push to another one" } : void 0;
		case 403:
		case 429: {
			const after = response.headers.get("retry-after");
			return after === void 0 ? void 0 : { text: `The registry requests a wait (Retry-After: ${require_spec.printable(after, 100)})` };
		}
		default: return;
	}
}
function accessAdvice({ host, isGitHub }, status, access, reason) {
	if (expiredText.test(reason)) return {
		text: `Log in to ${host} again`,
		remedy: "stated"
	};
	if (isGitHub) return { text: gitHubAdvice[access] };
	const action = {
		pull: "read this repository",
		push: "push to this repository",
		delete: "delete from this repository",
		catalog: "list the repositories of this registry",
		login: "use this registry"
	}[access];
	return status === 401 ? {
		text: `The credentials for ${host} are missing or not accepted; log in with an account that may ${action}`,
		remedy: "stated"
	} : { text: `The account may not ${action}; grant it this permission, or use other credentials for ${host}` };
}
function isGitHubPackages(host) {
	return host.toLowerCase() === "ghcr.io";
}
const manageAccess = "in the package's settings under \"Manage Actions access\"";
const gitHubAdvice = {
	push: `In a workflow, give the job "permissions: packages: write". If the package exists, add this repository with the role Write ${manageAccess}. The token of a pull request from a fork may only read`,
	delete: `Deletion requires the role Admin for the package; add this repository ${manageAccess}. GitHub Packages may not support deletion over this API`,
	pull: `In a workflow, give the job "permissions: packages: read". If the package is private, add this repository ${manageAccess}. GitHub Packages also gives this answer for a package that does not exist`,
	catalog: "GitHub Packages does not list repositories over this API",
	login: "Use a personal access token (classic) with the scope read:packages or write:packages as the password"
};

// src/client/body-limit.ts
const firstChunk = 4194304;
const minFirstChunk = 1048576;
const smallestChunk = 65536;
var BodyLimit = class {
	#bytes;
	constructor(bytes) {
		if (bytes !== void 0 && (!Number.isSafeInteger(bytes) || bytes < 1)) throw new require_spec.OciError("INPUT_INVALID", `cannot use chunkSize: ${bytes} is not an integer of at least 1`);
		this.#bytes = bytes;
	}
	get isSet() {
		return this.#bytes !== void 0;
	}
	bodySize(rest, minimum = 0) {
		return this.#bytes === void 0 ? rest : Math.min(rest, Math.max(this.#bytes, minimum));
	}
	lower(refused, minimum = 0) {
		const floor = Math.max(minimum, smallestChunk);
		if (refused <= floor) return false;
		const first = minimum > 0 ? Math.max(minimum, minFirstChunk) : firstChunk;
		const current = Math.min(this.#bytes ?? first, Math.ceil(refused / 2));
		this.#bytes = Math.max(floor, current);
		return true;
	}
};
function withBodyLimitAdvice(error, size) {
	return require_spec.withMessage(error, `${error.message}. Even ${size} bytes in one request are too many; raise the maximum size of request bodies of the registry or of the proxy in front of it, for example client_max_body_size of nginx`);
}

// src/client/warnings.ts
const maxWarningBytes = 4096;
const maxReported = 1e3;
var Warnings = class {
	#host;
	#onWarning;
	#reported = /* @__PURE__ */ new Set();
	constructor(host, onWarning) {
		this.#host = host;
		this.#onWarning = onWarning;
	}
	read(response) {
		let budget = maxWarningBytes;
		for (const value of response.headers.all("warning")) for (const warning of warningTexts(value)) {
			if (budget <= 0) return;
			const text = warning.slice(0, budget);
			budget -= Buffer.byteLength(text);
			this.report(`${this.#host} warns: ${require_spec.printable(text)}`);
		}
	}
	report(text) {
		if (this.#reported.has(text) || this.#reported.size >= maxReported) return;
		this.#reported.add(text);
		this.#onWarning(text);
	}
};
function warningTexts(value) {
	const texts = [];
	for (const [, code, quoted = ""] of value.slice(0, 4 * maxWarningBytes).matchAll(/(?:^|,)\s*(\d{3})\s+[^\s"]+\s+"((?:[^"\\]|\\.)*)"(?:\s+"[^"]*")?/gs)) {
		const text = quoted.replace(/\\(.)/gs, "$1").trim();
		if (code === "299" && text !== "") texts.push(text);
	}
	return texts;
}

// src/client/registry-client.ts
const tokenScopes = {
	pull: (repository) => `repository:${repository}:pull`,
	push: (repository) => `repository:${repository}:pull,push`,
	delete: (repository) => `repository:${repository}:delete`,
	catalog: "registry:catalog:*"
};
var RegistryClient = class {
	base;
	retryPolicy;
	warnings;
	isGitHub;
	chunkSize;
	#foreignUploads;
	bodyLimit;
	confirmsSubjects = false;
	#transport;
	#pushTo;
	constructor(base, options) {
		if (base.username !== "" || base.password !== "") throw new require_spec.OciError("INPUT_INVALID", `cannot use the registry URL for ${base.host}: it contains user information; pass credentials as an option`);
		if (base.protocol !== "https:" && base.protocol !== "http:") throw new require_spec.OciError("INPUT_INVALID", `cannot use the registry URL: the scheme ${base.protocol} is not supported; use http or https`);
		this.base = new URL(base.pathname.replace(/\/*$/, "/"), base);
		this.retryPolicy = new (require_open_transport ??= require("./open-transport.js")).RetryPolicy(options);
		this.warnings = new Warnings(base.host, options.onWarning ?? (() => void 0));
		this.isGitHub = options.gitHubPackages ?? isGitHubPackages(base.host);
		this.chunkSize = options.chunkSize ?? 4194304;
		this.#foreignUploads = {
			allowForeign: options.allowForeignUploads,
			trustedHosts: options.trustedUploadHosts
		};
		this.bodyLimit = new BodyLimit(options.chunkSize);
		this.#transport = options.transport;
		this.#pushTo = options.pushTo;
	}
	get host() {
		return this.base.host;
	}
	readScopes(repository) {
		return [repository === this.#pushTo ? tokenScopes.push(repository) : tokenScopes.pull(repository)];
	}
	url(path, query = {}) {
		const url = new URL(`v2/${path}`, this.base);
		for (const [key, value] of Object.entries(query)) if (value !== void 0) url.searchParams.append(key, value);
		return url;
	}
	retries(signal) {
		return new (require_open_transport ??= require("./open-transport.js")).Retries(this.retryPolicy, signal);
	}
	request(request, read) {
		return this.retries(request.signal).run(() => this.requestOnce(request, read));
	}
	async requestOnce(request, read) {
		const response = await this.attempt(request);
		try {
			return await read(response);
		} finally {
			await discard(response);
		}
	}
	async attempt(request) {
		require_spec.throwIfAborted(request.signal);
		const { method, url, headers, body, signal, scopes } = request;
		const namedBy = (require_transport ??= require("./transport.js")).sameOrigin(url, this.base) ? void 0 : {
			registry: this.base,
			kind: "upload location"
		};
		const rawResponse = await this.#transport({
			method,
			url,
			headers,
			body,
			signal,
			scopes,
			namedBy,
			attempts: 1
		});
		this.warnings.read(rawResponse);
		const { response, hint } = await this.retryPolicy.classify(rawResponse);
		const { status } = response;
		const isStorageError = method === "GET" && !(require_transport ??= require("./transport.js")).sameOrigin(response.url, url) && status >= 400 && status !== 416;
		if (hint === void 0 && !isStorageError) return response;
		const error = await this.errorOf(request, response);
		throw new (require_open_transport ??= require("./open-transport.js")).RetryableError(error, {
			reason: `status ${status}`,
			...hint,
			method,
			url,
			hasResponse: true
		});
	}
	uploadLocation(response) {
		return (require_transport ??= require("./transport.js")).resolveLocation(response, this.base, this.#foreignUploads);
	}
	isUploadLocation(url) {
		return (require_transport ??= require("./transport.js")).isAllowedLocation(url, this.base, this.#foreignUploads);
	}
	delete(repository, route, reference, signal) {
		const request = {
			method: "DELETE",
			url: this.url(`${repository}/${route}s/${reference}`),
			scopes: [tokenScopes.delete(repository)],
			signal,
			route,
			access: "delete",
			operation: `delete ${route} ${reference} of ${repository}`
		};
		return this.request(request, async (response) => {
			if (![
				200,
				202,
				204
			].includes(response.status)) throw await this.errorOf(request, response);
		});
	}
	async errorOf(request, response) {
		const error = await errorOfResponse(request, response, this);
		require_spec.throwIfAborted(request.signal);
		return error;
	}
};
async function discard(response) {
	try {
		await response.body.discard();
	} catch {}
}

// src/client/blob-lookup.ts
function blobRequest(client, method, repository, digest, signal) {
	require_spec.checkRepositoryName(repository);
	require_spec.parseDigest(digest);
	return {
		method,
		url: client.url(`${repository}/blobs/${digest}`),
		scopes: client.readScopes(repository),
		signal,
		route: "blob",
		access: "pull",
		operation: `${method === "GET" ? "read" : "look up"} blob ${digest} of ${repository}`
	};
}
function resolveBlob(client, repository, digest, signal) {
	const request = blobRequest(client, "HEAD", repository, digest, signal);
	return client.request(request, async (response) => {
		if (response.status === 403) throw await refusalOf(client, request, response);
		if (response.status !== 200) throw await client.errorOf(request, response);
		const subject = `cannot ${request.operation}`;
		const page = contentDigest(response, subject) === void 0 ? webPageError(request, response, client.host) : void 0;
		if (page !== void 0) throw page;
		checkContentDigest(response, digest, subject);
		const size = (require_transport$1 ??= require("./transport2.js")).contentLength(response.headers);
		if (size === void 0) throw new require_spec.OciError("PROTOCOL", `${subject}: ${client.host} does not report its size (no Content-Length)`);
		return {
			mediaType: require_spec.mediaTypeOctetStream,
			digest,
			size
		};
	});
}
async function refusalOf(client, request, response) {
	const byGet = await client.attempt({
		...request,
		method: "GET"
	});
	try {
		return await client.errorOf(request, byGet.status === 403 ? byGet : response);
	} finally {
		await discard(byGet);
	}
}
async function hasBlob(client, repository, digest, size, signal) {
	const scopes = [tokenScopes.push(repository)];
	const request = {
		...blobRequest(client, "HEAD", repository, digest, signal),
		scopes
	};
	let response;
	try {
		response = await client.attempt(request);
	} catch (error) {
		if (error instanceof (require_open_transport ??= require("./open-transport.js")).RetryableError && error.hasResponse && error.hint.wait === void 0) return false;
		if (require_spec.isOciError(error, "REDIRECT_REFUSED")) return false;
		throw error;
	}
	await discard(response);
	if (!(response.status === 200 && (require_transport$1 ??= require("./transport2.js")).contentLength(response.headers) === size && webPageError(request, response, client.host) === void 0)) return false;
	const header = response.headers.get("docker-content-digest");
	return header === void 0 || header === digest || !header.startsWith(`${require_spec.digestAlgorithm(digest)}:`);
}
async function isStoredDespite(error, client, repository, { digest, size }, signal) {
	if (!require_spec.isOciError(error) || error.status < 500) return false;
	try {
		return await hasBlob(client, repository, digest, size, signal);
	} catch (lookupError) {
		if (lookupError instanceof (require_open_transport ??= require("./open-transport.js")).RetryableError) return false;
		throw lookupError;
	}
}

// src/client/blob-progress.ts
var BlobProgress = class {
	size;
	position = 0;
	borrowed = false;
	#digest;
	#window;
	#mismatchError;
	#hash;
	#pendingHash;
	#readerPosition;
	#isVerified;
	constructor(digest, window, mismatchError) {
		this.#digest = digest;
		this.#window = window;
		this.#mismatchError = mismatchError;
		this.#readerPosition = window.start;
		this.#isVerified = window.isRange;
	}
	get readerPosition() {
		return this.#readerPosition;
	}
	get end() {
		const size = this.size ?? 0;
		return Math.min(size, this.#window.end ?? size);
	}
	rewind() {
		this.position = 0;
		this.close();
		this.#hash = void 0;
	}
	add(chunk) {
		const start = this.position;
		this.position += chunk.byteLength;
		if (!this.#window.isRange) {
			if (this.position > this.end) throw this.#mismatchError("SIZE_MISMATCH", `has more than ${this.end} bytes`);
			this.#pendingHash = this.#openHash().update(chunk);
		}
		const from = Math.max(start, this.#readerPosition);
		const to = Math.min(this.position, this.end);
		if (to <= from) return chunk.subarray(0, 0);
		this.#readerPosition = to;
		return chunk.subarray(from - start, to - start);
	}
	get pendingHash() {
		return this.#pendingHash;
	}
	async verify() {
		if (this.#isVerified) return;
		await this.#pendingHash;
		const actual = await this.#openHash().digest();
		if (actual !== this.#digest) throw this.#mismatchError("DIGEST_MISMATCH", `hashes to ${actual}`);
		this.#isVerified = true;
	}
	close() {
		this.#hash?.[Symbol.dispose]();
	}
	#openHash() {
		return this.#hash ??= require_spec.streamHash(require_spec.digestAlgorithm(this.#digest), this.borrowed ? this.size ?? 0 : 0);
	}
};

// src/client/content-encoding.ts
const maxDecodedBytes = 1024 ** 3;
function gzipLabel(response) {
	const value = response.headers.get("content-encoding")?.trim();
	return value !== void 0 && /^(?:x-)?gzip$/i.test(value) ? require_spec.printable(value, 40) : void 0;
}
function limitedGunzip(limit) {
	const decoder = (0, (node_zlib ??= require("node:zlib")).createGunzip)();
	let size = 0;
	return decoder.on("data", (chunk) => {
		size += chunk.byteLength;
		if (size > limit) decoder.destroy(new require_spec.OciError("SIZE_LIMIT", `the decoded size exceeds ${limit} bytes`));
	});
}
async function* gunzip(body, limit, subject) {
	const decoder = limitedGunzip(limit);
	(0, (node_stream_promises ??= require("node:stream/promises")).pipeline)((node_stream ??= require("node:stream")).Readable.from(body, { objectMode: false }), decoder).catch(() => void 0);
	try {
		yield* decoder;
	} catch (error) {
		if (require_spec.isOciError(error, "SIZE_LIMIT")) throw new require_spec.OciError(error.code, `cannot decode ${subject}: ${error.message}`);
		if (require_spec.isOciError(error)) throw error;
		throw new require_spec.OciError("DIGEST_MISMATCH", `cannot decode ${subject}: it is not gzip, although Content-Encoding is`, { cause: error });
	} finally {
		decoder.destroy();
	}
}
async function gunzipLimited(bytes, limit) {
	try {
		return await require_spec.collect(gunzip(require_spec.once(bytes), limit, "content"), limit, "decoded content");
	} catch {
		return;
	}
}
async function identify(body, algorithm, expectedSize = maxDecodedBytes) {
	const raw = new require_spec.Digester(algorithm);
	const decoded = new require_spec.Digester(algorithm);
	const decoder = limitedGunzip(expectedSize);
	const closed = new Promise((resolve) => decoder.once("close", resolve));
	let isDecodable = true;
	decoder.on("data", (chunk) => decoded.update(chunk));
	decoder.on("error", () => {
		isDecodable = false;
	});
	try {
		for await (const chunk of body) {
			raw.update(chunk);
			if (isDecodable && !decoder.write(chunk)) await Promise.race([closed, new Promise((resolve) => decoder.once("drain", resolve))]);
		}
		if (isDecodable) decoder.end();
		if (isDecodable) await closed;
	} finally {
		decoder.destroy();
	}
	return {
		raw: {
			digest: raw.digest(),
			size: raw.size
		},
		decoded: isDecodable ? {
			digest: decoded.digest(),
			size: decoded.size
		} : void 0
	};
}

// src/client/blob-download.ts
const maxRestarts = 2;
async function openBlob(client, repository, digest, window, options = {}) {
	const stop = new AbortController();
	const signal = require_spec.anySignal(stop.signal, options.signal);
	const request = blobRequest(client, "GET", repository, digest, signal);
	const sizeOf = async () => (await resolveBlob(client, repository, digest, signal)).size;
	const download = new BlobDownload(client, request, digest, window, sizeOf, options.expectedSize);
	const size = await download.start();
	const free = async () => {
		stop.abort(new require_spec.OciError("ABORTED", `the reader of blob ${digest} was closed`));
		await download.close();
	};
	return require_spec.blobReader({
		mediaType: require_spec.mediaTypeOctetStream,
		digest,
		size
	}, download.content(false), {
		free,
		borrowed: () => require_spec.withVerification(download.content(true), () => window.isRange ? void 0 : digest)
	});
}
var BlobDownload = class {
	#client;
	#request;
	#digest;
	#window;
	#sizeOf;
	#expectedSize;
	#retries;
	#progress;
	#restarts = 0;
	#encoding;
	#response;
	constructor(client, request, digest, window, sizeOf, expectedSize) {
		this.#client = client;
		this.#request = request;
		this.#digest = digest;
		this.#window = window;
		this.#sizeOf = sizeOf;
		this.#expectedSize = expectedSize;
		this.#retries = client.retries(request.signal);
		this.#progress = new BlobProgress(digest, window, (code, problem) => this.#mismatchError(code, problem));
	}
	async start() {
		await this.#retries.run(() => this.#open());
		if (this.#progress.size === void 0) throw new TypeError("an open response has a size");
		return this.#progress.size;
	}
	async *content(borrowed) {
		this.#progress.borrowed = borrowed;
		try {
			yield* this.#content(borrowed);
		} finally {
			this.#progress.close();
		}
	}
	async *#content(borrowed) {
		const progress = this.#progress;
		for (;;) {
			const before = progress.position;
			let failure;
			try {
				for await (const chunk of this.#body(borrowed)) {
					const part = progress.add(chunk);
					if (borrowed && progress.position === progress.end) await progress.verify();
					if (part.byteLength > 0) yield part;
					await progress.pendingHash;
					require_spec.throwIfAborted(this.#request.signal);
					if (this.#window.isRange && progress.readerPosition >= progress.end) return;
				}
				if (progress.position >= progress.end) break;
				failure = this.#truncatedError();
			} catch (error) {
				failure = error;
				if (failure instanceof (require_open_transport ??= require("./open-transport.js")).RetryableError && progress.position >= progress.end) break;
			}
			this.#retries.recordProgress(Math.max(0, progress.position - before));
			await this.#retries.afterFailure(failure);
			await this.#retries.run(() => this.#open());
		}
		await progress.verify();
	}
	async close() {
		if (this.#response !== void 0) await discard(this.#response);
	}
	#body(borrowed) {
		if (this.#response === void 0) throw new TypeError("content() comes after start()");
		const { body } = this.#response;
		if (this.#encoding === "gzip" && gzipLabel(this.#response) !== void 0) return gunzip(body, this.#progress.size ?? 0, `blob ${this.#digest}`);
		return (borrowed ? body.borrowed?.() : void 0) ?? body;
	}
	#truncatedError() {
		const { method, url, operation } = this.#request;
		const reason = `the connection ended after ${this.#progress.position} of ${this.#progress.size ?? 0} bytes`;
		const error = new require_spec.OciError("UNREACHABLE", `cannot ${operation}: ${reason}`);
		return new (require_open_transport ??= require("./open-transport.js")).RetryableError(error, {
			method,
			url,
			hasResponse: false,
			reason
		});
	}
	#mismatchError(code, problem) {
		const page = this.#response === void 0 ? void 0 : webPageError(this.#request, this.#response, this.#client.host);
		const text = `cannot ${this.#request.operation}: the content that ${this.#client.host} sent ${problem}`;
		return page ?? new require_spec.OciError(code, text);
	}
	async #open() {
		let from = this.#window.isRange ? this.#progress.readerPosition : this.#progress.position;
		if (this.#encoding === "gzip") from = 0;
		let withRange = from > 0 || this.#window.isRange;
		for (;;) {
			require_spec.throwIfAborted(this.#request.signal);
			const range = `bytes=${from}-${this.#window.end === void 0 ? "" : this.#window.end - 1}`;
			const response = await this.#client.attempt(withRange ? {
				...this.#request,
				headers: { range }
			} : this.#request);
			if (await this.#acceptResponse(response, from, withRange)) {
				this.#response = response;
				return;
			}
			await discard(response);
			from = 0;
			withRange = this.#window.isRange && this.#progress.size === void 0;
		}
	}
	async #acceptResponse(response, from, withRange) {
		const isFirst = this.#progress.size === void 0;
		if (response.status === 416 && !isFirst) return this.#restart();
		if (response.status !== 200 && response.status !== 206) throw await this.#client.errorOf(this.#request, response);
		try {
			checkContentDigest(response, this.#digest, `cannot ${this.#request.operation}`);
			if (response.status === 206) return await this.#acceptPart(response, from, withRange);
			return await this.#acceptWhole(response, from);
		} catch (error) {
			await discard(response);
			throw error;
		}
	}
	async #acceptPart(response, from, withRange) {
		this.#refuseEncodedRange(response);
		const progress = this.#progress;
		const range = contentRange(response);
		if (!withRange || range === void 0 || range.start !== from) return this.#restart();
		if (progress.size === void 0) {
			progress.size = range.total ?? await this.#sizeOf();
			if (range.end > progress.size) throw new require_spec.OciError("PROTOCOL", `cannot ${this.#request.operation}: the Content-Range ends after the blob`);
		} else if (range.total !== progress.size) return this.#restart();
		progress.position = from;
		return true;
	}
	async #acceptWhole(response, from) {
		const progress = this.#progress;
		const label = gzipLabel(response);
		if (this.#window.isRange) this.#refuseEncodedRange(response);
		else if (label !== void 0 && this.#encoding === void 0) {
			await this.#identify(response, label);
			return false;
		}
		const length = this.#encoding === "gzip" && label !== void 0 ? void 0 : (require_transport$1 ??= require("./transport2.js")).contentLength(response.headers);
		if (progress.size === void 0) {
			if (length === void 0) {
				await discard(response);
				progress.size = await this.#sizeOf();
				return false;
			}
			progress.size = length;
		} else if (length !== void 0 && length !== progress.size) throw this.#mismatchError("SIZE_MISMATCH", `has ${length} bytes instead of ${progress.size}`);
		const { isRange, start } = this.#window;
		if (isRange && start >= progress.size) throw new require_spec.OciError("RANGE_INVALID", `cannot ${this.#request.operation} from byte ${start}: it has ${progress.size} bytes`);
		if (from > 0 && from !== start) this.#restart();
		progress.rewind();
		return true;
	}
	#restart() {
		this.#restarts++;
		if (this.#restarts > maxRestarts) {
			const problem = `the connection failed, and ${this.#client.host} does not resume the download`;
			throw new require_spec.OciError("UNREACHABLE", `cannot ${this.#request.operation}: ${problem} (given up after ${maxRestarts} restarts)`);
		}
		this.#progress.rewind();
		return false;
	}
	async #identify(response, label) {
		const { raw, decoded } = await identify(response.body, require_spec.digestAlgorithm(this.#digest), this.#expectedSize);
		if (raw.digest === this.#digest) {
			this.#encoding = "raw";
			this.#progress.size = raw.size;
		} else if (decoded?.digest === this.#digest) {
			this.#encoding = "gzip";
			this.#progress.size = decoded.size;
		} else {
			const problem = `does not hash to ${this.#digest}, with or without decoding its Content-Encoding "${label}"`;
			throw this.#mismatchError("DIGEST_MISMATCH", problem);
		}
	}
	#refuseEncodedRange(response) {
		const label = gzipLabel(response);
		if (label === void 0) return;
		throw new require_spec.OciError("UNSUPPORTED", `cannot ${this.#request.operation} in part: positions are ambiguous with the Content-Encoding "${label}"; read the complete blob`);
	}
};
function contentRange(response) {
	if (/^multipart\//i.test(response.headers.get("content-type") ?? "")) return void 0;
	const match = /^bytes (\d{1,16})-(\d{1,16})\/(\d{1,16}|\*)$/i.exec(response.headers.get("content-range") ?? "");
	if (match === null) return void 0;
	const [start, last] = [Number(match[1]), Number(match[2])];
	const total = match[3] === "*" ? void 0 : Number(match[3]);
	if (!Number.isSafeInteger(last) || start > last) return void 0;
	if (total !== void 0 && (!Number.isSafeInteger(total) || last >= total)) return void 0;
	return {
		start,
		end: last + 1,
		total
	};
}

// src/client/blob-content.ts
var BlobContent = class {
	#body;
	#size;
	#observer;
	#reader;
	constructor(body, size, observer) {
		this.#body = body;
		this.#size = size;
		this.#observer = observer;
	}
	part(start, length) {
		const end = start + length;
		const open = () => this.#read(start, end, false);
		if (this.#body.borrowed === void 0) return {
			open,
			length
		};
		return {
			open: Object.assign(open, { borrowed: () => this.#read(start, end, true) }),
			length
		};
	}
	async close() {
		const reader = this.#reader;
		this.#reader = void 0;
		await reader?.close();
	}
	async *#read(start, end, isBorrowed) {
		const size = this.#size;
		let reader;
		try {
			reader = await this.#readerAt(start, isBorrowed);
			while (reader.position < end) {
				const part = await reader.read(end - reader.position);
				if (part === void 0) throw this.#endError(reader);
				const { position } = reader;
				const isLast = position === size;
				const sent = isLast && isBorrowed ? Uint8Array.from(part) : part;
				if (isLast) await this.#checkEnd(reader);
				this.#observer.onSend(position);
				yield sent;
			}
			if (size === 0) await this.#checkEnd(reader);
			if (end < size) this.#reader = reader;
		} catch (error) {
			throw this.#observer.onError(error);
		} finally {
			if (this.#reader !== reader) await reader?.close();
		}
	}
	async #readerAt(start, isBorrowed) {
		const previous = this.#reader;
		this.#reader = void 0;
		if (previous?.position === start && previous.isBorrowed === isBorrowed) return previous;
		await previous?.close();
		const reader = new PartReader(isBorrowed ? require_spec.borrowedChunks(this.#body) : this.#body(), isBorrowed);
		while (reader.position < start) if (await reader.read(start - reader.position) === void 0) throw this.#endError(reader);
		return reader;
	}
	async #checkEnd(reader) {
		if (await reader.read(1) !== void 0) throw this.#observer.sizeError("the content has more bytes");
	}
	#endError({ position }) {
		return this.#observer.sizeError(`the content ended after ${position} bytes`);
	}
};
var PartReader = class {
	isBorrowed;
	position = 0;
	#chunks;
	#rest = /* @__PURE__ */ new Uint8Array();
	constructor(chunks, isBorrowed) {
		this.#chunks = chunks[Symbol.asyncIterator]();
		this.isBorrowed = isBorrowed;
	}
	async read(limit) {
		while (this.#rest.byteLength === 0) {
			const step = await this.#chunks.next();
			if (step.done === true) return void 0;
			require_spec.checkChunk(step.value);
			this.#rest = step.value;
		}
		const part = this.#rest.subarray(0, limit);
		this.#rest = this.#rest.subarray(part.byteLength);
		this.position += part.byteLength;
		return part;
	}
	async close() {
		await this.#chunks.return?.();
	}
};

// src/client/upload-headers.ts
function receivedBytes({ headers }) {
	const match = /^(?:bytes[= ])?0-(-1|\d{1,16})$/.exec(headers.get("range")?.trim() ?? "");
	if (match === null) return void 0;
	const last = Number(match[1]);
	if (!Number.isSafeInteger(last)) return void 0;
	if (last !== 0) return last + 1;
	const offset = headers.get("upload-offset");
	return offset === "0" || offset === "1" ? Number(offset) : "ambiguous";
}
function chunkRange(start, length) {
	return `${start}-${start + length - 1}`;
}
function minimumChunkOf({ host, warnings }, { headers }) {
	const minimum = headers.get("oci-chunk-min-length");
	if (minimum === void 0) return void 0;
	if (/^\d+$/.test(minimum.trim())) return Number(minimum);
	warnings.report(`ignored the minimum chunk size "${require_spec.printable(minimum, 100)}" of ${host}, which is not a number of bytes`);
}

// src/client/upload-session.ts
const cancelMs = 2e3;
const statusesToCheck = /* @__PURE__ */ new Set([
	400,
	404,
	409,
	416
]);
const emptyBody = {
	open: () => require_spec.once(/* @__PURE__ */ new Uint8Array()),
	length: 0
};
var UploadSession = class UploadSession {
	#client;
	#repository;
	#location;
	minimumChunk;
	constructor(client, repository, location, minimumChunk) {
		this.#client = client;
		this.#repository = repository;
		this.#location = location;
		this.minimumChunk = minimumChunk;
	}
	static async open(client, purpose, query = {}) {
		const request = openingRequest(client, purpose, query);
		return UploadSession.fromResponse(client, purpose, request, await client.attempt(request));
	}
	static async mountOrOpen(client, purpose, from, digest, query) {
		const source = from === purpose.repository ? void 0 : from;
		const request = openingRequest(client, purpose, {
			mount: digest,
			from,
			...query
		}, source);
		const response = await client.attempt(request);
		if (response.status !== 201) return UploadSession.fromResponse(client, purpose, request, response);
		checkContentDigest(response, digest, `cannot ${purpose.operation}`);
		await discard(response);
	}
	static async fromResponse(client, { repository }, request, response) {
		const { status, headers } = response;
		if (status >= 300) throw await client.errorOf(request, response);
		await discard(response);
		const page = webPageError(request, response, client.host);
		if (status !== 202 && page !== void 0) throw page;
		const problem = status !== 202 ? `answered ${status} instead of 202 to the start of an upload` : headers.get("location") === void 0 ? "started an upload without a Location" : void 0;
		if (problem !== void 0) throw new require_spec.OciError("PROTOCOL", `cannot ${request.operation}: ${client.host} ${problem}`);
		return new UploadSession(client, repository, client.uploadLocation(response), minimumChunkOf(client, response));
	}
	static resume(client, repository, id) {
		const location = id.startsWith(`${repository}@`) ? id.slice(repository.length + 1) : "";
		const url = /^(?:\/|https?:\/\/)/.test(location) ? URL.parse(location, client.base.href) : null;
		if (url !== null && url.username === "" && url.password === "" && client.isUploadLocation(url)) return new UploadSession(client, repository, url);
		const quoted = (require_transport ??= require("./transport.js")).redactUrl(id.slice(id.indexOf("@") + 1));
		throw new require_spec.OciError("BLOB_UPLOAD_UNKNOWN", `cannot resume the upload "${quoted}": it is not the id of an upload to ${repository} of ${client.host}`);
	}
	get id() {
		const { pathname, search, href } = this.#location;
		return `${this.#repository}@${(require_transport ??= require("./transport.js")).sameOrigin(this.#location, this.#client.base) ? `${pathname}${search}` : href}`;
	}
	get location() {
		return this.#location;
	}
	async send(purpose, body, offset) {
		const range = offset === void 0 || body.length === void 0 ? void 0 : chunkRange(offset, body.length);
		const response = await this.#request(purpose, "PATCH", this.#location, body, range);
		if (response.status !== 202) return this.#refusalOf(purpose, "PATCH", response);
		await discard(response);
	}
	async complete(purpose, { digest, size }, body = emptyBody) {
		const response = await this.#request(purpose, "PUT", withDigest(this.#location, require_spec.parseDigest(digest)), body);
		const { status } = response;
		if (status === 201) {
			checkContentDigest(response, digest, `cannot ${purpose.operation}`);
			await discard(response);
			return;
		}
		const refusal = status < 300 ? {
			error: this.#incompleteError(purpose, status),
			isBodyTooLarge: false
		} : await this.#refusalOf(purpose, "PUT", response);
		await discard(response);
		const mayHaveBlob = (status < 300 || statusesToCheck.has(status)) && !refusal.isBodyTooLarge;
		const { repository, signal } = purpose;
		return mayHaveBlob && await hasBlob(this.#client, repository, digest, size, signal) ? void 0 : refusal;
	}
	async received(purpose) {
		const response = await this.status(purpose);
		await discard(response);
		return response.status >= 200 && response.status < 300 ? receivedBytes(response) : void 0;
	}
	status(purpose) {
		return this.#request(purpose, "GET", this.#location);
	}
	errorOf(purpose, method, response) {
		return this.#client.errorOf(sessionRequest(purpose, method, this.#location), response);
	}
	async #refusalOf(purpose, method, response) {
		const error = await this.errorOf(purpose, method, response);
		const isFinal = hasErrorCode(response) || require_spec.isOciError(error, "QUOTA", "DENIED");
		return {
			error,
			isBodyTooLarge: (error.status === 413 || error.status === 416 && tooLarge.test(error.reason ?? "")) && !isFinal
		};
	}
	#incompleteError({ operation }, status) {
		const { host } = this.#client;
		const problem = `${host} answered ${status} instead of 201 to the last request and does not have the blob`;
		return new require_spec.OciError("PROTOCOL", `cannot ${operation}: ${problem}`);
	}
	async cancel(purpose) {
		try {
			const signal = AbortSignal.timeout(cancelMs);
			await discard(await this.#request({
				...purpose,
				signal
			}, "DELETE", this.#location));
		} catch {}
	}
	async #request(purpose, method, url, body, range) {
		const headers = {
			...body === void 0 ? {} : { "content-type": "application/octet-stream" },
			...range === void 0 ? {} : { "content-range": range }
		};
		const response = await this.#client.attempt({
			...sessionRequest(purpose, method, url),
			headers,
			body
		});
		const { status } = response;
		if ((status === 202 || method === "GET" && status >= 200 && status < 300) && response.headers.get("location") !== void 0) this.#location = this.#client.uploadLocation(response);
		return response;
	}
};
function openingRequest(client, { repository, operation, signal }, query, from) {
	return {
		method: "POST",
		url: client.url(`${repository}/blobs/uploads/`, query),
		scopes: [tokenScopes.push(repository), ...from === void 0 ? [] : [tokenScopes.pull(from)]],
		signal,
		route: "uploads",
		access: "push",
		operation
	};
}
function sessionRequest(purpose, method, url) {
	const { repository, operation, signal } = purpose;
	return {
		method,
		url,
		scopes: [tokenScopes.push(repository)],
		signal,
		route: "session",
		access: "push",
		operation
	};
}
const tooLarge = /\btoo (?:large|big)\b/i;
function withDigest(location, digest) {
	const url = new URL(location);
	const parameter = `digest=${encodeURIComponent(digest)}`;
	url.search = url.search === "" ? `?${parameter}` : `${url.search}&${parameter}`;
	return url;
}

// src/client/resumable-upload.ts
const maxConflicts = 2;
var ResumableUpload = class {
	client;
	purpose;
	session;
	sent = 0;
	#retries;
	#received = 0;
	#conflicts = 0;
	#unconfirmed;
	#sourceFailure;
	constructor(client, purpose) {
		this.client = client;
		this.purpose = purpose;
		this.#retries = client.retries(purpose.signal);
	}
	async run() {
		try {
			return await this.#retries.run(() => {
				this.#sourceFailure = void 0;
				return this.attempt();
			});
		} catch (error) {
			const blob = this.#unconfirmed;
			const { repository, signal } = this.purpose;
			if (blob !== void 0 && await isStoredDespite(error, this.client, repository, blob, signal)) return blob;
			await this.session?.cancel(this.purpose);
			require_spec.throwIfAborted(this.purpose.signal);
			throw this.#sourceFailure === void 0 ? error : this.#sourceFailure.error;
		}
	}
	async open(query = {}) {
		return this.useSession(await UploadSession.open(this.client, this.purpose, query));
	}
	useSession(session) {
		this.session = session;
		this.sent = 0;
		this.#conflicts = 0;
		return session;
	}
	async offsetOf(session) {
		let received;
		try {
			received = await session.received(this.purpose);
		} catch (error) {
			if (error instanceof (require_open_transport ??= require("./open-transport.js")).RetryableError && error.hasResponse) this.session = void 0;
			if (!require_spec.isOciError(error, "PROTOCOL", "REDIRECT_REFUSED")) throw error;
		}
		if (typeof received === "number" && received > 0 && received <= this.sent) {
			this.recordProgress(received);
			return received;
		}
		await this.dropSession(session);
	}
	async complete(session, blob, body) {
		try {
			return await session.complete(this.purpose, blob, body);
		} catch (error) {
			if (error instanceof (require_open_transport ??= require("./open-transport.js")).RetryableError && error.hasResponse) this.#unconfirmed = blob;
			throw error;
		}
	}
	conflictOf(session, method, error) {
		if (error.status !== 409 && error.status !== 416 || this.#conflicts >= 2) return void 0;
		this.#conflicts++;
		return retryableRefusal(session, method, error);
	}
	async dropSession(session) {
		this.session = void 0;
		await session.cancel(this.purpose);
	}
	recordProgress(position) {
		if (position <= this.#received) return;
		this.#retries.recordProgress(position - this.#received);
		this.#received = position;
	}
	recordSourceError(error) {
		this.#sourceFailure ??= { error };
		return error;
	}
};
function retryableRefusal(session, method, error) {
	const reason = `status ${error.status}`;
	return new (require_open_transport ??= require("./open-transport.js")).RetryableError(error, {
		method,
		url: session.location,
		hasResponse: true,
		reason
	});
}

// src/client/blob-upload.ts
const maxLostSessions = 2;
const maxUncheckedSize = 65536;
var BlobUpload = class extends ResumableUpload {
	#blob;
	#content;
	#options;
	#lostSessions = 0;
	#isFirstSession = true;
	constructor(client, purpose, blob, body, options = {}) {
		super(client, purpose);
		this.#blob = blob;
		this.#options = options;
		this.#content = new BlobContent(body, blob.size, {
			onSend: (position) => {
				this.sent = Math.max(this.sent, position);
			},
			onError: (error) => this.recordSourceError(error),
			sizeError: (problem) => new require_spec.OciError("SIZE_INVALID", `cannot ${purpose.operation}: ${problem}`)
		});
	}
	async run() {
		try {
			return await super.run();
		} finally {
			await this.#content.close();
		}
	}
	async attempt() {
		for (;;) {
			const session = this.session;
			const offset = session === void 0 ? void 0 : await this.offsetOf(session);
			const next = session === void 0 || offset === void 0 ? await this.#begin() : session;
			const refusal = next === void 0 ? void 0 : await this.#send(next, offset ?? 0);
			if (next === void 0 || refusal === void 0) {
				this.session = void 0;
				return this.#blob;
			}
			if (!this.#lowerBodyLimit(next, refusal)) throw await this.#classifyRefusal(next, refusal);
		}
	}
	async #begin() {
		const { digest } = this.#blob;
		const { isAbsent = false, onNotSent } = this.#options;
		const isFirst = this.#isFirstSession;
		this.#isFirstSession = false;
		const algorithm = require_spec.digestAlgorithm(digest);
		const query = { "digest-algorithm": algorithm === "sha256" ? void 0 : algorithm };
		const mount = isFirst ? await this.#mountOrOpen(query) : void 0;
		if (mount?.session !== void 0) return mount.session;
		if (mount === void 0) {
			if (isFirst && isAbsent || !await this.#exists()) return this.open(query);
			if (isFirst) onNotSent?.("exists");
		} else onNotSent?.(mount.state);
	}
	#exists() {
		const { digest, size } = this.#blob;
		return hasBlob(this.client, this.purpose.repository, digest, size, this.purpose.signal);
	}
	async #mountOrOpen(query) {
		const { client, purpose } = this;
		const { digest, size } = this.#blob;
		const { isAbsent = false, mountFrom } = this.#options;
		if (mountFrom === void 0) return void 0;
		let session;
		try {
			session = await UploadSession.mountOrOpen(client, purpose, mountFrom, digest, query);
		} catch (error) {
			if (!(error instanceof (require_open_transport ??= require("./open-transport.js")).RetryableError ? error.hasResponse && error.hint.wait === void 0 : true) || !require_spec.isOciError(error) || require_spec.isOciError(error, "ABORTED")) throw error;
			return;
		}
		if (session === void 0) return { state: "mounted" };
		if (size > maxUncheckedSize && !isAbsent && await this.#exists()) {
			await session.cancel(purpose);
			return { state: "exists" };
		}
		this.useSession(session);
		return { session };
	}
	async #send(session, offset) {
		const { size } = this.#blob;
		const { bodyLimit } = this.client;
		if (offset === 0 && bodyLimit.bodySize(size, session.minimumChunk) === size) {
			const refusal = await this.complete(session, this.#blob, this.#content.part(0, size));
			return refusal && {
				...refusal,
				method: "PUT",
				bodySize: size,
				isResumed: false
			};
		}
		for (let position = offset; position < size;) {
			const length = bodyLimit.bodySize(size - position, session.minimumChunk);
			const refusal = await session.send(this.purpose, this.#content.part(position, length), position);
			if (refusal !== void 0) return {
				...refusal,
				method: "PATCH",
				bodySize: length,
				isResumed: true
			};
			position += length;
			this.recordProgress(position);
		}
		const refusal = await this.complete(session, this.#blob);
		return refusal && {
			...refusal,
			method: "PUT",
			bodySize: 0,
			isResumed: true
		};
	}
	#lowerBodyLimit({ minimumChunk }, { isBodyTooLarge, bodySize }) {
		return isBodyTooLarge && this.client.bodyLimit.lower(bodySize, minimumChunk);
	}
	async #classifyRefusal(session, refusal) {
		const { error, method, isResumed } = refusal;
		const { status } = error;
		if (refusal.isBodyTooLarge) return withBodyLimitAdvice(error, refusal.bodySize);
		const conflict = isResumed ? this.conflictOf(session, method, error) : void 0;
		if (conflict !== void 0) return conflict;
		if (![
			404,
			409,
			416
		].includes(status) && !(isResumed && status === 400)) return error;
		this.#lostSessions++;
		if (this.#lostSessions > maxLostSessions || require_spec.isOciError(error, "NAME_UNKNOWN")) return error;
		await this.dropSession(session);
		return retryableRefusal(session, method, error);
	}
};

// src/client/chunked-upload.ts
const maxMinimumChunk = 134217728;
async function startChunkedUpload(client, repository, options) {
	const purpose = startPurpose(repository, options.signal);
	const session = await client.retries(options.signal).run(() => UploadSession.open(client, purpose));
	try {
		return createWriter(client, session, purpose, 0, options);
	} catch (error) {
		await session.cancel(purpose);
		throw error;
	}
}
async function resumeChunkedUpload(client, repository, id, options) {
	const { signal, offset } = options;
	const purpose = startPurpose(repository, signal);
	const session = UploadSession.resume(client, repository, id);
	const received = resumeOffset(await client.retries(signal).run(() => openStatus(session, purpose)), offset);
	if (offset !== void 0 && offset !== received) throw new require_spec.OciError("RANGE_INVALID", `cannot resume the upload to ${repository} at ${offset}: ${client.host} has received ${received} bytes`);
	return createWriter(client, session, purpose, received, options);
}
function startPurpose(repository, signal) {
	require_spec.checkRepositoryName(repository);
	return {
		repository,
		operation: `push a blob in chunks to ${repository}`,
		signal
	};
}
function createWriter(client, session, { repository }, received, options) {
	const chunkSize = chunkSizeFor(client, options.chunkSize, session.minimumChunk);
	return new ChunkedBlobWriter(client, repository, session, received, chunkSize);
}
async function openStatus(session, purpose) {
	const response = await session.status(purpose);
	if (response.status < 200 || response.status >= 300) throw await session.errorOf(purpose, "GET", response);
	await discard(response);
	return response;
}
function resumeOffset(response, offset) {
	const received = receivedBytes(response);
	const range = response.headers.get("range");
	if (received === void 0 && range === void 0) return 0;
	if (received === void 0) throw new require_spec.OciError("PROTOCOL", `cannot resume the upload: the registry reported the invalid range "${require_spec.printable(range ?? "", 100)}"`);
	if (received !== "ambiguous") return received;
	return offset === 1 ? 1 : 0;
}
function chunkSizeFor(client, requested, minimum) {
	const size = requested ?? client.chunkSize;
	if (!Number.isSafeInteger(size) || size < 1) throw new require_spec.OciError("INPUT_INVALID", `cannot use chunkSize: ${size} is not an integer of at least 1`);
	if (minimum === void 0) return size;
	if (minimum > 134217728) throw new require_spec.OciError("SIZE_LIMIT", `cannot push in chunks: ${client.host} requires chunks of at least ${minimum} bytes, more than the limit of ${maxMinimumChunk}; push the complete blob instead (pushBlob)`);
	return Math.max(size, minimum);
}
var ChunkedBlobWriter = class {
	chunkSize;
	#client;
	#repository;
	#session;
	#sent;
	#pending = [];
	#pendingSize = 0;
	#isLimited = false;
	#state = "open";
	constructor(client, repository, session, sent, chunkSize) {
		this.#client = client;
		this.#repository = repository;
		this.#session = session;
		this.#sent = sent;
		this.chunkSize = chunkSize;
	}
	get id() {
		return this.#session.id;
	}
	get size() {
		return this.#sent + this.#pendingSize;
	}
	async write(chunk, options) {
		this.#checkOpen();
		require_spec.throwIfAborted(options?.signal);
		let rest = chunk;
		while (rest.byteLength > 0) {
			const part = rest.subarray(0, this.chunkSize - this.#pendingSize);
			rest = rest.subarray(part.byteLength);
			this.#pendingSize += part.byteLength;
			this.#pending.push(Uint8Array.from(part));
			if (this.#pendingSize >= this.chunkSize) await this.#flush(options?.signal);
		}
	}
	async close(options) {
		if (this.#state !== "open") return;
		await this.#flush(options?.signal);
		this.#state = "closed";
	}
	async commit(digest, options) {
		this.#checkOpen();
		require_spec.parseDigest(digest);
		await this.#flush(options?.signal);
		const purpose = this.#purpose(`complete the upload of blob ${digest} to ${this.#repository}`, options?.signal);
		const size = this.#sent;
		try {
			await this.#client.retries(purpose.signal).run(async (isRetry) => {
				if (isRetry && await hasBlob(this.#client, this.#repository, digest, size, purpose.signal)) return;
				const refusal = await this.#session.complete(purpose, {
					digest,
					size
				});
				if (refusal !== void 0) throw refusal.error;
			});
		} catch (error) {
			const blob = {
				digest,
				size
			};
			if (!await isStoredDespite(error, this.#client, this.#repository, blob, purpose.signal)) throw error;
		}
		this.#state = "done";
		return {
			mediaType: require_spec.mediaTypeOctetStream,
			digest,
			size
		};
	}
	async cancel() {
		if (this.#state === "done") return;
		this.#state = "done";
		this.#pending = [];
		this.#pendingSize = 0;
		await this.#session.cancel(this.#purpose(`cancel the upload to ${this.#repository}`, void 0));
	}
	async [Symbol.asyncDispose]() {
		if (this.#state === "open") await this.cancel();
	}
	async #flush(signal) {
		if (this.#pendingSize === 0) return;
		const start = this.#sent;
		const end = this.size;
		const operation = `push bytes ${chunkRange(start, this.#pendingSize)} of a blob to ${this.#repository}`;
		const purpose = this.#purpose(operation, signal);
		const { bodyLimit } = this.#client;
		const [only] = this.#pending;
		const bytes = this.#pending.length === 1 && only !== void 0 ? only : Buffer.concat(this.#pending, this.#pendingSize);
		let conflicts = 0;
		await this.#client.retries(purpose.signal).run(async (isRetry) => {
			let from = isRetry ? await this.#offset(purpose, start, end) : start;
			while (from < end) {
				const rest = end - from;
				const length = this.#isLimited ? bodyLimit.bodySize(rest, this.#session.minimumChunk) : rest;
				const part = bytes.subarray(from - start, from - start + length);
				const refusal = await this.#session.send(purpose, {
					open: () => require_spec.once(part),
					length
				}, from);
				if (refusal === void 0) {
					from += length;
					continue;
				}
				const { error, isBodyTooLarge } = refusal;
				this.#isLimited = isBodyTooLarge && bodyLimit.lower(length, this.#session.minimumChunk);
				if (this.#isLimited) continue;
				if (isBodyTooLarge) throw withBodyLimitAdvice(error, length);
				throw (error.status === 409 || error.status === 416) && ++conflicts <= 2 ? retryableRefusal(this.#session, "PATCH", error) : error;
			}
		});
		this.#sent = end;
		this.#pending = [];
		this.#pendingSize = 0;
	}
	async #offset(purpose, start, end) {
		const received = receivedBytes(await openStatus(this.#session, purpose));
		if (received === "ambiguous" && start === 0) return 0;
		if (typeof received === "number" && received >= start && received <= end) return received;
		throw new require_spec.OciError("RANGE_INVALID", `cannot ${purpose.operation}: after a failure ${this.#client.host} did not report an offset from ${start} to ${end}; start the upload again`);
	}
	#purpose(operation, signal) {
		return {
			repository: this.#repository,
			operation,
			signal
		};
	}
	#checkOpen() {
		if (this.#state === "open") return;
		const problem = this.#state === "closed" ? "closed; resume it" : "completed or cancelled; start a new upload";
		throw new require_spec.OciError("BLOB_UPLOAD_INVALID", `cannot write to the upload to ${this.#repository}: it is ${problem}`);
	}
};

// src/client/listing.ts
const maxPageBytes = 4194304;
const maxPages = 1e3;
const maxListingBytes = 67108864;
const maxNamesPerPage = 1e3;
function listTags(client, repository, options) {
	require_spec.checkRepositoryName(repository);
	return listNames(client, options, require_spec.isTag, "tags", {
		method: "GET",
		url: client.url(`${repository}/tags/list`, pageQuery(options)),
		scopes: client.readScopes(repository),
		signal: options.signal,
		route: "tags",
		access: "pull",
		operation: `list the tags of ${repository}`
	});
}
function listRepositories(client, options) {
	return listNames(client, options, require_spec.isRepositoryName, "repositories", {
		method: "GET",
		url: client.url("_catalog", pageQuery(options)),
		scopes: [tokenScopes.catalog],
		signal: options.signal,
		route: "catalog",
		access: "catalog",
		operation: "list the repositories"
	});
}
function pageQuery({ limit, startAfter }) {
	return {
		n: limit === void 0 ? void 0 : String(Math.min(limit, maxNamesPerPage)),
		last: startAfter
	};
}
async function listNames(client, options, isName, key, request) {
	require_spec.checkNumbers(options, { limit: 0 });
	const { limit = Infinity, startAfter } = options;
	if (limit === 0) return [];
	const names = /* @__PURE__ */ new Set();
	const pageLimit = Math.min(limit, maxNamesPerPage);
	const read = async (response, page) => {
		if (response.status !== 200) throw await client.errorOf(page, response);
		return readJson(client, page, response);
	};
	await readPages(client, request, read, ({ value }, hasNextLink) => {
		const previousCount = names.size;
		const page = stringsOf(value[key], request);
		for (const name of page) if (!isName(name)) client.warnings.report(`ignored the invalid name "${require_spec.printable(name, 200)}", which ${client.host} lists`);
		else if (startAfter === void 0 || require_spec.compareBytes(name, startAfter) > 0) names.add(name);
		if (names.size >= limit) return "enough";
		const last = page.at(-1);
		if (hasNextLink || limit === Infinity || last === void 0 || page.length < pageLimit || names.size === previousCount) return "more";
		const path = request.url.pathname.slice(client.url("").pathname.length);
		return client.url(path, {
			n: String(pageLimit),
			last
		});
	});
	return require_spec.pageOf(require_spec.sortNames(names), options);
}
function stringsOf(value, request) {
	if (value === null || value === void 0) return [];
	if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value;
	throw new require_spec.OciError("PROTOCOL", `cannot ${request.operation}: the response is not a list of names`);
}
async function readPages(client, first, read, onPage) {
	const fail = (code, problem) => new require_spec.OciError(code, `cannot ${first.operation}: ${problem}`);
	const visited = /* @__PURE__ */ new Set();
	let bytes = 0;
	let url = first.url;
	for (let pages = 1; url !== void 0; pages++) {
		if (pages > maxPages) throw fail("SIZE_LIMIT", `${client.host} sends more than ${maxPages} pages`);
		if (visited.has(url.href)) throw fail("PROTOCOL", `the links between the pages of ${client.host} form a loop`);
		visited.add(url.href);
		const request = {
			...first,
			url
		};
		const { page, next } = await client.request(request, async (response) => ({
			page: await read(response, request),
			next: parseNextLink(response, client.base)
		}));
		bytes += page.size;
		if (bytes > maxListingBytes) throw fail("SIZE_LIMIT", `the listing is larger than the limit of ${maxListingBytes} bytes`);
		const decision = onPage(page, next !== void 0);
		if (decision === "enough") return;
		url = next ?? (decision === "more" ? void 0 : decision);
	}
}
async function readJson(client, request, response) {
	const page = webPageError(request, response, client.host);
	if (page !== void 0) throw page;
	const raw = await require_spec.collect(response.body, maxPageBytes, `the response of ${client.host} to "${request.operation}"`);
	const bytes = gzipLabel(response) === void 0 ? raw : await gunzipLimited(raw, maxPageBytes) ?? raw;
	let value;
	try {
		value = require_spec.parseJson(bytes);
	} catch (error) {
		const problem = `the response of ${client.host} is not valid: ${require_spec.messageOf(error)}`;
		throw new require_spec.OciError("PROTOCOL", `cannot ${request.operation}: ${problem}`);
	}
	if (!require_spec.isRecord(value)) throw new require_spec.OciError("PROTOCOL", `cannot ${request.operation}: the response of ${client.host} is not a JSON object`);
	return {
		value,
		size: bytes.byteLength,
		headers: response.headers
	};
}

// src/client/manifests.ts
const acceptManifests = [...require_spec.manifestMediaTypes, "*/*;q=0.1"].join(", ");
async function resolveManifest(client, repository, reference, signal) {
	const request = manifestRequest(client, "HEAD", repository, reference, signal);
	try {
		const response = await client.attempt(request);
		await discard(response);
		if (response.status === 404) throw await client.errorOf(request, response);
		const descriptor = descriptorOfHead(request, response, reference.digest);
		if (descriptor !== void 0) return descriptor;
	} catch (error) {
		if (!(error instanceof (require_open_transport ??= require("./open-transport.js")).RetryableError)) throw error;
		await client.retries(signal).afterFailure(error);
	}
	return (await fetchManifest(client, repository, reference, signal)).descriptor;
}
function descriptorOfHead({ operation }, response, expected) {
	if (response.status !== 200) return void 0;
	const digest = contentDigest(response, `cannot ${operation}`);
	if (expected !== void 0) checkContentDigest(response, expected, `cannot ${operation}`);
	const size = (require_transport$1 ??= require("./transport2.js")).contentLength(response.headers);
	const mediaType = require_spec.mediaTypeOfContentType(response.headers.get("content-type"));
	if (!(digest !== void 0 && (expected === void 0 || digest === expected) && size !== void 0 && size > 0) || mediaType === void 0 || !isKnownType(mediaType)) return void 0;
	return gzipLabel(response) === void 0 ? {
		mediaType,
		digest,
		size
	} : void 0;
}
function isKnownType(mediaType) {
	return require_spec.isManifestMediaType(mediaType) || require_spec.isDockerSchema1(mediaType);
}
function fetchManifest(client, repository, reference, signal, parsing) {
	const request = manifestRequest(client, "GET", repository, reference, signal);
	return client.request(request, async (response) => {
		if (response.status !== 200) throw await client.errorOf(request, response);
		const page = webPageError(request, response, client.host);
		if (page !== void 0) throw page;
		const subject = `manifest ${reference.digest ?? reference.tag} of ${repository}`;
		const contentType = response.headers.get("content-type");
		if (require_spec.isDockerSchema1(require_spec.mediaTypeOfContentType(contentType) ?? "")) throw new require_spec.OciError("UNSUPPORTED", require_spec.schema1Problem(subject));
		const raw = await require_spec.collect(response.body, require_spec.maxManifestBytes, subject);
		const header = contentDigest(response, `cannot ${request.operation}`);
		const bytes = await decode(response, raw, reference.digest ?? header, subject);
		const digest = reference.digest ?? require_spec.digestOf(bytes, header === void 0 ? "sha256" : require_spec.digestAlgorithm(header));
		checkContentDigest(response, digest, `cannot ${request.operation}`, bytes);
		return {
			bytes,
			descriptor: {
				mediaType: mediaTypeOf(bytes, contentType, subject, parsing),
				digest,
				size: bytes.byteLength
			},
			etag: response.headers.get("etag")
		};
	});
}
function manifestRequest(client, method, repository, reference, signal) {
	require_spec.checkRepositoryName(repository);
	const name = reference.digest === void 0 ? require_spec.checkTag(reference.tag) : require_spec.parseDigest(reference.digest);
	return {
		method,
		url: client.url(`${repository}/manifests/${name}`),
		headers: { accept: acceptManifests },
		scopes: client.readScopes(repository),
		signal,
		route: "manifest",
		access: "pull",
		operation: `${method === "GET" ? "read" : "look up"} manifest ${name} of ${repository}`
	};
}
async function decode(response, raw, expected, subject) {
	const label = gzipLabel(response);
	if (expected === void 0) return label === void 0 ? raw : await gunzipLimited(raw, 4194304) ?? raw;
	const algorithm = require_spec.digestAlgorithm(expected);
	const actual = require_spec.digestOf(raw, algorithm);
	if (actual === expected) return raw;
	if (label === void 0) throw new require_spec.OciError("DIGEST_MISMATCH", `${subject} hashes to ${actual}, not to ${expected}`);
	const decoded = await gunzipLimited(raw, require_spec.maxManifestBytes);
	if (decoded !== void 0 && require_spec.digestOf(decoded, algorithm) === expected) return decoded;
	throw new require_spec.OciError("DIGEST_MISMATCH", `${subject} does not hash to ${expected}, with or without decoding its Content-Encoding "${label}"`);
}
function mediaTypeOf(bytes, contentType, subject, parsing) {
	const headerType = require_spec.mediaTypeOfContentType(contentType);
	const bodyType = mediaTypeOfBody(bytes);
	const agreedType = bodyType === void 0 || bodyType === headerType ? headerType : void 0;
	if (agreedType !== void 0 && !require_spec.isManifestMediaType(agreedType) && !genericTypes.has(agreedType)) return agreedType;
	try {
		return require_spec.parseManifest(bytes, contentType, parsing).mediaType;
	} catch (error) {
		if (!(error instanceof require_spec.OciError)) throw error;
		throw new require_spec.OciError(error.code, `${subject}: ${require_spec.printable(error.message)}`, { cause: error });
	}
}
const genericTypes = /* @__PURE__ */ new Set([
	"application/json",
	"application/octet-stream",
	"text/plain"
]);
function mediaTypeOfBody(bytes) {
	try {
		const value = JSON.parse(new TextDecoder().decode(bytes));
		return require_spec.isRecord(value) && typeof value["mediaType"] === "string" ? value["mediaType"] : void 0;
	} catch {
		return;
	}
}
async function putManifest(client, repository, reference, content, descriptor, { signal, headers, query, manifest, isReadAgain, isSingle }) {
	const url = client.url(`${repository}/manifests/${reference}`);
	if (query !== void 0) url.search = query.toString();
	const request = {
		method: "PUT",
		url,
		headers: {
			"content-type": descriptor.mediaType,
			...headers
		},
		body: {
			open: () => require_spec.once(content),
			length: content.byteLength
		},
		scopes: [tokenScopes.push(repository)],
		signal,
		route: "manifest",
		access: "push",
		manifest,
		operation: `push manifest ${require_spec.printable(reference, 200)} (${content.byteLength} bytes) to ${repository}`
	};
	let isFirst = isSingle !== true;
	const read = async (response) => {
		if (response.status >= 300) {
			const error = await client.errorOf(request, response);
			const isRepeated = isFirst && error.message.includes("MANIFEST_BLOB_UNKNOWN");
			isFirst = false;
			if (!isRepeated) throw error;
			throw new (require_open_transport ??= require("./open-transport.js")).RetryableError(error, {
				method: "PUT",
				url,
				hasResponse: true,
				reason: "the registry does not know a blob"
			});
		}
		const page = response.status === 201 ? void 0 : webPageError(request, response, client.host);
		if (page !== void 0) throw page;
		checkContentDigest(response, descriptor.digest, `cannot ${request.operation}`, content);
		return response;
	};
	const { status, headers: responseHeaders } = await (isSingle === true ? client.requestOnce(request, read) : client.request(request, read));
	if (status !== 201 && isReadAgain !== true) {
		const problem = await storageProblem(client, repository, reference, content, signal);
		if (problem !== void 0) throw new require_spec.OciError("PROTOCOL", `cannot ${request.operation}: ${client.host} answered ${status} instead of 201 and ${problem}`);
	}
	return responseHeaders;
}
async function storageProblem(client, repository, reference, content, signal) {
	const manifestReference = require_spec.isDigest(reference) ? { digest: reference } : { tag: reference };
	try {
		const { digest } = await resolveManifest(client, repository, manifestReference, signal);
		if (digest === require_spec.digestOf(content, require_spec.digestAlgorithm(digest))) return void 0;
		return `has another manifest there: ${digest}`;
	} catch (error) {
		if (require_spec.isNotFound(error)) return "does not have the manifest";
		throw error;
	}
}

// src/client/listed-sizes.ts
const unknownSize = 0;
const lookupConcurrency = 4;
async function withSizes(client, repository, subject, listed, signal) {
	const sizes = /* @__PURE__ */ new Map();
	await require_spec.forEachConcurrent(listed.filter(({ size }) => size === 0), lookupConcurrency, async ({ digest }, inner) => {
		client.warnings.report(`the list of the referrers of ${subject} in ${client.host}/${repository} has no valid size for ${digest}; the size was looked up`);
		try {
			sizes.set(digest, (await resolveManifest(client, repository, { digest }, inner)).size);
		} catch (error) {
			if (!require_spec.isNotFound(error)) throw error;
		}
	}, signal);
	return listed.map((descriptor) => ({
		...descriptor,
		size: sizes.get(descriptor.digest) ?? descriptor.size
	}));
}

// src/client/machine-lock.ts
const timeoutMs = 1e4;
async function withMachineLock(key, work, signal) {
	const directory = await lockDirectory();
	if (directory === void 0) return work();
	const lock = new (require_transport ??= require("./transport.js")).LockFile((0, node_path.join)(directory, `${(0, (node_crypto ??= require("node:crypto")).createHash)("sha256").update(key).digest("hex")}.lock`), { timeoutMs });
	let isRunning = false;
	try {
		return await lock.run(() => {
			isRunning = true;
			return work();
		}, signal);
	} catch (error) {
		if (isRunning || !require_spec.isOciError(error, "TIMEOUT", "FILE_SYSTEM") || signal?.aborted === true) throw error;
		return work();
	}
}
async function lockDirectory() {
	const user = process.getuid?.();
	const directory = (0, node_path.join)((0, (node_os ??= require("node:os")).tmpdir)(), `oci-artifact-locks${user === void 0 ? "" : `-${user}`}`);
	try {
		await (0, (node_fs_promises ??= require("node:fs/promises")).mkdir)(directory, { mode: 448 });
		return directory;
	} catch (error) {
		if ((require_options ??= require("./options.js")).errnoOf(error) !== "EEXIST") return void 0;
	}
	try {
		const state = await (0, (node_fs_promises ??= require("node:fs/promises")).lstat)(directory);
		const isOwn = user === void 0 || state.uid === user && (state.mode & 18) === 0;
		return state.isDirectory() && isOwn ? directory : void 0;
	} catch {
		return;
	}
}

// src/client/referrers-index.ts
const maxRounds = 6;
const minSettleMs = 250;
const maxSettleMs = 5e3;
const recentMs = 6e4;
const tagRefused = /* @__PURE__ */ new Set([
	400,
	404,
	405,
	409,
	415,
	422
]);
const mutex = new require_spec.KeyedMutex();
async function readReferrersIndex(client, repository, subject, signal) {
	const tag = require_spec.referrersTag(subject);
	let manifest;
	try {
		manifest = await fetchManifest(client, repository, { tag }, signal, { defaultSize: 0 });
	} catch (error) {
		if (require_spec.isNotFound(error) || require_spec.isOciError(error) && error.status === 404) return { manifests: [] };
		throw error;
	}
	const { descriptor, bytes, etag } = manifest;
	if (descriptor.digest === subject) return {
		manifests: [],
		isTagDigest: true
	};
	const index = descriptor.mediaType === "application/vnd.oci.image.index.v1+json" ? require_spec.parseManifest(bytes, require_spec.mediaTypeImageIndex, { defaultSize: 0 }) : void 0;
	if (index?.kind !== "index") throw new require_spec.OciError("MANIFEST_INVALID", `cannot use the tag ${tag} of ${repository} for the referrers of ${subject}: it points to a ${descriptor.mediaType} instead of an index and was not changed; find the client that pushed it`);
	return {
		manifests: await withSizes(client, repository, subject, index.manifests, signal),
		digest: descriptor.digest,
		etag,
		index
	};
}
async function addReferrer(client, repository, subject, referrer, { isNeeded, signal }) {
	const isDone = (list) => list.some((item) => item.digest === referrer.digest);
	try {
		await update(client, repository, subject, signal, isDone, (list) => [...list, referrer], isNeeded);
	} catch (error) {
		require_spec.throwIfAborted(signal);
		if (!require_spec.isOciError(error)) throw error;
		throw require_spec.withMessage(error, `cannot add the manifest ${referrer.digest}, which is stored in ${repository}, to the referrers of ${subject}: ` + error.message);
	}
}
async function removeReferrer(client, repository, subject, referrer, signal) {
	const isDone = (list) => list.every((item) => item.digest !== referrer);
	const change = (list) => list.filter((item) => item.digest !== referrer);
	await update(client, repository, subject, signal, isDone, change);
}
async function update(client, repository, subject, signal, isDone, change, isNeeded = Promise.resolve(true)) {
	const tag = require_spec.referrersTag(subject);
	const key = `${client.base.href} ${repository}:${tag}`;
	const { now } = client.retryPolicy;
	const retries = client.retries(signal);
	const writeOnce = async (round) => {
		const startedAt = now();
		const [reading] = await Promise.allSettled([readReferrersIndex(client, repository, subject, signal)]);
		if (!await isNeeded) return void 0;
		if (reading.status === "rejected") throw reading.reason;
		const current = reading.value;
		if (isDone(current.manifests)) return void 0;
		if (round > 1 && current.isTagDigest === true) throw new require_spec.OciError("UNSUPPORTED", `cannot store the list of referrers: ${client.host} resolves the tag ${tag} as a digest; use a registry with the referrers API`);
		if (round > maxRounds) throw new require_spec.OciError("ALREADY_EXISTS", `cannot update the tag ${tag} of ${repository}: other clients changed it ${maxRounds} times during the update; try again`);
		const manifests = change(current.manifests);
		const isContended = !(manifests.length === 0 && round === 1 && await deleteIndex(client, repository, current, signal) || await write(client, repository, tag, current, manifests, signal)) || round > 1 || current.manifests.some((entry) => isRecent(entry, now()));
		return {
			durationMs: now() - startedAt,
			isContended
		};
	};
	for (let round = 1;;) {
		let written;
		try {
			written = await mutex.run(key, () => withMachineLock(key, () => writeOnce(round), signal), signal);
		} catch (error) {
			if (!(error instanceof (require_open_transport ??= require("./open-transport.js")).RetryableError)) throw error;
			await retries.afterFailure(error);
			continue;
		}
		if (written === void 0) return;
		await settle(client, written, round, signal);
		round++;
	}
}
function isRecent({ annotations }, now) {
	return Math.abs(now - Date.parse(annotations?.["org.opencontainers.image.created"] ?? "")) < recentMs;
}
function settle({ retryPolicy }, { durationMs, isContended }, round, signal) {
	if (!isContended) return retryPolicy.sleep(Math.round(Math.min(maxSettleMs, durationMs / 2)), signal);
	const ms = Math.min(maxSettleMs, Math.max(minSettleMs, 2 * durationMs));
	return retryPolicy.sleep(Math.round(ms * (1 + round * retryPolicy.random())), signal);
}
async function deleteIndex(client, repository, { digest }, signal) {
	if (digest === void 0) return false;
	try {
		await client.delete(repository, "manifest", digest, signal);
		return true;
	} catch (error) {
		require_spec.throwIfAborted(signal);
		if (!require_spec.isOciError(error) || error instanceof (require_open_transport ??= require("./open-transport.js")).RetryableError) throw error;
		return error.status === 404;
	}
}
async function write(client, repository, tag, current, manifests, signal) {
	const annotations = current.index?.annotations;
	const bytes = require_spec.encodeJson({
		schemaVersion: 2,
		mediaType: require_spec.mediaTypeImageIndex,
		manifests,
		annotations
	});
	const descriptor = require_spec.descriptorOf(require_spec.mediaTypeImageIndex, bytes);
	const headers = current.etag === void 0 ? void 0 : { "if-match": current.etag };
	try {
		await putManifest(client, repository, tag, bytes, descriptor, {
			signal,
			headers,
			isReadAgain: true,
			isSingle: true
		});
		return true;
	} catch (error) {
		if (!require_spec.isOciError(error) || error instanceof (require_open_transport ??= require("./open-transport.js")).RetryableError) throw error;
		if (error.status === 412) return false;
		if (!tagRefused.has(error.status)) throw error;
		const { code, status, wireCode, detail, reason } = error;
		const because = reason === void 0 ? "" : `: ${reason}`;
		throw new require_spec.OciError(code, `cannot store the list of referrers: ${client.host} answered ${status} to the push of the tag ${tag}${because}; use a registry with the referrers API`, {
			status,
			wireCode,
			detail,
			reason
		});
	}
}

// src/client/referrers.ts
async function listReferrers(client, repository, digest, options) {
	require_spec.checkRepositoryName(repository);
	require_spec.parseDigest(digest);
	const { artifactType, signal } = options;
	const descriptors = await readReferrers(client, repository, digest, options) ?? filterByType((await readReferrersIndex(client, repository, digest, signal)).manifests, artifactType);
	const byDigest = /* @__PURE__ */ new Map();
	for (const descriptor of descriptors) if (!byDigest.has(descriptor.digest)) byDigest.set(descriptor.digest, descriptor);
	return withSizes(client, repository, digest, [...byDigest.values()], signal);
}
function supportsReferrers(client, repository, digest, signal) {
	const request = referrersRequest(client, repository, digest, { signal });
	return client.request(request, async (response) => {
		if (isUnsupported(response, request, client)) return false;
		if (response.status !== 200) throw await client.errorOf(request, response);
		return true;
	});
}
var UnsupportedReferrers = class extends require_spec.OciError {};
async function readReferrers(client, repository, digest, options) {
	const first = referrersRequest(client, repository, digest, options);
	const referrers = [];
	const read = async (response, request) => {
		if (isUnsupported(response, request, client)) throw new UnsupportedReferrers("UNSUPPORTED", `cannot ${request.operation}: ${client.host} does not have the referrers API`);
		if (response.status !== 200) throw await client.errorOf(request, response);
		return readJson(client, request, response);
	};
	try {
		await readPages(client, first, read, (page) => {
			const descriptors = descriptorsOf(page, first);
			referrers.push(...isFiltered(page) ? descriptors : filterByType(descriptors, options.artifactType));
			return "more";
		});
	} catch (error) {
		if (error instanceof UnsupportedReferrers && referrers.length === 0) return void 0;
		throw error;
	}
	return referrers;
}
function isFiltered(page) {
	return (page.headers.get("oci-filters-applied") ?? "").split(",").some((filter) => filter.trim() === "artifactType");
}
function filterByType(descriptors, artifactType) {
	return artifactType === void 0 ? descriptors : descriptors.filter((descriptor) => descriptor.artifactType === artifactType);
}
function isUnsupported(response, request, client) {
	if (response.status === 404 || response.status === 400 || response.status === 405) return !hasErrorCode(response);
	return response.status === 200 && webPageError(request, response, client.host) !== void 0;
}
function referrersRequest(client, repository, digest, { artifactType, signal }) {
	return {
		method: "GET",
		url: client.url(`${repository}/referrers/${digest}`, { artifactType }),
		scopes: client.readScopes(repository),
		signal,
		route: "referrers",
		access: "pull",
		operation: `list the referrers of ${digest} in ${repository}`
	};
}
function descriptorsOf(page, request) {
	const problem = `cannot ${request.operation}: the response is not an index`;
	const list = page.value["manifests"] ?? [];
	if (!Array.isArray(list) || !list.every(require_spec.isRecord)) throw new require_spec.OciError("PROTOCOL", problem);
	try {
		return list.map((item, index) => require_spec.parseDescriptor(item, `manifests[${index}]`, { defaultSize: 0 }));
	} catch (error) {
		if (!require_spec.isOciError(error)) throw error;
		throw new require_spec.OciError("PROTOCOL", `${problem}: ${require_spec.printable(error.message)}`, { cause: error });
	}
}

// src/client/manifest-writer.ts
async function pushManifest(client, repository, content, mediaType, options) {
	require_spec.checkRepositoryName(repository);
	const { manifest, descriptor } = require_spec.checkPushedManifest(content, mediaType, options.digest, options);
	const tags = new Set(options.tags);
	const { signal } = options;
	const put = async (reference, query) => putManifest(client, repository, reference, content, descriptor, {
		signal,
		query,
		manifest
	});
	const putByDigest = async () => {
		const tagQuery = require_spec.digestAlgorithm(descriptor.digest) === "sha256" ? [] : [...tags].map((tag) => ["tag", tag]);
		const headers = await put(descriptor.digest, new URLSearchParams(tagQuery));
		for (const tag of headers.all("oci-tag").flatMap((value) => value.split(","))) tags.delete(tag.trim());
		return headers.get("oci-subject") !== void 0;
	};
	if (manifest.subject !== void 0) await putReferrer(client, repository, manifest.subject.digest, require_spec.referrerDescriptor(descriptor, manifest), {
		signal,
		put: putByDigest
	});
	else if (options.digest !== void 0 || tags.size === 0) await putByDigest();
	const updatedTags = [];
	for (const tag of tags) {
		try {
			await put(tag);
		} catch (error) {
			if (updatedTags.length === 0 || !require_spec.isOciError(error)) throw error;
			const state = `the manifest is stored, and these tags already point to it: ${updatedTags.join(", ")}`;
			throw require_spec.withMessage(error, `${error.message} (${state})`);
		}
		updatedTags.push(tag);
	}
	return descriptor;
}
async function putReferrer(client, repository, subject, referrer, { put, signal }) {
	const isSupported = client.confirmsSubjects;
	const confirmed = put();
	const isNeeded = confirmed.then((isConfirmed) => !isConfirmed, () => false);
	if (!isSupported || await isNeeded) await addReferrer(client, repository, subject, referrer, {
		isNeeded,
		signal
	});
	client.confirmsSubjects ||= await confirmed;
}
async function deleteManifest(client, repository, digest, signal) {
	require_spec.checkRepositoryName(repository);
	require_spec.parseDigest(digest);
	const subject = await subjectOf(client, repository, digest, signal);
	await client.delete(repository, "manifest", digest, signal);
	if (subject === void 0 || await supportsReferrers(client, repository, subject, signal)) return;
	await removeReferrer(client, repository, subject, digest, signal);
}
async function subjectOf(client, repository, digest, signal) {
	try {
		const { bytes, descriptor } = await fetchManifest(client, repository, { digest }, signal);
		return require_spec.parseManifest(bytes, descriptor.mediaType).subject?.digest;
	} catch (error) {
		require_spec.throwIfAborted(signal);
		if (require_spec.isOciError(error)) return void 0;
		throw error;
	}
}

// src/client/streamed-upload.ts
const maxSessions = 2;
var StreamedUpload = class extends ResumableUpload {
	#content;
	#whole;
	#sessions = 0;
	#isSent = false;
	constructor(client, purpose, content, whole) {
		super(client, purpose);
		this.#content = content;
		this.#whole = whole;
	}
	async attempt() {
		const session = this.session ?? await this.#begin();
		if (!this.#isSent) await this.#send(session, this.sent === 0 ? 0 : await this.#offset(session));
		const whole = await this.#whole;
		const refusal = await this.complete(session, whole);
		if (refusal !== void 0) throw refusal.error;
		return whole;
	}
	async #begin() {
		if (this.#sessions === maxSessions) throw this.#unknownOffset();
		this.#sessions++;
		return this.open();
	}
	async #send(session, offset) {
		if (offset > 0 || this.client.bodyLimit.isSet) await this.#sendChunks(session, offset);
		else await this.#sendStream(session);
		this.#isSent = true;
	}
	async #sendStream(session) {
		const refusal = await session.send(this.purpose, {
			open: () => this.#read(0, Infinity),
			length: void 0
		});
		if (refusal === void 0) return;
		if (refusal.isBodyTooLarge) this.client.bodyLimit.lower(Infinity, session.minimumChunk);
		throw refusal.error;
	}
	async #sendChunks(session, offset) {
		for (let position = offset;;) {
			const end = await this.#chunkEnd(position, session);
			if (end === position) return;
			const body = {
				open: () => this.#read(position, end),
				length: end - position
			};
			const refusal = await session.send(this.purpose, body, position);
			if (refusal === void 0) {
				position = end;
				this.recordProgress(position);
			} else this.#checkRefusal(session, refusal, end - position);
		}
	}
	async #chunkEnd(position, session) {
		const { bodyLimit, chunkSize } = this.client;
		const { minimumChunk = 0 } = session;
		const { signal } = this.purpose;
		const least = position + Math.max(bodyLimit.bodySize(chunkSize), minimumChunk);
		const size = await require_spec.untilAborted(this.#content.reaches(least), signal) ? this.#content.size : (await require_spec.untilAborted(this.#whole, signal)).size;
		return position + bodyLimit.bodySize(size - position, minimumChunk);
	}
	#checkRefusal(session, { error, isBodyTooLarge }, size) {
		if (isBodyTooLarge && this.client.bodyLimit.lower(size, session.minimumChunk)) return;
		throw this.conflictOf(session, "PATCH", error) ?? error;
	}
	async #offset(session) {
		const offset = await this.offsetOf(session);
		if (offset !== void 0) return offset;
		const error = this.#unknownOffset();
		throw new (require_open_transport ??= require("./open-transport.js")).RetryableError(error, {
			method: "GET",
			url: session.location,
			hasResponse: true,
			reason: "the registry does not report the offset of the upload"
		});
	}
	#unknownOffset() {
		const { host } = this.client;
		return new require_spec.OciError("BLOB_UPLOAD_UNKNOWN", `cannot ${this.purpose.operation}: ${host} does not report the offset of the upload`);
	}
	async *#read(from, end) {
		let position = from;
		try {
			for await (const chunk of this.#content.open(from, this.purpose.signal)) {
				const part = chunk.subarray(0, end - position);
				position += part.byteLength;
				this.sent = Math.max(this.sent, position);
				yield part;
				if (position === end) return;
			}
		} catch (error) {
			throw this.recordSourceError(error);
		}
	}
};

// src/client/http-registry.ts
var HttpRegistry = class HttpRegistry {
	#client;
	#options;
	constructor(base, options) {
		this.#client = new RegistryClient(base, options);
		this.#options = options;
	}
	withAttempts(attempts) {
		return new HttpRegistry(this.#client.base, {
			...this.#options,
			attempts
		});
	}
	getBlob(repository, digest, options) {
		return openBlob(this.#client, repository, digest, {
			start: 0,
			end: void 0,
			isRange: false
		}, options);
	}
	async getBlobRange(repository, digest, start, end, options) {
		const isEndValid = end === void 0 || Number.isSafeInteger(end) && end > start;
		if (!Number.isSafeInteger(start) || start < 0 || !isEndValid) throw new require_spec.OciError("RANGE_INVALID", `cannot pull blob ${digest} from byte ${start} to ${end ?? "its end"}: a range must have at least one byte`);
		return openBlob(this.#client, repository, digest, {
			start,
			end,
			isRange: true
		}, options);
	}
	getManifest(repository, digest, options) {
		return this.#readManifest(repository, { digest }, options);
	}
	getTag(repository, tag, options) {
		return this.#readManifest(repository, { tag }, options);
	}
	async resolveBlob(repository, digest, options) {
		return resolveBlob(this.#client, repository, digest, options?.signal);
	}
	resolveManifest(repository, digest, options) {
		return resolveManifest(this.#client, repository, { digest }, options?.signal);
	}
	resolveTag(repository, tag, options) {
		return resolveManifest(this.#client, repository, { tag }, options?.signal);
	}
	async ping(options) {
		const request = {
			method: "GET",
			url: this.#client.url(""),
			route: "base",
			access: "login",
			operation: `access ${this.#client.host}`,
			signal: options?.signal
		};
		await this.#client.request(request, async (response) => {
			if (response.status !== 200) throw await this.#client.errorOf(request, response);
			const webPage = webPageError(request, response, this.#client.host);
			if (webPage !== void 0) throw webPage;
		});
	}
	async checkPush(repository, options) {
		const purpose = this.#purpose(repository, `push to ${repository}`, options);
		await (await this.#client.retries(purpose.signal).run(async () => {
			try {
				return await UploadSession.open(this.#client, purpose);
			} catch (error) {
				throw error instanceof (require_open_transport ??= require("./open-transport.js")).RetryableError && error.code !== "TOOMANYREQUESTS" ? require_spec.withMessage(error, error.message) : error;
			}
		})).cancel(purpose);
	}
	async pushBlob(repository, descriptor, body, options = {}) {
		const { size } = descriptor;
		const digest = require_spec.parseDigest(descriptor.digest);
		const purpose = this.#purpose(repository, `push blob ${digest} (${size} bytes) to ${repository}`, options);
		if (!Number.isSafeInteger(size) || size < 0) throw new require_spec.OciError("SIZE_INVALID", `cannot ${purpose.operation}: the size is not an integer of at least 0`);
		await new BlobUpload(this.#client, purpose, {
			digest,
			size
		}, body, options).run();
		return {
			mediaType: require_spec.mediaTypeOctetStream,
			digest,
			size
		};
	}
	async pushBlobStreamed(repository, content, whole, options) {
		const purpose = this.#purpose(repository, `push a blob to ${repository} while it is being created`, options);
		const { digest, size } = await new StreamedUpload(this.#client, purpose, content, whole).run();
		return {
			mediaType: require_spec.mediaTypeOctetStream,
			digest,
			size
		};
	}
	pushBlobChunked(repository, options = {}) {
		return startChunkedUpload(this.#client, repository, options);
	}
	pushBlobChunkedResume(repository, id, options = {}) {
		return resumeChunkedUpload(this.#client, repository, id, options);
	}
	async mountBlob(fromRepository, toRepository, digest, options = {}) {
		require_spec.checkRepositoryName(fromRepository);
		require_spec.parseDigest(digest);
		const operation = `mount blob ${digest} of ${fromRepository} into ${toRepository}`;
		const purpose = this.#purpose(toRepository, operation, options);
		const query = {
			mount: digest,
			from: fromRepository
		};
		const request = openingRequest(this.#client, purpose, query, fromRepository);
		await this.#client.request(request, async (response) => {
			if (response.status === 201) {
				checkContentDigest(response, digest, `cannot ${operation}`);
				return;
			}
			await (await UploadSession.fromResponse(this.#client, purpose, request, response)).cancel(purpose);
			const code = response.headers.get(require_spec.errorCodeHeader);
			throw new require_spec.OciError(code !== void 0 && require_spec.isOciErrorCode(code) ? code : "UNSUPPORTED", `cannot ${operation}: ${this.#client.host} started an upload instead; push the blob`);
		});
		const { size } = options;
		if (size !== void 0) return {
			mediaType: require_spec.mediaTypeOctetStream,
			digest,
			size
		};
		return resolveBlob(this.#client, toRepository, digest, options.signal);
	}
	pushManifest(repository, content, mediaType, options = {}) {
		return pushManifest(this.#client, repository, content, mediaType, options);
	}
	async deleteBlob(repository, digest, options) {
		await this.#client.delete(require_spec.checkRepositoryName(repository), "blob", require_spec.parseDigest(digest), options?.signal);
	}
	deleteManifest(repository, digest, options) {
		return deleteManifest(this.#client, repository, digest, options?.signal);
	}
	async deleteTag(repository, tag, options) {
		await this.#client.delete(require_spec.checkRepositoryName(repository), "manifest", require_spec.checkTag(tag), options?.signal);
	}
	async *tags(repository, options = {}) {
		yield* await listTags(this.#client, repository, options);
	}
	async *referrers(repository, digest, options = {}) {
		yield* await listReferrers(this.#client, repository, digest, options);
	}
	async *repositories(options = {}) {
		if (options.withBlob === void 0) yield* await listRepositories(this.#client, options);
	}
	async #readManifest(repository, reference, options) {
		const { descriptor, bytes } = await fetchManifest(this.#client, repository, reference, options?.signal);
		return require_spec.blobReader(descriptor, require_spec.once(bytes));
	}
	#purpose(repository, operation, options) {
		return {
			repository: require_spec.checkRepositoryName(repository),
			operation,
			signal: options?.signal
		};
	}
};

// src/connect/tls-port.ts
function explainTlsPort(send, origin) {
	let usesTls;
	return async (request) => {
		try {
			return await send(request);
		} catch (error) {
			if (!(require_transport ??= require("./transport.js")).isConnectionClosed(error) || request.url.origin !== origin.origin) throw error;
			usesTls ??= Promise.resolve().then(() => require("./tls-handshake.js")).then(({ acceptsTls }) => acceptsTls(origin.host, request.signal));
			if (!await usesTls) throw error;
			throw new require_spec.OciError("TLS_FAILED", `cannot use ${origin.origin} without TLS: the server uses TLS on this port`, {
				cause: error,
				remedy: "plainHttp"
			});
		}
	};
}

// src/connect/connect.ts
async function connectRegistry(given, givenOptions = {}) {
	require_spec.checkNumbers(givenOptions, {
		attempts: 1,
		chunkSize: 1
	});
	const options = {
		...givenOptions,
		onSource: require_spec.guardedHook("onSource", givenOptions.onSource),
		onWarning: require_spec.guardedHook("onWarning", givenOptions.onWarning),
		onHttpEvent: require_spec.guardedHook("onHttpEvent", givenOptions.onHttpEvent)
	};
	const { host, scheme } = splitUrl(given);
	if (!require_spec.isRegistryHost(host)) throw new require_spec.OciError("REFERENCE_INVALID", `cannot connect to ${require_spec.quoteInput(given)}: it is not a registry host` + (require_spec.asciiHostHint(host) || "; write host or host:port"));
	const { attempts, onHttpEvent: onEvent, onSecret, onWarning, signal, userAgent } = options;
	require_spec.throwIfAborted(signal);
	const registryName = require_spec.canonicalRegistry(host);
	const plainHttp = options.plainHttp ?? (scheme === void 0 ? await isPlainLoopback(host, options) : scheme === "http");
	const origin = new URL(`${plainHttp ? "http" : "https"}://${require_spec.apiHost(registryName)}/`);
	const env = options.env ?? process.env;
	const credentials = credentialsFor(registryName, options, env);
	const headers = {
		...await credentials.httpHeaders(signal),
		...options.headers
	};
	for (const value of Object.values(options.headers ?? {})) for (const form of (require_secret_forms ??= require("./secret-forms.js")).secretForms(value)) onSecret?.(form);
	const transport = await (require_open_transport ??= require("./open-transport.js")).openTransport(options, env);
	let requiresLogin = false;
	const authenticated = authenticate(plainHttp ? explainTlsPort(transport.send, origin) : transport.send, {
		origin,
		registry: registryName,
		credentials,
		headers,
		allowedRealmHosts: options.tokenHosts,
		userAgent,
		onSource: (source) => {
			requiresLogin = true;
			options.onSource?.(source);
		},
		onSecret
	});
	const registry = new HttpRegistry(origin, {
		transport: authenticated,
		trustedUploadHosts: options.trustedRedirectHosts,
		attempts,
		chunkSize: options.chunkSize,
		pushTo: options.pushTo,
		gitHubPackages: registryName === gitHubRegistry(env["GITHUB_SERVER_URL"]) || void 0,
		onWarning,
		onEvent
	});
	const close = async () => {
		await transport.close();
		credentials.reportWarnings();
	};
	const credential = async (name, call = {}) => {
		const foundCredential = await credentials.find(registryName, {
			repository: name,
			signal: call.signal
		});
		if (foundCredential === void 0 || (require_transport ??= require("./transport.js")).isAnonymous(foundCredential.credential)) return void 0;
		for (const secret of (require_transport ??= require("./transport.js")).secretsOf(foundCredential.credential)) onSecret?.(secret);
		return foundCredential;
	};
	const prepare = (count) => transport.prepare(origin, count);
	return {
		registry,
		credential,
		requiresLogin: () => requiresLogin,
		prepare,
		close,
		[Symbol.asyncDispose]: close
	};
}
async function connectRepository(reference, options = {}) {
	const { host, scheme } = typeof reference === "string" ? splitUrl(reference) : { host: reference };
	const parsed = typeof host === "string" ? require_spec.parseReference(host) : host;
	const connection = await connectRegistry(scheme === void 0 ? parsed.registry : `${scheme}://${parsed.registry}`, options);
	return {
		...connection,
		reference: parsed,
		repository: require_spec.repository(connection.registry, parsed.repository, {
			looksUpOnPush: true,
			host: parsed.registry
		})
	};
}
function splitUrl(text) {
	const [, scheme, host = text] = /^(https?):\/\/(.*?)\/?$/is.exec(text) ?? [];
	return {
		host,
		scheme: scheme?.toLowerCase()
	};
}
async function isPlainLoopback(host, { caFile, insecureTls, signal }) {
	if (caFile !== void 0 || insecureTls === true || !require_spec.isLoopbackHost(host)) return false;
	const { refusesTls } = await Promise.resolve().then(() => require("./tls-handshake.js"));
	return refusesTls(host, signal);
}
function credentialsFor(registry, options, env) {
	const { username, password } = options;
	for (const secret of (require_transport ??= require("./transport.js")).secretsOf({
		username,
		password
	})) options.onSecret?.(secret);
	return defaultCredentials({
		env,
		configFile: options.registryConfig,
		homedir: options.homedir ?? (0, (node_os ??= require("node:os")).homedir)(),
		explicit: password === void 0 || password === "" ? void 0 : {
			registry,
			credential: {
				username,
				password
			}
		},
		githubToken: options.githubToken,
		onWarning: options.onWarning
	});
}

Object.defineProperty(exports, "callHelper", {
  enumerable: true,
  get: function () {
    return callHelper;
  }
});
Object.defineProperty(exports, "checkHelperSuffix", {
  enumerable: true,
  get: function () {
    return checkHelperSuffix;
  }
});
Object.defineProperty(exports, "connectRegistry", {
  enumerable: true,
  get: function () {
    return connectRegistry;
  }
});
Object.defineProperty(exports, "connectRepository", {
  enumerable: true,
  get: function () {
    return connectRepository;
  }
});
Object.defineProperty(exports, "failedHelper", {
  enumerable: true,
  get: function () {
    return failedHelper;
  }
});
Object.defineProperty(exports, "gitHubRegistry", {
  enumerable: true,
  get: function () {
    return gitHubRegistry;
  }
});
Object.defineProperty(exports, "isNotFound", {
  enumerable: true,
  get: function () {
    return isNotFound;
  }
});
Object.defineProperty(exports, "parseNextLink", {
  enumerable: true,
  get: function () {
    return parseNextLink;
  }
});
Object.defineProperty(exports, "registryHelper", {
  enumerable: true,
  get: function () {
    return registryHelper;
  }
});