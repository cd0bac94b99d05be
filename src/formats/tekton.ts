import { packFiles } from '../archive/index.ts';
import { compareBytes, mediaTypeImageLayerGzip, OciError, printable } from '../spec/index.ts';
import type { ArtifactPlan, BytesLayer } from '../transfer/index.ts';
import type { Format, PlanOptions, Source } from './format.ts';
import { manifestAnnotations, withLayerAnnotations } from './manifest-parts.ts';
import { rejectOptions, singlePath } from './preset.ts';
import { readResourceFiles, resourceNames } from './resources.ts';

/** Maximum number of resources that Tekton reads (Tekton bundle contract). */
const maxResources = 20;

/** A Tekton bundle: one layer for each resource, as `tkn bundle push` writes it. */
export const tekton: Format = {
  name: 'tekton',
  async plan(source: Source, options: PlanOptions): Promise<ArtifactPlan> {
    const path = singlePath('tekton', source);
    rejectOptions('tekton', options, [
      'config',
      'artifactType',
      'layerMediaType',
      'mediaTypes',
      'imageSpec',
      'compression',
      'platform',
      'subDir',
    ]);
    const layers = await resourceLayers(path, options);
    return {
      config: { kind: 'image', omitPlatform: true, history: layers.map(() => ({ created_by: 'oci-artifact' })) },
      layers,
      annotations: manifestAnnotations(options),
      labels: options.labels,
    };
  },
};

/** The order is that of the digests of the files, as in `tkn`. */
async function resourceLayers(path: string, options: PlanOptions): Promise<readonly BytesLayer[]> {
  const files = await readResourceFiles('tekton', path, options);
  const documents = [...files].sort((a, b) => compareBytes(a.digest, b.digest)).flatMap((file) => file.documents);
  if (documents.length === 0 || documents.length > maxResources)
    throw new OciError(
      'INPUT_INVALID',
      `a Tekton bundle has 1 to ${maxResources} resources, and "${printable(path, 300)}" has ${documents.length} in ` +
        'its YAML files; publish several bundles, or correct the source',
    );
  const filesByResource = new Map<string, string>();
  const layers: BytesLayer[] = [];
  for (const document of documents) {
    const { apiVersion, kind, name } = resourceNames('tekton', document);
    // Tekton compares the kind without case and a final s.
    const annotations = {
      'dev.tekton.image.name': name,
      'dev.tekton.image.kind': kind.toLowerCase().replace(/s$/, ''),
      'dev.tekton.image.apiVersion': apiVersion,
    };
    const key = Object.values(annotations).join(' ');
    const other = filesByResource.get(key);
    if (other !== undefined)
      throw new OciError(
        'INPUT_INVALID',
        `the ${printable(`${kind} ${name}`, 200)} of ${printable(apiVersion, 100)} is given twice, in ` +
          `"${printable(other, 300)}" and "${printable(document.file, 300)}"; remove or rename one`,
      );
    filesByResource.set(key, document.file);
    const bytes = await packFiles([{ name, content: Buffer.from(document.text), mode: 0o600 }], 'gzip');
    layers.push({
      kind: 'bytes',
      bytes,
      mediaType: mediaTypeImageLayerGzip,
      annotations: withLayerAnnotations(annotations, document.file, options),
    });
  }
  return layers;
}
