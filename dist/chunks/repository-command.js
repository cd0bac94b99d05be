let require_open_location;
let require_option_types;
const require_location_options = require("./location-options.js");
const require_run_command = require("./run-command.js");
const require_registry_options = require("./registry-options.js");
const require_run_options = require("./run-options.js");
let require_lock_file;

// src/commands/repository-command.ts
const referenceOptions = {
	reference: require_run_command.option({
		type: require_location_options.location(),
		positional: "reference",
		required: "write registry/repository:tag, or ./path:tag for an image layout",
		description: `${require_location_options.locationDescription}.`
	}),
	...require_registry_options.registryReadOptions,
	...require_run_options.resultOptions
};
async function withReference(inputs, context, access, work) {
	try {
		var _usingCtx$1 = (require_lock_file ??= require("./lock-file.js"))._usingCtx();
		const { signal } = context;
		const { reference } = inputs;
		const registry = await require_registry_options.registryAccess(inputs, context.label);
		context.describeFailure(() => ({
			...(require_option_types ??= require("./option-types.js")).locationContext("reference", reference),
			plainHttp: registry.plainHttp
		}));
		return await work({
			reference,
			repository: _usingCtx$1.a(await (require_open_location ??= require("./open-location.js")).openLocation(reference, {
				...(require_option_types ??= require("./option-types.js")).connectionOptions(registry, (require_option_types ??= require("./option-types.js")).quietContext(context)),
				readOnly: access === "read",
				create: access === "create",
				signal
			})).repository,
			call: { signal }
		});
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}

Object.defineProperty(exports, "referenceOptions", {
  enumerable: true,
  get: function () {
    return referenceOptions;
  }
});
Object.defineProperty(exports, "withReference", {
  enumerable: true,
  get: function () {
    return withReference;
  }
});