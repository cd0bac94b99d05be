import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { expect, it } from 'vitest';
import { must, run, temporaryDirectory, type Ran } from './processes.ts';
import { distribution } from './registries.ts';
import { repositoryRoot } from './run-action.ts';

/** A checkout of a project that uses the action from its own root, with one workflow in it. */
async function project(directory: string, workflow: string): Promise<void> {
  await mkdir(join(directory, '.github/workflows'), { recursive: true });
  for (const part of ['action.yml', 'serve', 'package.json', 'dist', 'examples']) {
    await cp(join(repositoryRoot, part), join(directory, part), { recursive: true, verbatimSymlinks: true });
  }
  await writeFile(join(directory, '.github/workflows/publish.yml'), workflow);
  const git = (...args: string[]): Promise<string> => must('git', ['-c', 'user.name=interop', '-c', 'user.email=interop@localhost', ...args], { cwd: directory });
  await git('init', '-q', '-b', 'main');
  await git('add', '-A', '-f');
  await git('commit', '-q', '-m', 'project');
}

/** Runs the project's workflow on this machine, with Node 24 first on PATH. */
function act(directory: string, home: string, args: readonly string[]): Promise<Ran> {
  const path = [join(repositoryRoot, 'node_modules/.bin'), process.env['PATH'] ?? ''].join(delimiter);
  return run('act', ['push', '-P', 'ubuntu-latest=-self-hosted', '-W', '.github/workflows/publish.yml', ...args], {
    cwd: directory,
    env: { PATH: path, HOME: home, XDG_CACHE_HOME: join(home, 'cache') },
    timeoutMs: 250_000,
  });
}

it('a workflow publishes, signs in the next step, and verifies in another job', async () => {
  await using work = await temporaryDirectory();
  await using registry = await distribution();
  const keys = join(work.path, 'keys');
  await mkdir(keys);
  await must('cosign', ['generate-key-pair'], { cwd: keys, env: { COSIGN_PASSWORD: '' } });
  const seen = join(work.path, 'seen');
  const directory = join(work.path, 'project');
  await project(
    directory,
    `name: publish
on: push
jobs:
  publish:
    runs-on: ubuntu-latest
    outputs:
      pinned-reference: \${{ steps.publish.outputs.pinned-reference }}
      digest: \${{ steps.publish.outputs.digest }}
    steps:
      - uses: actions/checkout@v4
      - id: publish
        uses: ./
        with:
          source-dir: ./examples/bundle
          target: oci://${registry.host}/acme/bundle:v1.2.0
          tags: |
            latest
            v1
          annotations: |
            com.example.note=a value = with equals signs
          plain-http: true
      - run: cosign sign --yes --key ${keys}/cosign.key --tlog-upload=false --allow-http-registry \${{ steps.publish.outputs.pinned-reference }}
        env:
          COSIGN_PASSWORD: ""
  verify:
    runs-on: ubuntu-latest
    needs: publish
    steps:
      - run: cosign verify --key ${keys}/cosign.pub --insecure-ignore-tlog --allow-http-registry \${{ needs.publish.outputs.pinned-reference }}
      - run: oras pull --plain-http -o ${work.path}/pulled \${{ needs.publish.outputs.pinned-reference }}
      - run: echo "\${{ needs.publish.outputs.digest }}" > ${seen}
`,
  );
  const ran = await act(directory, work.path, ['--no-cache-server']);
  expect(ran.code, ran.stdout + ran.stderr).toBe(0);
  const digest = (await readFile(seen, 'utf8')).trim();
  expect(digest).toBe((await must('crane', ['digest', '--insecure', `${registry.host}/acme/bundle:latest`])).trim());
  const manifest = JSON.parse(await must('crane', ['manifest', '--insecure', `${registry.host}/acme/bundle:v1`])) as { annotations: Record<string, string> };
  expect(manifest.annotations['com.example.note']).toBe('a value = with equals signs');
});

it('a registry for a job comes back from the cache in the next run', async () => {
  await using work = await temporaryDirectory();
  const storage = join(work.path, 'storage');
  const directory = join(work.path, 'project');
  await project(
    directory,
    `name: publish
on: push
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - id: registry
        uses: ./serve
        with:
          storage: ${storage}
      - run: oras repo ls --plain-http \${{ steps.registry.outputs.registry }} >> ${work.path}/found
      - uses: ./
        with:
          source-dir: examples/bundle
          target: oci://\${{ steps.registry.outputs.registry }}/acme/bundle:v1
          plain-http: true
`,
  );
  const cache = ['--cache-server-path', join(work.path, 'act-cache'), '--cache-server-addr', '127.0.0.1'];
  const first = await act(directory, work.path, cache);
  expect(first.code, first.stdout + first.stderr).toBe(0);
  expect(first.stdout).toContain('the cache has nothing yet');
  await rm(storage, { recursive: true });
  const second = await act(directory, work.path, cache);
  expect(second.code, second.stdout + second.stderr).toBe(0);
  expect(second.stdout).toMatch(/restored 3 blobs.*each was hashed again/);
  expect(await readFile(join(work.path, 'found'), 'utf8')).toBe('acme/bundle\n');
});
