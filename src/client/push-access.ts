import type { CallOptions } from '../registry/index.ts';
import { checkRepositoryName } from '../spec/index.ts';
import type { Endpoint } from './endpoint.ts';
import { openingCall, sessionOf, type UploadPurpose } from './upload-session.ts';

/** Begins an upload and gives it up: the one request that every registry decides on by whether the account may push. It is tried once. */
export async function checkPush(endpoint: Endpoint, repository: string, { signal }: CallOptions = {}): Promise<void> {
  const purpose: UploadPurpose = {
    repository: checkRepositoryName(repository),
    doing: `push to ${repository}`,
    signal,
  };
  const call = openingCall(endpoint, purpose, {});
  const session = await sessionOf(endpoint, call, await endpoint.attempt(call));
  await session.cancel(purpose);
}
