import type { Compression, Modes, Symlinks } from '../archive/index.ts';
import type { CallOptions } from '../registry/index.ts';
import type { LayerSplit } from './split-source.ts';
import type { Annotations, Descriptor, InputLabel, Platform, Reference } from '../spec/index.ts';
import type { ArtifactPlan, ContentManifest, FileLayout, IndexPlan } from '../transfer/index.ts';

/** A kind of artifact. To add a format, add a file to this directory and a line to `formats.ts`. */
export interface Format {
  /** The value of the option `format`. */
  readonly name: string;
  /** The format supports the option `layers`. @default false */
  readonly splits?: boolean | undefined;
  /** Whether a path is a source of this format. Without it, the format is used only by name. */
  detect?(path: string): Promise<boolean>;
  /** Reads the names that a source gives to its artifact. @throws OciError as `plan` */
  names?(source: Source, options: PlanOptions): Promise<ArtifactNames>;
  /**
   * Plans the artifact of a source. Nothing is written. A format without `plan` supports only pull.
   *
   * @throws OciError `INPUT_INVALID`, `ARCHIVE_INVALID`, `FILE_SYSTEM`, `ABORTED`
   */
  plan?(source: Source, options: PlanOptions): Promise<ArtifactPlan | IndexPlan>;
  /**
   * Names the files of layers without a title, and finishes files after the download. Empty for manifests of other
   * formats.
   */
  layOut?(manifest: ContentManifest, context: LayOutContext): Promise<ReadonlyMap<Descriptor, FileLayout>>;
}

/** The content to publish. */
export interface Source {
  /** A directory, or a single file. @default the working directory */
  readonly path?: string | undefined;
  /** Files, directories and patterns, relative to `path`. @default all content of `path` in one layer */
  readonly files?: readonly SourceFile[] | undefined;
}

export interface SourceFile {
  /** A path or a pattern, relative to the source; `-` for standard input. */
  readonly path: string;
  /** @default from `mediaTypes`, else the type that ORAS uses for files or directories */
  readonly mediaType?: string | undefined;
}

/** A format that can plan an artifact. */
export type PlanningFormat = Format & Required<Pick<Format, 'plan'>>;

/** Names that a source gives to its artifact. */
export interface ArtifactNames {
  /** Last component of the repository. */
  readonly repository?: string | undefined;
  /** Version of the content. */
  readonly version?: string | undefined;
  /** Tags for a target without a tag, the main one first. */
  readonly tags?: readonly string[] | undefined;
}

/** The config of an artifact. */
export type ConfigOption = NonNullable<PlanOptions['config']>;

/** Options of all formats. The plan has a notice for each option that has no effect on the format. */
export interface PlanOptions extends CallOptions {
  /** Packages only this directory below the source, under its path inside the artifact. */
  readonly subDir?: string | undefined;
  /** Patterns as in a `.gitignore`. @default none */
  readonly exclude?: readonly string[] | undefined;
  /** @default preserve */
  readonly symlinks?: Symlinks | undefined;
  /** Stores links that leave the source. @default false */
  readonly allowOutsideLinks?: boolean | undefined;
  /** @default keep */
  readonly modes?: Modes | undefined;
  /** Paths inside the source to exclude. */
  readonly skip?: readonly string[] | undefined;
  /** The kind of archive of a packed directory. A zip has its own compression. @default tar */
  readonly archive?: 'tar' | 'zip' | undefined;
  /** @default gzip */
  readonly compression?: Compression | undefined;
  /** @default the default of the compression */
  readonly compressionLevel?: number | undefined;
  /** Annotations of the manifest, without the creation date. */
  readonly annotations?: Annotations | undefined;
  /** Annotations of every layer. */
  readonly layerAnnotations?: Annotations | undefined;
  /** Annotations by target: `$manifest`, `$config`, or the path of a file. */
  readonly fileAnnotations?: Readonly<Record<string, Annotations>> | undefined;
  /** @default the type of the format */
  readonly artifactType?: string | undefined;
  /** Media type of the packed directory, or of a single file. @default the type of the format */
  readonly layerMediaType?: string | undefined;
  /**
   * How a directory becomes layers. `single`: one layer. `entries`: each entry of the source is a layer. `auto`: a
   * directory with more than `layerSize` bytes becomes a layer for each of its directories, and one for its other
   * files; a larger file is a layer.
   *
   * @default single
   */
  readonly layers?: LayerSplit | undefined;
  /** Size of the largest directory that `layers: 'auto'` does not split, bytes. @default 512 MiB */
  readonly layerSize?: number | undefined;
  /** Media types of files by their paths, with patterns as in a `.gitignore`. The last match applies. @default none */
  readonly mediaTypes?: readonly { readonly pattern: string; readonly mediaType: string }[] | undefined;
  /**
   * The config: a file; an image config (image-spec, config.md) with the digests of the uncompressed layers; or an
   * image config with only the platform. @default the config of the format
   */
  readonly config?:
    | { readonly kind: 'file'; readonly path: string; readonly mediaType: string }
    | { readonly kind: 'image' }
    | { readonly kind: 'platform' }
    | undefined;
  /** Platform of the content. A config of kind `image` or `platform` needs it. */
  readonly platform?: Platform | undefined;
  /** Labels in a config of kind `image`. @default none */
  readonly labels?: Annotations | undefined;
  /** @default 1.1; 1.0 with a config and without an artifact type, as in ORAS */
  readonly imageSpec?: '1.0' | '1.1' | undefined;
  /** Version of the content. */
  readonly version?: string | undefined;
  /** Host of the registry. Undefined for an image layout. */
  readonly registry?: string | undefined;
  /** Repository of the first target. Undefined for an image layout. */
  readonly repository?: string | undefined;
  /** The run of a workflow. */
  readonly workflow?:
    | {
        /** URL of the repository. */
        readonly repositoryUrl?: string | undefined;
        /** Commit id. */
        readonly commit?: string | undefined;
        /** Name of the branch or tag. */
        readonly refName?: string | undefined;
      }
    | undefined;
  /** Names options in error messages. @default their names */
  readonly label?: InputLabel | undefined;
  /**
   * Creation date, RFC 3339. @default a fixed date, or a date in the source, so that equal sources give equal digests
   */
  readonly timestamp?: string | undefined;
}

export interface LayOutContext {
  /** Reads the config of the manifest. */
  readonly readConfig: () => Promise<Uint8Array>;
  /** The pulled reference. For a layout, `repository` is the name of its directory. */
  readonly reference: Pick<Reference, 'repository' | 'tag' | 'digest'>;
}
