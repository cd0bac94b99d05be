import { isRecord, OciError, parseJson, type Descriptor } from '../spec/index.ts';
import type { ContentManifest, FileLayout } from '../transfer/index.ts';
import type { Format, LayOutContext, PlanOptions, Source } from './format.ts';
import {
  chartConfigType,
  chartContentType,
  chartProvenanceType,
  isChartName,
  isVersionText,
} from './helm/chart-names.ts';

/** Extensions of the files that `helm pull` writes, after `NAME-VERSION`, by the media types of the layers. */
const extensions: Readonly<Record<string, string>> = {
  [chartContentType]: '.tgz',
  [chartProvenanceType]: '.tgz.prov',
};

/**
 * A Helm chart, only by name. Its layers have no titles, so the names of pulled files come from the name and version in
 * the config. The code that plans is loaded on use.
 */
export const helm = {
  name: 'helm',
  async names(source: Source, options: PlanOptions) {
    const { namesOfChart } = await import('./helm/plan-chart.ts');
    return namesOfChart(source, options);
  },
  async plan(source: Source, options: PlanOptions) {
    const { planChart } = await import('./helm/plan-chart.ts');
    return planChart(source, options);
  },
  async layOut(manifest: ContentManifest, { readConfig }: LayOutContext): Promise<ReadonlyMap<Descriptor, FileLayout>> {
    const files = new Map<Descriptor, FileLayout>();
    if (manifest.kind !== 'manifest' || manifest.config.mediaType !== chartConfigType) return files;
    const stem = stemOf(manifest.config, await readConfig());
    for (const layer of manifest.layers) {
      const extension = Object.hasOwn(extensions, layer.mediaType) ? extensions[layer.mediaType] : undefined;
      if (extension !== undefined) files.set(layer, { name: stem + extension });
    }
    return files;
  },
} satisfies Format;

function stemOf(config: Descriptor, bytes: Uint8Array): string {
  let value: unknown;
  try {
    value = parseJson(new TextDecoder().decode(bytes));
  } catch {
    // The error below states the requirement.
  }
  const { name, version } = isRecord(value) ? value : {};
  if (typeof name === 'string' && isChartName(name) && typeof version === 'string' && isVersionText(version))
    return `${name}-${version}`;
  throw new OciError(
    'MANIFEST_INVALID',
    `the config ${config.digest} of the Helm chart has no name and version that are valid in a file name`,
  );
}
