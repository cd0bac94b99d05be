import { patternMatcher } from '../archive/index.ts';
import { byteStringOf } from '../fs/index.ts';
import {
  annotationCreated,
  annotationModelFilePath,
  encodeJson,
  inputError,
  plainLabel,
  type Annotations,
} from '../spec/index.ts';
import type { ArtifactPlan, LayerPlan } from '../transfer/index.ts';
import { packedLayer } from './directory.ts';
import type { Format, PlanOptions, Source } from './format.ts';
import { manifestAnnotations, withLayerAnnotations } from './manifest-parts.ts';
import { missingModel, modelEntries, modelFileLayer, nameMatcher, type ModelEntry } from './models/model-files.ts';
import { rejectOptions, requireDirectory } from './preset.ts';

const name = 'modelpack';
/** A media type of model-spec, with the kind of content and the codec. */
const layerType =
  /^application\/vnd\.cncf\.model\.(weight|weight\.config|doc|code|dataset)\.v1\.(raw|tar)(\+gzip|\+zstd)?$/;

const isConfig = nameMatcher(
  '*.json *.jsonl *.json5 *.jsonc *.yaml *.yml *.toml *.ini *.config *.cfg *.conf *.properties *.xml *.meta ' +
    '*.modelcard *.hparams *.params *.jinja *tokenizer.model* *.tiktoken merges.txt vocab.txt',
);
const isDoc = nameMatcher(
  '*.txt *.md *.rst *.pdf *.html *.csv *.png *.jpg *.jpeg *.gif *.svg *.webp license* readme* notice* usage*',
);
const isCode = nameMatcher(
  '*.py *.ipynb *.sh *.c *.h *.cc *.cpp *.cu *.hpp *.java *.js *.ts *.go *.rs *.lua *.jl *.r makefile* dockerfile* ' +
    'requirements*.txt pyproject.toml *.so *.dll *.dylib',
);
const formatByExtension: Readonly<Record<string, string>> = {
  safetensors: 'safetensors',
  gguf: 'gguf',
  onnx: 'onnx',
  pt: 'pytorch',
  pth: 'pytorch',
  tflite: 'tflite',
  keras: 'keras',
};

/**
 * A model as an artifact of CNCF's ModelPack (model-spec, spec.md): one unchanged layer for each file. A directory
 * becomes one archive if a rule of `mediaTypes` gives it the type of an archive.
 */
export const modelPack: Format = {
  name,
  async plan(source: Source, options: PlanOptions): Promise<ArtifactPlan> {
    const path = await requireDirectory(name, source);
    rejectOptions(name, options, [
      'config',
      'artifactType',
      'layerMediaType',
      'imageSpec',
      'compression',
      'platform',
      'labels',
      'subDir',
    ]);
    const archiveType = (directory: string): string | undefined => {
      const type = typeByRule(directory, true, options);
      return type !== undefined && /\.v1\.tar/.test(type) ? type : undefined;
    };
    const entries = await modelEntries(path, options, (directory) => archiveType(directory) !== undefined);
    const typed = entries.map((entry) => ({
      entry,
      type: entry.isDirectory ? (archiveType(entry.path) ?? '') : fileType(entry.path, options),
    }));
    const weights = typed.filter(({ type }) => type.startsWith('application/vnd.cncf.model.weight.v1.'));
    if (weights.length === 0) throw missingModel(name, path, 'weights, such as *.safetensors or *.gguf');
    const layers: LayerPlan[] = [];
    for (const { entry, type } of typed) layers.push(await layerOf(path, entry, type, options));
    const annotations = manifestAnnotations(options);
    const extension = weights.map(({ entry }) => entry.path.slice(entry.path.lastIndexOf('.') + 1));
    return {
      artifactType: 'application/vnd.cncf.model.manifest.v1+json',
      config: {
        kind: 'computed',
        mediaType: 'application/vnd.cncf.model.config.v1+json',
        encode: (built) =>
          encodeJson({
            descriptor: descriptorOf(annotations, options),
            modelfs: { type: 'layers', diffIds: built.map(({ diffId }) => diffId) },
            config: { format: extension.map((each) => formatByExtension[each.toLowerCase()]).find(Boolean) },
          }),
      },
      layers,
      annotations,
    };
  },
};

/** The facts of the model that the annotations of the manifest also have. */
function descriptorOf(annotations: Annotations, { repository, version }: PlanOptions): object {
  const of = (key: string): string | undefined => annotations[`org.opencontainers.image.${key}`];
  const list = (key: string): readonly string[] | undefined => of(key)?.split(/, */);
  return {
    createdAt: annotations[annotationCreated],
    authors: list('authors'),
    name: of('title') ?? repository?.split('/').at(-1),
    docURL: of('documentation'),
    sourceURL: of('source'),
    version: of('version') ?? version,
    revision: of('revision'),
    vendor: of('vendor'),
    licenses: of('licenses') === undefined ? undefined : [of('licenses')],
    description: of('description'),
  };
}

async function layerOf(source: string, entry: ModelEntry, type: string, options: PlanOptions): Promise<LayerPlan> {
  if (!entry.isDirectory) return modelFileLayer(entry, type, options);
  const compression = type.endsWith('+gzip') ? 'gzip' : type.endsWith('+zstd') ? 'zstd' : 'none';
  const layer = packedLayer(source, type, { ...options, subDir: entry.path, compression, symlinks: 'follow' });
  return {
    ...layer,
    annotations: withLayerAnnotations({ [annotationModelFilePath]: entry.path }, entry.path, options),
  };
}

/** @throws OciError `INPUT_INVALID` for a rule with a type that is not the type of an unchanged file */
function fileType(path: string, options: PlanOptions): string {
  const type = typeByRule(path, false, options);
  const kind = isCode(path) ? 'code' : isConfig(path) ? 'weight.config' : isDoc(path) ? 'doc' : 'weight';
  if (type === undefined) return `application/vnd.cncf.model.${kind}.v1.raw`;
  if (type.endsWith('.v1.raw')) return type;
  throw inputError(
    (options.label ?? plainLabel)('media-types'),
    type,
    `is the type of an archive, and "${path}" is a file; use a type that ends in .v1.raw`,
  );
}

/** The type of the last rule that matches. @throws OciError `INPUT_INVALID` for a type that is not of model-spec */
function typeByRule(path: string, isDirectory: boolean, options: PlanOptions): string | undefined {
  const { mediaTypes = [], label = plainLabel } = options;
  const rule = mediaTypes.findLast(({ pattern }) => patternMatcher([pattern])(byteStringOf(path), isDirectory));
  if (rule === undefined || layerType.test(rule.mediaType)) return rule?.mediaType;
  throw inputError(
    label('media-types'),
    rule.mediaType,
    'is not a type of a model; use application/vnd.cncf.model.KIND.v1.raw with weight, weight.config, doc, code or ' +
      'dataset as KIND, or .tar for a directory',
  );
}
