import { dirname } from 'node:path';
import { expect } from 'vitest';
import type { ClientContext } from './context.ts';

export async function skopeo({ access, image, must, run }: ClientContext): Promise<void> {
  const { host, authority, login } = access;
  const side = (prefix: string): string[] =>
    authority === undefined ? [`--${prefix}tls-verify=false`] : [`--${prefix}cert-dir`, dirname(authority)];
  const app = `docker://${host}/skopeo/app`;
  const copy = `docker://${host}/skopeo/copy`;
  const copyImage = (from: string, to: string, ...flags: string[]): Promise<string> =>
    must('skopeo', ['--insecure-policy', 'copy', '--quiet', ...flags, from, to]);
  if (login !== undefined) await must('skopeo', ['login', ...side(''), '-u', login.user, '-p', login.password, host]);

  await copyImage(`oci:${image.path}:v1`, `${app}:v1`, '--all', ...side('dest-'));
  await copyImage(`${app}:v1`, `${copy}:v1`, '--all', ...side('src-'), ...side('dest-'));
  await copyImage(`${copy}:v1`, 'dir:pulled', '--all', ...side('src-'));
  await copyImage(
    `${app}:v1`,
    `${copy}:docker`,
    '--format',
    'v2s2',
    '--override-arch',
    'amd64',
    ...side('src-'),
    ...side('dest-'),
  );

  const inspect = async (
    reference: string,
  ): Promise<{ readonly Digest: string; readonly RepoTags: readonly string[] }> =>
    JSON.parse(await must('skopeo', ['inspect', ...side(''), '--override-arch', 'arm64', reference])) as {
      Digest: string;
      RepoTags: string[];
    };
  expect(await inspect(`${copy}:v1`)).toMatchObject({ Digest: image.digest, RepoTags: ['docker', 'v1'] });
  expect(JSON.parse(await must('skopeo', ['list-tags', ...side(''), copy]))).toMatchObject({ Tags: ['docker', 'v1'] });

  await must('skopeo', ['delete', ...side(''), `${copy}:v1`]);
  expect(JSON.parse(await must('skopeo', ['list-tags', ...side(''), copy]))).toMatchObject({ Tags: ['docker'] });
  expect((await run('skopeo', ['inspect', ...side(''), `${copy}:v1`])).code).not.toBe(0);
  expect(await inspect(`${app}:v1`)).toMatchObject({ Digest: image.digest });
}
