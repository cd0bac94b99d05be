import { Semaphore } from '../../concurrency/index.ts';
import type { Block } from './blocks.ts';
import {
  deflateMemory,
  deflateOn,
  type DeflateFunction,
  type DeflateSlot,
  type SharedMemory,
} from './deflate-memory.ts';
import { blocksPerThread, DeflateThread } from './deflate-thread.ts';

/**
 * Compresses blocks with the encoder in deflate/, each to raw deflate that ends on a byte boundary and does not say that it is the last.
 * A result depends on the block and on the bytes before it, and not on the threads.
 */
export class DeflateThreads {
  readonly #blockSize: number;
  readonly #count: number;
  readonly #gate: Semaphore;
  /** Whether to use threads. */
  readonly #decided = Promise.withResolvers<boolean>();
  #threads: readonly DeflateThread[] | undefined;
  #local: { readonly deflate: DeflateFunction; readonly memory: SharedMemory; readonly slot: DeflateSlot } | undefined;

  /**
   * @param blockSize no block has more bytes
   * @param threads whole number from 1
   */
  constructor(blockSize: number, threads: number) {
    this.#blockSize = blockSize;
    this.#count = threads;
    this.#gate = new Semaphore(blocksPerThread * threads);
  }

  /**
   * Waits until it is known whether to use threads.
   *
   * @param history the bytes before the block, 32 KiB of them at most
   */
  async deflate(block: Block, history: Uint8Array): Promise<Uint8Array> {
    const useThreads = await this.#decided.promise;
    return await this.#gate.run(async () => {
      if (useThreads) this.#threads ??= this.#startThreads();
      return await this.#deflate(block, history);
    });
  }

  /** Says whether there is so much to compress that threads are worth starting; only the first time counts. They are started when a block comes. */
  decide(useThreads: boolean): void {
    this.#decided.resolve(useThreads);
  }

  /** Ends the threads. Nothing is to be under way. */
  async close(): Promise<void> {
    await Promise.all((this.#threads ?? []).map(async (thread) => await thread.close()));
  }

  #startThreads(): readonly DeflateThread[] {
    const threads: DeflateThread[] = [];
    try {
      while (threads.length < this.#count) threads.push(new DeflateThread(this.#blockSize));
    } catch {
      // Node's permission model may forbid threads, and a system may have no more of them or no memory: those that are there do, if need be none.
    }
    return threads;
  }

  async #deflate(block: Block, history: Uint8Array): Promise<Uint8Array> {
    const thread = this.#leastBusy();
    const slot = thread?.free.pop();
    if (thread === undefined || slot === undefined) return this.#deflateHere(block, history);
    try {
      copyIn(thread.memory, slot, block, history);
      return copyOut(thread.memory, slot, await thread.deflate(slot, history.byteLength, block.size));
    } finally {
      thread.free.push(slot);
    }
  }

  #leastBusy(): DeflateThread | undefined {
    return this.#threads?.reduce<DeflateThread | undefined>(
      (best, thread) => (best === undefined || thread.free.length > best.free.length ? thread : best),
      undefined,
    );
  }

  #deflateHere(block: Block, history: Uint8Array): Uint8Array {
    if (this.#local === undefined) {
      const { memory, slots } = deflateMemory(1, this.#blockSize);
      const [slot] = slots;
      if (slot === undefined) throw new RangeError('one slot was asked for');
      this.#local = { deflate: deflateOn(memory), memory, slot };
    }
    const { deflate, memory, slot } = this.#local;
    copyIn(memory, slot, block, history);
    return copyOut(memory, slot, deflate(slot.input, history.byteLength, block.size, slot.output));
  }
}

function copyIn(memory: SharedMemory, slot: DeflateSlot, block: Block, history: Uint8Array): void {
  const bytes = new Uint8Array(memory.buffer);
  bytes.set(history, slot.input - history.byteLength);
  let at = slot.input;
  for (const piece of block.pieces) {
    bytes.set(piece, at);
    at += piece.byteLength;
  }
}

function copyOut(memory: SharedMemory, slot: DeflateSlot, size: number): Uint8Array {
  const result = Buffer.allocUnsafeSlow(size);
  result.set(new Uint8Array(memory.buffer, slot.output, size));
  return result;
}
