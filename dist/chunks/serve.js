import { c as messageOf, i as inputError, o as isOciError } from "./error.js";
import { S as words, _ as text, a as flag, b as whole, d as path$1, h as size, m as secret, t as choice, u as password, w as defineCommand } from "./option-types.js";
import { t as withConnectionLogging } from "./connection-log.js";
import { o as lineOutput, u as output } from "./output.js";
import { r as refusingEmpty, t as option } from "./option.js";
import { d as trustedRedirectHostsOption, f as checkCaFile, i as githubTokenDescription, n as credentials, u as trustedRedirectHosts } from "./registry-options.js";
import { i as summaryOption } from "./run-options.js";
import { n as storageLayouts } from "./serving-storage.js";
import { n as parseListenAddress, r as parseHtpasswd } from "./listen.js";
import { d as isRegistryHost, f as isRepositoryName, n as asciiHostHint } from "./reference.js";
import { a as isLoopbackHost } from "./connect.js";
import { t as errnoOf } from "./file-system-error.js";
import { n as serveRegistry, t as accessLine } from "./serving.js";
import { t as _usingCtx } from "./usingCtx.js";
import { resolve } from "node:path";
import { isIP } from "node:net";
import { homedir } from "node:os";
import { createSecureContext } from "node:tls";
import { readFile } from "node:fs/promises";

// src/commands/serve-options.ts
const maxPort = 65535;
const serveOptions = refusingEmpty({
	address: option({
		type: text,
		default: "127.0.0.1",
		scope: "cli",
		description: "Address to listen on. An address that other machines can reach needs `htpasswd`."
	}),
	port: option({
		type: whole(0, maxPort),
		default: 0,
		description: "Port on 127.0.0.1; `0` is any free port.",
		cliDescription: "Port to listen on; 0 is any free port."
	}),
	"host-name": option({
		type: words("name"),
		description: "Host names that clients use for this registry, for example behind a proxy. Requests for other names are refused, except for loopback addresses, names below `localhost` and names in the TLS certificate.",
		cliDescription: "Host name that clients use for this registry, for example behind a proxy. On a loopback address, requests for other names are refused, except for names below `localhost` and names in the TLS certificate."
	}),
	storage: option({
		type: path$1,
		description: "Directory for the content, as OCI image layouts. It is restored from the cache of GitHub Actions, and saved there when the job ends. Without it, the content is kept in memory and lost when the job ends.",
		cliDescription: "Directory for the content, as OCI image layouts (default: in memory)."
	}),
	"cache-key": option({
		type: text,
		scope: "action",
		workflowDefault: "oci-artifact-registry",
		description: "Prefix of the cache keys. The newest entry with this prefix is restored, and each content is saved under its own key. Every blob is hashed after a restore. The cache needs `storage`; an empty value disables it."
	}),
	layout: option({
		type: choice(...storageLayouts),
		default: "per-repository",
		description: "`per-repository` uses an image layout for each repository below `storage`, `shared` uses one for all."
	}),
	quota: option({
		type: size,
		description: "Maximum bytes of stored content, such as `500MB` or `20GiB`. Without it there is no limit."
	}),
	"read-only": option({
		type: flag,
		default: false,
		description: "Refuse every push and delete."
	}),
	immutable: option({
		type: flag,
		default: false,
		description: "Refuse every change and delete of pushed content, including tags."
	}),
	prefix: option({
		type: text,
		scope: "cli",
		description: "Serve the repositories below this name, without it in their names."
	}),
	"allow-sparse": option({
		type: flag,
		default: false,
		scope: "cli",
		description: "Accept manifests with missing content."
	}),
	upstream: option({
		type: text,
		description: "Registry, such as `https://ghcr.io`, from which missing content is fetched and then stored. Pushes and deletes are forwarded to it. While it is unavailable, tags that were read before are served from the storage."
	}),
	username: option({
		type: text,
		description: "User name at the upstream. Without it, the configuration of Docker and Podman is read."
	}),
	password: option({
		type: password,
		stdin: true,
		description: "Password or token at the upstream; take it from a secret.",
		cliDescription: "Password or token at the upstream."
	}),
	"github-token": option({
		type: secret,
		workflowDefault: "${{ github.token }}",
		defaultText: "the job's token",
		description: githubTokenDescription.replace("ghcr.io", "ghcr.io as upstream"),
		cliDescription: "Token for ghcr.io as upstream, unless more specific credentials are configured."
	}),
	"ca-file": option({
		type: path$1,
		description: "PEM file with certificate authorities to trust for the upstream, in addition to those of the system."
	}),
	"insecure-tls": option({
		type: flag,
		default: false,
		scope: "cli",
		description: "Accept any certificate of the upstream."
	}),
	"trusted-redirect-hosts": trustedRedirectHostsOption,
	htpasswd: option({
		type: path$1,
		description: "File with users and bcrypt hashes, made with `htpasswd -B`; only these users have access. Without it, authentication is disabled."
	}),
	"insecure-anonymous": option({
		type: flag,
		default: false,
		scope: "cli",
		description: "Allow all requests without authentication, on any address."
	}),
	"tls-cert": option({
		type: path$1,
		scope: "cli",
		description: "Serve HTTPS with this PEM certificate and `tls-key`."
	}),
	"tls-key": option({
		type: path$1,
		scope: "cli",
		description: "PEM file with the private key of `tls-cert`."
	}),
	verbose: option({
		type: flag,
		default: false,
		scope: "cli",
		description: "Log every request."
	}),
	...summaryOption
});

// src/commands/serving-files.ts
async function readHtpasswd(path, label) {
	const subject = label("htpasswd");
	const text = await readInput(subject, path, "give a file made with \"htpasswd -B\"");
	try {
		parseHtpasswd(text);
	} catch (error) {
		throw inputError(subject, path, `is invalid: ${isOciError(error) ? error.message : "it cannot be parsed"}`, error);
	}
	if (!/^[^#\s]/m.test(text)) throw inputError(subject, path, "has no entries, so no user could log in; add one with \"htpasswd -B\"");
	return text;
}
async function readTls(certPath, keyPath, label) {
	if (certPath === void 0 && keyPath === void 0) return void 0;
	if (certPath === void 0) throw inputError(label("tls-cert"), void 0, `it is missing although ${label("tls-key")} is given; give both or neither`);
	if (keyPath === void 0) throw inputError(label("tls-key"), void 0, `it is missing although ${label("tls-cert")} is given; give both or neither`);
	const cert = await readInput(label("tls-cert"), certPath, "give a PEM file with the certificate, followed by its intermediate certificates");
	const key = await readInput(label("tls-key"), keyPath, "give a PEM file with the private key");
	check(label("tls-cert"), certPath, "is not a PEM certificate (\"-----BEGIN CERTIFICATE-----\")", { cert });
	check(label("tls-key"), keyPath, "is not a PEM private key without a passphrase", { key });
	check(label("tls-key"), keyPath, `does not belong to the certificate in ${label("tls-cert")}`, {
		key,
		cert
	});
	return {
		key,
		cert
	};
}
function check(subject, path, problem, texts) {
	try {
		if (texts.key === "" || texts.cert === "") throw new Error("the file is empty");
		createSecureContext(texts);
	} catch (error) {
		throw inputError(subject, path, problem, error);
	}
}
async function readInput(subject, path, advice) {
	try {
		return await readFile(path, "utf8");
	} catch (error) {
		const why = errnoOf(error) === "ENOENT" ? "does not exist" : `cannot be read (${errnoOf(error) ?? "unknown error"})`;
		throw inputError(subject, path, `${why}; ${advice}`, error);
	}
}

// src/commands/serve-plan.ts
async function servePlan(inputs, label) {
	const { storage, insecureAnonymous } = inputs;
	const address = checkAddress(inputs.address, label);
	const plan = {
		address,
		port: inputs.port,
		hostNames: checkHostNames(inputs.hostName, label),
		storage: storage === void 0 ? void 0 : resolve(storage),
		layout: inputs.layout,
		quota: inputs.quota,
		readOnly: inputs.readOnly,
		immutable: inputs.immutable,
		allowSparse: inputs.allowSparse,
		prefix: checkPrefix(inputs.prefix, label),
		upstream: await readUpstream(inputs, label),
		insecureAnonymous,
		...await readReloadedFiles(inputs, label)
	};
	if (!isLoopbackHost(address) && plan.htpasswd === void 0 && !insecureAnonymous) throw inputError(label("address"), address, `is not a loopback address, and there is no authentication; give ${label("htpasswd")}, or ${label("insecure-anonymous")} to allow all requests without authentication`);
	return plan;
}
function checkAddress(given, label) {
	const address = parseListenAddress(given);
	if (address !== void 0) return address;
	throw inputError(label("address"), given, `contains a port; write only the host, and give the port to ${label("port")}`);
}
const hostNamePattern = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*\.?$/;
const hostNameAdvice = "; write for example registry.example.com";
function checkHostNames(names, label) {
	for (const name of names) if (!hostNamePattern.test(name) && isIP(name.replace(/^\[(.*)\]$/, "$1")) === 0) throw inputError(label("host-name"), name, `is not a host name or an IP address without a port${asciiHostHint(name) || hostNameAdvice}`);
	return names;
}
function checkPrefix(prefix, label) {
	if (prefix === void 0 || isRepositoryName(prefix)) return prefix;
	throw inputError(label("prefix"), prefix, "is not the beginning of a repository name; write for example acme or acme/mirror");
}
async function readUpstream(inputs, label) {
	const { upstream, caFile } = inputs;
	if (upstream === void 0) return void 0;
	const explicit = credentials(inputs.username, inputs.password, label);
	if (caFile !== void 0) await checkCaFile(caFile, label("ca-file"));
	return {
		...parseUpstream(label("upstream"), upstream),
		...explicit,
		insecureTls: inputs.insecureTls,
		caFile: caFile === void 0 ? void 0 : resolve(caFile),
		githubToken: inputs.githubToken,
		trustedRedirectHosts: trustedRedirectHosts(inputs, label)
	};
}
const upstreamAdvice = "write for example https://ghcr.io or http://localhost:5000";
function parseUpstream(subject, written) {
	if (written.includes("@")) throw inputError(subject, void 0, `it contains user information; ${upstreamAdvice}, and give the user name and the password separately`);
	const [, scheme = "https", registry = ""] = /^(?:(https?):\/\/)?([^/?#]+)\/?$/i.exec(written) ?? [];
	if (!isRegistryHost(registry)) {
		const fix = asciiHostHint(registry) || `; ${upstreamAdvice}`;
		throw inputError(subject, written, `is not the address of a registry without a path${fix}`);
	}
	return {
		registry,
		plainHttp: scheme.toLowerCase() === "http"
	};
}
async function readReloadedFiles(inputs, label) {
	const { htpasswd, tlsCert, tlsKey } = inputs;
	return {
		htpasswd: htpasswd === void 0 ? void 0 : await readHtpasswd(htpasswd, label),
		tls: await readTls(tlsCert, tlsKey, label)
	};
}

// src/commands/serve.ts
const outputs = {
	url: output(lineOutput, "Base URL, for example `http://127.0.0.1:38211`.", ({ url }) => url),
	registry: output(lineOutput, "Host and port for references, for example `127.0.0.1:38211`. It uses HTTP without TLS.", ({ registry }) => registry)
};
const serve = defineCommand({
	name: "serve",
	summary: "run a registry on this machine",
	description: "Runs a registry until it is interrupted. The first line of stdout is its base URL; the log goes to stderr.",
	examples: [{
		comment: "Keep the content in a directory",
		line: "serve --storage ./registry --port 5000"
	}, {
		comment: "Mirror a registry",
		line: "serve --upstream https://ghcr.io --storage ./mirror --quota 20GiB"
	}],
	action: {
		name: "Serve an OCI registry for a job",
		description: "Starts an embedded OCI registry in the background, and stops it and reports its content when the job ends",
		icon: "server",
		directory: "serve",
		post: true
	},
	options: serveOptions,
	outputs,
	failure: {
		placeInput: "upstream",
		directoryInput: "storage"
	},
	async run(inputs, context) {
		try {
			var _usingCtx$1 = _usingCtx();
			const { env, label, log, signal } = context;
			const plan = await servePlan(inputs, label);
			context.describeFailure(() => ({
				registry: plan.upstream?.registry,
				plainHttp: plan.upstream?.plainHttp,
				placeInput: plan.upstream === void 0 ? "address" : "upstream",
				directoryInput: "storage"
			}));
			const ended = new AbortController();
			let reload;
			_usingCtx$1.u(onHangUp(() => {
				if (inputs.htpasswd === void 0 && plan.tls === void 0) ended.abort();
				else reload?.();
			}));
			const serving = _usingCtx$1.a(await serveRegistry(plan, {
				label,
				connection: withConnectionLogging({
					env,
					homedir: homedir()
				}, log),
				keepUploads: true,
				signal,
				onAccess: inputs.verbose ? (entry) => {
					log.line(accessLine(entry));
				} : void 0,
				onError: (error, doing) => {
					log.warning(`${doing}: ${messageOf(error)}`);
				}
			}));
			let reloading = Promise.resolve();
			reload = () => {
				reloading = reloading.then(() => reloadFiles(serving, inputs, context));
			};
			context.print(serving.url);
			log.line(planText(plan));
			await untilAborted(AbortSignal.any([signal, ended.signal]));
			return {
				result: serving,
				lines: []
			};
		} catch (_) {
			_usingCtx$1.e = _;
		} finally {
			await _usingCtx$1.d();
		}
	}
});
function onHangUp(handle) {
	process.on("SIGHUP", handle);
	return { [Symbol.dispose]: () => process.off("SIGHUP", handle) };
}
async function reloadFiles(serving, inputs, { label, log }) {
	const names = [inputs.tlsCert === void 0 ? [] : "certificate", inputs.htpasswd === void 0 ? [] : "users"].flat().join(" and ");
	try {
		serving.reload(await readReloadedFiles(inputs, label));
		log.line(`reloaded the ${names}`);
	} catch (error) {
		log.warning(`kept the current ${names}: ${messageOf(error)}`);
	}
}
function planText(plan) {
	const content = plan.storage === void 0 ? "from memory; the content is lost at the end" : `the image layouts in ${plan.storage}`;
	const modes = [
		plan.readOnly ? "read-only" : void 0,
		plan.immutable ? "immutable" : void 0,
		plan.prefix === void 0 ? void 0 : `the repositories below ${plan.prefix}`,
		plan.upstream === void 0 ? void 0 : `a cache of ${plan.upstream.registry}`
	].filter((mode) => mode !== void 0);
	return `serving ${content}${modes.length === 0 ? "" : ` (${modes.join(", ")})`}`;
}
async function untilAborted(signal) {
	if (signal.aborted) return;
	await new Promise((resolve) => {
		signal.addEventListener("abort", () => resolve(), { once: true });
	});
}

export { servePlan as n, serve as t };