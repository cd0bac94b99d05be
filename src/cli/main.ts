import { inspect } from 'node:util';
import { explainFailure, type FailureContext } from '../report/index.ts';
import { indexCommand } from './assemble.ts';
import { attachCommand } from './attach.ts';
import { cacheCommand } from './cache.ts';
import type { Command } from './command.ts';
import { copyCommand } from './copy.ts';
import { deleteCommand } from './delete.ts';
import { demoCommand } from './demo.ts';
import { gcCommand } from './gc.ts';
import { help, helpOf, type CommandName } from './help.ts';
import { manifestCommand } from './manifest.ts';
import { cliLabel } from './options.ts';
import { pullCommand } from './pull.ts';
import { pushCommand } from './push.ts';
import { referrersCommand } from './referrers.ts';
import { resolveCommand } from './resolve.ts';
import { serveCommand } from './serve.ts';
import { sifCommand } from './sif.ts';
import { tagCommand } from './tag.ts';
import { tagsCommand } from './tags.ts';
import { openTerminal } from './terminal.ts';

const commands: Readonly<Record<CommandName, Command>> = {
  push: pushCommand,
  pull: pullCommand,
  copy: copyCommand,
  attach: attachCommand,
  index: indexCommand,
  resolve: resolveCommand,
  tag: tagCommand,
  tags: tagsCommand,
  referrers: referrersCommand,
  manifest: manifestCommand,
  delete: deleteCommand,
  serve: serveCommand,
  gc: gcCommand,
  sif: sifCommand,
  cache: cacheCommand,
  demo: demoCommand,
};

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
      terminal.fail(`"${name}" is not a command; choose ${listed(Object.keys(commands))}, or ask for --help`);
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

function listed(names: readonly string[]): string {
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`;
}
