import { OciError } from './error.ts';
import { printable } from './printable.ts';
import { runtimeModule } from './runtime-module.ts';
import { createPureHash, type IncrementalHash } from './sha2.ts';

declare const digestBrand: unique symbol;

/**
 * `sha256:` and 64, or `sha512:` and 128, lower-case hex digits (image-spec, descriptor.md, "Digests"). Get one from
 * {@link parseDigest}, or from a hash function of this library.
 */
export type Digest = string & { readonly [digestBrand]: true };

/** The supported digest algorithms (image-spec, "Registered algorithms"). */
export type DigestAlgorithm = 'sha256' | 'sha512';

const digestPattern = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

/** Whether a text is a digest of a supported algorithm, such as `sha256:` and 64 lower-case hexadecimal digits. */
export function isDigest(text: unknown): text is Digest {
  return typeof text === 'string' && digestPattern.test(text);
}

/** Checks a digest. @throws OciError `DIGEST_INVALID`, also for an unknown algorithm, upper case or another length */
export function parseDigest(text: string): Digest {
  if (isDigest(text)) return text;
  throw new OciError(
    'DIGEST_INVALID',
    `"${printable(text, 160)}" is not a digest: it must be sha256: and 64, or sha512: and 128, lower-case hex digits`,
  );
}

/** The algorithm of a digest. */
export function digestAlgorithm(digest: Digest): DigestAlgorithm {
  return digest.startsWith('sha512:') ? 'sha512' : 'sha256';
}

/** The hex digits after the colon. */
export function digestHex(digest: Digest): string {
  return digest.slice(digest.indexOf(':') + 1);
}

/** Hashes bytes, or the UTF-8 bytes of a text. */
export function digestOf(bytes: Uint8Array | string, algorithm: DigestAlgorithm = 'sha256'): Digest {
  return new Digester(algorithm).update(bytes).digest();
}

/** Hashes content incrementally. In a browser, it computes the hash itself, without WebCrypto, which has no increments. */
export class Digester {
  readonly algorithm: DigestAlgorithm;
  /** Bytes that were hashed. */
  size = 0;
  readonly #hash: IncrementalHash;

  constructor(algorithm: DigestAlgorithm = 'sha256') {
    this.algorithm = algorithm;
    this.#hash = runtimeModule('node:crypto')?.createHash(algorithm) ?? createPureHash(algorithm);
  }

  /** Hashes more bytes. */
  update(bytes: Uint8Array | string): this {
    const content = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes;
    this.#hash.update(content);
    this.size += content.byteLength;
    return this;
  }

  /** The digest of all bytes. Call it once. */
  digest(): Digest {
    return `${this.algorithm}:${this.#hash.digest('hex')}` as Digest;
  }
}
