import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { embedded } from './embedded.ts';
import { must, run, temporaryDirectory, type RunOptions } from './processes.ts';

describe('oras against serve', () => {
  it('uses the names of --host-name and the names below localhost, and no other name', async () => {
    await using registry = await embedded(['--host-name', 'registry.test', '--host-name', 'fallback_1.test']);
    const { port } = new URL(registry.url);
    await using place = await temporaryDirectory();
    const options: RunOptions = { cwd: place.path, env: { HOME: place.path } };
    await writeFile(join(place.path, 'hello.txt'), 'hello');
    const push = (host: string): ReturnType<typeof run> => {
      const resolve = ['--resolve', `${host}:${port}:127.0.0.1:${port}`];
      return run('oras', ['push', '--plain-http', ...resolve, `${host}:${port}/a/b:v1`, 'hello.txt'], options);
    };
    for (const host of ['registry.test', 'fallback_1.test', 'oras.localhost', 'localhost', '127.0.0.1']) {
      const { code, stderr } = await push(host);
      expect([host, code], stderr).toEqual([host, 0]);
    }
    const refused = await push('other.test');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('403');
  });

  it.each(['v1.1-referrers-api', 'v1.1-referrers-tag'])('attaches and discovers referrers with %s', async (mode) => {
    await using registry = await embedded();
    const { port } = new URL(registry.url);
    await using place = await temporaryDirectory();
    const options: RunOptions = { cwd: place.path, env: { HOME: place.path } };
    await writeFile(join(place.path, 'hello.txt'), 'hello');
    const reference = `localhost:${port}/a/b:v1`;
    const flags = ['--plain-http', '--distribution-spec', mode];
    await must('oras', ['push', '--plain-http', reference, 'hello.txt'], options);
    const attached: string[] = [];
    for (const type of ['application/vnd.test.sbom', 'application/vnd.test.signature']) {
      const args = ['attach', ...flags, '--artifact-type', type, '--format', 'json', reference, 'hello.txt'];
      attached.push((JSON.parse(await must('oras', args, options)) as { readonly digest: string }).digest);
    }
    const discover = async (more: readonly string[]): Promise<readonly string[]> => {
      const json = await must('oras', ['discover', '--format', 'json', '--plain-http', ...more, reference], options);
      const { referrers = [] } = JSON.parse(json) as { readonly referrers?: readonly { readonly digest: string }[] };
      return referrers.map(({ digest }) => digest);
    };
    expect(new Set(await discover(['--distribution-spec', mode]))).toEqual(new Set(attached));
    // The registry lists referrers in its API, also those that a client recorded in a fallback tag.
    expect(new Set(await discover(['--distribution-spec', 'v1.1-referrers-api']))).toEqual(new Set(attached));
    const [first = ''] = attached;
    await must('oras', ['manifest', 'delete', '--force', ...flags, `localhost:${port}/a/b@${first}`], options);
    expect(await discover(['--distribution-spec', mode])).toEqual(attached.slice(1));
  });

  it('stores and returns manifests and indexes whose lists are null or empty', async () => {
    await using registry = await embedded();
    const { port } = new URL(registry.url);
    await using place = await temporaryDirectory();
    const options: RunOptions = { cwd: place.path, env: { HOME: place.path } };
    const repository = `localhost:${port}/a/b`;
    await writeFile(join(place.path, 'config.json'), '{}');
    const pushed = await must(
      'oras',
      ['blob', 'push', '--plain-http', '--descriptor', repository, 'config.json'],
      options,
    );
    const { digest, size } = JSON.parse(pushed) as { readonly digest: string; readonly size: number };
    const config = { mediaType: 'application/vnd.unknown.config.v1+json', digest, size };
    const manifest = 'application/vnd.oci.image.manifest.v1+json';
    const index = 'application/vnd.oci.image.index.v1+json';
    const contents: readonly (readonly [string, unknown])[] = [
      [manifest, { schemaVersion: 2, mediaType: manifest, config, layers: null }],
      [manifest, { schemaVersion: 2, mediaType: manifest, config, layers: [] }],
      [index, { schemaVersion: 2, mediaType: index, manifests: [] }],
      [index, { schemaVersion: 2, mediaType: index, manifests: null }],
    ];
    for (const [at, [mediaType, content]] of contents.entries()) {
      const text = JSON.stringify(content);
      await writeFile(join(place.path, 'manifest.json'), text);
      const reference = `${repository}:v${at}`;
      const push = ['manifest', 'push', '--plain-http', '--media-type', mediaType, reference, 'manifest.json'];
      const { code, stderr } = await run('oras', push, options);
      expect([text, code], stderr).toEqual([text, 0]);
      expect(await must('oras', ['manifest', 'fetch', '--plain-http', reference], options)).toBe(text);
    }
  });
});
