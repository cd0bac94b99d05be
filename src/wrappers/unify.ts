import {
  pageOf,
  sortNames,
  type BlobReader,
  type BlobWriter,
  type CallOptions,
  type GetBlobOptions,
  type PushBlobChunkedOptions,
  type PushBlobChunkedResumeOptions,
  type PushManifestOptions,
  type ReferrersOptions,
  type Registry,
  type RepositoriesOptions,
  type TagsOptions,
  type Page,
} from '../registry/index.ts';
import {
  checkRepositoryName,
  isNotFound,
  isOciError,
  OciError,
  printable,
  type Descriptor,
  type Digest,
} from '../spec/index.ts';
import type { Body } from '../streams/index.ts';
import {
  failureOf,
  firstSuccess,
  RegistryPair,
  successes,
  type Operation,
  type ReadPolicy,
  type Results,
} from './registry-pair.ts';
import { TeeBody } from './tee-body.ts';
import { parseUploadIds, UnifiedBlobWriter } from './unify-writer.ts';

/** Options of {@link unify}. */
export interface UnifyOptions {
  /** The order of reads of content and descriptors by digest. @default sequential */
  readonly readPolicy?: ReadPolicy | undefined;
}

/**
 * Combines two registries into one registry with the content of both.
 *
 * - Reads by digest use one registry, as `readPolicy` defines. If one registry fails and the other succeeds, the
 *   failure is ignored.
 * - Tags are resolved in both registries. Different digests are an error with status 409 (`UNKNOWN`, with the tag and
 *   both digests as detail). If one registry does not have the tag or fails, the result of the other is used.
 * - Lists are merged without duplicates. If one registry fails (except with `NAME_UNKNOWN`), the list fails.
 * - Writes go to both registries and must succeed in both. After a partial failure, a retry is safe. Both registries
 *   must have the content that a manifest refers to. If only one registry can mount a blob, the mount fails with
 *   `UNSUPPORTED`, and the caller must push the blob.
 * - A delete succeeds if one registry deleted the content and the other deleted it or did not have it.
 */
export function unify(first: Registry, second: Registry, options: UnifyOptions = {}): Registry {
  return new UnifiedRegistry(first, second, options);
}

class UnifiedRegistry implements Registry {
  readonly #pair: RegistryPair;

  constructor(first: Registry, second: Registry, options: UnifyOptions) {
    this.#pair = new RegistryPair(first, second, options.readPolicy ?? 'sequential');
  }

  getBlob(repository: string, digest: Digest, options?: GetBlobOptions): Promise<BlobReader> {
    return this.#pair.either(
      (registry, opts) => registry.getBlob(repository, digest, { ...options, ...opts }),
      options,
      close,
    );
  }

  getBlobRange(
    repository: string,
    digest: Digest,
    start: number,
    end: number | undefined,
    options?: CallOptions,
  ): Promise<BlobReader> {
    return this.#pair.either(
      (registry, opts) => registry.getBlobRange(repository, digest, start, end, opts),
      options,
      close,
    );
  }

  getManifest(repository: string, digest: Digest, options?: CallOptions): Promise<BlobReader> {
    return this.#pair.either((registry, opts) => registry.getManifest(repository, digest, opts), options, close);
  }

  async getTag(repository: string, tag: string, options?: CallOptions): Promise<BlobReader> {
    const results = await this.#pair.allSettled((registry, opts) => registry.getTag(repository, tag, opts), options);
    const readers = successes(results);
    try {
      checkAgreement(
        repository,
        tag,
        readers.map((reader) => reader.descriptor),
      );
    } catch (error) {
      await Promise.all(readers.map(close));
      throw error;
    }
    await Promise.all(readers.slice(1).map(close));
    return firstSuccess(results);
  }

  resolveBlob(repository: string, digest: Digest, options?: CallOptions): Promise<Descriptor> {
    return this.#pair.either((registry, opts) => registry.resolveBlob(repository, digest, opts), options);
  }

  resolveManifest(repository: string, digest: Digest, options?: CallOptions): Promise<Descriptor> {
    return this.#pair.either((registry, opts) => registry.resolveManifest(repository, digest, opts), options);
  }

  async resolveTag(repository: string, tag: string, options?: CallOptions): Promise<Descriptor> {
    const results = await this.#pair.allSettled(
      (registry, opts) => registry.resolveTag(repository, tag, opts),
      options,
    );
    checkAgreement(repository, tag, successes(results));
    return firstSuccess(results);
  }

  /** Both uploads read one stream of the body. Only a retry opens the body again. */
  async pushBlob(repository: string, descriptor: Descriptor, body: Body, options?: CallOptions): Promise<Descriptor> {
    const tee = new TeeBody(body, 2);
    const push: Operation<Descriptor> = (registry, opts, index) =>
      registry.pushBlob(repository, descriptor, tee.body(index), opts).finally(() => tee.cancel(index));
    const [pushed] = await this.#pair.both(push, options);
    return pushed;
  }

  async pushBlobChunked(repository: string, options?: PushBlobChunkedOptions): Promise<BlobWriter> {
    const results = await this.#pair.allSettled(
      (registry, opts) => registry.pushBlobChunked(repository, { ...options, ...opts }),
      options,
    );
    return combineWriters(results, (writer) => writer.cancel());
  }

  async pushBlobChunkedResume(
    repository: string,
    id: string,
    options?: PushBlobChunkedResumeOptions,
  ): Promise<BlobWriter> {
    checkRepositoryName(repository);
    const ids = parseUploadIds(id);
    const results = await this.#pair.allSettled(
      (registry, opts, index) => registry.pushBlobChunkedResume(repository, ids[index], { ...options, ...opts }),
      options,
    );
    // If one registry fails now, the upload in the other registry remains for a later attempt.
    return combineWriters(results, (writer) => writer.close());
  }

  async mountBlob(
    fromRepository: string,
    toRepository: string,
    digest: Digest,
    options?: CallOptions,
  ): Promise<Descriptor> {
    const results = await this.#pair.allSettled(
      (registry, opts) => registry.mountBlob(fromRepository, toRepository, digest, opts),
      options,
    );
    if (results[0].status === results[1].status) return firstSuccess(results);
    const failure = failureOf(results);
    if (!isNotFound(failure) && !isOciError(failure, 'UNSUPPORTED')) throw failure;
    throw new OciError(
      'UNSUPPORTED',
      `cannot mount ${digest} in ${toRepository}: only one of the two registries mounted it; push the blob instead`,
      { cause: failure },
    );
  }

  /**
   * Pushes to the second registry after the first has accepted the manifest, so that the second never has a manifest
   * that the first rejects.
   */
  async pushManifest(
    repository: string,
    content: Uint8Array,
    mediaType: string,
    options?: PushManifestOptions,
  ): Promise<Descriptor> {
    const bytes = Uint8Array.from(content);
    return this.#pair.sequentially(
      (registry, opts) => registry.pushManifest(repository, bytes, mediaType, { ...options, ...opts }),
      options,
    );
  }

  async deleteBlob(repository: string, digest: Digest, options?: CallOptions): Promise<void> {
    await this.#delete((registry, opts) => registry.deleteBlob(repository, digest, opts), options);
  }

  async deleteManifest(repository: string, digest: Digest, options?: CallOptions): Promise<void> {
    await this.#delete((registry, opts) => registry.deleteManifest(repository, digest, opts), options);
  }

  async deleteTag(repository: string, tag: string, options?: CallOptions): Promise<void> {
    await this.#delete((registry, opts) => registry.deleteTag(repository, tag, opts), options);
  }

  async *tags(repository: string, options: TagsOptions = {}): AsyncGenerator<string, void, undefined> {
    yield* await this.#names(
      (registry, opts) => Array.fromAsync(registry.tags(repository, { ...options, ...opts })),
      options,
    );
  }

  async *referrers(
    repository: string,
    digest: Digest,
    options?: ReferrersOptions,
  ): AsyncGenerator<Descriptor, void, undefined> {
    const all = await this.#lists(
      (registry, opts) => Array.fromAsync(registry.referrers(repository, digest, { ...options, ...opts })),
      options,
    );
    yield* new Map(all.map((referrer) => [referrer.digest, referrer])).values();
  }

  async *repositories(options: RepositoriesOptions = {}): AsyncGenerator<string, void, undefined> {
    yield* await this.#names(
      (registry, opts) => Array.fromAsync(registry.repositories({ ...options, ...opts })),
      options,
    );
  }

  async #names(run: Operation<readonly string[]>, options: CallOptions & Page): Promise<readonly string[]> {
    return pageOf(sortNames(await this.#lists(run, options)), options);
  }

  async #lists<T>(run: Operation<readonly T[]>, options: CallOptions | undefined): Promise<readonly T[]> {
    const results = await this.#pair.allSettled(run, options);
    const relevant = results.filter(
      (result) => result.status === 'fulfilled' || !isOciError(result.reason, 'NAME_UNKNOWN'),
    );
    if (relevant.length === 0) return firstSuccess(results);
    return relevant.flatMap((result) => {
      if (result.status === 'rejected') throw result.reason;
      return result.value;
    });
  }

  async #delete(run: Operation<void>, options: CallOptions | undefined): Promise<void> {
    const results = await this.#pair.allSettled(run, options);
    if (successes(results).length === 0) throw failureOf(results);
    for (const result of results) {
      if (result.status === 'rejected' && !isNotFound(result.reason)) throw result.reason;
    }
  }
}

async function combineWriters(
  results: Results<BlobWriter>,
  release: (writer: BlobWriter) => Promise<void>,
): Promise<BlobWriter> {
  const [first, second] = results;
  if (first.status === 'fulfilled' && second.status === 'fulfilled') {
    if (first.value.size === second.value.size) return new UnifiedBlobWriter(first.value, second.value);
    await Promise.all([first.value.cancel(), second.value.cancel()]);
    const sizes = `${first.value.size} and ${second.value.size} bytes`;
    throw new OciError(
      'BLOB_UPLOAD_UNKNOWN',
      `cannot resume the upload: the two registries received ${sizes}; start a new upload`,
    );
  }
  await Promise.all(successes(results).map(release));
  throw failureOf(results);
}

function close(reader: BlobReader): Promise<void> {
  return reader.close();
}

/** @throws OciError `UNKNOWN` with status 409 when the two registries disagree */
function checkAgreement(repository: string, tag: string, targets: readonly Descriptor[]): void {
  const [first, second] = targets;
  if (first === undefined || second === undefined || first.digest === second.digest) return;
  throw new OciError(
    'UNKNOWN',
    `cannot resolve the tag "${printable(tag, 200)}" of ${printable(repository, 300)}: it points to ${first.digest} ` +
      `in one registry and to ${second.digest} in the other; push the tag again, or read a manifest by its digest`,
    { status: 409, detail: { tag, digests: [first.digest, second.digest] } },
  );
}
