import type { HttpResponse } from '../http/index.ts';
import type { CallOptions } from '../registry/index.ts';
import { OciError } from '../spec/index.ts';
import { conditionHeaders, type ObjectStore, type WriteCondition } from './object-store.ts';
import { S3Error, type S3Request } from './s3-client.ts';
import { elements, elementText, escapeXml } from './xml.ts';

/** Minimum size of a part, except the last one, bytes (Amazon S3, "Multipart upload limits"). */
export const minPartBytes = 5 * 1024 * 1024;
/** Maximum size of an object that is copied with one request, bytes. */
const maxCopyBytes = 5 * 1024 ** 3;
/** Size of the parts of a larger copy, bytes. It must be a divisor that keeps 5 TiB below 10,000 parts. */
const copyPartBytes = 1024 ** 3;
export const maxParts = 10_000;

/** A part of an object that is copied. */
export interface CopySource {
  readonly key: string;
  /** First and last byte; undefined for the whole object. */
  readonly range?: readonly [number, number] | undefined;
}

/** A multipart upload. The object appears only when it is completed. */
export class MultipartUpload {
  readonly key: string;
  readonly #store: ObjectStore;
  readonly #id: string;
  readonly #etags: string[] = [];

  private constructor(store: ObjectStore, key: string, id: string) {
    this.#store = store;
    this.key = key;
    this.#id = id;
  }

  static async start(store: ObjectStore, key: string, options: CallOptions = {}): Promise<MultipartUpload> {
    const headers = { 'content-type': 'application/octet-stream' };
    const { signal } = options;
    const operation = `start an upload of ${key}`;
    const xml = await store.client.sendForXml({
      method: 'POST',
      key,
      query: { uploads: '' },
      headers,
      signal,
      operation,
    });
    const id = elementText(xml, 'UploadId');
    if (id === undefined) throw new OciError('UNAVAILABLE', `cannot ${operation}: the store gave it no id`);
    return new MultipartUpload(store, key, id);
  }

  /** @param number from 1 */
  async putPart(number: number, bytes: Uint8Array, options: CallOptions = {}): Promise<void> {
    const request = this.#part(number, options);
    const response = await this.#store.client.sendOk({ ...request, body: bytes });
    this.#etags[number - 1] = response.headers.get('etag') ?? '';
  }

  /** Makes a part of an existing object, without a transfer of its bytes through this process. */
  async copyPart(number: number, source: CopySource, options: CallOptions = {}): Promise<void> {
    const headers: Record<string, string> = { 'x-amz-copy-source': copySource(this.#store, source.key) };
    if (source.range !== undefined) headers['x-amz-copy-source-range'] = `bytes=${source.range.join('-')}`;
    const xml = await this.#store.client.sendForXml({ ...this.#part(number, options), headers });
    this.#etags[number - 1] = copyResult(xml, this.key);
  }

  /** Makes the object visible. @returns its ETag, empty if unknown; undefined when the condition is false */
  async complete(condition?: WriteCondition, options: CallOptions = {}): Promise<string | undefined> {
    const parts = this.#etags.map(
      (etag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${escapeXml(etag)}</ETag></Part>`,
    );
    const request: S3Request = {
      method: 'POST',
      key: this.key,
      query: { uploadId: this.#id },
      headers: { 'content-type': 'application/xml', ...conditionHeaders(condition) },
      body: Buffer.from(`<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`),
      signal: options.signal,
      operation: `complete the upload of ${this.key}`,
    };
    let response: HttpResponse | undefined;
    try {
      response = await this.#store.sendConditional(request, condition);
    } catch (error) {
      // An earlier attempt whose response was lost has completed the upload.
      const isGone = error instanceof S3Error && error.s3Status === 404;
      if (isGone && (await this.#store.head(this.key, options)) !== undefined) return '';
      throw error;
    }
    if (response === undefined) return undefined;
    const xml = Buffer.concat(await Array.fromAsync(response.body)).toString();
    // The store sends the status before it has joined the parts, so the response may be an error with status 200.
    const code = elementText(xml, 'Error') === undefined ? undefined : elementText(xml, 'Code');
    if (code === 'PreconditionFailed') return undefined;
    if (code !== undefined)
      throw new OciError('UNAVAILABLE', `cannot ${request.operation}: the store answered ${code}`);
    return elementText(xml, 'ETag') ?? '';
  }

  /** Deletes the parts. */
  async abort(): Promise<void> {
    const operation = `abort the upload of ${this.key}`;
    const request: S3Request = { method: 'DELETE', key: this.key, query: { uploadId: this.#id }, operation };
    const response = await this.#store.client.send(request);
    await response.body.discard();
  }

  #part(number: number, { signal }: CallOptions): S3Request {
    const query = { partNumber: String(number), uploadId: this.#id };
    return { method: 'PUT', key: this.key, query, signal, operation: `upload a part of ${this.key}` };
  }
}

/**
 * Copies an object in the store.
 *
 * @param size bytes
 * @returns false when the source does not exist
 */
export async function copyObject(
  store: ObjectStore,
  from: string,
  to: string,
  size: number,
  options: CallOptions = {},
): Promise<boolean> {
  if (size > maxCopyBytes) {
    await joinObjects(store, rangesOf(from, size), to, options);
    return true;
  }
  const headers = { 'x-amz-copy-source': copySource(store, from) };
  const { signal } = options;
  const request: S3Request = { method: 'PUT', key: to, headers, signal, operation: `copy ${from} to ${to}` };
  const response = await store.client.send(request);
  if (response.status === 404) {
    await response.body.discard();
    return false;
  }
  if (response.status >= 300) throw await store.client.failure(request, response);
  copyResult(Buffer.concat(await Array.fromAsync(response.body)).toString(), to);
  return true;
}

/** Joins objects in the store. Each but the last must have at least {@link minPartBytes}. */
export async function joinObjects(
  store: ObjectStore,
  sources: readonly CopySource[],
  to: string,
  options: CallOptions = {},
): Promise<void> {
  const upload = await MultipartUpload.start(store, to, options);
  try {
    const pending = sources.map((source, index) => [index + 1, source] as const);
    const copy = async (): Promise<void> => {
      for (let next = pending.shift(); next !== undefined; next = pending.shift())
        await upload.copyPart(...next, options);
    };
    await Promise.all(Array.from({ length: copyConcurrency }, copy));
    // The object exists already.
    if ((await upload.complete('absent', options)) === undefined) await upload.abort();
  } catch (error) {
    await upload.abort().catch(() => undefined);
    throw error;
  }
}

const copyConcurrency = 8;

function rangesOf(key: string, size: number): readonly CopySource[] {
  const count = Math.ceil(size / copyPartBytes);
  return Array.from({ length: count }, (_, index) => ({
    key,
    range: [index * copyPartBytes, Math.min(size, (index + 1) * copyPartBytes) - 1] as const,
  }));
}

function copySource({ client: { address } }: ObjectStore, key: string): string {
  return `/${address.bucket}/${encodeURI(`${address.prefix}${key}`)}`;
}

/** A copy may fail after the status 200 was sent. @returns the ETag */
function copyResult(xml: string, to: string): string {
  const etag = elementText(xml, 'ETag');
  if (etag !== undefined) return etag;
  throw new OciError(
    'UNAVAILABLE',
    `cannot copy to ${to}: the store answered ${elementText(xml, 'Code') ?? 'nothing'}`,
  );
}

/** Aborts the multipart uploads that were started before a time. @returns their number */
export async function abortOldUploads(
  store: ObjectStore,
  beforeMs: number,
  options: CallOptions = {},
): Promise<number> {
  const { prefix } = store.client.address;
  const query: Record<string, string> = { uploads: '', prefix };
  let count = 0;
  for (;;) {
    const { signal } = options;
    const xml = await store.client.sendForXml({ method: 'GET', query, signal, operation: 'list unfinished uploads' });
    for (const upload of elements(xml, 'Upload')) {
      if (Date.parse(elementText(upload, 'Initiated') ?? '') >= beforeMs) continue;
      const key = (elementText(upload, 'Key') ?? '').slice(prefix.length);
      const uploadId = elementText(upload, 'UploadId') ?? '';
      await store.client.sendOk({ method: 'DELETE', key, query: { uploadId }, operation: `abort an upload of ${key}` });
      count++;
    }
    if (elementText(xml, 'IsTruncated') !== 'true') return count;
    query['key-marker'] = elementText(xml, 'NextKeyMarker') ?? '';
    query['upload-id-marker'] = elementText(xml, 'NextUploadIdMarker') ?? '';
  }
}
