import { Digester, digestAlgorithm, OciError, type Digest } from '../spec/index.ts';

export interface Expected {
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
}

/**
 * Passes a body through and checks it: the reader gets an error instead of the end when size or digest disagree, and as soon as
 * there is one byte too many. Nothing is allocated from the declared size.
 *
 * @param what names the content in the error
 * @throws OciError `SIZE_MISMATCH`, `DIGEST_MISMATCH`
 */
export async function* verified(
  body: AsyncIterable<Uint8Array>,
  expected: Expected,
  what: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  const digester = new Digester(digestAlgorithm(expected.digest));
  for await (const chunk of body) {
    digester.update(chunk);
    if (digester.size > expected.size) {
      throw new OciError('SIZE_MISMATCH', `${what} has more than the ${expected.size} bytes announced`);
    }
    yield chunk;
  }
  if (digester.size < expected.size) {
    throw new OciError('SIZE_MISMATCH', `${what} ended after ${digester.size} of ${expected.size} bytes`);
  }
  const actual = digester.digest();
  if (actual !== expected.digest) {
    throw new OciError('DIGEST_MISMATCH', `${what} hashes to ${actual}, not to ${expected.digest}`);
  }
}
