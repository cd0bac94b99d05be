import { t as copyFailureContext } from "./copy-failure.js";
import { n as readCopyInputs, r as copyBetween, t as copyInputNames } from "./copy-inputs.js";
import { n as copyLines, r as copyOutputs } from "./copy-output.js";
import { t as withConnectionLogging } from "./inputs-connection.js";
import { t as reportEvent } from "./report-event.js";
import { n as flagsFor, t as flagInputs } from "./copy-flags.js";
import { n as flagOf, r as parseCommand, t as cliLabel } from "./options.js";
import { n as anySignal } from "./abortable.js";
import { homedir } from "node:os";

// src/cli/copy.ts
const options = {
	...flagsFor(copyInputNames),
	recursive: {
		type: "boolean",
		short: "r"
	}
};
const copyCommand = async (args, context) => {
	const { terminal } = context;
	const parsed = parseCommand("copy", args, options, ["source", "target"]);
	const [source = "", target = ""] = parsed.positionals;
	const inputs = await readCopyInputs({
		...await flagInputs(parsed, copyInputNames),
		source,
		target
	}, {
		label: cliLabel,
		notice: terminal.notice
	});
	const result = await run(inputs, context);
	if (flagOf(parsed, "json")) terminal.out(JSON.stringify(copyOutputs(result)));
	else for (const line of copyLines(result, inputs.plan.recursive)) terminal.out(line);
};
async function run(inputs, { terminal, env, signal, describe }) {
	const limit = inputs.timeoutMs === void 0 ? void 0 : AbortSignal.timeout(inputs.timeoutMs);
	try {
		return await copyBetween({
			...inputs.plan,
			from: withConnectionLogging({
				...inputs.from,
				env,
				homedir: homedir()
			}, terminal),
			to: withConnectionLogging({
				...inputs.to,
				env,
				homedir: homedir()
			}, terminal),
			signal: anySignal(signal, limit),
			onEvent: (event) => {
				reportEvent(event, terminal);
			}
		});
	} catch (error) {
		describe({
			...copyFailureContext(error, inputs, cliLabel),
			timedOut: limit?.aborted === true
		});
		throw error;
	} finally {
		terminal.phase("");
	}
}

export { copyCommand };