import { OciError, withMessage } from '../spec/index.ts';

/** Size in bytes of the first chunk after a refusal. */
const firstChunk = 4 * 1024 * 1024;
/** Minimum size in bytes of that chunk, if the registry announces a minimum. Many small chunks would be slow. */
const minFirstChunk = 1024 * 1024;
/** Smallest chunk in bytes. A registry that refuses it cannot store the blob. */
const smallestChunk = 64 * 1024;

/**
 * The maximum size of a request body. A registry, or a proxy in front of it, refuses a larger body with 413. All
 * uploads to a registry share the limit, so that only the first one has to find it.
 */
export class BodyLimit {
  #bytes: number | undefined;

  /**
   * @param bytes the configured limit; undefined sends each blob in one request until the registry refuses one
   * @throws OciError `INPUT_INVALID`
   */
  constructor(bytes: number | undefined) {
    if (bytes !== undefined && (!Number.isSafeInteger(bytes) || bytes < 1))
      throw new OciError('INPUT_INVALID', `cannot use chunkSize: ${bytes} is not an integer of at least 1`);
    this.#bytes = bytes;
  }

  /** Whether uploads use chunks. */
  get isSet(): boolean {
    return this.#bytes !== undefined;
  }

  /**
   * Returns the size of the next body, bytes.
   *
   * @param rest bytes to send
   * @param minimum of the registry for a chunk, except for the last one
   */
  bodySize(rest: number, minimum = 0): number {
    return this.#bytes === undefined ? rest : Math.min(rest, Math.max(this.#bytes, minimum));
  }

  /**
   * Lowers the limit after a body was refused.
   *
   * @param refused size of the body, bytes; `Infinity` for a body of unknown length
   * @returns false if smaller bodies are not possible
   */
  lower(refused: number, minimum = 0): boolean {
    const floor = Math.max(minimum, smallestChunk);
    if (refused <= floor) return false;
    const first = minimum > 0 ? Math.max(minimum, minFirstChunk) : firstChunk;
    // Another upload may have lowered the limit in the meantime.
    const current = Math.min(this.#bytes ?? first, Math.ceil(refused / 2));
    this.#bytes = Math.max(floor, current);
    return true;
  }
}

/** Adds the remedy to the error for a refused body that cannot be smaller. @param size of the body, bytes */
export function withBodyLimitAdvice(error: OciError, size: number): OciError {
  return withMessage(
    error,
    `${error.message}. Even ${size} bytes in one request are too many; raise the maximum size of request bodies of the ` +
      'registry or of the proxy in front of it, for example client_max_body_size of nginx',
  );
}
