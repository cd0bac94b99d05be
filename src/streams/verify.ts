import { Digester, digestAlgorithm, OciError, type Digest, type OciErrorCode } from '../spec/index.ts';
import type { BorrowedChunks } from './body.ts';
import { checkChunk } from './check-chunk.ts';

export interface Expected {
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
}

/** The origin of content, which selects the error codes: a store that it is read from, or a sender that pushes it. */
type Origin = 'store' | 'sender';

const codes: Readonly<Record<Origin, { readonly size: OciErrorCode; readonly digest: OciErrorCode }>> = {
  store: { size: 'SIZE_MISMATCH', digest: 'DIGEST_MISMATCH' },
  sender: { size: 'SIZE_INVALID', digest: 'DIGEST_INVALID' },
};

/**
 * Passes content through and verifies size and digest. The last chunk is delivered only after the digest was verified,
 * so that consumers never treat damaged content as complete. The declared size causes no allocation. The content is not
 * hashed when its source verifies the same digest.
 *
 * @param what names the content in error messages
 * @throws OciError `SIZE_MISMATCH`, `DIGEST_MISMATCH` for a store; `SIZE_INVALID`, `DIGEST_INVALID` for a sender.
 *   Content that is too long fails at the first excess byte, other content at its end. Errors of the content pass
 *   through.
 */
export async function* verified(
  content: BorrowedChunks,
  expected: Expected,
  what: string,
  origin: Origin = 'store',
): AsyncGenerator<Uint8Array, void, undefined> {
  let digester: Digester | undefined = new Digester(digestAlgorithm(expected.digest));
  let size = 0;
  let mismatch: OciError | undefined;
  const verifyDigest = (): void => {
    const actual = digester?.digest() ?? expected.digest;
    digester = undefined;
    if (actual !== expected.digest)
      mismatch ??= new OciError(codes[origin].digest, `${what} hashes to ${actual}, not to ${expected.digest}`);
  };
  for await (const chunk of content) {
    checkChunk(chunk);
    if (size === 0 && content.verifies === expected.digest) digester = undefined;
    digester?.update(chunk);
    size += chunk.byteLength;
    if (size > expected.size)
      throw new OciError(codes[origin].size, `${what} has more than the ${expected.size} bytes announced`);
    if (size === expected.size) verifyDigest();
    // Content that also has too many bytes fails with the size error of the next chunk.
    if (mismatch === undefined) yield chunk;
  }
  if (size < expected.size)
    throw new OciError(codes[origin].size, `${what} ended after ${size} of ${expected.size} bytes`);
  verifyDigest();
  if (mismatch !== undefined) throw mismatch;
}
