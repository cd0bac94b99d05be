import type { PackOptions } from '../archive/index.ts';
import type { Annotations, Descriptor, Digest, Platform } from '../spec/index.ts';
import type { Expected } from '../streams/index.ts';
import type { PackManifestVersion } from './pack-manifest.ts';

/** The content of an artifact to build: plain data that a format computes from a source. */
export interface ArtifactPlan {
  /** Required with an empty config, by image-spec, manifest.md. */
  readonly artifactType?: string | undefined;
  /**
   * Version of the image specification. `1.0` writes no artifact type and, for a plan without layers, no empty layer.
   *
   * @default 1.1
   */
  readonly imageSpec?: PackManifestVersion | undefined;
  /** Media type of the manifest. @default application/vnd.oci.image.manifest.v1+json */
  readonly mediaType?: string | undefined;
  /** Leaves the media type out of the manifest itself, as Helm and Homebrew do. @default false */
  readonly omitMediaType?: boolean | undefined;
  readonly config: ConfigPlan;
  /** Annotations of the config's descriptor. */
  readonly configAnnotations?: Annotations | undefined;
  readonly layers: readonly LayerPlan[];
  /** What a walk over the source of all layers found. Reports of the layers are then ignored. */
  readonly content?: ContentReport | undefined;
  /** Annotations of the manifest, exactly as they are written. */
  readonly annotations?: Annotations | undefined;
  /** The manifest that the artifact refers to. */
  readonly subject?: Descriptor | undefined;
  /** Platform of the content, for a config of kind `image` or `platform`. */
  readonly platform?: Platform | undefined;
  /** Labels in a config of kind `image`. */
  readonly labels?: Annotations | undefined;
  /** Tags that contain the digest of the manifest. They are written only next to other tags. @default none */
  readonly digestTags?: ((manifest: Digest) => readonly string[]) | undefined;
  /** Messages for the user about options without effect, and about tools that cannot use the artifact. */
  readonly notices?: readonly string[] | undefined;
}

/** What is reported about the packed content. */
export interface ContentReport {
  /** Number of entries that patterns excluded. */
  readonly excluded: number;
  readonly warnings: readonly string[];
  /** Paths of files that usually contain credentials. */
  readonly credentialFiles: readonly string[];
}

/** An index of artifacts to build, one for each platform or variant. */
export interface IndexPlan {
  readonly manifests: readonly IndexEntryPlan[];
  readonly artifactType?: string | undefined;
  readonly omitMediaType?: boolean | undefined;
  readonly annotations?: Annotations | undefined;
  readonly subject?: Descriptor | undefined;
  readonly notices?: readonly string[] | undefined;
}

export interface IndexEntryPlan {
  readonly plan: ArtifactPlan;
  readonly platform?: Platform | undefined;
  /** Annotations of the entry in the index. */
  readonly annotations?: Annotations | undefined;
}

export type LayerPlan = DirectoryLayer | FileLayer | StreamLayer | BytesLayer | ExistingLayer;

/**
 * A directory that becomes a tar or zip archive, packed and compressed in one pass. Only an image layout can store it.
 */
export interface DirectoryLayer {
  readonly kind: 'directory';
  readonly pack: Omit<PackOptions, 'signal' | 'onProgress' | 'threads' | 'compressor'>;
  /** Size of its files, bytes, if it is known. */
  readonly size?: number | undefined;
  /** @default the image layer type of the compression, or `archive/zip` */
  readonly mediaType?: string | undefined;
  /** Annotations of the layer. The build adds the digest of a tar. @default none, also not the digest */
  readonly annotations?: Annotations | undefined;
}

/** A file that is stored unchanged. */
export interface FileLayer {
  readonly kind: 'file';
  readonly path: string;
  /** Bytes, if it is known. */
  readonly size?: number | undefined;
  readonly mediaType: string;
  readonly annotations?: Annotations | undefined;
  /** Expected content, from {@link describeFile}. The build fails when the file differs. @default any content */
  readonly expected?: Expected | undefined;
}

/** Content that can be read once, such as standard input. Only an image layout can store it. */
export interface StreamLayer {
  readonly kind: 'stream';
  readonly content: AsyncIterable<Uint8Array>;
  readonly mediaType: string;
  readonly annotations?: Annotations | undefined;
}

export interface BytesLayer {
  readonly kind: 'bytes';
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  readonly annotations?: Annotations | undefined;
  /** Also writes the content into the manifest. @default false */
  readonly embed?: boolean | undefined;
}

/** Content that the store, or the final destination, already has. */
export interface ExistingLayer {
  readonly kind: 'descriptor';
  readonly descriptor: Descriptor;
}

export type ConfigPlan =
  /** The empty JSON object, under its own media type. */
  | { readonly kind: 'empty' }
  | {
      readonly kind: 'bytes';
      readonly bytes: Uint8Array;
      readonly mediaType: string;
      /** Also writes the content into the manifest. @default false */
      readonly embed?: boolean | undefined;
    }
  | { readonly kind: 'file'; readonly path: string; readonly mediaType: string }
  /**
   * An image config (image-spec, config.md) with the platform of the plan and the digests of the uncompressed layers.
   */
  | {
      readonly kind: 'image';
      /** @default application/vnd.oci.image.config.v1+json */
      readonly mediaType?: string | undefined;
      /** Leaves the platform empty, as tools do that do not run the image. @default false */
      readonly omitPlatform?: boolean | undefined;
      /** Entries of the history, one for each layer. @default none */
      readonly history?: readonly Readonly<Record<string, string>>[] | undefined;
    }
  /** An image config with only the platform of the plan. */
  | { readonly kind: 'platform' }
  /** A config that contains the digests of the layers. */
  | {
      readonly kind: 'computed';
      readonly mediaType: string;
      /** Returns the config for the layers in the order of the plan. */
      readonly encode: (layers: readonly LayerDigests[]) => Uint8Array;
    };

/** The digests of a layer. */
export interface LayerDigests {
  readonly digest: Digest;
  /** Digest of the uncompressed layer (image-spec, config.md, "Layer DiffID"). */
  readonly diffId: Digest;
}
