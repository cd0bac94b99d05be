import { cp, mkdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { must, temporaryDirectory } from './processes.ts';
import { repositoryRoot } from './run-action.ts';
import { makeTree } from './trees.ts';

it('the same tree gives the same digest in another directory, with another umask and time zone', async () => {
  await using work = await temporaryDirectory();
  const first = join(work.path, 'first/source');
  const second = join(work.path, 'a/second/place');
  await mkdir(first, { recursive: true });
  await makeTree(first);
  await cp(first, second, { recursive: true, verbatimSymlinks: true, mode: 0 });
  await utimes(join(second, 'README.md'), 1, 1);
  const digests: string[] = [];
  for (const [source, umask, zone] of [
    [first, '022', 'UTC'],
    [second, '077', 'Asia/Kathmandu'],
    [first, '000', 'America/St_Johns'],
  ] as const) {
    const script = `umask ${umask}; exec "$0" "$@"`;
    const out = join(work.path, `layout-${umask}`);
    const printed = await must(
      'sh',
      ['-c', script, process.execPath, join(repositoryRoot, 'dist/cli.js'), 'push', source, out, '--json'],
      { env: { TZ: zone, LC_ALL: umask === '077' ? 'C' : 'C.UTF-8' } },
    );
    digests.push((JSON.parse(printed) as { digest: string }).digest);
  }
  expect(new Set(digests).size).toBe(1);
});
