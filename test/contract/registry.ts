import { describe, it } from 'vitest';
import type { Registry } from '../../src/registry/index.ts';
import type { Digest, OciErrorCode } from '../../src/spec/index.ts';
import { blobContract } from './registry-blobs.ts';
import { deleteContract } from './registry-deletes.ts';
import { listingContract } from './registry-listing.ts';
import { manifestContract } from './registry-manifests.ts';
import { nameContract } from './registry-names.ts';
import { refusalContract } from './registry-refusals.ts';
import { uploadContract } from './registry-uploads.ts';

/** An empty registry for one test. */
export interface OpenRegistry {
  readonly registry: Registry;
  /** The registry in which tests store the content that they read from `registry`. @default registry */
  readonly source?: Registry | undefined;
  /** Replaces the stored bytes of a blob without the registry. Required by the feature `corrupt`. */
  readonly corrupt?: ((repository: string, digest: Digest, bytes: Uint8Array) => Promise<void>) | undefined;
  /** Temporary files and upload sessions that should not exist. */
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

export interface Refusal {
  /** Why the part is omitted; part of a test title. */
  readonly reason: string;
  /** The error of the methods of the part. */
  readonly code: OciErrorCode;
}

export interface RegistryFeatures {
  readonly without?: Partial<Readonly<Record<Part, Refusal>>> | undefined;
  /** Whether {@link OpenRegistry.corrupt} can damage stored blobs. @default false */
  readonly corrupt?: boolean | undefined;
}

/** The arguments of a test. */
export interface UnderTest extends OpenRegistry {
  readonly source: Registry;
}

export interface Contract {
  /** Defines a test with its own registry. */
  readonly test: (title: string, run: (open: UnderTest) => Promise<void>) => void;
  readonly has: (part: Part) => boolean;
  readonly without: Partial<Readonly<Record<Part, Refusal>>>;
  readonly corrupt: boolean;
}

/**
 * The suite that every implementation of `Registry` and every wrapper runs. For an omitted part it tests the error.
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
        const opened = await open();
        try {
          await run({ ...opened, source: opened.source ?? opened.registry });
        } finally {
          await opened.close?.();
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
    refusalContract(contract);
  });
}
