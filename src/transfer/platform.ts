import type { CallOptions, ReadOnlyStorage } from '../registry/index.ts';
import {
  annotationPlatform,
  isPlatformText,
  isRecord,
  manifestKind,
  matchesPlatform,
  mediaTypeImageConfig,
  mediaTypeImageManifest,
  messageOf,
  notManifestError,
  OciError,
  parseJson,
  parseManifest,
  platformFromText,
  platformText,
  printable,
  selectByPlatform,
  type Descriptor,
  type ImageIndex,
  type Manifest,
  type Platform,
} from '../spec/index.ts';
import { positiveOr, type CopyOptions } from './copy-options.ts';
import { defaultMaxMetadataBytes, fetchMetadata } from './metadata.ts';

const mediaTypeDockerConfig = 'application/vnd.docker.container.image.v1+json';

/** Media types of configs that contain a platform. */
export const imageConfigTypes: ReadonlySet<string> = new Set([mediaTypeImageConfig, mediaTypeDockerConfig]);

/**
 * Options that copy only the manifest for one platform. An existing `mapRoot` is applied first.
 *
 * @param platform undefined returns the options unchanged
 */
export function withTargetPlatform<Options extends CopyOptions>(
  options: Options,
  platform: Platform | undefined,
): Options {
  if (platform === undefined) return options;
  const { mapRoot } = options;
  return {
    ...options,
    async mapRoot(source: ReadOnlyStorage, root: Descriptor): Promise<Descriptor> {
      const mapped = mapRoot === undefined ? root : await mapRoot(source, root);
      return selectManifest(source, mapped, platform, positiveOr(options.maxMetadataBytes, defaultMaxMetadataBytes), {
        signal: options.signal,
      });
    },
  };
}

/**
 * Selects the manifest for a platform: of an index the best match (see `selectByPlatform`); another manifest itself,
 * when the platform in its annotation or in its image config matches.
 *
 * @throws OciError `NOT_FOUND` without a match; `UNSUPPORTED` for content that has no platform
 */
export async function selectManifest(
  source: ReadOnlyStorage,
  root: Descriptor,
  platform: Platform,
  limit: number,
  options?: CallOptions,
): Promise<Descriptor> {
  const kind = manifestKind(root.mediaType);
  if (kind !== 'index' && kind !== 'manifest') {
    throw notManifestError(
      root,
      `${root.digest} is of type ${printable(root.mediaType, 200)}, which has no platform; only images and indexes ` +
        'have one',
    );
  }
  const manifest = parseManifest(await fetchMetadata(source, root, limit, options), root.mediaType);
  if (manifest.kind === 'index') return selectChild(root, manifest, platform);
  requirePlatform(root, await manifestPlatform(source, root, manifest, limit, options), platform);
  return root;
}

/** Selects the best manifest of an index for a platform. @throws OciError `NOT_FOUND` without a match */
export function selectChild({ digest }: Descriptor, index: ImageIndex, platform: Platform): Descriptor {
  const match = selectByPlatform(index.manifests, platform);
  if (match !== undefined) return match;
  throw new OciError(
    'NOT_FOUND',
    `the index ${digest} has no manifest for ${formatPlatform(platform)}; it has ${platformsOf(index)}`,
  );
}

/** @throws OciError `NOT_FOUND` when the platform of a manifest does not satisfy the requested one */
export function requirePlatform({ digest }: Descriptor, own: Platform, requested: Platform): void {
  if (matchesPlatform(own, requested)) return;
  throw new OciError(
    'NOT_FOUND',
    `${digest}: not found: the manifest is for ${formatPlatform(own)}, not for ${formatPlatform(requested)}`,
  );
}

/**
 * The platform in the annotation of a manifest, else in its image config. @throws OciError `UNSUPPORTED` without one
 */
async function manifestPlatform(
  source: ReadOnlyStorage,
  root: Descriptor,
  manifest: Manifest,
  limit: number,
  options: CallOptions | undefined,
): Promise<Platform> {
  const annotated = annotatedPlatform(manifest);
  if (annotated !== undefined) return annotated;
  if (manifest.kind !== 'manifest') throw new OciError('UNSUPPORTED', `${root.digest} has no platform`);
  const expected = root.mediaType === mediaTypeImageManifest ? mediaTypeImageConfig : mediaTypeDockerConfig;
  if (manifest.config.mediaType !== expected) {
    throw new OciError(
      'UNSUPPORTED',
      `${root.digest} has no platform: its config is ${printable(manifest.config.mediaType, 200)}, not ${expected}`,
    );
  }
  return readImagePlatform(source, manifest.config, options, limit);
}

/** The platform that the publisher recorded in the annotation {@link annotationPlatform}. */
export function annotatedPlatform({ annotations }: Manifest): Platform | undefined {
  const text = annotations?.[annotationPlatform];
  return text !== undefined && isPlatformText(text) ? platformFromText(text) : undefined;
}

/**
 * Reads the platform in an image config. Architecture and system are empty when the config does not name them.
 *
 * @throws OciError `MANIFEST_INVALID` when the config is not JSON; as `fetchMetadata`
 */
export async function readImagePlatform(
  source: ReadOnlyStorage,
  config: Descriptor,
  options?: CallOptions,
  limit: number = defaultMaxMetadataBytes,
): Promise<Platform> {
  const bytes = await fetchMetadata(source, config, limit, options);
  let value: unknown;
  try {
    value = parseJson(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new OciError(
      'MANIFEST_INVALID',
      `cannot read the platform in the config ${config.digest}: ${messageOf(error)}; name the platform, as in ` +
        'reference=linux/amd64',
    );
  }
  const fields = isRecord(value) ? value : {};
  const text = (key: string): string | undefined => {
    const member = fields[key];
    return typeof member === 'string' && member !== '' ? member : undefined;
  };
  const features: unknown = fields['os.features'];
  return {
    architecture: text('architecture') ?? '',
    os: text('os') ?? '',
    'os.version': text('os.version'),
    'os.features':
      Array.isArray(features) && features.length > 0
        ? features.filter((feature) => typeof feature === 'string')
        : undefined,
    variant: text('variant'),
  };
}

const maxShownPlatforms = 20;

/** The platforms of an index, for error messages. */
export function platformsOf(index: ImageIndex): string {
  const platforms = [
    ...new Set(index.manifests.flatMap(({ platform }) => (platform === undefined ? [] : [platformText(platform)]))),
  ];
  if (platforms.length === 0) return 'no platforms';
  const more = platforms.length > maxShownPlatforms ? ` and ${platforms.length - maxShownPlatforms} more` : '';
  return printable(platforms.slice(0, maxShownPlatforms).join(', ')) + more;
}

function formatPlatform(platform: Platform): string {
  return printable(platformText(platform), 100);
}
