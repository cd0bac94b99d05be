import { guardedHook } from '../concurrency/index.ts';
import { manifestLocation } from '../connect/index.ts';
import {
  asLocation,
  checkNumbers,
  formatLocation,
  inputError,
  isOciError,
  messageOf,
  OciError,
  plainLabel,
  printable,
  referenceOf,
  repositoryOf,
  throwIfAborted,
  type CopyResult,
  type InputLabel,
  type Location,
} from '../spec/index.ts';
import { CopyError, onSide } from '../transfer/index.ts';
import type { PolicyVerifier, VerifiedArtifact } from '../verification/index.ts';
import { copyBetween, tagsOfCopy, verifySource, type CopyOptions } from './copy.ts';
import { CopyRepositories } from './copy-repositories.ts';
import { isTagPattern, tagsToCopy } from './matching-tags.ts';
import { observed } from './observed.ts';
import { verifierOf } from './verify-location.ts';

/** One of several copies. */
export interface CopyItem {
  /**
   * Its tag may be a pattern with `*` and `?`, for all matching tags. A text is read as by {@link parseLocation}.
   */
  readonly source: Location | string;
  readonly target: Location | string;
  /** Names the item in errors, such as a line of a file. @default no name */
  readonly name?: string | undefined;
}

/** Options of {@link copyAll}. */
export interface CopyAllOptions extends Omit<CopyOptions, 'source' | 'target' | 'tags' | 'additionalTags'> {
  readonly items: readonly CopyItem[];
  /** Copies all tags of the sources, which then have no tag. @default false */
  readonly allTags?: boolean | undefined;
  /** Called after each copy. */
  readonly onCopied?: ((result: CopyResult) => void) | undefined;
  /** Names options in error messages. @default their names */
  readonly label?: InputLabel | undefined;
}

/** A {@link CopyItem} with parsed locations. */
export interface LocatedItem extends CopyItem {
  readonly source: Location;
  readonly target: Location;
}

/** An error of {@link copyAll}. Its cause is the error of the copy that failed. */
export class CopyAllError extends OciError {
  override readonly name: string = 'CopyAllError';
  /** The results of the copies before the failure. */
  readonly copies: readonly CopyResult[];
  readonly item: LocatedItem;

  constructor(item: LocatedItem, copies: readonly CopyResult[], total: number, cause: unknown) {
    const known = isOciError(cause) ? cause : undefined;
    const names = [item.source, item.target].map((location) => printable(formatLocation(location), 300));
    const counted = total === 1 ? '' : ` (${copies.length} of ${total} were copied before)`;
    super(
      known?.code ?? 'UNKNOWN',
      `${item.name === undefined ? '' : `${item.name}: `}cannot copy ${names.join(' to ')}${counted}: ${messageOf(reasonOf(cause))}`,
      { cause, status: known?.status, detail: known?.detail, reason: known?.reason },
    );
    this.copies = copies;
    this.item = item;
  }
}

/** The error of the repository, without the name of the operation. */
function reasonOf(error: unknown): unknown {
  let inner = error;
  while (inner instanceof CopyError && isOciError(inner.cause)) inner = inner.cause;
  return inner;
}

/**
 * Copies several artifacts, one after the other, and stops at the first failure. All sources are looked up, and with
 * `verify` verified, before anything is written.
 *
 * @returns the results in the order of the copies, at least one
 * @throws OciError `INPUT_INVALID` for a pattern that matches no tag, and for two copies to one tag
 * @throws CopyAllError for a source that does not exist, and for a failed copy
 */
export async function copyAll(given: CopyAllOptions): Promise<readonly [CopyResult, ...CopyResult[]]> {
  checkNumbers(given, { concurrency: 1 });
  const options = { ...observed(given), onCopied: guardedHook('onCopied', given.onCopied) };
  const items = given.items.map((item) => ({
    ...item,
    source: asLocation(item.source),
    target: asLocation(item.target),
  }));
  await using repositories = new CopyRepositories(options);
  const expanded: LocatedItem[] = [];
  for (const item of items) expanded.push(...(await expand(repositories, item, options)));
  checkTargets(expanded, options);
  const verified = new Map<LocatedItem, VerifiedArtifact | undefined>();
  const verifier = verifierOf(options.verify);
  for (const item of expanded) verified.set(item, await verifyItem(repositories, item, verifier, options));
  const results: CopyResult[] = [];
  for (const item of expanded) {
    try {
      const { source, target } = item;
      const result = await copyBetween(repositories, { ...options, source, target }, verified.get(item));
      results.push(result);
      options.onCopied?.(result);
    } catch (error) {
      throwIfAborted(options.signal);
      throw new CopyAllError(item, results, expanded.length, error);
    }
  }
  const [first, ...others] = results;
  if (first === undefined) throw new TypeError('there is at least one copy');
  return [first, ...others];
}

async function expand(
  repositories: CopyRepositories,
  item: LocatedItem,
  { allTags = false, signal, label = plainLabel, items }: CopyAllOptions,
): Promise<readonly LocatedItem[]> {
  const { source, target, name } = item;
  const pattern = source.tag !== undefined && isTagPattern(source.tag) ? source.tag : undefined;
  let tags: readonly string[];
  try {
    const repository = await repositories.source(source);
    if (!allTags && pattern === undefined) {
      const found = await onSide('Resolve', 'source', () => manifestLocation(repository, source, { signal }));
      await onSide('Resolve', 'source', () => repository.resolve(referenceOf(found), { signal }));
      return [item];
    }
    tags = await onSide('Resolve', 'source', () => tagsToCopy(repository, pattern, { signal }));
  } catch (error) {
    throwIfAborted(signal);
    throw new CopyAllError(item, [], items.length, error);
  }
  if (tags.length === 0)
    throw inputError(
      name ?? label('source'),
      formatLocation(source),
      pattern === undefined ? 'has no tags to copy' : 'matches no tag',
    );
  return tags.map((tag) => ({ source: { ...repositoryOf(source), tag }, target, name }));
}

async function verifyItem(
  repositories: CopyRepositories,
  item: LocatedItem,
  verifier: PolicyVerifier | undefined,
  { signal, items }: CopyAllOptions,
): Promise<VerifiedArtifact | undefined> {
  try {
    return await verifySource(repositories, item.source, verifier, { signal });
  } catch (error) {
    throwIfAborted(signal);
    throw new CopyAllError(item, [], items.length, error);
  }
}

/** @throws OciError `INPUT_INVALID` for a tag that two copies would write */
function checkTargets(items: readonly LocatedItem[], options: CopyAllOptions): void {
  const written = new Map<string, LocatedItem>();
  for (const item of items) {
    const tags = tagsOfCopy({ ...options, ...item }, item.source);
    for (const key of tags.map((tag) => formatLocation({ ...repositoryOf(item.target), tag }))) {
      const other = written.get(key);
      if (other !== undefined)
        throw inputError(
          item.name ?? (options.label ?? plainLabel)('source'),
          key,
          `is also the target of ${other.name ?? formatLocation(other.source)}; give each tag once`,
        );
      written.set(key, item);
    }
  }
}
