import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must, temporaryDirectory, type TemporaryDirectory } from './processes.ts';
import { repositoryRoot } from './run-action.ts';

const program = `import { connectRepository, type Descriptor } from 'oci-artifact';
import { packageDirectory, parseOutputTarget, pushFromStore } from 'oci-artifact/aicr';
import { MemoryRegistry, pullArtifact, type PulledArtifact } from 'oci-artifact/registry';
import { listen } from 'oci-artifact/server';
import { isSifLayer, pullToFile, sifDefaultTag, sifLayerMediaTypeV1, type SifImage } from 'oci-artifact/sif';

const server = await listen(new MemoryRegistry());
const target = parseOutputTarget(\`oci://\${new URL(server.url).host}/acme/bundle:v1\`);
if (!target.isOci) throw new Error('not a registry');
const name = { registry: target.registry, repository: target.repository, tag: 'v1' };
const packaged = await packageDirectory({ ...name, sourceDir: './source', outputDir: './out' });
const pushed = await pushFromStore(packaged.storePath, { ...name, plainHttp: true });
if (pushed.digest !== packaged.digest) throw new Error('digests differ');
await using connection = await connectRepository(pushed.reference, { plainHttp: true });
const pulled: PulledArtifact = await pullArtifact(connection.repository, 'v1', './pulled');
const descriptor: Descriptor = pulled.descriptor;
console.log(descriptor.digest);
const described: Pick<SifImage, 'descriptors'> = { descriptors: [] };
const sif: string = await pullToFile(undefined, './pulled.sif', pushed.reference, undefined, { plainHttp: true }).catch((error: Error) => error.message);
console.log(sifDefaultTag, sifLayerMediaTypeV1, typeof isSifLayer, described.descriptors.length, /sif/i.test(sif));
await server.close();
`;

describe('the packed library', () => {
  let work: TemporaryDirectory;
  beforeAll(async () => {
    work = await temporaryDirectory();
    const packed = await must('npm', ['pack', '--silent', '--pack-destination', work.path], { cwd: repositoryRoot });
    await mkdir(join(work.path, 'source'));
    await writeFile(join(work.path, 'source/file.txt'), 'content\n');
    await writeFile(join(work.path, 'package.json'), '{"private":true,"type":"module"}');
    await must(
      'npm',
      ['install', '--silent', '--no-audit', '--no-fund', join(work.path, packed.trim().split('\n').at(-1) ?? '')],
      { cwd: work.path, timeoutMs: 200_000 },
    );
    await writeFile(join(work.path, 'program.mts'), program);
  });
  afterAll(() => work[Symbol.asyncDispose]());

  it('runs in an empty project', async () => {
    const printed = await must(process.execPath, ['program.mts'], { cwd: work.path });
    const [digest, sif] = printed.split('\n');
    expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(sif).toBe('latest application/vnd.sylabs.sif.layer.v1.sif function 0 true');
    expect(await readdir(join(work.path, 'pulled'))).toEqual(['file.txt']);
  });

  it.each([
    ['node16', 'node16'],
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ])('type-checks with module %s and moduleResolution %s', async (module, resolution) => {
    const tsc = join(repositoryRoot, 'node_modules/.bin/tsc');
    await must(
      tsc,
      [
        '--noEmit',
        '--strict',
        '--target',
        'es2024',
        '--lib',
        'es2024,esnext.disposable',
        '--module',
        module,
        '--moduleResolution',
        resolution,
        '--typeRoots',
        join(repositoryRoot, 'node_modules/@types'),
        '--types',
        'node',
        'program.mts',
      ],
      { cwd: work.path },
    );
  });

  it('contains the command line', async () => {
    expect(await must(join(work.path, 'node_modules/.bin/oci-artifact'), ['push', '--help'])).toContain('source-dir');
  });
});
