import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { ClientContext } from './context.ts';

export async function regctl({ access, home, image, must, run }: ClientContext): Promise<void> {
  const { host, authority, login } = access;
  const app = `${host}/regctl/app`;
  const copy = `${host}/regctl/copy`;
  // Chunked upload, which the other clients do not use by default.
  const chunked = ['--blob-max', '100000', '--blob-chunk', '50000'];
  await must('regctl', [
    'registry',
    'set',
    host,
    ...chunked,
    ...(authority === undefined ? ['--tls', 'disabled'] : ['--cacert', await readFile(authority, 'utf8')]),
    '--skip-check',
  ]);
  if (login !== undefined) await must('regctl', ['registry', 'login', host, '-u', login.user, '-p', login.password]);

  await must('regctl', ['image', 'copy', `ocidir://${image.path}:v1`, `${app}:v1`]);
  await must('regctl', ['image', 'copy', '--referrers', `${app}:v1`, `${copy}:v1`]);
  expect((await must('regctl', ['image', 'digest', `${copy}:v1`])).trim()).toBe(image.digest);

  const large = Buffer.alloc(333_333, 'chunks');
  await writeFile(join(home, 'large.bin'), large);
  await must('regctl', [
    'artifact',
    'put',
    '--artifact-type',
    'application/vnd.interop.app',
    '-f',
    'large.bin',
    `${app}:artifact`,
  ]);
  await must('regctl', [
    'artifact',
    'put',
    '--artifact-type',
    'application/vnd.interop.report',
    '-f',
    'large.bin',
    '--subject',
    `${app}:v1`,
  ]);
  await mkdir(join(home, 'got'));
  await must('regctl', ['artifact', 'get', '--output', 'got', `${app}:artifact`]);
  const [got = ''] = await readdir(join(home, 'got'));
  expect(await readFile(join(home, 'got', got))).toEqual(large);
  const list = JSON.parse(await must('regctl', ['artifact', 'list', '--format', '{{json .}}', `${app}:v1`])) as {
    readonly descriptors: readonly { readonly artifactType: string }[];
  };
  expect(list.descriptors.map(({ artifactType }) => artifactType)).toEqual(['application/vnd.interop.report']);

  await must('regctl', ['tag', 'delete', `${copy}:v1`]);
  expect((await must('regctl', ['tag', 'ls', copy])).trim()).toBe('');
  expect((await run('regctl', ['manifest', 'head', `${copy}:v1`])).code).not.toBe(0);
  // Only the tag is deleted.
  await must('regctl', ['manifest', 'head', `${copy}@${image.digest}`]);
  expect((await must('regctl', ['repo', 'ls', host])).split('\n')).toEqual(
    expect.arrayContaining(['regctl/app', 'regctl/copy']),
  );
}
