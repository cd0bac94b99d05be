import { abortable } from '../concurrency/index.ts';
import { verified, type Body } from '../streams/index.ts';
import type { BlobWriter, CallOptions, Registry } from '../registry/index.ts';
import { isNotFound, isOciError, type Descriptor } from '../spec/index.ts';
import type { LargeSettings } from './large-options.ts';
import { LargeRetries } from './large-retries.ts';

/**
 * Pushes a blob with a chunked upload. After a failure, the body is opened again and the upload resumes at the
 * registry's offset.
 */
export async function uploadInChunks(
  registry: Registry,
  repository: string,
  blob: Descriptor,
  body: Body,
  chunkSize: number,
  options: CallOptions,
  settings: LargeSettings,
): Promise<Descriptor> {
  const retries = new LargeRetries(settings, options.signal);
  let id: string | undefined;
  let uploaded = 0;
  for (;;) {
    const existing = await findBlob(registry, repository, blob, options);
    if (existing !== undefined) return existing;
    let writer: BlobWriter | undefined;
    try {
      const uploadOptions = { chunkSize, signal: options.signal };
      writer =
        id === undefined
          ? await registry.pushBlobChunked(repository, uploadOptions)
          : await registry.pushBlobChunkedResume(repository, id, uploadOptions);
      await writeRemaining(
        writer,
        verified(abortable(body(), options.signal), blob, `the blob ${blob.digest}`, 'sender'),
        options,
      );
      return await writer.commit(blob.digest, options);
    } catch (error) {
      // The commit may have succeeded although its reply was lost; then the next iteration finds the blob. Otherwise it
      // starts a new upload.
      const isLost = id !== undefined && writer === undefined && isOciError(error, 'BLOB_UPLOAD_UNKNOWN');
      const progressed = writer !== undefined && writer.size > uploaded;
      // A lost upload does not reset the count, so that a registry that always loses uploads cannot cause endless
      // retries.
      uploaded = Math.max(uploaded, writer?.size ?? 0);
      id = isLost ? undefined : (writer?.id ?? id);
      if (isLost) continue;
      try {
        if (!(await retries.waitBeforeRetry(error, progressed))) throw error;
      } catch (lastError) {
        await cancelQuietly(writer);
        throw lastError;
      }
    }
  }
}

async function findBlob(
  registry: Registry,
  repository: string,
  blob: Descriptor,
  options: CallOptions,
): Promise<Descriptor | undefined> {
  try {
    const existing = await registry.resolveBlob(repository, blob.digest, options);
    return existing.size === blob.size ? existing : undefined;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

async function writeRemaining(
  writer: BlobWriter,
  content: AsyncIterable<Uint8Array>,
  options: CallOptions,
): Promise<void> {
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
    // The caller receives the original error, and the registry expires the upload.
  }
}
