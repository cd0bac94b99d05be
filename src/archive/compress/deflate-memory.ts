import { deflateCode } from './deflate-code.ts';

/** Bytes before the input that deflate may refer to: RFC 1951, section 2. */
export const deflateWindow: number = 32 * 1024;

/** What is needed of WebAssembly, whose types come with those of a browser alone. */
interface WebAssemblyApi {
  readonly Memory: new (pages: { initial: number; maximum: number; shared: true }) => SharedMemory;
  readonly Module: new (code: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: { env: { memory: SharedMemory } },
  ) => { readonly exports: { readonly deflate: DeflateFunction } };
}

/** Memory that an encoder works in. */
export interface SharedMemory {
  readonly buffer: SharedArrayBuffer;
}

/** As in deflate/index.ts. */
export type DeflateFunction = (input: number, history: number, size: number, output: number) => number;

const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: WebAssemblyApi };

const pageSize = 64 * 1024;
/** The encoder's own tables lie below. */
const firstSlot = 1024 * 1024;

/** Where one block lies and where its result goes, in the memory of an encoder: bytes from its begin. */
export interface DeflateSlot {
  readonly input: number;
  readonly output: number;
}

/** Memory for one encoder and `count` blocks of at most `blockSize` bytes. It is shared, so that blocks are copied once. */
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

/** The encoder; threads share what it was compiled to. */
export function deflateModule(): object {
  compiled ??= new WebAssembly.Module(Buffer.from(deflateCode, 'base64'));
  return compiled;
}

export function deflateOn(memory: SharedMemory): DeflateFunction {
  return new WebAssembly.Instance(deflateModule(), { env: { memory } }).exports.deflate;
}
