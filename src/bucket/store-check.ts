import { randomBytes } from 'node:crypto';
import type { CallOptions } from '../registry/index.ts';
import { isOciError, OciError, withMessage } from '../spec/index.ts';
import { formatBucket } from './address.ts';
import type { ObjectStore } from './object-store.ts';
import { S3Error } from './s3-client.ts';

/**
 * Checks that the bucket can be used, and for writes that the store has conditional writes. Without them, replicas
 * would overwrite each other's changes.
 *
 * @throws OciError `NOT_FOUND`, `DENIED`, `UNSUPPORTED`, `UNREACHABLE`, with the remedy
 */
export async function checkStore(store: ObjectStore, canWrite: boolean, options: CallOptions = {}): Promise<void> {
  try {
    await store.hasAny('', options);
    if (canWrite) await checkConditionalWrites(store, options);
  } catch (error) {
    throw explained(error, store);
  }
}

async function checkConditionalWrites(store: ObjectStore, options: CallOptions): Promise<void> {
  const key = `check/${randomBytes(8).toString('hex')}`;
  const [first, second] = [Buffer.from('1'), Buffer.from('2')];
  try {
    const etag = await store.put(key, first, { ...options, condition: 'absent' });
    const again = await store.put(key, second, { ...options, condition: 'absent' });
    if (etag === undefined || again !== undefined) throw unsupported(store, 'If-None-Match: *');
    const wrong = await store.put(key, second, { ...options, condition: { etag: `"${'0'.repeat(32)}"` } });
    const right = await store.put(key, second, { ...options, condition: { etag } });
    if (wrong !== undefined || right === undefined) throw unsupported(store, 'If-Match');
  } catch (error) {
    if (error instanceof S3Error && error.s3Status === 501) throw unsupported(store, 'If-None-Match: *');
    throw error;
  } finally {
    await store.delete(key, options).catch(() => undefined);
  }
}

function unsupported(store: ObjectStore, header: string): OciError {
  return new OciError(
    'UNSUPPORTED',
    `cannot use the bucket ${formatBucket(store.client.address)}: its store ignores the header "${header}" of writes, ` +
      "so that replicas would overwrite each other's changes; use a store with conditional writes, for example " +
      'Amazon S3, MinIO, versitygw, Ceph (from Tentacle) or Cloudflare R2',
    { remedy: 'stated' },
  );
}

function explained(error: unknown, { client: { address } }: ObjectStore): unknown {
  if (!isOciError(error)) return error;
  const subject = `cannot use the bucket ${formatBucket(address)}`;
  const fail = (code: 'NOT_FOUND' | 'DENIED', problem: string): OciError =>
    new OciError(code, `${subject}: ${problem}`, { cause: error, remedy: 'stated' });
  if (!(error instanceof S3Error)) {
    if (error.code === 'PROTOCOL' || error.code === 'REDIRECT_REFUSED')
      return fail(
        'NOT_FOUND',
        `the store redirects to another address; give the region of the bucket, not ${address.region}`,
      );
    const isConnection = error.code === 'UNREACHABLE' || error.code === 'TLS_FAILED' || error.code === 'TIMEOUT';
    return isConnection ? withMessage(error, `${subject} at ${address.endpoint.origin}: ${error.message}`) : error;
  }
  const { s3Code, s3Status } = error;
  if (s3Code === 'NoSuchBucket') return fail('NOT_FOUND', 'it does not exist; create it, or correct its name');
  if (s3Status === 404 && s3Code === '')
    return fail(
      'NOT_FOUND',
      `${address.endpoint.origin} is not the address of an S3-compatible store, because it answered 404 without a code; ` +
        'correct the endpoint',
    );
  if (s3Code === 'InvalidAccessKeyId' || s3Code === 'SignatureDoesNotMatch' || s3Code === 'ExpiredToken')
    return fail('DENIED', `the store refuses the access key (${s3Code}); check the credentials`);
  if (s3Code === 'AuthorizationHeaderMalformed' || s3Status === 301 || s3Status === 307)
    return fail('DENIED', `the bucket is in another region than ${address.region}; give the region of the bucket`);
  if (s3Status === 403)
    return fail(
      'DENIED',
      'access is denied; allow s3:ListBucket for the bucket, and s3:GetObject, s3:PutObject, s3:DeleteObject and ' +
        's3:AbortMultipartUpload for its objects',
    );
  return error;
}
