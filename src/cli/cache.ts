import { ArtifactCache, type CacheEntry } from '../cache/index.ts';
import { byteSize } from '../commands/index.ts';
import { formatBytes, formatNumber, shortDigest } from '../output/index.ts';
import { isOciError, OciError, printable } from '../spec/index.ts';
import type { Command, CommandContext } from './command.ts';
import { cliLabel, flagOf, parseCommand, textOf } from './options.ts';

/** `oci-artifact cache <verb> <directory>`: looks after a cache of artifacts. */
export const cacheCommand: Command = async (args, context) => {
  const [verb = '', ...rest] = args;
  if (!isVerb(verb)) {
    const what = verb === '' ? 'a verb is missing' : `"${printable(verb, 100)}" is not a verb`;
    throw new OciError(
      'INPUT_INVALID',
      `${what}; write cache list, cache clean or cache verify; see "oci-artifact cache --help"`,
      { detail: { input: 'cache' } },
    );
  }
  await verbs[verb](rest, context);
};

type Verb = 'list' | 'clean' | 'verify';

const verbs: Readonly<Record<Verb, Command>> = { list, clean, verify };
const json = { json: { type: 'boolean' } } as const;

async function list(args: readonly string[], context: CommandContext): Promise<void> {
  const parsed = parseCommand('cache', args, json, ['directory']);
  const { terminal, signal } = context;
  const entries = await (await open(parsed.positionals[0], context)).list({ signal });
  if (flagOf(parsed, 'json')) {
    terminal.out(JSON.stringify({ count: entries.length, bytes: bytesOf(entries), entries: entries.map(entryJson) }));
    return;
  }
  for (const entry of entries) terminal.out(entryLine(entry));
  terminal.out(total('', entries));
}

async function clean(args: readonly string[], context: CommandContext): Promise<void> {
  const parsed = parseCommand('cache', args, { ...json, 'max-size': { type: 'string' } }, ['directory']);
  const { terminal, signal } = context;
  const limit = textOf(parsed, 'max-size');
  const maxBytes = limit === undefined ? undefined : byteSize(cliLabel('max-size'), limit);
  const cache = await open(parsed.positionals[0], context);
  const removed = await (maxBytes === undefined ? cache.clean({ signal }) : cache.trim(maxBytes, { signal }));
  if (flagOf(parsed, 'json'))
    terminal.out(JSON.stringify({ count: removed.length, bytes: bytesOf(removed), removed: removed.map(entryJson) }));
  else terminal.out(total('removed ', removed));
}

async function verify(args: readonly string[], context: CommandContext): Promise<void> {
  const parsed = parseCommand('cache', args, json, ['directory']);
  const { terminal, signal } = context;
  const cache = await open(parsed.positionals[0], context);
  const damaged = await cache.verify({ signal });
  const rest = await cache.list({ signal });
  if (flagOf(parsed, 'json'))
    terminal.out(JSON.stringify({ count: rest.length, bytes: bytesOf(rest), damaged: damaged.map(entryJson) }));
  else {
    for (const entry of damaged) terminal.out(`damaged  ${entryLine(entry)}`);
    terminal.out(total('whole: ', rest));
  }
  if (damaged.length > 0)
    terminal.fail(
      `${formatNumber(damaged.length, 'blob')} in ${printable(cache.path)} did not hash to the name and ${damaged.length === 1 ? 'is' : 'are'} removed, to be fetched again when asked for`,
    );
}

async function open(directory: string | undefined, { signal, terminal }: CommandContext): Promise<ArtifactCache> {
  if (directory === undefined || directory === '')
    throw new OciError('INPUT_INVALID', '<directory> is empty; give the directory of a cache', {
      detail: { input: 'directory' },
    });
  try {
    return await ArtifactCache.open(directory, { create: false, onWarning: terminal.warning, signal });
  } catch (error) {
    // Nothing here has to do with a registry.
    if (isOciError(error, 'NOT_FOUND'))
      throw new OciError('INPUT_INVALID', error.message, { detail: { input: 'directory' }, cause: error });
    throw error;
  }
}

function entryJson({
  digest,
  size,
  usedAt,
  mediaType,
  title,
  repositories,
}: CacheEntry): Readonly<Record<string, unknown>> {
  return { digest, size, 'used-at': new Date(usedAt).toISOString(), 'media-type': mediaType, title, repositories };
}

function entryLine({ digest, size, usedAt, mediaType, title, repositories }: CacheEntry): string {
  const what =
    repositories.length > 0
      ? repositories.join(', ')
      : [mediaType, title].filter((word) => word !== undefined).join(' ');
  return `${shortDigest(digest)}  ${formatBytes(size).padStart(10)}  ${new Date(usedAt).toISOString()}  ${printable(what, 300)}`.trimEnd();
}

function total(verb: string, entries: readonly CacheEntry[]): string {
  return `${verb}${formatNumber(entries.length, 'blob')}, ${formatBytes(bytesOf(entries))}`;
}

function bytesOf(entries: readonly CacheEntry[]): number {
  return entries.reduce((sum, { size }) => sum + size, 0);
}

function isVerb(text: string): text is Verb {
  return Object.hasOwn(verbs, text);
}
