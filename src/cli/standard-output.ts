import { once } from 'node:events';

/** Writes chunks to a stream, at the speed of its reader. A reader may close the stream early, as `| head` does. */
export async function writeAll(out: NodeJS.WriteStream, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const chunk of chunks) {
    if (out.writable && out.write(chunk)) continue;
    if (!out.writable) return;
    await Promise.race([once(out, 'drain'), once(out, 'close')]);
  }
}
