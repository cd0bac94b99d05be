import { f as setOutput, g as summary } from "./core.js";
import { B as readPublishInputs, K as publish, R as claimOutput, T as toldConnection } from "./publish.js";
import { t as narrate } from "./narrate.js";
import { t as outcomeLines } from "./text.js";
import { St as isOciError, T as formatOutputTarget, a as outputNames, et as isMediaType, gt as isDigest, o as outputTexts, r as explainFailure, t as jobSummary, vt as printable, yt as OciError, z as parseReference } from "./report.js";
import { n as rawInputs, t as actionLabel } from "./inputs.js";
import { t as runStep } from "./step.js";
import { homedir } from "node:os";

// src/action/outputs.ts
function setOutputs(outcome) {
	const texts = outputTexts(outcome);
	for (const name of outputNames) {
		if (texts[name] === "" || grammar[name](texts[name])) continue;
		throw new OciError("PROTOCOL", `the output ${name} would be "${printable(texts[name], 200)}", which is not what it must be; nothing is handed on`);
	}
	for (const name of outputNames) setOutput(name, texts[name]);
}
const grammar = {
	digest: isDigest,
	reference: isOneLine,
	"pinned-reference": isReference,
	name: isReference,
	tags: (text) => text.split("\n").every(isReference),
	"store-path": isOneLine,
	"media-type": isMediaType,
	"artifact-type": isMediaType,
	size: isWholeNumber,
	"layer-digest": isDigest,
	"layer-size": isWholeNumber,
	"content-digest": isDigest,
	pushed: (text) => text === "true" || text === "false",
	checksums: (text) => text.split("\n").every((line) => /^(?:[0-9a-f]{64}|[0-9a-f]{128}) {2}\S+$/.test(line))
};
function isReference(text) {
	try {
		parseReference(text);
		return text === printable(text);
	} catch {
		return false;
	}
}
function isOneLine(text) {
	return text === printable(text);
}
function isWholeNumber(text) {
	return /^\d{1,16}$/.test(text);
}

// src/action/run.ts
async function pushAction(context) {
	const { env, log, masks, lifetime } = context;
	lifetime.explainWith((error) => explainFailure(error, {
		label: actionLabel,
		directoryInput: "source-dir"
	}));
	const inputs = await readPublishInputs(rawInputs(masks.add), {
		env,
		label: actionLabel,
		notice: (text) => {
			log.notice(text);
		}
	});
	lifetime.limit(inputs.timeoutMs);
	const { target } = inputs.plan;
	const output = await claimOutput(target, inputs.outputDir, env["RUNNER_TEMP"]);
	lifetime.whenCutShort(output.undoNow);
	lifetime.explainWith((error, timedOut) => explainFailure(error, {
		label: actionLabel,
		directoryInput: "source-dir",
		registry: target.isOci ? target.registry : void 0,
		plainHttp: inputs.connection.plainHttp,
		isOutput: output.holds,
		timedOut
	}));
	try {
		const result = await run(inputs, output, context);
		setOutputs(result);
		log.close();
		const inRegistry = target.isOci && inputs.plan.push;
		for (const line of outcomeLines(result, inRegistry)) log.line(line);
		if (inputs.summary) await writeSummary(result, inRegistry, inputs, context);
	} catch (error) {
		await output.undo();
		throw error;
	}
}
async function run(inputs, output, context) {
	const { log, lifetime } = context;
	log.line(`node ${process.versions.node}, zlib ${process.versions.zlib}; ${inputs.plan.sourceDir} → ${formatOutputTarget(inputs.plan.target)}`);
	return publish({
		...inputs.plan,
		label: actionLabel,
		outputDir: output.outputDir,
		connection: connection(inputs, context),
		signal: lifetime.signal,
		onEvent: (event) => {
			narrate(event, log);
		}
	});
}
function connection(inputs, context) {
	const { env, log, masks } = context;
	return toldConnection({
		...inputs.connection,
		env,
		homedir: homedir()
	}, {
		line: (text) => {
			log.line(text);
		},
		warning: (text) => {
			log.warning(text);
		},
		debug: (text) => {
			log.debug(text);
		},
		hide: masks.add
	});
}
async function writeSummary(result, inRegistry, inputs, context) {
	const { env, log } = context;
	if (!env["GITHUB_STEP_SUMMARY"]) return;
	const repository = env["GITHUB_REPOSITORY"];
	const markdown = jobSummary(result, {
		inRegistry,
		plainHttp: inputs.connection.plainHttp === true,
		repositoryUrl: repository ? `${env["GITHUB_SERVER_URL"] || "https://github.com"}/${repository}` : void 0,
		warnings: log.warnings
	});
	try {
		await summary.addRaw(markdown, true).write();
	} catch (error) {
		log.warning(`the job summary could not be written: ${isOciError(error) || error instanceof Error ? error.message : String(error)}`);
	}
}

// src/action/main.ts
function main() {
	return runStep(pushAction);
}

export { main };