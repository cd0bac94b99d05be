import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ScriptedServer } from '../faults/kit/index.ts';
import { runCli, temporaryPlace } from './spawned.ts';

describe('--trusted-redirect-host', () => {
  it.each([
    ['push', ['src', 'oci://HOST/a:v1']],
    ['attach', ['HOST/a:v1', 'src/a.txt', '--artifact-type', 'text/plain']],
    ['copy', ['./layout:v1', 'HOST/a:v2']],
  ])('is named by %s in the error of a refused upload location', { concurrent: true }, async (verb, args) => {
    await using place = await temporaryPlace();
    await mkdir(join(place.path, 'src'));
    await writeFile(join(place.path, 'src/a.txt'), 'content');
    expect((await runCli(place, ['push', 'src', 'layout:./layout:v1'])).code).toBe(0);
    await using registry = await ScriptedServer.start();
    registry
      .on('* /v2/*', { status: 404 })
      .on('POST *', { status: 202, headers: { Location: 'http://storage.example.com:9/x' } })
      .on('* /v2/a/manifests/v1', { body: manifest, headers: { 'content-type': mediaType } });
    const run = await runCli(place, [
      verb,
      ...args.map((text) => text.replace('HOST', registry.origin.host)),
      '--plain-http',
      '--attempts',
      '1',
    ]);
    expect(run.stderr).toMatch(
      /public URL of the registry .*storage\.example\.com, allow it as a redirect target; name it in --trusted-redirect-host/,
    );
  });
});

const mediaType = 'application/vnd.oci.image.manifest.v1+json';
const manifest = JSON.stringify({
  schemaVersion: 2,
  mediaType,
  artifactType: 'a/b',
  config: { mediaType: 'application/vnd.oci.empty.v1+json', digest: `sha256:${'0'.repeat(64)}`, size: 2 },
  layers: [],
});
