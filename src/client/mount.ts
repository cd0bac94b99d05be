import type { CallOptions } from '../registry/index.ts';
import {
  checkRepositoryName,
  errorCodeHeader,
  isOciErrorCode,
  mediaTypeOctetStream,
  OciError,
  type Descriptor,
  type Digest,
} from '../spec/index.ts';
import { resolveBlob } from './blob-reader.ts';
import { checkContentDigest, checkDigest } from './content-digest.ts';
import { discard, type Endpoint } from './endpoint.ts';
import { openingCall, sessionOf, type UploadPurpose } from './upload-session.ts';

/** Mounts by POST. A registry that begins an upload instead is told that none will come. */
export async function mountBlob(
  endpoint: Endpoint,
  from: string,
  to: string,
  digest: Digest,
  options?: CallOptions,
): Promise<Descriptor> {
  checkRepositoryName(from);
  checkRepositoryName(to);
  checkDigest(digest);
  const purpose: UploadPurpose = {
    repository: to,
    doing: `mount blob ${digest} of ${from} into ${to}`,
    signal: options?.signal,
  };
  const call = openingCall(endpoint, purpose, { mount: digest, from }, from);
  const response = await endpoint.send(call);
  if (response.status !== 201) {
    const session = await sessionOf(endpoint, call, response);
    await session.cancel(purpose);
    const code = response.headers.get(errorCodeHeader);
    throw new OciError(
      code !== undefined && isOciErrorCode(code) ? code : 'UNSUPPORTED',
      `cannot ${purpose.doing}: ${endpoint.host} wants the bytes instead; push the blob`,
    );
  }
  await discard(response);
  checkContentDigest(response, digest, `cannot ${purpose.doing}`);
  const { size } = await resolveBlob(endpoint, to, digest, options);
  return { mediaType: mediaTypeOctetStream, digest, size };
}
