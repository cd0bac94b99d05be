import { glob } from 'node:fs/promises';
import { OciError, printable } from '../spec/index.ts';
import type { ArtifactPlan } from '../transfer/index.ts';
import { directoryLayer } from './directory.ts';
import type { Format, PlanOptions, Source } from './format.ts';
import { manifestParts } from './manifest-parts.ts';
import { rejectOptions, requireDirectory } from './preset.ts';

/** A module of OpenTofu as a zip, for a module source with the scheme `oci:`. */
export const openTofuModule: Format = {
  name: 'opentofu-module',
  async plan(source: Source, options: PlanOptions): Promise<ArtifactPlan> {
    const path = await requireDirectory('opentofu-module', source);
    rejectOptions('opentofu-module', options, [
      'config',
      'artifactType',
      'layerMediaType',
      'mediaTypes',
      'imageSpec',
      'compression',
      'labels',
    ]);
    await requireConfiguration(path);
    return {
      ...manifestParts({ ...options, artifactType: 'application/vnd.opentofu.modulepkg' }),
      layers: [directoryLayer(path, '.', undefined, { ...options, archive: 'zip' })],
    };
  },
};

async function requireConfiguration(directory: string): Promise<void> {
  for await (const _ of glob('**/*.{tf,tofu,tf.json,tofu.json}', { cwd: directory })) return;
  throw new OciError(
    'INPUT_INVALID',
    `"${printable(directory, 300)}" is not a module of OpenTofu: it has no file *.tf or *.tofu`,
  );
}
