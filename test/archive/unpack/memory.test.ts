import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packLayer, unpackLayer } from '../../../src/archive/index.ts';
import { end, entry, header } from '../tar/blocks.ts';

// The tests call the garbage collector before they measure.
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const entries = 15_000;
const entriesPerDirectory = 100;

/** An archive of small files in directories. */
async function* manyFiles(): AsyncGenerator<Buffer, void, undefined> {
  for (let at = 0; at < entries; at += entriesPerDirectory) {
    const directory = `directory-${at}-${'d'.repeat(40)}`;
    yield header({ name: `${directory}/`, type: '5', mode: 0o755 });
    for (let file = 1; file < entriesPerDirectory; file++)
      yield entry({ name: `${directory}/file-${file}`, content: 'x' });
  }
  yield end;
}

/** Measures the heap at two numbers of entries. Returns the bytes for each entry between them. */
class Measurement {
  readonly #samples: { readonly count: number; readonly heap: number }[] = [];

  readonly add = (count: number): void => {
    const next = [5_000, entries - 1][this.#samples.length];
    if (next === undefined || count < next) return;
    collectGarbage();
    this.#samples.push({ count, heap: process.memoryUsage().heapUsed });
  };

  bytesPerEntry(): number {
    const [first, last] = this.#samples;
    if (first === undefined || last === undefined) throw new Error('too few entries');
    return (last.heap - first.heap) / (last.count - first.count);
  }
}

describe('archives with many entries', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'memory-'));
  });
  afterEach(async () => {
    await rm(root, { recursive: true, force: true });
  });

  it('need no memory for the entries that were unpacked or packed (PK-07)', async () => {
    const unpacking = new Measurement();
    await using layer = await unpackLayer(manyFiles(), join(root, 'out'), {
      onProgress: (progress) => unpacking.add(progress.entries),
    });
    expect(layer.result.entries).toBe(entries);
    expect(unpacking.bytesPerEntry()).toBeLessThan(50);
    const packing = new Measurement();
    const { content, result } = packLayer({
      sourceDir: layer.directory,
      compression: 'none',
      onProgress: (_, count) => packing.add(count),
    });
    for await (const chunk of content) expect(chunk.byteLength).toBeGreaterThan(0);
    expect((await result).files + (await result).directories).toBe(entries + 1);
    expect(packing.bytesPerEntry()).toBeLessThan(50);
  });
});
