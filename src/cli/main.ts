import { inspect } from 'node:util';
import { explainFailure, type FailureContext } from '../report/index.ts';
import type { Command } from './command.ts';
import { demoCommand } from './demo.ts';
import { help, helpOf, type CommandName } from './help.ts';
import { cliLabel } from './options.ts';
import { pullCommand } from './pull.ts';
import { pushCommand } from './push.ts';
import { serveCommand } from './serve.ts';
import { openTerminal } from './terminal.ts';

const commands: Readonly<Record<CommandName, Command>> = { push: pushCommand, pull: pullCommand, serve: serveCommand, demo: demoCommand };

/** Runs one command. Anything that goes wrong is one sentence on stderr and exit code 1. */
export async function main(args: readonly string[]): Promise<void> {
  const debug = process.env['OCI_ARTIFACT_DEBUG'] === '1';
  const terminal = openTerminal(process.stderr, process.stdout, debug);
  const stop = new AbortController();
  let failure: FailureContext = { label: cliLabel };
  const interrupt = (signal: NodeJS.Signals): void => {
    // The second time the person means it.
    if (stop.signal.aborted) process.exit(1);
    stop.abort(new Error(`cancelled by ${signal}`));
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    const [name, ...rest] = args;
    if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
      terminal.out(isCommand(rest[0]) ? helpOf(rest[0]) : help);
      process.exitCode = name === undefined ? 1 : 0;
      return;
    }
    if (!isCommand(name)) {
      terminal.fail(`"${name}" is not a command; choose push, pull, serve or demo, or ask for --help`);
      return;
    }
    if (rest.includes('--help') || rest.includes('-h')) {
      terminal.out(helpOf(name));
      return;
    }
    await commands[name](rest, {
      terminal,
      signal: stop.signal,
      env: process.env,
      describe: (context) => {
        failure = { label: cliLabel, ...context };
      },
    });
  } catch (error) {
    terminal.fail(explainFailure(error, failure));
    if (debug) for (const line of inspect(error, { depth: 8 }).split('\n')) terminal.line(line);
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}

function isCommand(name: string | undefined): name is CommandName {
  return name !== undefined && Object.hasOwn(commands, name);
}
