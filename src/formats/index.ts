export { directory } from './directory.ts';
export type { Format, LayOutContext, PlanOptions } from './format.ts';
export { formats, layOut, planSource } from './formats.ts';
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
export { checkRunnable, imageHash } from './sif/plan-image.ts';
export { finishImage, imageMode, readSifImage, type ReadSifOptions, type SifImage } from './sif/read-image.ts';
