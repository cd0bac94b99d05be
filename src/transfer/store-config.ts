import { decompress } from '../archive/index.ts';
import { pushContent, type Storage } from '../registry/index.ts';
import {
  annotationCreated,
  checkMediaType,
  descriptorOf,
  Digester,
  emptyDescriptor,
  emptyJsonBytes,
  encodeJson,
  mediaTypeImageConfig,
  OciError,
  type Descriptor,
  type Digest,
  type Platform,
} from '../spec/index.ts';
import { fileBody, hashFile } from './file-layer.ts';
import type { ArtifactPlan, ConfigPlan, IndexPlan, LayerDigests } from './plan.ts';
import { storeBlob, type BuildOptions, type BuiltLayer } from './store-layers.ts';
import { orderedPlatform } from './write-manifest.ts';

/** The config of a plan, if it does not depend on the layers or on a file. */
export function knownConfig(plan: ArtifactPlan | IndexPlan): Descriptor | undefined {
  if ('manifests' in plan) return undefined;
  const { config } = plan;
  if (config.kind === 'empty') return emptyDescriptor;
  return config.kind === 'bytes' ? descriptorOf(config.mediaType, config.bytes) : undefined;
}

/**
 * Stores the config of a plan.
 *
 * @param layers the stored layers, for a config that depends on them
 * @throws OciError as `build`
 */
export async function storeConfig(
  plan: ArtifactPlan,
  layers: readonly BuiltLayer[],
  store: Storage,
  options: BuildOptions,
): Promise<Descriptor> {
  const { signal } = options;
  const { config } = plan;
  // A manifest without layers also refers to the empty descriptor.
  if (config.kind === 'empty' || plan.layers.length === 0)
    await pushContent(store, emptyDescriptor, emptyJsonBytes, { signal });
  switch (config.kind) {
    case 'empty':
      return emptyDescriptor;
    case 'bytes': {
      const { bytes, mediaType } = config;
      const descriptor = descriptorOf(checkMediaType(mediaType), bytes);
      await pushContent(store, descriptor, bytes, { signal });
      return config.embed === true ? { ...descriptor, data: Buffer.from(bytes).toString('base64') } : descriptor;
    }
    case 'file': {
      const { path, mediaType } = config;
      const descriptor = { mediaType: checkMediaType(mediaType), ...(await hashFile(path, { signal })) };
      await storeBlob(store, descriptor, fileBody(path, descriptor), { signal });
      return descriptor;
    }
    case 'platform': {
      const bytes = encodeJson(orderedPlatform(requirePlatform(plan)));
      const descriptor = descriptorOf(mediaTypeImageConfig, bytes);
      await pushContent(store, descriptor, bytes, { signal });
      return descriptor;
    }
    case 'computed':
    case 'image': {
      const digests: LayerDigests[] = [];
      for (const layer of layers)
        digests.push({ digest: layer.descriptor.digest, diffId: await diffId(layer, store, options) });
      const bytes = config.kind === 'computed' ? config.encode(digests) : imageConfig(plan, config, digests);
      const descriptor = descriptorOf(checkMediaType(config.mediaType ?? mediaTypeImageConfig), bytes);
      await pushContent(store, descriptor, bytes, { signal });
      return descriptor;
    }
  }
}

/** image-spec, config.md. */
function imageConfig(
  plan: ArtifactPlan,
  { omitPlatform, history }: Extract<ConfigPlan, { readonly kind: 'image' }>,
  layers: readonly LayerDigests[],
): Uint8Array {
  const platform = omitPlatform === true ? { architecture: '', os: '' } : requirePlatform(plan);
  const { annotations, labels = {} } = plan;
  return encodeJson({
    created: annotations?.[annotationCreated],
    ...orderedPlatform(platform),
    config: Object.keys(labels).length === 0 ? {} : { Labels: labels },
    rootfs: { type: 'layers', diff_ids: layers.map(({ diffId: digest }) => digest) },
    history,
  });
}

function requirePlatform({ platform }: ArtifactPlan): Platform {
  if (platform !== undefined) return platform;
  throw new OciError(
    'INPUT_INVALID',
    'cannot write an image config without a platform; set one, for example linux/amd64',
  );
}

/** The digest of the uncompressed layer (image-spec, config.md, "Layer DiffID"). */
async function diffId(layer: BuiltLayer, store: Storage, { signal }: BuildOptions): Promise<Digest> {
  const { descriptor, contentDigest } = layer;
  const isCompressed = /[.+](?:gzip|zstd)$/.test(descriptor.mediaType);
  if (!isCompressed || contentDigest !== descriptor.digest) return contentDigest;
  const digester = new Digester();
  const reader = await store.fetch(descriptor, { signal });
  try {
    for await (const chunk of decompress(reader, { what: `the layer ${descriptor.digest}`, signal }))
      digester.update(chunk);
  } finally {
    await reader.close();
  }
  return digester.digest();
}
