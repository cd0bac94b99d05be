import { pageOf, type Page } from '../fs/index.ts';
import { type Body } from '../streams/index.ts';
import type {
  BlobReader,
  BlobWriter,
  CallOptions,
  PushBlobChunkedOptions,
  PushBlobChunkedResumeOptions,
  PushManifestOptions,
  ReferrersOptions,
  Registry,
  RepositoriesOptions,
  TagsOptions,
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
import { TeeBody } from './tee-body.ts';
import { moreSpecificError, RegistryPair, type Answers, type Ask, type ReadPolicy } from './registry-pair.ts';
import { parseUploadIds, UnifiedBlobWriter } from './unify-writer.ts';

export interface UnifyOptions {
  /** How content and what is known by digest is read. @default sequential */
  readonly readPolicy?: ReadPolicy | undefined;
}

/**
 * Two registries as one that holds what either holds.
 *
 * - What is named by a digest comes from either, as `readPolicy` says; a failure of one side does not show while the other can answer.
 * - A tag is asked of both: when they point to different manifests that is an error of status 409 (`UNKNOWN`, with the tag and both
 *   digests as detail); when one side does not have it or cannot be asked, the other's word counts.
 * - Lists are those of both, without doubles; a side that fails (but for not knowing the repository) fails the list.
 * - Writes go to both and must succeed in both. When one side fails the other may have done it already; trying again is safe. The
 *   content that a manifest refers to must be in both. A mount that one side cannot do is `UNSUPPORTED`, which asks for the bytes.
 * - Deleting succeeds when a side deleted it and the other did so too, or did not have it.
 */
export function unify(first: Registry, second: Registry, options: UnifyOptions = {}): Registry {
  return new UnifiedRegistry(first, second, options);
}

class UnifiedRegistry implements Registry {
  readonly #sides: RegistryPair;

  constructor(first: Registry, second: Registry, options: UnifyOptions) {
    this.#sides = new RegistryPair(first, second, options.readPolicy ?? 'sequential');
  }

  getBlob(repository: string, digest: Digest, options?: CallOptions): Promise<BlobReader> {
    return this.#sides.either((registry, own) => registry.getBlob(repository, digest, own), options, close);
  }

  getBlobRange(
    repository: string,
    digest: Digest,
    start: number,
    end: number | undefined,
    options?: CallOptions,
  ): Promise<BlobReader> {
    return this.#sides.either(
      (registry, own) => registry.getBlobRange(repository, digest, start, end, own),
      options,
      close,
    );
  }

  getManifest(repository: string, digest: Digest, options?: CallOptions): Promise<BlobReader> {
    return this.#sides.either((registry, own) => registry.getManifest(repository, digest, own), options, close);
  }

  async getTag(repository: string, tag: string, options?: CallOptions): Promise<BlobReader> {
    const answers = await this.#sides.settled((registry, own) => registry.getTag(repository, tag, own), options);
    const readers = successes(answers);
    try {
      agree(
        repository,
        tag,
        readers.map((reader) => reader.descriptor),
      );
    } catch (error) {
      await Promise.all(readers.map(close));
      throw error;
    }
    await Promise.all(readers.slice(1).map(close));
    return answerOf(answers);
  }

  resolveBlob(repository: string, digest: Digest, options?: CallOptions): Promise<Descriptor> {
    return this.#sides.either((registry, own) => registry.resolveBlob(repository, digest, own), options);
  }

  resolveManifest(repository: string, digest: Digest, options?: CallOptions): Promise<Descriptor> {
    return this.#sides.either((registry, own) => registry.resolveManifest(repository, digest, own), options);
  }

  async resolveTag(repository: string, tag: string, options?: CallOptions): Promise<Descriptor> {
    const answers = await this.#sides.settled((registry, own) => registry.resolveTag(repository, tag, own), options);
    agree(repository, tag, successes(answers));
    return answerOf(answers);
  }

  /** The body is opened once for both; opened again only by a side that tries again. */
  async pushBlob(repository: string, descriptor: Descriptor, body: Body, options?: CallOptions): Promise<Descriptor> {
    const shared = new TeeBody(body, 2);
    const push: Ask<Descriptor> = (registry, own, side) =>
      registry.pushBlob(repository, descriptor, shared.body(side), own).finally(() => shared.cancel(side));
    const [stored] = await this.#sides.both(push, options);
    return stored;
  }

  async pushBlobChunked(repository: string, options?: PushBlobChunkedOptions): Promise<BlobWriter> {
    const answers = await this.#sides.settled(
      (registry, own) => registry.pushBlobChunked(repository, { ...options, ...own }),
      options,
    );
    return bothWriters(answers, (writer) => writer.cancel());
  }

  async pushBlobChunkedResume(
    repository: string,
    id: string,
    options?: PushBlobChunkedResumeOptions,
  ): Promise<BlobWriter> {
    checkRepositoryName(repository);
    const ids = parseUploadIds(id);
    const answers = await this.#sides.settled(
      (registry, own, side) => registry.pushBlobChunkedResume(repository, ids[side], { ...options, ...own }),
      options,
    );
    // When one side cannot be asked now, the other's upload is kept for the next try.
    return bothWriters(answers, (writer) => writer.close());
  }

  async mountBlob(
    fromRepository: string,
    toRepository: string,
    digest: Digest,
    options?: CallOptions,
  ): Promise<Descriptor> {
    const answers = await this.#sides.settled(
      (registry, own) => registry.mountBlob(fromRepository, toRepository, digest, own),
      options,
    );
    if (answers[0].status === answers[1].status) return answerOf(answers);
    const failure = failureOf(answers);
    if (!isNotFound(failure) && !isOciError(failure, 'UNSUPPORTED')) throw failure;
    throw new OciError(
      'UNSUPPORTED',
      `only one of the two registries could mount ${digest} in ${toRepository}; push the blob instead`,
      { cause: failure },
    );
  }

  /** The second registry is asked when the first has taken it, so that what the first refuses is in neither. */
  async pushManifest(
    repository: string,
    content: Uint8Array,
    mediaType: string,
    options?: PushManifestOptions,
  ): Promise<Descriptor> {
    const bytes = Uint8Array.from(content);
    return this.#sides.inOrder(
      (registry, own) => registry.pushManifest(repository, bytes, mediaType, { ...options, ...own }),
      options,
    );
  }

  async deleteBlob(repository: string, digest: Digest, options?: CallOptions): Promise<void> {
    await this.#delete((registry, own) => registry.deleteBlob(repository, digest, own), options);
  }

  async deleteManifest(repository: string, digest: Digest, options?: CallOptions): Promise<void> {
    await this.#delete((registry, own) => registry.deleteManifest(repository, digest, own), options);
  }

  async deleteTag(repository: string, tag: string, options?: CallOptions): Promise<void> {
    await this.#delete((registry, own) => registry.deleteTag(repository, tag, own), options);
  }

  async *tags(repository: string, options: TagsOptions = {}): AsyncGenerator<string, void, undefined> {
    yield* await this.#names(
      (registry, own) => Array.fromAsync(registry.tags(repository, { ...options, ...own })),
      options,
    );
  }

  async *referrers(
    repository: string,
    digest: Digest,
    options?: ReferrersOptions,
  ): AsyncGenerator<Descriptor, void, undefined> {
    const found = await this.#lists(
      (registry, own) => Array.fromAsync(registry.referrers(repository, digest, { ...options, ...own })),
      options,
    );
    yield* new Map(found.map((referrer) => [referrer.digest, referrer])).values();
  }

  async *repositories(options: RepositoriesOptions = {}): AsyncGenerator<string, void, undefined> {
    yield* await this.#names(
      (registry, own) => Array.fromAsync(registry.repositories({ ...options, ...own })),
      options,
    );
  }

  async #names(ask: Ask<readonly string[]>, options: CallOptions & Page): Promise<readonly string[]> {
    return pageOf(new Set(await this.#lists(ask, options)), options);
  }

  async #lists<T>(ask: Ask<readonly T[]>, options: CallOptions | undefined): Promise<readonly T[]> {
    const answers = await this.#sides.settled(ask, options);
    const known = answers.filter(
      (answer) => answer.status === 'fulfilled' || !isOciError(answer.reason, 'NAME_UNKNOWN'),
    );
    if (known.length === 0) return answerOf(answers);
    return known.flatMap((answer) => {
      if (answer.status === 'rejected') throw answer.reason;
      return answer.value;
    });
  }

  async #delete(ask: Ask<void>, options: CallOptions | undefined): Promise<void> {
    const answers = await this.#sides.settled(ask, options);
    if (successes(answers).length === 0) throw failureOf(answers);
    for (const answer of answers) {
      if (answer.status === 'rejected' && !isNotFound(answer.reason)) throw answer.reason;
    }
  }
}

async function bothWriters(
  answers: Answers<BlobWriter>,
  letGo: (writer: BlobWriter) => Promise<void>,
): Promise<BlobWriter> {
  const [first, second] = answers;
  if (first.status === 'fulfilled' && second.status === 'fulfilled') {
    if (first.value.size === second.value.size) return new UnifiedBlobWriter(first.value, second.value);
    await Promise.all([first.value.cancel(), second.value.cancel()]);
    throw new OciError(
      'BLOB_UPLOAD_UNKNOWN',
      `the two registries have ${first.value.size} and ${second.value.size} bytes of the upload, so that it cannot go on; begin a new one`,
    );
  }
  await Promise.all(successes(answers).map(letGo));
  throw failureOf(answers);
}

function close(reader: BlobReader): Promise<void> {
  return reader.close();
}

function successes<T>(answers: Answers<T>): readonly T[] {
  return answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
}

/** The first success, else the failure that says more. */
function answerOf<T>(answers: Answers<T>): T {
  for (const answer of answers) if (answer.status === 'fulfilled') return answer.value;
  throw failureOf(answers);
}

function failureOf([first, second]: Answers<unknown>): unknown {
  if (first.status === 'fulfilled') return second.status === 'rejected' ? second.reason : undefined;
  return second.status === 'fulfilled' ? first.reason : moreSpecificError(first.reason, second.reason);
}

function agree(repository: string, tag: string, found: readonly Descriptor[]): void {
  const [first, second] = found;
  if (first === undefined || second === undefined || first.digest === second.digest) return;
  throw new OciError(
    'UNKNOWN',
    `the tag "${printable(tag, 200)}" of ${printable(repository, 300)} points to ${first.digest} in one of the two registries and to ${second.digest} in the other; push it anew, or read one of them by digest`,
    { status: 409, detail: { tag, digests: [first.digest, second.digest] } },
  );
}
