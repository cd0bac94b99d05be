import { pushContent, type CallOptions, type Storage } from '../registry/index.ts';
import { descriptorOf, mediaTypeOctetStream, type Descriptor } from '../spec/index.ts';

/**
 * Stores bytes that are at hand whole. Bytes that are there already are success.
 *
 * @param mediaType empty means `application/octet-stream`
 * @throws OciError what the storage raises
 */
export async function pushBytes(
  storage: Storage,
  mediaType: string,
  bytes: Uint8Array,
  options: CallOptions = {},
): Promise<Descriptor> {
  const descriptor = describeBytes(mediaType, bytes);
  await pushContent(storage, descriptor, bytes, { signal: options.signal });
  return descriptor;
}

export function describeBytes(mediaType: string, bytes: Uint8Array): Descriptor {
  return descriptorOf(mediaType === '' ? mediaTypeOctetStream : mediaType, bytes);
}
