import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must, run, temporaryDirectory, type TemporaryDirectory } from '../processes.ts';
import { loopbackRegistries, type LoopbackRegistry } from '../registries.ts';
import { push, writeFiles } from './push.ts';

let work: TemporaryDirectory;
let source: string;
beforeAll(async () => {
  work = await temporaryDirectory();
  source = join(work.path, 'source');
  await writeFiles(source, {
    '.manifest': '{"revision": "r1", "roots": ["access"]}',
    'access/allow.rego': 'package access\n\nallow if input.user == data.access.owner\n',
    'access/data.json': '{"owner": "ann"}',
  });
  await writeFiles(work.path, { 'ann.json': '{"user": "ann"}', 'bob.json': '{"user": "bob"}' });
  await must('opa', ['build', '-b', source, '-o', join(work.path, 'built.tar.gz')]);
});
afterAll(() => work[Symbol.asyncDispose]());

describe.each(loopbackRegistries)('bundles in %s', (_, open) => {
  let registry: LoopbackRegistry;
  beforeAll(async () => {
    registry = await open();
  });
  afterAll(() => registry[Symbol.asyncDispose]());

  /** Writes a configuration of OPA that downloads a bundle. @returns the path */
  async function configuration(resource: string): Promise<string> {
    const store = join(work.path, resource.replaceAll(/[:/]/g, '-'));
    await writeFiles(work.path, {
      [`${resource.replaceAll(/[:/]/g, '-')}.json`]: JSON.stringify({
        services: { registry: { url: `http://${registry.host}`, type: 'oci' } },
        persistence_directory: store,
        bundles: { access: { service: 'registry', resource } },
      }),
    });
    return `${store}.json`;
  }

  it.each([
    ['a directory', 'source'],
    ['a bundle of opa build', 'built.tar.gz'],
  ])('opa downloads %s and decides by its policies and data', async (_kind, path) => {
    const { reference = '' } = await push('opa', join(work.path, path), `${registry.host}/policies/${path}:v1`);
    const inputs = ['ann', 'bob'].map((name) => join(work.path, `${name}.json`));
    const args = ['exec', '-c', await configuration(reference), '--decision', 'access', ...inputs];
    expect(JSON.parse(await must('opa', args))).toMatchObject({
      result: [{ result: { owner: 'ann', allow: true } }, { result: { owner: 'ann' } }],
    });
  });

  it('opa downloads a bundle by digest', async () => {
    const pushed = await push('opa', source, `${registry.host}/policies/pinned:v1`);
    const args = ['exec', '-c', await configuration(pushed['pinned-reference'] ?? ''), '--decision', 'access/allow'];
    expect(JSON.parse(await must('opa', [...args, join(work.path, 'ann.json')]))).toMatchObject({
      result: [{ result: true }],
    });
  });

  it('opa does not accept a bundle that is not compressed', async () => {
    const target = `${registry.host}/policies/plain:v1`;
    const args = ['--compression', 'none', '--artifact-type', 'application/vnd.example.bundle'];
    const { reference = '' } = await push('directory', source, target, { args });
    const exec = ['exec', '-c', await configuration(reference), '--decision', 'access/allow'];
    const { code, stderr } = await run('opa', [...exec, join(work.path, 'ann.json')]);
    expect(code).not.toBe(0);
    expect(stderr).toContain('no tarball descriptor found in the layers');
  });
});
