let require_rolldown_runtime;
let require_connect;
let require_spec;
const require_options = require("./options.js");
const require_run = require("./run.js");
const require_registry_host = require("./registry-host.js");
let require_usingCtx;

// src/commands/repos.ts
const outputs = {
	registry: require_run.output(require_run.lineOutput, "The registry.", (result) => result.registry),
	repositories: require_run.output(require_run.jsonOutput, "Its repositories.", (result) => result.repositories)
};
const repos = require_options.defineCommand({
	name: "repos",
	summary: "list the repositories of a registry",
	description: "Lists the repositories of a registry, one per line. Many hosted registries, such as ghcr.io and Docker Hub, do not offer this list.",
	examples: [{
		comment: "List all repositories",
		line: "repos localhost:5000"
	}, {
		comment: "List those of a namespace",
		line: "repos registry.example.com/acme"
	}],
	options: {
		registry: require_run.option({
			type: require_registry_host.registryHost(true),
			positional: "registry",
			required: "write host or host:port",
			description: "Registry: `host` or `host:port`, and an optional namespace: `host/namespace`."
		}),
		...require_options.registryReadOptions,
		...require_options.resultOptions
	},
	outputs,
	failure: { placeInput: "registry" },
	async run(inputs, context) {
		try {
			var _usingCtx$1 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
			const { registry: host, prefix } = inputs.registry;
			const access = await require_options.registryAccess(inputs, context.label);
			context.describeFailure(() => ({
				placeInput: "registry",
				registry: host,
				plainHttp: access.plainHttp
			}));
			const connection = _usingCtx$1.a(await (require_connect ??= require("./connect.js")).connectRegistry(host, {
				...require_options.connectionOptions(access, require_options.quietContext(context)),
				signal: context.signal
			}));
			const found = [];
			try {
				for await (const name of connection.registry.repositories({ signal: context.signal })) {
					if (prefix !== void 0 && name !== prefix && !name.startsWith(`${prefix}/`)) continue;
					if (inputs.json || inputs.print !== void 0) found.push(name);
					else context.print((require_spec ??= require("./spec.js")).printable(name));
				}
			} catch (error) {
				if (!(require_spec ??= require("./spec.js")).isOciError(error, "UNSUPPORTED", "NOT_FOUND", "NAME_UNKNOWN")) throw error;
				const reason = `${error.message}; this registry does not list its repositories`;
				throw new (require_spec ??= require("./spec.js")).OciError("UNSUPPORTED", reason, {
					cause: error,
					status: error.status
				});
			}
			return {
				result: {
					registry: host,
					repositories: found
				},
				lines: []
			};
		} catch (_) {
			_usingCtx$1.e = _;
		} finally {
			await _usingCtx$1.d();
		}
	}
});

exports.repos = repos;