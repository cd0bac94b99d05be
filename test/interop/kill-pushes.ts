import { randomBytes, randomInt } from 'node:crypto';
import { once } from '../../src/streams/index.ts';
import type { Registry } from '../../src/registry/index.ts';
import {
  descriptorOf,
  digestOf,
  emptyDescriptor,
  emptyJsonBytes,
  encodeJson,
  isOciError,
  isRecord,
  mediaTypeImageManifest,
  type Descriptor,
} from '../../src/spec/index.ts';
import { noise } from '../contract/content.ts';
import type { Ledger } from './kill-ledger.ts';

const repositories = ['acme/app', 'acme/app/nested', 'other'];
const workers = 6;
const largestBlob = 300_000;
/** Blobs that many manifests contain, so that a collection deletes them while other pushes need them. */
const sharedBlobs = Array.from({ length: 20 }, (_, seed) => noise(20_000 + seed, seed));
const shared = new Set<unknown>([emptyDescriptor.digest, ...sharedBlobs.map((bytes) => digestOf(bytes))]);

/**
 * Pushes, moves and deletes tags with several workers until `stop`. Errors before that are thrown.
 *
 * @param newName returns names of repositories and tags. A tag whose name is returned again is moved or deleted
 */
export async function pushUntil(
  stop: AbortSignal,
  registry: Registry,
  ledger: Ledger,
  newName = (): string => randomBytes(4).toString('hex'),
): Promise<void> {
  const work = async (_: unknown, worker: number): Promise<void> => {
    try {
      while (!stop.aborted) await step(registry, ledger, worker, newName);
    } catch (error) {
      if (!stop.aborted || !isOciError(error)) throw error;
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
}

async function step(registry: Registry, ledger: Ledger, worker: number, newName: () => string): Promise<void> {
  // Sometimes a new repository, so that kills also hit its creation.
  const path = randomInt(8) === 0 ? `fresh/${newName()}` : (repositories[randomInt(repositories.length)] ?? '');
  const repository = `${ledger.prefix}${path}`;
  // Tags of this worker: some stay for long, one is moved and sometimes deleted.
  const tag = randomInt(2) === 0 ? `w${worker}-${newName()}` : `w${worker}-moving`;
  if (ledger.pointsTo(repository, tag) && randomInt(4) === 0) {
    await ledger.record(repository, tag, undefined, () => registry.deleteTag(repository, tag));
    return;
  }
  const layers = [];
  for (let count = randomInt(3); count >= 0; count--) layers.push(await pushBlob(registry, repository));
  await registry.pushBlob(repository, emptyDescriptor, () => once(emptyJsonBytes));
  const bytes = encodeJson({
    schemaVersion: 2,
    mediaType: mediaTypeImageManifest,
    config: emptyDescriptor,
    layers,
    annotations: { marker: randomBytes(8).toString('hex') },
  });
  try {
    await ledger.record(repository, tag, digestOf(bytes), () =>
      registry.pushManifest(repository, bytes, mediaTypeImageManifest, { tags: [tag] }),
    );
  } catch (error) {
    // A collection may delete an old blob after the lookup of the client. It must not delete what was just pushed.
    if (!isOciError(error, 'MANIFEST_BLOB_UNKNOWN') || !shared.has(missingContent(error.detail))) throw error;
  }
}

function missingContent(detail: unknown): unknown {
  return isRecord(detail) ? detail['digest'] : undefined;
}

function newContent(): Uint8Array {
  const common = randomInt(4) === 0 ? sharedBlobs[randomInt(sharedBlobs.length)] : undefined;
  // Half of the blobs are small, like configs.
  return common ?? randomBytes(randomInt(2) === 0 ? randomInt(1000) : randomInt(largestBlob));
}

async function pushBlob(registry: Registry, repository: string): Promise<Descriptor> {
  const bytes = newContent();
  const descriptor = descriptorOf('application/octet-stream', bytes);
  if (randomInt(3) > 0) {
    await registry.pushBlob(repository, descriptor, () => once(bytes));
    return descriptor;
  }
  await using writer = await registry.pushBlobChunked(repository, { chunkSize: 50_000 });
  await writer.write(bytes);
  await writer.commit(descriptor.digest);
  return descriptor;
}
