import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ScriptedServer } from '../faults/kit/index.ts';
import { runCli, temporaryPlace, type Place } from './spawned.ts';

let place: Place;
let server: ScriptedServer;
beforeAll(async () => {
  place = await temporaryPlace();
  server = await ScriptedServer.start();
  const files: Readonly<Record<string, string>> = {
    'a.txt': 'a',
    'd/b.txt': 'b',
    'empty-chart/values.yaml': 'a: b',
    'no-version/Chart.yaml': 'apiVersion: v2\nname: web\n',
    'no-name/Chart.yaml': 'apiVersion: v2\nversion: 1.2.3\n',
    'bad.wasm': 'not wasm',
    'short.wasm': '\0asm',
    'lib.so': 'ELF',
  };
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(place.path, name)), { recursive: true });
    await writeFile(join(place.path, name), content);
  }
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await place[Symbol.asyncDispose]();
});

/** A case: its name, the arguments before the target, and a part of the error. */
type Case = readonly [string, readonly string[], RegExp];

const cases: readonly Case[] = [
  ['a chart without Chart.yaml', ['empty-chart', '--format', 'helm'], /Chart\.yaml/],
  ['a chart without version', ['no-version', '--format', 'helm'], /version/],
  ['a chart without name', ['no-name', '--format', 'helm'], /name/],
  ['a file that is not WebAssembly', ['bad.wasm', '--format', 'wasm'], /bad\.wasm/],
  ['a truncated WebAssembly file', ['short.wasm', '--format', 'wasm'], /short\.wasm/],
  ['a pattern that matches nothing', ['*.none', 'a.txt'], /\*\.none.*matches no file/],
  ['an invalid media type of a layer', ['a.txt', '--layer-media-type', 'text'], /media type/],
  ['an invalid artifact type', ['a.txt', '--artifact-type', 'a b/c'], /media type/],
  ['an invalid rule for media types', ['a.txt', '--media-type', '*.txt=text'], /media types/],
  ['a file that is given twice', ['a.txt', './a.txt'], /given twice/],
  ['a missing file', ['missing.txt', 'a.txt'], /missing\.txt.*does not exist/],
  ['a missing config', ['a.txt', '--config', 'missing.json:a/b'], /missing\.json.*does not exist/],
  ['two configs', ['a.txt', '--config', 'a.txt:a/b', '--config', 'd/b.txt:a/b'], /config/],
  ['a zip with a compression', ['d', '--archive', 'zip', '--compression', 'zstd'], /compression.*no effect on a zip/],
  ['a zip with a level', ['d', '--archive', 'zip', '--compression-level', '9'], /no effect on a zip/],
  ['a format that needs a directory', ['a.txt', '--format', 'modelpack'], /needs a directory/],
  ['a format that needs a file', ['d', '--format', 'falco'], /needs a file/],
  ['a format that needs another source', ['d', '--format', 'docker-model'], /needs a model/],
  ['a plugin of Falco without a platform', ['lib.so', '--format', 'falco'], /without a platform; set --platform/],
  ['an unknown format', ['d', '--format', 'none'], /format/],
  ['a format and its own option', ['d', '--format', 'timoni', '--artifact-type', 'a/b'], /./],
];

describe('a wrong input of push', () => {
  it.each(cases)('is one sentence, and nothing is sent: %s', async (_, args, message) => {
    const target = `oci://${new URL(server.origin).host}/acme/app:v1`;
    const before = server.connections;
    const { code, stdout, stderr } = await runCli(place, ['push', ...args, target, '--plain-http']);
    const lines = stderr.split('\n').filter((line) => line.startsWith('error: '));
    expect({ code, stdout, lines, connections: server.connections - before }).toEqual({
      code: 1,
      stdout: '',
      lines: [expect.stringMatching(message)],
      connections: 0,
    });
  });
});
