import { access, constants } from 'node:fs/promises';
import { openSource } from '../archive/index.ts';
import { refusalReason, type PlanningFormat, type Source } from '../formats/index.ts';
import { fileSystemError, isWithin } from '../fs/index.ts';
import {
  annotationVersion,
  inputError,
  isOciError,
  OciError,
  optionName,
  plainLabel,
  printable,
  shardFromText,
  shardProblem,
} from '../spec/index.ts';
import { mediaTypeUnknownArtifact, shardPlan, type ArtifactPlan, type IndexPlan } from '../transfer/index.ts';
import { layoutPath, type PublishSettings } from './publish-options.ts';

/**
 * Plans the artifact, and checks the plan before a registry is contacted.
 *
 * @throws OciError as `Format.plan`; `INPUT_INVALID`, `FILE_SYSTEM` for a source that cannot be read
 */
export async function planOf(
  source: Source,
  format: PlanningFormat,
  options: PublishSettings,
): Promise<ArtifactPlan | IndexPlan> {
  const plan = await planOfFormat(source, format, options);
  checkVersion(plan, options);
  const plans = 'manifests' in plan ? plan.manifests.map((entry) => entry.plan) : [plan];
  for (const each of plans) await requireSources(each, options.signal);
  return options.shard === undefined || 'manifests' in plan ? plan : shardPlan(plan, options.shard);
}

/** @throws OciError `INPUT_INVALID` for a shard that does not exist, and for options that a shard does not support */
export function checkShard({ shard, layers = 'single', subject, label = plainLabel }: PublishSettings): void {
  if (shard === undefined) return;
  const text = `${shard.number}/${shard.count}`;
  if (shardFromText(text) === undefined) throw inputError(label('shard'), text, shardProblem);
  if (layers === 'single')
    throw inputError(label('shard'), text, `needs several layers; set ${label('layers')} to entries or auto`);
  if (subject !== undefined)
    throw inputError(label('shard'), text, `is not a complete artifact; omit ${label('subject')}`);
}

async function planOfFormat(
  source: Source,
  format: PlanningFormat,
  options: PublishSettings,
): Promise<ArtifactPlan | IndexPlan> {
  const { sourceDir = '.', outputDir, target } = options;
  const { registry, repository } = target.kind === 'registry' ? target : {};
  // An output directory inside the source is not content. Otherwise a second run would package the output of the first
  // run.
  const inside =
    outputDir !== undefined && isWithin(sourceDir, outputDir) && !isWithin(outputDir, sourceDir) ? [outputDir] : [];
  const skip = [...inside, ...skippedByBuild(options)];
  try {
    return await format.plan(source, { ...options, registry, repository, skip });
  } catch (error) {
    if (!isOciError(error, 'ARCHIVE_INVALID')) throw error;
    const reason = refusalReason(error);
    throw new OciError(
      'INPUT_INVALID',
      `${optionName('sourceDir')} "${printable(sourceDir, 300)}" is a file that cannot be published: ${reason}; give a directory, ` +
        'or a SIF image',
      { cause: error, detail: { input: 'sourceDir' } },
    );
  }
}

/** The directories that packing skips, for a format that lists the source before it is packed. */
function skippedByBuild({ layers, outputDir, target, packingCache }: PublishSettings): readonly string[] {
  if (layers === undefined || layers === 'single') return [];
  const layout = target.kind === 'layout' ? [target.path] : [];
  return [layoutPath(outputDir), ...layout, ...(packingCache === undefined ? [] : [packingCache.directory])];
}

/** @throws OciError `FILE_SYSTEM` for a file that cannot be read; as `openSource` for a directory */
async function requireSources({ config, layers }: ArtifactPlan, signal: AbortSignal | undefined): Promise<void> {
  for (const part of [config, ...layers]) {
    if (part.kind === 'directory') await openSource(part.pack.sourceDir, part.pack.subDir, signal);
    if (part.kind !== 'file') continue;
    try {
      await access(part.path, constants.R_OK);
    } catch (error) {
      throw fileSystemError(error, `read ${part.path}`);
    }
  }
}

/** @throws OciError `INPUT_INVALID` for an artifact without the version that tags need to move forward */
function checkVersion({ annotations }: ArtifactPlan | IndexPlan, options: PublishSettings): void {
  const { ifTagExists, label = plainLabel } = options;
  if (ifTagExists !== 'newer' || annotations?.[annotationVersion] !== undefined) return;
  throw inputError(
    label('if-tag-exists'),
    ifTagExists,
    `compares versions, and the artifact has none; set ${label('version')}`,
  );
}

/** A notice for the default artifact type. */
export function artifactTypeNotice(
  { artifactType }: ArtifactPlan | IndexPlan,
  options: PublishSettings,
): readonly string[] {
  const { label = plainLabel } = options;
  if (artifactType !== mediaTypeUnknownArtifact || options.artifactType !== undefined) return [];
  const name = label('artifact-type');
  return [
    `the artifact type is ${artifactType}, the default of ORAS; set ${name} to a media type that names your content, ` +
      'such as application/vnd.example.bundle',
  ];
}

/** Reports a cache that is not used: the caches recognize equal content by the digest of the tar. */
export function cacheNotice({ archive, packingCache, layerCache }: PublishSettings): readonly string[] {
  const isUnused = archive === 'zip' && (packingCache !== undefined || layerCache !== undefined);
  return isUnused ? ['the cache has no effect on a zip, which is always packed again; omit it, or pack a tar'] : [];
}
