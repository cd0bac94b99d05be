import { rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { pullArtifact, pullInputNames, pullOutputs, readPullInputs, toldConnection, type PullInputs, type PullOutcome } from '../publish/index.ts';
import { explainFailure, formatBytes, formatNumber, shortDigest } from '../report/index.ts';
import { actionLabel, readRawInputs } from './inputs.ts';
import { setPullOutputs } from './pull-outputs.ts';
import type { ActionContext } from './run.ts';

/** Media types told of layers that were not written. */
const maxTypesTold = 5;

/** Inputs → pull → outputs and log. The output directory is as it was when this throws. */
export async function pullAction(context: ActionContext): Promise<void> {
  const { log, masks, lifetime } = context;
  lifetime.explainWith((error) => explainFailure(error, { label: actionLabel, placeInput: 'reference', directoryInput: 'output-dir' }));
  const inputs = await readPullInputs(readRawInputs(pullInputNames, masks.add), { label: actionLabel, notice: (text) => { log.notice(text); } });
  const { source } = inputs.place;
  lifetime.limit(inputs.timeoutMs);
  lifetime.explainWith((error, timedOut) =>
    explainFailure(error, {
      label: actionLabel,
      placeInput: 'reference',
      directoryInput: 'output-dir',
      registry: source.kind === 'registry' ? source.registry : undefined,
      plainHttp: inputs.connection.plainHttp,
      timedOut,
    }),
  );
  log.phase('Pull');
  const outcome = await run(inputs, context);
  log.close();
  tell(outcome, context);
  const { texts, left } = pullOutputs(outcome);
  for (const text of left) log.warning(text);
  setPullOutputs(texts);
}

async function run({ place, connection }: PullInputs, { env, log, masks, lifetime }: ActionContext): Promise<PullOutcome> {
  const told = {
    line: (text: string): void => { log.line(text); },
    warning: (text: string): void => { log.warning(text); },
    debug: (text: string): void => { log.debug(text); },
    hide: masks.add,
  };
  return pullArtifact({
    ...place,
    label: actionLabel,
    connection: toldConnection({ ...connection, env, homedir: homedir() }, told),
    signal: lifetime.signal,
    onStaging: (directory) => {
      lifetime.whenCutShort(() => {
        rmSync(directory, { recursive: true, force: true });
      });
    },
    onProgress: (done, total) => {
      log.progress({ phase: 'pull', done, total });
    },
    onLayer: ({ digest, size }, path) => {
      log.line(`${shortDigest(digest)} (${formatBytes(size)}) → ${path}`);
    },
  });
}

function tell(outcome: PullOutcome, { log }: ActionContext): void {
  const { files, skipped } = outcome;
  log.line(`pulled ${outcome.reference} into ${outcome.downloadPath} (${formatNumber(files.count, 'file')}, ${formatBytes(outcome.layers.reduce((sum, { size }) => sum + size, 0))} downloaded)`);
  log.line(`  digest     ${outcome.digest}`);
  if (outcome.artifactType !== '') log.line(`  type       ${outcome.artifactType}`);
  if (skipped.length > 0) log.warning(`${formatNumber(skipped.length, 'layer')} without a title not written: ${skipped.slice(0, maxTypesTold).map(({ mediaType }) => mediaType).join(', ')}`);
}
