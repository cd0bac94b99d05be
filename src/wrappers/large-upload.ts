import { abortable } from '../concurrency/index.ts';
import { verified, type Body } from '../streams/index.ts';
import type { BlobWriter, CallOptions, Registry } from '../registry/index.ts';
import { isNotFound, isOciError, type Descriptor } from '../spec/index.ts';
import type { LargeSettings } from './large-options.ts';
import { RetryCounter } from './retry-counter.ts';

/** Stores a blob by an upload in pieces. What breaks goes on where the registry says it stands; the body is opened again for that. */
export async function uploadInChunks(
  registry: Registry,
  repository: string,
  blob: Descriptor,
  body: Body,
  chunkSize: number,
  options: CallOptions,
  settings: LargeSettings,
): Promise<Descriptor> {
  const tries = new RetryCounter(settings, options.signal);
  let id: string | undefined;
  let arrived = 0;
  for (;;) {
    const present = await find(registry, repository, blob, options);
    if (present !== undefined) return present;
    let writer: BlobWriter | undefined;
    try {
      const how = { chunkSize, signal: options.signal };
      writer =
        id === undefined
          ? await registry.pushBlobChunked(repository, how)
          : await registry.pushBlobChunkedResume(repository, id, how);
      await send(
        writer,
        verified(abortable(body(), options.signal), blob, `the blob ${blob.digest}`, 'sender'),
        options,
      );
      return await writer.commit(blob.digest, options);
    } catch (error) {
      // An upload that is gone may have been completed by a request whose answer was lost; else it begins anew.
      const gone = id !== undefined && writer === undefined && isOciError(error, 'BLOB_UPLOAD_UNKNOWN');
      const moved = writer !== undefined && writer.size > arrived;
      // Not set back when an upload is lost: one that is lost again and again must come to an end.
      arrived = Math.max(arrived, writer?.size ?? 0);
      id = gone ? undefined : (writer?.id ?? id);
      if (gone) continue;
      try {
        if (!(await tries.after(error, moved))) throw error;
      } catch (final) {
        await cancelQuietly(writer);
        throw final;
      }
    }
  }
}

async function find(
  registry: Registry,
  repository: string,
  blob: Descriptor,
  options: CallOptions,
): Promise<Descriptor | undefined> {
  try {
    const found = await registry.resolveBlob(repository, blob.digest, options);
    return found.size === blob.size ? found : undefined;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

async function send(writer: BlobWriter, content: AsyncIterable<Uint8Array>, options: CallOptions): Promise<void> {
  let skip = writer.size;
  for await (const chunk of content) {
    const start = Math.min(skip, chunk.byteLength);
    skip -= start;
    if (start < chunk.byteLength) await writer.write(chunk.subarray(start), options);
  }
}

async function cancelQuietly(writer: BlobWriter | undefined): Promise<void> {
  try {
    await writer?.cancel();
  } catch {
    // The caller has the error that matters; the registry forgets the upload in time.
  }
}
