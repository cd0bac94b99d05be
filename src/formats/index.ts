export { directory, directoryLayer } from './directory.ts';
export { expandFilePatterns, isPattern } from './file-patterns.ts';
export type {
  ArtifactNames,
  ConfigOption,
  Format,
  LayOutContext,
  PlanningFormat,
  PlanOptions,
  Source,
  SourceFile,
} from './format.ts';
export { defaultLayerSize, type LayerSplit } from './split-source.ts';
export { formatNames, formats, layOut, planSource, selectFormat } from './formats.ts';
export {
  imageFileName,
  imageLayerOf,
  isSifLayer,
  parseSifReference,
  sif,
  sifConfigMediaTypeV1,
  sifDefaultTag,
  sifLayerMediaTypeProto,
  sifLayerMediaTypeV1,
  type SifReference,
} from './sif.ts';
export { describeImage, imageJson } from './sif/describe.ts';
export type {
  SifCryptoMessage,
  SifDescriptor,
  SifLink,
  SifPartition,
  SifSbom,
  SifSignature,
} from './sif/descriptor.ts';
export type { SifHeader } from './sif/header.ts';
export { parseYamlObject } from './yaml-file.ts';
export { checkRunnable, imageHash } from './sif/plan-image.ts';
export { refusalReason } from './sif/refusal.ts';
export { finishImage, imageMode, readSifImage, type ReadSifOptions, type SifImage } from './sif/read-image.ts';
