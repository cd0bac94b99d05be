/**
 * Packs a directory as a layer and unpacks a layer.
 *
 * @module oci-artifact/archive
 */

export {
  type BudgetLimits,
  checkRootLinks,
  compress,
  type Compression,
  type CompressOptions,
  type CompressorOptions,
  decompress,
  type DecompressOptions,
  type Modes,
  type PackedLayer,
  type Packing,
  packLayer,
  type ArchiveOptions,
  type PackOptions,
  type PatternMatcher,
  type ProblemKind,
  SharedCompressor,
  type Symlinks,
  type TarHeader,
  type TarOptions,
  tarStream,
  UnpackBudget,
  type UnpackedLayer,
  unpackLayer,
  type UnpackLimits,
  type UnpackOptions,
  type UnpackProgress,
  type UnpackResult,
  type UnpackSymlinks,
  walk,
  type WalkEntry,
  type WalkOptions,
  type WalkPart,
  type WalkReport,
} from '../archive/index.ts';
export type { ByteString } from '../fs/index.ts';
export type { Digest } from '../spec/index.ts';
