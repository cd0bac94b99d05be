import type { LargeOptions } from '../../src/wrappers/index.ts';
import type { RegistryFeatures } from './registry.ts';

/** The parts that `immutable` omits. */
export const appendOnly: RegistryFeatures['without'] = {
  delete: { reason: 'the view is append-only', code: 'DENIED' },
  moveTag: { reason: 'tags are immutable', code: 'ALREADY_EXISTS' },
};

/** Small limits, so that most blobs of the suite are large. */
export const largeBlobLimits: LargeOptions = {
  threshold: 1000,
  firstChunkSize: 700,
  minChunkSize: 500,
  maxInFlight: 256 * 1024,
};
