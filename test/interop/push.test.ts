import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must, run, temporaryDirectory, type TemporaryDirectory } from './processes.ts';
import { debianRegistry, distribution, type PeerRegistry } from './registries.ts';
import { runAction, type ActionRun } from './run-action.ts';
import { listTree, makeTree } from './trees.ts';

const peers: readonly (readonly [string, () => Promise<PeerRegistry>])[] = [
  ['distribution 3.1.2', () => distribution()],
  ['docker-registry 2.8', () => debianRegistry()],
];

describe.each(peers)('pushed to %s', (_, start) => {
  let registry: PeerRegistry;
  let work: TemporaryDirectory;
  let source: string;
  let action: ActionRun;

  beforeAll(async () => {
    registry = await start();
    work = await temporaryDirectory();
    source = join(work.path, 'source');
    await makeTree(source);
    action = await runAction('push', {
      'source-dir': source,
      target: `oci://${registry.host}/acme/bundle:v1.2.0`,
      tags: 'v1 latest',
      'plain-http': 'true',
      version: '1.2.0',
    });
  });
  afterAll(async () => {
    await registry[Symbol.asyncDispose]();
    await work[Symbol.asyncDispose]();
  });

  it('sets outputs that match the registry', async () => {
    expect(action.stdout).not.toContain('::error');
    expect(action.code).toBe(0);
    const { outputs } = action;
    expect(outputs['name']).toBe(`${registry.host}/acme/bundle`);
    expect(outputs['reference']).toBe(`${registry.host}/acme/bundle:v1.2.0`);
    expect(outputs['pinned-reference']).toBe(`${registry.host}/acme/bundle@${outputs['digest']}`);
    for (const tag of ['v1.2.0', 'v1', 'latest']) {
      expect((await must('crane', ['digest', '--insecure', `${registry.host}/acme/bundle:${tag}`])).trim()).toBe(
        outputs['digest'],
      );
    }
  });

  it('oras pull gives the same tree', async () => {
    const out = join(work.path, 'oras');
    await must('oras', ['pull', '--plain-http', '-o', out, action.outputs['pinned-reference'] ?? '']);
    expect(await listTree(out)).toEqual(await listTree(source));
  });

  it('crane reads the manifest', async () => {
    const manifest = JSON.parse(
      await must('crane', ['manifest', '--insecure', action.outputs['pinned-reference'] ?? '']),
    ) as Record<string, unknown>;
    expect(manifest).toMatchObject({
      schemaVersion: 2,
      artifactType: 'application/vnd.unknown.artifact.v1',
      config: { mediaType: 'application/vnd.oci.empty.v1+json', data: 'e30=' },
      layers: [
        {
          mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
          digest: action.outputs['layer-digest'],
          annotations: {
            'org.opencontainers.image.title': '.',
            'io.deis.oras.content.unpack': 'true',
            'io.deis.oras.content.digest': action.outputs['content-digest'],
          },
        },
      ],
      annotations: {
        'org.opencontainers.image.version': '1.2.0',
        'org.opencontainers.image.source': 'https://github.com/acme/bundle',
      },
    });
  });

  it('skopeo copies it into a layout', async () => {
    const layout = join(work.path, 'skopeo');
    await must('skopeo', [
      'copy',
      '--src-tls-verify=false',
      `docker://${registry.host}/acme/bundle:v1.2.0`,
      `oci:${layout}:copied`,
    ]);
    const inspected = await must('skopeo', ['inspect', '--raw', `oci:${layout}:copied`]);
    expect(JSON.parse(inspected)).toMatchObject({ artifactType: 'application/vnd.unknown.artifact.v1' });
  });

  it('pushes again without sending a blob', async () => {
    const again = await runAction('push', {
      'source-dir': source,
      target: `oci://${registry.host}/acme/bundle:v1.2.0`,
      'plain-http': 'true',
      version: '1.2.0',
      'if-tag-exists': 'fail',
    });
    expect(again.code).toBe(0);
    expect(again.outputs['digest']).toBe(action.outputs['digest']);
  });

  it('skips an existing tag on request', async () => {
    const other = join(work.path, 'other');
    await makeTree(other);
    await writeFile(join(other, 'README.md'), 'changed\n');
    const inputs = { 'source-dir': other, target: `oci://${registry.host}/acme/bundle:v1.2.0`, 'plain-http': 'true' };
    const skipped = await runAction('push', { ...inputs, 'if-tag-exists': 'skip' });
    expect(skipped.code).toBe(0);
    expect(skipped.outputs['pushed']).toBe('false');
    expect(skipped.outputs['digest']).toBe(action.outputs['digest']);
    const failed = await runAction('push', { ...inputs, 'if-tag-exists': 'fail' });
    expect(failed.code).toBe(1);
    expect(failed.stdout).toContain('if-tag-exists');
    expect((await must('crane', ['digest', '--insecure', `${registry.host}/acme/bundle:v1.2.0`])).trim()).toBe(
      action.outputs['digest'],
    );
  });

  it('cosign signs and verifies the pinned reference', async () => {
    const env = { COSIGN_PASSWORD: '', HOME: work.path };
    await must('cosign', ['generate-key-pair'], { cwd: work.path, env });
    const pinned = action.outputs['pinned-reference'] ?? '';
    await must(
      'cosign',
      ['sign', '--yes', '--key', 'cosign.key', '--tlog-upload=false', '--allow-http-registry', pinned],
      { cwd: work.path, env },
    );
    const verified = await run(
      'cosign',
      ['verify', '--key', 'cosign.pub', '--insecure-ignore-tlog', '--allow-http-registry', pinned],
      { cwd: work.path, env },
    );
    expect(verified.code, verified.stderr).toBe(0);
    expect(verified.stdout).toContain(action.outputs['digest']);
  });
});

describe('an image layout written to a local target', () => {
  it('can be read by skopeo and oras', async () => {
    await using work = await temporaryDirectory();
    const source = join(work.path, 'source');
    await makeTree(source);
    const layout = join(work.path, 'layout');
    const action = await runAction('push', { 'source-dir': source, target: layout, tags: 'v1' });
    expect(action.code, action.stdout).toBe(0);
    expect(action.outputs['reference']).toBe(`${layout}:v1`);
    const raw = await must('skopeo', ['inspect', '--raw', `oci:${layout}:v1`]);
    expect(JSON.parse(raw)).toMatchObject({ artifactType: 'application/vnd.unknown.artifact.v1' });
    const out = join(work.path, 'out');
    await must('oras', ['pull', '--oci-layout', '-o', out, `${layout}:v1`]);
    expect(await listTree(out)).toEqual(await listTree(source));
  });
});
