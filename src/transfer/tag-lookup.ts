import { setImmediate as nextTurn } from 'node:timers/promises';
import { forEachConcurrent } from '../concurrency/index.ts';
import type { CallOptions, Repository } from '../registry/index.ts';
import { isNotFound, isOciError, type Descriptor, type Digest } from '../spec/index.ts';
import { onSide } from './copy-error.ts';
import { readManifest } from './metadata.ts';

/**
 * Action for a tag that points to other content. With `newer`, a tag moves only to content with a higher version in the
 * annotation `org.opencontainers.image.version`, or from content without this annotation.
 */
export type IfTagExists = 'overwrite' | 'skip' | 'fail' | 'newer';

/** The descriptors that tags point to, for `newer` with annotations; undefined for a tag that does not exist. */
export type ExistingTags = ReadonlyMap<string, Descriptor | undefined>;

/** A lookup of tags that already began. */
export interface TagLookup {
  /** The descriptor that the main tag points to; undefined without a main tag, and if it does not exist. */
  readonly main: Promise<Descriptor | undefined>;
  /** Looks up all tags, each once. */
  readonly all: () => Promise<ExistingTags>;
  /** Whether the tags decide what is pushed. Otherwise they are only looked up if that can save requests. */
  readonly isRequired: boolean;
  /** A lookup of the config; undefined if the config is not known before packaging. */
  readonly config: ConfigLookup | undefined;
  /** The layers of the artifact. Without one of them, the destination cannot have the artifact. */
  readonly layers: readonly Descriptor[];
}

/** A lookup of a config that already began. */
export interface ConfigLookup {
  readonly config: Descriptor;
  /** Undefined if the lookup failed. Never rejects. */
  readonly exists: Promise<boolean | undefined>;
}

/**
 * Maximum size, bytes, of a layer that is sent without a lookup to a repository that does not have the config. A push
 * that was interrupted has stored the config before a large layer, so that only a small layer can be sent twice.
 */
const maxUncheckedSize = 8 * 1024 * 1024;

/**
 * Looks up tags, each once. With `overwrite`, a tag that the credentials cannot read counts as absent, so that
 * write-only credentials work.
 *
 * @throws OciError as `Repository.resolve`
 */
export async function findTags(
  destination: Repository,
  tags: readonly string[],
  options: CallOptions & { readonly ifTagExists?: IfTagExists | undefined },
): Promise<ExistingTags> {
  const { signal, ifTagExists = 'overwrite' } = options;
  const descriptors = new Map<string, Descriptor | undefined>();
  const find = async (tag: string): Promise<void> => {
    try {
      const descriptor = await destination.resolve(tag, { signal });
      const { annotations } = ifTagExists === 'newer' ? await readManifest(destination, descriptor, { signal }) : {};
      descriptors.set(tag, annotations === undefined ? descriptor : { ...descriptor, annotations });
    } catch (error) {
      if (!isNotFound(error) && !(ifTagExists === 'overwrite' && isUnreadableTag(error))) throw error;
    }
  };
  await forEachConcurrent(new Set(tags), concurrentLookups, find, signal);
  return new Map(tags.map((tag) => [tag, descriptors.get(tag)]));
}

/** Whether a tag could not be read, so that it counts as absent when it may be overwritten. */
export function isUnreadableTag(error: unknown): boolean {
  return isOciError(error, 'DENIED', 'UNSUPPORTED', 'UNKNOWN');
}

/** Maximum number of tags that are looked up at the same time. */
const concurrentLookups = 5;

export interface LookUpOptions extends CallOptions {
  /**
   * From {@link findTags}, or a lookup that is used only as far as it can save requests. @default tags are written
   * without a lookup
   */
  readonly existing?: ExistingTags | TagLookup | undefined;
  /** What the caller knows: whether the destination has a blob. @default nothing */
  readonly known?: ReadonlyMap<Digest, boolean> | undefined;
  /** Whether the destination already received a blob in another way. */
  readonly hasUploaded?: ((blob: Descriptor) => Promise<boolean>) | undefined;
}

/**
 * Looks up as little as possible. If the main tag points to the artifact, its content exists. Without the config or the
 * largest layer, the destination has neither the manifest nor its tags. If the config is known before packaging, it is
 * looked up together with the tag. Otherwise the largest layer is.
 */
export async function lookUp(
  root: Descriptor,
  destination: Repository,
  { existing, known = new Map(), signal, hasUploaded }: LookUpOptions,
): Promise<{ readonly known: ReadonlyMap<Digest, boolean>; readonly existing: ExistingTags | undefined }> {
  if (existing === undefined || !('layers' in existing)) return { existing, known };
  const { all, isRequired, layers, config } = existing;
  const required = isRequired ? await all() : undefined;
  const isUnchanged = existing.main.then((tag) => tag?.digest === root.digest);
  const withStates = (...states: readonly (readonly [Descriptor, boolean | undefined])[]): Map<Digest, boolean> => {
    const settled = states.flatMap(([{ digest }, exists]) => (exists === undefined ? [] : [[digest, exists] as const]));
    return new Map([...known, ...settled]);
  };
  // Content is missing, so the artifact must be sent again, whatever the tags are.
  const isIncomplete = known.values().some((exists) => !exists);
  // The tag may already be known, because it was looked up during packaging.
  const isKnownUnchanged =
    !isIncomplete && (await (config === undefined ? Promise.race([isUnchanged, nextTurn(false)]) : isUnchanged));
  if (isKnownUnchanged) return { existing: await all(), known: withStates([root, true]) };
  const hasConfig = await config?.exists;
  const found = config === undefined ? [] : ([[config.config, hasConfig]] as const);
  if (hasConfig === false) {
    const unchecked = layers.filter(({ digest, size }) => size < maxUncheckedSize && !known.has(digest));
    const missing = [root, ...unchecked].map((node) => [node, false] as const);
    return { existing: required, known: withStates(...found, ...missing) };
  }
  const [largest] = layers.toSorted((a, b) => b.size - a.size);
  if (largest === undefined) return { existing: await all(), known: withStates(...found) };
  const lookUpLayer = async (): Promise<boolean> =>
    (await hasUploaded?.(largest)) !== true &&
    onSide('Exists', 'destination', () => destination.exists(largest, { signal }));
  const [hasLayer, hasManifest] = await Promise.all([
    isIncomplete ? undefined : (known.get(largest.digest) ?? lookUpLayer()),
    isUnchanged,
  ]);
  if (isIncomplete || hasLayer === false)
    return { existing: required, known: withStates(...found, [largest, hasLayer], [root, false]) };
  // A manifest whose content exists is sent under its tag without a lookup.
  const isOnlyLayer = hasConfig === true && layers.length === 1;
  const hasRoot = hasManifest || (isOnlyLayer ? false : undefined);
  return { existing: await all(), known: withStates(...found, [largest, hasLayer], [root, hasRoot]) };
}
