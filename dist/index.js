import { n as readIndexInputs, r as assemble, t as indexInputNames } from "./chunks/index-inputs.js";
import { i as indexOutputs } from "./chunks/copy-output.js";
import { n as placeContext } from "./chunks/copy-failure.js";
import { t as explainFailure } from "./chunks/failure.js";
import { i as formatNumber } from "./chunks/format.js";
import { t as reportEvent } from "./chunks/report-event.js";
import { i as platformText } from "./chunks/platform-text.js";
import { n as setStepOutputs, r as stepConnection, t as writeStepSummary } from "./chunks/copy-summary.js";
import { n as readRawInputs, t as actionLabel } from "./chunks/inputs2.js";
import { t as runStep } from "./chunks/step.js";

// src/action/index-step.ts
async function indexAction(context) {
	const { env, log, masks, lifetime } = context;
	lifetime.explainWith((error) => explainFailure(error, { label: actionLabel }));
	const inputs = await readIndexInputs(readRawInputs(indexInputNames, masks.add), {
		env,
		label: actionLabel,
		notice: (text) => {
			log.notice(text);
		}
	});
	lifetime.limit(inputs.timeoutMs);
	lifetime.explainWith((error, timedOut) => explainFailure(error, {
		label: actionLabel,
		...placeContext("target", inputs.plan.target),
		plainHttp: inputs.access.plainHttp,
		timedOut
	}));
	log.phase("Index");
	const result = await assemble({
		...inputs.plan,
		connection: stepConnection(inputs.access, context),
		label: actionLabel,
		signal: lifetime.signal,
		onEvent: (event) => {
			reportEvent(event, log);
		}
	});
	setStepOutputs(indexOutputs(result));
	log.close();
	log.line(`assembled ${formatNumber(result.children.length, "manifest")} as ${result.reference}`);
	log.line(`  digest     ${result.digest}`);
	for (const { platform, digest } of result.children) log.line(`  ${(platform === void 0 ? "-" : platformText(platform)).padEnd(18)} ${digest}`);
	if (!inputs.summary) return;
	const rows = [
		["Digest", result.digest],
		["Pinned", result.pinnedReference],
		["Tags", result.tags.join(" ")],
		...result.children.map(({ platform, digest }) => [platform === void 0 ? "Manifest" : platformText(platform), digest])
	];
	await writeStepSummary("Assembled", result.reference, rows, context);
}

// src/action/index-entry.ts
await runStep(indexAction);

export {  };