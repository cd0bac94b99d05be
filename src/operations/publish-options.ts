import { join, resolve } from 'node:path';
import type { ConnectOptions, RepositoryConnection } from '../connect/index.ts';
import type { PlanOptions } from '../formats/index.ts';
import type { EventOptions, InputLabel, Location, Shard } from '../spec/index.ts';
import type { IfTagExists, LayerCache, PackingCacheOptions } from '../transfer/index.ts';

/** Directory of the image layout below the output directory. */
export const layoutDirectoryName = 'oci-layout';

/** The image layout below an output directory. */
export function layoutPath(outputDir = '.'): string {
  return join(resolve(outputDir), layoutDirectoryName);
}

/** Options of {@link publish}. */
export interface PublishOptions extends Omit<PlanOptions, 'skip' | 'registry'>, EventOptions {
  /** A directory, or a single file. @default the working directory */
  readonly sourceDir?: string | undefined;
  /** Files, directories and patterns, relative to `sourceDir`. @default all content of `sourceDir` */
  readonly files?: readonly { readonly path: string; readonly mediaType?: string | undefined }[] | undefined;
  /** Name of the format. @default the format that detects the source */
  readonly format?: string | undefined;
  /**
   * A registry, or a directory for an image layout. A layout is written without a push. A text is read as by
   * {@link parseLocation}.
   */
  readonly target: Location | string;
  /** Further targets, which get the same artifact after the first one. @default none */
  readonly furtherTargets?: readonly (Location | string)[] | undefined;
  /**
   * Bare tags, the main one first. @default the tag of the target, else the tags of the format, else the version, else
   * `latest`
   */
  readonly tags?: readonly string[] | undefined;
  /**
   * Writes the tags of the version: `1.2.3`, which is the main tag unless the target has one, and `1.2`, `1` and
   * `latest` unless the repository has a higher version. A pre-release gets only its own tag. @default false
   */
  readonly semverTags?: boolean | undefined;
  /** Writes no tags. @default false */
  readonly pushByDigest?: boolean | undefined;
  /**
   * The manifest that the artifact refers to: a digest or a tag in the repository of the target. It is resolved before
   * packaging.
   */
  readonly subject?: string | undefined;
  /**
   * Packs and pushes only a share of the layers, without tags. {@link joinShards} joins all shares. Only with `layers`
   * other than `single`. @default all layers
   */
  readonly shard?: Shard | undefined;
  /**
   * Artifacts whose layers are reused when their contents are equal; empty for none. Everybody with write access to
   * these references is trusted. Only with `layers` other than `single`, and only when the artifact is pushed.
   *
   * @default the main tag of the first target
   */
  readonly reuseFrom?: readonly (Location | string)[] | undefined;
  /** @default overwrite */
  readonly ifTagExists?: IfTagExists | undefined;
  /** False: packages without a push. @default true */
  readonly push?: boolean | undefined;
  /** Maximum number of blobs that are uploaded at the same time. @default 4 */
  readonly concurrency?: number | undefined;
  /**
   * The image layout is written to `oci-layout` below this directory. Not used for a layout as target. @default the
   * working directory
   */
  readonly outputDir?: string | undefined;
  /**
   * `outputDir` is temporary: its layout is not flushed to disk when the artifact is pushed and no cache is used.
   *
   * @default false
   */
  readonly isOutputTemporary?: boolean | undefined;
  /**
   * The layout is not needed after a push. Without a cache, artifacts of less than 8 MiB are only in memory. Larger
   * layers are in `outputDir`, which must not exist before and is removed after the push.
   *
   * @default false
   */
  readonly discardOutput?: boolean | undefined;
  /** Local cache of packed layers. @default none */
  readonly packingCache?: PackingCacheOptions | undefined;
  /** Cache for layers that the packing cache does not have. @default none */
  readonly layerCache?: LayerCache | undefined;
  readonly connection?: ConnectOptions | undefined;
  /** Names options in error messages. @default their names */
  readonly label?: InputLabel | undefined;
  /** Runs after the push, over the same connection. When it fails, the publish fails. */
  readonly afterPush?: ((connection: RepositoryConnection) => Promise<void>) | undefined;
}

/** {@link PublishOptions} with parsed locations. */
export interface PublishSettings extends PublishOptions {
  readonly target: Location;
  readonly furtherTargets?: readonly Location[] | undefined;
  readonly reuseFrom?: readonly Location[] | undefined;
}
