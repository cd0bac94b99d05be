import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readInputs, type RawValues } from '../../src/commands/option.ts';
import { readVerification, verifyOptions } from '../../src/commands/verify-options.ts';
import type { Verification } from '../../src/verification/index.ts';
import { newKeys } from '../verification/signed.ts';

const { publicKey } = newKeys();
const label = (name: string): string => `--${name}`;

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'verify-options-'));
  await writeFile(join(directory, 'key.pub'), publicKey);
});
afterAll(async () => rm(directory, { recursive: true }));

async function read(raw: RawValues): Promise<Verification | undefined> {
  return readVerification(await readInputs(verifyOptions, raw, { label, notice: () => {}, env: {} }), label);
}

async function readPolicy(policy: unknown): Promise<Verification | undefined> {
  const file = join(directory, 'policy.yml');
  await writeFile(file, typeof policy === 'string' ? policy : JSON.stringify(policy));
  return read({ 'verify-policy': file, 'trusted-root': 'root.json' });
}

/** A rule below lists. */
function nested(levels: number): unknown {
  return levels === 0 ? { key: 'key.pub' } : { 'all-of': [nested(levels - 1)] };
}

describe('the options of a verification', () => {
  it('request none without a signer', async () => {
    expect(await read({})).toBeUndefined();
  });

  it.each<readonly [string, RawValues, object]>([
    ['a key as text', { 'verify-key': publicKey }, { kind: 'key', key: publicKey.trim(), requireLog: false }],
    [
      'an identity',
      { 'verify-identity': 'a@example.com', 'verify-issuer': 'https://i' },
      { identity: 'a@example.com', issuer: 'https://i' },
    ],
    ['a pattern of identities', { 'verify-identity': '/^a@/' }, { kind: 'identity', identity: /^a@/ }],
    [
      'a repository',
      { 'verify-repository': 'a/b', 'verify-workflow': 'c.yml' },
      { repository: 'a/b', workflow: 'c.yml' },
    ],
  ])('describe %s', async (_, raw, policy) => {
    expect((await read(raw))?.policy).toMatchObject(policy);
  });

  it('read a key from a file', async () => {
    expect((await read({ 'verify-key': join(directory, 'key.pub') }))?.policy).toMatchObject({ key: publicKey });
  });

  it.each<readonly [string, RawValues, RegExp]>([
    ['only an issuer', { 'verify-issuer': 'https://i' }, /^--verify-issuer: it does not select a signer/],
    ['only a predicate type', { 'verify-predicate-type': 't' }, /^--verify-predicate-type: it does not select/],
    ['only a trust root', { 'trusted-root': 'r' }, /^--trusted-root: it does not select a signer/],
    ['a workflow without a repository', { 'verify-workflow': 'a.yml' }, /^--verify-workflow: it does not select/],
    [
      'a workflow and an identity',
      { 'verify-workflow': 'a.yml', 'verify-identity': 'x' },
      /^--verify-workflow: .*repository/,
    ],
    ['a key and an identity', { 'verify-key': publicKey, 'verify-identity': 'x' }, /^--verify-identity: give either/],
    [
      'a key and a repository',
      { 'verify-key': publicKey, 'verify-repository': 'a/b' },
      /^--verify-repository: give either/,
    ],
    [
      'a key and a workflow',
      { 'verify-key': publicKey, 'verify-workflow': 'a.yml' },
      /^--verify-workflow: give either/,
    ],
    ['a key and an issuer', { 'verify-key': publicKey, 'verify-issuer': 'https://i' }, /^--verify-issuer: give either/],
    [
      'a key and a trust root',
      { 'verify-key': publicKey, 'trusted-root': 'r' },
      /^--trusted-root: with a key .*--verify-log/,
    ],
    [
      'a log with an identity',
      { 'verify-repository': 'a/b', 'verify-log': 'true' },
      /^--verify-log: it has an effect only/,
    ],
    ['a missing key', { 'verify-key': 'missing.pub' }, /^--verify-key: "missing.pub" cannot be read \(ENOENT\)/],
    ['an invalid pattern', { 'verify-identity': '/(/' }, /^--verify-identity: .* is not a regular expression/],
    ['an invalid repository', { 'verify-repository': 'b' }, /^--verify-repository: "b" is not a repository/],
    ['a policy and a key', { 'verify-policy': 'p.yml', 'verify-key': publicKey }, /^--verify-key: .*--verify-policy/],
    ['a missing policy', { 'verify-policy': 'missing.yml' }, /^--verify-policy: "missing.yml" cannot be read/],
  ])('refuse %s', async (_, raw, problem) => {
    await expect(read(raw)).rejects.toThrow(problem);
  });
});

describe('a policy file', () => {
  it('has rules with paths relative to it, and the trust root of the option', async () => {
    expect(
      (await readPolicy('all-of:\n- key: key.pub\n- repository: a/b\n  trusted-root: own.json\n'))?.policy,
    ).toEqual({
      kind: 'all',
      policies: [
        expect.objectContaining({ kind: 'key', key: publicKey, trustedRoot: 'root.json' }),
        expect.objectContaining({ kind: 'identity', repository: 'a/b', trustedRoot: join(directory, 'own.json') }),
      ],
    });
  });

  it('has up to ten levels', async () => {
    expect(await readPolicy(nested(9))).toMatchObject({ policy: { kind: 'all' } });
  });

  it.each<readonly [string, unknown, RegExp]>([
    ['an unknown member', { key: 'key.pub', isuer: 'x' }, /the unknown member "isuer"/],
    [
      'an identity in a rule for a key',
      { 'any-of': [{ key: 'key.pub', identity: 'x' }] },
      /at any-of\[0\]: .*"identity"/,
    ],
    ['an empty list', { 'any-of': [] }, /any-of is not a list of rules/],
    ['both lists', { 'any-of': [{ key: 'key.pub' }], 'all-of': [] }, /the unknown member "all-of"/],
    ['a rule without a signer', { 'all-of': [{ issuer: 'x' }] }, /all-of\[0\]\.identity: neither an identity/],
    ['a value of another type', { repository: 1 }, /repository is not a text/],
    ['a missing key', { key: 'missing.pub' }, /key: ".*missing.pub" cannot be read/],
    ['a list in place of a rule', '- key: key.pub\n', /not one YAML document/],
    ['text that is not YAML', 'key: [', /is not valid YAML/],
    ['a text in place of a rule', { 'any-of': [{ key: 'key.pub' }, 'x'] }, /at any-of\[1\]: it is not a rule/],
    ['rules that are nested too deeply', nested(10), /all-of\[0\]: it is not a rule; write names and values/],
    ['a text for a boolean', { key: 'key.pub', log: 'yes' }, /log is neither true nor false/],
    ['an empty text', { repository: 'a/b', issuer: '' }, /issuer is not a text/],
  ])('with %s is an error', async (_, policy, problem) => {
    await expect(readPolicy(policy)).rejects.toThrow(problem);
  });
});
