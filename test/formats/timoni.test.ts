import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { selectFormat, type PlanOptions } from '../../src/formats/index.ts';
import { buildLayout } from '../../src/transfer/index.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'timoni-'));
});
afterEach(() => rm(directory, { recursive: true }));

const files: Readonly<Record<string, string>> = {
  'timoni.cue': 'package main',
  'values.cue': 'package main',
  'cue.mod/module.cue': 'module: "example.com/app"',
  'cue.mod/gen/a.cue': 'package a',
  'cue.mod/gen/notes.txt': '',
  'templates/b.cue': 'package b',
  'notes.txt': '',
  'debug/c.cue': 'package c',
  'timoni.ignore': '# comment\n*.txt\n/debug\n',
};

async function write(without?: string): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    if (name === without) continue;
    await mkdir(dirname(join(directory, 'app', name)), { recursive: true });
    await writeFile(join(directory, 'app', name), content);
  }
}

async function published(path: string, options: PlanOptions): Promise<Record<string, unknown>> {
  const source = { path: join(directory, path) };
  const format = await selectFormat(source, 'timoni');
  const names = await format.names?.(source, options);
  const { store, manifest, layers } = await buildLayout(await format.plan(source, options), join(directory, 'layout'));
  const text = Buffer.from(await (await store.fetch(manifest)).bytes()).toString();
  const entries: string[][] = [];
  for (const { descriptor } of layers)
    entries.push(entryNames(gunzipSync(await (await store.fetch(descriptor)).bytes())));
  return { names, manifest: JSON.parse(text) as unknown, entries };
}

/** The names in an archive whose files have at most one block. */
function entryNames(tar: Uint8Array): string[] {
  const names: string[] = [];
  for (let at = 0; (tar[at] ?? 0) !== 0; at += 512) {
    const header = Buffer.from(tar.subarray(at, at + 512));
    names.push(header.toString('latin1', 0, header.indexOf(0)));
    if (Number.parseInt(header.toString('latin1', 124, 135), 8) > 0) at += 512;
  }
  return names;
}

function layer(type: string): object {
  return {
    mediaType: 'application/vnd.timoni.content.v1.tar+gzip',
    digest: expect.stringMatching(/^sha256:/) as string,
    size: expect.any(Number) as number,
    annotations: expect.objectContaining({ 'sh.timoni.content.type': type }) as object,
  };
}

it('has the vendored packages, then the module, without ignored files', async () => {
  await write();
  expect(await published('app', { version: '1.0.0' })).toEqual({
    names: { version: '1.0.0', tags: ['1.0.0', 'latest'] },
    manifest: {
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      config: {
        mediaType: 'application/vnd.timoni.config.v1+json',
        digest: expect.stringMatching(/^sha256:/) as string,
        size: expect.any(Number) as number,
      },
      layers: [layer('module/vendor'), layer('module')],
      annotations: {
        'org.opencontainers.image.created': '1970-01-01T00:00:00Z',
        'org.opencontainers.image.version': '1.0.0',
      },
    },
    entries: [
      ['.', 'cue.mod', 'cue.mod/gen', 'cue.mod/gen/a.cue', 'cue.mod/gen/notes.txt', 'cue.mod/module.cue'],
      ['.', 'templates', 'templates/b.cue', 'timoni.cue', 'timoni.ignore', 'values.cue'],
    ],
  });
});

it.each<[string, string | undefined, PlanOptions, RegExp]>([
  ['no version', undefined, {}, /the format "timoni" needs a version; set `version`/],
  ['build metadata', undefined, { version: '1.0.0+b' }, /is not a version of a Timoni module/],
  ['a version with v', undefined, { version: 'v1.0.0' }, /semantic version without build metadata/],
  ['a short version', undefined, { version: '1.0' }, /is not a version of a Timoni module/],
  ['a module without timoni.cue', 'timoni.cue', { version: '1.0.0' }, /needs the file timoni\.cue, which is not in/],
  ['a module without values.cue', 'values.cue', { version: '1.0.0' }, /needs the file values\.cue/],
  ['a module without cue.mod', 'cue.mod/module.cue', { version: '1.0.0' }, /needs the file cue\.mod\/module\.cue/],
  ['a fixed option', undefined, { version: '1.0.0', compression: 'zstd' }, /omit `compression`/],
])('rejects %s', async (_, without, options, message) => {
  await write(without);
  await expect(published('app', options)).rejects.toThrow(message);
});

it('rejects a file as source', async () => {
  await writeFile(join(directory, 'app.tgz'), '');
  await expect(published('app.tgz', { version: '1.0.0' })).rejects.toThrow(/needs a directory as source/);
});
