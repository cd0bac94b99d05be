import { n as readIndexInputs, r as assemble, t as indexInputNames } from "./index-inputs.js";
import { i as indexOutputs } from "./copy-output.js";
import { n as placeContext } from "./copy-failure.js";
import { t as withConnectionLogging } from "./inputs-connection.js";
import { i as formatNumber } from "./format.js";
import { t as reportEvent } from "./report-event.js";
import { i as platformText } from "./platform-text.js";
import { n as flagsFor, t as flagInputs } from "./copy-flags.js";
import { n as flagOf, r as parseCommand, t as cliLabel } from "./options.js";
import { n as anySignal } from "./abortable.js";
import { homedir } from "node:os";

// src/cli/assemble.ts
const options = flagsFor(indexInputNames);
const indexCommand = async (args, { terminal, env, signal, describe }) => {
	const parsed = parseCommand("index", args, options, ["target", "[reference…]"]);
	const [target = "", ...sources] = parsed.positionals;
	const inputs = await readIndexInputs({
		...await flagInputs(parsed, indexInputNames),
		target,
		sources
	}, {
		env,
		label: cliLabel,
		notice: terminal.notice
	});
	const limit = inputs.timeoutMs === void 0 ? void 0 : AbortSignal.timeout(inputs.timeoutMs);
	try {
		const result = await assemble({
			...inputs.plan,
			connection: withConnectionLogging({
				...inputs.access,
				env,
				homedir: homedir()
			}, terminal),
			label: cliLabel,
			signal: anySignal(signal, limit),
			onEvent: (event) => {
				reportEvent(event, terminal);
			}
		});
		if (flagOf(parsed, "json")) {
			terminal.out(JSON.stringify(indexOutputs(result)));
			return;
		}
		terminal.out(`assembled ${formatNumber(result.children.length, "manifest")} as ${result.reference}`);
		terminal.out(`  digest     ${result.digest}`);
		for (const { platform, digest } of result.children) terminal.out(`  ${(platform === void 0 ? "-" : platformText(platform)).padEnd(18)} ${digest}`);
	} catch (error) {
		describe({
			...placeContext("target", inputs.plan.target),
			plainHttp: inputs.access.plainHttp,
			timedOut: limit?.aborted === true
		});
		throw error;
	} finally {
		terminal.phase("");
	}
};

export { indexCommand };