import { isTagPattern, type LocatedItem } from '../operations/index.ts';
import { formatLocation, inputError, printable, type InputLabel, type Location } from '../spec/index.ts';
import { readSmallFile } from './index-sources.ts';
import { readLocation } from './location-options.ts';
import type { OptionType, ReadContext } from './option.ts';
import type { RegistryAccess } from './registry-options.ts';

/** A file with a source and a target on each line. */
export interface CopyList {
  readonly kind: 'list';
  readonly path: string;
}

/** Size limit of a list, bytes. */
const maxListBytes = 4 * 1024 * 1024;

/** A location, with a pattern of tags or without; or `@path` for a list. */
export const copySource: OptionType<Location | CopyList> = {
  kind: 'value',
  placeholder: 'reference',
  isPath: true,
  empty: undefined,
  parse: (raw, subject, { notice }) => {
    const text = String(raw);
    if (!text.startsWith('@')) return readLocation(text, subject, { acceptPattern: true }, notice);
    if (text === '@') throw inputError(subject, text, 'names no file; write @list.txt');
    return { kind: 'list', path: text.slice(1) };
  },
};

interface CopyItemsInputs {
  readonly source: Location | CopyList;
  readonly target: Location | undefined;
  readonly tags: readonly string[];
  readonly allTags: boolean;
}

/**
 * Reads the copies of a run, and all lines of a list.
 *
 * @returns `isBulk`: the number of copies depends on a list or on the tags of the source
 * @throws OciError `INPUT_INVALID`
 */
export async function readCopyItems(
  inputs: CopyItemsInputs,
  context: ReadContext,
): Promise<{ readonly items: readonly [LocatedItem, ...LocatedItem[]]; readonly isBulk: boolean }> {
  const { source, target, tags, allTags } = inputs;
  const { label } = context;
  if (source.kind === 'list') {
    const given = [target && 'target', tags.length > 0 && 'tags', allTags && 'all-tags'].find(Boolean);
    if (given)
      throw inputError(
        label(given),
        undefined,
        `it cannot be combined with a list; write each target in ${source.path}`,
      );
    return { items: await readList(source.path, context), isBulk: true };
  }
  if (target === undefined)
    throw inputError(
      label('target'),
      undefined,
      'it is missing; write registry/repository:tag, or ./path:tag for an image layout',
    );
  const isBulk = allTags || hasPattern(source);
  if (allTags && (source.tag !== undefined || source.digest !== undefined))
    throw inputError(
      label('source'),
      formatLocation(source),
      `names a manifest, but ${label('all-tags')} copies all tags`,
    );
  if (isBulk) checkBulkTarget(target, label('target'));
  if (isBulk && tags.length > 0)
    throw inputError(label('tags'), undefined, 'it cannot be combined with several tags of the source; omit it');
  return { items: [{ source, target }], isBulk };
}

function hasPattern({ tag }: Location): boolean {
  return tag !== undefined && isTagPattern(tag);
}

function checkBulkTarget(target: Location, subject: string): void {
  if (target.tag === undefined && target.digest === undefined) return;
  throw inputError(
    subject,
    formatLocation(target),
    'names one manifest, but several tags are copied; give only the repository',
  );
}

async function readList(
  path: string,
  { label, notice }: ReadContext,
): Promise<readonly [LocatedItem, ...LocatedItem[]]> {
  const subject = label('source');
  const shown = printable(path, 300);
  const items: LocatedItem[] = [];
  for (const [index, line] of (await readSmallFile(path, subject, maxListBytes)).split(/\r?\n/).entries()) {
    const name = `${subject}, file ${shown}, line ${index + 1}`;
    const words = line
      .replace(/(?:^|\s)#.*$/, '')
      .trim()
      .split(/\s+/);
    const [source = '', target, ...others] = words;
    if (source === '') continue;
    if (target === undefined || others.length > 0)
      throw inputError(
        name,
        undefined,
        `it has ${words.length} ${words.length === 1 ? 'word' : 'words'}; write a source and a target, separated by a space`,
      );
    const item = {
      source: readLocation(source, name, { acceptPattern: true }, notice),
      target: readLocation(target, name, {}, notice),
      name,
    };
    if (hasPattern(item.source)) checkBulkTarget(item.target, name);
    items.push(item);
  }
  const [first, ...others] = items;
  if (first === undefined) throw inputError(subject, shown, 'has no lines; write a source and a target on each line');
  return [first, ...others];
}

/**
 * Explicit credentials are for one registry.
 *
 * @throws OciError `INPUT_INVALID` for credentials that several registries of a list would get
 */
export function checkCredentials(
  items: readonly LocatedItem[],
  side: 'source' | 'target',
  access: RegistryAccess,
  label: InputLabel,
): void {
  if (access.username === undefined) return;
  const hosts = new Set(items.flatMap(({ [side]: each }) => (each.kind === 'registry' ? [each.registry] : [])));
  if (hosts.size < 2) return;
  throw inputError(
    label('username'),
    undefined,
    `it is for one registry, but the list names ${[...hosts].slice(0, 3).join(', ')}; log in to each registry instead`,
  );
}
