import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, type Gunzip } from 'node:zlib';
import type { HttpResponse } from '../http/index.ts';
import { Digester, isOciError, OciError, printable, type Digest, type DigestAlgorithm } from '../spec/index.ts';
import { collect, once } from '../streams/index.ts';

/** Bytes that gzip content may always decode to. */
const alwaysAllowedBytes = 64 * 1024 * 1024;
/** Largest ratio of decoded to encoded bytes above that. Real content stays far below. */
const maxInflateRatio = 200;

/**
 * The `Content-Encoding` label when it names gzip. Requests ask for `identity`. A server may label a response
 * nevertheless, because it did compress it, or because it takes the content's own compression for a transfer encoding.
 */
export function gzipLabel(response: HttpResponse): string | undefined {
  const value = response.headers.get('content-encoding')?.trim();
  return value !== undefined && /^(?:x-)?gzip$/i.test(value) ? printable(value, 40) : undefined;
}

/** A decoder that fails with `SIZE_LIMIT` for a decompression bomb. */
function limitedGunzip(): Gunzip {
  const decoder = createGunzip();
  let size = 0;
  return decoder.on('data', (chunk: Buffer) => {
    size += chunk.byteLength;
    if (size > alwaysAllowedBytes && size > decoder.bytesWritten * maxInflateRatio)
      decoder.destroy(new OciError('SIZE_LIMIT', `it decodes to more than ${maxInflateRatio} times its size`));
  });
}

/**
 * Decodes a stream.
 *
 * @throws OciError `SIZE_LIMIT` for a decompression bomb, `DIGEST_MISMATCH` for content that is not gzip
 */
export async function* gunzipped(
  body: AsyncIterable<Uint8Array>,
  subject: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  const decoder = limitedGunzip();
  // The loop reports the same failure.
  pipeline(Readable.from(body, { objectMode: false }), decoder).catch(() => undefined);
  try {
    yield* decoder as AsyncIterable<Buffer>;
  } catch (error) {
    if (isOciError(error, 'SIZE_LIMIT')) throw new OciError(error.code, `cannot decode ${subject}: ${error.message}`);
    if (isOciError(error)) throw error;
    throw new OciError('DIGEST_MISMATCH', `cannot decode ${subject}: it is not gzip as its Content-Encoding says`, {
      cause: error,
    });
  } finally {
    decoder.destroy();
  }
}

/** The decoded bytes; undefined when the bytes are not gzip, or decode to more than `limit` bytes. */
export async function gunzipWithin(bytes: Uint8Array, limit: number): Promise<Uint8Array | undefined> {
  try {
    return await collect(gunzipped(once(bytes), 'content'), limit, 'decoded content');
  } catch {
    return undefined;
  }
}

export interface ContentIdentity {
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
}

/** Both readings of a body with a gzip label. */
export interface LabelledContent {
  readonly raw: ContentIdentity;
  /** Undefined when the body is not gzip or is a decompression bomb. */
  readonly decoded: ContentIdentity | undefined;
}

/** Reads a body to its end and hashes it as received and decoded. Nothing is stored. */
export async function identify(body: AsyncIterable<Uint8Array>, algorithm: DigestAlgorithm): Promise<LabelledContent> {
  const raw = new Digester(algorithm);
  const decoded = new Digester(algorithm);
  const decoder = limitedGunzip();
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
