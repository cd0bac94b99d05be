import { plainDescriptor, type Descriptor } from '../spec/index.ts';
import { once, type Body } from '../streams/index.ts';
import type { CallOptions, PushOptions } from './content.ts';
import type { Storage } from './repository.ts';

/**
 * Pushes a blob unless the storage has it.
 *
 * @returns `pushed` when the bytes were sent
 * @throws OciError as {@link Storage.push}
 */
export async function pushUnlessExists(
  storage: Storage,
  blob: Descriptor,
  body: Body,
  options: CallOptions & Pick<PushOptions, 'mountFrom'> = {},
): Promise<'pushed' | 'exists' | 'mounted'> {
  if (storage.looksUpOnPush !== true) {
    if (await storage.exists(blob, options)) return 'exists';
    await storage.push(blob, body, { ...options, isAbsent: true });
    return 'pushed';
  }
  let state: 'pushed' | 'exists' | 'mounted' = 'pushed';
  await storage.push(blob, body, {
    ...options,
    onNotSent: (reason) => {
      state = reason;
    },
  });
  return state;
}

/** Pushes content that is in memory. @throws OciError as {@link Storage.push} */
export async function pushContent(
  storage: Storage,
  descriptor: Descriptor,
  bytes: Uint8Array,
  options?: PushOptions,
): Promise<void> {
  await storage.push(plainDescriptor(descriptor), () => once(bytes), options);
}
