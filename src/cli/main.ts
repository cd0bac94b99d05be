import { readFile } from 'node:fs/promises';
import { inspect } from 'node:util';
import { explainFailure, type FailureContext } from '../output/index.ts';
import { isRecord } from '../spec/index.ts';
import type { Command } from './command.ts';
import {
  commands as declared,
  CommandFailure,
  outputValues,
  runCommand,
  type Command as Declared,
} from '../commands/index.ts';
import { cliLabel as labelOf, parseArguments } from './arguments.ts';
import { commandHelp } from './command-help.ts';
import { help, helpOf, type CommandName } from './help.ts';
import { cliLabel } from './options.ts';
import { likelyNames } from './suggest.ts';
import { openTerminal, type Terminal } from './terminal.ts';

/** Each command is loaded when it is the one that runs. */
const commands: Readonly<Record<CommandName, () => Promise<Command>>> = {
  push: async () => (await import('./push.ts')).pushCommand,
  pull: async () => (await import('./pull.ts')).pullCommand,
  copy: async () => (await import('./copy.ts')).copyCommand,
  attach: async () => (await import('./attach.ts')).attachCommand,
  index: async () => (await import('./assemble.ts')).indexCommand,
  resolve: async () => (await import('./resolve.ts')).resolveCommand,
  tag: async () => (await import('./tag.ts')).tagCommand,
  tags: async () => (await import('./tags.ts')).tagsCommand,
  referrers: async () => (await import('./referrers.ts')).referrersCommand,
  manifest: async () => (await import('./manifest.ts')).manifestCommand,
  delete: async () => (await import('./delete.ts')).deleteCommand,
  serve: async () => (await import('./serve.ts')).serveCommand,
  gc: async () => (await import('./gc.ts')).gcCommand,
  sif: async () => (await import('./sif.ts')).sifCommand,
  cache: async () => (await import('./cache.ts')).cacheCommand,
  demo: async () => (await import('./demo.ts')).demoCommand,
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
      terminal.out(await helpFor(rest[0]));
      process.exitCode = name === undefined ? 1 : 0;
      return;
    }
    if (name === '--version' || name === '-V') {
      // The sources, and the bundle's chunks, lie two levels below the package's own directory.
      const manifest: unknown = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
      terminal.out(isRecord(manifest) ? String(manifest['version']) : '');
      return;
    }
    if (!isCommand(name)) {
      const [likely] = likelyNames(name, Object.keys(commands));
      terminal.fail(
        `"${name}" is not a command; ${likely === undefined ? '' : `did you mean ${likely}? `}choose ${listed(Object.keys(commands))}, or ask for --help`,
      );
      return;
    }
    if (rest.includes('--help') || rest.includes('-h')) {
      terminal.out(await helpFor(name));
      return;
    }
    if (name === 'push') {
      await run(await declared.push(), rest, terminal, stop.signal);
      return;
    }
    const command = await commands[name]();
    await command(rest, {
      terminal,
      signal: stop.signal,
      env: process.env,
      describe: (context) => {
        failure = { label: cliLabel, ...context };
      },
    });
  } catch (error) {
    terminal.fail(error instanceof CommandFailure ? error.message : explainFailure(error, failure));
    if (debug) for (const line of inspect(error, { depth: 8 }).split('\n')) terminal.line(line);
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}

async function helpFor(name: string | undefined): Promise<string> {
  if (name === 'push') return commandHelp(await declared.push());
  return isCommand(name) ? helpOf(name) : help;
}

async function run(
  command: Declared,
  args: readonly string[],
  terminal: Terminal,
  cancelled: AbortSignal,
): Promise<void> {
  try {
    await runCommand(command, {
      raw: await parseArguments(command, args),
      label: labelOf(command),
      env: process.env,
      log: terminal,
      cancelled,
      notice: terminal.notice,
      print: terminal.out,
      onForcedExit: () => {},
      finish: async (finished, outcome, { json }) => {
        if (json === true) terminal.out(outcome.json ?? JSON.stringify(outputValues(finished.outputs, outcome.result)));
        else for (const line of outcome.lines) terminal.out(line);
        if (outcome.problem !== undefined) terminal.fail(outcome.problem);
        await outcome.atEnd?.();
      },
    });
  } finally {
    terminal.phase('');
  }
}

function isCommand(name: string | undefined): name is CommandName {
  return name !== undefined && Object.hasOwn(commands, name);
}

function listed(names: readonly string[]): string {
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`;
}
