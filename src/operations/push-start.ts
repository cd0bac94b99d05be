import { anySignal, untilAborted } from '../concurrency/index.ts';
import type { RepositoryConnection } from '../connect/index.ts';
import type { CallOptions } from '../registry/index.ts';
import { emptyDescriptor, isNotFound, isOciError, throwIfAborted, type Descriptor } from '../spec/index.ts';
import {
  findTags,
  isUnreadableTag,
  type ConfigLookup,
  type ExistingTags,
  type IfTagExists,
  type TagLookup,
} from '../transfer/index.ts';
import type { Destination } from './destination.ts';

/** Time limit of the access check, milliseconds. It is short, because the check is optional. */
const accessCheckMs = 10_000;

export interface PushStartOptions extends CallOptions {
  /** Bare tags, the main one first. */
  readonly tags: readonly string[];
  readonly ifTagExists: IfTagExists | undefined;
  /** The config of the artifact, if it is known before packaging. */
  readonly config: Descriptor | undefined;
}

/** The requests of a push that are sent when packaging begins. */
export interface PushStart {
  readonly lookup: Omit<TagLookup, 'layers'>;
  /** Rejects when the registry does not accept a push without credentials. */
  readonly access: Promise<void>;
}

/**
 * Sends the first requests of a push: the lookup of its main tag, or of all tags if they decide what is pushed, and of
 * a known config. They also obtain the token. Without credentials, a registry that requests a login or refuses the
 * lookup is also asked whether it accepts a push, so that the push fails early.
 */
export function startPush(
  connection: RepositoryConnection,
  { refusalOf }: Pick<Destination, 'refusalOf'>,
  options: PushStartOptions,
): PushStart {
  const { tags, signal } = options;
  const { repository } = connection;
  const isRequired = (options.ifTagExists ?? 'overwrite') !== 'overwrite';
  const [mainTag] = tags;
  let all: Promise<ExistingTags> | undefined;
  let lookup: Promise<Descriptor | undefined> = Promise.resolve(undefined);
  const findAll = (): Promise<ExistingTags> => (all ??= find());
  const find = async (): Promise<ExistingTags> => {
    if (isRequired) return findTags(repository, tags, options);
    const found = await main;
    const others = await findTags(repository, tags.slice(1), options);
    return new Map([...(mainTag === undefined ? [] : [[mainTag, found] as const]), ...others]);
  };
  if (isRequired) lookup = findAll().then((found) => (mainTag === undefined ? undefined : found.get(mainTag)));
  else if (mainTag !== undefined) lookup = lookUpTag(connection, mainTag, { signal });
  // Errors are thrown after packaging, so that errors of the source come first.
  lookup.catch(() => undefined);
  // If the tags decide what is pushed, the config may not be needed.
  const config =
    isRequired || options.config === undefined ? undefined : lookUpConfig(connection, options.config, { signal });
  const first = tags.length > 0 ? lookup : config?.found;
  const access = refusalOf === undefined ? Promise.resolve() : checkAccess(connection, refusalOf, first, { signal });
  access.catch(() => undefined);
  const findMain = async (): Promise<Descriptor | undefined> => {
    await access;
    try {
      return await lookup;
    } catch (error) {
      if (isRequired || !isUnreadableTag(error)) throw error;
      return undefined;
    }
  };
  const main = findMain();
  main.catch(() => undefined);
  return { lookup: { main, all: findAll, isRequired, config }, access };
}

/** @returns undefined for a tag that does not exist */
async function lookUpTag(
  { repository }: RepositoryConnection,
  tag: string,
  options: CallOptions,
): Promise<Descriptor | undefined> {
  try {
    return await repository.resolve(tag, options);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

function lookUpConfig(
  { repository }: RepositoryConnection,
  config: Descriptor,
  options: CallOptions,
): ConfigLookup & { readonly found: Promise<boolean> } {
  const found = repository.exists(config, options);
  return { config, found, exists: found.catch(() => undefined) };
}

/**
 * Looks a blob up if nothing was looked up. Errors other than a refusal are ignored, because the push reports them
 * better.
 *
 * @param lookup the first request to the registry; undefined if there was none
 * @throws OciError `UNAUTHORIZED`, `ABORTED`
 */
async function checkAccess(
  connection: RepositoryConnection,
  refusalOf: NonNullable<Destination['refusalOf']>,
  lookup: Promise<unknown> | undefined,
  { signal }: CallOptions,
): Promise<void> {
  const { registry, repository, reference } = connection;
  const limited = anySignal(AbortSignal.timeout(accessCheckMs), signal);
  try {
    const first = lookup ?? repository.exists(emptyDescriptor, { signal: limited });
    const failure = await untilAborted(first, limited).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (isOciError(failure, 'UNAUTHORIZED', 'DENIED') || connection.requiresLogin())
      await registry.checkPush(reference.repository, { signal: limited });
  } catch (error) {
    throwIfAborted(signal);
    const refusal = refusalOf(error);
    if (refusal !== undefined) throw refusal;
  }
}
