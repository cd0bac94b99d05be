import type { Body } from '../streams/index.ts';
import type {
  BlobReader,
  BlobWriter,
  CallOptions,
  IncompleteBlob,
  PushBlobChunkedOptions,
  PushBlobChunkedResumeOptions,
  PushManifestOptions,
  ReferrersOptions,
  Registry,
  RepositoriesOptions,
  TagsOptions,
} from '../registry/index.ts';
import type { Descriptor, Digest } from '../spec/index.ts';
import { getBlob, getBlobRange, resolveBlob } from './blob-reader.ts';
import { pushBlobChunked, pushBlobChunkedResume } from './chunked-upload.ts';
import { deleteBlob, deleteManifest, deleteTag } from './deleter.ts';
import { Endpoint } from './endpoint.ts';
import { repositories, tags } from './lister.ts';
import { getManifest, getTag, resolveManifest, resolveTag } from './manifest-reader.ts';
import { pushManifest } from './manifest-writer.ts';
import { mountBlob } from './mount.ts';
import type { HttpRegistryOptions } from './options.ts';
import { checkPush } from './push-access.ts';
import { referrers } from './referrers.ts';
import { pushBlobStreamed, type WholeBlob } from './streamed-upload.ts';
import { pushBlob } from './upload.ts';

/**
 * A registry reached over the HTTP API of distribution-spec v1.1. Everything that is read is checked against its digest; everything that
 * is sent is streamed, and sent again or resumed when the connection or the server fails.
 *
 * Beside what each method of `Registry` states, all can raise `UNREACHABLE`, `TLS_FAILED`, `TIMEOUT`, `PROTOCOL`, `REDIRECT_REFUSED`,
 * `UNAVAILABLE`, and `UNKNOWN` for a code that is none of ours (kept in `wireCode`); `status` is the registry's.
 */
export class HttpRegistry implements Registry {
  readonly #endpoint: Endpoint;

  /**
   * @param base scheme, host and port, for example `https://ghcr.io`; a path before `/v2/` is kept
   * @throws OciError `INPUT_INVALID` for another scheme, or user information in the URL
   */
  constructor(base: URL, options: HttpRegistryOptions) {
    this.#endpoint = new Endpoint(base, options);
  }

  /** Resumes a download that breaks, from where it stopped, within one budget of tries. */
  getBlob(repository: string, digest: Digest, options?: CallOptions): Promise<BlobReader> {
    return getBlob(this.#endpoint, repository, digest, options);
  }

  getBlobRange(
    repository: string,
    digest: Digest,
    start: number,
    end: number | undefined,
    options?: CallOptions,
  ): Promise<BlobReader> {
    return getBlobRange(this.#endpoint, repository, digest, start, end, options);
  }

  /** The manifest is read and checked whole (4 MiB at most) before the reader is given out. */
  getManifest(repository: string, digest: Digest, options?: CallOptions): Promise<BlobReader> {
    return getManifest(this.#endpoint, repository, digest, options);
  }

  /** As {@link getManifest}. The descriptor's digest is computed from what came. */
  getTag(repository: string, tag: string, options?: CallOptions): Promise<BlobReader> {
    return getTag(this.#endpoint, repository, tag, options);
  }

  resolveBlob(repository: string, digest: Digest, options?: CallOptions): Promise<Descriptor> {
    return resolveBlob(this.#endpoint, repository, digest, options);
  }

  resolveManifest(repository: string, digest: Digest, options?: CallOptions): Promise<Descriptor> {
    return resolveManifest(this.#endpoint, repository, digest, options);
  }

  resolveTag(repository: string, tag: string, options?: CallOptions): Promise<Descriptor> {
    return resolveTag(this.#endpoint, repository, tag, options);
  }

  /**
   * Asks whether a push would be let in, by beginning an upload and giving it up.
   *
   * @throws OciError `UNAUTHORIZED`, `DENIED`, and whatever else the registry answers
   */
  checkPush(repository: string, options?: CallOptions): Promise<void> {
    return checkPush(this.#endpoint, repository, options);
  }

  /** Sends nothing when the registry has the blob already. */
  pushBlob(repository: string, descriptor: Descriptor, body: Body, options?: CallOptions): Promise<Descriptor> {
    return pushBlob(this.#endpoint, repository, descriptor, body, options);
  }

  /**
   * Pushes a blob while it is being made. Beyond `Registry`, because it needs the HTTP API: not every registry takes content whose length
   * it is not told, so whoever calls this pushes the blob whole when it fails. An upload that fails is ended.
   *
   * @param content stays open
   * @param whole what the content turned out to be; settles after its end
   * @throws OciError `DIGEST_INVALID`, `BLOB_UPLOAD_UNKNOWN`, whatever the registry answers to what it does not take; what `content` throws
   */
  pushBlobStreamed(
    repository: string,
    content: IncompleteBlob,
    whole: Promise<WholeBlob>,
    options?: CallOptions,
  ): Promise<Descriptor> {
    return pushBlobStreamed(this.#endpoint, repository, content, whole, options);
  }

  pushBlobChunked(repository: string, options?: PushBlobChunkedOptions): Promise<BlobWriter> {
    return pushBlobChunked(this.#endpoint, repository, options);
  }

  pushBlobChunkedResume(repository: string, id: string, options?: PushBlobChunkedResumeOptions): Promise<BlobWriter> {
    return pushBlobChunkedResume(this.#endpoint, repository, id, options);
  }

  mountBlob(fromRepository: string, toRepository: string, digest: Digest, options?: CallOptions): Promise<Descriptor> {
    return mountBlob(this.#endpoint, fromRepository, toRepository, digest, options);
  }

  pushManifest(
    repository: string,
    content: Uint8Array,
    mediaType: string,
    options?: PushManifestOptions,
  ): Promise<Descriptor> {
    return pushManifest(this.#endpoint, repository, content, mediaType, options);
  }

  deleteBlob(repository: string, digest: Digest, options?: CallOptions): Promise<void> {
    return deleteBlob(this.#endpoint, repository, digest, options);
  }

  deleteManifest(repository: string, digest: Digest, options?: CallOptions): Promise<void> {
    return deleteManifest(this.#endpoint, repository, digest, options);
  }

  deleteTag(repository: string, tag: string, options?: CallOptions): Promise<void> {
    return deleteTag(this.#endpoint, repository, tag, options);
  }

  /** With a `limit`, the registry's own order decides which tags those are. */
  tags(repository: string, options?: TagsOptions): AsyncIterable<string> {
    return tags(this.#endpoint, repository, options);
  }

  referrers(repository: string, digest: Digest, options?: ReferrersOptions): AsyncIterable<Descriptor> {
    return referrers(this.#endpoint, repository, digest, options);
  }

  repositories(options?: RepositoriesOptions): AsyncIterable<string> {
    return repositories(this.#endpoint, options);
  }
}
