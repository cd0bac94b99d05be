import { anySignal, Semaphore } from '../concurrency/index.ts';
import {
  pushUnlessExists,
  readerBody,
  type CallOptions,
  type ReadOnlyStorage,
  type Storage,
} from '../registry/index.ts';
import { plainDescriptor, type Descriptor, type Digest } from '../spec/index.ts';

/**
 * Uploads layers while others are packed. A failure is not an error: the copy of the artifact uploads the layer again.
 * Disposing ends the uploads.
 */
export class LayerUploads implements AsyncDisposable {
  readonly #destination: Storage;
  readonly #semaphore: Semaphore;
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  readonly #uploads = new Map<Digest, Promise<boolean>>();

  /** @param concurrency maximum number of uploads at the same time */
  constructor(destination: Storage, { concurrency, signal }: CallOptions & { readonly concurrency: number }) {
    this.#destination = destination;
    this.#semaphore = new Semaphore(concurrency);
    this.#signal = anySignal(this.#stop.signal, signal);
  }

  /** Begins to upload a layer that a store has. */
  add(layer: Descriptor, store: ReadOnlyStorage): void {
    if (this.#uploads.has(layer.digest)) return;
    const upload = this.#semaphore.run(() => this.#send(plainDescriptor(layer), store));
    this.#uploads.set(layer.digest, upload);
  }

  /** Waits for the upload of a blob. @returns whether this object has sent it */
  async hasUploaded({ digest }: Pick<Descriptor, 'digest'>): Promise<boolean> {
    return (await this.#uploads.get(digest)) ?? false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort(new Error('the uploads of the layers are no longer needed'));
    await Promise.all(this.#uploads.values());
  }

  async #send(layer: Descriptor, store: ReadOnlyStorage): Promise<boolean> {
    const options = { signal: this.#signal };
    try {
      const body = readerBody(() => store.fetch(layer, options));
      return (await pushUnlessExists(this.#destination, layer, body, options)) === 'pushed';
    } catch {
      // If the failure remains, the copy reports it.
      return false;
    }
  }
}
