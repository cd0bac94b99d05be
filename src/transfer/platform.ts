import type { CallOptions, ReadOnlyStorage } from '../registry/index.ts';
import {
  isRecord,
  manifestKind,
  mediaTypeImageConfig,
  mediaTypeImageManifest,
  OciError,
  parseManifest,
  printable,
  type Descriptor,
  type Platform,
} from '../spec/index.ts';
import { positiveOr, type CopyOptions } from './copy-options.ts';
import { defaultMaxMetadataBytes, fetchMetadata } from './metadata.ts';

const mediaTypeDockerConfig = 'application/vnd.docker.container.image.v1+json';

/**
 * Options that copy the manifest for one platform alone. A `mapRoot` that is there is applied first.
 *
 * @param platform undefined changes nothing
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
 * The manifest for a platform: of an index the first that matches; an image manifest itself, when the platform in its config matches.
 *
 * @throws OciError `NOT_FOUND` when none matches; `UNSUPPORTED` for content that has no platform
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
    throw new OciError(
      'UNSUPPORTED',
      `${root.digest} is of type ${printable(root.mediaType, 200)}, which is for no platform; only an image or an index can be asked for one`,
    );
  }
  const manifest = parseManifest(await fetchMetadata(source, root, limit, options), root.mediaType);
  if (manifest.kind === 'index') {
    const match = manifest.manifests.find(
      (candidate) => candidate.platform !== undefined && matchesPlatform(candidate.platform, platform),
    );
    if (match !== undefined) return match;
    throw new OciError('NOT_FOUND', `${root.digest}: not found: no manifest in the index is for ${show(platform)}`);
  }
  if (manifest.kind !== 'manifest') throw new OciError('UNSUPPORTED', `${root.digest} is for no platform`);
  const expected = root.mediaType === mediaTypeImageManifest ? mediaTypeImageConfig : mediaTypeDockerConfig;
  if (manifest.config.mediaType !== expected) {
    throw new OciError(
      'UNSUPPORTED',
      `${root.digest} is for no platform: its config is ${printable(manifest.config.mediaType, 200)}, where ${expected} would name one`,
    );
  }
  const own = platformOfConfig(await fetchMetadata(source, manifest.config, limit, options), manifest.config);
  if (matchesPlatform(own, platform)) return root;
  throw new OciError(
    'NOT_FOUND',
    `${root.digest}: not found: the manifest is for ${show(own)}, not for ${show(platform)}`,
  );
}

/** Whether what is offered will do: architecture and system alike; version, variant and features as far as they are asked for. */
export function matchesPlatform(offered: Platform, wanted: Platform): boolean {
  return (
    offered.architecture === wanted.architecture &&
    offered.os === wanted.os &&
    (isEmpty(wanted['os.version']) || offered['os.version'] === wanted['os.version']) &&
    (isEmpty(wanted.variant) || offered.variant === wanted.variant) &&
    (wanted['os.features'] ?? []).every((feature) => offered['os.features']?.includes(feature) === true)
  );
}

/** A config need not be complete: what it does not name matches nothing. */
function platformOfConfig(bytes: Uint8Array, config: Descriptor): Platform {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    // The parser's message quotes the content, which may be anything.
    throw new OciError('MANIFEST_INVALID', `the config ${config.digest} is not JSON, so its platform cannot be told`);
  }
  const fields = isRecord(value) ? value : {};
  const text = (key: string): string => (typeof fields[key] === 'string' ? fields[key] : '');
  const features: unknown = fields['os.features'];
  return {
    architecture: text('architecture'),
    os: text('os'),
    'os.version': text('os.version'),
    'os.features': Array.isArray(features) ? features.filter((feature) => typeof feature === 'string') : [],
    variant: text('variant'),
  };
}

function show({ os, architecture, variant }: Platform): string {
  return printable(`${os}/${architecture}${isEmpty(variant) ? '' : `/${variant}`}`, 100);
}

function isEmpty(text: string | undefined): boolean {
  return text === undefined || text === '';
}
