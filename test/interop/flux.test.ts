import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pullArtifact } from '../../src/transfer/index.ts';
import { connectRepository } from '../../src/connect/index.ts';
import { parseOutputTarget } from '../../src/spec/index.ts';
import { must, run, temporaryDirectory, type TemporaryDirectory } from './processes.ts';
import { loopbackRegistries, type LoopbackRegistry } from './registries.ts';
import { repositoryRoot, runAction } from './run-action.ts';
import { listTree, makeTree } from './trees.ts';
import { packageAndPush } from '../../src/aicr/index.ts';

const cli = join(repositoryRoot, 'dist/cli.js');

let work: TemporaryDirectory;
let flux: string;
let source: string;

beforeAll(async () => {
  work = await temporaryDirectory();
  flux = join(work.path, 'flux');
  await must('go', ['build', '-trimpath', '-o', flux, '.'], {
    cwd: join(import.meta.dirname, 'flux'),
    timeoutMs: 600_000,
  });
  source = join(work.path, 'source');
  await makeTree(source);
});
afterAll(() => work[Symbol.asyncDispose]());

/** Flux omits symbolic links when it packages and unpacks. */
function withoutLinks(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => !line.includes(' link '));
}

describe.each(loopbackRegistries)('Flux with %s', (_, open) => {
  let place: LoopbackRegistry;
  let work: TemporaryDirectory;
  beforeAll(async () => {
    [place, work] = [await open(), await temporaryDirectory()];
  });
  afterAll(async () => {
    for (const each of [place, work]) await each[Symbol.asyncDispose]();
  });

  describe('artifacts of Flux', () => {
    let pinned: string;
    let content: readonly string[];
    const name = (): string => `${place.host}/flux/deployment`;
    beforeAll(async () => {
      pinned = (await must(flux, ['push', source, `oci://${name()}:v1`, 'org.example.team=platform'])).trim();
      content = withoutLinks(await listTree(source));
    });

    it('are unpacked by the pull action, with annotations', async () => {
      const out = join(work.path, 'action');
      const { code, outputs, stdout } = await runAction('pull', {
        reference: `oci://${name()}:v1`,
        'output-dir': out,
        'plain-http': 'true',
        'preserve-permissions': 'true',
        'expected-digest': pinned.slice(pinned.indexOf('@') + 1),
      });
      expect(code, stdout).toBe(0);
      expect(await listTree(out)).toEqual(content);
      expect(outputs).toMatchObject({
        'pinned-reference': pinned,
        'artifact-type': 'application/vnd.cncf.flux.config.v1+json',
      });
      expect(JSON.parse(outputs['annotations'] ?? '')).toEqual({
        'org.opencontainers.image.created': '2026-01-02T03:04:05Z',
        'org.opencontainers.image.source': 'https://github.com/acme/deployments',
        'org.opencontainers.image.revision': 'main@sha1:0123456789abcdef0123456789abcdef01234567',
        'org.example.team': 'platform',
      });
      expect(JSON.parse(outputs['files'] ?? '')).toContain('charts/values.yaml');
    });

    it('are unpacked by the command line and the library, also through a layout', async () => {
      const layout = join(work.path, 'layout');
      await must(process.execPath, [cli, 'copy', pinned, `${layout}:v1`, '--plain-http']);
      await must(process.execPath, [
        cli,
        'pull',
        `${layout}:v1`,
        '-o',
        join(work.path, 'from-layout'),
        '--preserve-permissions',
      ]);
      expect(await listTree(join(work.path, 'from-layout'))).toEqual(content);
      await using connection = await connectRepository(pinned, { plainHttp: true, env: {}, homedir: work.path });
      const pulled = await pullArtifact(connection.repository, 'v1', join(work.path, 'library'), {
        preservePermissions: true,
      });
      expect(pinned).toBe(`${name()}@${pulled.descriptor.digest}`);
      expect(await listTree(join(work.path, 'library'))).toEqual(content);
    });

    it('can be a single file', async () => {
      await must(flux, ['push', join(source, 'run.sh'), `oci://${place.host}/flux/file:v1`]);
      const out = join(work.path, 'file');
      await must(process.execPath, [
        cli,
        'pull',
        `${place.host}/flux/file:v1`,
        '-o',
        out,
        '--plain-http',
        '--preserve-permissions',
      ]);
      expect(await listTree(out)).toEqual((await listTree(source)).filter((line) => line.startsWith('run.sh ')));
    });

    it('are rejected with their type if they are a file without a name', async () => {
      await must(flux, ['push-file', join(source, 'run.sh'), `oci://${place.host}/flux/nameless:v1`]);
      const out = join(work.path, 'nameless');
      const { code, stderr } = await run(process.execPath, [
        cli,
        'pull',
        `${place.host}/flux/nameless:v1`,
        '-o',
        out,
        '--plain-http',
      ]);
      expect(code).toBe(1);
      expect(stderr).toContain('one layer (application/vnd.cncf.flux.content.v1) without a title');
      await expect(listTree(out)).rejects.toThrow('ENOENT');
    });

    it('can have attached artifacts, and Flux reads recursive copies', async () => {
      const report = join(work.path, 'report.json');
      await writeFile(report, '{}\n');
      await must(process.execPath, [
        cli,
        'attach',
        pinned,
        report,
        '--artifact-type',
        'application/vnd.example.report',
        '--plain-http',
      ]);
      await must(process.execPath, [
        cli,
        'copy',
        pinned,
        `${place.host}/flux/production:v1`,
        '--recursive',
        '--plain-http',
      ]);
      const out = join(work.path, 'production');
      await mkdir(out);
      const metadata = JSON.parse(await must(flux, ['pull', `oci://${place.host}/flux/production:v1`, out])) as {
        readonly digest: string;
      };
      expect(metadata.digest.split('@')[1]).toBe(pinned.split('@')[1]);
      expect(await readFile(join(out, 'charts/values.yaml'))).toEqual(
        await readFile(join(source, 'charts/values.yaml')),
      );
      expect(await must('oras', ['discover', '--plain-http', `${place.host}/flux/production:v1`])).toContain(
        'application/vnd.example.report',
      );
    });
  });

  describe('our artifacts', () => {
    /** Fetches with Flux. @returns the metadata */
    async function fetched(reference: string, out: string): Promise<Readonly<Record<string, unknown>>> {
      await mkdir(out);
      return JSON.parse(await must(flux, ['pull', `oci://${reference}`, out])) as Record<string, unknown>;
    }

    it('from the action are unpacked by Flux, with their source', async () => {
      const { code, outputs, stdout } = await runAction('push', {
        'source-dir': source,
        target: `oci://${place.host}/ours/action:v1`,
        'plain-http': 'true',
        version: '1.2.0',
        annotations: 'org.example.team=core',
      });
      expect(code, stdout).toBe(0);
      const out = join(work.path, 'ours-action');
      const metadata = await fetched(outputs['reference'] ?? '', out);
      expect(withoutLinks(await listTree(out))).toEqual(withoutLinks(await listTree(source)));
      expect(metadata).toMatchObject({
        digest: outputs['pinned-reference'],
        source_url: 'https://github.com/acme/bundle',
        source_revision: '0123456789abcdef0123456789abcdef01234567',
        annotations: { 'org.opencontainers.image.version': '1.2.0', 'org.example.team': 'core' },
      });
      expect(JSON.parse(await must(flux, ['list', `oci://${place.host}/ours/action`]))).toMatchObject([
        { url: `${place.host}/ours/action:v1`, digest: outputs['digest'] },
      ]);
    });

    it('from the command line and the library are unpacked by Flux', async () => {
      await must(process.execPath, [cli, 'push', source, `oci://${place.host}/ours/cli:v1`, '--plain-http']);
      const reference = parseOutputTarget(`oci://${place.host}/ours/library:v1`);
      await packageAndPush({ sourceDir: source, outputDir: join(work.path, 'store'), reference, plainHttp: true });
      for (const way of ['cli', 'library']) {
        const out = join(work.path, `ours-${way}`);
        await fetched(`${place.host}/ours/${way}:v1`, out);
        expect(withoutLinks(await listTree(out))).toEqual(withoutLinks(await listTree(source)));
      }
    });

    it('with zstd are a file and not a tree for Flux', async () => {
      await must(process.execPath, [
        cli,
        'push',
        source,
        `oci://${place.host}/ours/zstd:v1`,
        '--plain-http',
        '--compression',
        'zstd',
      ]);
      const out = join(work.path, 'ours-zstd');
      const { code, stderr } = await run(flux, ['pull', `oci://${place.host}/ours/zstd:v1`, out]);
      expect(code, stderr).toBe(0);
      expect((await readFile(out)).subarray(0, 4)).toEqual(Buffer.from('28b52ffd', 'hex'));
    });
  });
});
