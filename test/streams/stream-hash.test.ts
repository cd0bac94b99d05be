import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { HashThread } from '../../src/streams/hash-thread.ts';
import { streamHash, type StreamHash } from '../../src/streams/index.ts';
import { digestOf, type DigestAlgorithm } from '../../src/spec/index.ts';

const large = 1024 * 1024 * 1024;
const chunks = [Buffer.from('some'), Buffer.alloc(700_000, 7), Buffer.alloc(0), Buffer.alloc(70_000, 'content')];

function started(algorithm: DigestAlgorithm): HashThread {
  const thread = HashThread.start(algorithm);
  if (thread === undefined) throw new Error('there are threads here');
  return thread;
}

async function digestBy(hash: StreamHash, memory: (chunk: Buffer) => Buffer): Promise<string> {
  const place = memory(Buffer.alloc(1_000_000));
  for (const chunk of chunks) {
    // All come in the same memory, which a late reader would notice.
    const lent = place.subarray(0, chunk.copy(place));
    await hash.update(lent);
    lent.fill(0);
  }
  return hash.digest();
}

describe('hashing a stream', () => {
  it('comes to the same here and on another thread, wherever the chunks lie', async () => {
    for (const algorithm of ['sha256', 'sha512'] as const) {
      const expected = digestOf(Buffer.concat(chunks), algorithm);
      for (const memory of [
        (chunk: Buffer) => chunk,
        (chunk: Buffer) => Buffer.from(new SharedArrayBuffer(chunk.byteLength)),
      ]) {
        using here = streamHash(algorithm, 0);
        expect(await digestBy(here, memory)).toBe(expected);
        using aside = started(algorithm);
        expect(await digestBy(aside, memory)).toBe(expected);
      }
      using empty = started(algorithm);
      expect(await empty.digest()).toBe(digestOf('', algorithm));
    }
  });

  it('tells of a thread that ended', async () => {
    const thread = started('sha256');
    await thread.update(Buffer.from('some'));
    const waiting = thread.digest();
    thread[Symbol.dispose]();
    await waiting.catch(() => undefined);
    await expect
      .poll(() =>
        thread.update(Buffer.from('more')).then(
          () => 'hashed',
          (error: Error) => error.message,
        ),
      )
      .toMatch(/ended early/);
  });

  it('leaves no thread behind that keeps the process, asleep or at work', async () => {
    const program = `
      import { streamHash } from ${JSON.stringify(join(import.meta.dirname, '../../src/streams/index.ts'))};
      { using never = streamHash('sha256', ${large}); }
      { using asleep = streamHash('sha256', ${large}); await asleep.update(new Uint8Array(9)); }
      { using working = streamHash('sha256', ${large}); void working.update(new Uint8Array(50_000_000)); }
      console.log('done');`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program]);
    expect(stdout).toBe('done\n');
  });

  it('starts no more threads than there are processors beside this one', () => {
    using stack = new DisposableStack();
    const kinds = Array.from(
      { length: availableParallelism() + 1 },
      () => stack.use(streamHash('sha256', large)) instanceof HashThread,
    );
    expect(kinds.filter(Boolean)).toHaveLength(availableParallelism() - 1);
    stack.dispose();
    expect(HashThread.running).toBe(0);
  });

  it('does without another thread where the process may start none', async () => {
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
    expect(stdout).toBe(`HashHere ${digestOf('some')}\n`);
  });
});
