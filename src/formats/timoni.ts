import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { patternMatcher } from '../archive/index.ts';
import { errnoOf, fileSystemError } from '../fs/index.ts';
import {
  annotationVersion,
  defaultTag,
  encodeJson,
  inputError,
  OciError,
  plainLabel,
  printable,
} from '../spec/index.ts';
import type { ArtifactPlan, DirectoryLayer } from '../transfer/index.ts';
import { packedLayer } from './directory.ts';
import type { ArtifactNames, Format, PlanOptions, Source } from './format.ts';
import { manifestAnnotations, withLayerAnnotations } from './manifest-parts.ts';
import { readIgnoreFile, rejectOptions, requireDirectory } from './preset.ts';
import { isTagVersion } from './semantic-version.ts';

const configType = 'application/vnd.timoni.config.v1+json';
const contentType = 'application/vnd.timoni.content.v1.tar+gzip';
const contentAnnotation = 'sh.timoni.content.type';
const ignoreFile = 'timoni.ignore';
/** The vendored CUE packages, which are a layer of their own. */
const vendorDirectory = 'cue.mod';
/** Timoni refuses a module without these files. */
const requiredFiles = ['timoni.cue', 'values.cue', `${vendorDirectory}/module.cue`];

/** An image config without platform and layers. Timoni does not read it. */
const config = { architecture: '', os: '', config: {}, rootfs: { type: 'layers', diff_ids: [] } };

/** A module of Timoni, as `timoni mod push` writes it. */
export const timoni: Format = {
  name: 'timoni',
  async names(source: Source, options: PlanOptions): Promise<ArtifactNames> {
    await requireDirectory('timoni', source);
    const version = versionOf(options);
    return { version, tags: [version, defaultTag] };
  },
  async plan(source: Source, options: PlanOptions): Promise<ArtifactPlan> {
    const path = await requireDirectory('timoni', source);
    rejectOptions('timoni', options, [
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
    const version = versionOf(options);
    await requireFiles(path);
    // As in Timoni, the rules apply only to the module itself.
    const ignore = patternMatcher([await readIgnoreFile(join(path, ignoreFile)), `${vendorDirectory}/`]);
    const module = packedModule(path, 'module', options);
    return {
      config: { kind: 'bytes', bytes: encodeJson(config), mediaType: configType },
      layers: [
        packedModule(path, 'module/vendor', { ...options, subDir: vendorDirectory }),
        { ...module, pack: { ...module.pack, ignore } },
      ],
      annotations: { [annotationVersion]: version, ...manifestAnnotations(options) },
    };
  },
};

function versionOf({ version, label = plainLabel }: PlanOptions): string {
  if (version === undefined)
    throw new OciError(
      'INPUT_INVALID',
      `the format "timoni" needs a version; set ${label('version')}, for example 1.0.0`,
    );
  if (isTagVersion(version)) return version;
  throw inputError(
    label('version'),
    version,
    'is not a version of a Timoni module; use a semantic version without build metadata, such as 1.0.0',
  );
}

function packedModule(path: string, type: string, options: PlanOptions): DirectoryLayer {
  return {
    ...packedLayer(path, contentType, options),
    annotations: withLayerAnnotations({ [contentAnnotation]: type }, '.', options),
  };
}

async function requireFiles(path: string): Promise<void> {
  for (const name of requiredFiles) {
    try {
      await stat(join(path, name));
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT' && errnoOf(error) !== 'ENOTDIR')
        throw fileSystemError(error, `read ${join(path, name)}`);
      throw new OciError(
        'INPUT_INVALID',
        `the format "timoni" needs the file ${name}, which is not in "${printable(path, 300)}"`,
      );
    }
  }
}
