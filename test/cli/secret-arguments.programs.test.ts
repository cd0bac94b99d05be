import { describe, expect, it } from 'vitest';
import { runCli, temporaryPlace } from './spawned.ts';

describe('a secret in an argument', () => {
  const secret = 'canary-hunter2';
  it.each([
    ['an argument that is not expected', ['resolve', 'r', secret, '--username', 'me', '--password', secret]],
    ['an argument that contains the password', ['resolve', 'r', `x${secret}y`, `--password=${secret}`]],
    ['the end of a password with a space', ['resolve', 'r', '--username', 'me', '--password', 'my', secret]],
    ['a password without its flag', ['tags', 'r', '--username', 'me', secret]],
    ['a password in place of standard input', ['tags', 'r', '--username', 'me', '--password-stdin', secret]],
    ['a password for one side of a copy', ['copy', 'a', 'b', '--from-username=me', secret]],
    ['the token of a variable as a command', [secret]],
    ['the token of a variable as a verb', ['cache', secret]],
    ['the token of a variable as an argument', ['resolve', 'r', secret]],
    ['the token of a variable as a value', ['resolve', `./${secret}`]],
    ['the end of a token with a space', ['resolve', 'r', '--token', 'my', secret]],
    ['the end of a secret with a space', ['resolve', 'r', '--client-secret=my', secret]],
    ['the end of a password of another tool', ['resolve', 'r', '--passwd', 'my', secret]],
    ['a flag before the command', [`--password=${secret}`, 'push', 'src']],
    ['a short flag before the command', [`-p${secret}`, 'push', 'src']],
    ['a flag without a value', ['resolve', 'r', `--plain-http=${secret}`]],
    ['a flag that does not exist', ['resolve', 'r', `--pass=${secret}`]],
  ])('is not printed: %s', async (_, args) => {
    await using place = await temporaryPlace();
    const variables = { GITHUB_TOKEN: secret, OCI_ARTIFACT_DEBUG: '1' };
    const { code, stdout, stderr } = await runCli(place, args, '', variables);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^error: /)]);
    expect(stdout + stderr).not.toMatch(/canary|hunter2/);
  });

  it('does not hide other arguments', async () => {
    await using place = await temporaryPlace();
    const { stderr } = await runCli(place, ['resolve', 'r', 'extra'], '', { GITHUB_TOKEN: secret });
    expect(stderr).toContain(
      'unexpected argument "extra"; resolve accepts <reference>; see "oci-artifact resolve --help"',
    );
    const hidden = await runCli(place, ['resolve', 'r', 'extra', '--username', 'me']);
    expect(hidden.stderr).toContain('unexpected argument 2, which is not shown because it may be a secret; quote');
  });
});
