let require_rolldown_runtime;
let require_connect;
let require_spec;
const require_option_types = require("./option-types.js");
const require_run_command = require("./run-command.js");
const require_output = require("./output.js");
const require_registry_options = require("./registry-options.js");
const require_registry_host = require("./registry-host.js");
const require_run_options = require("./run-options.js");
let require_lock_file;

// src/commands/repos.ts
const outputs = {
	registry: require_output.output(require_output.lineOutput, "The registry.", (result) => result.registry),
	repositories: require_output.output(require_output.jsonOutput, "Its repositories.", (result) => result.repositories)
};
const repos = require_option_types.defineCommand({
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
		registry: require_run_command.option({
			type: require_registry_host.registryHost(true),
			positional: "registry",
			required: "write host or host:port",
			description: "Registry: `host` or `host:port`, and an optional namespace: `host/namespace`."
		}),
		...require_registry_options.registryReadOptions,
		...require_run_options.resultOptions
	},
	outputs,
	failure: { placeInput: "registry" },
	async run(inputs, context) {
		try {
			var _usingCtx$1 = (require_lock_file ??= require("./lock-file.js"))._usingCtx();
			const { registry: host, prefix } = inputs.registry;
			const access = await require_registry_options.registryAccess(inputs, context.label);
			context.describeFailure(() => ({
				placeInput: "registry",
				registry: host,
				plainHttp: access.plainHttp
			}));
			const connection = _usingCtx$1.a(await (require_connect ??= require("./connect.js")).connectRegistry(host, {
				...require_option_types.connectionOptions(access, require_option_types.quietContext(context)),
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