import { RetryableError } from '../http/index.ts';
import {
  blobReader,
  type BlobReader,
  type BlobWriter,
  type CallOptions,
  type GetBlobOptions,
  type IncompleteBlob,
  type PushBlobChunkedOptions,
  type PushBlobChunkedResumeOptions,
  type PushOptions,
  type PushManifestOptions,
  type ReferrersOptions,
  type Registry,
  type RepositoriesOptions,
  type TagsOptions,
} from '../registry/index.ts';
import {
  checkRepositoryName,
  checkTag,
  errorCodeHeader,
  isOciErrorCode,
  mediaTypeOctetStream,
  OciError,
  parseDigest,
  type Descriptor,
  type Digest,
  withMessage,
} from '../spec/index.ts';
import { once, type Body } from '../streams/index.ts';
import { openBlob } from './blob-download.ts';
import { resolveBlob } from './blob-lookup.ts';
import { BlobUpload } from './blob-upload.ts';
import { resumeChunkedUpload, startChunkedUpload } from './chunked-upload.ts';
import { checkContentDigest } from './content-digest.ts';
import { listRepositories, listTags } from './listing.ts';
import { webPageError } from './errors.ts';
import { deleteManifest, pushManifest } from './manifest-writer.ts';
import { fetchManifest, resolveManifest, type ManifestReference } from './manifests.ts';
import { listReferrers } from './referrers.ts';
import { RegistryClient, type HttpRegistryOptions, type RegistryRequest } from './registry-client.ts';
import { StreamedUpload } from './streamed-upload.ts';
import { openingRequest, UploadSession, type UploadPurpose, type WholeBlob } from './upload-session.ts';

/**
 * A registry over the HTTP API of distribution-spec v1.1. Downloads are verified against their digest. Uploads are
 * streamed. When the connection or the server fails, requests are repeated and transfers are resumed.
 *
 * In addition to the codes of each method of `Registry`, all methods can throw `UNREACHABLE`, `TLS_FAILED`, `TIMEOUT`,
 * `PROTOCOL`, `REDIRECT_REFUSED`, `UNAVAILABLE`, and `UNKNOWN` for an unknown code (available as `wireCode`). `status`
 * is the status of the response.
 */
export class HttpRegistry implements Registry {
  readonly #client: RegistryClient;
  readonly #options: HttpRegistryOptions;

  /**
   * @param base scheme, host and port, for example `https://ghcr.io`, and an optional path before `/v2/`
   * @throws OciError `INPUT_INVALID` for another scheme, user information in the URL, or an invalid option
   */
  constructor(base: URL, options: HttpRegistryOptions) {
    this.#client = new RegistryClient(base, options);
    this.#options = options;
  }

  /**
   * Returns the same registry with another maximum number of attempts. It shares the transport.
   *
   * @throws OciError `INPUT_INVALID` when `attempts` is not an integer of at least 1
   */
  withAttempts(attempts: number): HttpRegistry {
    return new HttpRegistry(this.#client.base, { ...this.#options, attempts });
  }

  /** After a failed connection the download is resumed. */
  getBlob(repository: string, digest: Digest, options?: GetBlobOptions): Promise<BlobReader> {
    return openBlob(this.#client, repository, digest, { start: 0, end: undefined, isRange: false }, options);
  }

  async getBlobRange(
    repository: string,
    digest: Digest,
    start: number,
    end: number | undefined,
    options?: CallOptions,
  ): Promise<BlobReader> {
    const isEndValid = end === undefined || (Number.isSafeInteger(end) && end > start);
    if (!Number.isSafeInteger(start) || start < 0 || !isEndValid)
      throw new OciError(
        'RANGE_INVALID',
        `cannot pull blob ${digest} from byte ${start} to ${end ?? 'its end'}: a range must have at least one byte`,
      );
    return openBlob(this.#client, repository, digest, { start, end, isRange: true }, options);
  }

  /** The complete manifest (at most 4 MiB) is read and verified before the reader is returned. */
  getManifest(repository: string, digest: Digest, options?: CallOptions): Promise<BlobReader> {
    return this.#readManifest(repository, { digest }, options);
  }

  /** Like {@link getManifest}. The digest of the descriptor is computed from the content. */
  getTag(repository: string, tag: string, options?: CallOptions): Promise<BlobReader> {
    return this.#readManifest(repository, { tag }, options);
  }

  async resolveBlob(repository: string, digest: Digest, options?: CallOptions): Promise<Descriptor> {
    return resolveBlob(this.#client, repository, digest, options?.signal);
  }

  resolveManifest(repository: string, digest: Digest, options?: CallOptions): Promise<Descriptor> {
    return resolveManifest(this.#client, repository, { digest }, options?.signal);
  }

  resolveTag(repository: string, tag: string, options?: CallOptions): Promise<Descriptor> {
    return resolveManifest(this.#client, repository, { tag }, options?.signal);
  }

  /**
   * Checks that the host is a registry, and that it accepts the credentials. oras-go's `Registry.Ping`.
   *
   * @throws OciError `UNAUTHORIZED`, `DENIED`, `PROTOCOL` when the host is not a registry, and other errors
   */
  async ping(options?: CallOptions): Promise<void> {
    const request: RegistryRequest = {
      method: 'GET',
      url: this.#client.url(''),
      route: 'base',
      access: 'login',
      operation: `access ${this.#client.host}`,
      signal: options?.signal,
    };
    await this.#client.request(request, async (response) => {
      if (response.status !== 200) throw await this.#client.errorOf(request, response);
      const webPage = webPageError(request, response, this.#client.host);
      if (webPage !== undefined) throw webPage;
    });
  }

  /**
   * Checks the permission to push: starts an upload and cancels it. The start is repeated only after a rate limit.
   *
   * @throws OciError `UNAUTHORIZED`, `DENIED`, and other errors of the registry
   */
  async checkPush(repository: string, options?: CallOptions): Promise<void> {
    const purpose = this.#purpose(repository, `push to ${repository}`, options);
    const session = await this.#client.retries(purpose.signal).run(async () => {
      try {
        return await UploadSession.open(this.#client, purpose);
      } catch (error) {
        // The copy of the error is not retryable.
        const isFinal = error instanceof RetryableError && error.code !== 'TOOMANYREQUESTS';
        throw isFinal ? withMessage(error, error.message) : error;
      }
    });
    await session.cancel(purpose);
  }

  /** Does not send the content if the registry has the blob, or can mount it. Implements all options. */
  async pushBlob(
    repository: string,
    descriptor: Descriptor,
    body: Body,
    options: PushOptions = {},
  ): Promise<Descriptor> {
    const { size } = descriptor;
    const digest = parseDigest(descriptor.digest);
    const purpose = this.#purpose(repository, `push blob ${digest} (${size} bytes) to ${repository}`, options);
    if (!Number.isSafeInteger(size) || size < 0)
      throw new OciError('SIZE_INVALID', `cannot ${purpose.operation}: the size is not an integer of at least 0`);
    await new BlobUpload(this.#client, purpose, { digest, size }, body, options).run();
    return { mediaType: mediaTypeOctetStream, digest, size };
  }

  /**
   * Pushes a blob while it is being created. The method is not part of `Registry`, because it needs the HTTP API. Some
   * registries do not accept content of unknown length, so after a failure the caller should push the complete blob. A
   * failed upload is cancelled.
   *
   * @param content is not closed
   * @param whole digest and size of the content; settles after the end of the content
   * @throws OciError `DIGEST_INVALID`, `BLOB_UPLOAD_UNKNOWN`, and other errors of the registry. An error of `content`
   *   is thrown unchanged.
   */
  async pushBlobStreamed(
    repository: string,
    content: IncompleteBlob,
    whole: Promise<WholeBlob>,
    options?: CallOptions,
  ): Promise<Descriptor> {
    const purpose = this.#purpose(repository, `push a blob to ${repository} while it is being created`, options);
    const { digest, size } = await new StreamedUpload(this.#client, purpose, content, whole).run();
    return { mediaType: mediaTypeOctetStream, digest, size };
  }

  pushBlobChunked(repository: string, options: PushBlobChunkedOptions = {}): Promise<BlobWriter> {
    return startChunkedUpload(this.#client, repository, options);
  }

  pushBlobChunkedResume(
    repository: string,
    id: string,
    options: PushBlobChunkedResumeOptions = {},
  ): Promise<BlobWriter> {
    return resumeChunkedUpload(this.#client, repository, id, options);
  }

  /** If the registry starts an upload instead of mounting the blob, the upload is cancelled. */
  async mountBlob(
    fromRepository: string,
    toRepository: string,
    digest: Digest,
    options: CallOptions & { readonly size?: number | undefined } = {},
  ): Promise<Descriptor> {
    checkRepositoryName(fromRepository);
    parseDigest(digest);
    const operation = `mount blob ${digest} of ${fromRepository} into ${toRepository}`;
    const purpose = this.#purpose(toRepository, operation, options);
    const query = { mount: digest, from: fromRepository };
    const request = openingRequest(this.#client, purpose, query, fromRepository);
    await this.#client.request(request, async (response) => {
      if (response.status === 201) {
        checkContentDigest(response, digest, `cannot ${operation}`);
        return;
      }
      const session = await UploadSession.fromResponse(this.#client, purpose, request, response);
      await session.cancel(purpose);
      const code = response.headers.get(errorCodeHeader);
      throw new OciError(
        code !== undefined && isOciErrorCode(code) ? code : 'UNSUPPORTED',
        `cannot ${operation}: ${this.#client.host} started an upload instead; push the blob`,
      );
    });
    const { size } = options;
    if (size !== undefined) return { mediaType: mediaTypeOctetStream, digest, size };
    return resolveBlob(this.#client, toRepository, digest, options.signal);
  }

  pushManifest(
    repository: string,
    content: Uint8Array,
    mediaType: string,
    options: PushManifestOptions = {},
  ): Promise<Descriptor> {
    return pushManifest(this.#client, repository, content, mediaType, options);
  }

  async deleteBlob(repository: string, digest: Digest, options?: CallOptions): Promise<void> {
    await this.#client.delete(checkRepositoryName(repository), 'blob', parseDigest(digest), options?.signal);
  }

  deleteManifest(repository: string, digest: Digest, options?: CallOptions): Promise<void> {
    return deleteManifest(this.#client, repository, digest, options?.signal);
  }

  async deleteTag(repository: string, tag: string, options?: CallOptions): Promise<void> {
    await this.#client.delete(checkRepositoryName(repository), 'manifest', checkTag(tag), options?.signal);
  }

  /** With a `limit`, the registry's own order determines which tags it returns. */
  async *tags(repository: string, options: TagsOptions = {}): AsyncGenerator<string, void, undefined> {
    yield* await listTags(this.#client, repository, options);
  }

  async *referrers(
    repository: string,
    digest: Digest,
    options: ReferrersOptions = {},
  ): AsyncGenerator<Descriptor, void, undefined> {
    yield* await listReferrers(this.#client, repository, digest, options);
  }

  async *repositories(options: RepositoriesOptions = {}): AsyncGenerator<string, void, undefined> {
    // The API has no request for this.
    if (options.withBlob === undefined) yield* await listRepositories(this.#client, options);
  }

  async #readManifest(repository: string, reference: ManifestReference, options?: CallOptions): Promise<BlobReader> {
    const { descriptor, bytes } = await fetchManifest(this.#client, repository, reference, options?.signal);
    return blobReader(descriptor, once(bytes));
  }

  /** @throws OciError `NAME_INVALID` */
  #purpose(repository: string, operation: string, options: CallOptions | undefined): UploadPurpose {
    return { repository: checkRepositoryName(repository), operation, signal: options?.signal };
  }
}
