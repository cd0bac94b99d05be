import { homedir } from 'node:os';
import { text as readText } from 'node:stream/consumers';
import type { ParseArgsOptionsConfig } from 'node:util';
import {
  byteSize,
  reserveOutputDirectory,
  publishInputNames,
  readPublishInputs,
  withConnectionLogging,
  type PublishInputName,
  type RawPublishInputs,
} from '../commands/index.ts';
import { reportEvent, outcomeLines, outputJson } from '../output/index.ts';
import type { Command, CommandContext } from './command.ts';
import { cliLabel, flagOf, parseCommand, textOf, type ParsedCommand } from './options.ts';
import { type PublishResult, inputError } from '../spec/index.ts';
import { anySignal } from '../concurrency/index.ts';
import { publish, type PackingCacheOptions } from '../operations/index.ts';

const booleanInputs: ReadonlySet<PublishInputName> = new Set([
  'push-by-digest',
  'allow-outside-links',
  'plain-http',
  'insecure-tls',
  'push',
]);
const listInputs: ReadonlySet<PublishInputName> = new Set(['tags', 'annotations', 'exclude', 'token-hosts']);
/** What a terminal has no use for, or has as an argument. */
const noFlags: ReadonlySet<PublishInputName> = new Set([
  'source-dir',
  'target',
  'cache',
  'register-artifact',
  'write-docker-config',
  'summary',
]);

const flagInputs: readonly PublishInputName[] = publishInputNames.filter((name) => !noFlags.has(name));

const options: ParseArgsOptionsConfig = {
  ...Object.fromEntries(
    flagInputs.map(
      (name) =>
        [
          flagName(name),
          { type: booleanInputs.has(name) ? 'boolean' : 'string', multiple: listInputs.has(name) },
        ] as const,
    ),
  ),
  // A directory here, because a terminal has none of its own.
  cache: { type: 'string' },
  'cache-size': { type: 'string' },
  'password-stdin': { type: 'boolean' },
  json: { type: 'boolean' },
};

/** `oci-artifact push <source-dir> <target>`: the main job. */
export const pushCommand: Command = async (args, context) => {
  const parsed = parseCommand('push', args, options, ['source-dir', 'target']);
  const raw = await rawInputs(parsed);
  const { result, inRegistry } = await pushDirectory(raw, context, packingCacheOf(parsed));
  if (flagOf(parsed, 'json')) context.terminal.out(outputJson(result));
  else for (const line of outcomeLines(result, inRegistry)) context.terminal.out(line);
};

/** Publishes as the inputs say. What a failed run made is gone when this throws. */
export async function pushDirectory(
  raw: RawPublishInputs,
  context: CommandContext,
  packingCache?: PackingCacheOptions,
): Promise<{ readonly result: PublishResult; readonly inRegistry: boolean }> {
  const { terminal, env, signal } = context;
  const inputs = await readPublishInputs(raw, { env, label: pushLabel, notice: terminal.notice });
  const { target } = inputs.plan;
  const output = await reserveOutputDirectory(target, inputs.outputDir, env['RUNNER_TEMP']);
  const limit = inputs.timeoutMs === undefined ? undefined : AbortSignal.timeout(inputs.timeoutMs);
  try {
    const result = await publish({
      ...inputs.plan,
      label: pushLabel,
      outputDir: output.outputDir,
      packingCache,
      signal: anySignal(signal, limit),
      connection: withConnectionLogging({ ...inputs.connection, env, homedir: homedir() }, terminal),
      onEvent: (event) => {
        reportEvent(event, terminal);
      },
    });
    return { result, inRegistry: target.kind === 'registry' && inputs.plan.push };
  } catch (error) {
    context.describe({
      label: pushLabel,
      directoryInput: 'source-dir',
      registry: target.kind === 'registry' ? target.registry : undefined,
      plainHttp: inputs.connection.plainHttp,
      isOutput: output.holds,
      timedOut: limit?.aborted === true,
    });
    await output.undo();
    throw error;
  } finally {
    terminal.phase('');
  }
}

/** @throws OciError `INPUT_INVALID` */
function packingCacheOf(parsed: ParsedCommand): PackingCacheOptions | undefined {
  const directory = textOf(parsed, 'cache');
  const size = textOf(parsed, 'cache-size');
  if (directory === '') throw inputError(cliLabel('cache'), undefined, 'it is empty; give the directory of a cache');
  if (directory === undefined && size !== undefined)
    throw inputError(cliLabel('cache-size'), size, 'has no meaning without --cache');
  return directory === undefined
    ? undefined
    : { directory, maxBytes: size === undefined ? undefined : byteSize(cliLabel('cache-size'), size) };
}

async function rawInputs(parsed: ParsedCommand): Promise<RawPublishInputs> {
  const raw: Partial<Record<PublishInputName, string | readonly string[]>> = {};
  const [sourceDir = '', target = ''] = parsed.positionals;
  for (const name of flagInputs) {
    const value = parsed.values[flagName(name)];
    if (value !== undefined) raw[name] = Array.isArray(value) ? value.map(String) : String(value);
  }
  // Not on the command line, where every user of the machine can read it.
  if (flagOf(parsed, 'password-stdin')) raw.password = (await readText(process.stdin)).replace(/\r?\n$/, '');
  return { ...raw, 'source-dir': sourceDir, target };
}

/** What an input is called here: other commands have their subject as an argument. */
export function pushLabel(name: string): string {
  return name === 'subject' ? '--subject' : cliLabel(name);
}

function flagName(name: PublishInputName): string {
  return pushLabel(name).slice(2);
}
