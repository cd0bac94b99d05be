import type { CallOptions, ReadOnlyStorage } from '../registry/index.ts';
import {
  annotationPlatform,
  isManifestMediaType,
  isPlatformText,
  isRecord,
  mediaTypeImageConfig,
  OciError,
  parseManifest,
  plainDescriptor,
  platformFromText,
  printable,
  type Descriptor,
  type ImageManifest,
  type Manifest,
  type Platform,
} from '../spec/index.ts';
import { defaultMaxMetadataBytes, fetchMetadata } from './metadata.ts';

const configTypes: ReadonlySet<string> = new Set([
  mediaTypeImageConfig,
  'application/vnd.docker.container.image.v1+json',
]);

export interface DescribeChildOptions extends CallOptions {
  /** Beats what the child says of itself. */
  readonly platform?: Platform | undefined;
}

/**
 * A manifest as an index lists it: with its artifact type, and the platform that it is for, when its annotation or its image config tells.
 *
 * @throws OciError `UNSUPPORTED` for a blob; what the source raises
 */
export async function describeChild(
  source: ReadOnlyStorage,
  child: Descriptor,
  options: DescribeChildOptions = {},
): Promise<Descriptor> {
  if (!isManifestMediaType(child.mediaType))
    throw new OciError(
      'UNSUPPORTED',
      `${child.digest} is a blob (${printable(child.mediaType, 200)}); an index lists manifests alone`,
    );
  const manifest = parseManifest(await fetchMetadata(source, child, defaultMaxMetadataBytes, options), child.mediaType);
  const platform =
    options.platform ??
    annotated(manifest) ??
    (manifest.kind === 'manifest' ? await configured(source, manifest, options) : undefined);
  return { ...plainDescriptor(child), platform, artifactType: manifest.artifactType || undefined };
}

function annotated({ annotations }: Manifest): Platform | undefined {
  const text = annotations?.[annotationPlatform];
  return text !== undefined && isPlatformText(text) ? platformFromText(text) : undefined;
}

/** image-spec, config.md: `architecture` and `os` are required there; a config without them is for no platform that could be named. */
async function configured(
  source: ReadOnlyStorage,
  { config }: ImageManifest,
  options: CallOptions,
): Promise<Platform | undefined> {
  if (!configTypes.has(config.mediaType)) return undefined;
  let value: unknown;
  const bytes = await fetchMetadata(source, config, defaultMaxMetadataBytes, options);
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    // The parser's message quotes the content, which may be anything.
    throw new OciError(
      'MANIFEST_INVALID',
      `the config ${config.digest} is not JSON, so its platform cannot be told; name it, as in reference=linux/amd64`,
    );
  }
  if (!isRecord(value)) return undefined;
  const text = (key: string): string | undefined => {
    const member = value[key];
    return typeof member === 'string' && member !== '' ? member : undefined;
  };
  const [architecture, os] = [text('architecture'), text('os')];
  if (architecture === undefined || os === undefined) return undefined;
  const features: unknown = value['os.features'];
  return {
    architecture,
    os,
    'os.version': text('os.version'),
    'os.features':
      Array.isArray(features) && features.length > 0
        ? features.filter((feature) => typeof feature === 'string')
        : undefined,
    variant: text('variant'),
  };
}
