let require_transport;
const require_options = require("./options.js");
const require_run = require("./run.js");
let require_usingCtx;

// src/commands/repository-command.ts
const referenceOptions = {
	reference: require_run.option({
		type: require_options.location(),
		positional: "reference",
		required: "write registry/repository:tag, or ./path:tag for an image layout",
		description: `${require_options.locationDescription}.`
	}),
	...require_options.registryReadOptions,
	...require_options.resultOptions
};
async function withReference(inputs, context, access, work) {
	try {
		var _usingCtx$1 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
		const { signal } = context;
		const { reference } = inputs;
		const registry = await require_options.registryAccess(inputs, context.label);
		context.describeFailure(() => ({
			...require_options.locationContext("reference", reference),
			plainHttp: registry.plainHttp
		}));
		return await work({
			reference,
			repository: _usingCtx$1.a(await (require_transport ??= require("./transport.js")).openLocation(reference, {
				...require_options.connectionOptions(registry, require_options.quietContext(context)),
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