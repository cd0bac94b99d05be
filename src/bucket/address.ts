import { inputError, type InputLabel } from '../spec/index.ts';

/** A bucket of an S3-compatible store, and the part of it that a registry uses. */
export interface BucketAddress {
  readonly bucket: string;
  /** Beginning of all keys: empty, or a path that ends with a slash. */
  readonly prefix: string;
  /** Base URL of the store. */
  readonly endpoint: URL;
  readonly region: string;
  /** Whether the bucket is in the path of a URL, and not in its host name. */
  readonly pathStyle: boolean;
}

/** The parts of an address that a URL `s3://bucket/prefix` does not contain. */
export interface BucketAddressOptions {
  /** Base URL of the store. @default the store of AWS in the region */
  readonly endpoint?: string | undefined;
  /** @default us-east-1, which most other stores than that of AWS accept */
  readonly region?: string | undefined;
  /** @default true with an endpoint, because few other stores have a host name for each bucket */
  readonly pathStyle?: boolean | undefined;
}

const scheme = 's3://';
/** The characters that are safe in keys (Amazon S3 user guide, "Naming objects"). */
const prefixPattern = /^[A-Za-z0-9_.-]+(?:\/[A-Za-z0-9_.-]+)*$/;

/**
 * Parses `s3://bucket` or `s3://bucket/prefix`.
 *
 * @param label names the options in errors
 * @throws OciError `INPUT_INVALID`
 */
export function bucketAddress(
  url: string,
  options: BucketAddressOptions = {},
  label: InputLabel = (name) => name,
): BucketAddress {
  const [bucket = '', ...folders] = url.slice(scheme.length).replace(/\/$/, '').split('/');
  const path = folders.join('/');
  const { region = 'us-east-1', pathStyle = options.endpoint !== undefined } = options;
  if (!url.startsWith(scheme) || !/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket))
    throw inputError(
      label('storage'),
      url,
      'is not the URL of a bucket, whose name has 3 to 63 lower-case letters, digits, "." and "-"; write for example ' +
        's3://my-bucket/registry',
    );
  if (path !== '' && (!prefixPattern.test(path) || folders.some((name) => /^\.+$/.test(name))))
    throw inputError(
      label('storage'),
      url,
      'has a prefix with other characters than letters, digits, "_", "." and "-"; write for example ' +
        's3://my-bucket/registry',
    );
  if (!/^[a-z0-9-]{1,63}$/i.test(region))
    throw inputError(label('s3-region'), region, 'is not the name of a region; write for example eu-central-1');
  return {
    bucket,
    prefix: path === '' ? '' : `${path}/`,
    endpoint: endpointUrl(options.endpoint ?? `https://s3.${region}.amazonaws.com`, label),
    region,
    pathStyle,
  };
}

function endpointUrl(text: string, label: InputLabel): URL {
  const advice = 'write for example https://minio.example.com:9000';
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '')
    throw inputError(label('s3-endpoint'), text, `is not the URL of a store; ${advice}`);
  if (url.username !== '' || url.password !== '')
    throw inputError(
      label('s3-endpoint'),
      undefined,
      `it contains user information; ${advice}, and give the keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY`,
    );
  return url;
}

/** The URL of the bucket, or of an object in it. */
export function objectUrl({ endpoint, bucket, pathStyle }: BucketAddress, key = ''): URL {
  const url = new URL(endpoint);
  const base = endpoint.pathname.replace(/\/$/, '');
  if (!pathStyle) url.hostname = `${bucket}.${endpoint.hostname}`;
  url.pathname = pathStyle ? `${base}/${bucket}/${key}` : `${base}/${key}`;
  return url;
}

/** Formats an address for messages. */
export function formatBucket({ bucket, prefix }: BucketAddress): string {
  return `${scheme}${bucket}/${prefix}`.replace(/\/$/, '');
}
