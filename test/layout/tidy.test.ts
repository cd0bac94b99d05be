import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { once } from '../../src/streams/index.ts';
import { inBackground } from '../eventually.ts';
import { LayoutRepository } from '../../src/layout/index.ts';
import { descriptorOf } from '../../src/spec/index.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tidy-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe('LayoutRepository.tidy', () => {
  it('removes the folders that image-spec does not define', async () => {
    const layout = await LayoutRepository.open(directory);
    await layout.ingest(once(Buffer.from('content')), 'application/octet-stream');
    await layout.tidy();
    expect((await readdir(directory)).sort()).toEqual(['blobs', 'index.json', 'oci-layout']);
  });

  it('does not affect concurrent writers while it removes folders', async () => {
    const layout = await LayoutRepository.open(directory, { sync: false });
    await using _tidying = inBackground(() => layout.tidy());
    const pushes = Array.from({ length: 200 }, async (_, index) => {
      const bytes = Buffer.from(`content ${index}`);
      const descriptor = descriptorOf('application/octet-stream', bytes);
      await layout.push(descriptor, () => once(bytes));
      expect(await layout.exists(descriptor)).toBe(true);
    });
    await Promise.all(pushes);
  });
});
