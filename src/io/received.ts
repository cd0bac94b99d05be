import { Digester, digestAlgorithm, OciError } from '../spec/index.ts';
import type { Expected } from './verify.ts';

/**
 * Passes a body through that a caller wants stored, and checks it against what the caller said of it. Beside `verified`, which blames
 * the store that the bytes came from, this blames the caller. What the body itself throws is passed on as it is.
 *
 * @param what names the content in the error
 * @throws OciError `SIZE_INVALID` as soon as there is one byte too many, and for too few; `DIGEST_INVALID`
 */
export async function* received(body: AsyncIterable<Uint8Array>, expected: Expected, what: string): AsyncGenerator<Uint8Array, void, undefined> {
  const digester = new Digester(digestAlgorithm(expected.digest));
  for await (const chunk of body) {
    digester.update(chunk);
    if (digester.size > expected.size) {
      throw new OciError('SIZE_INVALID', `${what} was announced with ${expected.size} bytes, but more were sent`);
    }
    yield chunk;
  }
  if (digester.size !== expected.size) {
    throw new OciError('SIZE_INVALID', `${what} was announced with ${expected.size} bytes, but ${digester.size} were sent`);
  }
  const actual = digester.digest();
  if (actual !== expected.digest) {
    throw new OciError('DIGEST_INVALID', `${what} was announced with this digest, but what was sent hashes to ${actual}`);
  }
}
