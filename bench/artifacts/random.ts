import { createCipheriv } from 'node:crypto';

const hexQuads = Array.from({ length: 0x1_0000 }, (_, number) => number.toString(16).padStart(4, '0'));

const base64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const base64Pairs = Array.from(
  { length: 4096 },
  (_, number) => `${base64[number >>> 6] ?? ''}${base64[number & 63] ?? ''}`,
);

/** A random number generator (sfc32) that gives the same numbers for a seed on every machine. */
export class Random {
  #a: number;
  #b = 0x9e3779b9;
  #c = 0x243f6a88;
  #count = 1;

  constructor(seed: number) {
    this.#a = seed | 0;
    for (let round = 0; round < 12; round++) this.next();
  }

  /** A whole number from 0 to 2³²−1. */
  next(): number {
    const sum = (this.#a + this.#b + this.#count) | 0;
    this.#count = (this.#count + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** A whole number from 0 to `limit`−1. */
  below(limit: number): number {
    return Math.floor((this.next() / 0x1_0000_0000) * limit);
  }

  /** A number with a skewed distribution, like words in a text. */
  skewed(limit: number): number {
    const part = this.next() / 0x1_0000_0000;
    // Fractional powers differ between engines, square roots do not.
    return Math.floor(part * part * Math.sqrt(part) * limit);
  }

  pick<T>(values: readonly [T, ...T[]]): T {
    return values[this.below(values.length)] ?? values[0];
  }

  /** @param pairs groups of two digits of base 64 */
  base64(pairs: number): string {
    let text = '';
    for (let left = pairs; left > 0; left--) text += base64Pairs[this.next() >>> 20] ?? '';
    return text;
  }

  /** @param quads groups of four hexadecimal digits */
  hex(quads: number): string {
    let text = '';
    for (let left = quads; left > 0; left--) text += hexQuads[this.next() >>> 16] ?? '';
    return text;
  }
}

const noiseBytes = 1024 * 1024;

/** An endless incompressible sequence: the key stream of a cipher. */
export function* noise(seed: number): Generator<Buffer, never> {
  const key = Buffer.alloc(16);
  key.writeUInt32LE(seed);
  const cipher = createCipheriv('aes-128-ctr', key, Buffer.alloc(16));
  const zeros = Buffer.alloc(noiseBytes);
  for (;;) yield cipher.update(zeros);
}
