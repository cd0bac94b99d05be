import type * as bundles from '@sigstore/bundle';
import type * as specs from '@sigstore/protobuf-specs';
import type * as tuf from '@sigstore/tuf';
import type * as verification from '@sigstore/verify';
import { messageOf, OciError } from '../spec/index.ts';

/** The packages of Sigstore that every verification needs. */
export interface Sigstore {
  readonly bundles: typeof bundles;
  readonly specs: typeof specs;
  readonly verification: typeof verification;
}

/**
 * Loads the packages of Sigstore. The library does not depend on them, because they have more code than all of its
 * dependencies.
 *
 * @throws OciError `UNSUPPORTED` for a package that is not installed
 */
export async function loadSigstore(): Promise<Sigstore> {
  return {
    bundles: await installed('@sigstore/bundle', () => import('@sigstore/bundle')),
    specs: await installed('@sigstore/protobuf-specs', () => import('@sigstore/protobuf-specs')),
    verification: await installed('@sigstore/verify', () => import('@sigstore/verify')),
  };
}

/** @throws OciError `UNSUPPORTED` for a package that is not installed */
export async function loadTuf(): Promise<typeof tuf> {
  return installed('@sigstore/tuf', () => import('@sigstore/tuf'));
}

async function installed<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    throw new OciError(
      'UNSUPPORTED',
      `cannot verify signatures: the package ${name} cannot be loaded (${messageOf(error)}); install the packages ` +
        '@sigstore/bundle, @sigstore/protobuf-specs, @sigstore/tuf and @sigstore/verify',
      { cause: error, remedy: 'stated' },
    );
  }
}
