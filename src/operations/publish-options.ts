import type { Compression } from '../archive/index.ts';
import type { ConnectOptions, RepositoryConnection } from '../connect/index.ts';
import type { Annotations, Location, OperationEvent, InputLabel } from '../spec/index.ts';
import type { LayerCache } from './layer.ts';
import type { PackingCacheOptions } from './packing-cache.ts';

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
  readonly onEvent?: ((event: OperationEvent) => void) | undefined;
}
