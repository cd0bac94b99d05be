import { annotationTitle, emptyJsonBytes, OciError, plainLabel, printable } from '../spec/index.ts';
import { mediaTypeUnknownConfig, type ArtifactPlan } from '../transfer/index.ts';
import { expandFilePatterns } from './file-patterns.ts';
import type { Format, PlanOptions, Source } from './format.ts';
import { manifestAnnotations, withLayerAnnotations } from './manifest-parts.ts';
import { rejectOptions, requireDirectory } from './preset.ts';

const policyType = 'application/vnd.cncf.openpolicyagent.policy.layer.v1+rego';
const dataType = 'application/vnd.cncf.openpolicyagent.data.layer.v1+json';

/** Policies and data for conftest, one layer for each file. */
export const conftest: Format = {
  name: 'conftest',
  async plan(source: Source, options: PlanOptions): Promise<ArtifactPlan> {
    const cwd = await requireDirectory('conftest', source);
    rejectOptions('conftest', options, ['config', 'layerMediaType', 'mediaTypes', 'compression', 'imageSpec']);
    const { signal } = options;
    const patterns = [{ path: '**/*.rego' }, { path: '**/*.{json,yaml,yml}' }];
    const found = await Promise.all(
      patterns.map(async (pattern) => {
        try {
          return await expandFilePatterns([pattern], plainLabel('source-dir'), { cwd, signal });
        } catch (error) {
          if (signal?.aborted === true) throw error;
          return [];
        }
      }),
    );
    const [policies = [], data = []] = found;
    if (policies.length === 0)
      throw new OciError(
        'INPUT_INVALID',
        `the format "conftest" needs policies, and "${printable(cwd, 300)}" has no file *.rego`,
      );
    const layers = [
      ...policies.map(({ path }) => ({ path, mediaType: policyType })),
      ...data.map(({ path }) => ({ path, mediaType: dataType })),
    ];
    return {
      artifactType: options.artifactType,
      omitMediaType: true,
      config: { kind: 'bytes', bytes: emptyJsonBytes, mediaType: mediaTypeUnknownConfig },
      layers: layers.map(({ path, mediaType }) => {
        const title = path.replaceAll('\\', '/');
        return {
          kind: 'file',
          path: `${cwd}/${path}`,
          mediaType,
          annotations: withLayerAnnotations({ [annotationTitle]: title }, title, options),
        };
      }),
      annotations: manifestAnnotations(options),
    };
  },
};
