import type { Descriptor } from '../spec/index.ts';
import type { ContentManifest, FileLayout } from '../transfer/index.ts';
import type { Format, LayOutContext, PlanOptions, Source } from './format.ts';

/** Media types of WebAssembly layers: the current one, and those of earlier tools. */
const wasmLayerTypes: ReadonlySet<string> = new Set([
  'application/wasm',
  'application/vnd.wasm.content.layer.v1+wasm',
  'application/vnd.module.wasm.content.layer.v1+wasm',
]);

/**
 * A WebAssembly module or component, only by name. On pull, a single layer without a title is named after its
 * repository. The code that plans is loaded on use.
 */
export const wasm = {
  name: 'wasm',
  async plan(source: Source, options: PlanOptions) {
    const { planWasm } = await import('./wasm/plan-wasm.ts');
    return planWasm(source, options);
  },
  async layOut(manifest: ContentManifest, { reference }: LayOutContext): Promise<ReadonlyMap<Descriptor, FileLayout>> {
    const [layer, ...others] = manifest.kind === 'manifest' ? manifest.layers : [];
    if (layer === undefined || others.length > 0 || !wasmLayerTypes.has(layer.mediaType)) return new Map();
    const { repository } = reference;
    const name = repository.slice(repository.lastIndexOf('/') + 1);
    return new Map([[layer, { name: `${name}.wasm` }]]);
  },
} satisfies Format;
