import { patternMatcher, type WalkEntry } from '../archive/index.ts';
import { byteStringOf } from '../fs/index.ts';
import { mediaTypeDockerManifest, OciError, printable } from '../spec/index.ts';
import type { ArtifactPlan } from '../transfer/index.ts';
import { packedLayer } from './directory.ts';
import type { Format, PlanOptions, Source } from './format.ts';
import { manifestAnnotations } from './manifest-parts.ts';
import { readSourceFile, rejectOptions, requireDirectory } from './preset.ts';
import { parseYamlObject } from './yaml-file.ts';

const imagesFile = '.imgpkg/images.yml';
const configType = 'application/vnd.docker.container.image.v1+json';
/** imgpkg reads no other type. */
const layerType = 'application/vnd.docker.image.rootfs.diff.tar.gzip';

/** A Carvel imgpkg bundle, as `imgpkg push -b` writes it, with the second tag `sha256-HEX.imgpkg`. */
export const imgpkg: Format = {
  name: 'imgpkg',
  async plan(source: Source, options: PlanOptions): Promise<ArtifactPlan> {
    const path = await requireDirectory('imgpkg', source);
    rejectOptions('imgpkg', options, [
      'config',
      'artifactType',
      'layerMediaType',
      'mediaTypes',
      'imageSpec',
      'compression',
      'platform',
      'subDir',
    ]);
    await checkImagesLock(path, options);
    // imgpkg packs and unpacks only regular files and directories.
    const symlinks = options.symlinks === 'follow' ? 'follow' : 'error';
    const layer = packedLayer(path, layerType, { ...options, symlinks });
    return {
      mediaType: mediaTypeDockerManifest,
      config: {
        kind: 'image',
        mediaType: configType,
        omitPlatform: true,
        history: [{ author: 'imgpkg', created_by: 'imgpkg' }],
      },
      layers: [{ ...layer, pack: { ...layer.pack, mapEntry: ownerOnly } }],
      annotations: manifestAnnotations(options),
      digestTags: (manifest) => [`${manifest.replace(':', '-')}.imgpkg`],
      labels: { 'dev.carvel.imgpkg.bundle': 'true', ...options.labels },
    };
  },
};

/** The entry without permissions of the group and of others. */
function ownerOnly(entry: WalkEntry): WalkEntry {
  return { ...entry, mode: entry.mode & 0o700 };
}

/** @throws OciError `INPUT_INVALID` for a lock file that imgpkg does not read */
async function checkImagesLock(path: string, { exclude = [] }: PlanOptions): Promise<void> {
  const isExcluded = patternMatcher(exclude);
  if (isExcluded(byteStringOf('.imgpkg'), true) || isExcluded(byteStringOf(imagesFile), false))
    throw new OciError('INPUT_INVALID', `an imgpkg bundle needs ${imagesFile}, and exclude omits it; correct exclude`);
  const lock = await parseYamlObject(await readSourceFile('imgpkg', path, imagesFile), imagesFile);
  const problem = await imagesLockProblem(lock);
  if (problem !== undefined)
    throw new OciError('INPUT_INVALID', `${imagesFile} in "${printable(path, 300)}" is not an ImagesLock: ${problem}`);
}

async function imagesLockProblem(lock: unknown): Promise<string | undefined> {
  const { array, getDotPath, literal, nullish, pipe, record, regex, safeParse, strictObject, string } =
    await import('valibot');
  const reference = pipe(
    string('must be a text'),
    regex(/.@sha256:[0-9a-f]{64}$/, 'must be an image with a digest (NAME@sha256:…); lock the images with kbld'),
  );
  const texts = record(string(), string('must be a text'), 'must have keys and values');
  const schema = strictObject({
    apiVersion: literal('imgpkg.carvel.dev/v1alpha1', 'must be imgpkg.carvel.dev/v1alpha1'),
    kind: literal('ImagesLock', 'must be ImagesLock'),
    images: nullish(array(strictObject({ image: reference, annotations: nullish(texts) }), 'must be a list')),
  });
  const { issues } = safeParse(schema, lock, { abortEarly: true });
  if (issues === undefined) return undefined;
  const [issue] = issues;
  const field = `the field ${printable(getDotPath(issue) ?? '', 200)}`;
  if (issue.type !== 'strict_object') return `${field} ${issue.message}`;
  if (issue.received === 'undefined') return `${field} is missing; add it`;
  return `${field} ${issue.expected === 'never' ? 'is unknown; remove it' : 'must have the key image'}`;
}
