import { randomBytes } from 'node:crypto';
import type { CallOptions } from '../registry/index.ts';
import { isRecord, OciError } from '../spec/index.ts';
import type { ObjectHead, ObjectStore, WriteCondition } from './object-store.ts';

/** A small JSON object with its state. */
export interface JsonObject {
  readonly head: ObjectHead;
  /** Undefined for an object without bytes, which represents a deleted one. */
  readonly value: Readonly<Record<string, unknown>> | undefined;
}

/** Reads a JSON object. @returns undefined when it does not exist @throws OciError `UNAVAILABLE` when it is damaged */
export async function readJson(
  store: ObjectStore,
  key: string,
  options: CallOptions = {},
): Promise<JsonObject | undefined> {
  const found = await store.read(key, options);
  if (found === undefined) return undefined;
  const { head, bytes } = found;
  if (bytes.byteLength === 0) return { head, value: undefined };
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (isRecord(value)) return { head, value };
  } catch {
    // The error below names the object.
  }
  throw new OciError('UNAVAILABLE', `cannot read ${key}: it does not contain a JSON object; delete it`);
}

/**
 * Writes a JSON object with a random value, so that its ETag differs from that of every other write.
 *
 * @returns the ETag; undefined when the condition is false. A write whose response was lost succeeds
 */
export async function writeUnique(
  store: ObjectStore,
  key: string,
  value: object,
  condition: WriteCondition | undefined,
  options: CallOptions = {},
): Promise<string | undefined> {
  const nonce = randomBytes(12).toString('hex');
  const bytes = Buffer.from(JSON.stringify({ ...value, nonce }));
  const etag = await store.put(key, bytes, { ...options, condition, contentType: 'application/json' });
  if (etag !== undefined) return etag;
  const current = await readJson(store, key, options);
  return current?.value?.['nonce'] === nonce ? current.head.etag : undefined;
}
