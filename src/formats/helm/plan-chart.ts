import { stat } from 'node:fs/promises';
import { patternMatcher, type PatternMatcher, type WalkEntry } from '../../archive/index.ts';
import { byteStringOf, joinName } from '../../fs/index.ts';
import { encodeJson, inputError, isTag, OciError, plainLabel, printable, tagOfVersion } from '../../spec/index.ts';
import { hashFile, type ArtifactPlan, type FileLayer, type LayerPlan } from '../../transfer/index.ts';
import { packedLayer } from '../directory.ts';
import type { ArtifactNames, PlanOptions, Source } from '../format.ts';
import { isDirectory, rejectOptions, singlePath } from '../preset.ts';
import { isSemanticVersion } from '../semantic-version.ts';
import { chartAnnotations } from './annotations.ts';
import { chartConfigType, chartContentType, chartProvenanceType } from './chart-names.ts';
import { readChartArchive, readChartDirectory, readHelmIgnore, subchartNames } from './chart-source.ts';
import { helmIgnoreMatcher } from './ignore.ts';
import { parseChart, type ChartMetadata } from './metadata.ts';

/** A chart as the source of an artifact. */
interface Chart {
  readonly path: string;
  readonly isTree: boolean;
  readonly metadata: ChartMetadata;
}

/** The name and the version of a chart. `helm push` uses them as repository and tag. */
export async function namesOfChart(source: Source, options: PlanOptions): Promise<ArtifactNames> {
  const { path, metadata } = await openChart(source, options);
  const { name, version } = metadata;
  const tag = tagOfVersion(version);
  if (isTag(tag)) return { repository: name, version, tags: [tag] };
  const problem = `has the version "${printable(version, 200)}", which is too long for a tag`;
  throw new OciError('INPUT_INVALID', `the Helm chart "${printable(path, 300)}" ${problem}`);
}

/** Plans the artifact of a chart, as `helm push` writes it. */
export async function planChart(source: Source, options: PlanOptions): Promise<ArtifactPlan> {
  const chart = await openChart(source, options);
  const { metadata } = chart;
  return {
    omitMediaType: true,
    config: { kind: 'bytes', bytes: encodeJson(metadata), mediaType: chartConfigType },
    layers: chart.isTree ? [await directoryLayer(chart, options)] : await archiveLayers(chart.path, options),
    annotations: chartAnnotations(metadata, options),
    notices: versionNotice(metadata),
  };
}

async function openChart(source: Source, options: PlanOptions): Promise<Chart> {
  const path = singlePath('helm', source);
  rejectOptions('helm', options, [
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
  const isTree = await isDirectory(path);
  const metadata = await parseChart(
    isTree ? await readChartDirectory(path) : await readChartArchive(path, options),
    path,
  );
  const { version, label = plainLabel } = options;
  if (version !== undefined && version !== metadata.version)
    throw inputError(
      label('version'),
      version,
      `is not the version of the chart, which is ${metadata.version}; set version in Chart.yaml, package the chart ` +
        `with "helm package --version", or omit ${label('version')}`,
    );
  return { path, isTree, metadata };
}

/** The chart as `helm package` packs it: regular files below one directory that is named like the chart. */
async function directoryLayer({ path, metadata }: Chart, options: PlanOptions): Promise<LayerPlan> {
  const ignore = helmIgnoreMatcher(await readHelmIgnore(path));
  const isExcluded = patternMatcher(options.exclude ?? []);
  const isIgnored: PatternMatcher = (name, isTree) => isExcluded(name, isTree) || ignore(name, isTree);
  if (isIgnored(byteStringOf('Chart.yaml'), false))
    throw new OciError(
      'INPUT_INVALID',
      `the Helm chart "${printable(path, 300)}" ignores its own Chart.yaml; correct .helmignore or exclude`,
    );
  await checkDependencies(path, metadata, isIgnored, options);
  const top = byteStringOf(metadata.name);
  const { symlinks } = options;
  const layer = packedLayer(path, chartContentType, {
    ...options,
    symlinks: symlinks === 'error' ? symlinks : 'follow',
  });
  const mapEntry = (entry: WalkEntry): WalkEntry | undefined =>
    entry.kind === 'directory' ? undefined : { ...entry, name: joinName(top, entry.name), mode: 0o644 };
  return { ...layer, pack: { ...layer.pack, ignore, mapEntry } };
}

async function checkDependencies(
  path: string,
  { dependencies }: ChartMetadata,
  isIgnored: PatternMatcher,
  options: PlanOptions,
): Promise<void> {
  if (dependencies === undefined) return;
  const present = await subchartNames(path, isIgnored, options);
  const missing = dependencies.map(({ name }) => name).filter((name) => !present.has(name));
  if (missing.length === 0) return;
  throw new OciError(
    'INPUT_INVALID',
    `the Helm chart "${printable(path, 300)}" has dependencies in Chart.yaml that are missing in charts/: ` +
      `${printable(missing.join(', '), 300)}; run "helm dependency build"`,
  );
}

/** The archive and its provenance file, unchanged. Helm sorts them by digest. */
async function archiveLayers(path: string, options: PlanOptions): Promise<readonly LayerPlan[]> {
  const layers = [await archiveLayer(path, chartContentType, options)];
  const provenance = `${path}.prov`;
  if (await isFile(provenance)) layers.push(await archiveLayer(provenance, chartProvenanceType, options));
  return layers.sort(({ expected: a }, { expected: b }) => ((a?.digest ?? '') < (b?.digest ?? '') ? -1 : 1));
}

async function archiveLayer(path: string, mediaType: string, options: PlanOptions): Promise<FileLayer> {
  const expected = await hashFile(path, { signal: options.signal });
  return { kind: 'file', path, mediaType, expected, annotations: options.layerAnnotations };
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

function versionNotice({ version }: ChartMetadata): readonly string[] {
  if (isSemanticVersion(version)) return [];
  return [
    `the version "${printable(version, 100)}" of the chart is not a complete semantic version; helm lists only ` +
      'versions such as 1.2.0 in a registry',
  ];
}
