import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { LayoutRepository } from '../../src/layout/index.ts';
import { expectCode } from '../contract/content.ts';
import { storeImage, temporaryFolder } from './fixture.ts';

const limit = 64 * 1024 * 1024;

it('refuses tags that make index.json larger than clients read, and stays readable', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'index.json');
  const first = await storeImage(await LayoutRepository.open(folder.path), 'one', ['v1', 'v2']);
  const index = JSON.parse(await readFile(path, 'utf8')) as Readonly<Record<string, unknown>>;
  const empty = JSON.stringify({ ...index, annotations: { filler: '' } });
  const filler = 'x'.repeat(limit - empty.length - 20);
  await writeFile(path, JSON.stringify({ ...index, annotations: { filler } }));
  const repository = await LayoutRepository.open(folder.path);
  const { descriptor } = first.manifest;
  for (const tag of ['v3', 'x'.repeat(128)]) {
    const { message } = await expectCode(repository.tag(descriptor, tag), 'SIZE_LIMIT');
    expect(message).toContain(`over the limit of ${limit} bytes; delete manifests`);
  }
  expect((await stat(path)).size).toBeLessThanOrEqual(limit);
  expect(await Array.fromAsync((await LayoutRepository.open(folder.path)).tags())).toEqual(['v1', 'v2']);
  await repository.untag('v2');
  await repository.tag(descriptor, 'v3');
  expect(await Array.fromAsync((await LayoutRepository.open(folder.path)).tags())).toEqual(['v1', 'v3']);
});
