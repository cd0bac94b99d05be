import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readInputs, type RawValues } from '../../src/commands/option.ts';
import type { RegistryAccess } from '../../src/commands/registry-options.ts';
import { bothSidesOptions, sideAccess } from '../../src/commands/side-options.ts';
import { CertificateAuthority } from '../faults/kit/index.ts';

const label = (name: string): string => `--${name}`;

let directory: string;
let shared: string;
let own: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'side-options-'));
  [shared, own] = [join(directory, 'shared.pem'), join(directory, 'own.pem')];
  for (const path of [shared, own]) await writeFile(path, new CertificateAuthority().cert);
});
afterAll(() => rm(directory, { recursive: true }));

async function read(raw: RawValues): Promise<{ readonly from: RegistryAccess; readonly to: RegistryAccess }> {
  const inputs = await readInputs(bothSidesOptions, raw, { label, env: {}, notice: () => undefined });
  return { from: await sideAccess(inputs, 'from', label), to: await sideAccess(inputs, 'to', label) };
}

/** Values of the options that each side has. */
const values = (name: string, caFile: string): Readonly<Record<string, string>> => ({
  'plain-http': 'true',
  'insecure-tls': 'true',
  'ca-file': caFile,
  'cert-file': `${name}.crt`,
  'key-file': `${name}.key`,
  headers: `x-side: ${name}`,
  'registry-config': `${name}.json`,
  'token-hosts': `${name}.test`,
});

const accessOf = (name: string, caFile: string): Partial<RegistryAccess> => ({
  plainHttp: true,
  insecureTls: true,
  caFile,
  certFile: `${name}.crt`,
  keyFile: `${name}.key`,
  headers: { 'x-side': name },
  registryConfig: `${name}.json`,
  tokenHosts: [`${name}.test`],
});

describe('the options of the two sides of a copy', () => {
  it('are those without a prefix', async () => {
    const { from, to } = await read({ ...values('both', shared), 'chunk-size': '5MiB', attempts: '3' });
    const expected = { ...accessOf('both', shared), chunkSize: 5 * 1024 ** 2, attempts: 3 };
    expect(from).toMatchObject(expected);
    expect(to).toMatchObject(expected);
  });

  it.each(['from', 'to'] as const)('are those with the prefix %s for only this side', async (side) => {
    const other = side === 'from' ? 'to' : 'from';
    const prefixed = Object.fromEntries(
      Object.entries({ ...values('own', own), 'plain-http': 'false', 'insecure-tls': 'false' }).map(([name, value]) => [
        `${side}-${name}`,
        value,
      ]),
    );
    const access = await read({ ...values('both', shared), ...prefixed });
    expect(access[side]).toMatchObject({ ...accessOf('own', own), plainHttp: false, insecureTls: false });
    expect(access[other]).toMatchObject(accessOf('both', shared));
  });

  it.each(['from', 'to'] as const)('have user names and passwords only with a prefix: %s', async (side) => {
    const other = side === 'from' ? 'to' : 'from';
    const access = await read({ [`${side}-username`]: 'me', [`${side}-password`]: 'p' });
    expect(access[side]).toMatchObject({ username: 'me', password: 'p' });
    expect([access[other].username, access[other].password]).toEqual([undefined, undefined]);
  });

  it.each<[RawValues, string]>([
    [{ 'from-cert-file': 'a' }, '--from-key-file: it is missing although --from-cert-file is given'],
    [{ 'to-key-file': 'a' }, '--to-cert-file: it is missing although --to-key-file is given'],
    [{ 'key-file': 'a' }, '--cert-file: it is missing although --key-file is given'],
    // A key for both sides does not belong to the certificate of one side.
    [{ 'to-cert-file': 'a', 'cert-file': 'b', 'key-file': 'c' }, '--to-key-file: it is missing'],
    [{ 'to-token-hosts': 'a/b' }, '--to-token-hosts: '],
    [{ 'token-hosts': 'a/b' }, '--token-hosts: '],
    [{ 'to-ca-file': '/nowhere.pem' }, '--to-ca-file: '],
    [{ 'ca-file': '/nowhere.pem' }, '--ca-file: '],
  ])('are checked: %j', async (raw, message) => {
    await expect(read(raw)).rejects.toThrow(message);
  });
});
