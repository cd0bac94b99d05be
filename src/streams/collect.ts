import { OciError } from '../spec/index.ts';

/**
 * All bytes of a body that is known to be small.
 *
 * @param limit bytes
 * @param what names the content in the error
 * @throws OciError `SIZE_LIMIT` as soon as more than `limit` bytes have come; the source is closed then
 */
export async function collect(
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  limit: number,
  what: string,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > limit) throw new OciError('SIZE_LIMIT', `${what} is over the limit of ${limit} bytes`);
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, size);
}
