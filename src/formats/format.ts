import type { Compression, Modes, Symlinks } from '../archive/index.ts';
import type { CallOptions } from '../registry/index.ts';
import type { Annotations, Descriptor, Reference } from '../spec/index.ts';
import type { ArtifactPlan, ContentManifest, FileLayout } from '../transfer/index.ts';

/** A kind of artifact. To add a format, add a file to this directory and a line to `formats.ts`. */
export interface Format {
  readonly name: string;
  /** Whether a path is a source of this format. A format without `detect` and `plan` supports only pull. */
  detect?(path: string): Promise<boolean>;
  /**
   * Plans the artifact of a source. Nothing is written.
   *
   * @throws OciError `INPUT_INVALID`, `ARCHIVE_INVALID`, `FILE_SYSTEM`, `ABORTED`
   */
  plan?(path: string, options: PlanOptions): Promise<ArtifactPlan>;
  /**
   * Names the files of layers without a title, and finishes files after the download. Empty for manifests of other
   * formats.
   */
  layOut?(manifest: ContentManifest, context: LayOutContext): Promise<ReadonlyMap<Descriptor, FileLayout>>;
}

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
  /** @default gzip */
  readonly compression?: Compression | undefined;
  /** @default the default of the compression */
  readonly compressionLevel?: number | undefined;
  /** Annotations of the manifest, without the creation date. */
  readonly annotations?: Annotations | undefined;
  /** @default the type of the format */
  readonly artifactType?: string | undefined;
  /** Artifact type for formats without a type. @default application/vnd.unknown.artifact.v1 */
  readonly defaultArtifactType?: string | undefined;
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
