export * from './options.ts';
export * from './package-and-push.ts';
export { publish } from './publish.ts';
export type { LayerCache } from './layer.ts';
export { defaultPackingCacheBytes, type CacheWarning, type PackingCacheOptions } from './packing-cache.ts';
export {
  publishInputDefaults,
  publishInputNames,
  readPublishInputs,
  type InputContext,
  type PublishInputName,
  type PublishInputs,
  type RawPublishInputs,
} from './inputs.ts';
export { reserveOutputDirectory, type OutputPlace } from './inputs-output.ts';
export { boolean, duration, inputError, lines, oneOf, wholeNumber, words, type InputLabel } from './inputs-values.ts';
export {
  readServeInputs,
  serveInputDefaults,
  serveInputNames,
  type RawServeInputs,
  type ServeInputName,
  type ServePlan,
  type Upstream,
} from './serving-inputs.ts';
export { takeInventory, type Inventoried, type Inventory } from './serving-inventory.ts';
export { accessLine } from './serving-log.ts';
export { byteSize } from './serving-size.ts';
export { openStorage, storageLayouts, type StorageLayout, type StorageOptions } from './serving-storage.ts';
export { serve, type ServeContext, type Serving } from './serving.ts';
export { withConnectionLogging, type ConnectionLog } from './inputs-connection.ts';
export { pullArtifact, type PullArtifactOptions } from './pull-artifact.ts';
export {
  pullInputDefaults,
  pullInputNames,
  readPullInputs,
  type PullInputName,
  type PullInputs,
  type PullPlace,
  type RawPullInputs,
} from './pull-inputs.ts';
export type { PullCache } from './pull-cache.ts';
export { pullJson, pullOutputNames, pullOutputs, type PullOutputName, type PullOutputs } from './pull-outputs.ts';
export {
  copyInputDefaults,
  copyInputNames,
  readCopyInputs,
  withDefaultTag,
  type CopyInputName,
  type CopyInputs,
  type CopyPlan,
  type ReadContext,
} from './copy-inputs.ts';
export { copyBetween, referenceOf, type CopyBetweenOptions } from './copy-between.ts';
export { copyFailureContext, placeContext } from './copy-failure.ts';
export { attachOutputs, copyLines, copyOutputs, indexOutputs } from './copy-output.ts';
export {
  attachInputDefaults,
  attachInputNames,
  readAttachInputs,
  type AttachedFile,
  type AttachInputName,
  type AttachInputs,
  type AttachPlan,
  type DatedReadContext,
} from './attach-inputs.ts';
export { attachFiles, type AttachFilesOptions } from './attach-files.ts';
export {
  indexInputDefaults,
  indexInputNames,
  readIndexInputs,
  type IndexInputName,
  type IndexInputs,
  type IndexPlan,
} from './index-inputs.ts';
export { assemble, type AssembleOptions } from './index-assemble.ts';
export { readPlatform } from './inputs-platform.ts';
export { inputReader, type InputReader, type RawInputs } from './inputs-reader.ts';
export { readPlaceTags, readReference } from './inputs-reference.ts';
export {
  bothSidesInputDefaults,
  readRegistryAccess,
  registryInputDefaults,
  sideLabel,
  type RegistryAccess,
  type RegistryInputName,
  type Side,
} from './inputs-registry.ts';
