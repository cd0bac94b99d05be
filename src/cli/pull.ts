import { homedir } from 'node:os';
import { text as readText } from 'node:stream/consumers';
import type { ParseArgsOptionsConfig } from 'node:util';
import type { ArtifactCache } from '../cache/index.ts';
import {
  pullInputNames,
  pullJson,
  readPullInputs,
  withConnectionLogging,
  type PullInputName,
  type RawPullInputs,
} from '../commands/index.ts';
import { formatBytes, formatNumber, shortDigest } from '../output/index.ts';
import { printable, type PullResult } from '../spec/index.ts';
import { cacheFlags, openCache } from './cache-flags.ts';
import type { Command, CommandContext } from './command.ts';
import { cliLabel, flagOf, parseCommand, type ParsedCommand } from './options.ts';
import { anySignal } from '../concurrency/index.ts';
import { pullArtifact } from '../operations/index.ts';

const booleanInputs: ReadonlySet<PullInputName> = new Set([
  'overwrite',
  'preserve-permissions',
  'plain-http',
  'insecure-tls',
]);
const listInputs: ReadonlySet<PullInputName> = new Set(['include', 'token-hosts']);
const flagInputs: readonly PullInputName[] = pullInputNames.filter((name) => name !== 'reference');
/** Media types told of layers that were not written. */
const maxTypesShown = 5;

const options: ParseArgsOptionsConfig = {
  ...Object.fromEntries(
    flagInputs.map(
      (name) =>
        [
          flagName(name),
          { type: booleanInputs.has(name) ? 'boolean' : 'string', multiple: listInputs.has(name) },
        ] as const,
    ),
  ),
  'output-dir': { type: 'string', short: 'o' },
  ...cacheFlags,
  'password-stdin': { type: 'boolean' },
  json: { type: 'boolean' },
};

/** `oci-artifact pull <reference>`: fetches an artifact and unpacks it. */
export const pullCommand: Command = async (args, context) => {
  const parsed = parseCommand('pull', args, options, ['reference']);
  const cache = await openCache(parsed, context);
  const outcome = await pullDirectory(await rawInputs(parsed), context, cache);
  const { files, pinnedReference, reference, digest, downloadPath } = outcome;
  const what = pinnedReference === '' ? `${reference} (${digest})` : pinnedReference;
  if (flagOf(parsed, 'json')) context.terminal.out(pullJson(outcome));
  else
    context.terminal.out(
      `pulled ${what} into ${printable(downloadPath)} (${formatNumber(files.count, 'file')}, ${formatBytes(outcome.layers.reduce((sum, { size }) => sum + size, 0))} downloaded)`,
    );
};

/** Pulls as the inputs say, through a cache when there is one. */
export async function pullDirectory(
  raw: RawPullInputs,
  context: CommandContext,
  cache?: ArtifactCache,
): Promise<PullResult> {
  const { terminal, env } = context;
  const { place, connection, timeoutMs } = await readPullInputs(raw, { label: cliLabel, notice: terminal.notice });
  const limit = timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs);
  try {
    const outcome = await pullArtifact({
      ...place,
      label: cliLabel,
      cache: cache === undefined ? undefined : () => Promise.resolve(cache),
      connection: withConnectionLogging({ ...connection, env, homedir: homedir() }, terminal),
      signal: anySignal(context.signal, limit),
      onProgress: (done, total) => {
        terminal.progress({ phase: 'pull', done, total });
      },
      onLayer: ({ digest, size }, path) => {
        terminal.line(`${shortDigest(digest)} (${formatBytes(size)}) → ${path}`);
      },
    });
    const { skipped } = outcome;
    if (skipped.length > 0)
      terminal.warning(
        `${formatNumber(skipped.length, 'layer')} without a title not written: ${skipped
          .slice(0, maxTypesShown)
          .map(({ mediaType }) => mediaType)
          .join(', ')}`,
      );
    return outcome;
  } catch (error) {
    context.describe({
      registry: place.source.kind === 'registry' ? place.source.registry : undefined,
      plainHttp: connection.plainHttp,
      placeInput: 'reference',
      directoryInput: 'output-dir',
      timedOut: limit?.aborted === true,
    });
    throw error;
  } finally {
    terminal.phase('');
  }
}

async function rawInputs(parsed: ParsedCommand): Promise<RawPullInputs> {
  const raw: Partial<Record<PullInputName, string | readonly string[]>> = {};
  for (const name of flagInputs) {
    const value = parsed.values[flagName(name)];
    if (value !== undefined) raw[name] = Array.isArray(value) ? value.map(String) : String(value);
  }
  // Not on the command line, where every user of the machine can read it.
  if (flagOf(parsed, 'password-stdin')) raw.password = (await readText(process.stdin)).replace(/\r?\n$/, '');
  return { ...raw, reference: parsed.positionals[0] ?? '' };
}

function flagName(name: PullInputName): string {
  return cliLabel(name).slice(2);
}
