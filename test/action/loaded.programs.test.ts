import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { repository } from '../../src/registry/index.ts';
import { listen, type Listening } from '../../src/server/index.ts';
import { loadedBy } from '../loaded.ts';
import { newKeys, pushArtifact, signUnderTag } from '../verification/signed.ts';

const example = join(import.meta.dirname, '../../examples/bundle');

describe('an action loads only the code that it needs', () => {
  let directory: string;
  let server: Listening;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'loaded-test-'));
    server = await listen(new MemoryRegistry());
  });
  afterAll(async () => {
    await server.close();
    await rm(directory, { recursive: true });
  });
  const inputs = (values: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(
      Object.entries({ ...values, 'plain-http': 'true' }).map(([name, value]) => [
        `INPUT_${name.toUpperCase()}`,
        value,
      ]),
    );

  it('push, and pull of its result', async () => {
    const reference = `${new URL(server.url).host}/acme/bundle:v1`;
    const common = { packages: '@actions/core lru-cache undici', builtins: 'crypto fs/promises' };
    const push = await loadedBy('push', [], inputs({ 'source-dir': example, target: `oci://${reference}` }));
    expect(push).toMatchObject({
      ...common,
      modules:
        'action archive auth client commands concurrency connect credentials formats fs http layout operations output ' +
        'registry spec streams transfer',
    });
    const pull = await loadedBy('pull', [], inputs({ reference, 'output-dir': join(directory, 'out') }));
    expect(pull).toMatchObject({
      ...common,
      modules:
        'action archive auth client commands concurrency connect credentials formats fs http operations output ' +
        'registry spec streams transfer',
    });
  });

  it('pull, which loads the packages of Sigstore only for a verification, and TUF only for an identity', async () => {
    const registry = new MemoryRegistry();
    await using signed = await listen(registry);
    const home = repository(registry, 'acme/app');
    const keys = newKeys();
    await signUnderTag(home, await pushArtifact(home), keys);
    const given = { reference: `${new URL(signed.url).host}/acme/app:v1`, 'output-dir': join(directory, 'verified') };
    const plain = await loadedBy('pull', [], inputs(given));
    expect(plain.packages).not.toContain('sigstore');
    expect(plain.modules).not.toContain('verification');
    const verified = await loadedBy('pull', [], inputs({ ...given, 'verify-key': keys.publicKey }));
    expect(verified.packages).toContain('@sigstore/bundle @sigstore/core @sigstore/protobuf-specs @sigstore/verify');
    expect(verified.packages).not.toContain('tuf');
  });

  it('push-post, when there is nothing to remove', async () => {
    expect(await loadedBy('push-post', [])).toMatchObject({
      packages: '',
      modules: 'action',
      builtins: '',
    });
  });
});
