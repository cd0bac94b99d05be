import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { packFiles } from '../archive/index.ts';
import { fileSystemError } from '../fs/index.ts';
import { annotationTitle, encodeJson, OciError, plainLabel, printable } from '../spec/index.ts';
import type { ArtifactPlan, LayerPlan } from '../transfer/index.ts';
import { readRules } from './falco/rules.ts';
import type { Format, PlanOptions, Source } from './format.ts';
import { manifestAnnotations, withLayerAnnotations } from './manifest-parts.ts';
import { isDirectory, isGzipFile, rejectOptions, singlePath } from './preset.ts';

type ArtifactKind = 'rulesfile' | 'asset';

/** A rules file or an asset of Falco, as `falcoctl registry push` writes it. */
export const falco: Format = {
  name: 'falco',
  async plan(source: Source, options: PlanOptions): Promise<ArtifactPlan> {
    const path = singlePath('falco', source);
    rejectOptions('falco', options, [
      'config',
      'artifactType',
      'mediaTypes',
      'imageSpec',
      'compression',
      'platform',
      'labels',
      'subDir',
    ]);
    if (await isDirectory(path))
      throw new OciError(
        'INPUT_INVALID',
        `the format "falco" needs a file as source, and "${printable(path, 300)}" is a directory; give a rules file ` +
          'or a .tar.gz archive',
      );
    if (/\.(?:so|dylib|dll)$/.test(path))
      throw new OciError(
        'INPUT_INVALID',
        `"${printable(path, 300)}" is a plugin of Falco, which has an index of platforms; publish it with ` +
          'falcoctl registry push --type plugin',
      );
    const isRules = /\.ya?ml$/.test(path);
    const kind = kindOf(isRules, options);
    const content = (await isGzipFile(path)) ? undefined : await readContent(path);
    const rules = isRules && kind === 'rulesfile' && content !== undefined ? await readRules(content, path) : {};
    return {
      config: {
        kind: 'bytes',
        bytes: encodeJson({ name: options.repository?.split('/').at(-1), version: options.version, ...rules }),
        mediaType: `application/vnd.cncf.falco.${kind}.config.v1+json`,
      },
      layers: [await layerOf(path, content, kind, options)],
      annotations: manifestAnnotations(options),
    };
  },
};

/** The kind that the media type of the layer names. Without it, only a YAML file is a rules file. */
function kindOf(isRules: boolean, { layerMediaType, label = plainLabel }: PlanOptions): ArtifactKind {
  if (layerMediaType === undefined) return isRules ? 'rulesfile' : 'asset';
  const kinds = ['rulesfile', 'asset'] as const;
  const kind = kinds.find((each) => layerMediaType === layerTypeOf(each));
  if (kind !== undefined) return kind;
  throw new OciError(
    'INPUT_INVALID',
    `${label('layer-media-type')} "${printable(layerMediaType, 200)}" is not a type of Falco that can be published; ` +
      `use ${kinds.map(layerTypeOf).join(' or ')}, or omit it`,
  );
}

function layerTypeOf(kind: ArtifactKind): string {
  return `application/vnd.cncf.falco.${kind}.layer.v1+tar.gz`;
}

/** An archive is published unchanged. Another file becomes an archive with one entry. */
async function layerOf(
  path: string,
  content: Uint8Array | undefined,
  kind: ArtifactKind,
  options: PlanOptions,
): Promise<LayerPlan> {
  const name = basename(path);
  const title = content === undefined ? name : `${name.replace(/(?<=.)\.[^.]*$/, '')}.tar.gz`;
  const annotations = withLayerAnnotations({ [annotationTitle]: title }, name, options);
  const mediaType = layerTypeOf(kind);
  if (content === undefined) return { kind: 'file', path, mediaType, annotations };
  return { kind: 'bytes', bytes: await packFiles([{ name, content }], 'gzip'), mediaType, annotations };
}

async function readContent(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw fileSystemError(error, `read ${path}`);
  }
}
