import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { repository, type Repository } from '../../src/registry/index.ts';
import { listen } from '../../src/server/index.ts';
import type { Descriptor } from '../../src/spec/index.ts';
import { archiveLayer, fileLayer, pushArtifact, pushIndex, type Layer } from '../transfer/pull-artifact.ts';
import { noise } from '../archive/tar/blocks.ts';
import { cacheEnvironment, cacheService } from './cache-service.ts';
import { runAction, workspace, type Run, type Workspace } from './spawned.ts';

const big = noise(200_000, 3);

interface Served extends AsyncDisposable {
  readonly repository: Repository;
  /** `127.0.0.1:PORT/acme/bundle` */
  readonly name: string;
  readonly root: Descriptor;
  /** `METHOD path` of each request for content since the last call. */
  readonly newRequests: () => readonly string[];
}

async function serve(
  layers: readonly Layer[] = [fileLayer('a.bin', big), archiveLayer('d', [{ name: 'b', content: 'b' }])],
): Promise<Served> {
  const registry = new MemoryRegistry();
  let requests: string[] = [];
  const server = await listen(registry, {
    onAccess: ({ method, path }) => {
      if (!path.endsWith('/v2/')) requests.push(`${method} ${path.replace('/v2/acme/bundle/', '')}`);
    },
  });
  const target = repository(registry, 'acme/bundle');
  const root = await pushArtifact(target, layers, { annotations: { team: 'a' } });
  return {
    repository: target,
    name: `${new URL(server.url).host}/acme/bundle`,
    root,
    newRequests: () => {
      const seen = requests;
      requests = [];
      return seen;
    },
    [Symbol.asyncDispose]: () => server.close(),
  };
}

/** Another job on the same runner, with an empty temporary directory. */
async function pull(
  place: Workspace,
  served: Served,
  output: string,
  env: Readonly<Record<string, string>>,
  inputs: Readonly<Record<string, string>> = {},
): Promise<Run> {
  const run = await runAction(
    place,
    { 'plain-http': 'true', reference: `${served.name}:v1`, 'output-dir': output, cache: 'true', ...inputs },
    { bundle: 'pull', env },
  );
  expect(run.errors, run.stdout + run.stderr).toEqual([]);
  expect(run.code, run.stdout + run.stderr).toBe(0);
  // The directories of the client are empty now.
  expect(run.left.filter((name) => name.startsWith('oci-artifact'))).toEqual([]);
  return run;
}

describe('the cache of a pull between jobs', () => {
  it('is saved by the first job, and provides all content to the next job except the resolved reference', async () => {
    await using service = await cacheService();
    await using served = await serve();
    await using place = await workspace();
    const plain = await pull(place, served, 'plain', service.env, { cache: 'false' });
    expect(service.requests).toEqual([]);
    const first = await pull(place, served, 'first', service.env);
    expect(first.warnings).toEqual([]);
    expect(first.stdout).toContain('the cache has no entry for sha256:');
    const [key] = service.keys();
    expect(service.keys()).toHaveLength(1);
    expect(key).toMatch(new RegExp(`^oci-artifact-pull-${served.root.digest.replace(':', '-')}-[0-9a-f]{16}-1$`));
    served.newRequests();
    const second = await pull(place, served, 'second', service.env);
    expect(second.warnings).toEqual([]);
    expect(second.stdout).toContain(`restored ${key} from the cache`);
    expect(served.newRequests()).toEqual(['HEAD manifests/v1']);
    expect(service.keys()).toHaveLength(1);
    for (const [run, output] of [
      [first, 'first'],
      [second, 'second'],
    ] as const) {
      expect(run.outputs).toEqual({ ...plain.outputs, 'download-path': join(place.path, output) });
      expect(await readFile(join(place.path, output, 'a.bin'))).toEqual(Buffer.from(big));
      expect(await readFile(join(place.path, output, 'd/b'), 'utf8')).toBe('b');
    }
  });

  it('saves only the files of the cache, without locks and temporary files', async () => {
    await using service = await cacheService();
    await using served = await serve();
    await using place = await workspace();
    await pull(place, served, 'first', service.env);
    let names: readonly string[] = [];
    service.poison((tar) => {
      names = namesOf(tar);
      return tar;
    });
    const inside = names
      .filter((name) => !name.includes('PaxHeaders'))
      .map((name) => name.replace('../temp/oci-artifact-pull-cache/', ''));
    expect(inside.filter((name) => !name.startsWith('blobs/')).toSorted()).toEqual([
      '',
      'CACHEDIR.TAG',
      'index.json',
      'oci-layout',
    ]);
    expect(inside.filter((name) => /^blobs\/sha256\/[0-9a-f]+$/.test(name))).toHaveLength(3);
  });

  it('detects a poisoned archive, fetches the content again, and replaces the entry (GA-08)', async () => {
    await using service = await cacheService();
    await using served = await serve();
    await using place = await workspace();
    await pull(place, served, 'first', service.env);
    service.poison((tar) => {
      const at = tar.indexOf(Buffer.from(big.subarray(1000, 1100)));
      expect(at).toBeGreaterThan(0);
      tar[at] = (tar[at] ?? 0) ^ 1;
      return tar;
    });
    served.newRequests();
    const second = await pull(place, served, 'second', service.env);
    expect(second.warnings).toEqual([
      expect.stringMatching(/the cache .*sha256:[0-9a-f]{64}.*the content comes from the registry/),
    ]);
    expect(await readFile(join(place.path, 'second/a.bin'))).toEqual(Buffer.from(big));
    expect(served.newRequests()).toEqual(['HEAD manifests/v1', expect.stringMatching(/^GET blobs\/sha256:/)]);
    expect(service.keys()).toEqual([expect.stringMatching(/-1$/), expect.stringMatching(/-2$/)]);
    const third = await pull(place, served, 'third', service.env);
    expect(third.warnings).toEqual([]);
    expect(third.stdout).toContain(`restored ${service.keys()[1]} from the cache`);
    expect(served.newRequests()).toEqual(['HEAD manifests/v1']);
    expect(await readFile(join(place.path, 'third/a.bin'))).toEqual(Buffer.from(big));
  });

  it.each<readonly [string, (tar: Buffer) => Buffer]>([
    ['is not an archive', () => Buffer.from('not an archive')],
    ['ends early', (tar) => tar.subarray(0, Math.floor(tar.byteLength / 2))],
    ['contains a link', (tar) => withType(tar, 'oci-layout', '2')],
    [
      'lacks the marker of a cache',
      (tar) => Buffer.from(tar.toString('latin1').replace(/Signature: 8a477f59/, 'Signature: 00000000'), 'latin1'),
    ],
    [
      'has an index that cannot be read',
      (tar) =>
        Buffer.from(tar.toString('latin1').replaceAll(/(org.opencontainers.image.ref.name)":/g, '$1"x'), 'latin1'),
    ],
  ])('is not used when it %s (GA-08)', async (_, change) => {
    await using service = await cacheService();
    await using served = await serve();
    await using place = await workspace();
    await pull(place, served, 'first', service.env);
    service.poison(change);
    served.newRequests();
    const second = await pull(place, served, 'second', service.env);
    expect(second.warnings).toHaveLength(1);
    expect(served.newRequests().filter((request) => request.startsWith('GET')).length).toBeGreaterThan(2);
    expect(await readFile(join(place.path, 'second/a.bin'))).toEqual(Buffer.from(big));
    expect(service.keys()).toEqual([expect.stringMatching(/-1$/), expect.stringMatching(/-2$/)]);
    const third = await pull(place, served, 'third', service.env);
    expect(third.warnings).toEqual([]);
    expect(served.newRequests()).toEqual(['HEAD manifests/v1']);
  });

  it('never uses an entry whose key only begins with the wanted key (GA-08)', async () => {
    await using service = await cacheService();
    await using served = await serve();
    await using place = await workspace();
    await pull(place, served, 'first', service.env);
    const [entry] = service.entries.splice(0);
    if (entry === undefined) throw new Error('nothing was saved');
    service.add({ ...entry, key: `${entry.key}-more` });
    served.newRequests();
    const second = await pull(place, served, 'second', service.env);
    expect(second.stdout).toContain('the cache has no entry for');
    expect(served.newRequests().filter((request) => request.startsWith('GET'))).toHaveLength(3);
    expect(service.requests.filter((request) => request.startsWith('GET /storage'))).toEqual([]);
  });

  it('depends on the platform and the patterns, and is verified in the same way', async () => {
    await using service = await cacheService();
    await using served = await serve();
    await using place = await workspace();
    const arm = await pushArtifact(served.repository, [fileLayer('arm', 'arm')], { tag: 'arm' });
    const index = await pushIndex(
      served.repository,
      [
        { ...served.root, platform: { os: 'linux', architecture: 'amd64' } },
        { ...arm, platform: { os: 'linux', architecture: 'arm64' } },
      ],
      'all',
    );
    const inputs = { reference: `${served.name}:all`, platform: 'linux/arm64' };
    await pull(place, served, 'arm', service.env, inputs);
    await pull(place, served, 'amd', service.env, { ...inputs, platform: 'linux/amd64', include: 'd/' });
    expect(new Set(service.keys()).size).toBe(2);
    served.newRequests();
    const again = await pull(place, served, 'again', service.env, { ...inputs, 'expected-digest': index.digest });
    expect(again.outputs).toMatchObject({ digest: index.digest, files: '["arm"]' });
    expect(served.newRequests()).toEqual(['HEAD manifests/all']);
    const before = service.requests.length;
    const refused = await runAction(
      place,
      { 'plain-http': 'true', cache: 'true', ...inputs, 'output-dir': 'refused', 'expected-digest': arm.digest },
      { bundle: 'pull', env: service.env },
    );
    expect(refused.code).toBe(1);
    expect(refused.errors).toEqual([expect.stringMatching(/^input "expected-digest": .* not to the expected sha256:/)]);
    expect(service.requests).toHaveLength(before);
  });

  it.concurrent.each<readonly [string, (url: string) => Readonly<Record<string, string>>, RegExp]>([
    ['does not respond', cacheEnvironment, /ECONNREFUSED|[Ff]ailed to restore/],
    [
      'does not respond, and has version 1',
      (url) => ({ ACTIONS_CACHE_URL: `${url}/`, ACTIONS_RUNTIME_TOKEN: 'runtime-token' }),
      /ECONNREFUSED|[Ff]ailed to restore/,
    ],
    ['does not exist', () => ({}), /cache service is not available/],
    [
      'has no directory on the runner',
      (url) => ({ ...cacheEnvironment(url), RUNNER_TEMP: '' }),
      /RUNNER_TEMP is not set/,
    ],
  ])('is optional: the job continues with a warning when the service %s', async (_, envOf, message) => {
    await using served = await serve();
    await using place = await workspace();
    const service = await cacheService();
    await service[Symbol.asyncDispose]();
    const run = await pull(place, served, 'out', envOf(service.url));
    expect(run.warnings[0]).toMatch(message);
    expect((await readdir(join(place.path, 'out'))).sort()).toEqual(['a.bin', 'd']);
  });
});

/** Changes the type of the entry whose name ends with `name` to a link to /etc/passwd. */
function withType(tar: Buffer, name: string, type: string): Buffer {
  for (let at = 0; at + 512 <= tar.byteLength; at += 512) {
    const header = tar.subarray(at, at + 512);
    if (
      header.toString('latin1', 257, 262) !== 'ustar' ||
      !header.toString('latin1', 0, 100).replace(/\0.*$/s, '').endsWith(name)
    )
      continue;
    header.write(type, 156, 'latin1');
    header.write('/etc/passwd\0', 157, 'latin1');
    header.write('00000000000\0', 124, 'latin1');
    header.write('        ', 148, 'latin1');
    const sum = header.reduce((all, byte) => all + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
    return Buffer.concat([tar.subarray(0, at + 512), tar.subarray(at + 1024)]);
  }
  throw new Error(`the archive has no ${name}`);
}

/** The names of the entries of an archive. */
function namesOf(tar: Buffer): readonly string[] {
  const names: string[] = [];
  for (let at = 0; at + 512 <= tar.byteLength && tar[at] !== 0;) {
    names.push(tar.toString('latin1', at, at + 100).replace(/\0.*$/s, ''));
    const size = Number.parseInt(tar.toString('latin1', at + 124, at + 136), 8);
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return names;
}
