import { t as openLocation } from "./open-location.js";
import { i as registryInputDefaults, n as readRegistryAccess, o as inputReader } from "./inputs-registry.js";
import { n as placeContext } from "./copy-failure.js";
import { n as readReference } from "./inputs-reference.js";
import { t as withConnectionLogging } from "./inputs-connection.js";
import { n as flagsFor, t as flagInputs } from "./copy-flags.js";
import { r as parseCommand, t as cliLabel } from "./options.js";
import { s as _usingCtx } from "./lock-file.js";
import { homedir } from "node:os";

// src/cli/resolve-reference.ts
const registryInputNames = Object.keys(registryInputDefaults);
async function withReference(command, args, context, work) {
	try {
		var _usingCtx$1 = _usingCtx();
		const { terminal, env, signal, describe } = context;
		const parsed = parseCommand(command.name, args, {
			...flagsFor(registryInputNames),
			...command.options
		}, ["reference", ...command.more ?? []]);
		const endpoint = readReference("reference", parsed.positionals[0] ?? "", cliLabel, terminal.notice);
		const access = await readRegistryAccess(inputReader(await flagInputs(parsed, registryInputNames), registryInputDefaults, cliLabel));
		describe({
			...placeContext("reference", endpoint),
			plainHttp: access.plainHttp
		});
		const connection = withConnectionLogging({
			...access,
			env,
			homedir: homedir()
		}, {
			...terminal,
			line: (text) => terminal.debug(text)
		});
		await work({
			parsed,
			endpoint,
			repository: _usingCtx$1.a(await openLocation(endpoint, {
				...connection,
				readOnly: command.writes !== true,
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

export { withReference as t };