import type { BlobReader } from './content.ts';
import { closedEarly } from './bytes-reader.ts';

/**
 * The content of a reader for who is done with each chunk when asking for the next: it comes from the reader's pour where there is one, and
 * the memory of a chunk is used again. Leaving early closes the reader.
 *
 * @throws as iterating over the reader does
 */
export async function* borrowedChunks(reader: BlobReader): AsyncGenerator<Uint8Array, void, undefined> {
  const { pipeTo } = reader;
  if (pipeTo === undefined) {
    yield* reader;
    return;
  }
  let given = awaited<Uint8Array | undefined>();
  let taken = awaited<void>();
  const pouring = pipeTo
    .call(reader, (chunk) => {
      taken = awaited();
      given.resolve(chunk);
      return taken.promise;
    })
    .then(
      () => given.resolve(undefined),
      (error: unknown) => given.reject(error),
    );
  let ended = false;
  try {
    for (;;) {
      const chunk = await given.promise;
      if (chunk === undefined) break;
      given = awaited();
      yield chunk;
      taken.resolve();
    }
    ended = true;
  } finally {
    if (!ended) {
      taken.reject(closedEarly(reader.descriptor));
      await reader.close();
    }
    await pouring;
  }
}

/** A promise that may fail with nobody waiting for it. */
function awaited<T>(): PromiseWithResolvers<T> {
  const made = Promise.withResolvers<T>();
  made.promise.catch(() => undefined);
  return made;
}
