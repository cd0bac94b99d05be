import type { HttpHeaders, HttpResponse } from '../http/index.ts';
import { once } from '../streams/index.ts';
import { OciError, printable, type Descriptor } from '../spec/index.ts';
import { checkContentDigest } from './content-digest.ts';
import { discard, type Call, type Endpoint } from './endpoint.ts';
import { pushScope } from './scope.ts';

/**
 * One PUT, checked. The reply's body is read.
 *
 * @throws OciError `DIGEST_MISMATCH` when the registry says that it has stored something else
 */
export async function putManifest(
  endpoint: Endpoint,
  repository: string,
  reference: string,
  content: Uint8Array,
  descriptor: Descriptor,
  signal: AbortSignal | undefined,
  headers: HttpHeaders = {},
  query?: URLSearchParams,
): Promise<HttpResponse> {
  const url = endpoint.url(`${repository}/manifests/${reference}`);
  if (query !== undefined) url.search = query.toString();
  const call: Call = {
    method: 'PUT',
    url,
    headers: { 'content-type': descriptor.mediaType, ...headers },
    body: { open: () => once(content), length: content.byteLength },
    scopes: [pushScope(repository)],
    signal,
    route: 'manifest',
    access: 'push',
    doing: `push manifest ${printable(reference, 200)} (${content.byteLength} bytes) to ${repository}`,
  };
  const response = await endpoint.send(call);
  if (response.status >= 300) throw await endpoint.refusal(call, response);
  await discard(response);
  if (response.status !== 201)
    throw new OciError(
      'PROTOCOL',
      `cannot ${call.doing}: ${endpoint.host} answered ${response.status}, where 201 belongs`,
    );
  checkContentDigest(response, descriptor.digest, `cannot ${call.doing}`, content);
  return response;
}
