import { chmod, cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pull } from '../../src/operations/index.ts';
import { parseManifest, type Location } from '../../src/spec/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { listen } from '../../src/server/index.ts';
import { runAction, workspace, type Run } from './spawned.ts';

const example = join(import.meta.dirname, '../../examples/bundle');

interface Served extends AsyncDisposable {
  readonly registry: MemoryRegistry;
  readonly host: string;
  tags(repository: string): Promise<string[]>;
}

async function serve(): Promise<Served> {
  const registry = new MemoryRegistry();
  const server = await listen(registry);
  return {
    registry,
    host: new URL(server.url).host,
    tags: (repository) => Array.fromAsync(registry.tags(repository)),
    [Symbol.asyncDispose]: () => server.close(),
  };
}

function succeeded(run: Run): Run {
  expect(run.errors, run.stdout + run.stderr).toEqual([]);
  expect(run.code, run.stdout + run.stderr).toBe(0);
  return run;
}

async function manifestOf(
  served: Served,
  repository: string,
  tag: string,
): Promise<{ readonly digest: string; readonly text: string }> {
  const reader = await served.registry.getTag(repository, tag);
  return { digest: reader.descriptor.digest, text: Buffer.concat(await Array.fromAsync(reader)).toString() };
}

describe('the push action', () => {
  it('packages a directory, pushes it and sets the outputs', async () => {
    await using served = await serve();
    await using place = await workspace();
    const name = `${served.host}/acme/bundle`;
    const run = succeeded(
      await runAction(place, {
        'source-dir': example,
        target: `oci://${name}:v1.2.0`,
        tags: `latest, ${name}:v1`,
        version: '1.2.0',
        'plain-http': 'true',
        annotations: 'team=a=b',
      }),
    );
    const { digest, text } = await manifestOf(served, 'acme/bundle', 'v1.2.0');
    expect(await served.tags('acme/bundle')).toEqual(['latest', 'v1', 'v1.2.0']);
    const manifest = parseManifest(Buffer.from(text));
    expect(manifest.annotations).toEqual({
      'org.opencontainers.image.created': '1970-01-01T00:00:00Z',
      'org.opencontainers.image.revision': '0123456789abcdef0123456789abcdef01234567',
      'org.opencontainers.image.source': 'https://github.com/acme/app',
      'org.opencontainers.image.version': '1.2.0',
      team: 'a=b',
    });
    const layer = manifest.kind === 'manifest' ? manifest.layers[0] : undefined;
    expect(run.outputs).toEqual({
      digest,
      reference: `${name}:v1.2.0`,
      'pinned-reference': `${name}@${digest}`,
      name,
      tags: `${name}:v1.2.0\n${name}:latest\n${name}:v1`,
      'store-path': expect.stringMatching(/oci-layout$/),
      'media-type': 'application/vnd.oci.image.manifest.v1+json',
      'artifact-type': 'application/vnd.unknown.artifact.v1',
      size: String(text.length),
      'layer-digest': layer?.digest,
      'layer-size': String(layer?.size),
      'content-digest': layer?.annotations?.['io.deis.oras.content.digest'],
      pushed: 'true',
      checksums: `${digest.slice('sha256:'.length)}  ${name}`,
      references: `${name}:v1.2.0`,
      digests: digest,
    });
    const store = run.outputs['store-path'] ?? '';
    expect(store.startsWith(place.runnerTemp)).toBe(true);
    expect(await readdir(store)).toEqual(expect.arrayContaining(['blobs', 'index.json', 'oci-layout']));
    expect(run.summary).toContain(digest);
    expect(run.summary).not.toContain('```mermaid');
    expect(run.commands.filter(({ name }) => name === 'group').map(({ value }) => value)).toEqual([
      'Package',
      'Push',
      'Tag',
    ]);
    expect(run.commands.filter(({ name }) => name === 'endgroup')).toHaveLength(3);
    expect(run.stdout).toContain(`published ${name}:v1.2.0`);
    expect(run.stderr).toBe('');
  });

  it('gives the same digest for any path, umask and time zone', async () => {
    await using served = await serve();
    await using place = await workspace();
    const copy = join(place.path, 'elsewhere');
    await cp(example, copy, { recursive: true, verbatimSymlinks: true });
    const target = `oci://${served.host}/acme/bundle:v1`;
    const first = succeeded(await runAction(place, { 'source-dir': example, target, 'plain-http': 'true' }));
    const second = succeeded(
      await runAction(
        place,
        { 'source-dir': 'elsewhere', target, 'plain-http': 'true' },
        { env: { TZ: 'Pacific/Auckland' }, umask: 0o077 },
      ),
    );
    expect(second.outputs['digest']).toBe(first.outputs['digest']);
  });

  it('converts an upper-case repository to lower case with a notice', async () => {
    await using served = await serve();
    await using place = await workspace();
    const run = succeeded(
      await runAction(place, {
        'source-dir': example,
        target: `oci://${served.host}/Acme/Bundle:V1`,
        'plain-http': 'true',
      }),
    );
    expect(run.outputs['reference']).toBe(`${served.host}/acme/bundle:V1`);
    expect(run.notices).toContainEqual(expect.stringContaining(`${served.host}/acme/bundle`));
  });

  it('writes no tag with push-by-digest', async () => {
    await using served = await serve();
    await using place = await workspace();
    const run = succeeded(
      await runAction(place, {
        'source-dir': example,
        target: `oci://${served.host}/acme/bundle`,
        'push-by-digest': 'true',
        'plain-http': 'true',
      }),
    );
    expect(run.outputs).toMatchObject({ tags: '', pushed: 'true', reference: run.outputs['pinned-reference'] });
    expect(await served.tags('acme/bundle')).toEqual([]);
  });

  it('packages without pushing, with the digest that a push would give', async () => {
    await using served = await serve();
    await using place = await workspace();
    const inputs = { 'source-dir': example, target: `oci://${served.host}/acme/bundle:v1`, 'plain-http': 'true' };
    const dry = succeeded(await runAction(place, { ...inputs, push: 'false' }));
    expect(dry.outputs['pushed']).toBe('false');
    expect(dry.stdout).toContain('packaged ');
    await expect(served.tags('acme/bundle')).rejects.toThrow();
    const pushed = succeeded(await runAction(place, inputs));
    expect(pushed.outputs['digest']).toBe(dry.outputs['digest']);
  });

  it('writes a local target, and leaves the registry outputs empty', async () => {
    await using place = await workspace();
    const run = succeeded(await runAction(place, { 'source-dir': example, target: './layout', tags: 'v1' }));
    const path = join(place.path, 'layout');
    expect(run.outputs).toMatchObject({
      reference: `${path}:v1`,
      'store-path': path,
      'pinned-reference': '',
      name: '',
      tags: '',
      checksums: '',
      pushed: 'false',
    });
    expect(await readdir(path)).toEqual(expect.arrayContaining(['blobs', 'index.json', 'oci-layout']));
    expect(run.left).toEqual([]);
  });

  it('skips an existing tag, or fails, according to if-tag-exists', async () => {
    await using served = await serve();
    await using place = await workspace();
    const inputs = { 'source-dir': example, target: `oci://${served.host}/acme/bundle:v1`, 'plain-http': 'true' };
    const first = succeeded(await runAction(place, inputs));
    // A push of equal content succeeds in every mode.
    expect(succeeded(await runAction(place, { ...inputs, 'if-tag-exists': 'fail' })).outputs['digest']).toBe(
      first.outputs['digest'],
    );
    const skipped = succeeded(await runAction(place, { ...inputs, annotations: 'other=1', 'if-tag-exists': 'skip' }));
    expect(skipped.outputs).toMatchObject({
      digest: first.outputs['digest'],
      'layer-digest': first.outputs['layer-digest'],
      pushed: 'false',
    });
    const refused = await runAction(place, { ...inputs, annotations: 'other=1', 'if-tag-exists': 'fail' });
    expect(refused.code).toBe(1);
    expect(refused.errors).toEqual([expect.stringContaining('if-tag-exists')]);
    expect((await manifestOf(served, 'acme/bundle', 'v1')).digest).toBe(first.outputs['digest']);
  });

  it('writes the layout to output-dir, and no summary when it is off', async () => {
    await using place = await workspace();
    const run = succeeded(
      await runAction(place, {
        'source-dir': example,
        target: 'oci://127.0.0.1:1/a/b:v1',
        push: 'false',
        'output-dir': 'made/here',
        summary: 'false',
      }),
    );
    expect(run.outputs['store-path']).toBe(join(place.path, 'made/here/oci-layout'));
    expect(run.summary).toBe('');
    expect(run.left).toEqual([]);
  });

  it('warns about excluded files and credential files', async () => {
    await using place = await workspace();
    const source = join(place.path, 'src');
    await mkdir(source);
    for (const name of ['.npmrc', 'a.txt', 'b.log']) await writeFile(join(source, name), name);
    const run = succeeded(await runAction(place, { 'source-dir': 'src', target: './layout', exclude: '*.log' }));
    expect(run.warnings.join('\n')).toMatch(/1 path excluded/);
    expect(run.warnings.join('\n')).toMatch(/\.npmrc/);
    expect(run.summary).toContain('npmrc');
  });

  it('keeps the white space of exclude patterns', async () => {
    await using place = await workspace();
    const source = join(place.path, 'src');
    await mkdir(source);
    for (const name of ['lead', ' lead', 'key', 'key ', 'tab', 'tab\t']) await writeFile(join(source, name), name);
    const inputs = { 'source-dir': 'src', target: './layout', compression: 'none', exclude: ' lead\nkey\\ \ntab\t' };
    succeeded(await runAction(place, inputs));
    await using pulled = await workspace();
    const location: Location = { kind: 'layout', path: join(place.path, 'layout'), tag: 'latest' };
    await pull({ source: location, outputDir: join(pulled.path, 'out') });
    expect((await readdir(join(pulled.path, 'out'))).toSorted()).toEqual(['key', 'lead', 'tab']);
  });

  it('warns that ORAS does not unpack zstd', async () => {
    await using place = await workspace();
    const run = succeeded(await runAction(place, { 'source-dir': example, target: './layout', compression: 'zstd' }));
    expect(run.notices.join('\n')).toMatch(/ORAS/);
    const index = await readFile(join(place.path, 'layout/index.json'), 'utf8');
    expect(index).toContain(run.outputs['digest']);
  });

  // Windows has no permission bits, and needs a privilege to create links.
  it.skipIf(process.platform === 'win32')('keeps modes and links', async () => {
    await using place = await workspace();
    const source = join(place.path, 'src');
    await mkdir(source);
    await writeFile(join(source, 'run'), '#!/bin/sh\n');
    await chmod(join(source, 'run'), 0o755);
    await symlink('run', join(source, 'link'));
    const kept = succeeded(await runAction(place, { 'source-dir': 'src', target: './one' }));
    await chmod(join(source, 'run'), 0o700);
    const changed = succeeded(await runAction(place, { 'source-dir': 'src', target: './two' }));
    const normal = succeeded(await runAction(place, { 'source-dir': 'src', target: './three', modes: 'normalize' }));
    expect(changed.outputs['content-digest']).not.toBe(kept.outputs['content-digest']);
    expect(normal.outputs['content-digest']).not.toBe(changed.outputs['content-digest']);
  });
});
