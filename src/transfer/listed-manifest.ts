import type { CallOptions, Resolver } from '../registry/index.ts';
import { isOciError, type Descriptor, type Manifest } from '../spec/index.ts';
import type { MetadataCache } from './metadata.ts';

/** Called with a descriptor that has the right size, when the list of referrers of `subject` has the size `listed`. */
export type OnWrongSize = (referrer: Descriptor, listed: number, subject: Descriptor) => void;

export interface ReadListedOptions extends CallOptions {
  readonly onWrongSize?: OnWrongSize | undefined;
}

export interface ListedManifest {
  /** The listed descriptor with the right size. */
  readonly descriptor: Descriptor;
  readonly manifest: Manifest;
}

/**
 * Reads a manifest that a list of referrers describes. A registry or another client generated the list without a
 * signature, so only the digest is reliable. If the listed size is wrong, the size is looked up.
 *
 * @param source a resolver, or storage whose descriptors are right
 * @throws OciError as `fetchMetadata`; `MANIFEST_INVALID`
 */
export async function readListed(
  source: object,
  cache: MetadataCache,
  listed: Descriptor,
  subject: Descriptor,
  { signal, onWrongSize }: ReadListedOptions = {},
): Promise<ListedManifest> {
  try {
    return { descriptor: listed, manifest: await cache.manifest(listed, { signal }) };
  } catch (error) {
    const descriptor = await withRightSize(source, listed, error, { signal });
    const manifest = await cache.manifest(descriptor, { signal });
    onWrongSize?.(descriptor, listed.size, subject);
    return { descriptor, manifest };
  }
}

/**
 * Looks up the size of a listed manifest that could not be read with its listed size.
 *
 * @throws `error` when another size is not the reason of the failure
 */
export async function withRightSize(
  source: object,
  listed: Descriptor,
  error: unknown,
  { signal }: CallOptions,
): Promise<Descriptor> {
  if (!isOciError(error, 'SIZE_MISMATCH', 'SIZE_LIMIT') || !isResolver(source)) throw error;
  const { size } = await source.resolve(listed.digest, { signal });
  if (size === listed.size) throw error;
  return { ...listed, size };
}

/** The warning for a wrong size in a list of referrers. */
export function wrongSizeText(referrer: Descriptor, listed: number, subject: Descriptor): string {
  return (
    `the list of the referrers of ${subject.digest} is wrong: it has the size ${listed} for ${referrer.digest}, ` +
    `which has ${referrer.size} bytes`
  );
}

function isResolver(source: object): source is Resolver {
  return 'resolve' in source && typeof source.resolve === 'function';
}
