import { indexInputNames, indexOutputs, placeContext, readIndexInputs } from '../commands/index.ts';
import { explainFailure, formatNumber, reportEvent } from '../output/index.ts';
import { platformText } from '../spec/index.ts';
import { stepConnection } from './copy-connection.ts';
import { setStepOutputs } from './copy-outputs.ts';
import { writeStepSummary, type SummaryRow } from './copy-summary.ts';
import { actionLabel, readRawInputs } from './inputs.ts';
import { assemble } from '../operations/index.ts';
import type { ActionContext } from './step.ts';

/** Inputs → index → outputs, summary and log. */
export async function indexAction(context: ActionContext): Promise<void> {
  const { env, log, masks, lifetime } = context;
  lifetime.explainWith((error) => explainFailure(error, { label: actionLabel }));
  const inputs = await readIndexInputs(readRawInputs(indexInputNames, masks.add), {
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
      ...placeContext('target', inputs.plan.target),
      plainHttp: inputs.access.plainHttp,
      timedOut,
    }),
  );
  log.phase('Index');
  const result = await assemble({
    ...inputs.plan,
    connection: stepConnection(inputs.access, context),
    label: actionLabel,
    signal: lifetime.signal,
    onEvent: (event) => {
      reportEvent(event, log);
    },
  });
  setStepOutputs(indexOutputs(result));
  log.close();
  log.line(`assembled ${formatNumber(result.children.length, 'manifest')} as ${result.reference}`);
  log.line(`  digest     ${result.digest}`);
  for (const { platform, digest } of result.children)
    log.line(`  ${(platform === undefined ? '-' : platformText(platform)).padEnd(18)} ${digest}`);
  if (!inputs.summary) return;
  const rows: readonly SummaryRow[] = [
    ['Digest', result.digest],
    ['Pinned', result.pinnedReference],
    ['Tags', result.tags.join(' ')],
    ...result.children.map(({ platform, digest }): SummaryRow => [
      platform === undefined ? 'Manifest' : platformText(platform),
      digest,
    ]),
  ];
  await writeStepSummary('Assembled', result.reference, rows, context);
}
