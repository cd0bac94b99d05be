import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fetchBytes, listReferrers, packManifest, pullArtifact } from '../../src/transfer/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { repository, type Repository } from '../../src/registry/index.ts';
import { listen } from '../../src/server/index.ts';
import { plainDescriptor, type Descriptor } from '../../src/spec/index.ts';
import { runAction, workspace, type Run, type RunOptions, type Workspace } from './spawned.ts';

interface Served extends AsyncDisposable {
  readonly host: string;
  readonly repository: Repository;
  readonly subject: Descriptor;
}

async function serve(): Promise<Served> {
  const registry = new MemoryRegistry();
  const server = await listen(registry);
  const target = repository(registry, 'acme/app');
  const subject = plainDescriptor(
    await packManifest(target, '1.1', 'application/vnd.example', {
      manifestAnnotations: { 'org.opencontainers.image.created': '2000-01-01T00:00:00Z' },
    }),
  );
  await target.tag(subject, 'v1');
  return { host: new URL(server.url).host, repository: target, subject, [Symbol.asyncDispose]: () => server.close() };
}

function attach(place: Workspace, inputs: Readonly<Record<string, string>>, options: RunOptions = {}): Promise<Run> {
  return runAction(
    place,
    { 'plain-http': 'true', 'artifact-type': 'application/spdx+json', ...inputs },
    { ...options, bundle: 'attach' },
  );
}

async function workspaceWithFiles(): Promise<Workspace> {
  const place = await workspace();
  await mkdir(join(place.path, 'out/other'), { recursive: true });
  await writeFile(join(place.path, 'out/sbom.json'), '{"spdx":true}');
  await writeFile(join(place.path, 'out/notes.txt'), 'notes');
  await writeFile(join(place.path, 'out/other/sbom.json'), '{}');
  return place;
}

describe('the attach action', () => {
  it('pushes files as a referrer of the subject, and outputs the referrer', async () => {
    await using served = await serve();
    await using place = await workspaceWithFiles();
    const name = `${served.host}/acme/app`;
    const run = await attach(place, {
      subject: `oci://${name}:v1`,
      files: 'out/sbom.json:application/spdx+json\nout/notes.txt',
      annotations: 'by=us',
    });
    expect(run.errors, run.stdout + run.stderr).toEqual([]);
    expect(run.code).toBe(0);
    const [referrer] = await listReferrers(served.repository, served.subject);
    expect(referrer).toMatchObject({
      artifactType: 'application/spdx+json',
      annotations: { by: 'us', 'org.opencontainers.image.created': '1970-01-01T00:00:00Z' },
    });
    expect(run.outputs).toEqual({
      digest: referrer?.digest,
      reference: `${name}@${referrer?.digest}`,
      'pinned-reference': `${name}@${referrer?.digest}`,
      subject: `${name}@${served.subject.digest}`,
      'media-type': 'application/vnd.oci.image.manifest.v1+json',
      'artifact-type': 'application/spdx+json',
      size: String(referrer?.size),
      tags: '',
      references: `${name}@${referrer?.digest}`,
      digests: referrer?.digest,
    });
    expect(run.summary).toContain(served.subject.digest.slice('sha256:'.length));
    await pullArtifact(served.repository, run.outputs['digest'] ?? '', join(place.path, 'back'));
    expect(await readFile(join(place.path, 'back/sbom.json'), 'utf8')).toBe('{"spdx":true}');
    expect(await readFile(join(place.path, 'back/notes.txt'), 'utf8')).toBe('notes');
  });

  it('gives the same digest for the same files, and accepts its own outputs as subject', async () => {
    await using served = await serve();
    await using place = await workspaceWithFiles();
    const inputs = { subject: `${served.host}/acme/app@${served.subject.digest}`, files: 'out/sbom.json' };
    const first = await attach(place, inputs);
    const second = await attach(place, inputs, { env: { TZ: 'Pacific/Auckland' } });
    expect(second.outputs).toEqual(first.outputs);
    const onIt = await attach(place, { ...inputs, subject: first.outputs['reference'] ?? '' });
    expect(onIt.outputs['subject']).toBe(first.outputs['reference']);
  });

  it('attaches the files of a pattern in the order of their names', async () => {
    await using served = await serve();
    await using place = await workspaceWithFiles();
    const run = await attach(place, {
      subject: `${served.host}/acme/app:v1`,
      files: 'out/*.json:application/json\nout/*',
    });
    expect(run.errors, run.stdout + run.stderr).toEqual([]);
    const { bytes } = await fetchBytes(served.repository, run.outputs['digest'] ?? '');
    const { layers } = JSON.parse(new TextDecoder().decode(bytes)) as { readonly layers: readonly Descriptor[] };
    expect(
      layers.map(({ mediaType, annotations }) => [annotations?.['org.opencontainers.image.title'], mediaType]),
    ).toEqual([
      ['sbom.json', 'application/json'],
      ['notes.txt', 'application/octet-stream'],
    ]);
  });

  it.each([
    [{ files: 'out/*.xml' }, /^input "files": "out\/\*\.xml" matches no file/],
    [{ files: 'out/absent.json' }, /^input "files": .*absent\.json.*does not exist/],
    [{ files: '' }, /^input "files": it is missing; give at least one file, or input "annotations"/],
    [{ tags: 'v1' }, /^input "tags": "v1" is the tag of the subject/],
    [{ tags: 'x', 'each-platform': 'true' }, /^input "tags": a tag names one artifact/],
    [{ 'each-platform': 'true' }, /^input "each-platform": .* is not an index/],
    [{ files: 'out:application/vnd.example+zstd' }, /^input "files": .*compression/],
    [{ files: 'out/sbom.json\nout/other/sbom.json' }, /^input "files": .*same name/],
    [{ 'artifact-type': '' }, /^input "artifact-type": it is missing/],
    [{ subject: '' }, /^input "subject": it is missing/],
    [{ subject: 'HOST/acme/app:v2' }, /^input "subject": .*v2/],
    [{ subject: './absent:v1' }, /^input "subject": .*absent does not exist/],
  ])('rejects %j with one sentence, and attaches nothing', async (inputs, message) => {
    await using served = await serve();
    await using place = await workspaceWithFiles();
    const subject = ('subject' in inputs ? inputs.subject : 'HOST/acme/app:v1').replace('HOST', served.host);
    const run = await attach(place, { files: 'out/sbom.json', ...inputs, subject });
    expect(run.code, run.stdout).toBe(1);
    expect(run.errors).toEqual([expect.stringMatching(message)]);
    expect({ outputs: run.outputs, left: run.left }).toEqual({ outputs: {}, left: [] });
    expect(await listReferrers(served.repository, served.subject)).toEqual([]);
  });
});
