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
  mediaTypeImageManifest,
  type Descriptor,
} from '../../src/spec/index.ts';
import type { Ledger } from './kill-ledger.ts';

const repositories = ['acme/app', 'acme/app/nested', 'other'];
const workers = 6;
const largestBlob = 300_000;

/** Pushes, moves and deletes tags with several workers until `stop`. Errors before that are thrown. */
export async function pushUntil(stop: AbortSignal, registry: Registry, ledger: Ledger): Promise<void> {
  await Promise.all(Array.from({ length: workers }, (_, worker) => work(stop, registry, ledger, worker)));
}

async function work(stop: AbortSignal, registry: Registry, ledger: Ledger, worker: number): Promise<void> {
  try {
    while (!stop.aborted) await step(registry, ledger, worker);
  } catch (error) {
    if (!stop.aborted || !isOciError(error)) throw error;
  }
}

async function step(registry: Registry, ledger: Ledger, worker: number): Promise<void> {
  // Sometimes a new repository, so that kills also hit its creation.
  const path =
    randomInt(8) === 0
      ? `fresh/${randomBytes(4).toString('hex')}`
      : (repositories[randomInt(repositories.length)] ?? '');
  const repository = `${ledger.prefix}${path}`;
  // Tags of this worker: some are permanent, one is moved and sometimes deleted.
  const tag = randomInt(2) === 0 ? `w${worker}-${randomBytes(4).toString('hex')}` : `w${worker}-moving`;
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
  await ledger.record(repository, tag, digestOf(bytes), () =>
    registry.pushManifest(repository, bytes, mediaTypeImageManifest, { tags: [tag] }),
  );
}

async function pushBlob(registry: Registry, repository: string): Promise<Descriptor> {
  // Half of the blobs are small, like configs.
  const bytes = randomBytes(randomInt(2) === 0 ? randomInt(1000) : randomInt(largestBlob));
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
