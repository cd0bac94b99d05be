// Keys of image-spec, annotations.md, "Pre-Defined Annotation Keys".
/** Date of creation, RFC 3339. */
export const annotationCreated = 'org.opencontainers.image.created';
/** Title for users. For a layer, the name of its file. */
export const annotationTitle = 'org.opencontainers.image.title';
/** Version of the packaged software. */
export const annotationVersion = 'org.opencontainers.image.version';
/** URL of the source code. */
export const annotationSource = 'org.opencontainers.image.source';
/** Revision of the source code. */
export const annotationRevision = 'org.opencontainers.image.revision';
/** Name of the distributing organization. */
export const annotationVendor = 'org.opencontainers.image.vendor';
/** The tag of a manifest in an image layout's `index.json`. */
export const annotationRefName = 'org.opencontainers.image.ref.name';
/** containerd and buildx: the full reference of a manifest in an image layout's `index.json`. */
export const annotationContainerdName = 'io.containerd.image.name';
/** Date of creation of an artifact manifest, which image-spec has withdrawn. */
export const annotationArtifactCreated = 'org.opencontainers.artifact.created';
/** Permissions of a layer's file, four octal digits such as `0755`. Written only for executable files. */
export const annotationFileMode = 'io.oci-artifact.file.mode';
/** ModelPack (model-spec, annotations.md): the path of a layer's file. Docker and KitOps also use it. */
export const annotationModelFilePath = 'org.cncf.model.filepath';
/** ORAS: digest of the uncompressed tar of a layer with a packed directory. */
export const annotationContentDigest = 'io.deis.oras.content.digest';
/**
 * The encoder of a packed layer: its name, level and version. The same encoder makes the same bytes from the same
 * content.
 */
export const annotationEncoder = 'io.oci-artifact.encoder';
/** The share of the layers that the manifest of a shard has: `2/4`. */
export const annotationShard = 'io.oci-artifact.shard';
/** The indexes of these layers in the artifact, and the number of its layers: `0,3/40`. */
export const annotationShardLayers = 'io.oci-artifact.shard.layers';
/** Digest of the plan that all shards of an artifact have in common. */
export const annotationShardPlan = 'io.oci-artifact.shard.plan';
/** ORAS: with `"true"`, a client unpacks the layer into the directory in its title. */
export const annotationContentUnpack = 'io.deis.oras.content.unpack';
/**
 * With `"zip"`, `pull` unpacks the zip into the directory of its title; with `"tar"`, a tar into the directory that its
 * title names. ORAS and other tools keep the archive.
 */
export const annotationArchiveUnpack = 'io.oci-artifact.content.unpack';

/** Annotations of a manifest or descriptor (image-spec, "Annotations"). */
export type Annotations = Readonly<Record<string, string>>;

/**
 * Compares texts by their UTF-8 bytes. JavaScript's own order differs for surrogate pairs and U+E000 to U+FFFF.
 */
export function compareBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const x = a.charCodeAt(index);
    const y = b.charCodeAt(index);
    if (x !== y) return sortKey(x) - sortKey(y);
  }
  return a.length - b.length;
}

// Surrogates encode code points above U+FFFF and sort after every other unit.
function sortKey(unit: number): number {
  if (unit >= 0xe000) return unit - 0x800;
  return unit >= 0xd800 ? unit + 0x2000 : unit;
}
