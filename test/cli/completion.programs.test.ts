import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commands, flagsOf, type Command, type CommandGroup } from '../../src/commands/index.ts';
import { runCli, temporaryPlace } from './spawned.ts';

async function script(shell: string): Promise<string> {
  await using place = await temporaryPlace();
  const { code, stdout, stderr } = await runCli(place, ['completion', shell]);
  expect(code, stderr).toBe(0);
  return stdout;
}

describe('completion', () => {
  it.each(['bash', 'zsh', 'fish', 'powershell'])('includes every command and every flag in %s', async (shell) => {
    const text = await script(shell);
    const dashes = shell === 'fish' ? '-l ' : '--';
    for (const load of Object.values(commands)) {
      const loaded: Command | CommandGroup = await load();
      expect(text).toContain(loaded.name);
      const all: readonly Command[] = 'commands' in loaded ? Object.values(loaded.commands) : [loaded];
      for (const command of all)
        for (const { name, option } of flagsOf(command))
          expect(text).toContain(`${dashes}${option.default === 'true' ? 'no-' : ''}${name}`);
    }
  });

  // Windows does not include bash.
  it.runIf(process.platform !== 'win32').each([
    [['pu'], 'push pull'],
    [['push', '--if'], '--if-tag-exists'],
    [['push', '--symlinks', ''], 'preserve follow error'],
    [['push', ''], ''],
    [['sif', ''], 'push pull hash inspect'],
    [['sif', 'pull'], 'pull'],
    [['sif', 'pull', '--fo'], '--force'],
    [['blob', 'get', '--insec'], '--insecure-tls'],
    [['manifest', 'put', '--media'], '--media-type'],
    [['manifest', 'localhost:5000/a/b:v1', '--plat'], '--platform'],
    [['completion', 'z'], 'zsh'],
  ])('completes %j to "%s" in bash', async (words, expected) => {
    await using place = await temporaryPlace();
    const file = join(place.path, 'completion');
    await writeFile(file, await script('bash'));
    const program =
      'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($#-1)); _oci_artifact; echo "${COMPREPLY[*]}"';
    const given = ['-c', program, 'bash', file, 'oci-artifact', ...words];
    expect(execFileSync('bash', given, { encoding: 'utf8' }).trimEnd()).toBe(expected);
  });
});
