import type { ReadOnlyTarget } from '../registry/index.ts';
import {
  annotationTitle,
  OciError,
  parseManifest,
  printable,
  type Descriptor,
  type ImageIndex,
  type ImageManifest,
  type Manifest,
} from '../spec/index.ts';
import { resolveContent, type ResolveOptions } from './fetch.ts';

/** A manifest with its descriptor. */
export interface ManifestContent<T extends Manifest = Manifest> {
  readonly descriptor: Descriptor;
  readonly manifest: T;
  /** The content of the manifest, as it is stored. */
  readonly bytes: Uint8Array;
}

/** Options of {@link fetchManifest}. */
export interface FetchManifestOptions extends ResolveOptions {
  /** Accepts only manifests of this kind. @default any */
  readonly kind?: Manifest['kind'] | undefined;
}

/**
 * Reads and parses a manifest or an index.
 *
 * @param reference a tag or a digest
 * @throws OciError as `resolve`; `MANIFEST_INVALID`; `UNSUPPORTED` for content of another kind; `SIZE_LIMIT`
 */
export async function fetchManifest(
  target: ReadOnlyTarget,
  reference: string,
  options: FetchManifestOptions & { readonly kind: 'manifest' },
): Promise<ManifestContent<ImageManifest>>;
export async function fetchManifest(
  target: ReadOnlyTarget,
  reference: string,
  options: FetchManifestOptions & { readonly kind: 'index' },
): Promise<ManifestContent<ImageIndex>>;
export async function fetchManifest(
  target: ReadOnlyTarget,
  reference: string,
  options?: FetchManifestOptions,
): Promise<ManifestContent>;
export async function fetchManifest(
  target: ReadOnlyTarget,
  reference: string,
  options: FetchManifestOptions = {},
): Promise<ManifestContent> {
  const { descriptor, bytes } = await resolveContent(target, reference, options);
  const manifest = parseManifest(bytes, descriptor.mediaType);
  if (options.kind !== undefined && manifest.kind !== options.kind)
    throw new OciError(
      'UNSUPPORTED',
      `${printable(reference, 300)} is of kind "${manifest.kind}", not "${options.kind}" (${descriptor.digest})` +
        (manifest.kind === 'index' ? '; set targetPlatform, or give the digest of one of its manifests' : ''),
    );
  return { descriptor, manifest, bytes };
}

/**
 * The layer of a manifest with this title (`org.opencontainers.image.title`), which is the path of a file.
 *
 * @throws OciError `NOT_FOUND`; the message lists the titles
 */
export function layerByTitle({ layers }: Pick<ImageManifest, 'layers'>, title: string): Descriptor {
  const titles = layers.map(({ annotations }) => annotations?.[annotationTitle]);
  const layer = layers[titles.indexOf(title)];
  if (layer !== undefined) return layer;
  const known = titles.filter((each) => each !== undefined);
  const list = known.length === 0 ? 'its layers have no titles' : `its titles are ${known.slice(0, 20).join(', ')}`;
  throw new OciError('NOT_FOUND', `no layer has the title "${printable(title, 300)}"; ${printable(list, 2000)}`);
}
