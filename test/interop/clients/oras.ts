import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { ClientContext } from './context.ts';

export async function oras({ access, home, image, must, run }: ClientContext): Promise<void> {
  const { host, authority, login } = access;
  const side = (prefix: string): string[] =>
    authority === undefined ? [`--${prefix}plain-http`] : [`--${prefix}ca-file`, authority];
  const flags = side('');
  const app = `${host}/oras/app`;
  const copy = `${host}/oras/copy`;
  if (login !== undefined) await must('oras', ['login', ...flags, '-u', login.user, '-p', login.password, host]);

  await writeFile(join(home, 'hello.txt'), 'hello\n');
  await writeFile(join(home, 'large.bin'), Buffer.alloc(3_000_000, 'large'));
  await writeFile(join(home, 'sbom.json'), '{"spdxVersion":"SPDX-2.3"}');
  await must('oras', [
    'push',
    ...flags,
    '--artifact-type',
    'application/vnd.interop.app',
    `${app}:v1,latest`,
    'hello.txt:text/plain',
    'large.bin',
  ]);
  await must('oras', ['pull', ...flags, '-o', 'pulled', `${app}:latest`]);
  for (const name of ['hello.txt', 'large.bin'])
    expect(await readFile(join(home, 'pulled', name))).toEqual(await readFile(join(home, name)));

  await must('oras', ['attach', ...flags, '--artifact-type', 'application/vnd.interop.sbom', `${app}:v1`, 'sbom.json']);
  await must('oras', [
    'attach',
    ...flags,
    '--artifact-type',
    'application/vnd.interop.signature',
    `${app}:v1`,
    'hello.txt',
  ]);
  const discovered = async (reference: string, ...more: string[]): Promise<string[]> => {
    const { referrers } = JSON.parse(
      await must('oras', ['discover', ...flags, '--format', 'json', ...more, reference]),
    ) as { readonly referrers: readonly { readonly artifactType: string }[] };
    return referrers.map(({ artifactType }) => artifactType).sort();
  };
  const attached = ['application/vnd.interop.sbom', 'application/vnd.interop.signature'];
  expect(await discovered(`${app}:v1`)).toEqual(attached);
  expect(await discovered(`${app}:v1`, '--artifact-type', 'application/vnd.interop.sbom')).toEqual([
    'application/vnd.interop.sbom',
  ]);

  await must('oras', ['cp', '-r', ...side('from-'), ...side('to-'), `${app}:v1`, `${copy}:v1`]);
  expect(await discovered(`${copy}:v1`)).toEqual(attached);
  await must('oras', ['cp', '-r', ...side('to-'), '--from-oci-layout', `${image.path}:v1`, `${copy}:image`]);
  expect((await must('oras', ['resolve', ...flags, `${copy}:image`])).trim()).toBe(image.digest);

  const repositories = (await must('oras', ['repo', 'ls', ...flags, host])).split('\n');
  expect(repositories).toEqual(expect.arrayContaining(['oras/app', 'oras/copy']));
  expect((await must('oras', ['repo', 'tags', ...flags, app])).trim().split('\n')).toEqual(['latest', 'v1']);

  await must('oras', ['manifest', 'delete', ...flags, '--force', `${copy}:v1`]);
  expect((await must('oras', ['repo', 'tags', ...flags, copy])).trim()).toBe('image');
  expect((await run('oras', ['pull', ...flags, '-o', 'gone', `${copy}:v1`])).code).toBe(1);
}
