let require_listen;
let require_spec;
let require_serving_storage;
let require_bucket_options;
let require_options;
let node_path;
let node_net;
let node_tls;
let node_fs_promises;

// src/commands/serving-files.ts
async function readHtpasswd(path, label) {
	const subject = label("htpasswd");
	const text = await readInput(subject, path, "give a file made with \"htpasswd -B\"");
	try {
		(require_listen ??= require("./listen.js")).parseHtpasswd(text);
	} catch (error) {
		throw (require_spec ??= require("./spec.js")).inputError(subject, path, `is invalid: ${(require_spec ??= require("./spec.js")).isOciError(error) ? error.message : "it cannot be parsed"}`, error);
	}
	if (!/^[^#\s]/m.test(text)) throw (require_spec ??= require("./spec.js")).inputError(subject, path, "has no entries, so no user could log in; add one with \"htpasswd -B\"");
	return text;
}
async function readTls(certPath, keyPath, label) {
	if (certPath === void 0 && keyPath === void 0) return void 0;
	if (certPath === void 0) throw (require_spec ??= require("./spec.js")).inputError(label("tls-cert"), void 0, `it is missing although ${label("tls-key")} is given; give both or neither`);
	if (keyPath === void 0) throw (require_spec ??= require("./spec.js")).inputError(label("tls-key"), void 0, `it is missing although ${label("tls-cert")} is given; give both or neither`);
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
		(0, (node_tls ??= require("node:tls")).createSecureContext)(texts);
	} catch (error) {
		throw (require_spec ??= require("./spec.js")).inputError(subject, path, problem, error);
	}
}
async function readInput(subject, path, advice) {
	try {
		return await (0, (node_fs_promises ??= require("node:fs/promises")).readFile)(path, "utf8");
	} catch (error) {
		const why = (require_options ??= require("./options.js")).errnoOf(error) === "ENOENT" ? "does not exist" : `cannot be read (${(require_options ??= require("./options.js")).errnoOf(error) ?? "unknown error"})`;
		throw (require_spec ??= require("./spec.js")).inputError(subject, path, `${why}; ${advice}`, error);
	}
}

// src/commands/serve-plan.ts
async function servePlan(inputs, label) {
	const { storage, insecureAnonymous } = inputs;
	const address = checkAddress(inputs.address, label);
	const bucket = readBucket(inputs, label);
	const plan = {
		address,
		port: inputs.port,
		hostNames: checkHostNames(inputs.hostName, label),
		storage: storage === void 0 || bucket !== void 0 ? void 0 : (0, (node_path ??= require("node:path")).resolve)(storage),
		bucket,
		layout: inputs.layout,
		quota: inputs.quota,
		readOnly: inputs.readOnly,
		immutable: inputs.immutable,
		allowSparse: inputs.allowSparse,
		page: inputs.page,
		prefix: checkPrefix(inputs.prefix, label),
		upstream: await readUpstream(inputs, label),
		insecureAnonymous,
		...await readReloadedFiles(inputs, label)
	};
	if (!(require_spec ??= require("./spec.js")).isLoopbackHost(address) && plan.htpasswd === void 0 && !insecureAnonymous) throw (require_spec ??= require("./spec.js")).inputError(label("address"), address, `is not a loopback address, and there is no authentication; give ${label("htpasswd")}, or ${label("insecure-anonymous")} to allow all requests without authentication`);
	return plan;
}
function placeInputOf({ upstream, bucket }, own) {
	if (upstream !== void 0) return "upstream";
	return bucket === void 0 ? own : "storage";
}
function readBucket(inputs, label) {
	const { caFile, redirect } = inputs;
	const bucket = (require_bucket_options ??= require("./bucket-options.js")).bucketStorage(inputs, label, caFile === void 0 ? void 0 : (0, (node_path ??= require("node:path")).resolve)(caFile));
	if (redirect && bucket === void 0) throw (require_spec ??= require("./spec.js")).inputError(label("redirect"), "true", `needs a bucket; give ${label("storage")} s3://bucket/prefix`);
	return bucket && {
		...bucket,
		redirect
	};
}
function checkAddress(given, label) {
	const address = (require_listen ??= require("./listen.js")).parseListenAddress(given);
	if (address !== void 0) return address;
	throw (require_spec ??= require("./spec.js")).inputError(label("address"), given, `contains a port; write only the host, and give the port to ${label("port")}`);
}
const hostNamePattern = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*\.?$/;
const hostNameAdvice = "; write for example registry.example.com";
function checkHostNames(names, label) {
	for (const name of names) if (!hostNamePattern.test(name) && (0, (node_net ??= require("node:net")).isIP)(name.replace(/^\[(.*)\]$/, "$1")) === 0) throw (require_spec ??= require("./spec.js")).inputError(label("host-name"), name, `is not a host name or an IP address without a port${(require_spec ??= require("./spec.js")).asciiHostHint(name) || hostNameAdvice}`);
	return names;
}
function checkPrefix(prefix, label) {
	if (prefix === void 0 || (require_spec ??= require("./spec.js")).isRepositoryName(prefix)) return prefix;
	throw (require_spec ??= require("./spec.js")).inputError(label("prefix"), prefix, "is not the beginning of a repository name; write for example acme or acme/mirror");
}
async function readUpstream(inputs, label) {
	const { upstream, caFile } = inputs;
	if (caFile !== void 0 && (upstream !== void 0 || (require_serving_storage ??= require("./serving-storage.js")).isBucketUrl(inputs.storage ?? ""))) await (require_options ??= require("./options.js")).checkCaFile(caFile, label("ca-file"));
	if (upstream === void 0) return void 0;
	const explicit = (require_options ??= require("./options.js")).credentials(inputs.username, inputs.password, label);
	return {
		...parseUpstream(label("upstream"), upstream),
		...explicit,
		insecureTls: inputs.insecureTls,
		caFile: caFile === void 0 ? void 0 : (0, (node_path ??= require("node:path")).resolve)(caFile),
		githubToken: inputs.githubToken,
		trustedRedirectHosts: (require_options ??= require("./options.js")).trustedRedirectHosts(inputs, label)
	};
}
const upstreamAdvice = "write for example https://ghcr.io or http://localhost:5000";
function parseUpstream(subject, written) {
	if (written.includes("@")) throw (require_spec ??= require("./spec.js")).inputError(subject, void 0, `it contains user information; ${upstreamAdvice}, and give the user name and the password separately`);
	const [, scheme = "https", registry = ""] = /^(?:(https?):\/\/)?([^/?#]+)\/?$/i.exec(written) ?? [];
	if (!(require_spec ??= require("./spec.js")).isRegistryHost(registry)) {
		const fix = (require_spec ??= require("./spec.js")).asciiHostHint(registry) || `; ${upstreamAdvice}`;
		throw (require_spec ??= require("./spec.js")).inputError(subject, written, `is not the address of a registry without a path${fix}`);
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

Object.defineProperty(exports, "placeInputOf", {
  enumerable: true,
  get: function () {
    return placeInputOf;
  }
});
Object.defineProperty(exports, "readReloadedFiles", {
  enumerable: true,
  get: function () {
    return readReloadedFiles;
  }
});
Object.defineProperty(exports, "servePlan", {
  enumerable: true,
  get: function () {
    return servePlan;
  }
});