import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { array, assert, asyncProperty, constantFrom, nat } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RepositoryCatalog } from '../../src/layout/catalog.ts';
import { LayoutRegistry } from '../../src/layout/index.ts';
import { folderOf } from '../../src/layout/repository-folders.ts';
import { ForwardingRegistry, type CallOptions } from '../../src/registry/index.ts';
import { digestOf, type Descriptor, type Digest } from '../../src/spec/index.ts';
import { prefix } from '../../src/wrappers/index.ts';
import { blobOf, put, putImage } from '../contract/content.ts';
import { listen } from '../../src/server/index.ts';
import { send } from '../server/requests.ts';
import { temporaryFolder } from './fixture.ts';

/** Creates the folders of a layout with one blob. */
async function createLayout(root: string, name: string): Promise<void> {
  const folder = folderOf(root, name);
  await mkdir(join(folder, 'blobs', 'sha256'), { recursive: true });
  await writeFile(join(folder, 'blobs', 'sha256', 'a'.repeat(64)), '');
  await writeFile(join(folder, 'oci-layout'), '');
}

/** A catalogue that counts the folders that it reads. */
function countingCatalog(root: string): { readonly catalog: RepositoryCatalog; readonly reads: () => number } {
  let count = 0;
  // The folders count as unchanged for a long time.
  const now = (): number => Date.now() + 60_000 + count++;
  return {
    catalog: new RepositoryCatalog(root, now),
    reads: () => {
      const before = count;
      count = 0;
      return before;
    },
  };
}

async function page(catalog: RepositoryCatalog, startAfter: string | undefined, limit: number): Promise<string[]> {
  const names: string[] = [];
  for await (const name of catalog.names({ startAfter })) {
    names.push(name);
    if (names.length === limit) break;
  }
  return names;
}

describe('RepositoryCatalog', () => {
  it('reads only the folders of a page', async () => {
    await using folder = await temporaryFolder();
    const names = Array.from({ length: 200 }, (_, index) => `r${String(index).padStart(3, '0')}`);
    for (const name of names) await createLayout(folder.path, name);
    const inOrganizations = names.map((name) => `org${name.at(-1)}/${name}`);
    for (const name of inOrganizations) await createLayout(folder.path, name);
    const all = [...inOrganizations, ...names].toSorted();
    const { catalog, reads } = countingCatalog(folder.path);
    for (const startAfter of [undefined, 'org4/r124', 'org9/r999', 'r000', 'r100', 'r195', 'zzz']) {
      const rest = startAfter === undefined ? all : all.filter((name) => name > startAfter);
      expect(await page(catalog, startAfter, 10)).toEqual(rest.slice(0, 10));
      expect(reads()).toBeLessThan(60);
    }
  });

  it('lists every page of any tree of names in byte order', async () => {
    const part = constantFrom('a', 'a-b', 'a.b', 'a0', 'b', 'blobs', 'con', 'index.json');
    const name = array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
    const property = asyncProperty(array(name, { maxLength: 8 }), nat(3), async (given, limit) => {
      await using folder = await temporaryFolder();
      const names = [...new Set(given)].toSorted();
      for (const one of names) await createLayout(folder.path, one);
      const catalog = new RepositoryCatalog(folder.path, Date.now);
      for (const startAfter of [undefined, ...given, 'a/', 'a-', 'a/b/c/d'])
        expect(await page(catalog, startAfter, limit + 1)).toEqual(
          names.filter((one) => startAfter === undefined || one > startAfter).slice(0, limit + 1),
        );
    });
    await assert(property, { numRuns: 50 });
  });

  it('sees the changes of other processes at once', async () => {
    await using folder = await temporaryFolder();
    const registry = await LayoutRegistry.open(folder.path, { sync: false });
    const other = await LayoutRegistry.open(folder.path, { sync: false });
    const names = Array.from({ length: 20 }, (_, index) => `a/r${index}`).toSorted();
    for (const name of names) await put(other, name, blobOf('x'));
    const seen: string[] = [];
    for (const name of ['a/new', 'a/r1/inner', 'b', ...names]) {
      if (!names.includes(name)) await put(other, name, blobOf('x'));
      seen.push(name);
      const expected = [...new Set([...names, ...seen])].toSorted();
      expect(await Array.fromAsync(registry.repositories())).toEqual(expected);
    }
  });

  it('reports a folder that cannot be read only to callers that reach it', async () => {
    await using folder = await temporaryFolder();
    for (const name of ['a', 'b', 'c']) await createLayout(folder.path, name);
    await rm(join(folder.path, 'b/blobs'), { recursive: true });
    await symlink('blobs', join(folder.path, 'b/blobs'));
    const catalog = new RepositoryCatalog(folder.path, Date.now);
    // The folders after a name are read ahead.
    expect(await page(catalog, undefined, 1)).toEqual(['a']);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await expect(Array.fromAsync(catalog.names())).rejects.toMatchObject({ code: 'FILE_SYSTEM' });
    expect(await page(catalog, 'b0', 1)).toEqual(['c']);
  });

  it('omits other folders, links and empty layouts', async () => {
    await using folder = await temporaryFolder();
    await createLayout(folder.path, 'kept');
    for (const name of ['UPPER', '.hidden', 'no-layout', '~kept', 'blobs'])
      await mkdir(join(folder.path, name, 'blobs', 'sha256'), { recursive: true });
    await mkdir(join(folder.path, 'empty'));
    await writeFile(join(folder.path, 'empty', 'oci-layout'), '');
    await symlink('kept', join(folder.path, 'link'));
    const catalog = new RepositoryCatalog(folder.path, Date.now);
    expect(await Array.fromAsync(catalog.names())).toEqual(['kept']);
    expect(await Array.fromAsync(catalog.layouts())).toEqual(['empty', 'kept']);
  });
});

describe('a mount without a source', () => {
  class CountingRegistry extends ForwardingRegistry {
    mounts = 0;

    override mountBlob(from: string, to: string, digest: Digest, options?: CallOptions): Promise<Descriptor> {
      this.mounts++;
      return super.mountBlob(from, to, digest, options);
    }
  }

  it('tries only the repositories in which the blob is known', async () => {
    await using folder = await temporaryFolder();
    const registry = new CountingRegistry(await LayoutRegistry.open(folder.path, { sync: false }));
    for (let index = 0; index < 60; index++) await put(registry, `team/r${index}`, blobOf(`blob ${index}`));
    await using server = await listen(registry);
    await using prefixed = await listen(prefix(registry, 'team'));
    const mount = async (url: string, to: string, content: string): Promise<readonly number[]> => {
      registry.mounts = 0;
      const { status } = await send(url, 'POST', `/v2/${to}/blobs/uploads/?mount=${digestOf(content)}`);
      return [status, registry.mounts];
    };
    // The first attempt is always the repository itself.
    expect(await mount(server.url, 'new/a', 'nowhere')).toEqual([202, 1]);
    expect(await mount(server.url, 'new/a', 'blob 0')).toEqual([201, 2]);
    expect(await mount(server.url, 'new/b', 'blob 59')).toEqual([201, 2]);
    expect(await mount(prefixed.url, 'new/c', 'blob 30')).toEqual([201, 2]);
    expect(await readdir(join(folder.path, 'team', 'new'))).toEqual(['c']);
  });

  it('finds blobs that were read since the start, and no deleted ones', async () => {
    await using folder = await temporaryFolder();
    const { layer } = await putImage(await LayoutRegistry.open(folder.path), 'a', 'one');
    const { digest } = layer.descriptor;
    const registry = await LayoutRegistry.open(folder.path);
    const sources = (): Promise<string[]> => Array.fromAsync(registry.repositories({ withBlob: digest }));
    expect(await sources()).toEqual([]);
    await registry.resolveBlob('a', digest);
    expect(await sources()).toEqual(['a']);
    await registry.mountBlob('a', 'b', digest);
    expect(await sources()).toEqual(['a', 'b']);
    await registry.deleteBlob('a', digest);
    await using server = await listen(registry);
    expect((await send(server.url, 'POST', `/v2/c/blobs/uploads/?mount=${digest}`)).status).toBe(201);
    for (const name of ['b', 'c']) await registry.deleteBlob(name, digest);
    expect((await send(server.url, 'POST', `/v2/d/blobs/uploads/?mount=${digest}`)).status).toBe(202);
  });
});
