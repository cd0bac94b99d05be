import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileSystemError } from '../fs/index.ts';
import { annotationCreated, encodeJson, OciError, printable } from '../spec/index.ts';
import type { ArtifactPlan, LayerPlan } from '../transfer/index.ts';
import type { Format, PlanOptions, Source } from './format.ts';
import { manifestAnnotations } from './manifest-parts.ts';
import { missingModel, modelEntries, modelFileLayer, nameMatcher } from './models/model-files.ts';
import { isDirectory, rejectOptions, singlePath } from './preset.ts';

const name = 'docker-model';
const prefix = 'application/vnd.docker.ai.';
const isLicense = nameMatcher('license* licence*');

/** A model for Docker Model Runner: a GGUF or DDUF file, or a directory with one layer for each file. */
export const dockerModel: Format = {
  name,
  async plan(source: Source, options: PlanOptions): Promise<ArtifactPlan> {
    const path = singlePath(name, source);
    rejectOptions(name, options, [
      'config',
      'artifactType',
      'layerMediaType',
      'mediaTypes',
      'imageSpec',
      'compression',
      'platform',
      'labels',
      'subDir',
    ]);
    const isTree = await isDirectory(path);
    const entries = isTree ? await modelEntries(path, options) : [{ path: basename(path), location: path }];
    const types = entries.map((entry) => layerType(entry.path));
    const format = ['gguf', 'safetensors', 'dduf'].find((each) => types.some((type) => modelFormat(type) === each));
    if (format === undefined || (!isTree && format === 'safetensors'))
      throw missingModel(name, path, isTree ? '*.gguf, *.safetensors or *.dduf' : 'GGUF or DDUF content');
    const layers: LayerPlan[] = [];
    for (const [index, entry] of entries.entries()) {
      const type = types[index] ?? '';
      if (type === 'gguf.v3' || type === 'mmproj') await checkGguf(entry.location);
      layers.push(await modelFileLayer(entry, `${prefix}${type}`, options));
    }
    const annotations = manifestAnnotations(options);
    return {
      config: {
        kind: 'computed',
        mediaType: `${prefix}model.config.${isTree ? 'v0.2' : 'v0.1'}+json`,
        encode: (built) =>
          encodeJson({
            config: { format },
            descriptor: { created: annotations[annotationCreated] },
            rootfs: { type: 'rootfs', diff_ids: built.map(({ diffId }) => diffId) },
          }),
      },
      layers,
      annotations,
    };
  },
};

/** The end of the media type of a file. */
function layerType(path: string): string {
  const file = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  if (file.endsWith('.gguf')) return file.includes('mmproj') ? 'mmproj' : 'gguf.v3';
  if (file.endsWith('.safetensors')) return 'safetensors';
  if (file.endsWith('.dduf')) return 'dduf';
  if (file.endsWith('.jinja')) return 'chat.template.jinja';
  return isLicense(path) ? 'license' : 'model.file';
}

function modelFormat(type: string): string | undefined {
  return type === 'gguf.v3' ? 'gguf' : type;
}

/** @throws OciError `INPUT_INVALID` for other content */
async function checkGguf(path: string): Promise<void> {
  try {
    await using file = await open(path);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    if (buffer.toString('latin1', 0, bytesRead) === 'GGUF') return;
  } catch (error) {
    throw fileSystemError(error, `read ${path}`);
  }
  throw new OciError('INPUT_INVALID', `"${printable(path, 300)}" is not a GGUF file; give another file`);
}
