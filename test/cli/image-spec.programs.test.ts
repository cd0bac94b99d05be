import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import type { PushManifestOptions } from '../../src/registry/index.ts';
import { listen } from '../../src/server/index.ts';
import { mediaTypeEmptyJson, OciError } from '../../src/spec/index.ts';
import { runCli, temporaryPlace } from './spawned.ts';

/** Knows only image-spec v1.0. */
class OldRegistry extends MemoryRegistry {
  override pushManifest(name: string, content: Uint8Array, type: string, options?: PushManifestOptions) {
    const text = Buffer.from(content).toString();
    if (/"(?:artifactType|subject)"/.test(text) || text.includes(mediaTypeEmptyJson))
      throw new OciError('MANIFEST_INVALID', 'manifest invalid');
    return super.pushManifest(name, content, type, options);
  }
}

describe('a registry that refuses manifests of image-spec v1.1', () => {
  it.each([
    [['push', 'a.txt', 'oci://HOST/acme/app:v1'], /artifact type or empty config.*; set --image-spec to v1\.0$/m],
    [['attach', 'HOST/acme/old:v1', 'a.txt', '--artifact-type', 'a/b'], /a referrer needs a registry that supports/],
  ])('is explained: %j', async (args, message) => {
    await using place = await temporaryPlace();
    const registry = new OldRegistry();
    const server = await listen(registry);
    try {
      const { host } = new URL(server.url);
      await writeFile(join(place.path, 'a.txt'), 'a');
      const old = ['push', 'a.txt', `oci://${host}/acme/old:v1`, '--image-spec', 'v1.0', '--plain-http'];
      const { code, stderr } = await runCli(place, old);
      expect(code, stderr).toBe(0);
      const refused = await runCli(place, [...args.map((arg) => arg.replace('HOST', host)), '--plain-http']);
      expect(refused.code).toBe(1);
      expect(refused.stderr.split('\n').filter((line) => line.startsWith('error:'))).toEqual([
        expect.stringMatching(message),
      ]);
    } finally {
      await server.close();
    }
  });
});
