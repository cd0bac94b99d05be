import type { IncompleteBlob } from '../../src/registry/index.ts';
import type { Descriptor } from '../../src/spec/index.ts';
import type { HttpRegistry } from '../../src/client/index.ts';
import { pieces, type Blob } from '../contract/content.ts';

/** Called before bytes are read, with the position after them. */
export type OnRead = (position: number) => Promise<void>;

/** Pushes a blob of about 300,000 bytes. */
export type Push = (registry: HttpRegistry, repository: string, blob: Blob, onRead?: OnRead) => Promise<Descriptor>;

async function* read(blob: Blob, from: number, onRead: OnRead | undefined): AsyncGenerator<Uint8Array> {
  let position = from;
  for await (const piece of pieces(blob.bytes.subarray(from), 10_000)) {
    position += piece.byteLength;
    await onRead?.(position);
    yield piece;
  }
}

/** Content that is complete, for an upload of content that is being created. */
export function completeContent(blob: Blob, onRead?: OnRead): IncompleteBlob {
  const { size } = blob.descriptor;
  const close = async (): Promise<void> => undefined;
  return {
    size,
    reaches: async (count) => count <= size,
    open: (from) => read(blob, from, onRead),
    close,
    [Symbol.asyncDispose]: close,
  };
}

export type PushKind = 'complete blob' | 'chunked upload' | 'blob that is being created';

/** The ways to push a blob. */
export const pushKinds: Readonly<Record<PushKind, Push>> = {
  'complete blob': (registry, repository, blob, onRead) =>
    registry.pushBlob(repository, blob.descriptor, () => read(blob, 0, onRead)),
  'chunked upload': async (registry, repository, blob, onRead) => {
    const writer = await registry.pushBlobChunked(repository, { chunkSize: 100_000 });
    for await (const piece of read(blob, 0, onRead)) await writer.write(piece);
    return writer.commit(blob.descriptor.digest);
  },
  'blob that is being created': (registry, repository, blob, onRead) =>
    registry.pushBlobStreamed(repository, completeContent(blob, onRead), Promise.resolve(blob.descriptor)),
};

export const pushKindNames: readonly PushKind[] = Object.keys(pushKinds) as PushKind[];
