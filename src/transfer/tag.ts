import { forEachConcurrent } from '../concurrency/index.ts';
import { pushContent, type CallOptions, type Target } from '../registry/index.ts';
import { isManifestMediaType, isOciError, OciError, printable, type Descriptor } from '../spec/index.ts';
import { asRepository } from './as-repository.ts';
import { positiveOr } from './copy-options.ts';
import { defaultMaxMetadataBytes, fetchMetadata } from './metadata.ts';
import { describeBytes, pushBytes } from './push-bytes.ts';

/** oras-go's `TagNOptions`. */
export interface TagNOptions extends CallOptions {
  /** Tags set at a time. @default 5, also for 0 and less */
  readonly concurrency?: number | undefined;
  /** Largest manifest that is read in order to put it under several tags, bytes. @default 4 MiB, also for 0 and less */
  readonly maxMetadataBytes?: number | undefined;
}

/** oras-go's `TagBytesNOptions`. */
export interface TagBytesNOptions extends CallOptions {
  /** Tags set at a time. @default 5, also for 0 and less */
  readonly concurrency?: number | undefined;
}

const defaultTagConcurrency = 5;

export const defaultTagNOptions: TagNOptions = Object.freeze({
  concurrency: defaultTagConcurrency,
  maxMetadataBytes: defaultMaxMetadataBytes,
});
export const defaultTagBytesNOptions: TagBytesNOptions = Object.freeze({ concurrency: defaultTagConcurrency });

/**
 * Points the tag `reference` to what `source` (a tag or digest) stands for.
 *
 * @throws OciError what the target raises: for a source that is absent, a tag that is malformed, content that cannot have one
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
 * Points several tags to what `source` stands for. After a failure the tags that were set stay; the error says at which it happened.
 *
 * @throws OciError as {@link tag}; `REFERENCE_INVALID` without any reference; `SIZE_LIMIT` for a manifest over `maxMetadataBytes`
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
  // A registry sets a tag by taking the manifest again, so the manifest is read once and not once for each tag.
  const inOne = asRepository(target) !== undefined && isManifestMediaType(descriptor.mediaType);
  const bytes = inOne
    ? await fetchMetadata(target, descriptor, positiveOr(options.maxMetadataBytes, defaultMaxMetadataBytes), call)
    : undefined;
  await tagEach(target, descriptor, bytes, [first, ...more], options);
  return descriptor;
}

/**
 * Stores bytes and points a tag to them.
 *
 * @param mediaType empty means `application/octet-stream`, which a registry does not tag
 * @throws OciError what the target raises
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
 * @throws OciError what the target raises; `REFERENCE_INVALID` without any reference, and nothing is stored then
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
  const inOne = asRepository(target) !== undefined && isManifestMediaType(descriptor.mediaType);
  if (!inOne) await pushBytes(target, descriptor.mediaType, bytes, options);
  await tagEach(target, descriptor, inOne ? bytes : undefined, references, options);
  return descriptor;
}

/** @param bytes what to push with the tags; undefined when it is there and only needs tagging */
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
        throw atTag(reference, descriptor, error);
      }
    },
    options.signal,
  );
}

function atTag(reference: string, descriptor: Descriptor, error: unknown): unknown {
  if (!isOciError(error) || error.code === 'ABORTED') return error;
  const { code, detail, status, wireCode } = error;
  return new OciError(code, `failed to tag ${descriptor.digest} as ${printable(reference, 200)}: ${error.message}`, {
    cause: error,
    detail,
    status,
    wireCode,
  });
}

function requireReferences(references: readonly string[]): readonly [string, ...string[]] {
  const [first, ...more] = references;
  if (first === undefined) throw new OciError('REFERENCE_INVALID', 'missing reference: name at least one tag to set');
  return [first, ...more];
}
