import { constants } from 'node:os';
import { inspect } from 'node:util';
import {
  CommandFailure,
  aliases,
  cliLabel,
  commands,
  outputValues,
  runCommand,
  type Command,
  type CommandGroup,
  type FrontEnd,
} from '../commands/index.ts';
import { explainFailure } from '../output/index.ts';
import { printable } from '../spec/index.ts';
import { parseArguments } from './arguments.ts';
import { overview } from './overview.ts';
import { likelyCommand, likelyNames } from './suggest.ts';
import { checkResultText, resultText } from './result-text.ts';
import { openTerminal, type Terminal } from './terminal.ts';

/**
 * Runs one command. A failure is one sentence on stderr, and exit code 1. After a failure because of a signal, the exit
 * code is 128 and the number of the signal, as for a program that the signal ended.
 */
export async function main(args: readonly string[]): Promise<void> {
  const debug = process.env['OCI_ARTIFACT_DEBUG'] === '1';
  const terminal = openTerminal(process.stderr, process.stdout, debug);
  const stop = new AbortController();
  let interruptedCode: number | undefined;
  const undo: (() => void)[] = [];
  const interrupt = (signal: NodeJS.Signals): void => {
    const code = 128 + constants.signals[signal];
    // The second interrupt does not wait for the command to remove its files.
    if (stop.signal.aborted) {
      for (const step of undo.toReversed()) attempt(step);
      process.exit(code);
    }
    interruptedCode = code;
    stop.abort(new Error(`cancelled by ${signal}`));
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    await dispatch(args, terminal, {
      cancelled: stop.signal,
      onForcedExit: (step) => {
        undo.push(step);
      },
    });
  } catch (error) {
    // The help does not need this module.
    const { commandLineMask } = await import('./command-line-secrets.ts');
    const mask = commandLineMask(args, process.env);
    terminal.fail(
      mask(error instanceof CommandFailure ? error.message : explainFailure(error, { label: (name) => `--${name}` })),
    );
    process.exitCode = interruptedCode ?? process.exitCode;
    if (debug) for (const line of inspect(error, { depth: 8 }).split('\n')) terminal.line(mask(line));
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}

type Interruption = Pick<FrontEnd, 'cancelled' | 'onForcedExit'>;

/** The exit must follow, whatever happens. */
function attempt(step: () => void): void {
  try {
    step();
  } catch {
    // Another part of the process may write to the directory.
  }
}

async function dispatch(args: readonly string[], terminal: Terminal, interruption: Interruption): Promise<void> {
  const [first, ...rest] = args;
  const wantsHelp = first === undefined || isHelp(first) || first === 'help' || rest.some(isHelp);
  const words = first === 'help' || (first !== undefined && isHelp(first)) ? rest : args;
  const [given = '', verb = '', ...more] = words;
  const name = Object.hasOwn(aliases, given) ? (aliases[given] ?? given) : given;
  if (name === '' || isHelp(name)) {
    terminal.out(overview);
    process.exitCode = first === undefined ? 1 : 0;
    return;
  }
  if (!isCommand(name)) throw new CommandFailure(name.startsWith('-') ? unknownOption(name) : unknownCommand(name));
  if (wantsHelp) {
    // The texts are generated, because a command with its operation takes long to load.
    const { helpTexts } = await import('./help-texts.ts');
    terminal.out(helpTexts.get(`${name} ${verb}`) ?? helpTexts.get(name) ?? overview);
    return;
  }
  const loaded: Command | CommandGroup = await commands[name]();
  if (!('commands' in loaded)) {
    await run(loaded, words.slice(1), terminal, interruption);
    return;
  }
  const command = Object.hasOwn(loaded.commands, verb) ? loaded.commands[verb] : undefined;
  if (command !== undefined) await run(command, more, terminal, interruption);
  else if (loaded.withoutVerb !== undefined) await run(loaded.withoutVerb, words.slice(1), terminal, interruption);
  else {
    const what = verb === '' ? 'a verb is missing' : `"${printable(verb, 100)}" is not a verb`;
    const verbs = Object.keys(loaded.commands);
    const [likely] = verb === '' ? [] : likelyNames(verb, verbs);
    throw new CommandFailure(unknownName(what, likely, verbs, `${name} --help`));
  }
}

async function run(
  command: Command,
  args: readonly string[],
  terminal: Terminal,
  interruption: Interruption,
): Promise<void> {
  try {
    await runCommand(command, {
      raw: await parseArguments(command, args),
      label: cliLabel(command),
      env: process.env,
      log: terminal,
      ...interruption,
      notice: (text) => {
        terminal.notice(text);
      },
      print: terminal.out,
      write: terminal.write,
      ask: terminal.ask,
      configure: (inputs) => {
        if (inputs.print !== undefined) checkResultText(inputs.print, Object.keys(command.outputs));
        terminal.configure(inputs);
      },
      finish: async ({ outputs }, outcome, { json, print }) => {
        if (print !== undefined) terminal.out(resultText(print, outputValues(outputs, outcome.result)));
        else if (json === true) terminal.out(outcome.json ?? JSON.stringify(outputValues(outputs, outcome.result)));
        else for (const line of outcome.lines) terminal.out(line);
        if (outcome.problem !== undefined) terminal.fail(outcome.problem);
        await outcome.atEnd?.();
      },
    });
  } finally {
    terminal.phase('');
  }
}

function unknownCommand(name: string): string {
  const names = Object.keys(commands);
  return unknownName(`"${printable(name, 100)}" is not a command`, likelyCommand(name, names), names, '--help');
}

function unknownOption(word: string): string {
  // The rest of the word may be a value, and the value a secret.
  const name = /^(?:--[^=]*|-.?)/.exec(word)?.[0] ?? '';
  const [likely] = likelyNames(word, ['--help', '--version']);
  const hint = likely === undefined ? '; see' : `; did you mean ${likely}? See`;
  return `unknown option "${printable(name, 100)}"${hint} "oci-artifact --help"`;
}

function unknownName(problem: string, likely: string | undefined, names: readonly string[], help: string): string {
  const choices = `${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`;
  const hint = likely === undefined ? `choose ${choices}; see` : `did you mean ${likely}? See`;
  return `${problem}; ${hint} "oci-artifact ${help}"`;
}

function isCommand(name: string): name is keyof typeof commands {
  return Object.hasOwn(commands, name);
}

function isHelp(word: string): boolean {
  return word === '--help' || word === '-h';
}
