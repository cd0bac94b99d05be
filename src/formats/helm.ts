import { isRecord, OciError, parseJson, type Descriptor } from '../spec/index.ts';
import type { ContentManifest, FileLayout } from '../transfer/index.ts';
import type { Format, LayOutContext } from './format.ts';

const configType = 'application/vnd.cncf.helm.config.v1+json';

/** Extensions of the files that `helm pull` writes, after `NAME-VERSION`, by the media types of the layers. */
const extensions: Readonly<Record<string, string>> = {
  'application/vnd.cncf.helm.chart.content.v1.tar+gzip': '.tgz',
  'application/vnd.cncf.helm.chart.provenance.v1.prov': '.tgz.prov',
};

/** A Helm chart. Its layers have no titles, so the file names come from the name and version in the config. */
export const helm: Format = {
  name: 'helm',
  async layOut(manifest: ContentManifest, { readConfig }: LayOutContext): Promise<ReadonlyMap<Descriptor, FileLayout>> {
    const files = new Map<Descriptor, FileLayout>();
    if (manifest.kind !== 'manifest' || manifest.config.mediaType !== configType) return files;
    const stem = stemOf(manifest.config, await readConfig());
    for (const layer of manifest.layers) {
      const extension = Object.hasOwn(extensions, layer.mediaType) ? extensions[layer.mediaType] : undefined;
      if (extension !== undefined) files.set(layer, { name: stem + extension });
    }
    return files;
  },
};

// Helm's rule for chart names, and the characters of a semantic version.
const namePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,249}$/;
const versionPattern = /^[A-Za-z0-9][A-Za-z0-9.+-]{0,127}$/;

function stemOf(config: Descriptor, bytes: Uint8Array): string {
  let value: unknown;
  try {
    value = parseJson(new TextDecoder().decode(bytes));
  } catch {
    // The error below states the requirement.
  }
  const { name, version } = isRecord(value) ? value : {};
  if (typeof name === 'string' && namePattern.test(name) && typeof version === 'string' && versionPattern.test(version))
    return `${name}-${version}`;
  throw new OciError(
    'MANIFEST_INVALID',
    `the config ${config.digest} of the Helm chart has no name and version that are valid in a file name`,
  );
}
