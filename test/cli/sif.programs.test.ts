import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { listen } from '../../src/server/index.ts';
import { digestOf } from '../../src/spec/index.ts';
import { makeImage, uniqueImage } from '../formats/sif/image.ts';
import { runCli, temporaryPlace, type Place } from './spawned.ts';

async function placeWithImage(): Promise<Place & { readonly image: Buffer }> {
  const place = await temporaryPlace();
  const image = uniqueImage();
  await writeFile(join(place.path, 'app.sif'), image);
  return { ...place, image };
}

describe('sif', () => {
  it('pushes and pulls, with text and JSON output', async () => {
    await using server = await listen(new MemoryRegistry());
    await using place = await placeWithImage();
    const name = `${new URL(server.url).host}/a/app`;
    const pushed = await runCli(place, ['sif', 'push', 'app.sif', `oras://${name}`, '--plain-http', '--json']);
    expect(pushed.code, pushed.stderr).toBe(0);
    const outputs = JSON.parse(pushed.stdout) as Record<string, unknown>;
    expect(outputs).toEqual({
      reference: `${name}:latest`,
      'pinned-reference': `${name}@${String(outputs['digest'])}`,
      digest: expect.stringMatching(/^sha256:/),
      'media-type': 'application/vnd.oci.image.manifest.v1+json',
      'layer-digest': digestOf(place.image),
      'layer-size': place.image.byteLength,
    });
    const pulled = await runCli(place, ['sif', 'pull', name, '--plain-http']);
    expect(pulled.code, pulled.stderr).toBe(0);
    expect(pulled.stdout).toMatch(/^pulled .*@sha256:.* into app_latest\.sif \(/);
    expect(await readFile(join(place.path, 'app_latest.sif'))).toEqual(place.image);
    if (process.platform !== 'win32') expect((await stat(join(place.path, 'app_latest.sif'))).mode & 0o111).toBe(0o111);
    const refused = await runCli(place, ['sif', 'pull', name, '--plain-http']);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(
      /^error: "app_latest\.sif" already exists; give --force to replace it, or another name\n$/,
    );
    const forced = await runCli(place, [
      'sif',
      'pull',
      `${name}@${String(outputs['digest'])}`,
      'app_latest.sif',
      '--plain-http',
      '--force',
      '--json',
    ]);
    expect(forced.code, forced.stderr).toBe(0);
    expect(JSON.parse(forced.stdout)).toMatchObject({
      digest: outputs['digest'],
      'layer-digest': digestOf(place.image),
      path: expect.stringMatching(/app_latest\.sif$/),
    });
  });

  it('reports an invalid file in one sentence that does not name the registry', async () => {
    await using place = await temporaryPlace();
    await writeFile(join(place.path, 'text.sif'), 'x'.repeat(200));
    await writeFile(join(place.path, 'data.sif'), makeImage({ objects: [] }));
    await mkdir(join(place.path, 'directory'));
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [['push', 'text.sif', 'localhost:1/a/b'], /^error: "text\.sif" is refused: it is not a SIF image.*\n$/],
      [
        ['push', 'data.sif', 'localhost:1/a/b'],
        /^error: "data\.sif" is refused: it has no primary system partition.*\n$/,
      ],
      [['inspect', 'text.sif'], /^error: "text\.sif" is refused: .*SIF_MAGIC.*\n$/],
      [['inspect', 'directory'], /^error: "directory" is a directory.*\n$/],
      [['hash', 'none'], /^error: .*none.*does not exist.*\n$/],
      [['push', 'data.sif', 'word'], /^error: <reference>: "word" names no registry.*\n$/],
      [['pull'], /^error: <reference> is missing.*\n$/],
      [['fly'], /^error: "fly" is not a verb.*\n$/],
      [[], /^error: a verb is missing.*\n$/],
      [['pull', 'localhost:1/a/b', '--cache-size', '1GB'], /^error: --cache-size: .*\n$/],
    ];
    await Promise.all(
      cases.map(async ([args, message]) => {
        const { code, stdout, stderr } = await runCli(place, ['sif', ...args]);
        expect(code, args.join(' ')).toBe(1);
        expect(stdout).toBe('');
        expect(stderr).toMatch(message);
      }),
    );
  });

  it('hashes and inspects images', async () => {
    await using place = await placeWithImage();
    const [hashed, inspected, json] = await Promise.all(
      [
        ['hash', 'app.sif'],
        ['inspect', 'app.sif'],
        ['inspect', 'app.sif', '--json'],
      ].map((args) => runCli(place, ['sif', ...args])),
    );
    expect(hashed?.stdout).toBe(`${digestOf(place.image)}\n`);
    expect(inspected?.stdout).toMatch(
      /^Launch Script: {8}#!\/usr\/bin\/env run-singularity\nVersion: .*\n[^]*\n1 {4}\|1 {7}\|NONE {4}\|32768-33768 {15}\|FS \(Squashfs\/\*System\/amd64\)\n$/,
    );
    expect(JSON.parse(json?.stdout ?? '')).toMatchObject({ 'primary-architecture': 'amd64', descriptors: [{ id: 1 }] });
  });
});

describe('cache', () => {
  it('is filled by sif pull, listed, verified and cleaned', async () => {
    let downloads = 0;
    await using server = await listen(new MemoryRegistry(), {
      onAccess: ({ method, path }) => {
        if (method === 'GET' && path.includes('/blobs/')) downloads++;
      },
    });
    await using place = await placeWithImage();
    const name = `${new URL(server.url).host}/a/app`;
    await runCli(place, ['sif', 'push', 'app.sif', name, '--plain-http']);
    for (const file of ['one.sif', 'two.sif']) {
      const { code, stderr } = await runCli(place, [
        'sif',
        'pull',
        name,
        file,
        '--plain-http',
        '--cache',
        'kept',
        '--cache-size',
        '1GiB',
      ]);
      expect(code, stderr).toBe(0);
      expect(await readFile(join(place.path, file))).toEqual(place.image);
    }
    expect(downloads).toBe(1);
    const listed = await runCli(place, ['cache', 'list', 'kept', '--json']);
    expect(JSON.parse(listed.stdout)).toMatchObject({
      count: 2,
      entries: [
        { digest: digestOf(place.image), title: 'app.sif' },
        { repositories: [expect.stringMatching(/a\/app$/)] },
      ],
    });
    expect((await runCli(place, ['cache', 'list', 'kept'])).stdout).toMatch(
      /^sha256:[0-9a-f]{12}… .* app\.sif\nsha256:.*a\/app\n2 blobs, .*\n$/,
    );
    expect(await runCli(place, ['cache', 'verify', 'kept'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^intact: 2 blobs/),
    });
    const blob = join(place.path, 'kept/blobs/sha256', digestOf(place.image).slice(7));
    await writeFile(blob, 'damage');
    const verified = await runCli(place, ['cache', 'verify', 'kept']);
    expect(verified).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^damaged {2}sha256:.* app\.sif\nintact: 1 blob/),
      stderr: expect.stringMatching(/^error: 1 damaged blob removed from .*kept/),
    });
    expect(await runCli(place, ['cache', 'clean', 'kept', '--max-size', '1MB'])).toMatchObject({
      code: 0,
      stdout: 'removed 0 blobs, 0 B\n',
    });
    expect(await runCli(place, ['cache', 'clean', 'kept'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^removed 1 blob/),
    });
    expect(await readdir(join(place.path, 'kept/blobs/sha256'))).toEqual([]);
  });

  it('changes no directory that is not a cache', async () => {
    await using place = await placeWithImage();
    for (const verb of ['list', 'clean', 'verify']) {
      const other = await runCli(place, ['cache', verb, '.']);
      expect(other).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/^error: .*is not a cache: it has no CACHEDIR\.TAG.*\n$/),
      });
      expect(await runCli(place, ['cache', verb, 'none'])).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(
          /^error: <directory>: .* is not a cache: it is missing or empty; check the path\n$/,
        ),
      });
    }
    expect(await readdir(place.path)).toEqual(['app.sif']);
    expect(await runCli(place, ['cache', 'burn', '.'])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^error: "burn" is not a verb/),
    });
  });
});
