import { Digester, digestAlgorithm, OciError, type Digest, type OciErrorCode } from '../spec/index.ts';
import type { BorrowedChunks } from './body.ts';

export interface Expected {
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
}

/**
 * Which party is responsible for wrong content: the store that the content is read from, or the sender that announced
 * it.
 */
export type Blame = 'store' | 'sender';

const codes: Readonly<Record<Blame, { readonly size: OciErrorCode; readonly digest: OciErrorCode }>> = {
  store: { size: 'SIZE_MISMATCH', digest: 'DIGEST_MISMATCH' },
  sender: { size: 'SIZE_INVALID', digest: 'DIGEST_INVALID' },
};

/**
 * Passes content through and verifies size and digest. The last chunk is delivered only after the digest was verified,
 * so that damaged content never looks complete. The declared size causes no allocation. The content is not hashed when
 * its source verifies the same digest.
 *
 * @param what names the content in error messages
 * @throws OciError `SIZE_MISMATCH`, `DIGEST_MISMATCH` when the store is to blame; `SIZE_INVALID`, `DIGEST_INVALID` when
 *   the sender is. The error comes as soon as there is one byte too many, and instead of the end. Errors of the content
 *   pass through.
 */
export async function* verified(
  content: BorrowedChunks,
  expected: Expected,
  what: string,
  blame: Blame = 'store',
): AsyncGenerator<Uint8Array, void, undefined> {
  let digester: Digester | undefined = new Digester(digestAlgorithm(expected.digest));
  let size = 0;
  let mismatch: OciError | undefined;
  const verifyDigest = (): void => {
    const actual = digester?.digest() ?? expected.digest;
    digester = undefined;
    if (actual !== expected.digest)
      mismatch ??= new OciError(codes[blame].digest, `${what} hashes to ${actual}, not to ${expected.digest}`);
  };
  for await (const chunk of content) {
    if (size === 0 && content.verifies === expected.digest) digester = undefined;
    digester?.update(chunk);
    size += chunk.byteLength;
    if (size > expected.size)
      throw new OciError(codes[blame].size, `${what} has more than the ${expected.size} bytes announced`);
    if (size === expected.size) verifyDigest();
    // Content that also has too many bytes fails with the size error of the next chunk.
    if (mismatch === undefined) yield chunk;
  }
  if (size < expected.size)
    throw new OciError(codes[blame].size, `${what} ended after ${size} of ${expected.size} bytes`);
  verifyDigest();
  if (mismatch !== undefined) throw mismatch;
}
