import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hashSync } from 'bcryptjs';
import { describe, expect, it } from 'vitest';
import { copyGraph, listReferrers, packManifest } from '../../src/transfer/index.ts';
import { LayoutRepository } from '../../src/layout/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { pushContent, repository, type Repository } from '../../src/registry/index.ts';
import { listen } from '../../src/server/index.ts';
import { descriptorOf, OciError, plainDescriptor, type Descriptor } from '../../src/spec/index.ts';
import { findCanaries, newPlainCanary, ScriptedServer } from '../faults/kit/index.ts';
import { withoutMasks } from './runner-rules.ts';
import { runAction, workspace, type Run, type RunOptions, type Workspace } from './spawned.ts';

const created = { 'org.opencontainers.image.created': '2000-01-01T00:00:00Z' };
const artifactType = 'application/vnd.example.bundle';

interface Served extends AsyncDisposable {
  readonly registry: MemoryRegistry;
  readonly host: string;
  repository(name: string): Repository;
}

async function serve(htpasswd?: string): Promise<Served> {
  const registry = new MemoryRegistry();
  const server = await listen(registry, { htpasswd });
  return {
    registry,
    host: new URL(server.url).host,
    repository: (name) => repository(registry, name),
    [Symbol.asyncDispose]: () => server.close(),
  };
}

async function publish(target: Repository, tag = 'v1', text = 'content'): Promise<Descriptor> {
  const bytes = Buffer.from(text);
  const layer = descriptorOf('text/plain', bytes);
  await pushContent(target, layer, bytes);
  const manifest = plainDescriptor(
    await packManifest(target, '1.1', artifactType, { layers: [layer], manifestAnnotations: created }),
  );
  await target.tag(manifest, tag);
  return manifest;
}

function copy(place: Workspace, inputs: Readonly<Record<string, string>>, options: RunOptions = {}): Promise<Run> {
  return runAction(place, inputs, { ...options, bundle: 'copy' });
}

function succeeded(run: Run): Run {
  expect(run.errors, run.stdout + run.stderr).toEqual([]);
  expect(run.code, run.stdout + run.stderr).toBe(0);
  expect(run.stderr).toBe('');
  expect(run.left).toEqual([]);
  return run;
}

async function refused(place: Workspace, inputs: Readonly<Record<string, string>>, message: RegExp): Promise<Run> {
  const before = (await readdir(place.path, { recursive: true })).sort();
  const run = await copy(place, inputs);
  expect(run.code, run.stdout).toBe(1);
  expect(run.errors, run.stdout).toEqual([expect.stringMatching(message)]);
  expect(run.stdout).not.toMatch(/^\s+at .*:\d+:\d+/m);
  expect({ outputs: run.outputs, left: run.left, stderr: run.stderr }).toEqual({ outputs: {}, left: [], stderr: '' });
  expect((await readdir(place.path, { recursive: true })).sort()).toEqual(before);
  return run;
}

describe('the copy action', () => {
  it('copies between registries with separate credentials, and outputs the target', async () => {
    const [reading, writing] = [newPlainCanary(), newPlainCanary()];
    await using staging = await serve(`reader:${hashSync(reading, 4)}`);
    await using production = await serve(`writer:${hashSync(writing, 4)}`);
    await using place = await workspace();
    const manifest = await publish(staging.repository('acme/staging'));
    const sbom = await packManifest(staging.repository('acme/staging'), '1.1', 'application/spdx+json', {
      subject: manifest,
      manifestAnnotations: created,
    });
    const name = `${production.host}/acme/production`;
    const run = succeeded(
      await copy(place, {
        source: `oci://${staging.host}/acme/staging:v1`,
        target: name,
        tags: `stable ${name}:latest`,
        recursive: 'true',
        'plain-http': 'true',
        'from-username': 'reader',
        'from-password': reading,
        'to-username': 'writer',
        'to-password': writing,
      }),
    );
    expect(run.outputs).toEqual({
      digest: manifest.digest,
      reference: `${name}:v1`,
      'pinned-reference': `${name}@${manifest.digest}`,
      name,
      tags: `${name}:v1\n${name}:stable\n${name}:latest`,
      'media-type': manifest.mediaType,
      'artifact-type': artifactType,
      size: String(manifest.size),
      checksums: `${manifest.digest.slice('sha256:'.length)}  ${name}`,
      copied: '4',
      'copied-bytes': expect.stringMatching(/^\d+$/),
      companions: '1',
      references: `${name}:v1`,
      digests: manifest.digest,
      'skipped-references': '',
      'verified-by': '[]',
    });
    const target = production.repository('acme/production');
    expect(await Array.fromAsync(target.tags())).toEqual(['latest', 'stable', 'v1']);
    expect(await listReferrers(target, manifest)).toMatchObject([{ digest: sbom.digest }]);
    expect(run.summary).toContain(manifest.digest.slice('sha256:'.length));
    const log = withoutMasks(run.stdout);
    expect(
      findCanaries([reading, writing], {
        stdout: log,
        files: run.outputFile + run.stateFile + run.envFile + run.summary,
      }),
    ).toEqual([]);
  });

  it('never sends the credentials of one registry to the other (AU-08)', async () => {
    const [reading, writing] = [newPlainCanary(), newPlainCanary()];
    await using staging = await serve(`reader:${hashSync(reading, 4)}`);
    await using production = await ScriptedServer.start({
      otherwise: (request) =>
        request.header('authorization') === undefined
          ? { status: 401, headers: { 'WWW-Authenticate': 'Basic realm="x"' } }
          : { status: 403 },
    });
    await using place = await workspace();
    await publish(staging.repository('a/b'));
    const inputs = {
      source: `${staging.host}/a/b:v1`,
      target: `${production.origin.host}/a/b:v1`,
      'plain-http': 'true',
      'from-username': 'reader',
      'from-password': reading,
      'to-username': 'writer',
      'to-password': writing,
    };
    await refused(place, inputs, /^input "target": .*403/);
    const seen = JSON.stringify(production.requests);
    expect(findCanaries([writing], { seen })).not.toEqual([]);
    expect(findCanaries([reading], { seen })).toEqual([]);
  });

  it('mounts blobs within one registry and transfers nothing', async () => {
    await using served = await serve();
    await using place = await workspace();
    const manifest = await publish(served.repository('acme/staging'));
    const run = succeeded(
      await copy(place, {
        source: `${served.host}/acme/staging:v1`,
        target: `${served.host}/acme/production`,
        'plain-http': 'true',
      }),
    );
    expect(run.outputs).toMatchObject({ copied: '3', 'copied-bytes': String(manifest.size) });
    expect(run.stdout).toContain('mounted from another repository');
    expect(await served.repository('acme/production').resolve('v1')).toMatchObject({ digest: manifest.digest });
  });

  it('transfers the blobs when a mount is refused', async () => {
    await using served = await serve();
    served.registry.mountBlob = () => Promise.reject(new OciError('DENIED', 'no mounts here'));
    await using place = await workspace();
    const manifest = await publish(served.repository('acme/staging'));
    succeeded(
      await copy(place, {
        source: `${served.host}/acme/staging:v1`,
        target: `${served.host}/acme/production`,
        'plain-http': 'true',
        retries: '1',
      }),
    );
    expect(await served.repository('acme/production').resolve('v1')).toMatchObject({ digest: manifest.digest });
  });

  it('copies from a registry to a layout and back, with its own outputs as inputs', async () => {
    await using served = await serve();
    await using place = await workspace();
    const manifest = await publish(served.repository('a/b'));
    const out = succeeded(
      await copy(place, { source: `${served.host}/a/b:v1`, target: './layout', 'plain-http': 'true' }),
    );
    expect(out.outputs).toMatchObject({
      reference: `${join(place.path, 'layout')}:v1`,
      'pinned-reference': '',
      name: '',
      tags: '',
      checksums: '',
    });
    expect((await readdir(join(place.path, 'layout'))).sort()).toEqual(['blobs', 'index.json', 'oci-layout']);
    const back = succeeded(
      await copy(place, { source: out.outputs['reference'] ?? '', target: `${served.host}/c/d`, 'plain-http': 'true' }),
    );
    expect(back.outputs).toMatchObject({ digest: manifest.digest, reference: `${served.host}/c/d:v1` });
    const pinned = succeeded(
      await copy(place, {
        source: back.outputs['pinned-reference'] ?? '',
        target: `layout:again@${manifest.digest}`,
        'plain-http': 'true',
      }),
    );
    expect(pinned.outputs['reference']).toBe(`${join(place.path, 'again')}@${manifest.digest}`);
  });

  it('rejects content with another digest than the target before it writes anything', async () => {
    await using served = await serve();
    await using place = await workspace();
    await publish(served.repository('a/b'), 'v1');
    const other = await publish(served.repository('a/b'), 'v2', 'other');
    await refused(
      place,
      { source: `${served.host}/a/b:v1`, target: `./layout@${other.digest}`, 'plain-http': 'true' },
      /^input "source": .*but the target requires/,
    );
  });

  it('does not change the target when the copy fails (CP-09)', async () => {
    await using place = await workspace();
    const source = await LayoutRepository.open(join(place.path, 'source'), { sync: false });
    const manifest = await publish(repository(new MemoryRegistry(), 'x'), 'v1');
    const held = repository(new MemoryRegistry(), 'x');
    await publish(held, 'v1');
    await copyGraph(held, source, manifest);
    await source.tag(manifest, 'v1');
    const layer = descriptorOf('text/plain', Buffer.from('content'));
    await writeFile(join(place.path, 'source/blobs/sha256', layer.digest.slice(7)), 'CONTENT');
    await refused(place, { source: './source:v1', target: './new/target' }, /^input "source": .*(?:hashes to|not)/);
  });

  it.each([
    [{ source: './absent:v1', target: './x' }, /^input "source": .*absent does not exist/],
    [{ source: '127.0.0.1:9/a/b:v1', target: './x', retries: '1' }, /^input "source": .*127\.0\.0\.1:9/],
    [{ source: '127.0.0.1:9/a/b:v1' }, /^input "target": it is missing/],
    [{ target: './x' }, /^input "source": it is missing/],
    [{ source: 'acme/app', target: './x' }, /^input "source": .*names no registry/],
    [{ source: './a', target: './x', platform: 'arm' }, /^input "platform": "arm"/],
    [
      { source: './a', target: './x', 'from-password': 'hunter2hunter2' },
      /^(?!.*hunter2)input "from-username": it is missing/,
    ],
  ])('rejects %j with one sentence, and leaves no files', { concurrent: true }, async (inputs, message) => {
    await using place = await workspace();
    await refused(place, inputs, message);
  });

  it('runs no workflow command and sets no output from text of a registry (GA-01 GA-03)', async () => {
    const hostile = '\n::set-output name=digest::evil\n##[error]evil';
    await using registry = await ScriptedServer.start({
      otherwise: {
        status: 404,
        headers: { Warning: '299 - "::stop-commands::x"' },
        body: JSON.stringify({ errors: [{ code: 'MANIFEST_UNKNOWN', message: hostile }] }),
      },
    });
    await using place = await workspace();
    const run = await refused(
      place,
      { source: `${registry.origin.host}/a/b:v1`, target: './x', 'plain-http': 'true', retries: '1' },
      /^input "source": /,
    );
    expect(
      run.commands.filter(
        ({ name }) => !['add-mask', 'group', 'endgroup', 'error', 'warning', 'notice'].includes(name),
      ),
    ).toEqual([]);
  });
});

describe('a list of copies', () => {
  it('copies each line, and after a failure outputs the finished copies and names the line', async () => {
    await using served = await serve();
    await using place = await workspace();
    const one = await publish(served.repository('acme/one'));
    const two = await publish(served.repository('acme/two'), 'v2', 'other');
    const [a, b] = [`${served.host}/mirror/one`, `${served.host}/mirror/two`];
    const list = `# mirror\n${served.host}/acme/one:v1 ${a}\n\n${served.host}/acme/two:v2 ${b}\n`;
    await writeFile(join(place.path, 'list.txt'), list);
    const inputs = { source: '@list.txt', 'plain-http': 'true' };
    const { outputs } = succeeded(await copy(place, inputs));
    expect(outputs).toMatchObject({
      reference: `${a}:v1`,
      digest: one.digest,
      references: `${a}:v1\n${b}:v2`,
      digests: `${one.digest}\n${two.digest}`,
    });
    await served.repository('mirror/two').tag(await publish(served.repository('mirror/two'), 'x', 'third'), 'v2');
    const failed = await copy(place, { ...inputs, 'if-tag-exists': 'fail' });
    expect(failed.code).toBe(1);
    expect(failed.errors).toEqual([
      expect.stringMatching(/list\.txt, line 4: cannot copy .*1 of 2 were copied before/),
    ]);
    expect(failed.outputs).toMatchObject({ references: `${a}:v1`, digests: one.digest });
    await refused(place, { ...inputs, target: a }, /^input "target": it cannot be combined with a list/);
  });
});
