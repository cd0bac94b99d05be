import { n as readAttachInputs, r as attachFiles, t as attachInputNames } from "./chunks/attach-inputs.js";
import { t as attachOutputs } from "./chunks/copy-output.js";
import { n as placeContext } from "./chunks/copy-failure.js";
import { t as explainFailure } from "./chunks/failure.js";
import { i as formatNumber, t as formatBytes } from "./chunks/format.js";
import { t as reportEvent } from "./chunks/report-event.js";
import { n as setStepOutputs, r as stepConnection, t as writeStepSummary } from "./chunks/copy-summary.js";
import { n as readRawInputs, t as actionLabel } from "./chunks/inputs2.js";
import { t as runStep } from "./chunks/step.js";

// src/action/attach-step.ts
async function attachAction(context) {
	const { env, log, masks, lifetime } = context;
	lifetime.explainWith((error) => explainFailure(error, {
		label: actionLabel,
		directoryInput: "files",
		placeInput: "subject"
	}));
	const inputs = await readAttachInputs(readRawInputs(attachInputNames, masks.add), {
		env,
		label: actionLabel,
		notice: (text) => {
			log.notice(text);
		}
	});
	lifetime.limit(inputs.timeoutMs);
	lifetime.explainWith((error, timedOut) => explainFailure(error, {
		label: actionLabel,
		...placeContext("subject", inputs.plan.subject),
		plainHttp: inputs.access.plainHttp,
		timedOut
	}));
	log.phase("Attach");
	const result = await attachFiles({
		...inputs.plan,
		connection: stepConnection(inputs.access, context),
		label: actionLabel,
		signal: lifetime.signal,
		onEvent: (event) => {
			reportEvent(event, log);
		}
	});
	setStepOutputs(attachOutputs(result));
	log.close();
	const bytes = formatBytes(result.layers.reduce((sum, { size }) => sum + size, 0));
	log.line(`attached ${formatNumber(result.layers.length, "file")} (${bytes}) to ${result.subject}`);
	log.line(`  referrer   ${result.reference}`);
	if (!inputs.summary) return;
	const rows = [
		["To", result.subject],
		["Artifact type", result.artifactType],
		["Size", bytes]
	];
	await writeStepSummary("Attached", result.reference, rows, context);
}

// src/action/attach.ts
await runStep(attachAction);

export {  };