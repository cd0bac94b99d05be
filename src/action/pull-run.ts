import { rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as core from '@actions/core';
import {
  boolean,
  pullInputNames,
  pullOutputs,
  readPullInputs,
  withConnectionLogging,
  type PullInputs,
} from '../commands/index.ts';
import { explainFailure, formatBytes, formatNumber, shortDigest } from '../output/index.ts';
import { actionLabel, readRawInputs } from './inputs.ts';
import { ActionsCacheStore } from './actions-cache-store.ts';
import { pullCacheKeys } from './pull-cache.ts';
import { setPullOutputs } from './pull-outputs.ts';
import type { PullResult } from '../spec/index.ts';
import { pullArtifact } from '../operations/index.ts';
import type { ActionContext } from './step.ts';

/** As pull/action.yml declares it; on a command line it is a directory. */
export const pullCacheDefault = 'false';
/** Media types told of layers that were not written. */
const maxTypesShown = 5;

/** Inputs → pull → outputs and log. The output directory is as it was when this throws. */
export async function pullAction(context: ActionContext): Promise<void> {
  const { log, masks, lifetime } = context;
  lifetime.explainWith((error) =>
    explainFailure(error, { label: actionLabel, placeInput: 'reference', directoryInput: 'output-dir' }),
  );
  const inputs = await readPullInputs(readRawInputs(pullInputNames, masks.add), {
    label: actionLabel,
    notice: (text) => {
      log.notice(text);
    },
  });
  const keeps = boolean(actionLabel('cache'), core.getInput('cache') || pullCacheDefault);
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
  const downloads = keeps ? keptDownloads(inputs, context) : undefined;
  const outcome = await run(inputs, downloads, context);
  log.close();
  tell(outcome, context);
  const { texts, left } = pullOutputs(outcome);
  for (const text of left) log.warning(text);
  setPullOutputs(texts);
  await downloads?.save(lifetime.signal);
}

/** Undefined where nothing can be kept. */
function keptDownloads({ place }: PullInputs, { env, log }: ActionContext): ActionsCacheStore | undefined {
  if (place.source.kind === 'layout') {
    log.notice(`${actionLabel('cache')} has no effect on an image layout, which is on disk already`);
    return undefined;
  }
  const temporary = env['RUNNER_TEMP'];
  if (!temporary) {
    log.warning(
      'RUNNER_TEMP is not set, so that there is no place for what the cache keeps; nothing is restored or saved',
    );
    return undefined;
  }
  return new ActionsCacheStore(join(temporary, 'oci-artifact-pull-cache'), env['GITHUB_WORKSPACE'], log);
}

async function run(
  { place, connection }: PullInputs,
  downloads: ActionsCacheStore | undefined,
  { env, log, masks, lifetime }: ActionContext,
): Promise<PullResult> {
  const told = {
    line: (text: string): void => {
      log.line(text);
    },
    warning: (text: string): void => {
      log.warning(text);
    },
    debug: (text: string): void => {
      log.debug(text);
    },
    hide: masks.add,
  };
  return pullArtifact({
    ...place,
    label: actionLabel,
    connection: withConnectionLogging({ ...connection, env, homedir: homedir() }, told),
    signal: lifetime.signal,
    cache:
      downloads === undefined ? undefined : (root) => downloads.open(pullCacheKeys(root, place), root, lifetime.signal),
    onStaging: (directory) => {
      lifetime.onForcedExit(() => {
        rmSync(directory, { recursive: true, force: true });
        downloads?.removeNow();
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

function tell(outcome: PullResult, { log }: ActionContext): void {
  const { files, skipped } = outcome;
  log.line(
    `pulled ${outcome.reference} into ${outcome.downloadPath} (${formatNumber(files.count, 'file')}, ${formatBytes(outcome.layers.reduce((sum, { size }) => sum + size, 0))} downloaded)`,
  );
  log.line(`  digest     ${outcome.digest}`);
  if (outcome.artifactType !== '') log.line(`  type       ${outcome.artifactType}`);
  if (skipped.length > 0)
    log.warning(
      `${formatNumber(skipped.length, 'layer')} without a title not written: ${skipped
        .slice(0, maxTypesShown)
        .map(({ mediaType }) => mediaType)
        .join(', ')}`,
    );
}
