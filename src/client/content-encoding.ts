import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGunzip, gunzip } from 'node:zlib';
import type { HttpResponse } from '../http/index.ts';
import { Digester, isOciError, OciError, printable, type Digest, type DigestAlgorithm } from '../spec/index.ts';

const gunzipAsync = promisify(gunzip);

/**
 * The `Content-Encoding` label, when it names gzip. Requests ask for `identity`; a server may label all the same, because it did
 * compress, or because it mistakes the content's own compression for a transfer's.
 */
export function gzipLabel(response: HttpResponse): string | undefined {
  const value = response.headers.get('content-encoding')?.trim();
  return value !== undefined && /^(?:x-)?gzip$/i.test(value) ? printable(value, 40) : undefined;
}

/** The decoded bytes; undefined when they are not gzip, or come to more than `limit` bytes. */
export async function gunzipWithin(bytes: Uint8Array, limit: number): Promise<Uint8Array | undefined> {
  try {
    return await gunzipAsync(bytes, { maxOutputLength: limit });
  } catch {
    return undefined;
  }
}

/** A gzip stream may grow this much, bytes, before its ratio is looked at. */
const freeInflateBytes = 64 * 1024 * 1024;
/** Output per input beyond that; real content stays far below. */
const maxInflateRatio = 200;

/** Decodes while it is read. @throws OciError `SIZE_LIMIT` for a stream that grows beyond reason, `DIGEST_MISMATCH` for one that is not gzip */
export async function* gunzipped(
  body: AsyncIterable<Uint8Array>,
  what: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  const decoder = createGunzip();
  const done = pipeline(Readable.from(body, { objectMode: false }), decoder);
  // The same failure comes out of the loop below.
  done.catch(() => undefined);
  let size = 0;
  try {
    for await (const chunk of decoder as AsyncIterable<Buffer>) {
      size += chunk.byteLength;
      if (overInflated(size, decoder.bytesWritten))
        throw new OciError('SIZE_LIMIT', `${what} decodes to more than ${maxInflateRatio} times its size`);
      yield chunk;
    }
  } catch (error) {
    if (isOciError(error)) throw error;
    throw new OciError('DIGEST_MISMATCH', `${what} is not the gzip stream that its Content-Encoding says`, {
      cause: error,
    });
  } finally {
    decoder.destroy();
  }
}

/** What a body that is labelled gzip comes to. */
export interface Probe {
  readonly raw: { readonly digest: Digest; readonly size: number };
  /** Undefined when it is not gzip, or grows beyond reason. */
  readonly decoded: { readonly digest: Digest; readonly size: number } | undefined;
}

/** Reads a body to its end and hashes it in both readings. Nothing is kept. */
export async function probe(body: AsyncIterable<Uint8Array>, algorithm: DigestAlgorithm): Promise<Probe> {
  const raw = new Digester(algorithm);
  const decoded = new Digester(algorithm);
  const decoder = createGunzip();
  const closed = new Promise<void>((resolve) => decoder.once('close', resolve));
  let fits = true;
  decoder.on('error', () => {
    fits = false;
  });
  decoder.on('data', (chunk: Buffer) => {
    decoded.update(chunk);
    if (!overInflated(decoded.size, decoder.bytesWritten)) return;
    fits = false;
    decoder.destroy();
  });
  try {
    for await (const chunk of body) {
      raw.update(chunk);
      if (fits && !decoder.write(chunk)) {
        await Promise.race([closed, new Promise<void>((resolve) => decoder.once('drain', resolve))]);
      }
    }
    if (fits) decoder.end();
    if (fits) await closed;
  } finally {
    decoder.destroy();
  }
  return {
    raw: { digest: raw.digest(), size: raw.size },
    decoded: fits ? { digest: decoded.digest(), size: decoded.size } : undefined,
  };
}

function overInflated(output: number, input: number): boolean {
  return output > freeInflateBytes && output > input * maxInflateRatio;
}
