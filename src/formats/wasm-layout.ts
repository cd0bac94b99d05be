import type { Descriptor } from '../spec/index.ts';
import type { ContentManifest, FileLayout } from '../transfer/index.ts';
import type { Format, LayOutContext } from './format.ts';

/** Media types of WebAssembly layers: the current one, and those of earlier tools. */
const wasmLayerTypes: ReadonlySet<string> = new Set([
  'application/wasm',
  'application/vnd.wasm.content.layer.v1+wasm',
  'application/vnd.module.wasm.content.layer.v1+wasm',
]);

/** Names a single WebAssembly layer without a title after its repository. */
export const wasmLayout: Format = {
  name: 'wasm',
  async layOut(manifest: ContentManifest, { reference }: LayOutContext): Promise<ReadonlyMap<Descriptor, FileLayout>> {
    const [layer, ...others] = manifest.kind === 'manifest' ? manifest.layers : [];
    if (layer === undefined || others.length > 0 || !wasmLayerTypes.has(layer.mediaType)) return new Map();
    const { repository } = reference;
    const name = repository.slice(repository.lastIndexOf('/') + 1);
    return new Map([[layer, { name: `${name}.wasm` }]]);
  },
};
