import { packFiles } from '../archive/index.ts';
import { digestOf, mediaTypeImageLayerGzip, OciError, printable } from '../spec/index.ts';
import type { ArtifactPlan, BytesLayer } from '../transfer/index.ts';
import type { Format, PlanOptions, Source } from './format.ts';
import { manifestAnnotations, withLayerAnnotations } from './manifest-parts.ts';
import { rejectOptions, requireDirectory } from './preset.ts';
import { readResourceFiles, resourceNames, type SourceDocument } from './resources.ts';

const layerAnnotation = 'io.crossplane.xpkg';
const metaGroup = 'meta.pkg.crossplane.io/';
const metaKinds: ReadonlySet<string> = new Set(['Configuration', 'Function', 'Provider']);
/** Documents in this directory of the source show how the package is used. They are not installed. */
const examplesDirectory = 'examples/';

/** A Crossplane package (xpkg specification), as `crossplane xpkg build` and `push` write it. */
export const crossplane: Format = {
  name: 'crossplane',
  async plan(source: Source, options: PlanOptions): Promise<ArtifactPlan> {
    const path = await requireDirectory('crossplane', source);
    rejectOptions('crossplane', options, [
      'config',
      'artifactType',
      'layerMediaType',
      'mediaTypes',
      'imageSpec',
      'compression',
      'platform',
      'subDir',
    ]);
    const documents = (await readResourceFiles('crossplane', path, options)).flatMap((file) => file.documents);
    const objects = documents.filter(({ file }) => !file.startsWith(examplesDirectory));
    const examples = documents.filter(({ file }) => file.startsWith(examplesDirectory));
    const base = await yamlLayer('base', 'package.yaml', packageDocuments(path, objects), options);
    const layers = [base];
    const labels = { [`${layerAnnotation}:${digestOf(base.bytes)}`]: 'base' };
    if (examples.length > 0) {
      const layer = await yamlLayer('upbound', '.up/examples.yaml', examples, options);
      layers.push(layer);
      labels[`${layerAnnotation}:${digestOf(layer.bytes)}`] = 'upbound';
    }
    return {
      config: { kind: 'image', omitPlatform: true },
      layers,
      annotations: manifestAnnotations(options),
      labels: { ...labels, ...options.labels },
    };
  },
};

/** The meta object, then the other objects. @throws OciError `INPUT_INVALID` unless there is one meta object */
function packageDocuments(path: string, documents: readonly SourceDocument[]): readonly SourceDocument[] {
  const isMeta = (document: SourceDocument): boolean => {
    const { apiVersion, kind } = resourceNames('crossplane', document);
    return apiVersion.startsWith(metaGroup) && metaKinds.has(kind);
  };
  const metas = documents.filter(isMeta);
  if (metas.length === 1) return [...metas, ...documents.filter((document) => !metas.includes(document))];
  const files = metas.map(({ file }) => `"${printable(file, 300)}"`).join(', ');
  const problem =
    metas.length === 0
      ? 'has none; add it in crossplane.yaml'
      : `has ${metas.length}, in ${files}; publish each package from its own directory`;
  throw new OciError(
    'INPUT_INVALID',
    `a Crossplane package has one Configuration, Function or Provider of ${metaGroup}, and ` +
      `"${printable(path, 300)}" ${problem}`,
  );
}

/** A layer with one YAML file. */
async function yamlLayer(
  content: 'base' | 'upbound',
  name: string,
  documents: readonly SourceDocument[],
  options: PlanOptions,
): Promise<BytesLayer> {
  const text = documents.map((document) => `---\n${document.text.replace(/\n?$/, '\n')}`).join('');
  return {
    kind: 'bytes',
    bytes: await packFiles([{ name, content: Buffer.from(text) }], 'gzip'),
    mediaType: mediaTypeImageLayerGzip,
    annotations: withLayerAnnotations({ [layerAnnotation]: content }, name, options),
  };
}
