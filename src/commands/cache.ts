import { ArtifactCache, type CacheEntry } from '../artifact-cache/index.ts';
import { formatBytes, formatNumber, shortDigest } from '../output/index.ts';
import { inputError, isOciError, printable } from '../spec/index.ts';
import { defineCommand, type CommandGroup, type RunContext } from './command.ts';
import { option } from './option.ts';
import { path, size } from './option-types.ts';
import { jsonOutput, numberOutput, output, type Output } from './output.ts';
import { resultOptions } from './run-options.ts';

const directory = option({
  type: path,
  positional: 'directory',
  required: 'give the directory of a cache',
  description: 'Directory of a cache that "pull --cache" or "push --cache" created.',
});

/** The entries that a command reports. */
interface CacheReport {
  readonly entries: readonly CacheEntry[];
  readonly damaged: readonly CacheEntry[];
}

const count: Output<CacheReport> = output(numberOutput, 'Number of blobs.', ({ entries }) => entries.length);
const bytes: Output<CacheReport> = output(numberOutput, 'Bytes of the blobs.', ({ entries }) => bytesOf(entries));
const entriesOutput = (description: string): Output<CacheReport> =>
  output(jsonOutput, description, ({ entries }) => entries.map(entryJson));

const list = defineCommand({
  name: 'cache list',
  summary: 'list the content',
  description: 'Lists the content of a cache, the most recently used first.',
  examples: [{ comment: 'List a cache', line: 'cache list ~/.cache/artifacts' }],
  options: { directory, ...resultOptions },
  outputs: { count, bytes, entries: entriesOutput('The blobs.') },
  async run(inputs, context) {
    const cache = await open(inputs.directory, context);
    const entries = await cache.list({ signal: context.signal });
    return { result: { entries, damaged: [] }, lines: [...entries.map(entryLine), total('', entries)] };
  },
});

const clean = defineCommand({
  name: 'cache clean',
  summary: 'evict content',
  description: 'Evicts all content, or the least recently used content above --max-size.',
  examples: [{ comment: 'Keep the most recent 5 GiB', line: 'cache clean ~/.cache/artifacts --max-size 5GiB' }],
  options: {
    directory,
    'max-size': option({ type: size, description: 'Size of the content to keep, such as 5GiB.' }),
    ...resultOptions,
  },
  outputs: { count, bytes, removed: entriesOutput('The evicted blobs.') },
  async run(inputs, context) {
    const { signal } = context;
    const cache = await open(inputs.directory, context);
    const removed = await (inputs.maxSize === undefined
      ? cache.clean({ signal })
      : cache.trim(inputs.maxSize, { signal }));
    return { result: { entries: removed, damaged: [] }, lines: [total('removed ', removed)] };
  },
});

const verify = defineCommand({
  name: 'cache verify',
  summary: 'hash all content, and remove damaged blobs',
  description: 'Hashes all content and removes damaged blobs. The exit code is 1 if there were any.',
  examples: [{ comment: 'Verify a cache', line: 'cache verify ~/.cache/artifacts' }],
  options: { directory, ...resultOptions },
  outputs: {
    count,
    bytes,
    damaged: output(jsonOutput, 'The removed blobs.', ({ damaged }: CacheReport) => damaged.map(entryJson)),
  },
  async run(inputs, context) {
    const { signal } = context;
    const cache = await open(inputs.directory, context);
    const damaged = await cache.verify({ signal });
    const entries = await cache.list({ signal });
    const removed = `${formatNumber(damaged.length, 'damaged blob')} removed from ${printable(cache.path)}`;
    return {
      result: { entries, damaged },
      lines: [...damaged.map((entry) => `damaged  ${entryLine(entry)}`), total('intact: ', entries)],
      problem: damaged.length === 0 ? undefined : `${removed}; the next pull fetches the content again`,
    };
  },
});

/** Maintains a cache of artifacts. */
export const cache: CommandGroup = {
  name: 'cache',
  summary: 'list, clean and verify a cache of artifacts',
  description: 'Maintains a cache of artifacts. Other processes may use it at the same time.',
  commands: { list, clean, verify },
};

async function open(path: string, { label, log, signal }: RunContext): Promise<ArtifactCache> {
  try {
    return await ArtifactCache.open(path, {
      create: false,
      onWarning: (text) => {
        log.warning(text);
      },
      signal,
    });
  } catch (error) {
    if (isOciError(error, 'NOT_FOUND')) throw inputError(label('directory'), undefined, error.message, error);
    throw error;
  }
}

function entryJson(entry: CacheEntry): Readonly<Record<string, unknown>> {
  const { digest, size, usedAt, mediaType, title, repositories } = entry;
  return { digest, size, 'used-at': new Date(usedAt).toISOString(), 'media-type': mediaType, title, repositories };
}

function entryLine({ digest, size, usedAt, mediaType, title, repositories }: CacheEntry): string {
  const name =
    repositories.length > 0
      ? repositories.join(', ')
      : [mediaType, title].filter((word) => word !== undefined).join(' ');
  const used = new Date(usedAt).toISOString();
  return `${shortDigest(digest)}  ${formatBytes(size).padStart(10)}  ${used}  ${printable(name, 300)}`.trimEnd();
}

function total(prefix: string, entries: readonly CacheEntry[]): string {
  return `${prefix}${formatNumber(entries.length, 'blob')}, ${formatBytes(bytesOf(entries))}`;
}

function bytesOf(entries: readonly CacheEntry[]): number {
  return entries.reduce((sum, { size }) => sum + size, 0);
}
