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

/** A registry that holds nothing yet, for one test. */
export interface OpenRegistry {
  readonly registry: Registry;
  /** Where tests of reading store what they then read through `registry`. @default registry itself */
  readonly source?: Registry | undefined;
  /** Replaces the stored bytes of a blob behind the registry's back. Given with the feature `corrupt`. */
  readonly corrupt?: ((repository: string, digest: Digest, bytes: Uint8Array) => Promise<void>) | undefined;
  /** Temporary files and sessions that nothing needs any more. */
  readonly leftovers?: (() => Promise<readonly string[]>) | undefined;
  close(): Promise<void>;
}

/**
 * What an implementation may leave out:
 * `write` storing anything; `chunked` uploads in pieces; `mount`; `delete`; `moveTag` pointing a tag elsewhere;
 * `repositories` more than the one repository `acme/bundle`; `catalog` listing repositories; `isolation` a blob being invisible
 * outside the repositories it was stored in; `existence` telling an unknown repository from an empty one.
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

const kindsOfWriting: ReadonlySet<Part> = new Set<Part>(['chunked', 'mount', 'delete', 'moveTag']);

export interface Refusal {
  /** Why the part is left out; becomes part of a test's title. */
  readonly reason: string;
  /** What the methods of the part throw instead. */
  readonly code: OciErrorCode;
}

export interface RegistryFeatures {
  readonly without?: Partial<Readonly<Record<Part, Refusal>>> | undefined;
  /** The registry's stored bytes can be changed behind its back, see {@link OpenRegistry.corrupt}. @default false */
  readonly corrupt?: boolean | undefined;
}

/** What a test gets. */
export interface UnderTest extends OpenRegistry {
  readonly source: Registry;
}

export interface Contract {
  /** One test on a registry of its own. */
  readonly test: (title: string, run: (open: UnderTest) => Promise<void>) => void;
  readonly has: (part: Part) => boolean;
  readonly without: Partial<Readonly<Record<Part, Refusal>>>;
  readonly corrupt: boolean;
}

/**
 * The one suite that every implementation of `Registry`, and every wrapper around one, runs. A part that is left out states its reason
 * and is tested to refuse.
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
    // What cannot write can do none of what is a kind of writing.
    has: (part) => without[part] === undefined && (without.write === undefined || !kindsOfWriting.has(part)),
    test: (test, run) => {
      it(test, async () => {
        const opened = await open();
        try {
          await run({ ...opened, source: opened.source ?? opened.registry });
        } finally {
          await opened.close();
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
