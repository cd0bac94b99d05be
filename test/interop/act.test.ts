import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { expect, it } from 'vitest';
import { must, run, temporaryDirectory } from './processes.ts';
import { distribution } from './registries.ts';
import { repositoryRoot } from './run-action.ts';

/** A checkout of a project that uses the action from its own root, with one workflow in it. */
async function project(directory: string, workflow: string): Promise<void> {
  await mkdir(join(directory, '.github/workflows'), { recursive: true });
  for (const part of ['action.yml', 'package.json', 'dist', 'examples']) {
    await cp(join(repositoryRoot, part), join(directory, part), { recursive: true, verbatimSymlinks: true });
  }
  await writeFile(join(directory, '.github/workflows/publish.yml'), workflow);
  const git = (...args: string[]): Promise<string> => must('git', ['-c', 'user.name=interop', '-c', 'user.email=interop@localhost', ...args], { cwd: directory });
  await git('init', '-q', '-b', 'main');
  await git('add', '-A', '-f');
  await git('commit', '-q', '-m', 'project');
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
  const path = [join(repositoryRoot, 'node_modules/.bin'), process.env['PATH'] ?? ''].join(delimiter);
  const ran = await run('act', ['push', '-P', 'ubuntu-latest=-self-hosted', '--no-cache-server', '-W', '.github/workflows/publish.yml'], {
    cwd: directory,
    env: { PATH: path, HOME: work.path, XDG_CACHE_HOME: join(work.path, 'cache') },
    timeoutMs: 250_000,
  });
  expect(ran.code, ran.stdout + ran.stderr).toBe(0);
  const digest = (await readFile(seen, 'utf8')).trim();
  expect(digest).toBe((await must('crane', ['digest', '--insecure', `${registry.host}/acme/bundle:latest`])).trim());
  const manifest = JSON.parse(await must('crane', ['manifest', '--insecure', `${registry.host}/acme/bundle:v1`])) as { annotations: Record<string, string> };
  expect(manifest.annotations['com.example.note']).toBe('a value = with equals signs');
});
