import { annotationTitle, OciError } from '../spec/index.ts';
import type { ArtifactPlan } from '../transfer/index.ts';
import type { Format, PlanOptions, Source } from './format.ts';
import { manifestParts } from './manifest-parts.ts';
import { readSourceFile, rejectOptions, singlePath } from './preset.ts';
import { parseYamlObject } from './yaml-file.ts';

const fileName = 'artifacthub-repo.yml';
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Metadata of a repository for Artifact Hub, at the tag that Artifact Hub reads. */
export const artifactHub: Format = {
  name: 'artifacthub',
  names: () => Promise.resolve({ tags: ['artifacthub.io'] }),
  async plan(source: Source, options: PlanOptions): Promise<ArtifactPlan> {
    const path = singlePath('artifacthub', source);
    rejectOptions('artifacthub', options, ['config', 'artifactType', 'layerMediaType', 'mediaTypes', 'compression']);
    const bytes = await readSourceFile('artifacthub', path, fileName);
    const { repositoryID: id } = await parseYamlObject(bytes, fileName);
    if (id !== undefined && (typeof id !== 'string' || !uuid.test(id)))
      throw new OciError('INPUT_INVALID', `repositoryID in ${fileName} is not a UUID; copy it from Artifact Hub`);
    return {
      ...manifestParts({
        ...options,
        config: { kind: 'file', path: '/dev/null', mediaType: 'application/vnd.cncf.artifacthub.config.v1+yaml' },
      }),
      layers: [
        {
          kind: 'bytes',
          bytes,
          mediaType: 'application/vnd.cncf.artifacthub.repository-metadata.layer.v1.yaml',
          annotations: { [annotationTitle]: fileName, ...options.layerAnnotations },
        },
      ],
    };
  },
};
