import { glob } from 'node:fs/promises';
import { mediaTypeImageLayerGzip, OciError, printable } from '../spec/index.ts';
import type { ArtifactPlan } from '../transfer/index.ts';
import { packedLayer } from './directory.ts';
import type { Format, PlanOptions, Source } from './format.ts';
import { manifestAnnotations } from './manifest-parts.ts';
import { gzipLayer, isDirectory, rejectOptions, singlePath } from './preset.ts';

/** A bundle of Open Policy Agent, which `opa` downloads from a registry. */
export const opa: Format = {
  name: 'opa',
  async plan(source: Source, options: PlanOptions): Promise<ArtifactPlan> {
    const path = singlePath('opa', source);
    rejectOptions('opa', options, ['config', 'layerMediaType', 'mediaTypes', 'compression', 'platform', 'labels']);
    const isTree = await isDirectory(path);
    if (isTree) await requirePolicies(path);
    return {
      artifactType: options.artifactType,
      config: { kind: 'image', omitPlatform: true },
      layers: [
        isTree
          ? packedLayer(path, undefined, options)
          : await gzipLayer('opa', path, mediaTypeImageLayerGzip, options.layerAnnotations),
      ],
      annotations: manifestAnnotations(options),
    };
  },
};

async function requirePolicies(directory: string): Promise<void> {
  for await (const _ of glob('**/{*.rego,policy.wasm,data.json,data.yaml}', { cwd: directory })) return;
  throw new OciError(
    'INPUT_INVALID',
    `"${printable(directory, 300)}" is not a bundle of OPA: it has no file *.rego, policy.wasm, data.json or data.yaml`,
  );
}
