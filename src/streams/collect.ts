import { OciError } from '../spec/index.ts';
import { checkChunk } from './check-chunk.ts';

/**
 * Reads all bytes of small content into memory.
 *
 * @param limit maximum size, bytes
 * @param what names the content in the error message
 * @throws OciError `SIZE_LIMIT` as soon as the content has more than `limit` bytes; the source is closed then
 */
export async function collect(
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  limit: number,
  what: string,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of content) {
    checkChunk(chunk);
    size += chunk.byteLength;
    if (size > limit) throw new OciError('SIZE_LIMIT', `${what} is over the limit of ${limit} bytes`);
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, size);
}
