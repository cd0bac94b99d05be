import type { SifReference } from '../formats/index.ts';
import type { CallOptions, ReadOnlyTarget } from '../registry/index.ts';
import {
  formatReference,
  isManifestMediaType,
  isNotFound,
  OciError,
  plainDescriptor,
  printable,
  type Descriptor,
  type ImageIndex,
  type ImageManifest,
  type Manifest,
  type Platform,
} from '../spec/index.ts';
import { annotatedPlatform, readManifest, requirePlatform, selectChild } from '../transfer/index.ts';
import { machinePlatform } from './machine-platform.ts';

export interface ResolveManifestOptions extends CallOptions {
  /** Selects the manifest of an index. @default the platform of this machine */
  readonly platform?: Platform | undefined;
}

/** The manifest of an image. */
export interface ResolvedManifest {
  readonly descriptor: Descriptor;
  readonly manifest: ImageManifest;
}

/**
 * Finds the manifest of a reference; of an index, the one for the platform.
 *
 * @throws OciError `NOT_FOUND` for a platform that the index or the manifest does not have; `UNSUPPORTED` for content
 *   that is not an image; errors of the source
 */
export async function resolveManifest(
  source: ReadOnlyTarget,
  reference: SifReference,
  options: ResolveManifestOptions,
): Promise<ResolvedManifest> {
  const { platform, signal } = options;
  let descriptor = plainDescriptor(await source.resolve(reference.selector, { signal }));
  let manifest = await read(source, reference, descriptor, signal);
  if (manifest.kind === 'index') {
    if (manifest.manifests.length === 0) throw notAnImage(reference, 'it is an index without manifests');
    descriptor = plainDescriptor(select(descriptor, manifest, platform));
    manifest = await read(source, reference, descriptor, signal);
  }
  const ownPlatform = annotatedPlatform(manifest);
  if (platform !== undefined && ownPlatform !== undefined) requirePlatform(descriptor, ownPlatform, platform);
  if (manifest.kind === 'manifest') return { descriptor, manifest };
  const kind =
    manifest.kind === 'index' ? 'an index in an index; give the digest of an image' : 'a manifest of another kind';
  throw notAnImage(reference, `it is ${kind}`);
}

export function notAnImage(reference: SifReference, reason: string): OciError {
  return new OciError('UNSUPPORTED', `${formatReference(reference)} is not a SIF image: ${reason}`);
}

async function read(
  source: ReadOnlyTarget,
  reference: SifReference,
  descriptor: Descriptor,
  signal: AbortSignal | undefined,
): Promise<Manifest> {
  // The digest may be the digest of a blob, which can be large.
  if (!isManifestMediaType(descriptor.mediaType))
    throw notAnImage(reference, `it is of type "${printable(descriptor.mediaType, 200)}", not a manifest`);
  return readManifest(source, descriptor, { signal });
}

function select(root: Descriptor, index: ImageIndex, platform: Platform | undefined): Descriptor {
  const [only, ...others] = index.manifests;
  if (only !== undefined && only.platform === undefined && others.length === 0) return only;
  try {
    return selectChild(root, index, platform ?? machinePlatform());
  } catch (error) {
    if (platform !== undefined || !isNotFound(error)) throw error;
    throw new OciError('NOT_FOUND', `${error.message}; select another platform, or give the digest of an image`);
  }
}
