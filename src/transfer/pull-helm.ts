import type { ReadOnlyStorage } from '../registry/index.ts';
import { isRecord, OciError, type Descriptor } from '../spec/index.ts';
import { defaultMaxMetadataBytes, fetchMetadata } from './metadata.ts';
import { embeddedContent } from './pull-content.ts';
import type { ContentManifest } from './pull-manifest.ts';

const configType = 'application/vnd.cncf.helm.config.v1+json';
/** What is put behind `NAME-VERSION` for a layer of each type, as Helm names the files that it pulls. */
const extensions: Readonly<Record<string, string>> = {
  'application/vnd.cncf.helm.chart.content.v1.tar+gzip': '.tgz',
  'application/vnd.cncf.helm.chart.provenance.v1.prov': '.tgz.prov',
};

/**
 * File names for the layers of a Helm chart, which have no titles: name and version stand in the config. Nothing for other artifacts.
 *
 * @returns by digest
 * @throws OciError `MANIFEST_INVALID` when the config does not say how the chart is called
 */
export async function helmTitles(
  source: ReadOnlyStorage,
  manifest: ContentManifest,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, string>> {
  const titles = new Map<string, string>();
  if (manifest.kind !== 'manifest' || manifest.config.mediaType !== configType) return titles;
  const { config } = manifest;
  const stem = stemOf(
    config,
    embeddedContent(config) ?? (await fetchMetadata(source, config, defaultMaxMetadataBytes, { signal })),
  );
  for (const layer of manifest.layers) {
    const extension = Object.hasOwn(extensions, layer.mediaType) ? extensions[layer.mediaType] : undefined;
    if (extension !== undefined) titles.set(layer.digest, stem + extension);
  }
  return titles;
}

// Helm's rule for chart names, and the characters of a semantic version.
const namePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,249}$/;
const versionPattern = /^[A-Za-z0-9][A-Za-z0-9.+-]{0,127}$/;

function stemOf(config: Descriptor, bytes: Uint8Array): string {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    // The parser's message quotes the content, which may be anything.
  }
  const { name, version } = isRecord(value) ? value : {};
  if (typeof name === 'string' && namePattern.test(name) && typeof version === 'string' && versionPattern.test(version))
    return `${name}-${version}`;
  throw new OciError(
    'MANIFEST_INVALID',
    `the config ${config.digest} of the Helm chart gives no name and version that could name a file`,
  );
}
