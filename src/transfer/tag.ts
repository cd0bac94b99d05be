import { forEachConcurrent } from '../concurrency/index.ts';
import { isRepository, pushContent, type CallOptions, type Storage, type Target } from '../registry/index.ts';
import {
  descriptorOf,
  isManifestMediaType,
  isOciError,
  mediaTypeOctetStream,
  OciError,
  printable,
  type Descriptor,
} from '../spec/index.ts';
import { positiveOr } from './copy-options.ts';
import { defaultMaxMetadataBytes, fetchMetadata } from './metadata.ts';

/** oras-go's `TagNOptions`. */
export interface TagNOptions extends CallOptions {
  /** Maximum number of tags that are set at the same time. @default 5, also for 0 and less */
  readonly concurrency?: number | undefined;
  /** Maximum size of a manifest that gets several tags, bytes. @default 4 MiB, also for 0 and less */
  readonly maxMetadataBytes?: number | undefined;
}

/** oras-go's `TagBytesNOptions`. */
export interface TagBytesNOptions extends CallOptions {
  /** Maximum number of tags that are set at the same time. @default 5, also for 0 and less */
  readonly concurrency?: number | undefined;
}

const defaultTagConcurrency = 5;

/** oras-go's `DefaultTagNOptions`. */
export const defaultTagNOptions: TagNOptions = Object.freeze({
  concurrency: defaultTagConcurrency,
  maxMetadataBytes: defaultMaxMetadataBytes,
});
/** oras-go's `DefaultTagBytesNOptions`. */
export const defaultTagBytesNOptions: TagBytesNOptions = Object.freeze({ concurrency: defaultTagConcurrency });

/**
 * Points the tag `reference` to the content of `source`, a tag or a digest.
 *
 * @throws OciError errors of the target: for a missing source, an invalid tag, and content that cannot have a tag
 */
export async function tag(
  target: Target,
  source: string,
  reference: string,
  options: CallOptions = {},
): Promise<Descriptor> {
  const call = { signal: options.signal };
  const descriptor = await target.resolve(source, call);
  await target.tag(descriptor, reference, call);
  return descriptor;
}

/**
 * Points several tags to the content of `source`. After a failure, earlier tags stay set; the error names the failed
 * tag.
 *
 * @throws OciError as {@link tag}; `REFERENCE_INVALID` without any reference; `SIZE_LIMIT` for a manifest over
 *   `maxMetadataBytes`
 */
export async function tagN(
  target: Target,
  source: string,
  references: readonly string[],
  options: TagNOptions = {},
): Promise<Descriptor> {
  const [first, ...more] = requireReferences(references);
  if (more.length === 0) return tag(target, source, first, options);
  const call = { signal: options.signal };
  const descriptor = await target.resolve(source, call);
  // A registry sets a tag when the manifest is pushed again, so the manifest is read once, not once for each tag.
  const pushesTags = isRepository(target) && isManifestMediaType(descriptor.mediaType);
  const bytes = pushesTags
    ? await fetchMetadata(target, descriptor, positiveOr(options.maxMetadataBytes, defaultMaxMetadataBytes), call)
    : undefined;
  await tagEach(target, descriptor, bytes, [first, ...more], options);
  return descriptor;
}

/**
 * Stores bytes. It also succeeds when the storage already has them.
 *
 * @param mediaType empty: `application/octet-stream`
 * @throws OciError errors of the storage
 */
export async function pushBytes(
  storage: Storage,
  mediaType: string,
  bytes: Uint8Array,
  options: CallOptions = {},
): Promise<Descriptor> {
  const descriptor = describeBytes(mediaType, bytes);
  await pushContent(storage, descriptor, bytes, { signal: options.signal });
  return descriptor;
}

/**
 * Stores bytes and points a tag to them.
 *
 * @param mediaType empty: `application/octet-stream`, which a registry does not tag
 * @throws OciError errors of the target
 */
export async function tagBytes(
  target: Target,
  mediaType: string,
  bytes: Uint8Array,
  reference: string,
  options: CallOptions = {},
): Promise<Descriptor> {
  return tagBytesN(target, mediaType, bytes, [reference], { signal: options.signal });
}

/**
 * Stores bytes and points several tags to them.
 *
 * @throws OciError errors of the target; `REFERENCE_INVALID`, before the first write, without references
 */
export async function tagBytesN(
  target: Target,
  mediaType: string,
  bytes: Uint8Array,
  references: readonly string[],
  options: TagBytesNOptions = {},
): Promise<Descriptor> {
  requireReferences(references);
  const descriptor = describeBytes(mediaType, bytes);
  const pushesTags = isRepository(target) && isManifestMediaType(descriptor.mediaType);
  if (!pushesTags) await pushBytes(target, descriptor.mediaType, bytes, options);
  await tagEach(target, descriptor, pushesTags ? bytes : undefined, references, options);
  return descriptor;
}

/** @param bytes pushed with each tag; undefined when the target already has the content */
async function tagEach(
  target: Target,
  descriptor: Descriptor,
  bytes: Uint8Array | undefined,
  references: readonly string[],
  options: TagBytesNOptions,
): Promise<void> {
  await forEachConcurrent(
    new Set(references),
    positiveOr(options.concurrency, defaultTagConcurrency),
    async (reference, signal) => {
      try {
        if (bytes === undefined) await target.tag(descriptor, reference, { signal });
        else await pushContent(target, descriptor, bytes, { signal, tags: [reference] });
      } catch (error) {
        throw tagError(reference, descriptor, error);
      }
    },
    options.signal,
  );
}

function tagError(reference: string, descriptor: Descriptor, error: unknown): unknown {
  if (!isOciError(error) || error.code === 'ABORTED') return error;
  const { code, detail, status, wireCode, reason } = error;
  return new OciError(code, `failed to tag ${descriptor.digest} as ${printable(reference, 200)}: ${error.message}`, {
    cause: error,
    detail,
    status,
    wireCode,
    reason,
  });
}

function requireReferences(references: readonly string[]): readonly [string, ...string[]] {
  const [first, ...more] = references;
  if (first === undefined) throw new OciError('REFERENCE_INVALID', 'missing reference: name at least one tag to set');
  return [first, ...more];
}

function describeBytes(mediaType: string, bytes: Uint8Array): Descriptor {
  return descriptorOf(mediaType === '' ? mediaTypeOctetStream : mediaType, bytes);
}
