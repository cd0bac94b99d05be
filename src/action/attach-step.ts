import { attachInputNames, attachOutputs, placeContext, readAttachInputs } from '../commands/index.ts';
import { explainFailure, formatBytes, formatNumber, reportEvent } from '../output/index.ts';
import { stepConnection } from './copy-connection.ts';
import { setStepOutputs } from './copy-outputs.ts';
import { writeStepSummary, type SummaryRow } from './copy-summary.ts';
import { actionLabel, readRawInputs } from './inputs.ts';
import { attachFiles } from '../operations/index.ts';
import type { ActionContext } from './step.ts';

/** Inputs → attach → outputs, summary and log. */
export async function attachAction(context: ActionContext): Promise<void> {
  const { env, log, masks, lifetime } = context;
  lifetime.explainWith((error) =>
    explainFailure(error, { label: actionLabel, directoryInput: 'files', placeInput: 'subject' }),
  );
  const inputs = await readAttachInputs(readRawInputs(attachInputNames, masks.add), {
    env,
    label: actionLabel,
    notice: (text) => {
      log.notice(text);
    },
  });
  lifetime.limit(inputs.timeoutMs);
  lifetime.explainWith((error, timedOut) =>
    explainFailure(error, {
      label: actionLabel,
      ...placeContext('subject', inputs.plan.subject),
      plainHttp: inputs.access.plainHttp,
      timedOut,
    }),
  );
  log.phase('Attach');
  const result = await attachFiles({
    ...inputs.plan,
    connection: stepConnection(inputs.access, context),
    label: actionLabel,
    signal: lifetime.signal,
    onEvent: (event) => {
      reportEvent(event, log);
    },
  });
  setStepOutputs(attachOutputs(result));
  log.close();
  const bytes = formatBytes(result.layers.reduce((sum, { size }) => sum + size, 0));
  log.line(`attached ${formatNumber(result.layers.length, 'file')} (${bytes}) to ${result.subject}`);
  log.line(`  referrer   ${result.reference}`);
  if (!inputs.summary) return;
  const rows: readonly SummaryRow[] = [
    ['To', result.subject],
    ['Artifact type', result.artifactType],
    ['Size', bytes],
  ];
  await writeStepSummary('Attached', result.reference, rows, context);
}
