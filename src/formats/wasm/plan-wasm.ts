import { basename } from 'node:path';
import { annotationCreated, annotationTitle, encodeJson, OciError, printable } from '../../spec/index.ts';
import { hashFile, type ArtifactPlan } from '../../transfer/index.ts';
import type { PlanOptions, Source } from '../format.ts';
import { manifestAnnotations, withLayerAnnotations } from '../manifest-parts.ts';
import { isDirectory, rejectOptions, singlePath } from '../preset.ts';
import { readWasmBinary } from './read-binary.ts';

const configType = 'application/vnd.wasm.config.v0+json';
const layerType = 'application/wasm';
const annotationAuthors = 'org.opencontainers.image.authors';

/** Plans the artifact of a WebAssembly file, as `wkg oci push` writes it (CNCF Wasm OCI artifact). */
export async function planWasm(source: Source, options: PlanOptions): Promise<ArtifactPlan> {
  const path = singlePath('wasm', source);
  rejectOptions('wasm', options, [
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
  if (await isDirectory(path))
    throw new OciError(
      'INPUT_INVALID',
      `the format "wasm" needs a WebAssembly file, and "${printable(path, 300)}" is a directory; give the file in it`,
    );
  const { signal } = options;
  const binary = await readWasmBinary(path, signal);
  const expected = await hashFile(path, { signal });
  const annotations = manifestAnnotations(options);
  const config = {
    created: annotations[annotationCreated],
    author: annotations[annotationAuthors] ?? null,
    architecture: 'wasm',
    os: binary.kind === 'module' ? 'wasip1' : 'wasip2',
    layerDigests: [expected.digest],
    component: binary.kind === 'module' ? null : { exports: binary.exports, imports: binary.imports, target: null },
  };
  const title = basename(path);
  return {
    config: { kind: 'bytes', bytes: encodeJson(config), mediaType: configType },
    layers: [
      {
        kind: 'file',
        path,
        mediaType: layerType,
        expected,
        annotations: withLayerAnnotations({ [annotationTitle]: title }, title, options),
      },
    ],
    annotations,
  };
}
