import { expect, it } from 'vitest';
import { workflowLinks } from '../../src/output/index.ts';

const env = {
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_REPOSITORY: 'Acme/app',
  GITHUB_SHA: '0123456789abcdef0123456789abcdef01234567',
  GITHUB_RUN_ID: '42',
  GITHUB_RUN_ATTEMPT: '2',
};

it('links the package, the commit and the run', () => {
  expect(workflowLinks(env, 'ghcr.io/acme/team/bundle')).toEqual([
    '[Package](https://github.com/Acme/app/pkgs/container/team%2Fbundle)',
    '[Commit 0123456](https://github.com/Acme/app/commit/0123456789abcdef0123456789abcdef01234567)',
    '[Run 42](https://github.com/Acme/app/actions/runs/42/attempts/2)',
  ]);
});

it.each([
  ['another registry', 'quay.io/acme/bundle'],
  ['another owner', 'ghcr.io/other/bundle'],
  ['no artifact', ''],
])('links no package for %s', (_, name) => {
  expect(workflowLinks(env, name)).toHaveLength(2);
});

it('links a package of a GitHub Enterprise Server', () => {
  const server = { ...env, GITHUB_SERVER_URL: 'https://git.example.com' };
  expect(workflowLinks(server, 'containers.git.example.com/acme/bundle')[0]).toBe(
    '[Package](https://git.example.com/Acme/app/pkgs/container/bundle)',
  );
});

it.each([
  ['outside of a workflow', {}],
  ['for another scheme', { ...env, GITHUB_SERVER_URL: 'javascript:alert(1)' }],
  ['for a repository with markup', { ...env, GITHUB_REPOSITORY: 'a/b](https://evil.test)' }],
])('has no links %s', (_, variables) => {
  expect(workflowLinks(variables, 'ghcr.io/acme/bundle')).toEqual([]);
});

it('omits a commit and a run that are not valid', () => {
  expect(workflowLinks({ ...env, GITHUB_SHA: 'main)', GITHUB_RUN_ID: '1)<b>' }, '')).toEqual([]);
});
