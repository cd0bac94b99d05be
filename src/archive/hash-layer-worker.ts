import { parentPort } from 'node:worker_threads';
import type { HashInput, HashMessage } from './hash-thread.ts';
import { HashedArchive } from './hashed-archive.ts';
import { WalkReport } from './walk/report.ts';
import { listedInGroups } from './walk/walk.ts';

// The program of a `HashThread`. It hashes one source after the other.

/** Bytes between two messages about the progress. */
const progressBytes = 4 * 1024 * 1024;

async function hash({ sourceDir, entries }: HashInput, send: (message: HashMessage) => void): Promise<void> {
  let reported = 0;
  const onProgress = (bytes: number, count: number): void => {
    if (bytes - reported < progressBytes && count < entries.length) return;
    reported = bytes;
    send({ bytes, entries: count });
  };
  try {
    const report = new WalkReport(sourceDir);
    send({ layer: await HashedArchive.tar(listedInGroups(entries, report), { report, onProgress }).hash() });
  } catch {
    send({ layer: undefined });
  }
}

if (parentPort !== null) {
  const port = parentPort;
  port.on('message', (input: HashInput) => {
    void hash(input, (message) => port.postMessage(message, []));
  });
}
