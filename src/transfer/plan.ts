import type { PackOptions } from '../archive/index.ts';
import type { Annotations, Descriptor, Platform } from '../spec/index.ts';

/** The content of an artifact to build: plain data that a format computes from a source. */
export interface ArtifactPlan {
  /** Required with an empty config, by image-spec, manifest.md. */
  readonly artifactType?: string | undefined;
  readonly config: ConfigPlan;
  readonly layers: readonly LayerPlan[];
  /** Annotations of the manifest, exactly as they are written. */
  readonly annotations?: Annotations | undefined;
  /** The manifest that the artifact refers to. */
  readonly subject?: Descriptor | undefined;
  /** Platform of the content, for a config of kind `image`. */
  readonly platform?: Platform | undefined;
  /** Messages for the user about options without effect, and about tools that cannot use the artifact. */
  readonly notices?: readonly string[] | undefined;
}

export type LayerPlan = DirectoryLayer | FileLayer | BytesLayer | ExistingLayer;

/** A directory that becomes a tar archive, packed and compressed in one pass. Only an image layout can store it. */
export interface DirectoryLayer {
  readonly kind: 'directory';
  readonly pack: Omit<PackOptions, 'signal' | 'onProgress' | 'threads'>;
  /** Annotations of the layer. The build adds the digest of the archive. */
  readonly annotations?: Annotations | undefined;
}

/** A file that is stored unchanged. The build fails when the content no longer matches the descriptor. */
export interface FileLayer {
  readonly kind: 'file';
  readonly path: string;
  /** From {@link describeFile}. */
  readonly descriptor: Descriptor;
}

export interface BytesLayer {
  readonly kind: 'bytes';
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  readonly annotations?: Annotations | undefined;
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
  | { readonly kind: 'image' };
