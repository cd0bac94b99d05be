import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';

const module = pathToFileURL(join(import.meta.dirname, '../../src/concurrency/index.ts')).href;

it.each([
  ['completes', 'async () => {}', 0],
  ['sets an exit code', 'async () => { process.exitCode = 5; }', 5],
  ['exits', 'async () => process.exit(6)', 6],
  ['fails', 'async () => { throw new Error("expected"); }', 1],
  ['waits for an event that never occurs', '() => new Promise(() => {})', 3],
  ['stops after a part of its work', 'async () => { await 0; await new Promise(() => {}); }', 3],
])('ends a process whose program %s', async (_, program, expected) => {
  const code = `import { runToEnd } from '${module}'; runToEnd(${program}, () => { process.exitCode = 3; });`;
  const { promise, resolve } = Promise.withResolvers<unknown>();
  execFile(process.execPath, ['--input-type=module', '--eval', code], (error) => resolve(error?.code ?? 0));
  expect(await promise).toBe(expected);
});
