export {
  defineCommand,
  type CacheSteps,
  type ActionMetadata,
  type Command,
  type CommandGroup,
  type DownloadSelection,
  type JobCache,
  type Outcome,
  type RunContext,
  type Workflow,
} from './command.ts';
export { withConnectionLogging, type ConnectionLog } from './connection-log.ts';
export { cliLabel, flagsOf, positionalsOf, type Flag, type Positional } from './flags.ts';
export { actions, aliases, commands, type ActionName } from './list.ts';
export { readInputs, type Option, type Options, type RawValue, type RawValues } from './option.ts';
export { outputTexts, outputValues } from './output.ts';
export { CommandFailure, runCommand, type CommonInputs, type FrontEnd } from './run-command.ts';
export { secretsInInputs } from './secret-inputs.ts';
export { serve, type RegistryAddress } from './serve.ts';
export type { ServeInputs } from './serve-options.ts';
export { placeInputOf, servePlan } from './serve-plan.ts';
export { accessLine, serveRegistry, takeInventory, type Inventory, type ServePlan, type Serving } from './serving.ts';
export { openStorage, storageLayouts, type StorageLayout } from './serving-storage.ts';
