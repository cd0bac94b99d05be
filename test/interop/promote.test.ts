import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { embedded, type EmbeddedRegistry } from './embedded.ts';
import { must, run, temporaryDirectory, type TemporaryDirectory } from './processes.ts';
import { debianRegistry, distribution, type PeerRegistry } from './registries.ts';
import { repositoryRoot, runAction, type ActionRun } from './run-action.ts';
import { listTree, makeTree } from './trees.ts';

interface Place extends AsyncDisposable {
  readonly host: string;
}

interface Pair {
  readonly title: string;
  readonly staging: () => Promise<Place>;
  readonly production: () => Promise<Place>;
}

const pairs: readonly Pair[] = [
  { title: 'distribution 3.1.2 to the embedded registry', staging: () => distribution(), production: () => embedded() },
  {
    title: 'the embedded registry to docker-registry 2.8',
    staging: () => embedded(),
    production: () => debianRegistry(),
  },
];

const artifactType = 'application/spdx+json';

function succeeded(action: ActionRun): Readonly<Record<string, string>> {
  expect(action.code, action.stdout + action.stderr).toBe(0);
  return action.outputs;
}

function cli(args: readonly string[], cwd: string): Promise<string> {
  return must(process.execPath, [join(repositoryRoot, 'dist/cli.js'), ...args], {
    cwd,
    env: { HOME: cwd, DOCKER_CONFIG: undefined },
  });
}

describe.each(pairs)('an artifact promoted from $title', ({ staging, production }) => {
  let from: Place;
  let to: Place;
  let work: TemporaryDirectory;
  let source: string;
  let published: Readonly<Record<string, string>>;
  let attached: Readonly<Record<string, string>>;
  let promoted: Readonly<Record<string, string>>;

  beforeAll(async () => {
    [from, to, work] = [await staging(), await production(), await temporaryDirectory()];
    source = join(work.path, 'source');
    await makeTree(source);
    published = succeeded(
      await runAction('push', {
        'source-dir': source,
        target: `oci://${from.host}/acme/staging:v1`,
        'plain-http': 'true',
      }),
    );
    const env = { COSIGN_PASSWORD: '', HOME: work.path };
    await must('cosign', ['generate-key-pair'], { cwd: work.path, env });
    const sbom = join(work.path, 'sbom.json');
    await writeFile(sbom, '{"spdxVersion":"SPDX-2.3"}\n');
    attached = succeeded(
      await runAction('attach', {
        subject: published['pinned-reference'] ?? '',
        files: `${sbom}:${artifactType}`,
        'artifact-type': artifactType,
        'plain-http': 'true',
      }),
    );
    for (const reference of [published['pinned-reference'] ?? '', attached['reference'] ?? '']) {
      await must(
        'cosign',
        ['sign', '--yes', '--key', 'cosign.key', '--tlog-upload=false', '--allow-http-registry', reference],
        { cwd: work.path, env },
      );
    }
    promoted = succeeded(
      await runAction('copy', {
        source: published['pinned-reference'] ?? '',
        target: `${to.host}/acme/production:v1.0.0`,
        tags: 'stable',
        recursive: 'true',
        'plain-http': 'true',
      }),
    );
  });
  afterAll(async () => {
    for (const each of [from, to, work]) await each[Symbol.asyncDispose]();
  });

  it('is the same, under the requested tags', async () => {
    expect(promoted['digest']).toBe(published['digest']);
    expect(promoted['companions']).toBe('3');
    for (const tag of ['v1.0.0', 'stable']) {
      expect((await must('crane', ['digest', '--insecure', `${to.host}/acme/production:${tag}`])).trim()).toBe(
        published['digest'],
      );
    }
    const out = join(work.path, 'oras');
    await must('oras', ['pull', '--plain-http', '-o', out, promoted['pinned-reference'] ?? '']);
    expect(await listTree(out)).toEqual(await listTree(source));
  });

  it('has valid cosign signatures, also of its SBOM', async () => {
    const bill = `${to.host}/acme/production@${attached['digest'] ?? ''}`;
    for (const reference of [promoted['pinned-reference'] ?? '', bill]) {
      const verified = await run(
        'cosign',
        ['verify', '--key', 'cosign.pub', '--insecure-ignore-tlog', '--allow-http-registry', reference],
        { cwd: work.path, env: { HOME: work.path } },
      );
      expect(verified.code, verified.stderr).toBe(0);
    }
  });

  it('has its SBOM on both sides for oras discover and oras pull', async () => {
    for (const subject of [published['pinned-reference'] ?? '', promoted['pinned-reference'] ?? '']) {
      const found = JSON.parse(await must('oras', ['discover', '--plain-http', '--format', 'json', subject])) as {
        readonly referrers?: readonly object[];
        readonly manifests?: readonly object[];
      };
      expect(found.referrers ?? found.manifests).toMatchObject([{ digest: attached['digest'], artifactType }]);
    }
    const out = join(work.path, 'bill');
    await must('oras', ['pull', '--plain-http', '-o', out, `${to.host}/acme/production@${attached['digest'] ?? ''}`]);
    expect(await readFile(join(out, 'sbom.json'), 'utf8')).toBe('{"spdxVersion":"SPDX-2.3"}\n');
  });

  it('has the same referrers for regctl and for the command line', async () => {
    const listed = JSON.parse(
      await cli(['referrers', promoted['reference'] ?? '', '--plain-http', '--json'], work.path),
    ) as { readonly referrers: readonly object[] };
    expect(listed.referrers).toMatchObject([
      { digest: attached['digest'], 'artifact-type': artifactType, referrers: [] },
    ]);
    await must('regctl', ['registry', 'set', '--tls', 'disabled', to.host], { env: { HOME: work.path } });
    const seen = JSON.parse(
      await must('regctl', ['artifact', 'list', '--format', '{{jsonPretty .}}', promoted['pinned-reference'] ?? ''], {
        env: { HOME: work.path },
      }),
    ) as { readonly descriptors: readonly object[] };
    expect(seen.descriptors).toMatchObject([{ digest: attached['digest'], artifactType }]);
  });

  it('has the artifacts that oras attached and copied', async () => {
    const note = join(work.path, 'note.txt');
    await writeFile(note, 'reviewed\n');
    await must(
      'oras',
      [
        'attach',
        '--plain-http',
        '--artifact-type',
        'application/vnd.example.review',
        published['pinned-reference'] ?? '',
        'note.txt:text/plain',
      ],
      { cwd: work.path },
    );
    const layout = join(work.path, 'layout');
    await cli(['copy', published['pinned-reference'] ?? '', `${layout}:v1`, '--recursive', '--plain-http'], work.path);
    const discovered = await must('oras', ['discover', '--oci-layout', '--format', 'json', `${layout}:v1`]);
    expect(discovered).toContain('application/vnd.example.review');
    const orasLayout = join(work.path, 'oras-layout');
    await must('oras', [
      'cp',
      '-r',
      '--from-plain-http',
      '--to-oci-layout',
      published['pinned-reference'] ?? '',
      `${orasLayout}:v1`,
    ]);
    await cli(['copy', `${orasLayout}:v1`, `${to.host}/acme/again`, '--recursive', '--plain-http'], work.path);
    const tree = await cli(['referrers', `${to.host}/acme/again:v1`, '--plain-http'], work.path);
    expect(tree).toContain('application/vnd.example.review');
    expect(tree).toContain(attached['digest']);
  });
});

describe('a matrix of four', () => {
  const platforms = ['linux/amd64', 'linux/arm64', 'linux/arm/v7', 'windows/amd64'];
  let registry: PeerRegistry;
  let served: EmbeddedRegistry;
  let work: TemporaryDirectory;

  beforeAll(async () => {
    [registry, served, work] = [await distribution(), await embedded(), await temporaryDirectory()];
  });
  afterAll(async () => {
    for (const each of [registry, served, work]) await each[Symbol.asyncDispose]();
  });

  it.each([
    ['distribution 3.1.2', (): string => registry.host],
    ['the embedded registry', (): string => served.host],
  ])('gives an index in %s that every program reads', async (title, hostOf) => {
    const name = `${hostOf()}/acme/matrix`;
    const directory = join(work.path, title.replaceAll(/\W/g, '-'));
    const trees: Record<string, readonly string[]> = {};
    for (const platform of platforms) {
      const job = platform.replaceAll('/', '-');
      const source = join(directory, job, 'source');
      await mkdir(source, { recursive: true });
      await writeFile(join(source, 'built-for.txt'), `${platform}\n`);
      trees[platform] = await listTree(source);
      const outputs = succeeded(
        await runAction('push', {
          'source-dir': source,
          target: `oci://${name}`,
          'push-by-digest': 'true',
          'plain-http': 'true',
        }),
      );
      await mkdir(join(directory, 'references', job), { recursive: true });
      await writeFile(
        join(directory, 'references', job, 'reference.txt'),
        `${outputs['pinned-reference'] ?? ''}=${platform}\n`,
      );
    }
    const index = succeeded(
      await runAction('index', {
        target: `${name}:v1`,
        sources: `@${join(directory, 'references')}`,
        expect: '4',
        'plain-http': 'true',
      }),
    );
    const raw = await must('crane', ['manifest', '--insecure', index['reference'] ?? '']);
    expect(await must('oras', ['manifest', 'fetch', '--plain-http', index['pinned-reference'] ?? ''])).toBe(raw);
    expect(JSON.parse(raw)).toMatchObject({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.index.v1+json',
      manifests: [
        { platform: { architecture: 'amd64', os: 'linux' } },
        { platform: { variant: 'v7' } },
        { platform: { architecture: 'arm64' } },
        { platform: { os: 'windows' } },
      ],
    });
    for (const platform of ['linux/arm64', 'linux/arm/v7']) {
      const out = join(directory, 'out', platform.replaceAll('/', '-'));
      await cli(['pull', index['reference'] ?? '', '-o', out, '--platform', platform, '--plain-http'], work.path);
      expect(await listTree(out)).toEqual(trees[platform]);
    }
    const digest = (
      await must('crane', ['digest', '--insecure', '--platform', 'linux/arm64', index['reference'] ?? ''])
    ).trim();
    expect(
      (await cli(['resolve', index['reference'] ?? '', '--platform', 'linux/arm64', '--plain-http'], work.path)).trim(),
    ).toBe(digest);
  });
});
