import type { ArtifactPlan } from '../transfer/index.ts';
import { packedLayer } from './directory.ts';
import type { Format, PlanOptions, Source } from './format.ts';
import { manifestParts } from './manifest-parts.ts';
import { rejectOptions, requireDirectory } from './preset.ts';

/**
 * A directory as the root file system of a container image, for image volumes, `COPY --from` and container runtimes.
 * The layer has no title, because it is not a file.
 */
export const image: Format = {
  name: 'image',
  async plan(source: Source, options: PlanOptions): Promise<ArtifactPlan> {
    const path = await requireDirectory('image', source);
    rejectOptions('image', options, ['config', 'artifactType', 'layerMediaType', 'mediaTypes', 'imageSpec']);
    const layer = packedLayer(path, undefined, options);
    return {
      ...manifestParts({ ...options, config: { kind: 'image' } }),
      layers: [{ ...layer, pack: { ...layer.pack, linksFromRoot: true } }],
    };
  },
};
