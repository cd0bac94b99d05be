import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { packFiles } from '../archive/index.ts';
import { annotationRevision, annotationSource, type Annotations } from '../spec/index.ts';
import type { ArtifactPlan, LayerPlan } from '../transfer/index.ts';
import { packedLayer } from './directory.ts';
import type { Format, PlanOptions, Source } from './format.ts';
import { manifestAnnotations } from './manifest-parts.ts';
import { isDirectory, rejectOptions, singlePath } from './preset.ts';

const configType = 'application/vnd.cncf.flux.config.v1+json';
const contentType = 'application/vnd.cncf.flux.content.v1.tar+gzip';

/** Manifests for Flux's OCIRepository, as `flux push artifact` writes them. */
export const flux: Format = {
  name: 'flux',
  async plan(source: Source, options: PlanOptions): Promise<ArtifactPlan> {
    const path = singlePath('flux', source);
    rejectOptions('flux', options, ['config', 'artifactType', 'layerMediaType', 'compression', 'platform', 'labels']);
    const annotations = fluxAnnotations(manifestAnnotations(options), options);
    const missing = [annotationSource, annotationRevision].filter((key) => annotations[key] === undefined);
    return {
      config: { kind: 'image', mediaType: configType, omitPlatform: true },
      layers: [(await isDirectory(path)) ? packedLayer(path, contentType, options) : await fileLayer(path)],
      annotations,
      notices: missing.map((key) => `the annotation ${key} is not set; Flux shows it as the origin of the artifact`),
    };
  },
};

/** Flux's revision is `<branch or tag>@sha1:<commit>`. */
function fluxAnnotations(annotations: Annotations, { workflow }: PlanOptions): Annotations {
  const { commit, refName } = workflow ?? {};
  if (commit === undefined || annotations[annotationRevision] !== commit) return annotations;
  const algorithm = commit.length === 64 ? 'sha256' : 'sha1';
  const revision = `${refName === undefined ? '' : `${refName}@`}${algorithm}:${commit}`;
  return { ...annotations, [annotationRevision]: revision };
}

/** A file is an archive with one entry. */
async function fileLayer(path: string): Promise<LayerPlan> {
  const bytes = await packFiles([{ name: basename(path), content: await readFile(path) }], 'gzip');
  return { kind: 'bytes', bytes, mediaType: contentType };
}
