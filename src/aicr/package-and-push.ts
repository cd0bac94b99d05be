import { resolve } from 'node:path';
import { connectRepository } from '../connect/index.ts';
import { directory } from '../formats/index.ts';
import { LayoutRepository } from '../layout/index.ts';
import { layoutPath } from '../operations/index.ts';
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
  OciError,
  printable,
  type Annotations,
  type Digest,
  type OutputTarget,
  type Reference,
} from '../spec/index.ts';
import { buildLayout, copy } from '../transfer/index.ts';

/** Artifact type of AICR bundles, and of a packaged directory by default. */
export const defaultArtifactType = 'application/vnd.nvidia.aicr.artifact';

/** Options of {@link packageDirectory}. */
export interface PackageOptions extends CallOptions {
  /** Directory to package. */
  readonly sourceDir: string;
  /** The image layout is written to `oci-layout` below this directory. @default the working directory */
  readonly outputDir?: string | undefined;
  /** For example `ghcr.io`; a leading `http://` or `https://` is removed. */
  readonly registry: string;
  /** For example `nvidia/aicr`. */
  readonly repository: string;
  readonly tag: string;
  /** Packages only this directory below `sourceDir`, under its path inside the artifact. */
  readonly subDir?: string | undefined;
  /** @default {@link defaultArtifactType} */
  readonly artifactType?: string | undefined;
  readonly annotations?: Annotations | undefined;
  /**
   * RFC 3339; becomes `org.opencontainers.image.created` and replaces an annotation of that name. @default
   * 1970-01-01T00:00:00Z
   */
  readonly reproducibleTimestamp?: string | undefined;
}

/** The result of {@link packageDirectory}. */
export interface PackageResult {
  readonly digest: Digest;
  /** `registry/repository:tag` */
  readonly reference: string;
  /** Directory of the OCI image layout. */
  readonly storePath: string;
}

/** Options of {@link pushFromStore}. */
export interface PushFromStoreOptions extends CallOptions {
  /** Ignored. It allows one options object for packaging and pushing. */
  readonly sourceDir?: string | undefined;
  readonly registry: string;
  readonly repository: string;
  readonly tag: string;
  /** @default false */
  readonly plainHttp?: boolean | undefined;
  /** @default false */
  readonly insecureTls?: boolean | undefined;
}

/** The result of {@link pushFromStore}. */
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
  /** @default {@link defaultArtifactType} */
  readonly artifactType?: string | undefined;
  /** @default version, vendor, title and source of AICR bundles */
  readonly annotations?: Annotations | undefined;
}

/** The result of {@link packageAndPush}. */
export interface PackageAndPushResult extends PackageResult {}

/**
 * Packages a directory into the OCI image layout `<outputDir>/oci-layout` without pushing it.
 *
 * @throws OciError `INPUT_INVALID` for a missing tag, registry or repository; `REFERENCE_INVALID`, `NAME_INVALID`,
 *   `TAG_INVALID`, `DATE_INVALID`; `FILE_SYSTEM`, `FILE_CHANGED`
 */
export async function packageDirectory(options: PackageOptions): Promise<PackageResult> {
  const reference = checkedReference(options, 'to package a directory');
  const plan = await directory.plan(
    { path: resolve(options.sourceDir) },
    {
      subDir: options.subDir,
      annotations: options.annotations,
      artifactType: options.artifactType ?? defaultArtifactType,
      timestamp: options.reproducibleTimestamp,
    },
  );
  const { store, manifest } = await buildLayout(plan, layoutPath(options.outputDir), {
    tags: [reference.tag],
    signal: options.signal,
  });
  return { digest: manifest.digest, reference: formatReference(reference), storePath: store.path };
}

/**
 * Pushes the layout of {@link packageDirectory}, with the credentials for the registry in Docker's configuration.
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

/**
 * Calls {@link packageDirectory}, then {@link pushFromStore}.
 *
 * @throws OciError as both; `INPUT_INVALID` for a target that is a local path or has no tag
 */
export async function packageAndPush(config: OutputConfig): Promise<PackageAndPushResult> {
  const { reference, signal } = config;
  if (!reference.isOci)
    throw new OciError('INPUT_INVALID', 'cannot push to a local path; use an oci:// reference with a tag');
  const name = { registry: reference.registry, repository: reference.repository, tag: reference.tag ?? '' };
  const annotations = config.annotations ?? defaultAnnotations(config.version ?? '');
  const packaged = await packageDirectory({
    ...name,
    sourceDir: config.sourceDir,
    outputDir: config.outputDir,
    artifactType: config.artifactType,
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
      `"${printable(registry, 200)}" is not a registry host; write a host name with an optional port, such as ` +
        'ghcr.io or localhost:5000',
    );
  return { registry, repository: checkRepositoryName(options.repository), tag: checkTag(options.tag) };
}
