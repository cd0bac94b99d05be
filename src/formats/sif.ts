import { stat } from 'node:fs/promises';
import {
  annotationContentUnpack,
  digestHex,
  OciError,
  parseReference,
  quoteInput,
  type Descriptor,
  type Reference,
} from '../spec/index.ts';
import type { ContentManifest, FileLayout } from '../transfer/index.ts';
import type { Format, LayOutContext, PlanOptions, Source } from './format.ts';

/** The tag of a reference without tag and digest. */
export const sifDefaultTag = 'latest';

/**
 * Media type of the config, which is the empty JSON object. Apptainer writes it with `+json`; no reader uses the
 * config.
 */
export const sifConfigMediaTypeV1 = 'application/vnd.sylabs.sif.config.v1';

/** Media type of the only layer, which is the image file. */
export const sifLayerMediaTypeV1 = 'application/vnd.sylabs.sif.layer.v1.sif';

/** Media type of the layer in Singularity before 3.7, with its spelling error. */
export const sifLayerMediaTypeProto = 'appliciation/vnd.sylabs.sif.layer.tar';

/** Whether a descriptor is the layer of a SIF image, by its media type. */
export function isSifLayer(mediaType: string): boolean {
  return mediaType === sifLayerMediaTypeV1 || mediaType === sifLayerMediaTypeProto;
}

const finish: FileLayout['finish'] = async (path, layer, signal) => {
  const { finishImage } = await import('./sif/read-image.ts');
  await finishImage(path, layer, signal);
};

/**
 * A SIF image of Apptainer and Singularity as one unchanged layer. A pulled image becomes an executable file, also
 * without a title. The code is loaded on use, because most artifacts are directories.
 */
export const sif = {
  name: 'sif',
  async detect(path: string) {
    if (path.endsWith('.sif')) return isFile(path);
    return (await isFile(path)) && (await import('./sif/read-image.ts')).hasSifMagic(path);
  },
  async plan({ path = '.' }: Source, options: PlanOptions) {
    const { planImage } = await import('./sif/plan-image.ts');
    return planImage(path, options);
  },
  async layOut(manifest: ContentManifest, { reference }: LayOutContext) {
    const layer = manifest.kind === 'manifest' ? imageLayerOf(manifest.layers) : undefined;
    if (layer === undefined) return new Map<Descriptor, FileLayout>();
    return new Map([[layer, { name: imageFileName(reference), finish }]]);
  },
} satisfies Format;

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    // Opening the source reports the error.
    return false;
  }
}

/** The layer of an image: the only layer of its artifact. */
export function imageLayerOf(layers: readonly Descriptor[]): Descriptor | undefined {
  const [layer, ...others] = layers;
  if (layer === undefined || others.length > 0 || !isSifLayer(layer.mediaType)) return undefined;
  return layer.annotations?.[annotationContentUnpack] === 'true' ? undefined : layer;
}

/** A reference with a tag, a digest, or both. The digest has precedence. */
export interface SifReference extends Reference {
  /** The reference within the repository: the digest, else the tag. */
  readonly selector: string;
}

/**
 * Parses `[oras://]registry/repository[:tag][@digest]`; without tag and digest it is the tag `latest`.
 *
 * @throws OciError `REFERENCE_INVALID`, also for a name without a registry: Docker Hub's library has no SIF images;
 *   `DIGEST_INVALID`
 */
export function parseSifReference(text: string): SifReference {
  // Apptainer passes the reference without `oras:`.
  const bare = text.replace(/^(?:oras:)?\/\//, '');
  const reference = parseReference(bare);
  if (!bare.includes('/'))
    throw new OciError('REFERENCE_INVALID', `${quoteInput(text)} names no registry; write registry/repository:tag`);
  const tag = reference.tag ?? (reference.digest === undefined ? sifDefaultTag : undefined);
  return { ...reference, tag, selector: reference.digest ?? tag ?? sifDefaultTag };
}

/**
 * Apptainer's name for an image file: the last part of the repository with the tag, or with the start of the digest.
 */
export function imageFileName({ repository, tag, digest }: Pick<Reference, 'repository' | 'tag' | 'digest'>): string {
  const suffix = tag ?? (digest === undefined ? sifDefaultTag : digestHex(digest).slice(0, 12));
  return `${repository.slice(repository.lastIndexOf('/') + 1)}_${suffix}.sif`;
}
