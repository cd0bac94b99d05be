import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { servingOf } from '../../src/commands/serving.ts';
import { LayoutRegistry } from '../../src/layout/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { listen } from '../../src/server/index.ts';
import { connectRegistry } from '../../src/connect/index.ts';
import { putImage } from '../contract/content.ts';
import { temporaryFolder } from '../layout/fixture.ts';

it('closes the connection to the upstream when the server cannot be closed', async () => {
  await using upstream = await listen(new MemoryRegistry());
  await using server = await listen(new MemoryRegistry());
  const connection = await connectRegistry(new URL(upstream.url).host, { plainHttp: true });
  const closed: string[] = [];
  const failing = { ...server, url: server.url, close: () => Promise.reject(new Error('cannot close')) };
  const watched = {
    ...connection,
    close: async () => {
      closed.push('upstream');
      await connection.close();
    },
  };
  await expect(servingOf(failing, new MemoryRegistry(), watched).close()).rejects.toThrow('cannot close');
  expect(closed).toEqual(['upstream']);
});

it('writes the index of each layout before it ends', async () => {
  await using folder = await temporaryFolder();
  const store = await LayoutRegistry.open(folder.path, { sync: false, journal: true });
  const { manifest } = await putImage(store, 'a/b', 'one', ['v1']);
  await servingOf(await listen(store), store, undefined).close();
  expect(await readFile(join(folder.path, 'a/b/index.json'), 'utf8')).toContain(manifest.descriptor.digest);
});
