import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { act, project } from './act.ts';
import { temporaryDirectory } from './processes.ts';

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
  const first = await act(directory, { home: work.path, args: cache });
  expect(first.code, first.stdout + first.stderr).toBe(0);
  expect(first.stdout).toContain('the cache has nothing yet');
  await rm(storage, { recursive: true });
  const second = await act(directory, { home: work.path, args: cache });
  expect(second.code, second.stdout + second.stderr).toBe(0);
  expect(second.stdout).toMatch(/restored 3 blobs.*each was hashed again/);
  expect(await readFile(join(work.path, 'found'), 'utf8')).toBe('acme/bundle\n');
});
