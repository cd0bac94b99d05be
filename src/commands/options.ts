import type { Compression } from '../archive/index.ts';
import type { ConnectOptions, RepositoryConnection } from '../connect/index.ts';
import type { Annotations, Descriptor, Digest, Location } from '../spec/index.ts';
import type { LayerCache } from './layer.ts';
import type { PackingCacheOptions } from './packing-cache.ts';
import type { InputLabel } from './inputs-values.ts';

/** What to do where a tag points to other content already. */
export type IfTagExists = 'overwrite' | 'skip' | 'fail';

/** Everything {@link publish} needs, decided: defaults are filled in by whoever reads the inputs. */
export interface PublishOptions {
  /** A directory, or a SIF image file. */
  readonly sourceDir: string;
  readonly target: Location;
  /** Bare tags, the main one first. Empty only with `pushByDigest`. */
  readonly tags: readonly string[];
  /** Write no tag at all. */
  readonly pushByDigest: boolean;
  /** Package only this directory below `sourceDir`, keeping its path inside the artifact. */
  readonly subDir?: string | undefined;
  /** Manifest annotations, without the creation date. */
  readonly annotations: Annotations;
  readonly artifactType: string;
  /** What the artifact refers to: a digest or a tag in the target's repository. It is looked up before anything is packaged. */
  readonly subject?: string | undefined;
  /** gitignore-style patterns. */
  readonly exclude: readonly string[];
  readonly symlinks: 'preserve' | 'follow' | 'error';
  readonly allowOutsideLinks: boolean;
  readonly modes: 'keep' | 'normalize';
  /** RFC 3339; becomes `org.opencontainers.image.created`. */
  readonly timestamp: string;
  readonly compression: Compression;
  readonly compressionLevel?: number | undefined;
  readonly ifTagExists: IfTagExists;
  /** False packages and reports without pushing. */
  readonly push: boolean;
  /** Blobs uploaded at a time. */
  readonly concurrency: number;
  /** The layout is written to `oci-layout` below it. For a local target the target itself is the layout. */
  readonly outputDir: string;
  /** Takes the layer from here when the source did not change, and keeps it here. @default none */
  readonly packingCache?: PackingCacheOptions | undefined;
  /** Where the layer of a source is looked for when the packing cache does not have it, and kept. */
  readonly keptLayers?: LayerCache | undefined;
  readonly connection: ConnectOptions;
  /** How complaints name an input. @default by its bare name */
  readonly label?: InputLabel | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Runs once the registry has everything, over the connection that brought it there. When it fails, so does the whole. */
  readonly afterPush?: ((connection: RepositoryConnection) => Promise<void>) | undefined;
  readonly onEvent?: ((event: PublishEvent) => void) | undefined;
}

export type PublishPhase = 'package' | 'push' | 'tag';

export type PublishEvent =
  | { readonly kind: 'phase'; readonly phase: PublishPhase }
  /** `done` and `total` in bytes. */
  | {
      readonly kind: 'progress';
      readonly phase: PublishPhase;
      readonly done: number;
      readonly total?: number | undefined;
      readonly entries?: number | undefined;
    }
  | { readonly kind: 'warning' | 'notice' | 'line' | 'retry'; readonly text: string }
  | { readonly kind: 'excluded'; readonly count: number }
  | { readonly kind: 'credential-files'; readonly paths: readonly string[] }
  | {
      readonly kind: 'blob';
      readonly digest: Digest;
      readonly size: number;
      readonly state: 'uploaded' | 'exists' | 'mounted';
    }
  | { readonly kind: 'tag'; readonly tag: string; readonly state: 'written' | 'unchanged' | 'skipped' };

export interface PublishResult {
  /** Of the bytes that the registry accepted; after a skip, of what the tag points to. */
  readonly digest: Digest;
  /** `registry/repository:tag`; the pinned one when no tag was written; for a local target the layout's path with its tag. */
  readonly reference: string;
  /** `registry/repository@sha256:…`; empty for a local target. */
  readonly pinnedReference: string;
  /** `registry/repository`, lower case; empty for a local target. */
  readonly name: string;
  /** Full references, one for each tag. */
  readonly tags: readonly string[];
  /** Directory of the OCI image layout. */
  readonly storePath: string;
  readonly mediaType: string;
  readonly artifactType: string;
  /** Bytes of the manifest. */
  readonly size: number;
  /** Empty when a skipped tag points to something that has no layer. */
  readonly layerDigest: Digest | '';
  readonly layerSize: number;
  /** Digest and bytes of the uncompressed tar; what a skipped tag points to may not tell them (then empty and 0). */
  readonly contentDigest: string;
  readonly contentSize: number;
  /** False when nothing was to be pushed, and when the main tag was skipped: then everything here describes what that tag points to. */
  readonly pushed: boolean;
  /** `<hex>  <name>` lines, as `shasum` writes them; empty for a local target. */
  readonly checksums: string;
  /** Whether the layer was taken from the packing cache. */
  readonly reused: boolean;
  /** Files packaged. */
  readonly files: number;
  /** Entries that patterns left out. */
  readonly excluded: number;
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  readonly durationMs: number;
}
