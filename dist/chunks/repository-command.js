import { n as openLocation } from "./open-location.js";
import { C as connectionOptions, T as locationContext } from "./option-types.js";
import { a as locationDescription, i as location } from "./location-options.js";
import { t as option } from "./option.js";
import { a as registryAccess, o as registryReadOptions } from "./registry-options.js";
import { n as jsonOption } from "./run-options.js";
import { t as _usingCtx } from "./usingCtx.js";

// src/commands/repository-command.ts
const referenceOptions = {
	reference: option({
		type: location(),
		positional: "reference",
		required: "write registry/repository:tag, or ./path:tag for an image layout",
		description: `${locationDescription}.`
	}),
	...registryReadOptions,
	...jsonOption
};
async function withReference(inputs, context, access, work) {
	try {
		var _usingCtx$1 = _usingCtx();
		const { log, signal } = context;
		const { reference } = inputs;
		const registry = await registryAccess(inputs, context.label);
		context.describeFailure(() => ({
			...locationContext("reference", reference),
			plainHttp: registry.plainHttp
		}));
		const quiet = {
			...context,
			log: {
				...log,
				line: (text) => {
					log.debug(text);
				}
			}
		};
		return await work({
			reference,
			repository: _usingCtx$1.a(await openLocation(reference, {
				...connectionOptions(registry, quiet),
				readOnly: access === "read",
				create: false,
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

export { withReference as n, referenceOptions as t };