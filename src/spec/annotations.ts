/** Keys of image-spec, annotations.md, "Pre-Defined Annotation Keys". */
export const annotationCreated = 'org.opencontainers.image.created';
export const annotationTitle = 'org.opencontainers.image.title';
export const annotationVersion = 'org.opencontainers.image.version';
export const annotationSource = 'org.opencontainers.image.source';
export const annotationRevision = 'org.opencontainers.image.revision';
export const annotationVendor = 'org.opencontainers.image.vendor';
/** The tag of a manifest in an image layout's `index.json`. */
export const annotationRefName = 'org.opencontainers.image.ref.name';
/** Creation date of the withdrawn artifact manifest. */
export const annotationArtifactCreated = 'org.opencontainers.artifact.created';
/** ORAS: digest of the uncompressed tar of a layer that is a packed directory. */
export const annotationContentDigest = 'io.deis.oras.content.digest';
/** ORAS: `"true"` asks the reader to unpack the layer into the directory that the title names. */
export const annotationContentUnpack = 'io.deis.oras.content.unpack';

/** Annotations of a manifest or descriptor (image-spec, "Annotations"). */
export type Annotations = Readonly<Record<string, string>>;

/** A copy whose keys are in byte order, so that equal annotations serialise to equal bytes. */
export function sortedAnnotations(annotations: Annotations): Annotations {
  const entries = Object.entries(annotations).sort(([a], [b]) => compareBytes(a, b));
  return Object.fromEntries(entries);
}

/** Orders text as its UTF-8 bytes do. Differs from JavaScript's own order where a surrogate pair meets U+E000…U+FFFF. */
export function compareBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const x = a.charCodeAt(index);
    const y = b.charCodeAt(index);
    if (x !== y) return fixUp(x) - fixUp(y);
  }
  return a.length - b.length;
}

// Surrogates stand for code points above U+FFFF and must sort after every other unit.
function fixUp(unit: number): number {
  if (unit >= 0xe000) return unit - 0x800;
  return unit >= 0xd800 ? unit + 0x2000 : unit;
}
