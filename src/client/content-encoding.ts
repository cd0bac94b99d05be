import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, type Gunzip } from 'node:zlib';
import type { HttpResponse } from '../http/index.ts';
import { Digester, isOciError, OciError, printable, type Digest, type DigestAlgorithm } from '../spec/index.ts';
import { collect, once } from '../streams/index.ts';

/** Maximum number of decoded bytes of a blob whose size is unknown. */
const maxDecodedBytes = 1024 ** 3;

/**
 * Returns the `Content-Encoding` if it is gzip. Requests have `Accept-Encoding: identity`, but a server may still
 * compress a response, or send this label because the content itself is a gzip file.
 */
export function gzipLabel(response: HttpResponse): string | undefined {
  const value = response.headers.get('content-encoding')?.trim();
  return value !== undefined && /^(?:x-)?gzip$/i.test(value) ? printable(value, 40) : undefined;
}

/** Creates a decoder that fails with `SIZE_LIMIT` after `limit` decoded bytes, as for a decompression bomb. */
function limitedGunzip(limit: number): Gunzip {
  const decoder = createGunzip();
  let size = 0;
  return decoder.on('data', (chunk: Buffer) => {
    size += chunk.byteLength;
    if (size > limit) decoder.destroy(new OciError('SIZE_LIMIT', `the decoded size exceeds ${limit} bytes`));
  });
}

/**
 * Decodes a stream of gzip.
 *
 * @param limit maximum number of decoded bytes
 * @throws OciError `SIZE_LIMIT` for a decompression bomb, `DIGEST_MISMATCH` for content that is not gzip
 */
export async function* gunzip(
  body: AsyncIterable<Uint8Array>,
  limit: number,
  subject: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  const decoder = limitedGunzip(limit);
  // The loop below throws the same error.
  pipeline(Readable.from(body, { objectMode: false }), decoder).catch(() => undefined);
  try {
    yield* decoder as AsyncIterable<Buffer>;
  } catch (error) {
    if (isOciError(error, 'SIZE_LIMIT')) throw new OciError(error.code, `cannot decode ${subject}: ${error.message}`);
    if (isOciError(error)) throw error;
    throw new OciError('DIGEST_MISMATCH', `cannot decode ${subject}: it is not gzip, although Content-Encoding is`, {
      cause: error,
    });
  } finally {
    decoder.destroy();
  }
}

/** Decodes bytes of gzip; undefined if they are not gzip, or decode to more than `limit` bytes. */
export async function gunzipLimited(bytes: Uint8Array, limit: number): Promise<Uint8Array | undefined> {
  try {
    return await collect(gunzip(once(bytes), limit, 'content'), limit, 'decoded content');
  } catch {
    return undefined;
  }
}

/** Digest and size of content. */
export interface ContentIdentity {
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
}

/** Digest and size of a body with a gzip label, as received and decoded. */
export interface LabelledContent {
  readonly raw: ContentIdentity;
  /** Undefined if the body is not gzip, or is a decompression bomb. */
  readonly decoded: ContentIdentity | undefined;
}

/**
 * Reads a body to its end, and hashes it as received and decoded. The content is not stored.
 *
 * @param expectedSize of the content, bytes. More bytes are not decoded. @default 1 GiB
 */
export async function identify(
  body: AsyncIterable<Uint8Array>,
  algorithm: DigestAlgorithm,
  expectedSize: number = maxDecodedBytes,
): Promise<LabelledContent> {
  const raw = new Digester(algorithm);
  const decoded = new Digester(algorithm);
  const decoder = limitedGunzip(expectedSize);
  const closed = new Promise<void>((resolve) => decoder.once('close', resolve));
  let isDecodable = true;
  decoder.on('data', (chunk: Buffer) => decoded.update(chunk));
  decoder.on('error', () => {
    isDecodable = false;
  });
  try {
    for await (const chunk of body) {
      raw.update(chunk);
      if (isDecodable && !decoder.write(chunk))
        await Promise.race([closed, new Promise<void>((resolve) => decoder.once('drain', resolve))]);
    }
    if (isDecodable) decoder.end();
    if (isDecodable) await closed;
  } finally {
    decoder.destroy();
  }
  return {
    raw: { digest: raw.digest(), size: raw.size },
    decoded: isDecodable ? { digest: decoded.digest(), size: decoded.size } : undefined,
  };
}
