import { SHARE_ENV, Worker } from 'node:worker_threads';
import { deflateMemory, deflateModule, type DeflateSlot, type SharedMemory } from './deflate-memory.ts';

/** Runs by itself in its thread, whatever this module was bundled into. */
const program = `
const { parentPort, workerData: { module, memory } } = require('node:worker_threads');
const { deflate } = new WebAssembly.Instance(module, { env: { memory } }).exports;
parentPort.on('message', (job) => parentPort.postMessage(deflate(...job)));
`;

/** One block is being compressed while the next is copied in. */
export const blocksPerThread = 2;

interface Waiting {
  resolve(size: number): void;
  reject(error: Error): void;
}

/** A thread that compresses blocks, one after the other. */
export class DeflateThread {
  readonly memory: SharedMemory;
  /** Those that no block is in. */
  readonly free: DeflateSlot[];
  readonly #worker: Worker;
  readonly #waiting: Waiting[] = [];
  #failure: Error | undefined;

  /** @throws Error where there can be no thread: `ERR_ACCESS_DENIED` when Node was started without the permission to make them */
  constructor(blockSize: number) {
    const { memory, slots } = deflateMemory(blocksPerThread, blockSize);
    this.memory = memory;
    this.free = [...slots];
    this.#worker = new Worker(program, {
      eval: true,
      execArgv: [],
      env: SHARE_ENV,
      workerData: { module: deflateModule(), memory },
    });
    this.#worker.on('message', (size: number) => this.#waiting.shift()?.resolve(size));
    this.#worker.on('error', (error) => this.#fail(error instanceof Error ? error : new Error(String(error))));
    this.#worker.on('exit', () => this.#fail(new Error('the thread that compresses ended early')));
  }

  /** @returns bytes of the result, which begins at `slot.output` */
  async deflate(slot: DeflateSlot, history: number, size: number): Promise<number> {
    return await new Promise<number>((resolve, reject) => {
      if (this.#failure !== undefined) throw this.#failure;
      this.#waiting.push({ resolve, reject });
      this.#worker.postMessage([slot.input, history, size, slot.output], []);
    });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const waiting of this.#waiting.splice(0)) waiting.reject(error);
  }
}
