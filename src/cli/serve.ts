import { homedir } from 'node:os';
import { text as readText } from 'node:stream/consumers';
import type { ParseArgsOptionsConfig } from 'node:util';
import {
  accessLine,
  readServeInputs,
  serve,
  serveInputDefaults,
  serveInputNames,
  withConnectionLogging,
  type RawServeInputs,
  type ServeInputName,
  type ServePlan,
} from '../commands/index.ts';
import type { Command, CommandContext } from './command.ts';
import { cliLabel, flagOf, parseCommand, textOf, type ParsedCommand } from './options.ts';
import { messageOf, inputError } from '../spec/index.ts';

const options: ParseArgsOptionsConfig = {
  ...Object.fromEntries(serveInputNames.map((name) => [name, { type: isFlag(name) ? 'boolean' : 'string' }] as const)),
  'password-stdin': { type: 'boolean' },
  verbose: { type: 'boolean' },
};

/** `oci-artifact serve`: the embedded registry, until the process is told to stop. */
export const serveCommand: Command = async (args, context) => {
  const parsed = parseCommand('serve', args, options, []);
  const plan = await readServeInputs(await rawInputs(parsed), cliLabel);
  const { terminal, env, signal } = context;
  context.describe({
    registry: plan.upstream?.registry,
    plainHttp: plan.upstream?.plainHttp,
    placeInput: plan.upstream === undefined ? 'address' : 'upstream',
    directoryInput: 'storage',
  });
  const serving = await serve(plan, {
    label: cliLabel,
    connection: withConnectionLogging({ env, homedir: homedir() }, terminal),
    keepUploads: true,
    signal,
    onAccess: flagOf(parsed, 'verbose')
      ? (entry) => {
          terminal.line(accessLine(entry));
        }
      : undefined,
    onError: (error, doing) => {
      terminal.warning(`${doing}: ${messageOf(error)}`);
    },
  });
  try {
    terminal.out(serving.url);
    terminal.line(describe(plan));
    await stopped(context);
  } finally {
    await serving.close();
  }
};

function isFlag(name: ServeInputName): boolean {
  return serveInputDefaults[name] === 'false';
}

async function rawInputs(parsed: ParsedCommand): Promise<RawServeInputs> {
  const raw: Partial<Record<ServeInputName, string>> = {};
  for (const name of serveInputNames) {
    const value = isFlag(name) ? String(flagOf(parsed, name)) : textOf(parsed, name);
    // An option that is there without saying anything, as an unset variable of a shell makes it, is not the same as none.
    if (value?.trim() === '') throw inputError(cliLabel(name), undefined, 'is empty; give it a value, or leave it out');
    if (value !== undefined) raw[name] = value;
  }
  // Not on the command line, where every user of the machine can read it.
  if (flagOf(parsed, 'password-stdin')) raw.password = (await readText(process.stdin)).replace(/\r?\n$/, '');
  return raw;
}

function describe(plan: ServePlan): string {
  const place =
    plan.storage === undefined
      ? 'from memory; everything is gone when this ends'
      : `the image layouts in ${plan.storage}`;
  const manner = [
    plan.readOnly ? 'read-only' : undefined,
    plan.immutable ? 'immutable' : undefined,
    plan.prefix === undefined ? undefined : `the repositories below ${plan.prefix}`,
    plan.upstream === undefined ? undefined : `a cache of ${plan.upstream.registry}`,
  ].filter((word) => word !== undefined);
  return `serving ${place}${manner.length === 0 ? '' : ` (${manner.join(', ')})`}`;
}

async function stopped({ signal }: CommandContext): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener(
      'abort',
      () => {
        resolve();
      },
      { once: true },
    );
  });
}
