import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { must } from '../processes.ts';
import { repositoryRoot } from '../run-action.ts';

/** The command line, as committed. */
export const cli: string = join(repositoryRoot, 'dist/cli.js');

export interface PushOptions {
  readonly cwd?: string;
  /** Further arguments of the command line. */
  readonly args?: readonly string[];
}

/** Publishes a source in a format. @returns the outputs */
export async function push(
  format: string,
  source: string | readonly string[],
  target: string,
  { cwd, args = [] }: PushOptions = {},
): Promise<Readonly<Record<string, string>>> {
  const places = [...(typeof source === 'string' ? [source] : source), `oci://${target}`];
  const options = ['--format', format, '--plain-http', '--json', ...args];
  return JSON.parse(await must(process.execPath, [cli, 'push', ...places, ...options], { cwd })) as Record<
    string,
    string
  >;
}

/** Writes text files below a directory. */
export async function writeFiles(directory: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(directory, name)), { recursive: true });
    await writeFile(join(directory, name), content);
  }
}
