import { readdirSync } from 'node:fs';
import { cp, mkdir, readFile, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestOf } from '../../src/spec/index.ts';
import { embedded } from './embedded.ts';
import { must, serve, temporaryDirectory, type TemporaryDirectory } from './processes.ts';
import { distribution, loopbackRegistries, type LoopbackRegistry } from './registries.ts';
import { repositoryRoot } from './run-action.ts';

const program = `import { connectRepository, type Descriptor } from 'oci-artifact';
import { packageDirectory, parseOutputTarget, pushFromStore } from 'oci-artifact/aicr';
import { packLayer, type UnpackOptions } from 'oci-artifact/archive';
import { copy, type CopyOptions } from 'oci-artifact/oras';
import { MemoryRegistry, pullArtifact, type PulledArtifact } from 'oci-artifact/registry';
import { listen } from 'oci-artifact/server';
import { isSifLayer, pullToFile, sifDefaultTag, sifLayerMediaTypeV1, type SifImage } from 'oci-artifact/sif';
import { parseReference, type Manifest } from 'oci-artifact/spec';

const server = await listen(new MemoryRegistry());
const target = parseOutputTarget(\`oci://\${new URL(server.url).host}/acme/bundle:v1\`);
if (!target.isOci) throw new Error('not a registry');
const name = { registry: target.registry, repository: target.repository, tag: 'v1' };
const packaged = await packageDirectory({ ...name, sourceDir: './source', outputDir: './out' });
const pushed = await pushFromStore(packaged.storePath, { ...name, plainHttp: true });
if (pushed.digest !== packaged.digest) throw new Error('digests differ');
const connection = await connectRepository(pushed.reference, { plainHttp: true });
const pulled: PulledArtifact = await pullArtifact(connection.repository, 'v1', './pulled');
const descriptor: Descriptor = pulled.descriptor;
console.log(descriptor.digest);
const described: Pick<SifImage, 'descriptors'> = { descriptors: [] };
const sif: string = await pullToFile(undefined, './pulled.sif', pushed.reference, undefined, { plainHttp: true }).catch((error: Error) => error.message);
console.log(sifDefaultTag, sifLayerMediaTypeV1, typeof isSifLayer, described.descriptors.length, /sif/i.test(sif));
const options: CopyOptions & UnpackOptions = {};
const manifest: Manifest | undefined = undefined;
console.log(parseReference('ghcr.io/acme/bundle').registry, typeof copy, typeof packLayer, options, manifest);
await connection.close();
await server.close();
`;

const browserProgram = `import { digestOf, parseManifest, parseReference, type Manifest } from 'oci-artifact/spec';
const manifest: Manifest | undefined = undefined;
document.title = digestOf('content') + parseReference('a/b').registry + typeof parseManifest + manifest;
`;

/** Bundles a program for a platform. */
async function bundled(cwd: string, text: string, platform: 'browser' | 'node'): Promise<string> {
  const input = join(cwd, `${platform}-bundle.js`);
  await writeFile(input, text);
  await using bundle = await rolldown({ input, cwd, platform });
  const format = platform === 'browser' ? 'iife' : 'esm';
  const { output } = await bundle.generate({ format, name: 'result', minify: true });
  expect(output).toHaveLength(1);
  return output[0].code;
}

/** Bytes of all files in a directory. */
async function sizeOf(directory: string): Promise<number> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(file.parentPath, file.name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

const seeds = join(repositoryRoot, 'test/seeds');
const seedPrograms = readdirSync(seeds, { recursive: true, encoding: 'utf8' }).filter((path) => /\/.*\.ts$/.test(path));
/** distribution refuses artifact manifests, which image-spec withdrew. */
const withArtifactManifest: ReadonlySet<string> = new Set([
  'oras-go/copy-artifact-from-repository.ts',
  'oras-go/extended-copy-from-repository.ts',
]);

describe('the packed library', () => {
  let work: TemporaryDirectory;
  let installed: { readonly packages: readonly string[]; readonly size: number };
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
    const paths = (await must('npm', ['ls', '--all', '--parseable'], { cwd: work.path })).trim().split('\n');
    installed = {
      packages: paths.slice(1).map((path) => path.split('node_modules/').at(-1) ?? ''),
      size: await sizeOf(join(work.path, 'node_modules')),
    };
    await writeFile(join(work.path, 'program.mts'), program);
    await writeFile(join(work.path, 'browser.mts'), browserProgram);
  });
  afterAll(() => work[Symbol.asyncDispose]());

  it('installs at most 10 packages and 20 MB', () => {
    expect(installed.packages).toContain('oci-artifact');
    expect(installed.packages.length, installed.packages.join(' ')).toBeLessThanOrEqual(10);
    expect(installed.size).toBeLessThan(20_000_000);
  });

  it('runs in an empty project', async () => {
    const printed = await must(process.execPath, ['program.mts'], { cwd: work.path });
    const [digest, sif, pure] = printed.split('\n');
    expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(sif).toBe('latest application/vnd.sylabs.sif.layer.v1.sif function 0 true');
    expect(pure).toBe('ghcr.io function function {} undefined');
    expect(await readdir(join(work.path, 'pulled'))).toEqual(['file.txt']);
  });

  it.each(['oci-artifact', 'oci-artifact/spec'])(
    'a program that only parses a reference with %s is bundled to less than 6 kB',
    async (entryPoint) => {
      const code = await bundled(
        work.path,
        `import { parseReference } from '${entryPoint}'; console.log(parseReference(process.argv[2]));`,
        'node',
      );
      expect(Buffer.byteLength(code)).toBeLessThan(6000);
    },
  );

  it('the subpath spec works in a browser', async () => {
    const code = await bundled(work.path, `import * as spec from 'oci-artifact/spec'; export { spec };`, 'browser');
    expect(code).not.toMatch(/\brequire\b|\bimport\b/);
    // A context without the globals of Node.
    const context = { TextEncoder, TextDecoder, URL };
    const { parsed, digests, location } = runInNewContext(
      `${code};
      ({
        parsed: result.spec.parseReference('ghcr.io/acme/bundle:v1'),
        location: result.spec.formatLocation(result.spec.parseLocation('./layout:v1')),
        digests: ['sha256', 'sha512'].map((algorithm) => result.spec.digestOf('content', algorithm)),
      })`,
      context,
    ) as { readonly parsed: object; readonly digests: readonly string[]; readonly location: string };
    expect(parsed).toMatchObject({ registry: 'ghcr.io', repository: 'acme/bundle', tag: 'v1' });
    expect(location).toBe('./layout:v1');
    expect([...digests]).toEqual([digestOf('content'), digestOf('content', 'sha512')]);
  });

  describe.each(loopbackRegistries)('runs the programs of other projects against %s', (name, open) => {
    let registry: LoopbackRegistry;
    beforeAll(async () => {
      registry = await open();
      await cp(seeds, join(work.path, 'seeds'), { recursive: true });
    });
    afterAll(() => registry[Symbol.asyncDispose]());

    it.each(seedPrograms.filter((program) => !name.startsWith('distribution') || !withArtifactManifest.has(program)))(
      '%s',
      async (program) => {
        const printed = await must(process.execPath, [join('seeds', program), registry.host], { cwd: work.path });
        expect(printed).toBe(await readFile(join(seeds, program.replace(/ts$/, 'txt')), 'utf8'));
      },
    );
  });

  it('runs the programs in examples/library', async () => {
    const programs = join(repositoryRoot, 'examples/library');
    await cp(programs, join(work.path, 'examples'), { recursive: true });
    await writeFile(join(work.path, 'sbom.json'), '{"spdxVersion":"SPDX-2.3"}');
    const node = (name: string, ...args: readonly string[]): Promise<string> =>
      must(process.execPath, [join('examples', name), ...args], { cwd: work.path });
    await using first = await distribution();
    await using second = await embedded();
    const repositories = [first, second].map(({ host }) => `${host}/acme/bundle`);
    for (const tag of ['v1', 'v2']) {
      await writeFile(join(work.path, 'source/file.txt'), `content of ${tag}\n`);
      const published = await node('release.ts', 'source', 'sbom.json', tag, ...repositories);
      expect(published.trim().split('\n')).toHaveLength(2);
    }
    for (const repository of repositories) {
      const found = await must('oras', ['discover', '--plain-http', '--format', 'json', `${repository}:v2`]);
      expect(JSON.parse(found)).toMatchObject({ referrers: [{ artifactType: 'application/spdx+json' }] });
    }

    const [repository = ''] = repositories;
    const planned = await node('retention.ts', repository, '1');
    expect(await node('retention.ts', repository, '1', '--delete')).toBe(planned);
    expect(planned).toMatch(/^sha256:[0-9a-f]{64} v1$/m);
    expect(await must('oras', ['repo', 'tags', '--exclude-digest-tags', '--plain-http', repository])).toBe('v2\n');

    const args = [join('examples', 'mirror.ts'), first.host, 'mirror', '0'];
    await using mirror = await serve(process.execPath, args, { cwd: work.path }, (output) => output.endsWith('\n'));
    const [, port] = /^mirror of \S+ at http:\/\/127\.0\.0\.1:(\d+)\n$/.exec(mirror.output()) ?? [];
    const pull = ['pull', '--plain-http', '--output', 'pulled-again', `localhost:${port}/acme/bundle:v2`];
    await must('oras', pull, { cwd: work.path });
    expect(mirror.output()).toBe(`mirror of ${first.host} at http://127.0.0.1:${port}\n`);
  });

  describe.each(['tsc-5.4', 'tsc-5.9', join(repositoryRoot, 'node_modules/.bin/tsc')])('with %s', (tsc) => {
    const strict = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--skipLibCheck', 'false'];
    // TypeScript 5.4 has no es2024.
    const libraries = 'es2023,esnext.disposable';
    beforeAll(async () => {
      await mkdir(join(work.path, 'node_modules/@types'), { recursive: true });
      const types = join(work.path, 'node_modules/@types/node');
      await symlink(join(repositoryRoot, 'node_modules/@types/node'), types).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error;
      });
    });

    it.each([
      ['node16', 'node16'],
      ['nodenext', 'nodenext'],
      ['esnext', 'bundler'],
    ])('its types are correct with module %s and moduleResolution %s', async (module, resolution) => {
      const modules = ['--target', 'es2022', '--module', module, '--moduleResolution', resolution];
      await must(tsc, [...strict, ...modules, '--lib', libraries, '--types', 'node', 'program.mts'], {
        cwd: work.path,
      });
    });

    it('the types of the subpath spec need no types of Node', async () => {
      const modules = ['--target', 'es2022', '--module', 'esnext', '--moduleResolution', 'bundler'];
      await must(tsc, [...strict, ...modules, '--lib', 'es2023,dom', '--typeRoots', 'none', 'browser.mts'], {
        cwd: work.path,
      });
    });
  });

  it('contains the command line', async () => {
    expect(await must(join(work.path, 'node_modules/.bin/oci-artifact'), ['push', '--help'])).toContain('source-dir');
  });
});
