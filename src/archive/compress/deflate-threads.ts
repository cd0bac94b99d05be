import { SHARE_ENV, Worker } from 'node:worker_threads';
import { Semaphore } from '../../concurrency/index.ts';
import type { Block } from './blocks.ts';
import { deflateCode } from './deflate-code.ts';

/** Number of bytes before the input to which deflate can refer (RFC 1951, section 2). */
export const deflateWindow: number = 32 * 1024;
/**
 * Each worker has memory for three blocks, so that it always has a next block while the main thread compresses a block
 * itself.
 */
const blocksPerWorker = 3;
const pageSize = 64 * 1024;
/** Address of the first slot. The tables of the encoder have lower addresses. */
const firstSlot = 1024 * 1024;

/** The part of the WebAssembly API that is used. TypeScript has its types only in the library for browsers. */
interface WebAssemblyApi {
  readonly Memory: new (pages: { initial: number; maximum: number; shared: true }) => SharedMemory;
  readonly Module: new (code: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: { env: { memory: SharedMemory } },
  ) => { readonly exports: { readonly deflate: DeflateFunction } };
}

const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: WebAssemblyApi };

/** The memory of an encoder. */
export interface SharedMemory {
  readonly buffer: SharedArrayBuffer;
}

/** The function in deflate/index.ts. @returns size of the result, bytes */
export type DeflateFunction = (input: number, history: number, size: number, output: number) => number;

/** The addresses of a block and of its result in the memory of an encoder. */
export interface DeflateSlot {
  readonly input: number;
  readonly output: number;
}

/**
 * Allocates memory for one encoder and `count` blocks of at most `blockSize` bytes. The memory is shared, so that a
 * block is copied only once.
 */
export function deflateMemory(
  count: number,
  blockSize: number,
): { readonly memory: SharedMemory; readonly slots: readonly DeflateSlot[] } {
  const inputSize = deflateWindow + blockSize + 64;
  const outputSize = blockSize + blockSize / 2 + 1024;
  const slots = Array.from({ length: count }, (_, index): DeflateSlot => {
    const start = firstSlot + index * (inputSize + outputSize);
    return { input: start + deflateWindow, output: start + inputSize };
  });
  const pages = Math.ceil((firstSlot + count * (inputSize + outputSize)) / pageSize);
  return { memory: new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true }), slots };
}

let compiled: object | undefined;

/** Compiles the encoder, which all threads share. */
function deflateModule(): object {
  compiled ??= new WebAssembly.Module(Buffer.from(deflateCode, 'base64'));
  return compiled;
}

export function instantiateDeflate(memory: SharedMemory): DeflateFunction {
  return new WebAssembly.Instance(deflateModule(), { env: { memory } }).exports.deflate;
}

/**
 * Compresses blocks with the encoder in deflate/. Each result is raw deflate that ends on a byte boundary and is not
 * marked as the last block. It depends only on the block and on the bytes before it.
 */
export class DeflateThreads {
  readonly #blockSize: number;
  readonly #workers: number;
  /** Waits for a slot. Undefined if the main thread compresses a block instead. */
  readonly #semaphore: Semaphore | undefined;
  #threads: readonly DeflateThread[] | undefined;
  #blocks = 0;
  #local: { readonly deflate: DeflateFunction; readonly memory: SharedMemory; readonly slot: DeflateSlot } | undefined;

  /**
   * @param blockSize maximum bytes of a block
   * @param threads integer of at least 1. If there are several, the main thread is one of them.
   */
  constructor(blockSize: number, threads: number) {
    this.#blockSize = blockSize;
    this.#workers = Math.max(1, threads - 1);
    this.#semaphore = threads === 1 ? new Semaphore(blocksPerWorker) : undefined;
  }

  /** Counts a block before it is compressed. @returns the number of blocks of all contents so far */
  countBlock(): number {
    return ++this.#blocks;
  }

  /**
   * Compresses a block.
   *
   * @param history the bytes before the block, at most 32 KiB
   * @param useThreads whether to start threads if none are running
   */
  async deflate(block: Block, history: Uint8Array, useThreads: boolean): Promise<Uint8Array> {
    const work = async (): Promise<Uint8Array> => {
      if (useThreads) this.#threads ??= this.#startThreads();
      return await this.#deflate(block, history);
    };
    return await (this.#semaphore?.run(work) ?? work());
  }

  /** Terminates the threads. Call it when no block is being compressed. */
  async close(): Promise<void> {
    await Promise.all((this.#threads ?? []).map(async (thread) => await thread.close()));
  }

  #startThreads(): readonly DeflateThread[] {
    const threads: DeflateThread[] = [];
    try {
      while (threads.length < this.#workers) threads.push(new DeflateThread(this.#blockSize));
    } catch {
      // Node's permission model may forbid threads, and the system may not have enough threads or memory. Then the
      // threads that did start are used, or else this thread.
    }
    return threads;
  }

  async #deflate(block: Block, history: Uint8Array): Promise<Uint8Array> {
    const thread = this.#leastBusy();
    const slot = thread?.freeSlots.pop();
    if (thread === undefined || slot === undefined) return this.#deflateOnThisThread(block, history);
    try {
      copyIn(thread.memory, slot, block, history);
      return copyOut(thread.memory, slot, await thread.deflate(slot, history.byteLength, block.size));
    } finally {
      thread.freeSlots.push(slot);
    }
  }

  #leastBusy(): DeflateThread | undefined {
    return this.#threads?.reduce<DeflateThread | undefined>(
      (best, thread) => (best === undefined || thread.freeSlots.length > best.freeSlots.length ? thread : best),
      undefined,
    );
  }

  #deflateOnThisThread(block: Block, history: Uint8Array): Uint8Array {
    if (this.#local === undefined) {
      const { memory, slots } = deflateMemory(1, this.#blockSize);
      const [slot] = slots;
      if (slot === undefined) throw new RangeError('the memory of the encoder has no slot');
      this.#local = { deflate: instantiateDeflate(memory), memory, slot };
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

/**
 * The program of a worker. It is a string, so that the bundle does not need a second file. In Deno and Bun, such a
 * program already has a variable `module`.
 */
const program = `
const { parentPort, workerData: { encoder, memory } } = require('node:worker_threads');
const { deflate } = new WebAssembly.Instance(encoder, { env: { memory } }).exports;
parentPort.on('message', (job) => parentPort.postMessage(deflate(...job)));
`;

interface PendingJob {
  resolve(size: number): void;
  reject(error: Error): void;
}

/** A thread that compresses one block after the other. */
export class DeflateThread {
  readonly memory: SharedMemory;
  /** Slots without a block. */
  readonly freeSlots: DeflateSlot[];
  readonly #worker: Worker;
  readonly #pending: PendingJob[] = [];
  #failure: Error | undefined;

  /**
   * @throws Error when the thread cannot start, with the code `ERR_ACCESS_DENIED` if Node's permission model forbids it
   */
  constructor(blockSize: number) {
    const { memory, slots } = deflateMemory(blocksPerWorker, blockSize);
    this.memory = memory;
    this.freeSlots = [...slots];
    this.#worker = new Worker(program, {
      eval: true,
      execArgv: [],
      env: SHARE_ENV,
      workerData: { encoder: deflateModule(), memory },
    });
    this.#worker.on('message', (size: number) => this.#pending.shift()?.resolve(size));
    this.#worker.on('error', (error) => this.#fail(error instanceof Error ? error : new Error(String(error))));
    this.#worker.on('exit', () => this.#fail(new Error('the compression thread ended unexpectedly')));
  }

  /** Compresses the block in a slot. @returns size of the result at `slot.output`, bytes */
  async deflate(slot: DeflateSlot, history: number, size: number): Promise<number> {
    return await new Promise<number>((resolve, reject) => {
      if (this.#failure !== undefined) throw this.#failure;
      this.#pending.push({ resolve, reject });
      this.#worker.postMessage([slot.input, history, size, slot.output], []);
    });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const job of this.#pending.splice(0)) job.reject(error);
  }
}
