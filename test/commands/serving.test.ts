import { expect, it } from 'vitest';
import { servingOf } from '../../src/commands/serving.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { listen } from '../../src/server/index.ts';
import { connectRegistry } from '../../src/connect/index.ts';

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
