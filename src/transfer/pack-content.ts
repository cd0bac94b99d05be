import { pushContent, type CallOptions, type Storage } from '../registry/index.ts';
import {
  descriptorOf,
  emptyJsonBytes,
  encodeJson,
  isRfc3339,
  OciError,
  printable,
  type Annotations,
  type Descriptor,
  type OciErrorCode,
  type Platform,
} from '../spec/index.ts';

/** The code of the error for a creation date that is not in RFC 3339 form. */
export const errInvalidDateTimeFormat: OciErrorCode = 'DATE_INVALID';
/** The code of the error for a manifest with the empty config and no artifact type. */
export const errMissingArtifactType: OciErrorCode = 'ARTIFACT_TYPE_MISSING';

/** Pushes a manifest as Go's encoder writes it. @returns its descriptor, with artifact type and annotations */
export async function pushPacked(
  storage: Storage,
  manifest: object,
  mediaType: string,
  artifactType: string,
  annotations: Annotations,
  options: CallOptions,
): Promise<Descriptor> {
  const bytes = encodeJson(manifest);
  const descriptor = descriptorOf(mediaType, bytes);
  await pushContent(storage, descriptor, bytes, { signal: options.signal });
  return { ...descriptor, annotations, artifactType };
}

/** Pushes `{}` as a config of the given type; some registries refuse a config of no bytes at all. */
export async function pushEmptyConfig(
  storage: Storage,
  mediaType: string,
  annotations: Annotations | undefined,
  options: CallOptions,
): Promise<Descriptor> {
  const config = { ...descriptorOf(mediaType, emptyJsonBytes), annotations };
  await pushContent(storage, config, emptyJsonBytes, { signal: options.signal });
  return config;
}

/** The members in the order in which the specification's Go type, and so every Go tool, writes them; without those that it leaves out when they are empty. */
export function ordered(descriptor: Descriptor): Descriptor {
  const { mediaType, digest, size, urls, annotations, data, platform, artifactType } = descriptor;
  return {
    mediaType,
    digest,
    size,
    urls: urls?.length === 0 ? undefined : urls,
    annotations: annotations === undefined || Object.keys(annotations).length === 0 ? undefined : annotations,
    data: data === '' ? undefined : data,
    platform: platform === undefined ? undefined : orderedPlatform(platform),
    artifactType: artifactType === '' ? undefined : artifactType,
  };
}

/**
 * The annotations with a creation date: the one they have, or the present time.
 *
 * @throws OciError `DATE_INVALID` unless the one they have is in RFC 3339 form
 */
export function withCreated(annotations: Annotations | undefined, key: string, now: () => number): Annotations {
  const created = annotations !== undefined && Object.hasOwn(annotations, key) ? annotations[key] : undefined;
  if (created === undefined) return { ...annotations, [key]: new Date(now()).toISOString().replace(/\.\d+Z$/, 'Z') };
  if (!isRfc3339(created)) {
    throw new OciError(
      'DATE_INVALID',
      `invalid date and time format: the annotation ${key} is "${printable(created, 100)}", which is not an RFC 3339 date such as 2026-01-31T12:00:00Z`,
    );
  }
  return { ...annotations };
}

function orderedPlatform({
  architecture,
  os,
  'os.version': version,
  'os.features': features,
  variant,
}: Platform): Platform {
  return {
    architecture,
    os,
    'os.version': version === '' ? undefined : version,
    'os.features': features?.length === 0 ? undefined : features,
    variant: variant === '' ? undefined : variant,
  };
}
