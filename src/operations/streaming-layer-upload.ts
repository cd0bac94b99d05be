import type { HttpRegistry, WholeBlob } from '../client/index.ts';
import type { IncompleteBlob } from '../registry/index.ts';
import { isOciError, type Descriptor, type OperationEvent } from '../spec/index.ts';
import { anySignal } from '../concurrency/index.ts';

/**
 * Bytes of a layer that are packed before it begins to be sent. What is smaller is packed in a moment, and is better pushed whole, which
 * every registry takes.
 */
export const streamingUploadThreshold: number = 8 * 1024 * 1024;

export interface AlongsideOptions {
  /** Whether the layer is to be sent so at all; known when the registry was asked. */
  readonly wanted: Promise<boolean>;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: ((event: OperationEvent) => void) | undefined;
}

/**
 * Sends a layer while it is being packed, so that a slow network and a busy processor work at the same time. The sender reads the file
 * that packing writes: packing never waits for the network, and memory stays flat. It never fails: what the registry does not take in
 * this way is left to be pushed in the ordinary one. Disposing ends what goes on.
 */
export class StreamingLayerUpload implements AsyncDisposable {
  readonly #registry: Pick<HttpRegistry, 'pushBlobStreamed'>;
  readonly #repository: string;
  readonly #wanted: Promise<boolean>;
  readonly #onEvent: ((event: OperationEvent) => void) | undefined;
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  readonly #whole = Promise.withResolvers<WholeBlob>();
  #content: IncompleteBlob | undefined;
  #sending: Promise<boolean> | undefined;
  #layer: Descriptor | undefined;
  /** Bytes that went out; what a retry sends again does not count twice. */
  #done = 0;

  constructor(registry: Pick<HttpRegistry, 'pushBlobStreamed'>, repository: string, options: AlongsideOptions) {
    this.#registry = registry;
    this.#repository = repository;
    this.#wanted = options.wanted;
    this.#onEvent = options.onEvent;
    this.#signal = anySignal(this.#stop.signal, options.signal);
    // When nothing is sent nobody asks.
    this.#whole.promise.catch(() => undefined);
  }

  /** Begins to send what is being packed. It is closed in the end. */
  begin(content: IncompleteBlob): void {
    this.#content = content;
    this.#sending = this.#send(content);
  }

  /** The layer is whole, and this. From now on the progress of the sending is told. */
  finish(layer: Descriptor): void {
    this.#layer = layer;
    this.#whole.resolve(layer);
  }

  /** Whether the registry has the layer now. Waits for the sending to end. */
  async hasSent(descriptor: Pick<Descriptor, 'digest'>): Promise<boolean> {
    return descriptor.digest === this.#layer?.digest && this.#sending !== undefined && (await this.#sending);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort(new Error('the layer is not needed any more'));
    this.#whole.reject(this.#stop.signal.reason);
    await this.#content?.close();
    await this.#sending;
  }

  async #send(content: IncompleteBlob): Promise<boolean> {
    if (!(await content.reaches(streamingUploadThreshold)) || !(await this.#wanted) || this.#signal.aborted)
      return false;
    try {
      await this.#registry.pushBlobStreamed(this.#repository, this.#counted(content), this.#whole.promise, {
        signal: this.#signal,
      });
      return true;
    } catch (error) {
      // A run that is given up says why itself; this is only the first part of it to notice.
      if (!this.#signal.aborted && isOciError(error))
        this.#onEvent?.({
          kind: 'line',
          text: `the layer could not be sent while it was packed, and is pushed when it is whole: ${error.message}`,
        });
      return false;
    }
  }

  #counted(content: IncompleteBlob): IncompleteBlob {
    const count = (position: number): void => {
      this.#done = Math.max(this.#done, position);
      if (this.#layer !== undefined)
        this.#onEvent?.({ kind: 'progress', phase: 'push', done: this.#done, total: this.#layer.size });
    };
    return {
      get size() {
        return content.size;
      },
      reaches: (size) => content.reaches(size),
      close: () => content.close(),
      [Symbol.asyncDispose]: () => content.close(),
      async *open(from, signal) {
        let position = from;
        for await (const chunk of content.open(from, signal)) {
          position += chunk.byteLength;
          count(position);
          yield chunk;
        }
      },
    };
  }
}
