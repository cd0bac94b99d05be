import { versionSuffix } from '../semantic-version.ts';

/** Media type of the config, which is the metadata of the chart as JSON. */
export const chartConfigType = 'application/vnd.cncf.helm.config.v1+json';

/** Media type of the packaged chart. */
export const chartContentType = 'application/vnd.cncf.helm.chart.content.v1.tar+gzip';

/** Media type of the provenance file, the signature of the chart. */
export const chartProvenanceType = 'application/vnd.cncf.helm.chart.provenance.v1.prov';

/** Whether a text is the name of a chart: a file name of safe characters. */
export function isChartName(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,249}$/.test(text);
}

/** Whether a text has only the characters of a semantic version. */
export function isVersionText(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9.+-]{0,127}$/.test(text);
}

const helmVersion = new RegExp(String.raw`^v?\d+(?:\.\d+){0,2}${versionSuffix}$`);

/** Whether Helm accepts a text as the version of a chart: also `v1.2.3` and `1.2`. */
export function isChartVersion(text: string): boolean {
  return isVersionText(text) && helmVersion.test(text);
}
