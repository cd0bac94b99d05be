/**
 * The package pkg/oci of NVIDIA AICR, under the same names in camelCase.
 *
 * @module oci-artifact/aicr
 */

export {
  type OutputConfig,
  packageAndPush,
  type PackageAndPushResult,
  packageDirectory,
  type PackageOptions,
  type PackageResult,
  pushFromStore,
  type PushFromStoreOptions,
  type PushFromStoreResult,
} from '../aicr/index.ts';
export { defaultArtifactType, reproducibleTimestamp } from '../operations/index.ts';
export type { CallOptions } from '../registry/index.ts';
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
