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
export { boolean, duration, lines, oneOf, wholeNumber, words } from './inputs-values.ts';
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
export {
  pullInputDefaults,
  pullInputNames,
  readPullInputs,
  type PullInputName,
  type PullInputs,
  type RawPullInputs,
} from './pull-inputs.ts';
export { pullJson, pullOutputNames, pullOutputs, type PullOutputName, type PullOutputs } from './pull-outputs.ts';
export {
  copyInputDefaults,
  copyInputNames,
  readCopyInputs,
  type CopyInputName,
  type CopyInputs,
  type ReadContext,
} from './copy-inputs.ts';
export { copyFailureContext, placeContext } from './copy-failure.ts';
export { attachOutputs, copyLines, copyOutputs, indexOutputs } from './copy-output.ts';
export {
  attachInputDefaults,
  attachInputNames,
  readAttachInputs,
  type AttachInputName,
  type AttachInputs,
  type DatedReadContext,
} from './attach-inputs.ts';
export {
  indexInputDefaults,
  indexInputNames,
  readIndexInputs,
  type IndexInputName,
  type IndexInputs,
} from './index-inputs.ts';
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
export { commands } from './list.ts';
export type { ActionMetadata, Command, JobCache, Outcome, RunContext, Workflow } from './command.ts';
export type { Option, Options, RawValue, RawValues } from './option.ts';
export { outputTexts, outputValues } from './output.ts';
export { CommandFailure, runCommand, type CommonInputs } from './run-command.ts';
