import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { HashWorker } from '../../src/streams/hash-worker.ts';
import { hashFileInWorker, streamHash, type StreamHash } from '../../src/streams/index.ts';
import { digestOf, type DigestAlgorithm } from '../../src/spec/index.ts';

const large = 1024 * 1024 * 1024;
const chunks = [Buffer.from('some'), Buffer.alloc(700_000, 7), Buffer.alloc(0), Buffer.alloc(70_000, 'content')];

function startWorker(algorithm: DigestAlgorithm): HashWorker {
  const worker = HashWorker.start(algorithm);
  if (worker === undefined) throw new Error('the worker did not start');
  return worker;
}

async function digestBy(hash: StreamHash, memory: (chunk: Buffer) => Buffer): Promise<string> {
  const buffer = memory(Buffer.alloc(1_000_000));
  for (const chunk of chunks) {
    // All chunks use the same memory, so that a late read gets wrong bytes.
    const borrowed = buffer.subarray(0, chunk.copy(buffer));
    await hash.update(borrowed);
    borrowed.fill(0);
  }
  return hash.digest();
}

describe('streamHash', () => {
  it('returns the same digest with and without a worker, for shared and other memory', async () => {
    for (const algorithm of ['sha256', 'sha512'] as const) {
      const expected = digestOf(Buffer.concat(chunks), algorithm);
      for (const memory of [
        (chunk: Buffer) => chunk,
        (chunk: Buffer) => Buffer.from(new SharedArrayBuffer(chunk.byteLength)),
      ]) {
        using local = streamHash(algorithm, 0);
        expect(await digestBy(local, memory)).toBe(expected);
        using worker = startWorker(algorithm);
        expect(await digestBy(worker, memory)).toBe(expected);
      }
      using empty = startWorker(algorithm);
      expect(await empty.digest()).toBe(digestOf('', algorithm));
    }
  });

  it('throws when the worker has ended', async () => {
    const worker = startWorker('sha256');
    await worker.update(Buffer.from('some'));
    const pending = worker.digest();
    worker[Symbol.dispose]();
    await pending.catch(() => undefined);
    await expect
      .poll(() =>
        worker.update(Buffer.from('more')).then(
          () => 'hashed',
          (error: Error) => error.message,
        ),
      )
      .toMatch(/ended early/);
  });

  it('does not prevent the exit of the process with a worker', async () => {
    const program = `
      import { streamHash } from ${JSON.stringify(join(import.meta.dirname, '../../src/streams/index.ts'))};
      { using idle = streamHash('sha256', ${large}); }
      { using waiting = streamHash('sha256', ${large}); await waiting.update(new Uint8Array(9)); }
      { using working = streamHash('sha256', ${large}); void working.update(new Uint8Array(50_000_000)); }
      console.log('done');`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program]);
    expect(stdout).toBe('done\n');
  });

  it('starts at most one worker less than the number of processors', () => {
    using stack = new DisposableStack();
    const kinds = Array.from(
      { length: availableParallelism() + 1 },
      () => stack.use(streamHash('sha256', large)) instanceof HashWorker,
    );
    expect(kinds.filter(Boolean)).toHaveLength(availableParallelism() - 1);
    stack.dispose();
    expect(HashWorker.running).toBe(0);
  });

  it('hashes without a worker when the process must not start one', async () => {
    const program = `
      import { streamHash } from ${JSON.stringify(join(import.meta.dirname, '../../src/streams/index.ts'))};
      using hash = streamHash('sha256', ${large});
      hash.update(Buffer.from('some'));
      console.log(hash.constructor.name, await hash.digest());`;
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--permission',
      '--allow-fs-read=*',
      '--input-type=module',
      '-e',
      program,
    ]);
    expect(stdout).toBe(`LocalHash ${digestOf('some')}\n`);
  });
});

describe('hashFileInWorker', () => {
  it('hashes a file', async () => {
    const path = join(import.meta.dirname, 'stream-hash.test.ts');
    expect(await hashFileInWorker(path, 'sha512')).toBe(digestOf(await readFile(path), 'sha512'));
  });

  it('tells a cancelled hash from a file that cannot be read', async () => {
    const missing = join(import.meta.dirname, 'missing');
    await expect(hashFileInWorker(missing, 'sha256')).rejects.toMatchObject({ code: 'FILE_SYSTEM' });
    await expect(hashFileInWorker(missing, 'sha256', AbortSignal.abort())).rejects.toMatchObject({ code: 'ABORTED' });
  });
});
