import { bucketAddress, BucketRegistry, type S3CredentialProvider } from '../bucket/index.ts';
import type { Environment } from '../credentials/index.ts';
import { proxyFromEnvironment } from '../http/index.ts';
import { messageOf, OciError } from '../spec/index.ts';
import type { BucketStorage, OpenBucketOptions } from './bucket-storage.ts';
import { readCaFile } from './open-transport.ts';

/** The part of `openBucket` that loads the client of the store. */
export async function openBucketStorage(storage: BucketStorage, options: OpenBucketOptions): Promise<BucketRegistry> {
  const env = options.env ?? process.env;
  const region = storage.region ?? nonEmpty(env['AWS_REGION']) ?? nonEmpty(env['AWS_DEFAULT_REGION']);
  const endpoint = storage.endpoint ?? nonEmpty(env['AWS_ENDPOINT_URL_S3']) ?? nonEmpty(env['AWS_ENDPOINT_URL']);
  const address = bucketAddress(storage.url, { endpoint, region, pathStyle: storage.pathStyle }, options.label);
  const { caFile } = storage;
  return BucketRegistry.open(address, {
    ...options,
    credentials: credentialsOf(env, address.region),
    transport: {
      ca: caFile === undefined ? undefined : await readCaFile(caFile, options.signal),
      proxy: proxyFromEnvironment(env),
    },
  });
}

function credentialsOf(env: Environment, region: string): S3CredentialProvider {
  const accessKeyId = nonEmpty(env['AWS_ACCESS_KEY_ID']);
  const secretAccessKey = nonEmpty(env['AWS_SECRET_ACCESS_KEY']);
  // The packages of the SDK take 100 ms to load.
  if (accessKeyId !== undefined && secretAccessKey !== undefined) {
    const credentials = { accessKeyId, secretAccessKey, sessionToken: nonEmpty(env['AWS_SESSION_TOKEN']) };
    return () => Promise.resolve(credentials);
  }
  let provider: Promise<S3CredentialProvider> | undefined;
  return async () => {
    try {
      return await (
        await (provider ??= defaultProviderIn(region))
      )();
    } catch (error) {
      throw new OciError(
        'CREDENTIALS',
        `cannot find credentials for the bucket: ${messageOf(error)}; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or ` +
          'configure a profile or a role',
        { cause: error, remedy: 'stated' },
      );
    }
  };
}

async function defaultProviderIn(region: string): Promise<S3CredentialProvider> {
  const { defaultProvider } = await import('@aws-sdk/credential-provider-node');
  return defaultProvider({ clientConfig: { region } });
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
