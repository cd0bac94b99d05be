import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { listen } from '../../src/server/index.ts';
import { digestOf } from '../../src/spec/index.ts';
import { uniqueImage } from '../formats/sif/image.ts';
import { runAction, workspace } from './spawned.ts';

it('publishes a SIF image with the root action, and writes it with the pull action', async () => {
  await using server = await listen(new MemoryRegistry());
  await using place = await workspace();
  const image = uniqueImage();
  await writeFile(join(place.path, 'app.sif'), image);
  const name = `${new URL(server.url).host}/acme/app`;
  const pushed = await runAction(place, { 'source-dir': 'app.sif', target: `oci://${name}:v1`, 'plain-http': 'true' });
  expect(pushed.errors, pushed.stdout + pushed.stderr).toEqual([]);
  expect(pushed.outputs).toMatchObject({
    reference: `${name}:v1`,
    'artifact-type': 'application/vnd.sylabs.sif.config.v1',
    'layer-digest': digestOf(image),
    pushed: 'true',
  });
  expect(pushed.summary).toContain(pushed.outputs['digest']);
  const pulled = await runAction(
    place,
    { reference: pushed.outputs['pinned-reference'] ?? '', 'output-dir': 'out', 'plain-http': 'true' },
    { bundle: 'pull', umask: 0o077 },
  );
  expect(pulled.errors, pulled.stdout + pulled.stderr).toEqual([]);
  expect(pulled.outputs).toMatchObject({ digest: pushed.outputs['digest'], files: '["app.sif"]' });
  expect(await readFile(join(place.path, 'out/app.sif'))).toEqual(image);
  if (process.platform !== 'win32') expect((await stat(join(place.path, 'out/app.sif'))).mode & 0o777).toBe(0o755);
  await writeFile(join(place.path, 'notes.sif'), 'text');
  const refused = await runAction(place, {
    'source-dir': 'notes.sif',
    target: `oci://${name}:v2`,
    'plain-http': 'true',
  });
  expect(refused.code).toBe(1);
  expect(refused.errors).toEqual([
    expect.stringMatching(
      /^input "source-dir" "notes\.sif" is a file that cannot be published.*give a directory, or a SIF image$/,
    ),
  ]);
});
