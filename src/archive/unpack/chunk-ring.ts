const slotBytes = 1024 * 1024;
const slotCount = 4;

/** Indexes of the counters: chunks written and read, and whether no more chunks will come. */
const written = 0;
const read = 1;
const state = 2;
/** The first of the sizes of the slots. */
const sizes = 3;

/** Values of `state`, which is 0 at first. */
const isEnded = 1;
const isStopped = 2;

/** Shared memory through which one thread passes a stream to another one. */
export interface RingMemory {
  readonly counters: Int32Array<SharedArrayBuffer>;
  readonly slots: readonly Uint8Array<SharedArrayBuffer>[];
}

/**
 * The writing end of a ring of buffers. The reader may be at most four chunks behind, which limits the memory. A copy
 * of each chunk costs less than a new buffer for each chunk.
 */
export class RingWriter {
  readonly memory: RingMemory = {
    counters: new Int32Array(new SharedArrayBuffer((sizes + slotCount) * Int32Array.BYTES_PER_ELEMENT)),
    slots: Array.from({ length: slotCount }, () => new Uint8Array(new SharedArrayBuffer(slotBytes))),
  };

  /** Copies the first bytes of a chunk, up to the size of a slot. @returns their number; 0 if all slots are full */
  write(chunk: Uint8Array): number {
    const { counters, slots } = this.memory;
    const count = Atomics.load(counters, written);
    if (count - Atomics.load(counters, read) === slotCount) return 0;
    const bytes = chunk.subarray(0, slotBytes);
    slots[count % slotCount]?.set(bytes);
    counters[sizes + (count % slotCount)] = bytes.byteLength;
    this.#add(written, 1);
    return bytes.byteLength;
  }

  /** Calls `notify` when a slot is free. */
  onFreeSlot(notify: () => void): void {
    const { counters } = this.memory;
    const count = Atomics.load(counters, read);
    const isFull = Atomics.load(counters, written) - count === slotCount;
    const waiting = isFull ? Atomics.waitAsync(counters, read, count) : undefined;
    if (waiting?.async === true) void waiting.value.then(notify);
    else notify();
  }

  /** The chunks that were written, for a reader in this thread instead of the other one. */
  chunks(): Uint8Array[] {
    const { counters, slots } = this.memory;
    return slots.slice(0, counters[written]).map((slot, index) => slot.subarray(0, counters[sizes + index]));
  }

  /** Tells the reader that the content is complete. */
  end(): void {
    this.#close(isEnded);
  }

  /** Tells the reader to stop, because the content is not complete. */
  stop(): void {
    this.#close(isStopped);
  }

  #close(value: number): void {
    Atomics.store(this.memory.counters, state, value);
    // The reader waits for a change of this counter. The state tells it that there is no chunk.
    this.#add(written, 1);
  }

  #add(index: number, count: number): void {
    Atomics.add(this.memory.counters, index, count);
    Atomics.notify(this.memory.counters, index);
  }
}

/**
 * Reads from a ring. Blocks the thread while it waits. The chunks are borrowed buffers, valid until the next one is
 * requested.
 *
 * @throws Error after {@link RingWriter.stop}
 */
export async function* readRing({ counters, slots }: RingMemory): AsyncGenerator<Uint8Array, void, undefined> {
  for (let count = 0; ; count++) {
    Atomics.wait(counters, written, count);
    const current = Atomics.load(counters, state);
    if (current === isStopped) throw new Error('the content is not complete');
    if (current === isEnded && Atomics.load(counters, written) === count + 1) return;
    const slot = slots[count % slotCount];
    if (slot !== undefined) yield slot.subarray(0, counters[sizes + (count % slotCount)]);
    Atomics.add(counters, read, 1);
    Atomics.notify(counters, read);
  }
}
