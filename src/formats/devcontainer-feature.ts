import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { WalkEntry } from '../archive/index.ts';
import { byteStringOf, joinName } from '../fs/index.ts';
import {
  annotationTitle,
  emptyJsonBytes,
  inputError,
  isRecord,
  isRepositoryName,
  messageOf,
  OciError,
  parseJson,
  plainLabel,
  printable,
} from '../spec/index.ts';
import type { ArtifactPlan } from '../transfer/index.ts';
import { packedLayer } from './directory.ts';
import type { ArtifactNames, Format, PlanOptions, Source } from './format.ts';
import { manifestAnnotations, withLayerAnnotations } from './manifest-parts.ts';
import { readSourceFile, rejectOptions, requireDirectory } from './preset.ts';
import { isTagVersion } from './semantic-version.ts';

const name = 'devcontainer-feature';
const metadataFile = 'devcontainer-feature.json';
const installFile = 'install.sh';
const configType = 'application/vnd.devcontainers';
const layerType = 'application/vnd.devcontainers.layer.v1+tar';

interface Feature {
  readonly path: string;
  readonly id: string;
  readonly version: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** A feature of dev containers, as `devcontainer features publish` writes it. */
export const devcontainerFeature: Format = {
  name,
  async names(source: Source, options: PlanOptions): Promise<ArtifactNames> {
    const { id, version } = await openFeature(source, options);
    return { repository: id, version, tags: tagsOf(version) };
  },
  async plan(source: Source, options: PlanOptions): Promise<ArtifactPlan> {
    const { path, id, metadata } = await openFeature(source, options);
    const layer = packedLayer(path, layerType, { ...options, compression: 'none' });
    const title = { [annotationTitle]: `${name}-${id}.tgz` };
    return {
      config: { kind: 'bytes', bytes: emptyJsonBytes, mediaType: configType },
      layers: [
        {
          ...layer,
          // The dev container CLI looks for these names.
          pack: { ...layer.pack, mapEntry: belowDot },
          annotations: withLayerAnnotations(title, '.', options),
        },
      ],
      annotations: {
        'dev.containers.metadata': JSON.stringify(metadata),
        ...(options.registry === 'ghcr.io' ? { 'com.github.package.type': 'devcontainer_feature' } : {}),
        ...manifestAnnotations(options),
      },
    };
  },
};

function belowDot(entry: WalkEntry): WalkEntry {
  const dot = byteStringOf('.');
  return entry.name === dot ? entry : { ...entry, name: joinName(dot, entry.name) };
}

/** The version, and the tags that move to it, unless it is a pre-release. */
function tagsOf(version: string): readonly string[] {
  if (version.includes('-')) return [version];
  const [major = '', minor = ''] = version.split('.');
  return [version, `${major}.${minor}`, major, 'latest'];
}

async function openFeature(source: Source, options: PlanOptions): Promise<Feature> {
  const path = await requireDirectory(name, source);
  rejectOptions(name, options, [
    'config',
    'artifactType',
    'layerMediaType',
    'mediaTypes',
    'imageSpec',
    'compression',
    'platform',
    'labels',
    'subDir',
  ]);
  const metadata = parseMetadata(await readSourceFile(name, path, metadataFile), path);
  const { id, version } = metadata;
  if (typeof id !== 'string' || id.includes('/') || !isRepositoryName(id))
    throw invalid(path, 'id', id, 'a name of lower-case letters, digits and "-", such as color');
  if (typeof version !== 'string' || !isTagVersion(version))
    throw invalid(path, 'version', version, 'a semantic version such as 1.0.0');
  if (!(await isFile(join(path, installFile))))
    throw new OciError(
      'INPUT_INVALID',
      `the format "${name}" needs the file ${installFile}, which is not in "${printable(path, 300)}"`,
    );
  const { label = plainLabel } = options;
  if (options.version !== undefined && options.version !== version)
    throw inputError(
      label('version'),
      options.version,
      `is not the version in ${metadataFile}, which is ${version}; change one of them, or omit ${label('version')}`,
    );
  return { path, id, version, metadata };
}

function parseMetadata(bytes: Uint8Array, path: string): Readonly<Record<string, unknown>> {
  const file = `"${printable(join(path, metadataFile), 300)}"`;
  let value: unknown;
  try {
    value = parseJson(bytes);
  } catch (error) {
    throw new OciError('INPUT_INVALID', `cannot parse ${file}: ${messageOf(error)}; write JSON without comments`);
  }
  if (isRecord(value)) return value;
  throw new OciError('INPUT_INVALID', `${file} is not a JSON object; write an object with id and version`);
}

function invalid(path: string, field: string, value: unknown, expected: string): OciError {
  const file = `"${printable(join(path, metadataFile), 300)}"`;
  const problem =
    value === undefined
      ? `has no ${field}; add`
      : `has the ${field} ${printable(JSON.stringify(value), 100)}, which is not valid; write`;
  return new OciError('INPUT_INVALID', `${file} ${problem} ${expected}`);
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
