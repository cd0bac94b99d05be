import { RetryableError } from '../http/index.ts';
import { backoffMs, pause } from '../concurrency/index.ts';
import type { CallOptions } from '../registry/index.ts';
import { OciError, throwIfAborted } from '../spec/index.ts';
import type { ObjectStore, OpenObject } from './object-store.ts';

/** Maximum number of failures without progress. */
const maxFailures = 5;
const backoff = { baseMs: 100, maxMs: 5000, random: Math.random };

/** The part of an object to read: from byte `start` to before `end`. */
export interface ReadWindow {
  readonly start: number;
  readonly end: number;
}

/** The content of an open object. After a failed connection, it continues at the same byte. */
export class ObjectReader {
  readonly #store: ObjectStore;
  readonly #key: string;
  readonly #window: ReadWindow;
  readonly #options: CallOptions;
  #opened: OpenObject;

  constructor(store: ObjectStore, key: string, opened: OpenObject, window: ReadWindow, options: CallOptions) {
    this.#store = store;
    this.#key = key;
    this.#opened = opened;
    this.#window = window;
    this.#options = options;
  }

  /** @param borrowed delivers chunks whose buffers are reused */
  async *read(borrowed: boolean): AsyncGenerator<Uint8Array, void, undefined> {
    const { end } = this.#window;
    let position = this.#window.start;
    let failures = 0;
    while (position < end) {
      try {
        const { body } = this.#opened;
        for await (const chunk of (borrowed ? body.borrowed?.() : undefined) ?? body) {
          position += chunk.byteLength;
          failures = 0;
          yield chunk;
        }
        if (position >= end) return;
      } catch (error) {
        throwIfAborted(this.#options.signal);
        if (!(error instanceof RetryableError) || ++failures > maxFailures) throw error;
        await pause(backoffMs(failures, backoff), this.#options.signal);
      }
      if (position < end) this.#opened = await this.#openAt(position);
    }
    await this.close();
  }

  async close(): Promise<void> {
    await this.#opened.body.discard();
  }

  async #openAt(position: number): Promise<OpenObject> {
    const range = `bytes=${position}-${this.#window.end - 1}`;
    const ifMatch = this.#opened.head.etag;
    const opened = await this.#store.open(this.#key, { ...this.#options, range, ifMatch });
    if (opened === undefined || opened === 'unchanged')
      throw new OciError('UNAVAILABLE', `cannot read ${this.#key} from byte ${position}: it was deleted`);
    return opened;
  }
}
