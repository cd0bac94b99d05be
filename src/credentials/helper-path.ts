import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';
import { OciError, printable } from '../spec/index.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

// What may follow docker-credential- in a program's name. No separator, no leading dot, nothing that a shell would read.
const suffixPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** @throws OciError `CREDENTIALS` unless `suffix` can only be a part of a plain file name */
export function checkHelperSuffix(suffix: string, where: string): string {
  if (suffixPattern.test(suffix)) return suffix;
  throw new OciError(
    'CREDENTIALS',
    `${printable(where)} names the credential helper "${printable(suffix, 100)}", which is not run: a name has letters, digits, ".", "_" and "-", begins with a letter or digit and is at most 64 characters long`,
  );
}

/**
 * The absolute path of `docker-credential-<suffix>`, looked up in the directories of PATH alone. Relative and empty entries of PATH
 * are passed over, because they mean the working directory, where foreign files may lie.
 *
 * @param suffix checked by {@link checkHelperSuffix}
 * @returns undefined when it is in none of them
 */
export async function findHelper(
  suffix: string,
  env: Environment,
  platform: NodeJS.Platform,
): Promise<string | undefined> {
  const windows = platform === 'win32';
  const paths = windows ? path.win32 : path.posix;
  // A batch file would need a shell, so that on Windows a helper is a program.
  const name = `docker-credential-${suffix}${windows && !suffix.toLowerCase().endsWith('.exe') ? '.exe' : ''}`;
  for (const directory of searchPath(env, windows).split(paths.delimiter)) {
    if (!paths.isAbsolute(directory)) continue;
    const candidate = paths.join(directory, name);
    if (await isProgram(candidate)) return candidate;
  }
  return undefined;
}

function searchPath(env: Environment, windows: boolean): string {
  if (!windows) return env['PATH'] ?? '';
  const key = Object.keys(env).find((name) => name.toUpperCase() === 'PATH');
  return (key === undefined ? undefined : env[key]) ?? '';
}

async function isProgram(candidate: string): Promise<boolean> {
  try {
    await access(candidate, constants.X_OK);
    return (await stat(candidate)).isFile();
  } catch {
    return false;
  }
}
