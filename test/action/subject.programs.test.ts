import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fetchBytes, listReferrers, packManifest } from '../../src/transfer/index.ts';
import { LayoutRepository } from '../../src/layout/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { repository, type Repository } from '../../src/registry/index.ts';
import { createHandler, listen } from '../../src/server/index.ts';
import {
  emptyDescriptor,
  parseManifest,
  plainDescriptor,
  type Descriptor,
  type Manifest,
} from '../../src/spec/index.ts';
import { runCli } from '../cli/spawned.ts';
import { runAction, workspace, type Run, type Workspace } from './spawned.ts';

interface Served extends AsyncDisposable {
  readonly host: string;
  readonly name: string;
  readonly repository: Repository;
  /** Tagged `v1` and `latest`. */
  readonly subject: Descriptor;
}

async function subjectIn(target: Repository): Promise<Descriptor> {
  const manifest = plainDescriptor(
    await packManifest(target, '1.1', 'application/vnd.example', {
      manifestAnnotations: { 'org.opencontainers.image.created': '2000-01-01T00:00:00Z' },
    }),
  );
  for (const tag of ['v1', 'latest']) await target.tag(manifest, tag);
  return manifest;
}

async function serve(): Promise<Served> {
  const registry = new MemoryRegistry();
  const server = await listen(registry);
  const target = repository(registry, 'acme/app');
  const { host } = new URL(server.url);
  return {
    host,
    name: `${host}/acme/app`,
    repository: target,
    subject: await subjectIn(target),
    [Symbol.asyncDispose]: () => server.close(),
  };
}

/** The same registry without the referrers API. */
async function serveOld(): Promise<Served> {
  const registry = new MemoryRegistry();
  const handler = createHandler(registry);
  const server = createServer((req, res) => {
    if (req.url?.includes('/referrers/') === true) {
      res.writeHead(404).end('404 page not found');
      return;
    }
    const writeHead = res.writeHead.bind(res) as (status: number, headers?: readonly string[]) => typeof res;
    const without = (status: number, headers: readonly string[] = []): typeof res =>
      writeHead(
        status,
        headers.filter((_, at) => headers[at - (at % 2)] !== 'oci-subject'),
      );
    handler(req, Object.assign(res, { writeHead: without }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const target = repository(registry, 'acme/app');
  return {
    host,
    name: `${host}/acme/app`,
    repository: target,
    subject: await subjectIn(target),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function place(): Promise<Workspace> {
  const made = await workspace();
  await mkdir(join(made.path, 'src'));
  await writeFile(join(made.path, 'src/report.txt'), 'all is well');
  return made;
}

function push(made: Workspace, inputs: Readonly<Record<string, string>>): Promise<Run> {
  return runAction(made, {
    'source-dir': 'src',
    'artifact-type': 'application/vnd.example.report',
    'plain-http': 'true',
    ...inputs,
  });
}

function succeeded(run: Run): Run {
  expect(run.errors, run.stdout + run.stderr).toEqual([]);
  expect(run.code, run.stdout + run.stderr).toBe(0);
  return run;
}

async function manifestOf(target: Repository, reference: string): Promise<Manifest> {
  const { bytes, descriptor } = await fetchBytes(target, reference);
  return parseManifest(bytes, descriptor.mediaType);
}

async function tagsOf(target: Repository): Promise<Readonly<Record<string, string>>> {
  return Object.fromEntries(
    await Promise.all(
      (await Array.fromAsync(target.tags())).map(async (tag) => [tag, (await target.resolve(tag)).digest] as const),
    ),
  );
}

describe('subject', () => {
  it.each([
    ['a digest', (_: string, digest: string) => digest],
    ['a tag', () => 'v1'],
    ['a full reference by tag', (name: string) => `oci://${name}:v1`],
    ['a pinned reference', (name: string, digest: string) => `${name}@${digest}`],
    ['a pinned reference with a tag', (name: string, digest: string) => `${name}:gone@${digest}`],
  ])('accepts %s, and writes no tag', async (_, text) => {
    await using served = await serve();
    await using made = await place();
    const before = await tagsOf(served.repository);
    const run = succeeded(
      await push(made, {
        target: `oci://${served.name}`,
        version: '9.9.9',
        subject: text(served.name, served.subject.digest),
      }),
    );
    const manifest = await manifestOf(served.repository, run.outputs['digest'] ?? '');
    expect(manifest).toMatchObject({ artifactType: 'application/vnd.example.report', subject: served.subject });
    const [referrer, ...others] = await listReferrers(served.repository, served.subject);
    expect(others).toEqual([]);
    expect(referrer).toMatchObject({ digest: run.outputs['digest'], artifactType: 'application/vnd.example.report' });
    expect(run.outputs).toMatchObject({
      reference: `${served.name}@${referrer?.digest}`,
      'pinned-reference': `${served.name}@${referrer?.digest}`,
      tags: '',
      pushed: 'true',
    });
    expect(await tagsOf(served.repository)).toEqual(before);
  });

  it('applies to an artifact with its own tag', async () => {
    await using served = await serve();
    await using made = await place();
    const run = succeeded(
      await push(made, { target: `oci://${served.name}:v1-report`, tags: 'newest-report', subject: 'v1' }),
    );
    expect(await manifestOf(served.repository, 'v1-report')).toMatchObject({ subject: served.subject });
    expect(run.outputs).toMatchObject({
      reference: `${served.name}:v1-report`,
      tags: `${served.name}:v1-report\n${served.name}:newest-report`,
    });
    expect(await tagsOf(served.repository)).toMatchObject({
      v1: served.subject.digest,
      'newest-report': run.outputs['digest'],
    });
  });

  it('lists the artifact in the fallback tag without a referrers API', async () => {
    await using served = await serveOld();
    await using made = await place();
    const run = succeeded(await push(made, { target: `oci://${served.name}`, subject: served.subject.digest }));
    const index = await manifestOf(served.repository, served.subject.digest.replace(':', '-'));
    expect(index.kind === 'index' ? index.manifests : []).toEqual([
      expect.objectContaining({ digest: run.outputs['digest'], artifactType: 'application/vnd.example.report' }),
    ]);
  });

  it('adds its descriptor to the manifest when nothing is pushed', async () => {
    await using served = await serve();
    await using made = await place();
    const run = succeeded(await push(made, { target: `oci://${served.name}`, subject: 'v1', push: 'false' }));
    const layout = await LayoutRepository.open(run.outputs['store-path'] ?? '', { readOnly: true });
    expect(await manifestOf(layout, run.outputs['digest'] ?? '')).toMatchObject({ subject: served.subject });
    expect(await listReferrers(served.repository, served.subject)).toEqual([]);
  });

  it('is read from the layout of a local target', async () => {
    await using made = await place();
    const layout = await LayoutRepository.open(join(made.path, 'layout'));
    const subject = await subjectIn(layout);
    for (const text of ['v1', subject.digest, 'layout:layout:v1', `./layout@${subject.digest}`]) {
      const run = succeeded(await push(made, { target: './layout', subject: text, annotations: `by=${text.length}` }));
      const reopened = await LayoutRepository.open(join(made.path, 'layout'), { readOnly: true });
      expect(await manifestOf(reopened, run.outputs['digest'] ?? '')).toMatchObject({ subject });
      expect((await listReferrers(reopened, subject)).map(({ digest }) => digest)).toContain(run.outputs['digest']);
      expect(await Array.fromAsync(reopened.tags())).toEqual(['latest', 'v1']);
    }
  });

  it.each([
    ['a missing digest', `sha256:${'a'.repeat(64)}`, /does not exist in .*acme\/app; push it there first/],
    ['a missing tag', 'v9', /"v9" does not exist/],
    ['another repository', 'NAME-other:v1', /is in another repository than the target/],
    ['another registry', 'ghcr.io/acme/app:v1', /is in another repository/],
    ['a layout', './layout:v1', /is in another repository/],
    ['only a repository', 'NAME', /names a repository without a manifest/],
    ['an incomplete digest', 'sha256:abc', /neither a digest nor a tag/],
    ['user information', 'me:hunter2hunter2@NAME:v1', /^(?!.*hunter2).*user information/],
    ['the tag that is written', 'v2', /also a tag to write/],
  ])('rejects %s before packaging', async (_, text, message) => {
    await using served = await serve();
    await using made = await place();
    const target = text === 'v2' ? `oci://${served.name}:v2` : `oci://${served.name}`;
    const run = await push(made, { target, subject: text.replace('NAME', served.name), 'output-dir': 'out' });
    expect(run.code).toBe(1);
    expect(run.errors, run.stdout).toEqual([expect.stringMatching(/^input "subject":/)]);
    expect(run.errors[0]).toMatch(message);
    expect(run.commands.filter(({ name }) => name === 'group')).toEqual([]);
    expect(await readdir(made.path)).toEqual(['src']);
    expect(await listReferrers(served.repository, served.subject)).toEqual([]);
  });

  it('rejects a blob', async () => {
    await using served = await serve();
    await using made = await place();
    const config = emptyDescriptor.digest;
    const run = await push(made, { target: `oci://${served.name}`, subject: config });
    expect(run.errors).toEqual([expect.stringMatching(/^input "subject": .* is a blob/)]);
  });

  it.each(['./layout', './nowhere'])('rejects a subject that the local target %s does not have', async (target) => {
    await using made = await place();
    await subjectIn(await LayoutRepository.open(join(made.path, 'layout')));
    const before = await readFile(join(made.path, 'layout/index.json'), 'utf8');
    const run = await push(made, { target, subject: 'v9' });
    expect(run.errors).toEqual([expect.stringMatching(/^input "subject": "v9" does not exist in/)]);
    expect(await readFile(join(made.path, 'layout/index.json'), 'utf8')).toBe(before);
    expect((await readdir(made.path)).sort()).toEqual(['layout', 'src']);
  });

  it('is set by the flag --subject on a command line', async () => {
    await using served = await serve();
    await using made = await place();
    const run = await runCli(made, [
      'push',
      'src',
      `oci://${served.name}`,
      '--plain-http',
      '--subject',
      'v1',
      '--json',
    ]);
    expect(run.code, run.stderr).toBe(0);
    const { digest } = JSON.parse(run.stdout) as { readonly digest: string };
    expect((await listReferrers(served.repository, served.subject)).map((referrer) => referrer.digest)).toEqual([
      digest,
    ]);
    const refused = await runCli(made, ['push', 'src', `oci://${served.name}`, '--plain-http', '--subject', 'v9']);
    expect(refused.stderr).toMatch(/--subject: "v9" does not exist/);
  });
});

describe('platform', () => {
  it('is recorded, listed in an index, and selects the manifest of a pull', async () => {
    await using served = await serve();
    await using made = await place();
    const references: string[] = [];
    for (const platform of ['linux/amd64', 'linux/arm/v7', 'windows/amd64:10.0.17763.1879']) {
      await writeFile(join(made.path, 'src/report.txt'), platform);
      const run = succeeded(await push(made, { target: `oci://${served.name}`, 'push-by-digest': 'true', platform }));
      const manifest = await manifestOf(served.repository, run.outputs['digest'] ?? '');
      expect(manifest.annotations?.['io.oci-artifact.platform']).toBe(platform);
      references.push(run.outputs['pinned-reference'] ?? '');
    }
    succeeded(
      await runAction(
        made,
        { target: `${served.name}:all`, sources: references.join('\n'), expect: '3', 'plain-http': 'true' },
        { bundle: 'index' },
      ),
    );
    for (const [platform, content] of [
      ['linux/arm/v7', 'linux/arm/v7'],
      ['windows/amd64', 'windows/amd64:10.0.17763.1879'],
    ] as const) {
      const output = join(made.path, platform.replaceAll('/', '-'));
      succeeded(
        await runAction(
          made,
          { reference: `${served.name}:all`, platform, 'output-dir': output, 'plain-http': 'true' },
          { bundle: 'pull' },
        ),
      );
      expect(await readFile(join(output, 'report.txt'), 'utf8')).toBe(content);
    }
  });

  it.each([
    ['platform', { platform: 'linux' }, /"linux" is not a platform/],
    ['platform', { platform: 'linux/amd64\nother=1' }, /is not a platform/],
    [
      'annotations',
      { platform: 'linux/amd64', annotations: 'io.oci-artifact.platform=linux/arm64' },
      /names another platform/,
    ],
  ])('that is invalid is rejected with the name %s', async (input, change, message) => {
    await using made = await place();
    const run = await push(made, { target: './layout', ...change });
    expect(run.errors, run.stdout).toEqual([expect.stringMatching(new RegExp(`^input "${input}"`))]);
    expect(run.errors[0]).toMatch(message);
  });
});
