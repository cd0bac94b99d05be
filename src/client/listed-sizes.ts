import { forEachConcurrent } from '../concurrency/index.ts';
import { isNotFound, type Descriptor, type Digest } from '../spec/index.ts';
import { resolveManifest } from './manifests.ts';
import type { RegistryClient } from './registry-client.ts';

/** The size of a descriptor in a list of referrers without a valid size. No manifest has this size. */
export const unknownSize = 0;

const lookupConcurrency = 4;

/**
 * Looks up the sizes of listed referrers that the list does not contain. The registry or another client wrote the list,
 * so an invalid entry must not hide the other referrers. A manifest that does not exist keeps {@link unknownSize}.
 */
export async function withSizes(
  client: RegistryClient,
  repository: string,
  subject: Digest,
  listed: readonly Descriptor[],
  signal: AbortSignal | undefined,
): Promise<readonly Descriptor[]> {
  const sizes = new Map<Digest, number>();
  await forEachConcurrent(
    listed.filter(({ size }) => size === unknownSize),
    lookupConcurrency,
    async ({ digest }, inner) => {
      client.warnings.report(
        `the list of the referrers of ${subject} in ${client.host}/${repository} has no valid size for ${digest}; ` +
          'the size was looked up',
      );
      try {
        sizes.set(digest, (await resolveManifest(client, repository, { digest }, inner)).size);
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    },
    signal,
  );
  return listed.map((descriptor) => ({ ...descriptor, size: sizes.get(descriptor.digest) ?? descriptor.size }));
}
