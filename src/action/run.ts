import { homedir } from 'node:os';
import * as core from '@actions/core';
import type { ConnectOptions } from '../connect/index.ts';
import {
  reserveOutputDirectory,
  readPublishInputs,
  withConnectionLogging,
  type OutputPlace,
  type PublishInputs,
} from '../commands/index.ts';
import { explainFailure, jobSummary, reportEvent, outcomeLines, type Printer } from '../output/index.ts';
import { formatLocation, messageOf, type PublishResult } from '../spec/index.ts';
import { actionLabel, rawInputs } from './inputs.ts';
import type { LayersBetweenJobs } from './layer-cache.ts';
import type { Lifetime } from './lifetime.ts';
import type { ActionLog } from './log.ts';
import type { Masks } from './masks.ts';
import { setOutputs } from './outputs.ts';
import { packingCachePlace } from './packing-cache-place.ts';
import { registerArtifact } from './register-artifact.ts';
import { writeDockerEntry } from './docker-entry.ts';
import { publish } from '../operations/index.ts';

export interface ActionContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly printer: Printer;
  readonly log: ActionLog;
  readonly masks: Masks;
  readonly lifetime: Lifetime;
}

/** Inputs → publish → outputs, summary and log. What a failed run made is gone when this throws. */
export async function pushAction(context: ActionContext): Promise<void> {
  const { env, log, masks, lifetime } = context;
  lifetime.explainWith((error) => explainFailure(error, { label: actionLabel, directoryInput: 'source-dir' }));
  const inputs = await readPublishInputs(rawInputs(masks.add), {
    env,
    label: actionLabel,
    notice: (text) => {
      log.notice(text);
    },
  });
  lifetime.limit(inputs.timeoutMs);
  const { target } = inputs.plan;
  const output = await reserveOutputDirectory(target, inputs.outputDir, env['RUNNER_TEMP']);
  // It brings more than all the rest.
  const kept = inputs.cache ? (await import('./layer-cache.ts')).layersBetweenJobs(context) : undefined;
  lifetime.whenCutShort(() => {
    output.undoNow();
    kept?.cache.removeNow();
  });
  lifetime.explainWith((error, timedOut) =>
    explainFailure(error, {
      label: actionLabel,
      directoryInput: 'source-dir',
      registry: target.kind === 'registry' ? target.registry : undefined,
      plainHttp: inputs.connection.plainHttp,
      isOutput: output.holds,
      timedOut,
    }),
  );
  try {
    const result = await run(inputs, output, kept, context);
    setOutputs(result);
    if (inputs.registerArtifact) await registerArtifact(result, context);
    log.close();
    const inRegistry = target.kind === 'registry' && inputs.plan.push;
    for (const line of outcomeLines(result, inRegistry)) log.line(line);
    if (inputs.summary) await writeSummary(result, inRegistry, inputs, context);
    await kept?.cache.save(lifetime.signal);
  } catch (error) {
    await output.undo();
    kept?.cache.removeNow();
    throw error;
  }
}

async function run(
  inputs: PublishInputs,
  output: OutputPlace,
  kept: LayersBetweenJobs | undefined,
  context: ActionContext,
): Promise<PublishResult> {
  const { log, lifetime } = context;
  // With a level, or zstd, the layer's digest depends on them.
  log.line(
    `node ${process.versions.node}, zlib ${process.versions.zlib}; ${inputs.plan.sourceDir} → ${formatLocation(inputs.plan.target)}`,
  );
  return publish({
    ...inputs.plan,
    label: actionLabel,
    outputDir: output.outputDir,
    packingCache: inputs.cache ? { directory: packingCachePlace(context.env) } : undefined,
    keptLayers: kept,
    connection: connection(inputs, context),
    signal: lifetime.signal,
    afterPush: inputs.writeDockerConfig ? (connection) => writeDockerEntry(connection, context) : undefined,
    onEvent: (event) => {
      reportEvent(event, log);
    },
  });
}

function connection(inputs: PublishInputs, context: ActionContext): ConnectOptions {
  const { env, log, masks } = context;
  return withConnectionLogging(
    { ...inputs.connection, env, homedir: homedir() },
    {
      line: (text) => {
        log.line(text);
      },
      warning: (text) => {
        log.warning(text);
      },
      debug: (text) => {
        log.debug(text);
      },
      hide: masks.add,
    },
  );
}

async function writeSummary(
  result: PublishResult,
  inRegistry: boolean,
  inputs: PublishInputs,
  context: ActionContext,
): Promise<void> {
  const { env, log } = context;
  // Absent where nobody reads it: very old runners, and programs that imitate one.
  if (!env['GITHUB_STEP_SUMMARY']) return;
  const repository = env['GITHUB_REPOSITORY'];
  const markdown = jobSummary(result, {
    inRegistry,
    plainHttp: inputs.connection.plainHttp === true,
    repositoryUrl: repository ? `${env['GITHUB_SERVER_URL'] || 'https://github.com'}/${repository}` : undefined,
    warnings: log.warnings,
  });
  try {
    await core.summary.addRaw(markdown, true).write();
  } catch (error) {
    log.warning(`the job summary could not be written: ${messageOf(error)}`);
  }
}
