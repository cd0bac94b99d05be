import { expect } from 'vitest';
import type { ClientContext } from './context.ts';

export async function crane({ access, image, must, run }: ClientContext): Promise<void> {
  const { host, login } = access;
  const app = `${host}/crane/app`;
  const copy = `${host}/crane/copy`;
  if (login !== undefined) await must('crane', ['auth', 'login', host, '-u', login.user, '-p', login.password]);

  await must('crane', ['push', '--index', image.path, `${app}:v1`]);
  await must('crane', ['validate', '--remote', `${app}:v1`]);
  // Between repositories of one registry, to mount blobs.
  await must('crane', ['copy', `${app}:v1`, `${copy}:v1`]);
  await must('crane', ['tag', `${copy}:v1`, 'v2']);
  await must('crane', ['validate', '--remote', `${copy}:v2`]);
  const digest = (await must('crane', ['digest', `${copy}:v2`])).trim();
  expect((await must('crane', ['digest', `${app}:v1`])).trim()).toBe(digest);
  expect((await must('crane', ['ls', copy])).trim().split('\n')).toEqual(['v1', 'v2']);
  expect((await must('crane', ['catalog', host])).split('\n')).toEqual(
    expect.arrayContaining(['crane/app', 'crane/copy']),
  );

  await must('crane', ['pull', '--format', 'oci', `${copy}:v2`, 'pulled']);
  await must('crane', ['push', '--index', 'pulled', `${app}:again`]);
  await must('crane', ['validate', '--remote', `${app}:again`]);

  await must('crane', ['delete', `${copy}@${digest}`]);
  expect((await run('crane', ['manifest', `${copy}:v1`])).stderr).toContain('MANIFEST_UNKNOWN');
  expect((await must('crane', ['ls', copy])).trim()).toBe('');
  await must('crane', ['validate', '--remote', `${app}:v1`]);
}
