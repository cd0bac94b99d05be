import { copyFailureContext, copyInputNames, copyLines, copyOutputs, readCopyInputs } from '../commands/index.ts';
import { explainFailure, reportEvent } from '../output/index.ts';
import { stepConnection } from './copy-connection.ts';
import { setStepOutputs } from './copy-outputs.ts';
import { writeStepSummary, type SummaryRow } from './copy-summary.ts';
import { actionLabel, readRawInputs } from './inputs.ts';
import { copyBetween } from '../operations/index.ts';
import type { ActionContext } from './step.ts';

/** Inputs → copy → outputs, summary and log. */
export async function copyAction(context: ActionContext): Promise<void> {
  const { log, masks, lifetime } = context;
  lifetime.explainWith((error) => explainFailure(error, { label: actionLabel }));
  const inputs = await readCopyInputs(readRawInputs(copyInputNames, masks.add), {
    label: actionLabel,
    notice: (text) => {
      log.notice(text);
    },
  });
  lifetime.limit(inputs.timeoutMs);
  lifetime.explainWith((error, timedOut) =>
    explainFailure(error, { ...copyFailureContext(error, inputs, actionLabel), timedOut }),
  );
  log.phase('Copy');
  const result = await copyBetween({
    ...inputs.plan,
    from: stepConnection(inputs.from, context),
    to: stepConnection(inputs.to, context),
    signal: lifetime.signal,
    onEvent: (event) => {
      reportEvent(event, log);
    },
  });
  setStepOutputs(copyOutputs(result));
  log.close();
  for (const line of copyLines(result, inputs.plan.recursive)) log.line(line);
  if (!inputs.summary) return;
  const rows: readonly SummaryRow[] = [
    ['From', result.source],
    ['Digest', result.digest],
    ['Pinned', result.pinnedReference],
    ['Tags', result.tags.join(' ')],
    ['Artifact type', result.artifactType],
  ];
  await writeStepSummary('Copied', result.reference, rows, context);
}
