import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { restoreCache, saveCache } from '../../src/library/cache.ts';
import {
  annotate,
  attach,
  copy,
  copyAll,
  createIndex,
  openLocation,
  prune,
  publish,
  pull,
} from '../../src/library/index.ts';
import { MemoryRegistry } from '../../src/library/registry.ts';
import { listen, type Listening } from '../../src/library/server.ts';

const artifactType = 'application/vnd.example';
let directory: string;
let server: Listening;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'locations-'));
  await mkdir(join(directory, 'source'));
  await writeFile(join(directory, 'source/a.txt'), 'content');
  server = await listen(new MemoryRegistry());
});
afterAll(async () => {
  await server.close();
  await rm(directory, { recursive: true });
});

describe.each([
  ['a registry', () => `${server.host}/acme/app`],
  ['a registry with a scheme', () => `oci://${server.host}/acme/other`],
  ['an image layout', () => join(directory, 'layout')],
])('a text that names %s', (_, name) => {
  it('is a location in every operation', async () => {
    const [source, target] = [`${name()}:v1`, `${name()}:v2`];
    const { digest } = await publish({
      sourceDir: join(directory, 'source'),
      target: source,
      artifactType,
      outputDir: join(directory, 'packed'),
    });
    expect((await copy({ source, target })).digest).toBe(digest);
    expect(await copyAll({ items: [{ source, target: `${name()}:v3` }] })).toMatchObject([{ digest }]);
    const attached = await attach({ subject: source, artifactType: 'text/plain', annotations: { a: 'b' } });
    expect(attached.subject).toContain(digest);
    await annotate({ reference: `${name()}:v3`, set: { a: 'b' } });
    const sources = [{ kind: 'location', location: source }] as const;
    expect((await createIndex({ target: `${name()}:index`, sources })).children).toMatchObject([{ digest }]);
    const outputDir = join(directory, 'out');
    const onSource: unknown[] = [];
    await pull({
      source: `${name()}:missing`,
      fallbacks: [target],
      outputDir,
      onSource: (location) => void onSource.push(location.tag),
    });
    expect([await readFile(join(outputDir, 'a.txt'), 'utf8'), onSource]).toEqual(['content', ['v2']]);
    await rm(outputDir, { recursive: true });
    expect((await prune({ target: name(), deleteTags: ['v3'] })).deleted).toMatchObject([{ tags: ['v3'] }]);
    await using opened = await openLocation(target);
    expect((await opened.repository.resolve('v2')).digest).toBe(digest);
    expect(opened.location.tag).toBe('v2');
  });
});

it('a text names the repository of a cache', async () => {
  const options = {
    repository: `${server.host}/acme/cache`,
    paths: ['a.txt'],
    key: 'k',
    workspace: join(directory, 'source'),
    home: directory,
    temporary: join(directory, 'temporary'),
  };
  await saveCache(options);
  expect(await restoreCache(options)).toMatchObject({ key: 'k' });
});

it.each(['no-registry', 'HTTP://x/y', '', 'oci://'])('%j is an error, and names no location', async (text) => {
  for (const call of [
    () => pull({ source: text }),
    () => copy({ source: text, target: text }),
    () => attach({ subject: text, artifactType, annotations: { a: 'b' } }),
    () => annotate({ reference: text, set: { a: 'b' } }),
    () => createIndex({ target: text, sources: [] }),
    () => prune({ target: text, deleteTags: ['a'] }),
    () => openLocation(text),
  ])
    await expect(call()).rejects.toMatchObject({ code: 'REFERENCE_INVALID' });
});
