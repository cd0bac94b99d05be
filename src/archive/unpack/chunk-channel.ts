import { receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import { detachBuffer } from '../../streams/index.ts';
import { takeChunk } from './decoder.ts';

/** The receiver may be at most this number of chunks behind, which limits the memory. */
const maxChunks = 4;
/** Maximum size of a chunk, bytes. */
const maxChunkBytes = 1024 * 1024;

/** Indexes of the counters: messages sent and read, and whether the receiver must stop (0 or 1). */
const sent = 0;
const read = 1;
const stopped = 2;

/** Shared counters of the two ends of a channel. */
export type ChannelCounters = Int32Array;

/** A thread that receives chunks. */
type Receiver = Pick<MessagePort, 'postMessage'>;

/**
 * The sending end of a channel for chunks. The memory of decompressed chunks moves to the receiver, which costs less
 * than a copy. Other chunks are copied.
 */
export class ChunkSender {
  readonly counters: ChannelCounters = new Int32Array(new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT));
  #receiver: Receiver | undefined;
  /** The chunks that were sent before the receiver was ready. */
  readonly #queue: Uint8Array<ArrayBuffer>[] = [];

  /** Sends the first bytes of a chunk. @returns their number; 0 if the receiver must read other chunks first */
  send(chunk: Uint8Array): number {
    if (Atomics.load(this.counters, sent) + this.#queue.length - Atomics.load(this.counters, read) >= maxChunks)
      return 0;
    const bytes = takeChunk(chunk.byteLength > maxChunkBytes ? chunk.subarray(0, maxChunkBytes) : chunk);
    // A chunk without its memory has the size 0.
    const size = bytes.byteLength;
    if (this.#receiver === undefined) this.#queue.push(bytes);
    else this.#post(this.#receiver, bytes);
    return size;
  }

  /** Starts to send a content to a thread that is ready. @param header the first message */
  connect(receiver: Receiver, header: unknown): void {
    this.#receiver = receiver;
    receiver.postMessage(header, []);
    this.#add(1);
    for (const chunk of this.#queue.splice(0)) this.#post(receiver, chunk);
  }

  /** The chunks that were sent before {@link connect}, for a reader in this thread instead of the other one. */
  unsent(): readonly Uint8Array[] {
    return this.#queue;
  }

  /** Calls `notify` when the receiver has read a chunk. */
  onRead(notify: () => void): void {
    const count = Atomics.load(this.counters, read);
    const isFull = Atomics.load(this.counters, sent) - count >= maxChunks;
    const waiting = isFull ? Atomics.waitAsync(this.counters, read, count) : undefined;
    if (waiting?.async === true) void waiting.value.then(notify);
    else notify();
  }

  /** Tells a connected receiver that the content is complete, or, after the last content, that no other follows. */
  end(): void {
    // The last message, and not a counter, because the receiver may read the chunks before it at the same time.
    this.#receiver?.postMessage(null, []);
    this.#add(1);
  }

  /** Tells the receiver to stop, because the content is not complete. */
  stop(): void {
    Atomics.store(this.counters, stopped, 1);
    // The receiver waits for a change of this counter.
    this.#add(1);
  }

  #post(receiver: Receiver, chunk: Uint8Array<ArrayBuffer>): void {
    receiver.postMessage(chunk, [chunk.buffer]);
    this.#add(1);
  }

  #add(count: number): void {
    Atomics.add(this.counters, sent, count);
    Atomics.notify(this.counters, sent);
  }
}

/** The receiving end of a channel for chunks. It blocks the thread while it waits. */
export class ChunkReceiver {
  readonly #port: MessagePort;
  readonly #counters: ChannelCounters;
  /** Number of messages that were received. */
  #count = 0;

  constructor(port: MessagePort, counters: ChannelCounters) {
    this.#port = port;
    this.#counters = counters;
  }

  /**
   * Receives the header of the next content.
   *
   * @returns null if no content follows
   * @throws Error after {@link ChunkSender.stop}
   */
  header(): unknown {
    const header = this.#receive();
    this.#countRead();
    return header;
  }

  /**
   * Receives the chunks of one content. They are borrowed buffers, valid until the next one is requested.
   *
   * @throws Error after {@link ChunkSender.stop}
   */
  async *chunks(): AsyncGenerator<Uint8Array, void, undefined> {
    for (;;) {
      const chunk = this.#receive() as Uint8Array | null;
      if (chunk !== null) {
        yield chunk;
        detachBuffer(chunk);
      }
      this.#countRead();
      if (chunk === null) return;
    }
  }

  #countRead(): void {
    Atomics.add(this.#counters, read, 1);
    Atomics.notify(this.#counters, read);
  }

  #receive(): unknown {
    Atomics.wait(this.#counters, sent, this.#count++);
    const received = receiveMessageOnPort(this.#port);
    if (Atomics.load(this.#counters, stopped) === 1 || received === undefined)
      throw new Error('the content is not complete');
    return received.message;
  }
}
