import { readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must, temporaryDirectory, type TemporaryDirectory } from './processes.ts';
import { distribution, type PeerRegistry } from './registries.ts';
import { repositoryRoot, runAction, type ActionRun } from './run-action.ts';
import { listTree, makeTree } from './trees.ts';

let registry: PeerRegistry;
let work: TemporaryDirectory;
let source: string;

beforeAll(async () => {
  registry = await distribution();
  work = await temporaryDirectory();
  source = join(work.path, 'source');
  await makeTree(join(source, 'bundle'));
  await writeFile(join(source, 'notes.txt'), 'notes\n');
});
afterAll(async () => {
  await registry[Symbol.asyncDispose]();
  await work[Symbol.asyncDispose]();
});

async function pulled(
  reference: string,
  out: string,
  inputs: Readonly<Record<string, string>> = {},
): Promise<ActionRun> {
  const run = await runAction('pull', { reference, 'output-dir': out, 'plain-http': 'true', ...inputs });
  expect(run.code, run.stdout + run.stderr).toBe(0);
  return run;
}

const places: readonly (readonly [string, string, (name: string) => string])[] = [
  ['a registry', '--plain-http', (name) => `${registry.host}/acme/${name}:v1`],
  ['an image layout', '--oci-layout', (name) => `${join(work.path, name)}:v1`],
];

describe.each(places)('artifacts that oras pushed to %s', (_, flag, referenceOf) => {
  it('give the same files and directory', async () => {
    const reference = referenceOf('mixed');
    await must(
      'oras',
      [
        'push',
        flag,
        reference,
        '--artifact-type',
        'application/vnd.example.mixed',
        '--annotation',
        'team=a',
        'notes.txt:text/plain',
        'bundle/README.md',
        'bundle/charts',
      ],
      { cwd: source },
    );
    const out = join(work.path, `mixed-out${flag}`);
    const { outputs } = await pulled(reference, out);
    expect(await listTree(join(out, 'bundle/charts'))).toEqual(await listTree(join(source, 'bundle/charts')));
    expect(await readdir(out)).toEqual(['bundle', 'notes.txt']);
    expect(outputs).toMatchObject({
      'artifact-type': 'application/vnd.example.mixed',
      reference,
      'download-path': out,
    });
    expect(JSON.parse(outputs['annotations'] ?? '')).toMatchObject({ team: 'a' });
    expect(JSON.parse(outputs['files'] ?? '')).toContain('bundle/charts/values.yaml');
  });

  it.each(['bundle', './bundle/', '.'])(
    'the directory %s is pulled unchanged, and like with oras',
    async (directory) => {
      const reference = referenceOf(`tree-${directory.length}`);
      await must('oras', ['push', flag, reference, directory], { cwd: source });
      const out = join(work.path, `ours${flag}-${directory.length}`);
      const theirs = join(work.path, `theirs${flag}-${directory.length}`);
      await pulled(reference, out, { 'preserve-permissions': 'true' });
      expect(await listTree(join(out, 'bundle'))).toEqual(await listTree(join(source, 'bundle')));
      await must('oras', ['pull', flag, '-o', theirs, reference]);
      expect(await listTree(out)).toEqual(await listTree(theirs));
      // Again, into the existing directory.
      await symlink('nowhere', join(out, 'other'));
      await pulled(reference, out, { 'preserve-permissions': 'true' });
      expect(await listTree(join(out, 'bundle'))).toEqual(
        await listTree(source).then((lines) =>
          lines.filter((line) => line.startsWith('bundle/')).map((line) => line.slice('bundle/'.length)),
        ),
      );
    },
  );
});

it('an index of oras is pulled by platform', async () => {
  const name = `${registry.host}/acme/index`;
  for (const architecture of ['amd64', 'arm64']) {
    await writeFile(join(source, 'arch.txt'), architecture);
    await must(
      'oras',
      ['push', '--plain-http', '--artifact-platform', `linux/${architecture}`, `${name}:${architecture}`, 'arch.txt'],
      { cwd: source },
    );
  }
  await must('oras', ['manifest', 'index', 'create', '--plain-http', `${name}:all`, 'amd64', 'arm64']);
  const out = join(work.path, 'index-out');
  const { outputs } = await pulled(`${name}:all`, out, { platform: 'linux/arm64' });
  expect(await listTree(out)).toHaveLength(1);
  expect(await must('cat', [join(out, 'arch.txt')])).toBe('arm64');
  expect(outputs['digest']).toBe((await must('crane', ['digest', '--insecure', `${name}:all`])).trim());
});

it('a chart that helm pushed is pulled like with helm', async () => {
  const chart = join(work.path, 'chart');
  const env = { HOME: work.path };
  await must('helm', ['create', 'web'], { cwd: work.path, env });
  await must('helm', ['package', join(work.path, 'web'), '--version', '1.2.3+build.7', '-d', chart], { env });
  await must('helm', ['push', join(chart, 'web-1.2.3+build.7.tgz'), `oci://${registry.host}/charts`, '--plain-http'], {
    env,
  });
  const out = join(work.path, 'chart-out');
  const { outputs } = await pulled(`oci://${registry.host}/charts/web:1.2.3_build.7`, out);
  expect(await listTree(out)).toEqual(await listTree(chart));
  expect(outputs).toMatchObject({
    files: '["web-1.2.3+build.7.tgz"]',
    'artifact-type': 'application/vnd.cncf.helm.config.v1+json',
  });
});

it('the command line pulls artifacts of the action with every compression', async () => {
  for (const compression of ['gzip', 'zstd', 'none']) {
    const target = `${registry.host}/acme/own:${compression}`;
    const push = await runAction('push', {
      'source-dir': join(source, 'bundle'),
      target: `oci://${target}`,
      'plain-http': 'true',
      compression,
    });
    expect(push.code, push.stdout).toBe(0);
    const out = join(work.path, `own-${compression}`);
    await must(process.execPath, [
      join(repositoryRoot, 'dist/cli.js'),
      'pull',
      push.outputs['reference'] ?? '',
      '-o',
      out,
      '--plain-http',
      '--preserve-permissions',
      '--expected-digest',
      push.outputs['digest'] ?? '',
    ]);
    expect(await listTree(out)).toEqual(await listTree(join(source, 'bundle')));
  }
});
