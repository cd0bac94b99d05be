import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { packFiles } from '../archive/index.ts';
import { fileSystemError } from '../fs/index.ts';
import {
  annotationCreated,
  annotationPlatform,
  annotationTitle,
  encodeJson,
  OciError,
  plainLabel,
  printable,
  type Annotations,
  type Platform,
} from '../spec/index.ts';
import type { ArtifactPlan, IndexEntryPlan, IndexPlan, LayerPlan } from '../transfer/index.ts';
import {
  findPlugins,
  isArchiveName,
  isLibraryName,
  plainPlatform,
  platformOfFile,
  type PluginFile,
} from './falco/plugins.ts';
import { readRules } from './falco/rules.ts';
import type { Format, PlanOptions, Source } from './format.ts';
import { manifestAnnotations, withLayerAnnotations } from './manifest-parts.ts';
import { isDirectory, isGzipFile, rejectOptions, singlePath } from './preset.ts';

type ArtifactKind = 'rulesfile' | 'plugin' | 'asset';

/** A rules file, a plugin or an asset of Falco, as `falcoctl registry push` writes it. A plugin is always an index. */
export const falco: Format = {
  name: 'falco',
  async plan(source: Source, options: PlanOptions): Promise<ArtifactPlan | IndexPlan> {
    const path = singlePath('falco', source);
    rejectOptions('falco', options, [
      'config',
      'artifactType',
      'mediaTypes',
      'imageSpec',
      'compression',
      'labels',
      'subDir',
    ]);
    if (await isDirectory(path)) {
      rejectOptions('falco', options, ['platform']);
      kindOf(['plugin'], options);
      return planPlugins(await findPlugins(path), options);
    }
    const kind = kindOf(kindsOf(path, options), options);
    const name = basename(path);
    if (kind === 'plugin') return planPlugins([{ path, name, platform: platformOf(name, options) }], options);
    rejectOptions('falco', options, ['platform']);
    return planFile({ path, name, kind }, options);
  },
};

interface SourceFile {
  readonly path: string;
  /** The path relative to the source. */
  readonly name: string;
  readonly kind: ArtifactKind;
}

async function planFile({ path, name, kind }: SourceFile, options: PlanOptions): Promise<ArtifactPlan> {
  const content = (await isGzipFile(path)) ? undefined : await readContent(path);
  const isRules = kind === 'rulesfile' && isYamlName(path) && content !== undefined;
  const rules = isRules ? await readRules(content, path) : {};
  return {
    config: {
      kind: 'bytes',
      bytes: encodeJson({ name: options.repository?.split('/').at(-1), version: options.version, ...rules }),
      mediaType: `application/vnd.cncf.falco.${kind}.config.v1+json`,
    },
    layers: [await layerOf({ path, name, kind }, content, options)],
    annotations: manifestAnnotations(options),
  };
}

async function planPlugins(plugins: readonly PluginFile[], options: PlanOptions): Promise<IndexPlan> {
  // The platform is a field of the index.
  const annotations = without(annotationPlatform, manifestAnnotations(options));
  const manifests: IndexEntryPlan[] = [];
  for (const { platform, path, name } of plugins) {
    const plan = await planFile({ path, name, kind: 'plugin' }, options);
    manifests.push({ platform, annotations, plan: { ...plan, annotations } });
  }
  // The index of falcoctl has no creation date.
  return { manifests, annotations: without(annotationCreated, annotations) };
}

function without(key: string, annotations: Annotations): Annotations {
  return Object.fromEntries(Object.entries(annotations).filter(([each]) => each !== key));
}

function platformOf(name: string, { platform, label = plainLabel }: PlanOptions): Platform {
  const known = platform === undefined ? platformOfFile(name) : plainPlatform(platform);
  if (known !== undefined) return known;
  throw new OciError(
    'INPUT_INVALID',
    `"${printable(name, 300)}" is a plugin of Falco without a platform; set ${label('platform')}, for example ` +
      'linux/amd64, or give a directory with plugins such as linux-amd64/libacme.so',
  );
}

function isYamlName(path: string): boolean {
  return /\.ya?ml$/.test(path);
}

/** The kinds that a file can have by its name. The first one is the default. */
function kindsOf(path: string, { platform }: PlanOptions): readonly [ArtifactKind, ...ArtifactKind[]] {
  if (isYamlName(path)) return ['rulesfile', 'asset'];
  if (isLibraryName(path)) return ['plugin', 'asset'];
  if (!isArchiveName(path)) return ['asset', 'rulesfile'];
  return platform === undefined ? ['asset', 'rulesfile', 'plugin'] : ['plugin'];
}

/** The kind that the media type of the layer names. @throws OciError `INPUT_INVALID` for a type of none of the kinds */
function kindOf(
  kinds: readonly [ArtifactKind, ...ArtifactKind[]],
  { layerMediaType, label = plainLabel }: PlanOptions,
): ArtifactKind {
  if (layerMediaType === undefined) return kinds[0];
  const kind = kinds.find((each) => layerMediaType === layerTypeOf(each));
  if (kind !== undefined) return kind;
  throw new OciError(
    'INPUT_INVALID',
    `${label('layer-media-type')} "${printable(layerMediaType, 200)}" is not a type of Falco for this source; ` +
      `use ${kinds.map(layerTypeOf).join(' or ')}, or omit it`,
  );
}

function layerTypeOf(kind: ArtifactKind): string {
  return `application/vnd.cncf.falco.${kind}.layer.v1+tar.gz`;
}

/** An archive is published unchanged. Another file becomes an archive with one entry. */
async function layerOf(
  { path, name, kind }: SourceFile,
  content: Uint8Array | undefined,
  options: PlanOptions,
): Promise<LayerPlan> {
  const file = basename(path);
  const title = content === undefined ? file : `${file.replace(/(?<=.)\.[^.]*$/, '')}.tar.gz`;
  const annotations = withLayerAnnotations({ [annotationTitle]: title }, name, options);
  const mediaType = layerTypeOf(kind);
  if (content === undefined) return { kind: 'file', path, mediaType, annotations };
  return { kind: 'bytes', bytes: await packFiles([{ name: file, content }], 'gzip'), mediaType, annotations };
}

async function readContent(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw fileSystemError(error, `read ${path}`);
  }
}
