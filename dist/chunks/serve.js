const require_rolldown_runtime = require("./rolldown-runtime.js");
let require_spec;
const require_options = require("./options.js");
const require_run = require("./run.js");
const require_bucket_options = require("./bucket-options.js");
const require_serving_storage = require("./serving-storage.js");
let require_serve_plan;
let require_serving;
let require_usingCtx;
let node_os;

// src/commands/serve-options.ts
const maxPort = 65535;
const serveOptions = require_run.refusingEmpty({
	address: require_run.option({
		type: require_options.text,
		default: "127.0.0.1",
		scope: "cli",
		description: "Address to listen on. An address that other machines can reach needs `htpasswd`."
	}),
	port: require_run.option({
		type: require_options.whole(0, maxPort),
		default: 0,
		description: "Port on 127.0.0.1; `0` is any free port.",
		cliDescription: "Port to listen on; 0 is any free port."
	}),
	"host-name": require_run.option({
		type: require_options.words("name"),
		description: "Host names that clients use for this registry, for example behind a proxy. Requests for other names are refused, except for loopback addresses, names below `localhost` and names in the TLS certificate.",
		cliDescription: "Host name that clients use for this registry, for example behind a proxy. On a loopback address, requests for other names are refused, except for names below `localhost` and names in the TLS certificate."
	}),
	storage: require_run.option({
		type: require_options.path,
		description: "Directory for the content, as OCI image layouts. It is restored from the cache of GitHub Actions, and saved there when the job ends. Or `s3://bucket/prefix`, a bucket that any number of registries share. Without it, the content is kept in memory and lost when the job ends.",
		cliDescription: "Directory for the content, as OCI image layouts, or s3://bucket/prefix (default: in memory)."
	}),
	...require_bucket_options.bucketOptions,
	redirect: require_run.option({
		type: require_options.flag,
		default: false,
		description: "Redirect downloads of blobs to URLs of the bucket, which are valid for 15 minutes."
	}),
	"cache-key": require_run.option({
		type: require_options.text,
		scope: "action",
		workflowDefault: "oci-artifact-registry",
		description: "Prefix of the cache keys. The newest entry with this prefix is restored, and each content is saved under its own key. Every blob is hashed after a restore. The cache needs `storage`; an empty value disables it."
	}),
	layout: require_run.option({
		type: require_options.choice(...require_serving_storage.storageLayouts),
		default: "per-repository",
		description: "`per-repository` uses an image layout for each repository below `storage`, `shared` uses one for all."
	}),
	quota: require_run.option({
		type: require_options.size,
		description: "Maximum bytes of stored content, such as `500MB` or `20GiB`. Without it there is no limit. For a bucket it is a soft limit."
	}),
	"read-only": require_run.option({
		type: require_options.flag,
		default: false,
		description: "Refuse every push and delete."
	}),
	immutable: require_run.option({
		type: require_options.flag,
		default: false,
		description: "Refuse every change and delete of pushed content, including tags."
	}),
	page: require_run.option({
		type: require_options.flag,
		default: true,
		description: "Show browsers a read-only page with the content of the registry, at the base URL.",
		cliDescription: "Show browsers no page with the content of the registry."
	}),
	prefix: require_run.option({
		type: require_options.text,
		scope: "cli",
		description: "Serve the repositories below this name, without it in their names."
	}),
	"allow-sparse": require_run.option({
		type: require_options.flag,
		default: false,
		scope: "cli",
		description: "Accept manifests with missing content."
	}),
	upstream: require_run.option({
		type: require_options.text,
		description: "Registry, such as `https://ghcr.io`, from which missing content is fetched and then stored. Pushes and deletes are forwarded to it. While it is unavailable, tags that were read before are served from the storage."
	}),
	username: require_run.option({
		type: require_options.text,
		description: "User name at the upstream. Without it, the configuration of Docker and Podman is read."
	}),
	password: require_run.option({
		type: require_options.password,
		stdin: true,
		description: "Password or token at the upstream; take it from a secret.",
		cliDescription: "Password or token at the upstream."
	}),
	"github-token": require_run.option({
		type: require_options.secret,
		workflowDefault: "${{ github.token }}",
		defaultText: "the job's token",
		description: require_options.githubTokenDescription.replace("ghcr.io", "ghcr.io as upstream"),
		cliDescription: "Token for ghcr.io as upstream, unless more specific credentials are configured."
	}),
	"ca-file": require_run.option({
		type: require_options.path,
		description: "PEM file with certificate authorities to trust for the upstream and the bucket, in addition to those of the system."
	}),
	"insecure-tls": require_run.option({
		type: require_options.flag,
		default: false,
		scope: "cli",
		description: "Accept any certificate of the upstream."
	}),
	"trusted-redirect-hosts": require_options.trustedRedirectHostsOption,
	htpasswd: require_run.option({
		type: require_options.path,
		description: "File with users and bcrypt hashes, made with `htpasswd -B`; only these users have access. Without it, authentication is disabled."
	}),
	"insecure-anonymous": require_run.option({
		type: require_options.flag,
		default: false,
		scope: "cli",
		description: "Allow all requests without authentication, on any address."
	}),
	"tls-cert": require_run.option({
		type: require_options.path,
		scope: "cli",
		description: "Serve HTTPS with this PEM certificate and `tls-key`."
	}),
	"tls-key": require_run.option({
		type: require_options.path,
		scope: "cli",
		description: "PEM file with the private key of `tls-cert`."
	}),
	verbose: require_run.option({
		type: require_options.flag,
		default: false,
		scope: "cli",
		description: "Log every request."
	}),
	...require_options.summaryOption
});

// src/commands/serve.ts
var serve_exports = /* @__PURE__ */ require_rolldown_runtime.__exportAll({ serve: () => serve });
const outputs = {
	url: require_run.output(require_run.lineOutput, "Base URL, for example `http://127.0.0.1:38211`.", ({ url }) => url),
	registry: require_run.output(require_run.lineOutput, "Host and port for references, for example `127.0.0.1:38211`. It uses HTTP without TLS.", ({ registry }) => registry)
};
const serve = require_options.defineCommand({
	name: "serve",
	summary: "run a registry on this machine",
	description: "Runs a registry until it is interrupted. The first line of stdout is its base URL; the log goes to stderr.",
	examples: [
		{
			comment: "Keep the content in a directory",
			line: "serve --storage ./registry --port 5000"
		},
		{
			comment: "Share a bucket with other replicas",
			line: "serve --storage s3://my-bucket/registry --s3-region eu-central-1 --port 5000"
		},
		{
			comment: "Mirror a registry",
			line: "serve --upstream https://ghcr.io --storage ./mirror --quota 20GiB"
		}
	],
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
			var _usingCtx$1 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
			const { env, label, log, signal } = context;
			const plan = await (require_serve_plan ??= require("./serve-plan.js")).servePlan(inputs, label);
			context.describeFailure(() => ({
				registry: plan.upstream?.registry,
				plainHttp: plan.upstream?.plainHttp,
				placeInput: (require_serve_plan ??= require("./serve-plan.js")).placeInputOf(plan, "address"),
				directoryInput: "storage"
			}));
			const ended = new AbortController();
			let reload;
			_usingCtx$1.u(onHangUp(() => {
				if (inputs.htpasswd === void 0 && plan.tls === void 0) ended.abort();
				else reload?.();
			}));
			const serving = _usingCtx$1.a(await (require_serving ??= require("./serving.js")).serveRegistry(plan, {
				label,
				connection: require_options.withConnectionLogging({
					env,
					homedir: (0, (node_os ??= require("node:os")).homedir)()
				}, log),
				keepUploads: true,
				signal,
				onAccess: inputs.verbose ? (entry) => {
					log.line((require_serving ??= require("./serving.js")).accessLine(entry));
				} : void 0,
				onError: (error, doing) => {
					log.warning(`${doing}: ${(require_spec ??= require("./spec.js")).withOptionLabels((require_spec ??= require("./spec.js")).messageOf(error), label)}`);
				}
			}));
			let reloading = Promise.resolve();
			reload = () => {
				reloading = reloading.then(() => reloadFiles(serving, inputs, context));
			};
			context.print(serving.url);
			log.line(planText(plan));
			for (const line of exampleLines(serving, plan)) log.line(line);
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
		serving.reload(await (require_serve_plan ??= require("./serve-plan.js")).readReloadedFiles(inputs, label));
		log.line(`reloaded the ${names}`);
	} catch (error) {
		log.warning(`kept the current ${names}: ${(require_spec ??= require("./spec.js")).messageOf(error)}`);
	}
}
function exampleLines({ registry, url }, plan) {
	const { readOnly, upstream, prefix } = plan;
	const page = plan.page ? [`  page   ${url}/`] : [];
	if (upstream !== void 0 || prefix !== void 0) return page;
	const place = `${registry}/acme/bundle:v1`;
	const push = `  push   oci-artifact push ./bundle oci://${place}`;
	const pull = `  pull   oci-artifact pull ${place} -o ./out`;
	return readOnly ? [pull, ...page] : [
		push,
		pull,
		...page
	];
}
function planText(plan) {
	const content = contentText(plan);
	const modes = [
		plan.readOnly ? "read-only" : void 0,
		plan.immutable ? "immutable" : void 0,
		plan.prefix === void 0 ? void 0 : `the repositories below ${plan.prefix}`,
		plan.upstream === void 0 ? void 0 : `a cache of ${plan.upstream.registry}`
	].filter((mode) => mode !== void 0);
	return `serving ${content}${modes.length === 0 ? "" : ` (${modes.join(", ")})`}`;
}
function contentText({ storage, bucket }) {
	if (bucket !== void 0) return `the bucket ${bucket.url}`;
	return storage === void 0 ? "from memory; the content is lost at the end" : `the image layouts in ${storage}`;
}
async function untilAborted(signal) {
	if (signal.aborted) return;
	await new Promise((resolve) => {
		signal.addEventListener("abort", () => resolve(), { once: true });
	});
}

Object.defineProperty(exports, "serve", {
  enumerable: true,
  get: function () {
    return serve;
  }
});
Object.defineProperty(exports, "serve_exports", {
  enumerable: true,
  get: function () {
    return serve_exports;
  }
});