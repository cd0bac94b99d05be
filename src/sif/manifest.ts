import { collect } from '../streams/index.ts';
import type { CallOptions, ReadOnlyTarget } from '../registry/index.ts';
import {
  annotationContentUnpack,
  digestAlgorithm,
  formatReference,
  isManifestMediaType,
  maxManifestBytes,
  OciError,
  parseManifest,
  plainDescriptor,
  printable,
  type Descriptor,
  type Digest,
  type ImageManifest,
} from '../spec/index.ts';
import { isSifLayer, sifLayerMediaTypeProto, sifLayerMediaTypeV1 } from '../formats/index.ts';
import type { SifReference } from './reference.ts';

/** A SIF image as a registry has it. */
export interface RemoteImage {
  readonly manifest: Descriptor;
  /** The image file: its size, digest, and the annotations that it was pushed with. */
  readonly layer: Descriptor;
}

/**
 * Finds the image that a reference names: a manifest with one layer, which is a SIF image by its media type, the present one or the
 * prototype's. The config is not looked at, because what it says has changed over time.
 *
 * @throws OciError `UNSUPPORTED` for anything else; what the registry raises
 */
export async function resolveImage(
  source: ReadOnlyTarget,
  reference: SifReference,
  options?: CallOptions,
): Promise<RemoteImage> {
  const { descriptor, manifest } = await fetchManifest(source, reference, options);
  const [layer, ...others] = manifest.layers;
  if (layer === undefined || others.length > 0)
    throw notAnImage(reference, `it has ${manifest.layers.length} layers, where a SIF image has one`);
  if (!isSifLayer(layer.mediaType))
    throw notAnImage(
      reference,
      `its layer is of type "${printable(layer.mediaType, 200)}", not ${sifLayerMediaTypeV1} or ${sifLayerMediaTypeProto}`,
    );
  if (layer.annotations?.[annotationContentUnpack] === 'true')
    throw notAnImage(reference, 'its layer is a packed directory');
  return { manifest: descriptor, layer };
}

/**
 * The digest of the first SIF layer, also of a manifest with more than that.
 *
 * @throws OciError `UNSUPPORTED` for a digest other than sha256, and when there is no SIF layer; what the registry raises
 */
export async function resolveLayerDigest(
  source: ReadOnlyTarget,
  reference: SifReference,
  options?: CallOptions,
): Promise<Digest> {
  const { manifest } = await fetchManifest(source, reference, options);
  const layer = manifest.layers.find(({ mediaType }) => isSifLayer(mediaType));
  if (layer === undefined) throw notAnImage(reference, 'none of its layers is one');
  const algorithm = digestAlgorithm(layer.digest);
  if (algorithm !== 'sha256')
    throw new OciError(
      'UNSUPPORTED',
      `the SIF image ${formatReference(reference)} is named by a ${algorithm} digest, and a sha256 one is needed`,
    );
  return layer.digest;
}

async function fetchManifest(
  source: ReadOnlyTarget,
  reference: SifReference,
  options?: CallOptions,
): Promise<{ readonly descriptor: Descriptor; readonly manifest: ImageManifest }> {
  const descriptor = plainDescriptor(await source.resolve(reference.selector, options));
  // A digest may be a blob's, of any size.
  if (!isManifestMediaType(descriptor.mediaType))
    throw notAnImage(reference, `it is of type "${printable(descriptor.mediaType, 200)}", and no manifest`);
  const bytes = await collect(
    await source.fetch(descriptor, options),
    maxManifestBytes,
    `the manifest ${descriptor.digest}`,
  );
  const manifest = parseManifest(bytes, descriptor.mediaType);
  if (manifest.kind === 'manifest') return { descriptor, manifest };
  throw notAnImage(
    reference,
    `it is ${manifest.kind === 'index' ? 'an index of several manifests; name one of them by its digest' : 'a manifest of another kind'}`,
  );
}

function notAnImage(reference: SifReference, why: string): OciError {
  return new OciError('UNSUPPORTED', `${formatReference(reference)} is not a SIF image: ${why}`);
}
