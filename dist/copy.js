import { t as copyFailureContext } from "./chunks/copy-failure.js";
import { n as readCopyInputs, r as copyBetween, t as copyInputNames } from "./chunks/copy-inputs.js";
import { n as copyLines, r as copyOutputs } from "./chunks/copy-output.js";
import { t as explainFailure } from "./chunks/failure.js";
import { t as reportEvent } from "./chunks/report-event.js";
import { n as setStepOutputs, r as stepConnection, t as writeStepSummary } from "./chunks/copy-summary.js";
import { n as readRawInputs, t as actionLabel } from "./chunks/inputs2.js";
import { t as runStep } from "./chunks/step.js";

// src/action/copy-step.ts
async function copyAction(context) {
	const { log, masks, lifetime } = context;
	lifetime.explainWith((error) => explainFailure(error, { label: actionLabel }));
	const inputs = await readCopyInputs(readRawInputs(copyInputNames, masks.add), {
		label: actionLabel,
		notice: (text) => {
			log.notice(text);
		}
	});
	lifetime.limit(inputs.timeoutMs);
	lifetime.explainWith((error, timedOut) => explainFailure(error, {
		...copyFailureContext(error, inputs, actionLabel),
		timedOut
	}));
	log.phase("Copy");
	const result = await copyBetween({
		...inputs.plan,
		from: stepConnection(inputs.from, context),
		to: stepConnection(inputs.to, context),
		signal: lifetime.signal,
		onEvent: (event) => {
			reportEvent(event, log);
		}
	});
	setStepOutputs(copyOutputs(result));
	log.close();
	for (const line of copyLines(result, inputs.plan.recursive)) log.line(line);
	if (!inputs.summary) return;
	const rows = [
		["From", result.source],
		["Digest", result.digest],
		["Pinned", result.pinnedReference],
		["Tags", result.tags.join(" ")],
		["Artifact type", result.artifactType]
	];
	await writeStepSummary("Copied", result.reference, rows, context);
}

// src/action/copy.ts
await runStep(copyAction);

export {  };