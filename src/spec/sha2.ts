/** Hashes content incrementally. */
export interface IncrementalHash {
  update(bytes: Uint8Array): unknown;
  /** The hash of all bytes as lower-case hex digits. */
  digest(encoding: 'hex'): string;
}

/**
 * SHA-256 and SHA-512 (FIPS 180-4) for runtimes without Node's module of hashes. Node's is about ten times as fast, and
 * SHA-512 is computed with slow large integers.
 */
export function createPureHash(algorithm: 'sha256' | 'sha512'): IncrementalHash {
  return algorithm === 'sha256' ? new Sha256() : new Sha512();
}

/** Collects bytes to blocks, and pads the last one (FIPS 180-4, section 5.1). */
abstract class BlockHash implements IncrementalHash {
  readonly #block: Uint8Array;
  readonly #view: DataView;
  #used = 0;
  #size = 0;

  constructor(blockSize: number) {
    this.#block = new Uint8Array(blockSize);
    this.#view = new DataView(this.#block.buffer);
  }

  /** Adds one block to the state. */
  protected abstract compress(block: DataView): void;
  /** The state as hex digits. */
  protected abstract state(): string;

  update(bytes: Uint8Array): this {
    this.#size += bytes.byteLength;
    this.#append(bytes);
    return this;
  }

  digest(): string {
    const block = this.#block;
    const bits = BigInt(this.#size) * 8n;
    // The length of the content has an eighth of a block.
    const lengthAt = block.length - block.length / 8;
    this.#append(Uint8Array.of(0x80));
    if (this.#used > lengthAt) this.#append(new Uint8Array(block.length - this.#used));
    block.fill(0, this.#used);
    this.#view.setBigUint64(block.length - 8, bits);
    this.compress(this.#view);
    return this.state();
  }

  #append(bytes: Uint8Array): void {
    const block = this.#block;
    for (let start = 0; start < bytes.byteLength;) {
      const part = bytes.subarray(start, start + block.length - this.#used);
      block.set(part, this.#used);
      this.#used += part.byteLength;
      start += part.byteLength;
      if (this.#used < block.length) return;
      this.compress(this.#view);
      this.#used = 0;
    }
  }
}

class Sha256 extends BlockHash {
  readonly #state = Int32Array.from(initialWords(), high32);
  readonly #constants = Int32Array.from(roundConstants(64), high32);
  readonly #words = new Int32Array(64);

  constructor() {
    super(64);
  }

  protected override compress(block: DataView): void {
    const [words, constants, state] = [this.#words, this.#constants, this.#state];
    for (let t = 0; t < 16; t++) words[t] = block.getInt32(4 * t);
    for (let t = 16; t < 64; t++) {
      const [w2, w7, w15, w16] = [at(words, t - 2), at(words, t - 7), at(words, t - 15), at(words, t - 16)];
      const s0 = rotate32(w15, 7) ^ rotate32(w15, 18) ^ (w15 >>> 3);
      const s1 = rotate32(w2, 17) ^ rotate32(w2, 19) ^ (w2 >>> 10);
      words[t] = w16 + s0 + w7 + s1;
    }
    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
    for (let t = 0; t < 64; t++) {
      const s1 = rotate32(e, 6) ^ rotate32(e, 11) ^ rotate32(e, 25);
      const first = (h + s1 + ((e & f) ^ (~e & g)) + at(constants, t) + at(words, t)) | 0;
      const s0 = rotate32(a, 2) ^ rotate32(a, 13) ^ rotate32(a, 22);
      const second = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
    }
    for (const [index, value] of [a, b, c, d, e, f, g, h].entries()) state[index] = at(state, index) + value;
  }

  protected override state(): string {
    return Array.from(this.#state, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
  }
}

class Sha512 extends BlockHash {
  #state = initialWords();
  readonly #constants = roundConstants(80);

  constructor() {
    super(128);
  }

  protected override compress(block: DataView): void {
    const words = Array.from({ length: 16 }, (_, t) => block.getBigUint64(8 * t));
    for (let t = 16; t < 80; t++) {
      const [w2 = 0n, w7 = 0n, w15 = 0n, w16 = 0n] = [words[t - 2], words[t - 7], words[t - 15], words[t - 16]];
      const s0 = rotate64(w15, 1n) ^ rotate64(w15, 8n) ^ (w15 >> 7n);
      const s1 = rotate64(w2, 19n) ^ rotate64(w2, 61n) ^ (w2 >> 6n);
      words.push(low64(w16 + s0 + w7 + s1));
    }
    let [a = 0n, b = 0n, c = 0n, d = 0n, e = 0n, f = 0n, g = 0n, h = 0n] = this.#state;
    for (const [t, constant] of this.#constants.entries()) {
      const s1 = rotate64(e, 14n) ^ rotate64(e, 18n) ^ rotate64(e, 41n);
      const first = h + s1 + ((e & f) ^ (low64(~e) & g)) + constant + (words[t] ?? 0n);
      const s0 = rotate64(a, 28n) ^ rotate64(a, 34n) ^ rotate64(a, 39n);
      const second = s0 + ((a & b) ^ (a & c) ^ (b & c));
      [h, g, f, e, d, c, b, a] = [g, f, e, low64(d + first), c, b, a, low64(first + second)];
    }
    const added = [a, b, c, d, e, f, g, h];
    this.#state = this.#state.map((word, index) => low64(word + (added[index] ?? 0n)));
  }

  protected override state(): string {
    return this.#state.map((word) => word.toString(16).padStart(16, '0')).join('');
  }
}

function at(words: Int32Array, index: number): number {
  return words[index] ?? 0;
}

function rotate32(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

function rotate64(word: bigint, bits: bigint): bigint {
  return low64((word >> bits) | (word << (64n - bits)));
}

function low64(value: bigint): bigint {
  return BigInt.asUintN(64, value);
}

function high32(word: bigint): number {
  return Number(BigInt.asIntN(32, word >> 32n));
}

/** FIPS 180-4, section 5.3.5: from the square roots of the first primes. Those of SHA-256 are their first 32 bits. */
function initialWords(): readonly bigint[] {
  return primes(8).map((prime) => fractionOfRoot(prime, 2n));
}

/** FIPS 180-4, section 4.2.3: from the cube roots of the first primes. Those of SHA-256 are their first 32 bits. */
function roundConstants(count: number): readonly bigint[] {
  return primes(count).map((prime) => fractionOfRoot(prime, 3n));
}

function primes(count: number): readonly bigint[] {
  const found: bigint[] = [];
  for (let each = 2n; found.length < count; each++) if (found.every((prime) => each % prime !== 0n)) found.push(each);
  return found;
}

/** The first 64 bits of the fractional part of a root of a number below 512. */
function fractionOfRoot(value: bigint, degree: bigint): bigint {
  const target = value << (64n * degree);
  let root = 0n;
  for (let bit = 1n << 70n; bit > 0n; bit >>= 1n) if ((root + bit) ** degree <= target) root += bit;
  return low64(root);
}
