/**
 * The package pkg/oci of NVIDIA AICR, under the same names in camelCase.
 *
 * @module oci-artifact/aicr
 */

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
} from '../aicr/index.ts';
export type { CallOptions } from '../registry/index.ts';
export {
  type Annotations,
  type Digest,
  formatOutputTarget,
  type LocalTarget,
  type OciTarget,
  type OutputTarget,
  parseOutputTarget,
  reproducibleTimestamp,
  withTag,
} from '../spec/index.ts';
