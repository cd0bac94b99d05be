import type { CallOptions, ReadOnlyStorage } from '../registry/index.ts';
import { OciError, type Descriptor } from '../spec/index.ts';
import { defaultMaxMetadataBytes } from './metadata.ts';

/** `preCopy` returns this to skip a node. The copy checks that the destination has the node. */
export const skipNode: unique symbol = Symbol('skip node');

/** A function that {@link copyGraph} calls for a node. */
export type Hook<Result = void> = (node: Descriptor) => Result | Promise<Result>;

/** oras-go's `CopyGraphOptions`. An error that a hook throws ends the copy and is thrown unchanged. */
export interface CopyGraphOptions extends CallOptions {
  /** Maximum number of nodes that are copied at the same time. @default 3, also for 0 and less */
  readonly concurrency?: number | undefined;
  /** Maximum size of a manifest, bytes. @default 4 MiB, also for 0 and less */
  readonly maxMetadataBytes?: number | undefined;
  /** Called before a node is copied; may return {@link skipNode}. */
  readonly preCopy?: Hook<typeof skipNode | undefined | void> | undefined;
  /** Called after a node was copied. */
  readonly postCopy?: Hook | undefined;
  /** Called when the destination already has a node, and with it all content below. */
  readonly onCopySkipped?: Hook | undefined;
  /**
   * Repositories of the destination's registry that may have the blob. The copy uses the first one that has it. Without
   * such a repository, it copies the blob.
   */
  readonly mountFrom?: Hook<readonly string[]> | undefined;
  /** Called when a blob was mounted, instead of `preCopy` and `postCopy`. */
  readonly onMounted?: Hook | undefined;
  /**
   * Finds the nodes below a node. `source` caches all content that it reads, so use it only for manifests. @default the
   * content of the manifest
   */
  readonly findSuccessors?: ((source: ReadOnlyStorage, node: Descriptor) => Promise<readonly Descriptor[]>) | undefined;
}

/** oras-go's `CopyOptions`. */
export interface CopyOptions extends CopyGraphOptions {
  /** Selects the root to copy, given the node of the source reference. */
  readonly mapRoot?: ((source: ReadOnlyStorage, root: Descriptor) => Promise<Descriptor>) | undefined;
}

const defaultConcurrency = 3;

/** oras-go's `DefaultCopyGraphOptions`. */
export const defaultCopyGraphOptions: CopyGraphOptions = Object.freeze({
  concurrency: defaultConcurrency,
  maxMetadataBytes: defaultMaxMetadataBytes,
});
/** oras-go's `DefaultCopyOptions`. */
export const defaultCopyOptions: CopyOptions = defaultCopyGraphOptions;

/** Options with every limit filled in. */
export interface CopyGraphPlan extends CopyGraphOptions {
  readonly concurrency: number;
  readonly maxMetadataBytes: number;
}

export function planCopyGraph(options: CopyGraphOptions): CopyGraphPlan {
  return {
    ...options,
    concurrency: positiveOr(options.concurrency, defaultConcurrency),
    maxMetadataBytes: positiveOr(options.maxMetadataBytes, defaultMaxMetadataBytes),
  };
}

/** oras-go's rule for limits: zero or less means the default. @throws OciError `INPUT_INVALID` for NaN */
export function positiveOr(value: number | undefined, fallback: number): number {
  if (Number.isNaN(value)) throw new OciError('INPUT_INVALID', 'cannot use a limit: it is not a number (NaN)');
  return value !== undefined && value > 0 ? value : fallback;
}
