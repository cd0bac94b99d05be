import { OciError, printable } from '../../spec/index.ts';

/** The error for a file that is not a valid WebAssembly binary. */
export function invalidWasm(path: string, reason: string): OciError {
  return new OciError('INPUT_INVALID', `"${printable(path, 300)}" is not a valid WebAssembly file: ${reason}`);
}

/** Reads the values of a section (WebAssembly core specification, "Binary Format"). */
export class SectionReader {
  readonly #bytes: Uint8Array;
  readonly #path: string;
  readonly #section: string;
  #position = 0;

  /** @param section the kind of the section in error messages, such as `import` */
  constructor(bytes: Uint8Array, path: string, section: string) {
    this.#bytes = bytes;
    this.#path = path;
    this.#section = section;
  }

  get isAtEnd(): boolean {
    return this.#position === this.#bytes.byteLength;
  }

  /** @throws OciError `INPUT_INVALID` at the end of the section */
  byte(): number {
    const value = this.#bytes[this.#position];
    if (value === undefined) throw this.invalid('ends early');
    this.#position++;
    return value;
  }

  /** The next byte; undefined at the end of the section. */
  peek(): number | undefined {
    return this.#bytes[this.#position];
  }

  /** An unsigned number of 32 bits in LEB128. @throws OciError `INPUT_INVALID` */
  unsigned(): number {
    const { value, length } = readUnsigned(this.#bytes.subarray(this.#position));
    if (value === undefined) throw this.invalid('has an invalid number');
    this.#position += length;
    return value;
  }

  /** Skips a signed number of 33 bits in LEB128. @throws OciError `INPUT_INVALID` */
  skipSigned(): void {
    for (let length = 0; length < 5; length++) if (this.byte() < 0x80) return;
    throw this.invalid('has an invalid number');
  }

  /** A text with its length. @throws OciError `INPUT_INVALID` */
  text(): string {
    const length = this.unsigned();
    const bytes = this.#bytes.subarray(this.#position, this.#position + length);
    if (bytes.byteLength < length) throw this.invalid('ends early');
    this.#position += length;
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      throw this.invalid('has a name that is not UTF-8 text');
    }
  }

  /** @param problem a predicate of the section */
  invalid(problem: string): OciError {
    return invalidWasm(this.#path, `its ${this.#section} section ${problem}`);
  }
}

/**
 * Reads an unsigned number of 32 bits in LEB128 at the start of `bytes`.
 *
 * @returns no value for a number that is incomplete or too large
 */
export function readUnsigned(bytes: Uint8Array): { readonly value: number | undefined; readonly length: number } {
  let value = 0;
  for (let index = 0; index < 5; index++) {
    const byte = bytes[index];
    if (byte === undefined) break;
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return { value: value < 2 ** 32 ? value : undefined, length: index + 1 };
  }
  return { value: undefined, length: 0 };
}
