import { a as getInput, f as setOutput } from "./core.js";
import { n as runCommand, r as commands } from "./run-command.js";
import { l as outputTexts } from "./option.js";
import { a as secretsOf } from "./credential.js";
import { c as messageOf } from "./error.js";
import { t as summary } from "./summary.js";
import { t as runStep } from "./step.js";

// src/action/action.ts
const actionLabel = (name) => `input "${name}"`;
function runAction(name, workflow = {}) {
	return runStep(async (context) => {
		const { env, log, lifetime } = context;
		const command = await commands[name]();
		await runCommand(command, {
			raw: readRawValues(command.options, (secret) => {
				log.hide(secret);
			}),
			label: actionLabel,
			env,
			log,
			workflow,
			cancelled: lifetime.signal,
			notice: (text) => {
				log.notice(text);
			},
			print: (text) => {
				log.line(text);
			},
			onForcedExit: (undo) => {
				lifetime.onForcedExit(undo);
			},
			finish: (finished, outcome, inputs) => finish(finished, outcome, inputs, context)
		});
	});
}
async function finish(command, outcome, { summary }, { env, log }) {
	const texts = outputTexts(command.outputs, outcome.result, (text) => {
		log.warning(text);
	});
	for (const [name, text] of Object.entries(texts)) setOutput(name, text);
	await outcome.afterOutputs?.();
	log.close();
	for (const line of outcome.lines) log.line(line);
	if (summary === true && outcome.summary !== void 0 && env["GITHUB_STEP_SUMMARY"]) await writeSummary(outcome.summary(log.warnings), log);
	await outcome.atEnd?.();
}
async function writeSummary(markdown, log) {
	try {
		await summary.addRaw(markdown, true).write();
	} catch (error) {
		log.warning(`cannot write the job summary: ${messageOf(error)}`);
	}
}
function readRawValues(options, mask) {
	const names = Object.keys(options).filter((name) => options[name]?.scope !== "cli");
	const raw = new Map(names.map((name) => [name, getInput(name)]));
	for (const name of names) {
		const secret = raw.get(name) ?? "";
		if (options[name]?.type.isSecret !== true || secret === "") continue;
		mask(secret);
		const username = name.endsWith("password") ? raw.get(name.replace(/password$/, "username")) : "x-access-token";
		for (const form of secretsOf({
			username: username ?? "",
			password: secret
		})) mask(form);
	}
	return Object.fromEntries([...raw].filter(([name, text]) => text !== "" && text !== options[name]?.workflowDefault));
}

export { runAction };