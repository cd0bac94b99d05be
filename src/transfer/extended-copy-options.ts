import type { PredecessorFinder, ReadOnlyStorage, Storage } from '../registry/index.ts';
import type { Descriptor } from '../spec/index.ts';
import { defaultCopyGraphOptions, type CopyGraphOptions } from './copy-options.ts';

/** oras-go's `content.ReadOnlyGraphStorage`: content that also knows who points to it. */
export interface ReadOnlyGraphStorage extends ReadOnlyStorage, PredecessorFinder {}
/** oras-go's `content.GraphStorage`. */
export interface GraphStorage extends Storage, PredecessorFinder {}

/** Who points to a node. */
export type FindPredecessors = (source: ReadOnlyGraphStorage, node: Descriptor) => Promise<readonly Descriptor[]>;

/** oras-go's `ExtendedCopyGraphOptions`. */
export interface ExtendedCopyGraphOptions extends CopyGraphOptions {
  /** Steps from the node up to what points to it, to what points to that, and so on. @default no limit, also for 0 and less */
  readonly depth?: number | undefined;
  /** @default what the source says */
  readonly findPredecessors?: FindPredecessors | undefined;
}

/** oras-go's `ExtendedCopyOptions`. */
export interface ExtendedCopyOptions extends ExtendedCopyGraphOptions {}

export const defaultExtendedCopyGraphOptions: ExtendedCopyGraphOptions = defaultCopyGraphOptions;
export const defaultExtendedCopyOptions: ExtendedCopyOptions = defaultExtendedCopyGraphOptions;
