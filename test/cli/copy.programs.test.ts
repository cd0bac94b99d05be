import { execFile } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { hashSync } from 'bcryptjs';
import { describe, expect, it } from 'vitest';
import { packManifest } from '../../src/transfer/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { pushContent, repository, type Repository } from '../../src/registry/index.ts';
import { listen } from '../../src/server/index.ts';
import { descriptorOf, plainDescriptor, type Descriptor } from '../../src/spec/index.ts';
import { noise } from '../contract/content.ts';
import { entry, runCli, temporaryPlace, type Place, type Run } from './spawned.ts';

interface Served extends AsyncDisposable {
  readonly host: string;
  repository(name: string): Repository;
}

async function serve(htpasswd?: string): Promise<Served> {
  const registry = new MemoryRegistry();
  const server = await listen(registry, { htpasswd });
  return {
    host: new URL(server.url).host,
    repository: (name) => repository(registry, name),
    [Symbol.asyncDispose]: () => server.close(),
  };
}

async function publish(target: Repository, tag: string): Promise<Descriptor> {
  const manifest = plainDescriptor(
    await packManifest(target, '1.1', 'application/vnd.example', {
      manifestAnnotations: { 'org.opencontainers.image.created': '2000-01-01T00:00:00Z', tag },
    }),
  );
  await target.tag(manifest, tag);
  return manifest;
}

async function ok(place: Place, args: readonly string[], input?: string): Promise<Run> {
  const run = await runCli(place, args, input);
  expect(run.code, run.stderr).toBe(0);
  return run;
}

async function json(place: Place, args: readonly string[]): Promise<Record<string, unknown>> {
  const { stdout } = await ok(place, [...args, '--json']);
  expect(stdout.trimEnd()).not.toContain('\n');
  return JSON.parse(stdout) as Record<string, unknown>;
}

describe('from a registry to a layout and back', () => {
  it('accepts the output of every verb as input of the others', async () => {
    await using served = await serve();
    await using place = await temporaryPlace();
    const manifest = await publish(served.repository('acme/app'), 'v1');
    const http = ['--plain-http'];
    await writeFile(join(place.path, 'sbom.json'), '{}');

    const resolved = await json(place, ['resolve', `oci://${served.host}/acme/app:v1`, ...http]);
    expect(resolved).toMatchObject({
      digest: manifest.digest,
      reference: `${served.host}/acme/app:v1`,
      'pinned-reference': `${served.host}/acme/app@${manifest.digest}`,
      size: manifest.size,
    });
    const pinned = String(resolved['pinned-reference']);
    expect((await ok(place, ['resolve', pinned, ...http])).stdout).toBe(`${manifest.digest}\n`);

    const attached = await json(place, [
      'attach',
      pinned,
      'sbom.json:application/spdx+json',
      '--artifact-type',
      'application/spdx+json',
      '--annotation',
      'by=us',
      ...http,
    ]);
    expect(attached['subject']).toBe(pinned);
    const onIt = await json(place, [
      'attach',
      String(attached['reference']),
      'sbom.json',
      '--artifact-type',
      'application/vnd.example.review',
      ...http,
    ]);

    const copied = await json(place, ['copy', pinned, './layout:v1', '--recursive', '--tag', 'stable', ...http]);
    expect(copied).toMatchObject({
      digest: manifest.digest,
      companions: 2,
      reference: `${join(place.path, 'layout')}:v1`,
    });
    const back = await json(place, [
      'copy',
      String(copied['reference']),
      `${served.host}/acme/back`,
      '-r',
      '--to-plain-http',
    ]);
    expect(back).toMatchObject({ digest: manifest.digest, tags: [`${served.host}/acme/back:v1`] });

    const tree = (await ok(place, ['referrers', String(back['reference']), ...http])).stdout;
    expect(tree).toBe(
      `${served.host}/acme/back@${manifest.digest}\n└─ application/spdx+json ${String(attached['digest'])} ` +
        `(${String(attached['size'])} B)\n   └─ application/vnd.example.review ${String(onIt['digest'])} ` +
        `(${String(onIt['size'])} B)\n`,
    );
    const same = await json(place, ['referrers', './layout:stable']);
    expect(same['referrers']).toMatchObject([
      {
        digest: attached['digest'],
        'artifact-type': 'application/spdx+json',
        annotations: { by: 'us' },
        referrers: [{ digest: onIt['digest'], referrers: [] }],
      },
    ]);
    expect(
      (await json(place, ['referrers', './layout:stable', '--artifact-type', 'application/other']))['referrers'],
    ).toEqual([]);

    expect((await ok(place, ['tags', './layout'])).stdout).toBe('stable\nv1\n');
    expect(await json(place, ['tags', `${served.host}/acme/back`, ...http])).toEqual({
      name: `${served.host}/acme/back`,
      tags: ['v1'],
    });
  });

  it('assembles indexes, and reads them by platform', async () => {
    await using served = await serve();
    await using place = await temporaryPlace();
    const target = served.repository('acme/app');
    const [amd64, arm64] = [await publish(target, 'build-amd64'), await publish(target, 'build-arm64')];
    const built = await json(place, [
      'index',
      `${served.host}/acme/app:v1`,
      'build-amd64=linux/amd64',
      `${arm64.digest}=linux/arm64`,
      '--expect',
      '2',
      '--plain-http',
    ]);
    const reference = String(built['reference']);
    expect((await ok(place, ['resolve', reference, '--platform', 'linux/arm64', '--plain-http'])).stdout.trim()).toBe(
      arm64.digest,
    );
    const single = await json(place, ['copy', reference, './layout', '--platform', 'linux/amd64', '--plain-http']);
    expect(single).toMatchObject({ digest: amd64.digest });
    expect((await readdir(join(place.path, 'layout'))).sort()).toEqual(['blobs', 'index.json', 'oci-layout']);
    const shown = (await ok(place, ['manifest', reference, '--plain-http'])).stdout;
    expect(shown).toContain('\n  "manifests": [\n');
    const exact = (await ok(place, ['manifest', reference, '--plain-http', '--json'])).stdout;
    expect(Buffer.byteLength(exact.replace(/\n$/, ''))).toBe(built['size']);
    expect(JSON.parse(shown)).toEqual(JSON.parse(exact));
    const missing = await runCli(place, ['resolve', reference, '--platform', 'plan9/mips', '--plain-http']);
    expect(missing).toMatchObject({ code: 1, stderr: expect.stringMatching(/^error: <reference>: .*plan9\/mips/m) });
  });

  it('writes tags, deletes single tags, and deletes manifests with all their tags', async () => {
    await using served = await serve();
    await using place = await temporaryPlace();
    const target = served.repository('acme/app');
    const manifest = await publish(target, 'v1');
    const name = `${served.host}/acme/app`;
    expect(await json(place, ['tag', `${name}:v1`, 'latest', 'stable', '--plain-http'])).toEqual({
      digest: manifest.digest,
      tags: [`${name}:latest`, `${name}:stable`],
    });
    expect(await Array.fromAsync(target.tags())).toEqual(['latest', 'stable', 'v1']);
    expect((await ok(place, ['delete', `${name}:stable`, '--plain-http'])).stdout).toBe(
      `deleted the tag ${name}:stable\n`,
    );
    expect(await Array.fromAsync(target.tags())).toEqual(['latest', 'v1']);
    expect(await json(place, ['delete', `${name}@${manifest.digest}`, '--plain-http'])).toEqual({
      deleted: `${name}@${manifest.digest}`,
      kind: 'manifest',
    });
    expect(await Array.fromAsync(target.tags())).toEqual([]);
  });
});

describe('credentials', () => {
  it('apply to one side, and may come from standard input', async () => {
    await using staging = await serve(`reader:${hashSync('canary-reading', 4)}`);
    await using production = await serve(`writer:${hashSync('canary-writing', 4)}`);
    await using place = await temporaryPlace();
    await publish(staging.repository('a/b'), 'v1');
    const args = [
      'copy',
      `${staging.host}/a/b:v1`,
      `${production.host}/a/b`,
      '--plain-http',
      '--from-username',
      'reader',
      '--from-password',
      'canary-reading',
      '--to-username',
      'writer',
    ];
    const { stdout, stderr } = await ok(place, [...args, '--to-password-stdin'], 'canary-writing\n');
    expect(stdout + stderr).not.toContain('canary');
    const refused = await runCli(place, [...args, '--to-password', 'canary-wrong']);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/^error: <target>: .*401.*/m);
    expect(refused.stdout + refused.stderr).not.toContain('canary');
  });
});

describe('errors', () => {
  it.each([
    [['copy', 'ghcr.io/a/b:v1'], /<target>: it is missing; write registry/],
    [['copy', 'word', './x'], /^error: <source>: .*names no registry/m],
    [['copy', './absent:v1', './x'], /^error: <source>: .*absent does not exist/m],
    [['attach', './absent:v1'], /--artifact-type: it is missing/],
    [['attach', './absent:v1', '--artifact-type', 'a/b'], /<file>: it is missing; .*, or --annotation/],
    [['attach', './absent:v1', 'README.md'], /--artifact-type: it is missing/],
    [['attach', './absent:v1', 'none.txt', '--artifact-type', 'a/b'], /^error: <file>: .*none\.txt/m],
    [['index', './x'], /<reference>: it names no manifests/],
    [['index', './x', '--needs', '[]'], /--needs: it is not a JSON object/],
    [['index', './x', '@nowhere'], /^error: <reference>: "@nowhere" names no file/m],
    [['resolve', './absent:v1'], /^error: <reference>: .*absent does not exist/m],
    [['resolve', './absent:v1', '--platform', 'x'], /is not (?:a platform|an OCI image layout)/],
    [['tag', './absent:v1'], /<tag> is missing/],
    [['annotate', './absent:v1'], /<key=value>: it is missing; give key=value, or --remove/],
    [['annotate', './absent:v1', 'word'], /<key=value>: "word" has no "="/],
    [['annotate', './absent:v1', 'a=1', '--tag', '-x'], /--tag/],
    [['annotate', './absent:v1', 'a=1', '--remove', 'a'], /--remove: "a" is also set/],
    [['annotate', './absent:v1', 'org.opencontainers.image.created=now'], /RFC 3339/],
    [['annotate', './absent:v1', 'a=1'], /absent does not exist/],
    [['tag', './absent:v1', 'x'], /absent does not exist/],
    [['tags', './absent'], /absent does not exist/],
    [['manifest', '127.0.0.1:9/a/b:v1', '--plain-http', '--retries', '1'], /^error: <reference>: .*127\.0\.0\.1:9/m],
    [['delete', './absent:v1'], /absent does not exist/],
    [['referrers', 'acme/app'], /names no registry/],
    [['referrers'], /<reference> is missing/],
  ])('reports %j in one sentence with exit code 1', { concurrent: true }, async (args, message) => {
    await using place = await temporaryPlace();
    const { code, stdout, stderr } = await runCli(place, args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.split('\n').filter((line) => line.startsWith('error: '))).toHaveLength(1);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(await readdir(place.path)).toEqual([]);
  });

  it('deletes neither a whole repository nor an ambiguous reference', async () => {
    await using served = await serve();
    await using place = await temporaryPlace();
    const manifest = await publish(served.repository('a/b'), 'v1');
    for (const reference of ['a/b', `a/b:v1@${manifest.digest}`]) {
      const { code, stderr } = await runCli(place, ['delete', `${served.host}/${reference}`, '--plain-http']);
      expect(code).toBe(1);
      expect(stderr).toMatch(/^error: <reference>: .*(?:names a whole repository|has a tag and a digest)/m);
    }
    expect(await Array.fromAsync(served.repository('a/b').tags())).toEqual(['v1']);
    expect((await runCli(place, ['tags', `${served.host}/a/b:v1`, '--plain-http'])).stderr).toMatch(
      /names one manifest/,
    );
  });

  it.each(['copy', 'attach', 'index', 'resolve', 'tag', 'annotate', 'tags', 'referrers', 'manifest', 'delete'])(
    '%s --help shows the usage',
    async (command) => {
      await using place = await temporaryPlace();
      const { code, stdout } = await runCli(place, [command, '--help']);
      expect(code).toBe(0);
      expect(stdout).toMatch(new RegExp(`^oci-artifact ${command} <`));
    },
  );
});

describe('annotate', () => {
  it('prints the new digest, and moves the tag on request', async () => {
    await using served = await serve();
    await using place = await temporaryPlace();
    const target = served.repository('acme/app');
    const before = await publish(target, 'v1');
    const reference = `${served.host}/acme/app:v1`;
    const args = ['annotate', reference, 'com.example.a=x=y', 'tag=', '--move-tag', '--plain-http'];
    const result = await json(place, args);
    expect(result).toMatchObject({ 'previous-digest': before.digest, tags: [reference] });
    expect((await target.resolve('v1')).digest).toBe(result['digest']);
    const manifest = await json(place, ['manifest', reference, '--plain-http']);
    expect(manifest['annotations']).toEqual({
      'com.example.a': 'x=y',
      'org.opencontainers.image.created': '2000-01-01T00:00:00Z',
    });
    const { stdout, stderr } = await ok(place, ['annotate', reference, '--remove', 'com.example.a', '--plain-http']);
    expect(stdout).toMatch(/^annotated .*@sha256:[0-9a-f]{64}\n {2}digest {5}sha256:.*\n {2}previous {3}sha256:.*\n$/);
    expect(stderr).not.toContain('error');
  });
});

describe('attach from standard input', () => {
  it('stores the content as one layer, and attaches it to each manifest of an index', async () => {
    await using served = await serve();
    await using place = await temporaryPlace();
    const target = served.repository('acme/app');
    const children = [await publish(target, 'v1'), await publish(target, 'v2')];
    await ok(place, ['index', `${served.host}/acme/app:all`, 'v1', 'v2', '--plain-http']);
    const type = ['--artifact-type', 'application/spdx+json'];
    const args = ['attach', `${served.host}/acme/app:all`, '-:text/plain', ...type, '--each-platform', '--plain-http'];
    const { stdout } = await ok(place, [...args, '--json'], 'piped');
    const { digests } = JSON.parse(stdout) as { readonly digests: readonly string[] };
    const subjects: unknown[] = [];
    for (const digest of digests) {
      const manifest = JSON.parse(
        (await ok(place, ['manifest', `${served.host}/acme/app@${digest}`, '--plain-http'])).stdout,
      ) as {
        readonly subject: Descriptor;
        readonly layers: readonly Descriptor[];
      };
      subjects.push(manifest.subject.digest);
      expect(manifest.layers).toEqual([
        {
          ...descriptorOf('text/plain', Buffer.from('piped')),
          annotations: { 'org.opencontainers.image.title': 'stdin' },
        },
      ]);
    }
    expect(new Set(subjects)).toEqual(new Set(children.map(({ digest }) => digest)));
    // Only the directory of locks, which processes share, stays.
    expect((await readdir(place.path)).filter((name) => !name.startsWith('oci-artifact-locks'))).toEqual([]);
  });
});

describe('from a registry to another one', () => {
  it('writes no files', async () => {
    await using from = await serve();
    await using to = await serve();
    await using place = await temporaryPlace();
    const bytes = noise(32 * 1024 * 1024, 5);
    const layer = {
      ...descriptorOf('application/octet-stream', bytes),
      annotations: { 'org.opencontainers.image.title': 'bytes.bin' },
    };
    const source = from.repository('acme/large');
    await pushContent(source, layer, bytes);
    const manifest = await packManifest(source, '1.1', 'application/vnd.example', { layers: [layer] });
    await source.tag(plainDescriptor(manifest), 'v1');
    // The permission model of Node refuses every write.
    const readOnly = ['--permission', '--allow-fs-read=*', entry];
    const env = {
      PATH: process.env['PATH'],
      SystemRoot: process.env['SystemRoot'],
      HOME: place.path,
      TMPDIR: place.path,
    };
    const run = (...args: string[]): Promise<unknown> =>
      promisify(execFile)(process.execPath, [...readOnly, ...args, '--plain-http'], { cwd: place.path, env });

    await run('copy', `${from.host}/acme/large:v1`, `${to.host}/acme/large:v1`);
    expect(await to.repository('acme/large').resolve('v1')).toMatchObject({ digest: manifest.digest });
    expect(await to.repository('acme/large').exists(layer)).toBe(true);
    await expect(run('pull', `${from.host}/acme/large:v1`, '-o', join(place.path, 'out'))).rejects.toMatchObject({
      code: 1,
    });
    expect(await readdir(place.path)).toEqual([]);
  });
});
