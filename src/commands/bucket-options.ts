import { isBucketUrl, type BucketStorage } from '../connect/index.ts';
import { inputError, type InputLabel } from '../spec/index.ts';
import { option } from './option.ts';
import { choice, text } from './option-types.ts';

/** The options of a storage in a bucket. */
export const bucketOptions = {
  's3-endpoint': option({
    type: text,
    defaultText: '`AWS_ENDPOINT_URL_S3`, or the store of AWS in the region',
    description: 'URL of the store of the bucket, such as `https://minio.example.com:9000`.',
  }),
  's3-region': option({
    type: text,
    defaultText: '`AWS_REGION`, or `us-east-1`',
    description: 'Region of the bucket.',
  }),
  's3-path-style': option({
    type: choice('auto', 'true', 'false'),
    default: 'auto',
    description:
      'Whether URLs have the bucket in their path (`true`) or in their host name (`false`). `auto` is `true` with ' +
      '`s3-endpoint`.',
  }),
};

interface BucketInputs {
  readonly storage?: string | undefined;
  readonly s3Endpoint?: string | undefined;
  readonly s3Region?: string | undefined;
  readonly s3PathStyle: 'auto' | 'true' | 'false';
}

/**
 * The bucket of a storage.
 *
 * @returns undefined for a directory
 * @throws OciError `INPUT_INVALID` for an option of a bucket without one
 */
export function bucketStorage(inputs: BucketInputs, label: InputLabel, caFile?: string): BucketStorage | undefined {
  const { storage, s3Endpoint: endpoint, s3Region: region, s3PathStyle } = inputs;
  if (storage !== undefined && isBucketUrl(storage)) {
    const pathStyle = s3PathStyle === 'auto' ? undefined : s3PathStyle === 'true';
    return { url: storage, endpoint, region, pathStyle, caFile };
  }
  const given = { 's3-endpoint': endpoint, 's3-region': region };
  for (const [name, value] of Object.entries(given))
    if (value !== undefined)
      throw inputError(label(name), value, `needs a bucket; give ${label('storage')} s3://bucket/prefix`);
  return undefined;
}
