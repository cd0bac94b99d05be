// oci-artifact/aicr: the names of NVIDIA AICR's package pkg/oci.
export {
  defaultArtifactType,
  type OutputConfig,
  packageAndPush,
  type PackageAndPushResult,
  packageDirectory,
  type PackageOptions,
  type PackageResult,
  pushFromStore,
  type PushFromStoreOptions,
  type PushFromStoreResult,
  reproducibleTimestamp,
} from '../commands/index.ts';
export { type CallOptions } from '../registry/index.ts';
export {
  type Annotations,
  type Digest,
  formatOutputTarget,
  type LocalTarget,
  type OciTarget,
  type OutputTarget,
  parseOutputTarget,
  withTag,
} from '../spec/index.ts';
