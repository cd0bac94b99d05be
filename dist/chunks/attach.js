import { n as readAttachInputs, r as attachFiles, t as attachInputNames } from "./attach-inputs.js";
import { t as attachOutputs } from "./copy-output.js";
import { n as placeContext } from "./copy-failure.js";
import { t as withConnectionLogging } from "./inputs-connection.js";
import { i as formatNumber } from "./format.js";
import { t as reportEvent } from "./report-event.js";
import { n as flagsFor, t as flagInputs } from "./copy-flags.js";
import { n as flagOf, r as parseCommand, t as cliLabel } from "./options.js";
import { n as anySignal } from "./abortable.js";
import { homedir } from "node:os";

// src/cli/attach.ts
const options = flagsFor(attachInputNames);
const attachCommand = async (args, { terminal, env, signal, describe }) => {
	const parsed = parseCommand("attach", args, options, ["subject", "file…"]);
	const [subject = "", ...files] = parsed.positionals;
	const inputs = await readAttachInputs({
		...await flagInputs(parsed, attachInputNames),
		subject,
		files
	}, {
		env,
		label: cliLabel,
		notice: terminal.notice
	});
	const limit = inputs.timeoutMs === void 0 ? void 0 : AbortSignal.timeout(inputs.timeoutMs);
	try {
		const result = await attachFiles({
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
		if (flagOf(parsed, "json")) terminal.out(JSON.stringify(attachOutputs(result)));
		else terminal.out(`attached ${formatNumber(result.layers.length, "file")} to ${result.subject} as ${result.reference}`);
	} catch (error) {
		describe({
			...placeContext("subject", inputs.plan.subject),
			directoryInput: "files",
			plainHttp: inputs.access.plainHttp,
			timedOut: limit?.aborted === true
		});
		throw error;
	} finally {
		terminal.phase("");
	}
};

export { attachCommand };