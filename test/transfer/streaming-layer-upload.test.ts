import { describe, expect, it } from 'vitest';
import type { IncompleteBlob } from '../../src/registry/index.ts';
import { StreamingLayerUpload } from '../../src/transfer/index.ts';
import { blobOf } from '../contract/content.ts';

const { descriptor } = blobOf('the layer');

/** A layer that becomes large enough when the test says so. */
function growing(isLarge: Promise<boolean>): IncompleteBlob {
  return {
    size: 0,
    reaches: () => isLarge,
    open: async function* open() {},
    close: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  };
}

describe('StreamingLayerUpload', () => {
  it.each(['the layer is large', 'the upload is allowed'])('sends nothing after an abort before %s', async (last) => {
    let uploads = 0;
    const stop = new AbortController();
    const [large, allowed] = [Promise.withResolvers<boolean>(), Promise.withResolvers<boolean>()];
    const registry = {
      pushBlobStreamed: async () => {
        uploads++;
        return descriptor;
      },
    };
    await using upload = new StreamingLayerUpload(registry, 'acme/app', {
      shouldUpload: () => allowed.promise,
      signal: stop.signal,
    });
    upload.begin(growing(large.promise));
    if (last === 'the layer is large') allowed.resolve(true);
    else large.resolve(true);
    stop.abort();
    allowed.resolve(true);
    large.resolve(true);
    upload.finish(descriptor);
    expect(await upload.hasUploaded(descriptor)).toBe(false);
    expect(uploads).toBe(0);
  });

  it('sends the layer when it is large and the upload is allowed', async () => {
    const registry = { pushBlobStreamed: async () => descriptor };
    await using upload = new StreamingLayerUpload(registry, 'acme/app', { shouldUpload: () => Promise.resolve(true) });
    upload.begin(growing(Promise.resolve(true)));
    upload.finish(descriptor);
    expect(await upload.hasUploaded(descriptor)).toBe(true);
    expect(await upload.hasUploaded(blobOf('another layer').descriptor)).toBe(false);
  });
});
