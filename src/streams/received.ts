import { Digester, digestAlgorithm, OciError } from '../spec/index.ts';
import type { Expected } from './verify.ts';

/**
 * Passes a body through that a caller wants stored, and checks it against what the caller said of it. Beside `verified`, which blames
 * the store that the bytes came from, this blames the caller. What the body itself throws is passed on as it is.
 *
 * @param what names the content in the error
 * @param isChecked asked with the first chunk: whether somebody else hashes it, so that only its size is left to be looked at
 * @throws OciError `SIZE_INVALID` as soon as there is one byte too many, and for too few; `DIGEST_INVALID`
 */
export async function* received(
  body: AsyncIterable<Uint8Array>,
  expected: Expected,
  what: string,
  isChecked?: () => boolean,
): AsyncGenerator<Uint8Array, void, undefined> {
  let digester: Digester | undefined = new Digester(digestAlgorithm(expected.digest));
  let size = 0;
  for await (const chunk of body) {
    if (size === 0 && isChecked?.() === true) digester = undefined;
    digester?.update(chunk);
    size += chunk.byteLength;
    if (size > expected.size) {
      throw new OciError('SIZE_INVALID', `${what} was announced with ${expected.size} bytes, but more were sent`);
    }
    yield chunk;
  }
  if (size !== expected.size) {
    throw new OciError('SIZE_INVALID', `${what} was announced with ${expected.size} bytes, but ${size} were sent`);
  }
  const actual = digester?.digest() ?? expected.digest;
  if (actual !== expected.digest) {
    throw new OciError(
      'DIGEST_INVALID',
      `${what} was announced with this digest, but what was sent hashes to ${actual}`,
    );
  }
}
