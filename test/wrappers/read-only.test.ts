import { describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { readOnly } from '../../src/wrappers/index.ts';
import { blobOf, expectCode, name, putImage } from '../contract/content.ts';
import { recordCalls } from './fake-registries.ts';

describe('readOnly', () => {
  it('forwards no write or delete to the registry (SV-12)', async () => {
    const memory = new MemoryRegistry();
    const { manifest, layer } = await putImage(memory, name, 'one', ['v1']);
    const { registry, calls } = recordCalls(memory);
    const view = readOnly(registry);
    let opens = 0;
    const body = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
      opens++;
      yield new Uint8Array(1);
    };
    const attempts = [
      view.pushBlob(name, blobOf('new').descriptor, body),
      view.pushBlobChunked(name),
      view.pushBlobChunkedResume(name, 'x'),
      view.mountBlob(name, 'acme/other', layer.descriptor.digest),
      view.pushManifest(name, manifest.bytes, manifest.mediaType, { tags: ['v2'] }),
      view.deleteBlob(name, layer.descriptor.digest),
      view.deleteManifest(name, manifest.descriptor.digest),
      view.deleteTag(name, 'v1'),
    ];
    for (const attempt of attempts) await expectCode(attempt, 'UNSUPPORTED');
    expect(calls).toEqual([]);
    expect(opens).toBe(0);
    expect((await view.resolveTag(name, 'v1')).digest).toBe(manifest.descriptor.digest);
  });
});
