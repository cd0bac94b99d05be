import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { act, project } from './act.ts';
import { must, temporaryDirectory } from './processes.ts';
import { distribution } from './registries.ts';

/** A step with the cache of `build` and of a directory in the home directory. */
function step(action: string, id: string, host: string, key: string, more = ''): string {
  return `      - id: ${id}
        uses: ./${action}
        with:
          path: |
            build
            ~/tool-cache
          key: ${key}
          repository: ${host}/acme/bundle/cache
          plain-http: true
${more}`;
}

it('the cache is saved by one job and restored by others, as documented', async () => {
  await using work = await temporaryDirectory();
  await using registry = await distribution();
  const { host } = registry;
  const output = (id: string): string =>
    `      - run: echo "${id} hit=[$HIT] key=[$KEY]"
        env:
          HIT: \${{ steps.${id}.outputs.cache-hit }}
          KEY: \${{ steps.${id}.outputs.cache-matched-key }}
`;
  const job = (name: string, needs: string, steps: string): string => `  ${name}:
    runs-on: ubuntu-latest
${needs === '' ? '' : `    needs: ${needs}\n    if: always()\n`}    steps:
      - uses: actions/checkout@v4
${steps}`;
  const clear = '      - run: rm -rf build ~/tool-cache\n';
  const build = '      - run: mkdir -p build ~/tool-cache && echo built > build/out && echo tool > ~/tool-cache/tool\n';
  const prefix = '          restore-keys: v-\n';
  const workflow = `name: cache
on: push
jobs:
${job('first', '', clear + step('cache', 'miss', host, 'v-1') + output('miss') + build)}
${job('hit', 'first', clear + step('cache', 'hit', host, 'v-1') + output('hit') + '      - run: cat build/out ~/tool-cache/tool\n')}
${job('prefix', 'hit', clear + step('cache/restore', 'prefix', host, 'v-2', prefix) + output('prefix') + step('cache/save', 'saved', host, 'v-3'))}
${job('failed', 'prefix', clear + step('cache', 'failed', host, 'w-1') + build + '      - run: exit 1\n')}
${job('always', 'failed', clear + step('cache', 'always', host, 'x-1', '          save-always: true\n') + build + '      - run: exit 1\n')}
${job('last', 'always', step('cache/restore', 'w', host, 'w-1') + output('w') + step('cache/restore', 'x', host, 'x-1') + output('x') + step('cache/restore', 'v', host, 'v-') + output('v'))}
`;
  const directory = join(work.path, 'project');
  await project(directory, workflow);
  const { stdout, stderr } = await act(directory, { home: work.path, args: ['--no-cache-server'] });
  const log = stripVTControlCharacters(stdout) + stderr;
  for (const line of [
    'miss hit=[] key=[]',
    'hit hit=[true] key=[v-1]',
    'prefix hit=[false] key=[v-1]',
    'w hit=[] key=[]',
    'x hit=[true] key=[x-1]',
    'v hit=[false] key=[v-3]',
  ])
    expect(log).toContain(line);
  expect(log).toMatch(/\| built\n.*\| tool\n/);
  const tags = (await must('crane', ['ls', '--insecure', `${host}/acme/bundle/cache`])).trim().split('\n');
  expect(tags.filter((tag) => /\.k\.[0-9a-f]{64}$/.test(tag))).toHaveLength(3);
  expect(tags.filter((tag) => /^[0-9a-f]{10}\.[vx]-\d\.[0-9a-z]{9}\.[0-9a-f]{8}$/.test(tag))).toHaveLength(3);
});
