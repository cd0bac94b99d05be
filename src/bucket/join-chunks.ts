import { Digester, digestAlgorithm, OciError, type Digest } from '../spec/index.ts';
import type { Blobs } from './blobs.ts';
import { contentKey } from './keys.ts';
import { copyObject, joinObjects, maxParts } from './multipart.ts';
import { ObjectReader } from './object-reader.ts';
import { ObjectWriter } from './object-writer.ts';
import type { ObjectStore } from './object-store.ts';
import type { PartPool } from './part-pool.ts';
import type { StoredChunk } from './upload-session.ts';

interface Target {
  readonly blobs: Blobs;
  readonly pool: PartPool;
  /** Minimum size of the parts that the store joins, bytes. */
  readonly minPartBytes: number;
}

/**
 * Makes a blob of the chunks of an upload. The store copies them, unless a chunk is too small for that.
 *
 * @param isVerified whether the chunks have the digest; otherwise they are read and hashed
 * @throws OciError `DIGEST_INVALID`, `BLOB_UPLOAD_UNKNOWN`
 */
export async function joinChunks(
  { blobs, pool, minPartBytes }: Target,
  repository: string,
  chunks: readonly StoredChunk[],
  digest: Digest,
  isVerified: boolean,
): Promise<void> {
  const { store } = blobs;
  if (!isVerified) await verifyChunks(store, chunks, digest);
  const key = contentKey(repository, 'blobs', digest);
  const size = chunks.reduce((sum, chunk) => sum + chunk.size, 0);
  const [first] = chunks;
  const existing = await blobs.head(repository, digest);
  if (existing !== undefined && (await blobs.use(repository, digest))) return;
  if (first !== undefined && chunks.length === 1) {
    if (!(await copyObject(store, first.key, key, size))) throw missingChunk(first.key);
    blobs.stored(repository, digest, size);
  } else if (chunks.length <= maxParts && chunks.slice(0, -1).every((chunk) => chunk.size >= minPartBytes)) {
    await joinObjects(store, chunks, key);
    blobs.stored(repository, digest, size);
  } else {
    const writer = new ObjectWriter(store, key, pool);
    try {
      for await (const bytes of readChunks(store, chunks)) await writer.write(bytes);
      await blobs.finish(writer, repository, digest);
    } finally {
      await writer.abort();
    }
  }
}

async function verifyChunks(store: ObjectStore, chunks: readonly StoredChunk[], digest: Digest): Promise<void> {
  const digester = new Digester(digestAlgorithm(digest));
  for await (const bytes of readChunks(store, chunks)) digester.update(bytes);
  const { size } = digester;
  const actual = digester.digest();
  if (actual !== digest)
    throw new OciError(
      'DIGEST_INVALID',
      `cannot commit the upload as ${digest}: its ${size} bytes hash to ${actual}; it was deleted`,
    );
}

async function* readChunks(
  store: ObjectStore,
  chunks: readonly StoredChunk[],
): AsyncGenerator<Uint8Array, void, undefined> {
  for (const { key } of chunks) {
    const opened = await store.open(key);
    if (opened === undefined || opened === 'unchanged') throw missingChunk(key);
    yield* new ObjectReader(store, key, opened, { start: 0, end: opened.head.size }, {}).read(false);
  }
}

function missingChunk(key: string): OciError {
  return new OciError(
    'BLOB_UPLOAD_UNKNOWN',
    `cannot complete the upload: its chunk ${key} was deleted; start a new one`,
  );
}
