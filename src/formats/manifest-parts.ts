import { patternMatcher, type Compression } from '../archive/index.ts';
import { byteStringOf } from '../fs/index.ts';
import {
  annotationCreated,
  emptyJsonBytes,
  inputError,
  isRfc3339,
  OciError,
  plainLabel,
  printable,
  reproducibleTimestamp,
  type Annotations,
} from '../spec/index.ts';
import {
  mediaTypeUnknownArtifact,
  mediaTypeUnknownConfig,
  type ArtifactPlan,
  type ConfigPlan,
} from '../transfer/index.ts';
import type { PlanOptions } from './format.ts';

/** Keys of `fileAnnotations` that are not paths. */
const manifestKey = '$manifest';
const configKey = '$config';

type ManifestParts = Pick<
  ArtifactPlan,
  'artifactType' | 'imageSpec' | 'config' | 'configAnnotations' | 'annotations' | 'platform' | 'labels'
>;

/**
 * The parts of a manifest that depend only on options: type, config, annotations. A config without an artifact type
 * gives a manifest of image-spec 1.0, and no config gives the empty config, as in ORAS.
 *
 * @throws OciError `INPUT_INVALID`, `DATE_INVALID`
 */
export function manifestParts(options: PlanOptions): ManifestParts {
  const { artifactType, config, platform, labels } = options;
  const imageSpec = options.imageSpec ?? (config?.kind === 'file' && artifactType === undefined ? '1.0' : '1.1');
  if (imageSpec === '1.0' && config !== undefined && artifactType !== undefined)
    throw new OciError(
      'INPUT_INVALID',
      'image-spec v1.0 has no artifact type next to a config; omit artifact-type, or use v1.1',
    );
  if (imageSpec === '1.1' && config?.kind === 'file' && artifactType === undefined)
    throw new OciError(
      'INPUT_INVALID',
      'image-spec v1.1 needs an artifact type next to a config; set artifact-type, or omit image-spec',
    );
  if (config !== undefined && config.kind !== 'file' && platform === undefined)
    throw new OciError('INPUT_INVALID', `config "${config.kind}" needs a platform; set it, for example linux/amd64`);
  if (labels !== undefined && Object.keys(labels).length > 0 && config?.kind !== 'image')
    throw new OciError('INPUT_INVALID', 'labels belong to an image config; set config to "image"');
  const isDefaultType = artifactType === undefined && config?.kind !== 'file' && config?.kind !== 'image';
  return {
    artifactType: isDefaultType && imageSpec === '1.1' ? mediaTypeUnknownArtifact : artifactType,
    imageSpec,
    config: configPlan(options, imageSpec),
    configAnnotations: options.fileAnnotations?.[configKey],
    annotations: manifestAnnotations(options),
    platform,
    labels,
  };
}

function configPlan({ config, artifactType }: PlanOptions, imageSpec: '1.0' | '1.1'): ConfigPlan {
  switch (config?.kind) {
    case 'file':
      if (config.path !== '/dev/null') return config;
      // Windows has no such file.
      return { kind: 'bytes', bytes: new Uint8Array(), mediaType: config.mediaType };
    case 'image':
    case 'platform':
      return config;
    case undefined:
      if (imageSpec === '1.1') return { kind: 'empty' };
      return { kind: 'bytes', bytes: emptyJsonBytes, mediaType: artifactType ?? mediaTypeUnknownConfig };
  }
}

/** The annotations of the manifest with the creation date. @throws OciError `DATE_INVALID` */
export function manifestAnnotations({ fileAnnotations, annotations, timestamp }: PlanOptions): Annotations {
  const fromFile = fileAnnotations?.[manifestKey];
  const created = timestamp ?? fromFile?.[annotationCreated] ?? reproducibleTimestamp;
  if (!isRfc3339(created))
    throw new OciError(
      'DATE_INVALID',
      `the creation date "${printable(created, 100)}" is not an RFC 3339 date such as ${reproducibleTimestamp}`,
    );
  return { ...fromFile, ...annotations, [annotationCreated]: created };
}

/**
 * Adds the annotations of the options to those of a layer.
 *
 * @param path of the file or directory, as the user wrote it
 */
export function withLayerAnnotations(
  own: Annotations | undefined,
  path: string,
  { layerAnnotations, fileAnnotations }: PlanOptions,
): Annotations | undefined {
  const isPath = path !== manifestKey && path !== configKey;
  return { ...own, ...layerAnnotations, ...(isPath ? fileAnnotations?.[path] : undefined) };
}

/** Mode of a file whose layer does not record one. */
export const defaultFileMode = 0o644;

/** Maximum number of layers. Registries such as ECR refuse more. */
export const maxLayers = 500;

/** Whether the option `layers` makes several layers of a directory. */
export function isSplit({ layers = 'single' }: PlanOptions): boolean {
  return layers !== 'single';
}

/**
 * @param remedy against too many layers
 * @throws OciError `INPUT_INVALID` for more layers than registries accept, when the option `layers` is used
 */
export function checkLayerCount(count: number, options: PlanOptions, remedy?: () => string): void {
  const { layers, label = plainLabel } = options;
  if (!isSplit(options) || count <= maxLayers) return;
  throw inputError(
    label('layers'),
    layers,
    `gives ${count} layers, but registries accept at most ${maxLayers}; ` +
      `${remedy?.() ?? `publish fewer files`}, or exclude entries`,
  );
}

/** The media type of a file by the option `mediaTypes`. */
export function mediaTypeByRule(title: string, { mediaTypes = [] }: PlanOptions): string | undefined {
  return mediaTypes.findLast(({ pattern }) => patternMatcher([pattern])(byteStringOf(title), false))?.mediaType;
}

const compressionBySuffix: readonly (readonly [RegExp, Compression])[] = [
  [/[+.](?:gzip|gz|tgz)$/, 'gzip'],
  [/[+.](?:zstd|zst)$/, 'zstd'],
  [/[+.]tar$/, 'none'],
];

/** Checks that the media type of a packed directory names its compression. @throws OciError `INPUT_INVALID` */
export function checkCompression(mediaType: string, compression: Compression): void {
  const named = compressionBySuffix.find(([suffix]) => suffix.test(mediaType))?.[1];
  if (named === undefined || named === compression) return;
  throw new OciError(
    'INPUT_INVALID',
    `the media type "${printable(mediaType, 200)}" names the compression "${named}", but compression is ` +
      `"${compression}"; use one of them for both`,
  );
}

/** Checks that the media type of a zip does not name a tar or its compression. @throws OciError `INPUT_INVALID` */
export function checkZipType(mediaType: string): void {
  if (!compressionBySuffix.some(([suffix]) => suffix.test(mediaType))) return;
  throw new OciError(
    'INPUT_INVALID',
    `the media type "${printable(mediaType, 200)}" names a tar or a compression, but archive is "zip"; use another ` +
      'media type, for example archive/zip',
  );
}
