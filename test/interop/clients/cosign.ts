import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { ClientContext } from './context.ts';

export async function cosign({ access, home, image, must, run }: ClientContext): Promise<void> {
  const { host, authority, login } = access;
  const app = `${host}/cosign/app`;
  const flags = authority === undefined ? ['--allow-http-registry'] : ['--registry-cacert', authority];
  const password = { COSIGN_PASSWORD: 'interop' };
  if (login !== undefined) await must('cosign', ['login', host, '-u', login.user, '-p', login.password]);
  await must('crane', ['push', '--index', image.path, `${app}:v1`]);
  const subject = `${app}@${image.digest}`;

  await must('cosign', ['generate-key-pair'], password);
  const sign = ['sign', '--yes', '--key', 'cosign.key', '--tlog-upload=false', ...flags];
  const verify = ['verify', '--key', 'cosign.pub', '--insecure-ignore-tlog', ...flags];
  expect((await run('cosign', [...verify, subject])).code).not.toBe(0);
  await must('cosign', [...sign, '--recursive', subject], password);
  await must('cosign', [...verify, subject]);
  for (const digest of image.manifests) await must('cosign', [...verify, `${app}@${digest}`]);
  // Also as a referrer.
  await must('cosign', [...sign, '--registry-referrers-mode', 'oci-1-1', subject], {
    ...password,
    COSIGN_EXPERIMENTAL: '1',
  });
  await must('cosign', [...verify, '--experimental-oci11', subject], { COSIGN_EXPERIMENTAL: '1' });

  await writeFile(join(home, 'sbom.json'), '{"spdxVersion":"SPDX-2.3"}');
  await must('cosign', ['attach', 'sbom', ...flags, '--sbom', 'sbom.json', '--input-format', 'json', subject]);
  expect(await must('cosign', ['download', 'sbom', ...flags, subject])).toContain('SPDX-2.3');
  const tags = (await must('crane', ['ls', app])).split('\n');
  const stem = image.digest.replace(':', '-');
  expect(tags).toEqual(expect.arrayContaining(['v1', `${stem}.sbom`, `${stem}.sig`]));
}
