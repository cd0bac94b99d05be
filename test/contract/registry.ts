import { describe, it } from 'vitest';
import type { Registry } from '../../src/registry/index.ts';
import type { Digest, OciErrorCode } from '../../src/spec/index.ts';
import { blobContract } from './registry-blobs.ts';
import { deleteContract } from './registry-deletes.ts';
import { listingContract } from './registry-listing.ts';
import { manifestContract } from './registry-manifests.ts';
import { nameContract } from './registry-names.ts';
import { omissionContract } from './registry-omissions.ts';
import { uploadContract } from './registry-uploads.ts';

/** An empty registry for one test. */
export interface OpenRegistry {
  readonly registry: Registry;
  /** The registry in which tests store the content that they read from `registry`. @default registry */
  readonly source?: Registry | undefined;
  /** Replaces the stored bytes of a blob without the registry. Required by the feature `corrupt`. */
  readonly corrupt?: ((repository: string, digest: Digest, bytes: Uint8Array) => Promise<void>) | undefined;
  /** Lists temporary files and upload sessions that should not exist. */
  readonly leftovers?: (() => Promise<readonly string[]>) | undefined;
  readonly close?: (() => Promise<void>) | undefined;
}

/**
 * Parts that an implementation may omit: `write` all writes; `chunked` chunked uploads; `mount`; `delete`; `moveTag`
 * moving a tag to another manifest; `repositories` repositories other than `acme/bundle`; `catalog` the list of
 * repositories; `isolation` hiding a blob from other repositories; `existence` distinguishing an unknown repository
 * from an empty one.
 */
export type Part =
  | 'write'
  | 'chunked'
  | 'mount'
  | 'delete'
  | 'moveTag'
  | 'repositories'
  | 'catalog'
  | 'isolation'
  | 'existence';

const writingParts: ReadonlySet<Part> = new Set<Part>(['chunked', 'mount', 'delete', 'moveTag']);

/** An omitted part. */
export interface Omission {
  /** The reason of the omission, as a clause for the test title. */
  readonly reason: string;
  /** The error of the methods of the part. */
  readonly code: OciErrorCode;
}

/** The features of an implementation. */
export interface RegistryFeatures {
  readonly without?: Partial<Readonly<Record<Part, Omission>>> | undefined;
  /** Whether {@link OpenRegistry.corrupt} can damage stored blobs. @default false */
  readonly corrupt?: boolean | undefined;
}

/** The arguments of a test. */
export interface UnderTest extends OpenRegistry {
  readonly source: Registry;
}

/** The functions with which the parts of the suite define their tests. */
export interface Contract {
  /** Defines a test with its own registry. */
  readonly test: (title: string, run: (open: UnderTest) => Promise<void>) => void;
  readonly has: (part: Part) => boolean;
  readonly without: Partial<Readonly<Record<Part, Omission>>>;
  readonly corrupt: boolean;
}

/**
 * The test suite for all implementations and wrappers of `Registry`. For an omitted part, it tests the error.
 */
export function registryContract(
  title: string,
  open: () => Promise<OpenRegistry>,
  features: RegistryFeatures = {},
): void {
  const without = features.without ?? {};
  const contract: Contract = {
    without,
    corrupt: features.corrupt ?? false,
    // Without `write`, all parts that write are omitted.
    has: (part) => without[part] === undefined && (without.write === undefined || !writingParts.has(part)),
    test: (test, run) => {
      it(test, async () => {
        const fixture = await open();
        try {
          await run({ ...fixture, source: fixture.source ?? fixture.registry });
        } finally {
          await fixture.close?.();
        }
      });
    },
  };
  describe(`registry contract: ${title}`, () => {
    blobContract(contract);
    uploadContract(contract);
    manifestContract(contract);
    deleteContract(contract);
    listingContract(contract);
    nameContract(contract);
    omissionContract(contract);
  });
}
