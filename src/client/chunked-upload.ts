import type { HttpResponse } from '../http/index.ts';
import type { BlobWriter, PushBlobChunkedOptions, PushBlobChunkedResumeOptions } from '../registry/index.ts';
import { checkRepositoryName, OciError, printable } from '../spec/index.ts';
import { agreeChunkSize } from './chunk-size.ts';
import { ChunkedBlobWriter } from './chunked-writer.ts';
import { discard, type Endpoint } from './endpoint.ts';
import { parseUploadId } from './upload-location.ts';
import { receivedBytes } from './upload-range.ts';
import { openingCall, sessionOf, UploadSession, type UploadPurpose } from './upload-session.ts';

export async function pushBlobChunked(
  endpoint: Endpoint,
  repository: string,
  options: PushBlobChunkedOptions = {},
): Promise<BlobWriter> {
  const purpose = purposeOf(repository, options.signal);
  const call = openingCall(endpoint, purpose, {});
  const session = await endpoint.exchange(call, (response) => sessionOf(endpoint, call, response));
  return startWriter(endpoint, purpose, session, 0, options.chunkSize);
}

export async function pushBlobChunkedResume(
  endpoint: Endpoint,
  repository: string,
  id: string,
  options: PushBlobChunkedResumeOptions = {},
): Promise<BlobWriter> {
  const purpose = purposeOf(repository, options.signal);
  const session = new UploadSession(endpoint, parseUploadId(endpoint, repository, id));
  const response = await endpoint.retries(options.signal).run(() => session.status(purpose));
  if (response.status < 200 || response.status >= 300) throw await session.refusal(purpose, 'GET', response);
  await discard(response);
  const received = resumePoint(response, options.offset);
  if (options.offset !== undefined && options.offset !== received) {
    throw new OciError(
      'RANGE_INVALID',
      `cannot resume the upload to ${repository} at ${options.offset}: ${endpoint.host} has ${received} bytes of it`,
    );
  }
  return startWriter(endpoint, purpose, session, received, options.chunkSize);
}

async function startWriter(
  endpoint: Endpoint,
  purpose: UploadPurpose,
  session: UploadSession,
  received: number,
  wish: number | undefined,
): Promise<BlobWriter> {
  try {
    return new ChunkedBlobWriter(
      endpoint,
      purpose.repository,
      session,
      received,
      agreeChunkSize(endpoint, wish, session.minimumChunk),
    );
  } catch (error) {
    if (received === 0) await session.cancel(purpose);
    throw error;
  }
}

/** `0-0` stands for one byte or for none: the caller's word decides, and without one it is none, which the registry refuses at the first chunk if it is wrong. */
function resumePoint(response: HttpResponse, offset: number | undefined): number {
  const received = receivedBytes(response);
  const range = response.headers.get('range');
  if (received === undefined && range === undefined) return 0;
  if (received === undefined)
    throw new OciError(
      'PROTOCOL',
      `cannot resume the upload: the registry describes it by "Range: ${printable(range ?? '', 100)}", which says nothing`,
    );
  if (received !== 'ambiguous') return received;
  return offset === 1 ? 1 : 0;
}

function purposeOf(repository: string, signal: AbortSignal | undefined): UploadPurpose {
  checkRepositoryName(repository);
  return { repository, doing: `push a blob in chunks to ${repository}`, signal };
}
