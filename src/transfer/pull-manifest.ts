import type { ReadOnlyTarget } from '../registry/index.ts';
import {
  isManifestMediaType,
  isNotFound,
  notManifestError,
  OciError,
  parseManifest,
  platformText,
  printable,
  type ArtifactManifest,
  type Descriptor,
  type Digest,
  type ImageIndex,
  type ImageManifest,
  type Platform,
} from '../spec/index.ts';
import { defaultMaxMetadataBytes, MetadataCache } from './metadata.ts';
import { platformsOf, selectManifest } from './platform.ts';
import { embeddedContent } from './pull-content.ts';

export interface ResolveArtifactOptions {
  /** Selects the manifest of an index for this platform. */
  readonly platform?: Platform | undefined;
  /** The digest that the reference must resolve to. */
  readonly expectedDigest?: Digest | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A manifest with content, not an index. */
export type ContentManifest = ImageManifest | ArtifactManifest;

export interface ResolvedArtifact {
  /** The manifest or index that the reference resolved to. */
  readonly root: Descriptor;
  /** Equal to `root`, or the manifest that was selected from the index. */
  readonly descriptor: Descriptor;
  readonly manifest: ContentManifest;
}

/** Maximum depth of nested indexes. Real artifacts have fewer levels. */
const maxNesting = 8;

/**
 * Resolves a reference to a manifest with content. Of an index, it selects the manifest for `platform`; without a
 * platform the index must have only one manifest.
 *
 * @throws OciError `DIGEST_MISMATCH`, before any other request, when the reference does not resolve to
 *   `expectedDigest`; `NOT_FOUND` for a platform that the index does not have; `MANIFEST_UNKNOWN` for a manifest that
 *   its index lists but the source does not have; `UNSUPPORTED`
 */
export async function resolveArtifact(
  source: ReadOnlyTarget,
  reference: string,
  options: ResolveArtifactOptions,
): Promise<ResolvedArtifact> {
  const { platform, signal } = options;
  const cache = new MetadataCache(source, { maxMetadataBytes: defaultMaxMetadataBytes }, signal);
  const root = await cache.resolve(source, reference);
  checkExpected(reference, root, options.expectedDigest);
  let descriptor = root;
  for (let depth = 0; depth < maxNesting; depth++) {
    const manifest = await manifestOf(cache, descriptor, root);
    if (manifest.kind !== 'index') {
      // An index contains the platforms of its manifests. For an image outside an index, check the config.
      if (platform !== undefined && descriptor === root)
        await selectManifest(cache, descriptor, platform, defaultMaxMetadataBytes, { signal });
      return { root, descriptor, manifest };
    }
    descriptor =
      platform === undefined
        ? onlyManifest(manifest, reference)
        : await selectManifest(cache, descriptor, platform, defaultMaxMetadataBytes, { signal });
  }
  throw new OciError(
    'UNSUPPORTED',
    `${printable(reference, 200)} has ${maxNesting} levels of indexes; give the digest of a manifest`,
  );
}

function checkExpected(reference: string, root: Descriptor, expected: Digest | undefined): void {
  if (expected === undefined || root.digest === expected) return;
  throw new OciError(
    'DIGEST_MISMATCH',
    `${printable(reference, 200)} resolves to ${root.digest}, not to the expected ${expected}; nothing was downloaded; ` +
      'to accept this content, change the expected digest',
    { detail: { option: 'expectedDigest' } },
  );
}

async function manifestOf(
  cache: MetadataCache,
  descriptor: Descriptor,
  root: Descriptor,
): Promise<ContentManifest | ImageIndex> {
  if (!isManifestMediaType(descriptor.mediaType)) {
    throw notManifestError(
      descriptor,
      `${descriptor.digest} is of type ${printable(descriptor.mediaType, 200)}, which is not an artifact; give the ` +
        'tag or digest of a manifest',
    );
  }
  try {
    return parseManifest(embeddedContent(descriptor) ?? (await cache.bytes(descriptor)), descriptor.mediaType);
  } catch (error) {
    if (descriptor === root || !isNotFound(error)) throw error;
    const platform =
      descriptor.platform === undefined ? '' : ` for ${printable(platformText(descriptor.platform), 100)}`;
    throw new OciError(
      error.code,
      `the manifest ${descriptor.digest}${platform} is missing, but the index ${root.digest} lists it`,
      { detail: error.detail, status: error.status },
    );
  }
}

function onlyManifest(index: ImageIndex, reference: string): Descriptor {
  const [only, ...others] = index.manifests;
  if (only === undefined)
    throw new OciError(
      'UNSUPPORTED',
      `${printable(reference, 200)} is an index without manifests, so there is nothing to pull`,
    );
  if (others.length === 0) return only;
  throw new OciError(
    'UNSUPPORTED',
    `${printable(reference, 200)} is an index of ${index.manifests.length} manifests; give a platform (it has ` +
      `${platformsOf(index)}), or the digest of one of them`,
  );
}
