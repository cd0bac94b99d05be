import type { HttpRegistry, WholeBlob } from '../client/index.ts';
import { anySignal } from '../concurrency/index.ts';
import type { CallOptions, IncompleteBlob } from '../registry/index.ts';
import { isOciError, type Descriptor, type EventOptions } from '../spec/index.ts';
import { ReadProgress } from './read-progress.ts';

/**
 * Minimum size, bytes, of a layer that is uploaded while it is packed. Packing a smaller layer takes little time, and
 * an upload of a known length works with every registry.
 */
const streamingUploadThreshold = 8 * 1024 * 1024;

export interface StreamingLayerUploadOptions extends CallOptions, EventOptions {
  /** Whether to upload the layer. Called during packing, for a large layer. */
  readonly shouldUpload: () => Promise<boolean>;
}

/**
 * Uploads a layer while it is packed, so that network and processor work at the same time. It reads the file that
 * packing writes, so packing does not wait for the network, and memory use is constant. A failure is not an error: the
 * finished layer is uploaded instead. Disposing ends the upload.
 */
export class StreamingLayerUpload implements AsyncDisposable {
  readonly #registry: Pick<HttpRegistry, 'pushBlobStreamed'>;
  readonly #repository: string;
  readonly #options: StreamingLayerUploadOptions;
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  readonly #wholeBlob = Promise.withResolvers<WholeBlob>();
  #content: IncompleteBlob | undefined;
  #upload: Promise<boolean> | undefined;
  #layer: Descriptor | undefined;

  constructor(
    registry: Pick<HttpRegistry, 'pushBlobStreamed'>,
    repository: string,
    options: StreamingLayerUploadOptions,
  ) {
    this.#registry = registry;
    this.#repository = repository;
    this.#options = options;
    this.#signal = anySignal(this.#stop.signal, options.signal);
    // Without an upload the promise is not awaited. Its rejection must not end the process.
    this.#wholeBlob.promise.catch(() => undefined);
  }

  /** Begins to upload a layer that is being packed. Disposing closes the layer. */
  begin(content: IncompleteBlob): void {
    this.#content = content;
    this.#upload = this.#send(content);
  }

  /** Called with the descriptor after packing. Progress of the upload is reported only after this call. */
  finish(layer: Descriptor): void {
    this.#layer = layer;
    this.#wholeBlob.resolve(layer);
  }

  /** Waits for the upload to end. @returns whether the registry has the blob from this upload */
  async hasUploaded(blob: Pick<Descriptor, 'digest'>): Promise<boolean> {
    return blob.digest === this.#layer?.digest && this.#upload !== undefined && (await this.#upload);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort(new Error('the upload of the layer is no longer needed'));
    this.#wholeBlob.reject(this.#stop.signal.reason);
    await this.#content?.close();
    await this.#upload;
  }

  async #send(content: IncompleteBlob): Promise<boolean> {
    if (!(await content.reaches(streamingUploadThreshold))) return false;
    if (!(await this.#options.shouldUpload()) || this.#signal.aborted) return false;
    try {
      await this.#registry.pushBlobStreamed(this.#repository, this.#withProgress(content), this.#wholeBlob.promise, {
        signal: this.#signal,
      });
      return true;
    } catch (error) {
      // After an abort, the operation itself reports the reason.
      if (!this.#signal.aborted && isOciError(error))
        this.#options.onEvent?.({
          kind: 'line',
          text: `streaming upload failed; uploading the finished layer instead: ${error.message}`,
        });
      return false;
    }
  }

  #withProgress(content: IncompleteBlob): IncompleteBlob {
    // The size is known when the layer is complete.
    const progress = new ReadProgress((done) =>
      this.#options.onEvent?.({ kind: 'progress', phase: 'push', done, total: this.#layer?.size }),
    );
    return {
      get size() {
        return content.size;
      },
      reaches: (size) => content.reaches(size),
      close: () => content.close(),
      [Symbol.asyncDispose]: () => content.close(),
      open: (from, signal) => progress.chunks('layer', content.open(from, signal), from),
    };
  }
}
