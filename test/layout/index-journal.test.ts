import {
  appendFile,
  copyFile,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LayoutRegistry, LayoutRepository, type LayoutRegistryOptions } from '../../src/layout/index.ts';
import type { Registry } from '../../src/registry/index.ts';
import { name, expectCode, putImage, putManifest, type Image } from '../contract/content.ts';
import { temporaryFolder } from './fixture.ts';

interface Journaled extends AsyncDisposable {
  readonly root: string;
  readonly registry: LayoutRegistry;
  readonly image: Image;
  readonly index: string;
  readonly journal: string;
}

const open = (root: string, options: LayoutRegistryOptions = {}): Promise<LayoutRegistry> =>
  LayoutRegistry.open(root, { journal: true, sync: false, ...options });

/** Stops the timer that merges the journal of an idle layout, because a test may be slow. */
function neverIdle(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
}

afterEach(() => {
  vi.useRealTimers();
});

/** A registry with a journal, one image with the tag `v1`, and a complete `index.json`. */
async function journaled(): Promise<Journaled> {
  const { path: root, [Symbol.asyncDispose]: remove } = await temporaryFolder();
  const registry = await open(root);
  const image = await putImage(registry, name, 'one', ['v1']);
  await registry.flush();
  const layout = join(root, name);
  return {
    root,
    registry,
    image,
    index: join(layout, 'index.json'),
    journal: join(layout, '.index.json.journal'),
    [Symbol.asyncDispose]: async () => {
      await registry.flush();
      await remove();
    },
  };
}

const tagsOf = (registry: Registry): Promise<string[]> => Array.fromAsync(registry.tags(name));

const tag = (registry: Registry, { manifest }: Image, ...tags: readonly string[]): Promise<unknown> =>
  putManifest(registry, name, manifest, ...tags);

async function tagsInFile(index: string): Promise<string[]> {
  const { manifests } = JSON.parse(await readFile(index, 'utf8')) as {
    manifests: { annotations?: Record<string, string> }[];
  };
  return manifests.map(({ annotations }) => annotations?.['org.opencontainers.image.ref.name'] ?? '').toSorted();
}

describe('the journal of an index', () => {
  it('records every kind of change without a write of index.json, and each process reads it', async () => {
    neverIdle();
    await using layout = await journaled();
    const { registry, image } = layout;
    const before = await readFile(layout.index);
    const second = await putImage(registry, name, 'two', ['v2', 'v3']);
    await tag(registry, second, 'v1');
    await registry.deleteTag(name, 'v3');
    const third = await putImage(registry, name, 'three', ['v4']);
    await registry.deleteManifest(name, third.manifest.descriptor.digest);
    expect(await readFile(layout.index)).toEqual(before);

    const readers = [
      await open(layout.root),
      await LayoutRegistry.open(layout.root, { readOnly: true }),
      await LayoutRegistry.open(join(layout.root, name), { mode: 'single', repository: name, readOnly: true }),
    ];
    for (const reader of [registry, ...readers]) {
      expect(await tagsOf(reader)).toEqual(['v1', 'v2']);
      expect((await reader.resolveTag(name, 'v1')).digest).toBe(second.manifest.descriptor.digest);
      expect((await reader.resolveManifest(name, image.manifest.descriptor.digest)).size).toBeGreaterThan(0);
      await expectCode(reader.resolveManifest(name, third.manifest.descriptor.digest), 'MANIFEST_UNKNOWN');
    }
    await registry.flush();
    expect(await tagsInFile(layout.index)).toEqual(['', 'v1', 'v2']);
    expect(await readdir(join(layout.root, name))).not.toContain('.index.json.journal');
    for (const reader of [registry, ...readers]) expect(await tagsOf(reader)).toEqual(['v1', 'v2']);
  });

  it('has records whose size does not depend on the number of tags', async () => {
    neverIdle();
    await using layout = await journaled();
    const { registry, image } = layout;
    await tag(registry, image, 't-0001');
    const record = (await stat(layout.journal)).size;
    const many = Array.from({ length: 2000 }, (_, index) => `many-${index}`);
    await tag(registry, image, ...many);
    for (const last of ['t-0002', 't-0003', 't-0004']) {
      await registry.flush();
      await tag(registry, image, last);
      expect((await stat(layout.journal)).size).toBe(record);
    }
    expect(await tagsOf(registry)).toHaveLength(2005);
  });

  it('is merged when the layout is idle', async () => {
    await using layout = await journaled();
    await tag(layout.registry, layout.image, 'idle');
    await vi.waitFor(async () => expect(await tagsInFile(layout.index)).toEqual(['idle', 'v1']), { timeout: 20_000 });
  });

  it('is merged by a writer without a journal', async () => {
    await using layout = await journaled();
    await tag(layout.registry, layout.image, 'a');
    const repository = await LayoutRepository.open(join(layout.root, name));
    await repository.tag(await repository.resolve('a'), 'b');
    expect(await tagsInFile(layout.index)).toEqual(['a', 'b', 'v1']);
    expect(await tagsOf(layout.registry)).toEqual(['a', 'b', 'v1']);
    await tag(layout.registry, layout.image, 'c');
    expect(await Array.fromAsync(repository.tags())).toEqual(['a', 'b', 'c', 'v1']);
  });

  it('keeps the changes of several processes, in any order of their merges', async () => {
    await using layout = await journaled();
    const registries = [layout.registry, await open(layout.root), await open(layout.root)];
    const expected = ['v1'];
    for (let round = 0; round < 6; round++) {
      for (const [index, registry] of registries.entries()) {
        expected.push(`r${round}-${index}`);
        await tag(registry, layout.image, `r${round}-${index}`);
        for (const reader of registries) expect(await tagsOf(reader)).toEqual(expected.toSorted());
      }
      await registries[round % 4]?.flush();
    }
    await Promise.all(registries.map((registry, index) => tag(registry, layout.image, `p${index}`)));
    await Promise.all(registries.map((registry) => registry.flush()));
    expect(await tagsInFile(layout.index)).toEqual([...expected, 'p0', 'p1', 'p2'].toSorted());
  });

  it('keeps the changes that are made while index.json is written', async () => {
    await using layout = await journaled();
    const { registry, image } = layout;
    await tag(registry, image, ...Array.from({ length: 2500 }, (_, index) => `many-${index}`));
    const flushing = registry.flush();
    const later = Array.from({ length: 10 }, (_, index) => `later-${index}`);
    for (const last of later) await tag(registry, image, last);
    await flushing;
    expect(await tagsOf(await open(layout.root))).toEqual(expect.arrayContaining(later));
    await registry.flush();
    expect(await tagsInFile(layout.index)).toHaveLength(2511);
  });

  it('has no effect when index.json contains its changes already', async () => {
    neverIdle();
    await using layout = await journaled();
    const { registry, image } = layout;
    const second = await putImage(registry, name, 'two', ['v1', 'moved']);
    await tag(registry, image, 'moved', 'deleted');
    await registry.deleteTag(name, 'deleted');
    // The process ends between the write of index.json and the removal of the journal.
    await copyFile(layout.journal, `${layout.journal}.copy`);
    await registry.flush();
    await rename(`${layout.journal}.copy`, layout.journal);
    for (const reader of [registry, await open(layout.root)]) {
      expect(await tagsOf(reader)).toEqual(['moved', 'v1']);
      expect((await reader.resolveTag(name, 'v1')).digest).toBe(second.manifest.descriptor.digest);
      expect((await reader.resolveTag(name, 'moved')).digest).toBe(image.manifest.descriptor.digest);
    }
  });

  for (const [title, damage] of [
    ['a part of a record', (path: string, size: number) => truncate(path, size - 20)],
    ['a record without its line break', (path: string, size: number) => truncate(path, size - 1)],
    ['zeros after a power failure', (path: string, size: number) => overwrite(path, size - 150, 150)],
    ['the start of one more record', (path: string) => appendFile(path, '12345678 {"remove":["')],
  ] as const) {
    it(`ignores and replaces ${title} at the end`, async () => {
      neverIdle();
      await using layout = await journaled();
      await tag(layout.registry, layout.image, 'a');
      await tag(layout.registry, layout.image, 'last');
      await damage(layout.journal, (await stat(layout.journal)).size);
      const after = await open(layout.root);
      expect(await tagsOf(after)).toEqual(expect.arrayContaining(['a', 'v1']));
      await tag(after, layout.image, 'next');
      for (const registry of [after, layout.registry, await open(layout.root)])
        expect(await tagsOf(registry)).toEqual(expect.arrayContaining(['a', 'next', 'v1']));
      await after.flush();
      expect(await tagsInFile(layout.index)).toEqual(expect.arrayContaining(['a', 'next', 'v1']));
    });
  }

  it.each([10, 300, 3000])('is readable after two power failures, the first in a record of %d bytes', async (bytes) => {
    neverIdle();
    await using layout = await journaled();
    await tag(layout.registry, layout.image, 'a');
    const { size } = await stat(layout.journal);
    await appendFile(layout.journal, `12345678 {"remove":["${'x'.repeat(bytes)}"],"put":[]}\n`);
    await tag(await open(layout.root), layout.image, 'lost');
    await overwrite(layout.journal, size + 20, 4);
    expect(await tagsOf(await open(layout.root))).toEqual(['a', 'v1']);
  });

  it('is an error when an earlier record is damaged', async () => {
    neverIdle();
    await using layout = await journaled();
    for (const last of ['a', 'b', 'c']) await tag(layout.registry, layout.image, last);
    const intact = await readFile(layout.journal);
    await overwrite(layout.journal, 15, 4);
    const failure = await expectCode(tagsOf(await open(layout.root)), 'MANIFEST_INVALID');
    expect(failure.message).toContain(layout.journal);
    await writeFile(layout.journal, intact);
    expect(await tagsOf(await open(layout.root))).toEqual(['a', 'b', 'c', 'v1']);
  });

  it('rejects a journal that is not a plain file', async () => {
    await using layout = await journaled();
    await writeFile(join(layout.root, 'outside'), '');
    await rm(layout.journal, { force: true });
    await symlink(join(layout.root, 'outside'), layout.journal);
    await expectCode(tag(layout.registry, layout.image, 'a'), 'FILE_SYSTEM');
    expect((await stat(join(layout.root, 'outside'))).size).toBe(0);
    await rm(layout.journal);
  });
});

/** Replaces bytes of a file with zeros. */
async function overwrite(path: string, start: number, length: number): Promise<void> {
  const bytes = await readFile(path);
  await writeFile(path, bytes.fill(0, start, start + length));
}
