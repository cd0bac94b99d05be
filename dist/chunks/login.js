let require_rolldown_runtime;
let require_connect;
let require_spec;
let require_transport;
let require_docker_login;
const require_options = require("./options.js");
const require_run = require("./run.js");
const require_registry_host = require("./registry-host.js");
let require_usingCtx;
let node_os;
let node_path;

// src/credentials/login.ts
function dockerConfigPath({ env, homedir }) {
	const directory = env["DOCKER_CONFIG"];
	return (0, (node_path ??= require("node:path")).join)((require_transport ??= require("./transport.js")).hasText(directory) ? directory : (0, (node_path ??= require("node:path")).join)(homedir, ".docker"), "config.json");
}
async function saveLogin(path, registry, credential, options) {
	const checked = (require_transport ??= require("./transport.js")).checkRegistry(registry);
	const suffix = await helperOf(path, checked, options.signal);
	if (suffix === void 0) {
		await (require_docker_login ??= require("./docker-login.js")).replaceDockerAuth(path, checked, credential, options);
		return path;
	}
	const answer = await call({
		suffix,
		registry: checked,
		verb: "store",
		credential
	}, path, options);
	if (answer.output.exitCode !== 0) throw (require_connect ??= require("./connect.js")).failedHelper(answer.program, checked, answer.output);
	await (require_docker_login ??= require("./docker-login.js")).replaceDockerAuth(path, checked, {}, options);
	return `the credential helper docker-credential-${suffix}`;
}
async function removeLogin(path, registry, options) {
	const checked = (require_transport ??= require("./transport.js")).checkRegistry(registry);
	const suffix = await helperOf(path, checked, options.signal);
	let had = false;
	if (suffix !== void 0) {
		const { program, output } = await call({
			suffix,
			registry: checked,
			verb: "erase"
		}, path, options);
		had = output.exitCode === 0;
		if (!had && !(require_connect ??= require("./connect.js")).isNotFound(output)) throw (require_connect ??= require("./connect.js")).failedHelper(program, checked, output);
	}
	const hadEntry = await (require_docker_login ??= require("./docker-login.js")).replaceDockerAuth(path, checked, void 0, options);
	return suffix === void 0 ? hadEntry : had || hadEntry;
}
async function helperOf(path, registry, signal) {
	const config = await (require_transport ??= require("./transport.js")).readConfigFile(path, signal);
	const suffix = config === void 0 ? void 0 : (require_connect ??= require("./connect.js")).registryHelper(config, registry) ?? config.credsStore;
	if (!(require_transport ??= require("./transport.js")).hasText(suffix)) return void 0;
	(require_connect ??= require("./connect.js")).checkHelperSuffix(suffix, path);
	return suffix;
}
async function call(helper, path, options) {
	const { env, platform = process.platform, run, helperTimeoutMs: timeoutMs, signal } = options;
	const answer = await (require_connect ??= require("./connect.js")).callHelper(helper, {
		env,
		platform,
		run,
		timeoutMs,
		signal
	});
	if (answer !== void 0) return answer;
	throw new (require_spec ??= require("./spec.js")).OciError("CREDENTIALS", `${(require_spec ??= require("./spec.js")).printable(path)} names the credential helper docker-credential-${helper.suffix}, which is not in PATH; install it, or remove that line`);
}

// src/commands/login.ts
const configOption = { "registry-config": {
	...require_options.registryReadOptions["registry-config"],
	defaultText: "$DOCKER_CONFIG/config.json or ~/.docker/config.json"
} };
const outputs = {
	registry: require_run.output(require_run.lineOutput, "The registry.", (result) => result.registry),
	store: require_run.output(require_run.lineOutput, "The file or the credential helper with the credentials.", (result) => result.store)
};
const { username, password, ...transport } = require_options.explicitOptions;
const login = require_options.defineCommand({
	name: "login",
	summary: "check credentials, and store them for a registry",
	description: "Checks credentials against a registry, and stores them where docker login does: in the credential helper of Docker's configuration, otherwise in the file itself. docker, podman, oras, helm and crane also find them there.",
	examples: [{
		comment: "Log in with a token from standard input",
		line: "login ghcr.io --username octocat --password-stdin < token.txt"
	}],
	options: {
		registry: require_registry_host.registryOption,
		username: {
			...username,
			short: "u",
			description: "User name at the registry."
		},
		password: {
			...password,
			short: "p"
		},
		...transport,
		"cert-file": require_options.registryReadOptions["cert-file"],
		"key-file": require_options.registryReadOptions["key-file"],
		headers: require_options.registryReadOptions.headers,
		resolve: require_options.registryReadOptions.resolve,
		"token-hosts": require_options.registryReadOptions["token-hosts"],
		...configOption,
		...require_options.resultOptions
	},
	outputs,
	failure: { placeInput: "registry" },
	async run(inputs, context) {
		try {
			var _usingCtx$1 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
			const { label, log, signal } = context;
			const { registry } = inputs.registry;
			const given = await credentialsOf(inputs, context);
			const access = await require_options.registryAccess({
				...noOtherOptions,
				...inputs,
				...given,
				registryConfig: void 0
			}, label);
			context.describeFailure(() => ({
				placeInput: "registry",
				registry,
				plainHttp: access.plainHttp
			}));
			const connection = _usingCtx$1.a(await (require_connect ??= require("./connect.js")).connectRegistry(registry, {
				...require_options.connectionOptions(access, require_options.quietContext(context)),
				signal
			}));
			await checkLogin(connection.registry, signal, registry);
			if (!connection.requiresLogin()) log.warning(`${registry} answers without credentials, so the credentials were not checked`);
			const file = inputs.registryConfig ?? dockerConfigPath({
				env: context.env,
				homedir: (0, (node_os ??= require("node:os")).homedir)()
			});
			const host = hostOf(registry);
			const store = await saveLogin(file, host, given, {
				env: context.env,
				signal
			});
			if (store === file) log.notice(`the password is stored unencrypted in ${(require_spec ??= require("./spec.js")).printable(file)}; a credential helper of Docker (credsStore) can keep it encrypted`);
			return {
				result: {
					registry: host,
					store
				},
				lines: [`logged in to ${host}; the credentials are in ${store}`]
			};
		} catch (_) {
			_usingCtx$1.e = _;
		} finally {
			await _usingCtx$1.d();
		}
	}
});
const logoutOutputs = {
	registry: require_run.output(require_run.lineOutput, "The registry.", (result) => result.registry),
	removed: require_run.output(require_run.booleanOutput, "Whether there were credentials.", (result) => result.removed)
};
const logout = require_options.defineCommand({
	name: "logout",
	summary: "remove the stored credentials of a registry",
	description: "Removes the credentials of a registry from Docker's configuration and its credential helper.",
	examples: [{
		comment: "Log out",
		line: "logout ghcr.io"
	}],
	options: {
		registry: require_registry_host.registryOption,
		...configOption,
		...require_options.resultOptions
	},
	outputs: logoutOutputs,
	failure: { placeInput: "registry" },
	async run(inputs, { env, signal }) {
		const registry = hostOf(inputs.registry.registry);
		const file = inputs.registryConfig ?? dockerConfigPath({
			env,
			homedir: (0, (node_os ??= require("node:os")).homedir)()
		});
		const removed = await removeLogin(file, registry, {
			env,
			signal
		});
		const line = removed ? `removed the credentials for ${registry}` : `there were no credentials for ${registry}`;
		return {
			result: {
				registry,
				removed
			},
			lines: [line]
		};
	}
});
const noOtherOptions = {
	githubToken: void 0,
	attempts: void 0,
	retries: void 0
};
async function credentialsOf(inputs, { ask, label, log }) {
	const name = inputs.username ?? await ask?.("User name: ", "visible") ?? "";
	const secret = inputs.password ?? await ask?.("Password or token: ", "hidden") ?? "";
	for (const form of (require_transport ??= require("./transport.js")).secretsOf({
		username: name,
		password: secret
	})) log.hide(form);
	const missing = (option, remedy) => (require_spec ??= require("./spec.js")).inputError(label(option), void 0, `it is missing; ${remedy}`);
	if (name === "") throw missing("username", "give the user name at the registry");
	if (secret === "") throw missing("password", "give the password or token on standard input, with --password-stdin");
	return {
		username: name,
		password: secret
	};
}
async function checkLogin(connected, signal, registry) {
	try {
		await connected.ping({ signal });
	} catch (error) {
		if (!(require_spec ??= require("./spec.js")).isOciError(error, "UNAUTHORIZED", "DENIED")) throw error;
		const answer = error.reason === void 0 ? "" : ` (it answered: ${error.reason})`;
		throw new (require_spec ??= require("./spec.js")).OciError(error.code, `${registry} does not accept the user name and password${answer}; check both, and whether the registry needs a token in place of the password`, {
			status: error.status,
			remedy: "stated"
		});
	}
}
function hostOf(registry) {
	return (require_spec ??= require("./spec.js")).canonicalRegistry(registry.replace(/^https?:\/\//, ""));
}

exports.login = login;
exports.logout = logout;