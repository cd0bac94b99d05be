import type { UnpackBudget, UnpackResult, UnpackThreads } from '../archive/index.ts';
import { forEachConcurrent } from '../concurrency/index.ts';
import type { CallOptions, ReadOnlyStorage } from '../registry/index.ts';
import type { Descriptor } from '../spec/index.ts';
import { copyLayer, fetchLayer, type FetchLayerOptions } from './pull-layer.ts';
import type { FileLayout, LayerPlacement } from './pull-plan.ts';
import { ReadProgress } from './read-progress.ts';
import type { Staging } from './stage.ts';

const defaultConcurrency = 3;

export interface LayerDownloadOptions extends CallOptions {
  /** @default 3 */
  readonly concurrency?: number | undefined;
  readonly preservePermissions?: boolean | undefined;
  readonly symlinks?: FetchLayerOptions['symlinks'];
  readonly times?: FetchLayerOptions['times'];
  readonly state?: FetchLayerOptions['state'];
  readonly layouts: ReadonlyMap<Descriptor, FileLayout>;
  readonly budget: UnpackBudget;
  /** Workers that the layers share. */
  readonly threads: UnpackThreads;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  readonly onLayer?: ((layer: Descriptor, path: string) => void) | undefined;
  /** Called with each unpacked archive, while other layers are downloaded. */
  readonly onUnpacked?: ((placement: LayerPlacement, result: UnpackResult) => void) | undefined;
}

/**
 * Downloads, verifies and unpacks layers in parallel, each into its own directory in the workspace. So layers with the
 * same entries do not affect each other. `moveLayer` merges them in the order of the manifest.
 */
export class LayerDownloads {
  readonly #source: ReadOnlyStorage;
  readonly #staging: Staging;
  readonly #options: LayerDownloadOptions;
  readonly #progress: ReadProgress;
  readonly #placements: LayerPlacement[] = [];
  #total = 0;

  constructor(source: ReadOnlyStorage, staging: Staging, options: LayerDownloadOptions) {
    this.#source = source;
    this.#staging = staging;
    this.#options = options;
    this.#progress = new ReadProgress((done) => options.onProgress?.(done, this.#total));
  }

  /** The downloaded layers in the order of the manifest. */
  get placements(): readonly LayerPlacement[] {
    return this.#placements;
  }

  /** @throws OciError as `pullArtifact` */
  async add(placements: readonly LayerPlacement[]): Promise<void> {
    const {
      budget,
      layouts,
      concurrency = defaultConcurrency,
      preservePermissions,
      symlinks,
      times,
      state,
      threads,
      onLayer,
      onUnpacked,
    } = this.#options;
    for (const { layer, unpack, isZip } of placements)
      if (!unpack || isZip === true) budget.reserveFile(layer.size, `the layer ${layer.digest}`);
    const contents = groupByContent(placements, layouts);
    for (const [{ layer }] of contents) this.#total += layer.size;
    await forEachConcurrent(
      contents,
      concurrency,
      async ([placement, ...others], signal) => {
        const result = await fetchLayer(this.#source, placement, this.#staging, {
          finish: layouts.get(placement.layer)?.finish,
          preservePermissions,
          symlinks,
          times,
          state,
          budget,
          threads,
          progress: this.#progress,
          signal,
        });
        onLayer?.(placement.layer, pathOf(placement));
        await copyLayer(placement, others, result, this.#staging, { budget, signal });
        for (const other of others) onLayer?.(other.layer, pathOf(other));
        if (result !== undefined) onUnpacked?.(placement, result);
      },
      this.#options.signal,
    );
    this.#placements.push(...placements);
    this.#placements.sort((a, b) => a.index - b.index);
  }
}

/** Placements of the same content, which is downloaded and unpacked only once. */
type SameContent = readonly [LayerPlacement, ...LayerPlacement[]];

function groupByContent(
  placements: readonly LayerPlacement[],
  layouts: ReadonlyMap<Descriptor, FileLayout>,
): readonly SameContent[] {
  const groups = new Map<string, [LayerPlacement, ...LayerPlacement[]]>();
  for (const placement of placements) {
    const { index, layer, unpack, isZip, mode } = placement;
    // A layout may change the file after its download.
    const isChanged = layouts.get(layer)?.finish !== undefined;
    const key = `${layer.digest} ${layer.size} ${isChanged ? index : unpack} ${isZip ?? false} ${mode ?? ''}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [placement]);
    else group.push(placement);
  }
  return [...groups.values()];
}

function pathOf({ segments, unpack }: LayerPlacement): string {
  const path = segments.join('/');
  return unpack ? `${path === '' ? '.' : path}/` : path;
}
