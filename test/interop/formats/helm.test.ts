import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { must, temporaryDirectory, type TemporaryDirectory } from '../processes.ts';
import { loopbackRegistries, type LoopbackRegistry } from '../registries.ts';
import { repositoryRoot } from '../run-action.ts';
import { listTree } from '../trees.ts';

interface Manifest {
  readonly mediaType?: string;
  readonly config: { readonly digest: string };
  readonly layers: readonly { readonly digest: string }[];
  readonly annotations: Readonly<Record<string, string>>;
}

const cli = join(repositoryRoot, 'dist/cli.js');
const helms = ['helm', 'helm4'] as const;

let work: TemporaryDirectory;
let env: Readonly<Record<string, string>>;
/** A chart directory with a packaged dependency. */
let chart: string;
/** The same chart, packaged by Helm. */
let archive: string;

const chartYaml = `apiVersion: v2
name: web
version: 1.2.3+build.7
description: >
  A web <server> & more
type: application
appVersion: 1.16
kubeVersion: ">=1.20.0-0"
keywords: [web, 7]
home: https://example.com
sources: [https://example.com/src]
maintainers:
  - {name: Ann, email: ann@example.com}
  - {name: Bob, url: https://bob.example}
annotations:
  category: web
  b: "2"
dependencies:
  - {name: common, version: 0.1.x, repository: "https://charts.example", import-values: [{parent: p, child: c}]}
`;

beforeAll(async () => {
  work = await temporaryDirectory();
  env = { HOME: work.path };
  await must('helm', ['create', 'web'], { cwd: work.path, env });
  await must('helm', ['create', 'common'], { cwd: work.path, env });
  chart = join(work.path, 'web');
  await must('helm', ['package', 'common', '-d', join(chart, 'charts')], { cwd: work.path, env });
  await writeFile(join(chart, 'Chart.yaml'), chartYaml);
  await writeFile(join(chart, '.helmignore'), '*.bak\n/secret/\n');
  await mkdir(join(chart, 'secret'));
  for (const name of ['secret/key', 'a.bak', 'templates/.web.swp', 'values.schema.json'])
    await writeFile(join(chart, name), '{}');
  await must('helm', ['package', 'web', '-d', work.path], { cwd: work.path, env });
  archive = join(work.path, 'web-1.2.3+build.7.tgz');
  await writeFile(`${archive}.prov`, 'not a signature');
});
afterAll(() => work[Symbol.asyncDispose]());

describe.each(loopbackRegistries)('Helm charts in %s', (_, open) => {
  let place: LoopbackRegistry;
  beforeAll(async () => {
    place = await open();
  });
  afterAll(() => place[Symbol.asyncDispose]());

  async function push(source: string, repository: string): Promise<Readonly<Record<string, unknown>>> {
    const target = `oci://${place.host}/${repository}`;
    return JSON.parse(
      await must(process.execPath, [cli, 'push', source, target, '--format', 'helm', '--plain-http', '--json']),
    );
  }

  async function manifestOf(repository: string): Promise<Manifest> {
    return JSON.parse(await must('crane', ['manifest', '--insecure', `${place.host}/${repository}:1.2.3_build.7`]));
  }

  it('two pushes of a directory have one digest, and the name and tag of the chart', async () => {
    const first = await push(chart, 'charts');
    const second = await push(chart, 'charts/web');
    expect(first['reference']).toBe(`${place.host}/charts/web:1.2.3_build.7`);
    expect(second).toMatchObject({ digest: first['digest'], reference: first['reference'] });
  });

  it.each(helms)('%s reads a pushed directory as it reads its own package', async (helm) => {
    await push(chart, helm);
    const reference = `oci://${place.host}/${helm}/web`;
    const version = ['--version', '1.2.3+build.7'];
    const unpacked = join(work.path, `${helm}-${place.host.replace(':', '-')}`);
    const theirs = `${unpacked}-theirs`;
    await must(helm, ['pull', reference, ...version, '--plain-http', '--untar', '-d', unpacked], { env });
    await must('mkdir', [theirs]);
    await must('tar', ['-xzf', archive, '-C', theirs]);
    // Helm writes its own Chart.yaml, and unpacks dependencies.
    const files = async (directory: string): Promise<readonly string[]> =>
      (await listTree(directory)).filter(
        (line) => line.includes(' file ') && !line.includes('web/charts/') && !line.includes('Chart.yaml'),
      );
    const pulled = await files(unpacked);
    expect(pulled.length).toBeGreaterThan(5);
    expect(pulled).toEqual(await files(theirs));

    const metadata = await must(helm, ['show', 'chart', reference, ...version, '--plain-http'], { env });
    expect(parse(metadata)).toEqual(parse(await must(helm, ['show', 'chart', archive], { env })));
    const all = await must(helm, ['show', 'all', reference, ...version, '--plain-http'], { env });
    expect(all).toContain('replicaCount: 1');

    const rendered = await must(helm, ['template', 'x', reference, ...version, '--plain-http'], { env });
    expect(rendered).toContain('# Source: web/charts/common/templates/deployment.yaml');
    expect(rendered).toBe(await must(helm, ['template', 'x', archive], { env }));
  });

  // A dry run of Helm 3 needs a cluster.
  it('helm4 installs a pushed directory in a dry run', async () => {
    await push(chart, 'install');
    const reference = `oci://${place.host}/install/web`;
    const options = ['--version', '1.2.3+build.7', '--plain-http', '--dry-run=client'];
    const installed = await must('helm4', ['install', 'x', reference, ...options], { env });
    expect(installed).toContain('STATUS: pending-install');
    expect(installed).toContain('# Source: web/charts/common/templates/deployment.yaml');
  });

  it.each(helms)('a packaged chart has the manifest that %s push writes', async (helm) => {
    await must(helm, ['push', archive, `oci://${place.host}/${helm}-theirs`, '--plain-http'], { env });
    const pushed = await push(archive, `${helm}-ours`);
    expect(pushed['name']).toBe(`${place.host}/${helm}-ours/web`);
    const ours = await manifestOf(`${helm}-ours/web`);
    const theirs = await manifestOf(`${helm}-theirs/web`);
    const created = { 'org.opencontainers.image.created': expect.any(String) };
    expect(ours).toEqual({ ...theirs, annotations: { ...theirs.annotations, ...created } });
    expect(ours.layers).toHaveLength(2);
  });

  it('the pull action writes the files of helm pull', async () => {
    await push(archive, 'pulled');
    const out = join(work.path, `out-${place.host.replace(':', '-')}`);
    await must(process.execPath, [cli, 'pull', `${place.host}/pulled/web:1.2.3_build.7`, '-o', out, '--plain-http']);
    expect((await listTree(out)).map((line) => line.split(' ')[0])).toEqual([
      'web-1.2.3+build.7.tgz',
      'web-1.2.3+build.7.tgz.prov',
    ]);
    await must('cmp', [join(out, 'web-1.2.3+build.7.tgz'), archive]);
  });
});

it.each(helms)('a directory has the files that %s packages, by the same .helmignore', async (helm) => {
  const names = ['a.txt', 'b.txt', '.hidden', 'd/!.txt', 'd/a.txt', 'd/x.txt', 'e/d/a.txt', 'values.yaml'];
  const templates = ['templates/a.yaml', 'templates/.x', 'templates/sub/.y'];
  const rules = [
    '',
    '  *.txt  \n# a.yaml\n/d/\n',
    'd/\n/a.txt\r\n',
    'd/[!x].txt\n[^a].txt\ne/*\n',
    '?.txt\ntemplates/sub\n.*\n',
    '!*a*\n',
    'b.txt\n!*.yaml\n',
    String.raw`\a.txt` + '\nd/*.txt\n',
  ];
  for (const [index, text] of rules.entries()) {
    const root = join(work.path, `${helm}-ignore-${index}`);
    for (const name of [...names, ...templates]) {
      await mkdir(dirname(join(root, 'web', name)), { recursive: true });
      await writeFile(join(root, 'web', name), '');
    }
    await writeFile(join(root, 'web/Chart.yaml'), 'apiVersion: v2\nname: web\nversion: 1.0.0\n');
    await writeFile(join(root, 'web/.helmignore'), text);
    await must(helm, ['package', 'web', '-d', root], { cwd: root, env });
    const pushed: Readonly<Record<string, string>> = JSON.parse(
      await must(process.execPath, [
        cli,
        'push',
        join(root, 'web'),
        join(root, 'layout'),
        '--format',
        'helm',
        '--json',
      ]),
    );
    const layer = (pushed['layer-digest'] ?? '').replace('sha256:', 'layout/blobs/sha256/');
    const list = async (archive: string): Promise<readonly string[]> =>
      (await must('tar', ['-tzf', join(root, archive)])).trim().split('\n').sort();
    expect(await list(layer), text).toEqual(await list('web-1.0.0.tgz'));
  }
});
