import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';
import { OciError, printable } from '../spec/index.ts';

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

// A suffix is a part of a program's name: no path separator, no leading dot, no shell syntax.
const suffixPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** @throws OciError `CREDENTIALS` when `suffix` is not valid as a part of a plain file name */
export function checkHelperSuffix(suffix: string, where: string): void {
  if (suffixPattern.test(suffix)) return;
  throw new OciError(
    'CREDENTIALS',
    `cannot run the credential helper "${printable(suffix, 100)}" of ${printable(where)}: its name is invalid; ` +
      'use at most 64 letters, digits, ".", "_" and "-", beginning with a letter or digit',
  );
}

/**
 * Returns the absolute path of `docker-credential-<suffix>`. Only absolute entries of PATH are searched, because
 * relative and empty entries refer to the working directory, which may contain untrusted files.
 *
 * @param suffix checked by {@link checkHelperSuffix}
 * @returns undefined when the program does not exist
 */
export async function findHelper(
  suffix: string,
  env: Environment,
  platform: NodeJS.Platform,
): Promise<string | undefined> {
  const windows = platform === 'win32';
  const paths = windows ? path.win32 : path.posix;
  // A batch file would need a shell, so only an .exe file is accepted on Windows.
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
