import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must, temporaryDirectory, type TemporaryDirectory } from '../processes.ts';
import { loopbackRegistries, type LoopbackRegistry } from '../registries.ts';
import { runAction } from '../run-action.ts';
import { listTree, makeTree } from '../trees.ts';
import { push } from './push.ts';

interface Manifest {
  readonly mediaType: string;
  readonly config: { readonly mediaType: string };
  readonly layers: readonly { readonly mediaType: string }[];
  readonly annotations: Readonly<Record<string, string>>;
}

const commit = '0123456789abcdef0123456789abcdef01234567';

let work: TemporaryDirectory;
let flux: string;
let source: string;
/** Flux omits symbolic links. */
let content: readonly string[];
beforeAll(async () => {
  work = await temporaryDirectory();
  flux = join(work.path, 'flux');
  await must('go', ['build', '-trimpath', '-o', flux, '.'], {
    cwd: join(import.meta.dirname, '../flux'),
    timeoutMs: 600_000,
  });
  source = join(work.path, 'source');
  await makeTree(source);
  content = (await listTree(source)).filter((line) => !line.includes(' link '));
});
afterAll(() => work[Symbol.asyncDispose]());

describe.each(loopbackRegistries)('the format flux in %s', (name, open) => {
  let registry: LoopbackRegistry;
  beforeAll(async () => {
    registry = await open();
  });
  afterAll(() => registry[Symbol.asyncDispose]());

  /** Fetches with Flux. @returns the metadata and the directory */
  async function fetch(reference: string, label: string): Promise<readonly [Record<string, unknown>, string]> {
    const out = join(work.path, `${name} ${label}`);
    await mkdir(out);
    return [JSON.parse(await must(flux, ['pull', `oci://${reference}`, out])) as Record<string, unknown>, out];
  }

  async function manifestOf(reference: string): Promise<Manifest> {
    return JSON.parse(await must('crane', ['manifest', '--insecure', reference])) as Manifest;
  }

  it('a directory of a workflow is unpacked by Flux, with its source, revision and date', async () => {
    const inputs = {
      'source-dir': source,
      target: `oci://${registry.host}/flux/action:v1`,
      format: 'flux',
      version: '1.2.0',
      timestamp: '2026-01-02T03:04:05Z',
      'plain-http': 'true',
    };
    const { code, outputs, stdout } = await runAction('push', inputs, { GITHUB_REF_NAME: 'main' });
    expect(code, stdout).toBe(0);
    const [metadata, out] = await fetch(outputs['reference'] ?? '', 'action');
    expect(metadata).toMatchObject({
      created: '2026-01-02T03:04:05Z',
      source_url: 'https://github.com/acme/bundle',
      source_revision: `main@sha1:${commit}`,
      digest: outputs['pinned-reference'],
      annotations: { 'org.opencontainers.image.version': '1.2.0' },
    });
    expect((await listTree(out)).filter((line) => !line.includes(' link '))).toEqual(content);
  });

  it('Flux lists the artifact with its tag, digest and revision', async () => {
    const args = ['--annotation', 'org.opencontainers.image.revision=v1.0.0@sha1:0123'];
    const { digest } = await push('flux', source, `${registry.host}/flux/listed:v1.0.0`, { args });
    const listed = await must(flux, ['list', `oci://${registry.host}/flux/listed`]);
    expect(JSON.parse(listed)).toMatchObject([
      { url: `${registry.host}/flux/listed:v1.0.0`, digest, source_revision: 'v1.0.0@sha1:0123' },
    ]);
  });

  it('the manifest has the fields of the manifest that Flux writes', async () => {
    const [ours, theirs] = [`${registry.host}/flux/ours:v1`, `${registry.host}/flux/theirs:v1`];
    await must(flux, ['push', source, `oci://${theirs}`]);
    const annotations = [
      'org.opencontainers.image.source=https://github.com/acme/deployments',
      `org.opencontainers.image.revision=main@sha1:${commit}`,
    ];
    const args = ['--timestamp', '2026-01-02T03:04:05Z', ...annotations.flatMap((each) => ['--annotation', each])];
    await push('flux', source, ours, { args });
    expect(shapeOf(await manifestOf(ours))).toEqual(shapeOf(await manifestOf(theirs)));
  });

  it('a single file is unpacked by Flux under its name', async () => {
    const { reference = '' } = await push('flux', join(source, 'README.md'), `${registry.host}/flux/file:v1`);
    const [, out] = await fetch(reference, 'file');
    expect(await listTree(out)).toEqual([content.find((line) => line.startsWith('README.md '))]);
  });
});

function shapeOf({ mediaType, config, layers, annotations, ...others }: Manifest): object {
  return { mediaType, config: config.mediaType, layers: layers.map((each) => each.mediaType), annotations, ...others };
}
