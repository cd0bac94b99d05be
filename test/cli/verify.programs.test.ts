import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { repository } from '../../src/registry/index.ts';
import { listen } from '../../src/server/index.ts';
import { fileLayer, pushArtifact } from '../transfer/pull-artifact.ts';
import { newKeys, signUnderTag, signWithBundle } from '../verification/signed.ts';
import { runCli, temporaryPlace } from './spawned.ts';

const keys = newKeys();

describe('verify', () => {
  it('prints the digest of a signed artifact, and fails for another key', async () => {
    const registry = new MemoryRegistry();
    await using server = await listen(registry);
    const home = repository(registry, 'a/b');
    const { digest } = await pushArtifact(home, [fileLayer('a.txt', 'a')]);
    await signUnderTag(home, await home.resolve(digest), keys);
    await using place = await temporaryPlace();
    const name = `${new URL(server.url).host}/a/b`;
    await writeFile(join(place.path, 'key.pub'), keys.publicKey);
    await writeFile(join(place.path, 'other.pub'), newKeys().publicKey);
    const args = ['verify', `${name}:v1`, '--plain-http', '--verify-key'];
    const verified = await runCli(place, [...args, 'key.pub']);
    expect(verified).toMatchObject({ code: 0, stdout: `${digest}\n` });
    expect(verified.stderr).toContain(`verified ${digest}: signed by key sha256:`);
    const json = await runCli(place, [...args, 'key.pub', '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({ digest, 'verified-by': [{ kind: 'key', digest }] });
    const refused = await runCli(place, [...args, 'other.pub']);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain(
      `error: <reference>: cannot verify ${name}:v1 (${digest}): no signature satisfies`,
    );
  });

  it('evaluates a policy file, whose paths are relative to it', async () => {
    const registry = new MemoryRegistry();
    await using server = await listen(registry);
    const home = repository(registry, 'a/b');
    const { digest } = await pushArtifact(home, [fileLayer('a.txt', 'a')]);
    const second = newKeys();
    await signWithBundle(home, await home.resolve(digest), keys);
    await signUnderTag(home, await home.resolve(digest), second);
    await using place = await temporaryPlace();
    const policy = {
      'all-of': [{ name: 'builder', key: 'key.pub' }, { 'any-of': [{ key: 'other.pub' }, { key: 'second.pub' }] }],
    };
    await writeFile(join(place.path, 'policy.yml'), JSON.stringify(policy));
    for (const [file, { publicKey }] of [
      ['key.pub', keys],
      ['second.pub', second],
      ['other.pub', newKeys()],
    ] as const)
      await writeFile(join(place.path, file), publicKey);
    const args = [
      'verify',
      `${new URL(server.url).host}/a/b:v1`,
      '--plain-http',
      '--verify-policy',
      'policy.yml',
      '--json',
    ];
    const { stdout, stderr } = await runCli(place, args);
    expect(JSON.parse(stdout || '{}'), stderr).toMatchObject({ 'verified-by': [{ rule: 'builder' }, { rule: 'key' }] });
    await writeFile(join(place.path, 'second.pub'), newKeys().publicKey);
    const refused = await runCli(place, args);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/rule "key" \(.*; no signature satisfies the rule "key"/);
  });
});

describe('pull', () => {
  it('writes nothing without the required signature', async () => {
    const registry = new MemoryRegistry();
    await using server = await listen(registry);
    await pushArtifact(repository(registry, 'a/b'), [fileLayer('a.txt', 'a')]);
    await using place = await temporaryPlace();
    await writeFile(join(place.path, 'key.pub'), keys.publicKey);
    const args = ['pull', `${new URL(server.url).host}/a/b:v1`, '--plain-http', '-o', 'out', '--verify-key', 'key.pub'];
    const { code, stderr } = await runCli(place, args);
    expect(code).toBe(1);
    expect(stderr).toMatch(/no signature was found for the rule "key"; sign the artifact\n$/);
    expect(await readdir(place.path)).toEqual(['key.pub']);
  });
});
