import { rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { restoreCache, saveCache, type CacheSettings } from '../operations/index.ts';
import { explainFailure, formatBytes, formatNumber, jobSummary, workflowLinks } from '../output/index.ts';
import { formatReference, isOciError, printable, type OciErrorCode, type VerifiedBy } from '../spec/index.ts';
import { connectionOptions, defineCommand, operationOptions, type Outcome, type RunContext } from './command.ts';
import { cacheRepository, entryOptions, restoreOptions, transferOptions } from './job-cache-options.ts';
import { option, type Inputs } from './option.ts';
import { flag } from './option-types.ts';
import { booleanOutput, lineOutput, output, referenceOutput, type Outputs } from './output.ts';
import { registryAccess, registryReadOptions, registryWriteOptions } from './registry-options.ts';
import { summaryOption } from './run-options.ts';
import { readVerification, verifiedByOutput, verifiedLines, verifiedRows, verifyOptions } from './verify-options.ts';

const icon = 'archive';
const failure = { placeInput: 'repository' } as const;

/** The result of a step that restores. */
interface Restored {
  readonly key: string;
  /** Undefined without an entry. */
  readonly matchedKey: string | undefined;
  readonly verifiedBy: readonly VerifiedBy[];
}

const outputs: Outputs<Restored> = {
  'cache-hit': output(
    booleanOutput,
    '`true` for an entry with exactly the key, `false` for an entry with a prefix, empty without an entry.',
    ({ key, matchedKey }) => (matchedKey === undefined ? '' : matchedKey === key),
  ),
  'cache-primary-key': output(lineOutput, 'The input `key`.', ({ key }) => key),
  'cache-matched-key': output(lineOutput, 'Key of the entry; empty without one.', ({ matchedKey }) => matchedKey ?? ''),
  'verified-by': verifiedByOutput,
};

/** The result of a step that saves. */
interface Saved {
  /** Empty after a failure. */
  readonly reference: string;
}

const saveOutputs: Outputs<Saved> = {
  'pinned-reference': output(
    referenceOutput,
    '`registry/repository@sha256:…` of the entry of the key, for cosign. Empty if it could not be saved.',
    ({ reference }) => reference,
  ),
};

const cacheTable = {
  ...entryOptions,
  ...restoreOptions,
  ...verifyOptions,
  'save-always': option({
    type: flag,
    default: false,
    description: 'Save also after a job that failed.',
  }),
  ...registryWriteOptions,
  ...transferOptions,
  ...summaryOption,
} as const;

const restoreTable = {
  ...entryOptions,
  ...restoreOptions,
  ...verifyOptions,
  ...registryReadOptions,
  ...transferOptions,
  ...summaryOption,
} as const;
const saveTable = { ...entryOptions, ...registryWriteOptions, ...transferOptions, ...summaryOption } as const;

/** Restores an entry, and saves it when the job ends. */
export const cacheAction = defineCommand({
  name: 'cache',
  summary: 'restore and save directories in a registry',
  description: 'Restores directories from a registry, and saves them when the job ends.',
  examples: [],
  action: {
    name: 'Cache in an OCI registry',
    description: 'Restores and saves directories between jobs, as actions/cache does, with a registry as the storage',
    icon,
    directory: 'cache',
    post: true,
    postIf: "success() || env.OCI_ARTIFACT_CACHE_SAVE_ALWAYS == 'true'",
  },
  options: cacheTable,
  outputs,
  failure,
  async run(inputs, context) {
    // The post step needs the key of this step, because an expression may have another value when the job ends.
    context.workflow?.cacheSteps?.saveState({ key: inputs.key });
    if (inputs.saveAlways) context.workflow?.cacheSteps?.saveAlways();
    const outcome = await restore(inputs, context);
    context.workflow?.cacheSteps?.saveState({ 'matched-key': outcome.result.matchedKey ?? '' });
    return outcome;
  },
});

/** Only restores an entry. */
export const cacheRestore = defineCommand({
  name: 'cache-restore',
  summary: 'restore directories from a registry',
  description: 'Restores directories from a registry.',
  examples: [],
  action: {
    name: 'Restore a cache from an OCI registry',
    description: 'Restores directories that an earlier job saved in a registry, as actions/cache/restore does',
    icon,
    directory: 'cache/restore',
  },
  options: restoreTable,
  outputs,
  failure,
  run: restore,
});

/** Only saves an entry. */
export const cacheSave = defineCommand({
  name: 'cache-save',
  summary: 'save directories in a registry',
  description: 'Saves directories in a registry.',
  examples: [],
  action: {
    name: 'Save a cache in an OCI registry',
    description: 'Saves directories in a registry for later jobs, as actions/cache/save does',
    icon,
    directory: 'cache/save',
  },
  options: saveTable,
  outputs: saveOutputs,
  failure,
  async run(inputs, context): Promise<Outcome<Saved>> {
    const options = await cacheOptions(inputs, context);
    const name = formatReference(options.repository);
    context.log.phase('Save the cache');
    const saved = await orWarning('save the cache', context, () => saveCache(options));
    if (saved === undefined) return { result: { reference: '' }, lines: [] };
    const { isNew, files, layers, unchangedLayers, sentBytes } = saved;
    const key = printable(inputs.key);
    const line = isNew
      ? `saved ${key} in ${name} (${formatNumber(files, 'file')}, ${formatBytes(sentBytes)} sent, ` +
        `${unchangedLayers} of ${formatNumber(layers, 'layer')} unchanged)`
      : `${name} already has an entry for ${key}, which is not replaced`;
    const reference = formatReference({ ...options.repository, digest: saved.digest });
    const sent = `${formatNumber(layers, 'layer')}, ${unchangedLayers} unchanged, ${formatBytes(sentBytes)} sent`;
    const summary = (warnings: readonly string[]): string =>
      jobSummary({
        title: isNew ? 'Saved in the cache' : 'Already in the cache:',
        object: inputs.key,
        links: workflowLinks(context.env, name),
        rows: [
          ['Repository', name],
          ['Key', inputs.key],
          ['Pinned', reference],
          ['Size', isNew ? `${formatNumber(files, 'file')}, ${sent}` : '', 'plain'],
        ],
        warnings,
      });
    return { result: { reference }, lines: [line], summary };
  },
});

async function restore(inputs: Inputs<typeof restoreTable>, context: RunContext): Promise<Outcome<Restored>> {
  const { log, label } = context;
  const options = await cacheOptions(inputs, context);
  const verify = await readVerification(inputs, label);
  const name = formatReference(options.repository);
  log.phase('Restore the cache');
  const found = await orWarning('restore the cache', context, () =>
    restoreCache({
      ...options,
      restoreKeys: inputs.restoreKeys,
      lookupOnly: inputs.lookupOnly,
      verify,
      onWarning: (text) => {
        log.warning(text);
      },
      onProgress: (done, total) => {
        log.progress({ phase: 'pull', done, total });
      },
    }),
  );
  const verifiedBy = found?.verifiedBy ?? [];
  const result = { key: inputs.key, matchedKey: found?.key, verifiedBy };
  if (found === undefined) {
    const missing = `no cache entry was found for the key ${printable(inputs.key)} in ${name}`;
    const problem = `${missing}, and ${label('fail-on-cache-miss')} is true`;
    return { result, lines: [missing], problem: inputs.failOnCacheMiss ? problem : undefined };
  }
  const done = inputs.lookupOnly ? 'found' : 'restored';
  const line = `${done} the cache entry ${printable(found.key)} in ${name} (${formatBytes(found.size)})`;
  const summary = (warnings: readonly string[]): string =>
    jobSummary({
      title: inputs.lookupOnly ? 'Found in the cache' : 'Restored from the cache',
      object: found.key,
      links: workflowLinks(context.env, ''),
      rows: [
        ['Repository', name],
        ['Key', found.key],
        ['Size', formatBytes(found.size), 'plain'],
        ...verifiedRows(verifiedBy),
      ],
      warnings,
    });
  return {
    result,
    lines: [...verifiedLines(verifiedBy), line],
    summary,
  };
}

async function cacheOptions(
  inputs: Inputs<typeof restoreTable> | Inputs<typeof saveTable>,
  context: RunContext,
): Promise<CacheSettings> {
  const { env, label } = context;
  const access = await registryAccess(inputs, label);
  const { registry, repository } = cacheRepository(inputs.repository, context);
  context.describeFailure(() => ({ ...failure, registry, plainHttp: access.plainHttp }));
  return {
    ...operationOptions(context),
    repository: { registry, repository },
    paths: inputs.path,
    key: inputs.key,
    workspace: env['GITHUB_WORKSPACE'] ?? process.cwd(),
    home: homedir(),
    temporary: env['RUNNER_TEMP'] ?? tmpdir(),
    crossOs: inputs.enableCrossOsArchive,
    concurrency: inputs.concurrency,
    connection: connectionOptions(access, context),
    onStaging: (directory) => {
      context.onForcedExit(() => {
        rmSync(directory, { recursive: true, force: true });
      });
    },
  };
}

/**
 * Runs a part of the cache, whose failure is a warning: a job also succeeds without a cache. Wrong inputs, a failed
 * verification and a cancelled job are errors.
 */
async function orWarning<T>(what: string, context: RunContext, work: () => Promise<T>): Promise<T | undefined> {
  const { log, label, signal } = context;
  try {
    return await work();
  } catch (error) {
    const isCancelled = signal.aborted && isOciError(signal.reason, 'ABORTED');
    if (isCancelled || isOciError(error, ...errorCodes)) throw error;
    log.warning(`cannot ${what}: ${explainFailure(error, { label, ...failure, timedOut: signal.aborted })}`);
    return undefined;
  }
}

const errorCodes: readonly OciErrorCode[] = ['INPUT_INVALID', 'REFERENCE_INVALID', 'VERIFICATION_FAILED'];
