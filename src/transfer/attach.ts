import type { CallOptions, Storage } from '../registry/index.ts';
import {
  isManifestMediaType,
  OciError,
  plainDescriptor,
  printable,
  type Annotations,
  type Descriptor,
} from '../spec/index.ts';
import { packManifest } from './pack-manifest.ts';

export interface AttachOptions extends CallOptions {
  /** Blobs that the storage has. */
  readonly layers?: readonly Descriptor[] | undefined;
  /** A missing `org.opencontainers.image.created` is added with the present time; give one to get the same bytes again. */
  readonly annotations?: Annotations | undefined;
  /** Milliseconds since 1970. @default the clock's */
  readonly now?: (() => number) | undefined;
}

/**
 * Makes an image manifest that refers to `subject`, and pushes it. Where the registry keeps no list of referrers, its client keeps the
 * one that stands in for it (distribution-spec, "Referrers Tag Schema").
 *
 * @returns the referrer's descriptor with artifact type and annotations
 * @throws OciError `UNSUPPORTED` for a subject that is no manifest; as `packManifest`
 */
export async function attach(
  storage: Storage,
  subject: Descriptor,
  artifactType: string,
  options: AttachOptions = {},
): Promise<Descriptor> {
  if (!isManifestMediaType(subject.mediaType)) {
    throw new OciError(
      'UNSUPPORTED',
      `${subject.digest} is a blob (${printable(subject.mediaType, 200)}); only a manifest or an index can be referred to`,
    );
  }
  return packManifest(storage, '1.1', artifactType, {
    subject: plainDescriptor(subject),
    layers: options.layers,
    manifestAnnotations: options.annotations,
    now: options.now,
    signal: options.signal,
  });
}
