import { createHash } from 'node:crypto';
import { platformText, type Digest } from '../spec/index.ts';
import { keptKeys, type KeptKeys } from './actions-cache-store.ts';
import type { PullPlace } from '../operations/index.ts';

/** What decides which content a pull downloads, beside the digest. */
export type Selection = Pick<PullPlace, 'platform' | 'include'>;

/** Keys under which the downloads of a digest are kept, the one that counts first. */
export function pullCacheKeys(root: Digest, { platform, include }: Selection): KeptKeys {
  // Of an index, one manifest is downloaded; of its layers, those that are written.
  const chosen = createHash('sha256')
    .update(JSON.stringify([platform === undefined ? '' : platformText(platform), include]))
    .digest('hex')
    .slice(0, 16);
  return keptKeys(`oci-artifact-pull-${root.replace(':', '-')}-${chosen}`);
}
