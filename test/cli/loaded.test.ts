import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { entry, temporaryPlace } from './spawned.ts';

const recorder = pathToFileURL(join(import.meta.dirname, '../action/loaded-record.ts')).href;

it.each([
  [['--help'], 'Commands:'],
  [['push', '--help'], 'oci-artifact push'],
  [['help', 'sif', 'push'], 'oci-artifact sif push'],
  [['cache', '-h'], 'Verbs:'],
])('%j prints the help without loading a command', async (args, text) => {
  await using place = await temporaryPlace();
  const record = join(place.path, 'record');
  const env = { PATH: process.env['PATH'], NODE_OPTIONS: `--import=${recorder}`, LOADED_RECORD: record };
  const { stdout } = await promisify(execFile)(process.execPath, [entry, ...args], { env });
  expect(stdout).toContain(text);
  const lines = (await readFile(record, 'utf8')).split('\n').filter((line) => line.startsWith('file:'));
  const sources = (await Promise.all(lines.map((url) => readFile(fileURLToPath(url), 'utf8')))).join('\n');
  // Comments in the bundle name the sources.
  const files = [...sources.matchAll(/^\/\/ src\/(.+)$/gm)].map((match) => match[1] ?? '');
  const allowed = /^(?:cli|concurrency|output|spec)\/|^commands\/(?:list|option|output|run-command)\.ts$/;
  expect(files.filter((file) => !allowed.test(file))).toEqual([]);
});
