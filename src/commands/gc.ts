import { resolve } from 'node:path';
import type { BucketGarbageOptions } from '../bucket/index.ts';
import { openBucket, type BucketStorage, type OpenBucketOptions } from '../connect/index.ts';
import { formatBytes, formatNumber } from '../output/index.ts';
import type { Descriptor, Digest } from '../spec/index.ts';
import { bucketOptions, bucketStorage } from './bucket-options.ts';
import { defineCommand } from './command.ts';
import { option } from './option.ts';
import { choice, flag, path, time } from './option-types.ts';
import { booleanOutput, jsonOutput, numberOutput, output, type Outputs } from './output.ts';
import { resultOptions } from './run-options.ts';
import { openStorage, storageLayouts } from './serving-storage.ts';

async function collectBucket(
  bucket: BucketStorage,
  options: BucketGarbageOptions,
  open: OpenBucketOptions,
): Promise<readonly Descriptor[]> {
  await using registry = await openBucket(bucket, open);
  return await registry.gc(options);
}

interface GcResult {
  readonly dryRun: boolean;
  readonly bytes: number;
  readonly deleted: readonly { readonly digest: Digest; readonly size: number }[];
}

const outputs: Outputs<GcResult> = {
  'dry-run': output(booleanOutput, 'Nothing was deleted.', (result) => result.dryRun),
  count: output(numberOutput, 'Number of blobs.', (result) => result.deleted.length),
  bytes: output(numberOutput, 'Bytes of the blobs.', (result) => result.bytes),
  deleted: output(jsonOutput, 'The blobs.', (result) => result.deleted.map(({ digest, size }) => ({ digest, size }))),
};

/** Deletes unreferenced blobs of a storage directory. */
export const gc = defineCommand({
  name: 'gc',
  summary: 'delete unreferenced blobs of a registry',
  description:
    'Deletes blobs that no manifest in the storage of a registry references. The registry may run at the same time.',
  examples: [
    { comment: 'Show what would be deleted', line: 'gc --storage ./registry --grace 1h --dry-run' },
    { comment: 'Clean up a bucket', line: 'gc --storage s3://my-bucket/registry --s3-region eu-central-1' },
    { comment: 'Delete the manifests of overwritten tags too', line: 'gc --storage ./registry --untagged' },
  ],
  options: {
    storage: option({
      type: path,
      required: 'give the storage of a registry',
      description:
        'Directory of "serve --storage", or an image layout (with --layout shared), or a bucket, s3://bucket/prefix.',
    }),
    ...bucketOptions,
    'ca-file': option({
      type: path,
      description: 'PEM file with certificate authorities to trust for the bucket, in addition to those of the system.',
    }),
    layout: option({
      type: choice(...storageLayouts),
      default: 'per-repository',
      description: 'Layout of the directory.',
    }),
    grace: option({
      type: time,
      default: '1h',
      description: 'Keep blobs that were stored or requested within this time.',
    }),
    untagged: option({
      type: flag,
      default: false,
      description:
        'Also delete manifests without a tag, for example of overwritten tags. Manifests in a remaining index, and ' +
        'referrers of remaining manifests, are kept.',
    }),
    'dry-run': option({
      type: flag,
      default: false,
      description: 'Print what would be deleted, and delete nothing.',
    }),
    ...resultOptions,
  },
  outputs,
  failure: { directoryInput: 'storage', placeInput: 'storage' },
  async run(inputs, { env, label, signal }) {
    const { dryRun, layout, untagged, grace: graceMs = 0 } = inputs;
    const bucket = bucketStorage(inputs, label, inputs.caFile);
    const options = { graceMs, untagged, dryRun, signal };
    const deleted = await (bucket === undefined
      ? (await openStorage(resolve(inputs.storage), { layout, signal }, label)).gc(options)
      : collectBucket(bucket, options, { env, label, signal }));
    const bytes = deleted.reduce((sum, { size }) => sum + size, 0);
    return {
      result: { dryRun, bytes, deleted },
      lines: [
        ...deleted.map(({ digest, size }) => `${digest}  ${formatBytes(size)}`),
        `${dryRun ? 'would delete' : 'deleted'} ${formatNumber(deleted.length, 'blob')}, ${formatBytes(bytes)}`,
      ],
    };
  },
});
