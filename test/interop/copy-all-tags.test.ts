import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { copyAll } from '../../src/operations/index.ts';
import { repository } from '../../src/registry/index.ts';
import { listen } from '../../src/server/index.ts';
import { parseLocation } from '../../src/spec/index.ts';
import { packManifest } from '../../src/transfer/index.ts';

it('copies the tags that crane copy --all-tags copies', async () => {
  const registry = new MemoryRegistry();
  const server = await listen(registry);
  try {
    const host = new URL(server.url).host;
    const home = repository(registry, 'acme/app');
    for (const tag of ['v1.0', 'v1.1', 'latest', `sha256-${'a'.repeat(64)}.sig`])
      await home.tag(await packManifest(home, '1.1', 'application/vnd.example', { manifestAnnotations: { tag } }), tag);
    await promisify(execFile)('crane', ['copy', '--insecure', '--all-tags', `${host}/acme/app`, `${host}/by/crane`]);
    const connection = { plainHttp: true, env: {}, homedir: '/nonexistent' };
    const items = [{ source: parseLocation(`${host}/acme/app`), target: parseLocation(`${host}/by/us`) }];
    await copyAll({ items, allTags: true, from: connection, to: connection });
    const tagsOf = async (name: string): Promise<Record<string, string>> => {
      const digests: Record<string, string> = {};
      for await (const tag of registry.tags(name)) digests[tag] = (await registry.resolveTag(name, tag)).digest;
      return digests;
    };
    expect(await tagsOf('by/us')).toEqual(await tagsOf('by/crane'));
  } finally {
    await server.close();
  }
});
