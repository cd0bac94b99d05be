import { setTimeout as wait } from 'node:timers/promises';
import type { HttpResponse, HttpResponseBody } from '../http/index.ts';
import type { CallOptions } from '../registry/index.ts';
import { OciError, throwIfAborted } from '../spec/index.ts';
import type { S3Client, S3Request } from './s3-client.ts';
import { elements, elementText } from './xml.ts';

/** An object in a list. */
export interface ListedObject {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** Changes with the content. */
  readonly etag: string;
  /** When it was written, by the clock of the store, milliseconds since 1970. */
  readonly modifiedMs: number;
}

/** The state of an object, without its content. */
export interface ObjectHead extends Omit<ListedObject, 'key'> {
  readonly contentType: string;
  /** Clock of the store when it answered, milliseconds since 1970. */
  readonly nowMs: number;
}

export interface OpenObject {
  readonly head: ObjectHead;
  readonly body: HttpResponseBody;
}

/** When a write takes effect: only if the object does not exist, or if it has this ETag. */
export type WriteCondition = 'absent' | { readonly etag: string };

export interface PutOptions extends CallOptions {
  readonly condition?: WriteCondition | undefined;
  readonly contentType?: string | undefined;
  /** Sha256 of the content in hexadecimal. */
  readonly sha256?: string | undefined;
}

export interface ListOptions extends CallOptions {
  readonly prefix: string;
  /** Lists only keys after this one. */
  readonly startAfter?: string | undefined;
  /** Maximum number of objects of one request. @default 1,000 */
  readonly pageSize?: number | undefined;
}

/** Attempts of a conditional write that the store answers with 409, because of another write at the same time. */
const maxConflicts = 8;

/** Objects by key, over S3's API. All operations are strongly consistent. */
export class ObjectStore {
  readonly client: S3Client;

  constructor(client: S3Client) {
    this.client = client;
  }

  /** @returns undefined when the object does not exist */
  async head(key: string, options: CallOptions = {}): Promise<ObjectHead | undefined> {
    const request: S3Request = { method: 'HEAD', key, operation: `look up ${key}`, signal: options.signal };
    const response = await this.client.send(request);
    if (response.status === 404) return undefined;
    if (response.status >= 300) throw await this.client.failure(request, response);
    return headOf(response);
  }

  /**
   * Opens an object. Read its body to the end, or discard it.
   *
   * @param options.range `Range` of the request
   * @param options.ifMatch fails with `SIZE_MISMATCH` when the object has another ETag
   * @returns undefined when the object does not exist; `unchanged` when it has the ETag `ifNoneMatch`
   */
  async open(
    key: string,
    options: CallOptions & { readonly range?: string; readonly ifMatch?: string; readonly ifNoneMatch?: string } = {},
  ): Promise<OpenObject | 'unchanged' | undefined> {
    const headers: Record<string, string> = {};
    if (options.range !== undefined) headers['range'] = options.range;
    if (options.ifMatch !== undefined) headers['if-match'] = options.ifMatch;
    if (options.ifNoneMatch !== undefined) headers['if-none-match'] = options.ifNoneMatch;
    const request: S3Request = { method: 'GET', key, headers, operation: `read ${key}`, signal: options.signal };
    const response = await this.client.send(request);
    if (response.status === 304) return 'unchanged';
    if (response.status === 404) {
      await response.body.discard();
      return undefined;
    }
    if (response.status === 412) throw new OciError('SIZE_MISMATCH', `cannot read ${key}: it changed during the read`);
    if (response.status >= 300) throw await this.client.failure(request, response);
    return { head: headOf(response), body: response.body };
  }

  /** Reads a small object. @returns undefined when it does not exist */
  async read(
    key: string,
    options: CallOptions = {},
  ): Promise<{ readonly head: ObjectHead; readonly bytes: Uint8Array } | undefined> {
    const opened = await this.open(key, options);
    if (opened === undefined || opened === 'unchanged') return undefined;
    const { head, body } = opened;
    return { head, bytes: Buffer.concat(await Array.fromAsync(body)) };
  }

  /**
   * Writes an object.
   *
   * @returns the ETag; undefined when the condition is false. After a lost response it may also be false because of the
   *   write itself
   */
  async put(key: string, bytes: Uint8Array, options: PutOptions = {}): Promise<string | undefined> {
    const { contentType = 'application/octet-stream', condition, signal, sha256 } = options;
    const headers = { 'content-type': contentType, ...conditionHeaders(condition) };
    const request: S3Request = { method: 'PUT', key, headers, body: bytes, sha256, signal, operation: `write ${key}` };
    const response = await this.sendConditional(request, condition);
    if (response === undefined) return undefined;
    await response.body.discard();
    return response.headers.get('etag') ?? '';
  }

  /** @returns undefined when the condition of a write is false */
  async sendConditional(request: S3Request, condition: WriteCondition | undefined): Promise<HttpResponse | undefined> {
    for (let attempt = 1; ; attempt++) {
      const response = await this.client.send(request);
      if (response.status < 300) return response;
      // A store answers 404 for `If-Match` on an object that does not exist.
      const isFalse = response.status === 412 || (response.status === 404 && typeof condition === 'object');
      if (condition !== undefined && isFalse) {
        await response.body.discard();
        return undefined;
      }
      if (response.status !== 409 || attempt === maxConflicts) throw await this.client.failure(request, response);
      await response.body.discard();
      await wait(attempt * 20 * (1 + Math.random()));
      throwIfAborted(request.signal);
    }
  }

  /**
   * Deletes an object, also one that does not exist.
   *
   * @param options.attempts 1 for a delete that must not be repeated
   */
  async delete(key: string, options: CallOptions & { readonly attempts?: number } = {}): Promise<void> {
    const request: S3Request = { method: 'DELETE', key, operation: `delete ${key}`, ...options };
    const response = await this.client.send(request);
    if (response.status >= 300 && response.status !== 404) throw await this.client.failure(request, response);
    await response.body.discard();
  }

  /** Lists objects in the byte order of their keys. */
  async *list(options: ListOptions): AsyncGenerator<ListedObject, void, undefined> {
    let { startAfter } = options;
    for (;;) {
      const page = await this.#page({ ...options, startAfter });
      const objects = elements(page, 'Contents').map((item) => this.#listed(item));
      yield* objects;
      startAfter = objects.at(-1)?.key;
      if (!isTruncated(page) || startAfter === undefined) return;
    }
  }

  /** Whether an object with this prefix exists. */
  async hasAny(prefix: string, options: CallOptions = {}): Promise<boolean> {
    for await (const _ of this.list({ ...options, prefix, pageSize: 1 })) return true;
    return false;
  }

  /** Lists the parts of keys from the prefix to the next delimiter, without both, in byte order. */
  async *groups(options: ListOptions & { readonly delimiter: string }): AsyncGenerator<string, void, undefined> {
    const { prefix, delimiter } = options;
    let { startAfter } = options;
    for (;;) {
      const page = await this.#page({ ...options, startAfter });
      const keys = elements(page, 'CommonPrefixes').map((group) => this.#keyOf(elementText(group, 'Prefix')));
      for (const key of keys) yield key.slice(prefix.length, -delimiter.length);
      const last = keys.at(-1);
      if (!isTruncated(page) || last === undefined) return;
      // Continuation tokens of some stores return a group again.
      startAfter = `${last}${afterAllKeys}`;
    }
  }

  #page(options: ListOptions & { readonly delimiter?: string }): Promise<string> {
    const { prefix: root } = this.client.address;
    const { prefix, startAfter, delimiter, pageSize, signal } = options;
    throwIfAborted(signal);
    const query: Record<string, string> = { 'list-type': '2', prefix: `${root}${prefix}` };
    if (startAfter !== undefined) query['start-after'] = `${root}${startAfter}`;
    if (delimiter !== undefined) query['delimiter'] = delimiter;
    if (pageSize !== undefined) query['max-keys'] = String(pageSize);
    return this.client.sendForXml({ method: 'GET', query, signal, operation: `list ${prefix || 'content'}` });
  }

  #listed(item: string): ListedObject {
    return {
      key: this.#keyOf(elementText(item, 'Key')),
      size: Number(elementText(item, 'Size')),
      etag: elementText(item, 'ETag') ?? '',
      modifiedMs: Date.parse(elementText(item, 'LastModified') ?? ''),
    };
  }

  #keyOf(text = ''): string {
    return text.slice(this.client.address.prefix.length);
  }
}

/** A character after all those of keys. */
export const afterAllKeys = '~';

function isTruncated(page: string): boolean {
  return elementText(page, 'IsTruncated') === 'true';
}

export function conditionHeaders(condition: WriteCondition | undefined): Readonly<Record<string, string>> {
  if (condition === undefined) return {};
  return condition === 'absent' ? { 'if-none-match': '*' } : { 'if-match': condition.etag };
}

function headOf({ headers }: HttpResponse): ObjectHead {
  const total = /\/(\d+)$/.exec(headers.get('content-range') ?? '')?.[1];
  return {
    size: Number(total ?? headers.get('content-length') ?? 0),
    etag: headers.get('etag') ?? '',
    contentType: headers.get('content-type') ?? 'application/octet-stream',
    modifiedMs: Date.parse(headers.get('last-modified') ?? ''),
    nowMs: Date.parse(headers.get('date') ?? '') || Date.now(),
  };
}
