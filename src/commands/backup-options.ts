import type { CopyAllOptions, LocatedItem } from '../operations/index.ts';
import { formatBytes, formatNumber } from '../output/index.ts';
import { inputError, repositoryOf, type CopyResult, type InputLabel, type Location } from '../spec/index.ts';
import { operationOptions, type RunContext } from './command.ts';
import { bareTag } from './location-options.ts';
import { option } from './option.ts';
import { flag, words } from './option-types.ts';
import { digestsOutput, linesOutput, numberOutput, output, type Outputs } from './output.ts';
import { concurrency, resultOptions, runOptions } from './run-options.ts';

/** Options of both directions. */
export const backupOptions = {
  tags: option({
    type: words('tag'),
    defaultText: 'all tags',
    description: 'Tags to copy. Without them, all tags are copied.',
    cliDescription: 'Copy only this tag.',
  }),
  referrers: option({
    type: flag,
    default: true,
    description: 'Leave out referrers and the tags of cosign.',
  }),
  ...runOptions,
  concurrency: concurrency(4, 'blobs and manifests that are copied'),
  ...resultOptions,
} as const;

/** The artifacts that were copied. */
export interface BackupResult {
  readonly copies: readonly CopyResult[];
  /** Their references at the target. */
  readonly references: readonly string[];
}

export const backupOutputs: Outputs<BackupResult> = {
  references: output(linesOutput, 'References of the copies, one per line.', ({ references }) => references),
  digests: output(digestsOutput, 'Their digests, one per line.', ({ copies }) => copies.map(({ digest }) => digest)),
  'copied-bytes': output(numberOutput, 'Bytes that were transferred.', ({ copies }) => bytesOf(copies)),
};

/**
 * The copies of the named tags, or of all.
 *
 * @param tagged the one of both locations whose tag is one of the named tags
 * @throws OciError `INPUT_INVALID`
 */
export function itemsOf(
  source: Location,
  target: Location,
  tagged: Location,
  names: readonly string[],
  label: InputLabel,
): Pick<CopyAllOptions, 'allTags'> & { readonly items: readonly LocatedItem[] } {
  if (tagged.digest !== undefined)
    throw inputError(label('tags'), tagged.digest, 'is a digest, but a backup consists of tags; omit it');
  const tags = new Set([
    ...(tagged.tag === undefined ? [] : [tagged.tag]),
    ...names.map((tag) => bareTag(label('tags'), tag)),
  ]);
  const [from, to] = [repositoryOf(source), repositoryOf(target)];
  const named = [...tags].map((tag) => ({ source: withTag(from, tag), target: to }));
  return tags.size === 0 ? { items: [{ source: from, target: to }], allTags: true } : { items: named, allTags: false };
}

function withTag(home: Location, tag: string): Location {
  return { ...home, tag };
}

/** The events of the copies, and a line for each. @param isLocal whether the target is an image layout */
export function copyEvents(
  context: RunContext,
  isLocal = false,
): Pick<CopyAllOptions, 'onCopied' | 'onEvent' | 'signal' | 'label'> {
  return {
    ...operationOptions(context, isLocal),
    onCopied: ({ source, digest }) => {
      context.log.line(`copied ${source} (${digest})`);
    },
  };
}

/** One sentence about the copies. */
export function copiesText(copies: readonly CopyResult[]): string {
  const companions = copies.reduce((sum, copy) => sum + copy.companions, 0);
  const more = companions === 0 ? '' : ` with ${formatNumber(companions, 'referrer')}`;
  return `${formatNumber(copies.length, 'tag')}${more}, ${formatBytes(bytesOf(copies))}`;
}

function bytesOf(copies: readonly CopyResult[]): number {
  return copies.reduce((sum, { copiedBytes }) => sum + copiedBytes, 0);
}
