import { createHmac, randomBytes } from 'node:crypto';
import { OciError } from '../spec/index.ts';
import { sessionKeyKey } from './keys.ts';
import type { ObjectStore } from './object-store.ts';

const keyBytes = 32;

/**
 * The secret that binds uploads to their clients. All replicas share it, so that an upload can continue on each of
 * them. The first replica creates it.
 *
 * @param canWrite whether a missing key is created; otherwise it is a random one
 */
export async function registryKey(store: ObjectStore, canWrite: boolean): Promise<Uint8Array> {
  const existing = await store.read(sessionKeyKey);
  if (existing !== undefined) return checked(existing.bytes);
  const created = randomBytes(keyBytes);
  if (!canWrite || (await store.put(sessionKeyKey, created, { condition: 'absent' })) !== undefined) return created;
  const other = await store.read(sessionKeyKey);
  return checked(other?.bytes ?? new Uint8Array());
}

/** A key for another purpose. */
export function derivedKey(key: Uint8Array, purpose: string): Uint8Array {
  return createHmac('sha256', key).update(purpose).digest();
}

function checked(bytes: Uint8Array): Uint8Array {
  if (bytes.byteLength === keyBytes) return bytes;
  throw new OciError(
    'UNAVAILABLE',
    `${sessionKeyKey} in the bucket has ${bytes.byteLength} bytes, not ${keyBytes}, so it cannot be a secret; delete it`,
  );
}
