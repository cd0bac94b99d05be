import { Worker } from 'node:worker_threads';
import { untilAborted } from '../concurrency/index.ts';
import { messageOf, OciError, parseDigest, type Digest, type DigestAlgorithm } from '../spec/index.ts';

/** Runs by itself in its thread, whatever this module was bundled into. */
const program = `
const { openSync, readSync, closeSync, constants } = require('node:fs');
const { createHash } = require('node:crypto');
const { parentPort, workerData: { path, algorithm } } = require('node:worker_threads');
const file = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW || 0));
const hash = createHash(algorithm);
const chunk = Buffer.allocUnsafeSlow(1024 * 1024);
for (let got = 0; (got = readSync(file, chunk)) > 0; ) hash.update(chunk.subarray(0, got));
closeSync(file);
parentPort.postMessage(hash.digest('hex'));
`;

/**
 * The digest of a file, hashed on a thread of its own while this one does other work.
 *
 * @throws OciError `FILE_SYSTEM` for a file that cannot be read, `ABORTED`
 */
export async function hashFileInWorker(
  path: string,
  algorithm: DigestAlgorithm,
  signal?: AbortSignal,
): Promise<Digest> {
  const worker = new Worker(program, { eval: true, workerData: { path, algorithm } });
  try {
    const hex = await untilAborted(
      () =>
        new Promise<string>((resolve, reject) => {
          worker.once('message', resolve);
          worker.once('error', reject);
          worker.once('exit', () => {
            reject(new Error('the thread ended early'));
          });
        }),
      signal,
    );
    return parseDigest(`${algorithm}:${hex}`);
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw new OciError('FILE_SYSTEM', `${path} could not be hashed: ${messageOf(error)}`, { cause: error });
  } finally {
    await worker.terminate();
  }
}
