import { resolve } from 'node:path';
import { copy } from '../transfer/index.ts';
import { connectRepository } from '../connect/index.ts';
import { LayoutRepository } from '../layout/index.ts';
import type { CallOptions } from '../registry/index.ts';
import {
  annotationSource,
  annotationTitle,
  annotationVendor,
  annotationVersion,
  checkRepositoryName,
  checkTag,
  formatReference,
  isRegistryHost,
  isRfc3339,
  OciError,
  printable,
  type Annotations,
  type Digest,
  type OutputTarget,
  type Reference,
} from '../spec/index.ts';
import { packageInto, reproducibleTimestamp, layoutPath, defaultArtifactType } from '../operations/index.ts';

/** Options of {@link packageDirectory}. */
export interface PackageOptions extends CallOptions {
  /** Directory to package. */
  readonly sourceDir: string;
  /** The layout is written to `oci-layout` below it. @default the working directory */
  readonly outputDir?: string | undefined;
  /** For example `ghcr.io`; a leading `http://` or `https://` is dropped. */
  readonly registry: string;
  /** For example `nvidia/aicr`. */
  readonly repository: string;
  readonly tag: string;
  /** Package only this directory below `sourceDir`, keeping its path inside the artifact. */
  readonly subDir?: string | undefined;
  readonly annotations?: Annotations | undefined;
  /** RFC 3339; becomes `org.opencontainers.image.created` and wins over an annotation of that name. @default 1970-01-01T00:00:00Z */
  readonly reproducibleTimestamp?: string | undefined;
}

export interface PackageResult {
  readonly digest: Digest;
  /** `registry/repository:tag` */
  readonly reference: string;
  /** Directory of the OCI image layout. */
  readonly storePath: string;
}

/** Options of {@link pushFromStore}. */
export interface PushFromStoreOptions extends CallOptions {
  /** Not read; kept so that one options object can serve packaging and pushing. */
  readonly sourceDir?: string | undefined;
  readonly registry: string;
  readonly repository: string;
  readonly tag: string;
  /** @default false */
  readonly plainHttp?: boolean | undefined;
  /** @default false */
  readonly insecureTls?: boolean | undefined;
}

export interface PushFromStoreResult {
  readonly digest: Digest;
  /** `registry/repository:tag` */
  readonly reference: string;
}

/** Options of {@link packageAndPush}. */
export interface OutputConfig extends CallOptions {
  readonly sourceDir: string;
  /** @default the working directory */
  readonly outputDir?: string | undefined;
  /** An `oci://` target with a tag. */
  readonly reference: OutputTarget;
  /** Becomes `org.opencontainers.image.version` when no annotations are given. */
  readonly version?: string | undefined;
  readonly plainHttp?: boolean | undefined;
  readonly insecureTls?: boolean | undefined;
  /** @default version, vendor, title and source of AICR bundles */
  readonly annotations?: Annotations | undefined;
}

export interface PackageAndPushResult extends PackageResult {}

/**
 * Packages a directory into the OCI image layout `<outputDir>/oci-layout` without pushing it.
 *
 * @throws OciError `INPUT_INVALID` for a missing tag, registry or repository; `REFERENCE_INVALID`, `NAME_INVALID`, `TAG_INVALID`, `DATE_INVALID`;
 * `FILE_SYSTEM`, `FILE_CHANGED`
 */
export async function packageDirectory(options: PackageOptions): Promise<PackageResult> {
  const reference = checkedReference(options, 'to package a directory');
  const timestamp = options.reproducibleTimestamp ?? reproducibleTimestamp;
  if (!isRfc3339(timestamp))
    throw new OciError(
      'DATE_INVALID',
      `reproducibleTimestamp "${printable(timestamp, 100)}" is not an RFC 3339 date such as ${reproducibleTimestamp}`,
    );
  const storePath = layoutPath(options.outputDir ?? '.');
  const packaged = await packageInto(storePath, {
    sourceDir: resolve(options.sourceDir),
    subDir: options.subDir,
    exclude: [],
    symlinks: 'preserve',
    allowOutsideLinks: false,
    modes: 'keep',
    compression: 'gzip',
    annotations: options.annotations ?? {},
    timestamp,
    artifactType: defaultArtifactType,
    tags: [reference.tag],
    signal: options.signal,
  });
  return { digest: packaged.manifest.digest, reference: formatReference(reference), storePath };
}

/**
 * Pushes what {@link packageDirectory} wrote, with the credentials that Docker's configuration has for the registry.
 *
 * @throws OciError as {@link packageDirectory} for the options; `CopyError` when the layout or the registry fails
 */
export async function pushFromStore(storePath: string, options: PushFromStoreOptions): Promise<PushFromStoreResult> {
  const reference = checkedReference(options, 'to push from a layout');
  const store = await LayoutRepository.open(storePath, { readOnly: true, signal: options.signal });
  await using connection = await connectRepository(reference, {
    plainHttp: options.plainHttp,
    insecureTls: options.insecureTls,
    signal: options.signal,
  });
  const root = await copy(store, reference.tag, connection.repository, reference.tag, { signal: options.signal });
  return { digest: root.digest, reference: formatReference(reference) };
}

/** {@link packageDirectory}, then {@link pushFromStore}. @throws OciError as both; `INPUT_INVALID` for a target that is a local path or has no tag */
export async function packageAndPush(config: OutputConfig): Promise<PackageAndPushResult> {
  const { reference, signal } = config;
  if (!reference.isOci)
    throw new OciError('INPUT_INVALID', 'an oci:// reference is required to package and push; a local path was given');
  const name = { registry: reference.registry, repository: reference.repository, tag: reference.tag ?? '' };
  const annotations = config.annotations ?? defaultAnnotations(config.version ?? '');
  const packaged = await packageDirectory({
    ...name,
    sourceDir: config.sourceDir,
    outputDir: config.outputDir,
    annotations,
    signal,
  });
  const pushed = await pushFromStore(packaged.storePath, {
    ...name,
    plainHttp: config.plainHttp,
    insecureTls: config.insecureTls,
    signal,
  });
  return { ...pushed, storePath: packaged.storePath };
}

function defaultAnnotations(version: string): Annotations {
  return {
    [annotationVersion]: version,
    [annotationVendor]: 'NVIDIA',
    [annotationTitle]: 'AICR Bundle',
    [annotationSource]: 'https://github.com/NVIDIA/aicr',
  };
}

function checkedReference(
  options: Pick<PackageOptions, 'registry' | 'repository' | 'tag'>,
  purpose: string,
): Reference & { readonly tag: string } {
  for (const field of ['tag', 'registry', 'repository'] as const) {
    if (options[field] === '') throw new OciError('INPUT_INVALID', `${field} is required ${purpose}`);
  }
  const registry = options.registry.replace(/^https?:\/\//, '');
  if (!isRegistryHost(registry))
    throw new OciError(
      'REFERENCE_INVALID',
      `"${printable(registry, 200)}" is not a registry host; write a host name with an optional port, such as ghcr.io or localhost:5000`,
    );
  return { registry, repository: checkRepositoryName(options.repository), tag: checkTag(options.tag) };
}
