import type { CallOptions, ReadOnlyStorage } from '../registry/index.ts';
import type { Descriptor } from '../spec/index.ts';
import { defaultMaxMetadataBytes } from './metadata.ts';

/** Returned by `preCopy`: do not copy this node. It must be at the destination already, put there in another way; that is checked. */
export const skipNode: unique symbol = Symbol('skip node');

export type Hook<Result = void> = (node: Descriptor) => Result | Promise<Result>;

/** oras-go's `CopyGraphOptions`. What a hook throws ends the copy and reaches the caller as it is. */
export interface CopyGraphOptions extends CallOptions {
  /** Nodes worked on at a time. @default 3, also for 0 and less */
  readonly concurrency?: number | undefined;
  /** Largest manifest held in memory, bytes. @default 4 MiB, also for 0 and less */
  readonly maxMetadataBytes?: number | undefined;
  /** Before a node is copied; may return {@link skipNode}. */
  readonly preCopy?: Hook<typeof skipNode | undefined | void> | undefined;
  /** After a node was copied. */
  readonly postCopy?: Hook | undefined;
  /** When a node, and with it all below it, is at the destination already. */
  readonly onCopySkipped?: Hook | undefined;
  /** Names of repositories of the destination's registry that may hold the blob; tried in turn, then the blob is copied. */
  readonly mountFrom?: Hook<readonly string[]> | undefined;
  /** When a blob was mounted; neither `preCopy` nor `postCopy` is called for it. */
  readonly onMounted?: Hook | undefined;
  /** What a node points to. `source` remembers what it reads, so it is for manifests, not for large blobs. @default what the manifest says */
  readonly findSuccessors?: ((source: ReadOnlyStorage, node: Descriptor) => Promise<readonly Descriptor[]>) | undefined;
}

/** oras-go's `CopyOptions`. */
export interface CopyOptions extends CopyGraphOptions {
  /** Chooses another root than the one that the source reference names. */
  readonly mapRoot?: ((source: ReadOnlyStorage, root: Descriptor) => Promise<Descriptor>) | undefined;
}

const defaultConcurrency = 3;

export const defaultCopyGraphOptions: CopyGraphOptions = Object.freeze({
  concurrency: defaultConcurrency,
  maxMetadataBytes: defaultMaxMetadataBytes,
});
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

/** oras-go's rule for limits: zero or less means the default. */
export function positiveOr(value: number | undefined, fallback: number): number {
  return value !== undefined && value > 0 ? value : fallback;
}
