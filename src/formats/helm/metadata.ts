import { isRecord, OciError, printable, type Annotations } from '../../spec/index.ts';
import { parseYaml } from '../yaml-file.ts';
import { isChartName, isChartVersion } from './chart-names.ts';
import { readDependencies, type ChartDependency } from './dependencies.ts';
import { FieldReader, nonEmpty } from './fields.ts';

export interface ChartMaintainer {
  readonly name: string | undefined;
  readonly email: string | undefined;
  readonly url: string | undefined;
}

/** The content of `Chart.yaml`, with the keys in the order of Helm's JSON. Empty fields are undefined. */
export interface ChartMetadata {
  readonly name: string;
  readonly home: string | undefined;
  readonly sources: readonly string[] | undefined;
  readonly version: string;
  readonly description: string | undefined;
  readonly keywords: readonly string[] | undefined;
  readonly maintainers: readonly ChartMaintainer[] | undefined;
  readonly icon: string | undefined;
  readonly apiVersion: string;
  readonly condition: string | undefined;
  readonly tags: string | undefined;
  readonly appVersion: string | undefined;
  readonly deprecated: true | undefined;
  readonly annotations: Annotations | undefined;
  readonly kubeVersion: string | undefined;
  readonly dependencies: readonly ChartDependency[] | undefined;
  readonly type: string | undefined;
}

/** The files of a chart that contain its metadata. */
export interface ChartFiles {
  readonly chart: Uint8Array;
  /** `requirements.yaml`, which has the dependencies of a chart of API version `v1`. */
  readonly requirements?: Uint8Array | undefined;
}

/**
 * Parses and checks the metadata of a chart as Helm does.
 *
 * @param path of the chart in error messages
 * @throws OciError `INPUT_INVALID`
 */
export async function parseChart(files: ChartFiles, path: string): Promise<ChartMetadata> {
  const invalid = (problem: string): OciError =>
    new OciError('INPUT_INVALID', `the Helm chart "${printable(path, 300)}" ${problem}`);
  const fields = new FieldReader(await readObject(files.chart, 'Chart.yaml', invalid), invalid);
  const name = fields.text('name');
  if (name === undefined) throw invalid('has no name in Chart.yaml; add one, for example name: web');
  if (!isChartName(name))
    throw invalid(`has the name "${printable(name, 100)}"; use only letters, digits, "-", "_" and "."`);
  const version = fields.raw('version');
  if (version === undefined) throw invalid('has no version in Chart.yaml; add one, for example version: 1.0.0');
  if (!isChartVersion(version))
    throw invalid(`has the version "${printable(version, 100)}", which is not a semantic version such as 1.0.0`);
  const apiVersion = fields.raw('apiVersion');
  if (apiVersion === undefined) throw invalid('has no apiVersion in Chart.yaml; add apiVersion: v2');
  if (apiVersion !== 'v1' && apiVersion !== 'v2')
    throw invalid(`has the apiVersion "${printable(apiVersion, 100)}" in Chart.yaml; use v2, or v1 for Helm 2`);
  const type = fields.raw('type');
  if (type !== undefined && type !== 'application' && type !== 'library')
    throw invalid(`has the type "${printable(type, 100)}" in Chart.yaml; use application or library`);
  const listed =
    files.requirements === undefined
      ? fields
      : new FieldReader(await readObject(files.requirements, 'requirements.yaml', invalid), invalid);
  return {
    name,
    home: fields.text('home'),
    sources: fields.texts('sources'),
    version,
    description: fields.text('description'),
    keywords: fields.texts('keywords'),
    maintainers: nonEmpty(
      fields
        .objects('maintainers')
        .map((each) => ({ name: each.text('name'), email: each.text('email'), url: each.text('url') })),
    ),
    icon: fields.text('icon'),
    apiVersion,
    condition: fields.text('condition'),
    tags: fields.text('tags'),
    appVersion: fields.text('appVersion'),
    deprecated: fields.flag('deprecated'),
    annotations: annotationsOf(fields),
    kubeVersion: fields.text('kubeVersion'),
    dependencies: nonEmpty(readDependencies(listed, invalid)),
    type,
  };
}

/** The name in the metadata of a chart that another chart contains. */
export async function chartName({ chart }: ChartFiles, path: string): Promise<string | undefined> {
  const invalid = (problem: string): OciError =>
    new OciError('INPUT_INVALID', `the Helm chart "${printable(path, 300)}" ${problem}`);
  return new FieldReader(await readObject(chart, 'Chart.yaml', invalid), invalid).text('name');
}

async function readObject(
  content: Uint8Array,
  file: string,
  invalid: (problem: string) => OciError,
): Promise<Readonly<Record<string, unknown>>> {
  // Helm reads the first document.
  const [value] = await parseYaml(content, file);
  if (isRecord(value)) return value;
  throw invalid(`has a ${file} that is not an object with keys and values`);
}

function annotationsOf(fields: FieldReader): Annotations | undefined {
  const annotations = fields.object('annotations');
  const keys = annotations?.keys() ?? [];
  if (keys.length === 0) return undefined;
  return Object.fromEntries(keys.map((key) => [key, annotations?.raw(key) ?? '']));
}
