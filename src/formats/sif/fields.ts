import { OciError } from '../../spec/index.ts';

/** Reads the fields of a fixed-size record in order. Numbers are little-endian. */
export class Fields {
  readonly #bytes: Buffer;
  readonly #what: string;
  #position = 0;

  /** @param what names the record in errors */
  constructor(bytes: Uint8Array, what: string) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#what = what;
  }

  bytes(length: number): Buffer {
    const end = this.#position + length;
    if (end > this.#bytes.byteLength) throw invalid(`${this.#what} ends after ${this.#bytes.byteLength} bytes`);
    const part = this.#bytes.subarray(this.#position, end);
    this.#position = end;
    return part;
  }

  /** Text without the zeros at the end of its field. Bytes that are not UTF-8 become U+FFFD. */
  text(length: number): string {
    const bytes = this.bytes(length);
    let end = bytes.byteLength;
    while (end > 0 && bytes[end - 1] === 0) end--;
    return bytes.toString('utf8', 0, end);
  }

  bool(): boolean {
    return this.bytes(1)[0] !== 0;
  }

  int32(): number {
    return this.bytes(4).readInt32LE();
  }

  uint32(): number {
    return this.bytes(4).readUInt32LE();
  }

  /** @throws OciError `ARCHIVE_INVALID` for a number beyond ±(2^53 - 1), which no size or date reaches */
  int64(name: string): number {
    const value = this.bytes(8).readBigInt64LE();
    if (value > BigInt(Number.MAX_SAFE_INTEGER) || value < BigInt(Number.MIN_SAFE_INTEGER))
      throw invalid(`${this.#what} has ${name} ${value}`);
    return Number(value);
  }

  /** An {@link int64} that is a count. @throws OciError `ARCHIVE_INVALID` for a negative number */
  count(name: string): number {
    const value = this.int64(name);
    if (value < 0) throw invalid(`${this.#what} has ${name} ${value}`);
    return value;
  }
}

/** @param problem continues "it is not a SIF image, or a damaged one:" */
export function invalid(problem: string): OciError {
  return new OciError('ARCHIVE_INVALID', `it is not a SIF image, or a damaged one: ${problem}`);
}
