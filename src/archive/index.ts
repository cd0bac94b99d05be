export type { CompressorOptions } from './compress/blocks.ts';
export { compress, encodingName, type Compression, type CompressOptions } from './compress/compress.ts';
export { SharedCompressor } from './compress/shared-compressor.ts';
export type { PackedLayer } from './hashed-archive.ts';
export { HashThreads } from './hash-threads.ts';
export { NameCollisions } from './name-collisions.ts';
export {
  describeLayer,
  packFiles,
  packLayer,
  shapeOf,
  type ArchiveFile,
  type ArchiveOptions,
  type Packing,
  type PackOptions,
} from './pack.ts';
export type { TarHeader } from './tar/header.ts';
export { TarReader, type TarEntry } from './tar/reader.ts';
export { tarStream, type TarOptions } from './tar/writer.ts';
export { TreeState } from './tree-state.ts';
export { UnpackBudget, type BudgetLimits } from './unpack/budget.ts';
export { decompress, type DecompressOptions } from './unpack/decompress.ts';
export { checkName } from './unpack/names.ts';
export type {
  EntryOptions,
  UnpackLimits,
  UnpackOptions,
  UnpackProgress,
  UnpackResult,
  UnpackSymlinks,
} from './unpack/options.ts';
export { checkRootLinks } from './unpack/root-links.ts';
export { UnpackThreads } from './unpack/unpack-threads.ts';
export { UnpackedLayer, unpackLayer, unpackLayerIn, unpackZip } from './unpack/unpack.ts';
export type { Modes, Symlinks, WalkEntry } from './walk/entry.ts';
export { parseIgnoreRule, type IgnoreRule } from './walk/ignore-rule.ts';
export { patternMatcher, pullStateName, type PatternMatcher } from './walk/names.ts';
export { WalkReport, type ProblemKind } from './walk/report.ts';
export { openSource } from './walk/source.ts';
export { maxDepth, walk, walkInGroups, type EntryGroups, type WalkOptions, type WalkPart } from './walk/walk.ts';
