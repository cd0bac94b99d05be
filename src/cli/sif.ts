import { lstat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import type { ParseArgsOptionsConfig } from 'node:util';
import {
  inputReader,
  readRegistryAccess,
  registryInputDefaults,
  withConnectionLogging,
  type RegistryInputName,
} from '../commands/index.ts';
import { formatBytes } from '../output/index.ts';
import { describeImage, imageFileName, imageHash, imageJson, readSifImage } from '../formats/index.ts';
import { formatReference, isOciError, OciError, printable } from '../spec/index.ts';
import { cacheFlags, openCache } from './cache-flags.ts';
import type { Command, CommandContext } from './command.ts';
import { flagInputs, flagsFor } from './copy-flags.ts';
import { cliLabel, flagOf, parseCommand, type ParsedCommand } from './options.ts';
import { parseSifReference, pullImageToFile, uploadImage, type SifOptions, type SifReference } from '../sif/index.ts';

const registryInputNames = Object.keys(registryInputDefaults) as RegistryInputName[];
const registryFlags: ParseArgsOptionsConfig = flagsFor(registryInputNames);

/** `oci-artifact sif <verb> …`: SIF images, as Apptainer and Singularity keep them in registries. */
export const sifCommand: Command = async (args, context) => {
  const [verb = '', ...rest] = args;
  if (!isVerb(verb)) throw noVerb(verb);
  context.describe({ placeInput: 'reference' });
  await verbs[verb](rest, context);
};

type Verb = 'push' | 'pull' | 'hash' | 'inspect';

const verbs: Readonly<Record<Verb, Command>> = { push, pull, hash, inspect };

async function push(args: readonly string[], context: CommandContext): Promise<void> {
  const parsed = parseCommand('sif', args, registryFlags, ['file', 'reference']);
  const [file = '', reference = ''] = parsed.positionals;
  const options = await connection(parsed, parseSifReference(reference), 'push', context);
  try {
    const pushed = await localErrors(() => uploadImage(file, reference, options));
    const { manifest, layer } = pushed;
    const name = formatReference(pushed.reference);
    const pinned = pinnedReference(pushed.reference, manifest.digest);
    if (flagOf(parsed, 'json'))
      context.terminal.out(
        JSON.stringify({
          reference: name,
          'pinned-reference': pinned,
          digest: manifest.digest,
          'media-type': manifest.mediaType,
          'layer-digest': layer.digest,
          'layer-size': layer.size,
        }),
      );
    else
      context.terminal.out(
        `pushed ${name} (${pinned}), ${formatBytes(layer.size)}${pushed.alreadyThere ? ', which were there already' : ''}`,
      );
  } finally {
    context.terminal.phase('');
  }
}

const pullFlags: ParseArgsOptionsConfig = { ...registryFlags, force: { type: 'boolean' }, ...cacheFlags };

async function pull(args: readonly string[], context: CommandContext): Promise<void> {
  const parsed = parseCommand('sif', args, pullFlags, ['reference', '[file]']);
  const [name = '', given] = parsed.positionals;
  const reference = parseSifReference(name);
  const file = given ?? imageFileName(reference);
  if (!flagOf(parsed, 'force')) await refuseExisting(file);
  const options = await connection(parsed, reference, 'pull', context);
  const cache = await openCache(parsed, context);
  try {
    const { manifest, layer } = await pullImageToFile(cache, file, name, undefined, options);
    const pinned = pinnedReference(reference, manifest.digest);
    if (flagOf(parsed, 'json'))
      context.terminal.out(
        JSON.stringify({
          reference: formatReference(reference),
          'pinned-reference': pinned,
          digest: manifest.digest,
          'layer-digest': layer.digest,
          'layer-size': layer.size,
          path: resolve(file),
        }),
      );
    else context.terminal.out(`pulled ${pinned} into ${printable(file)} (${formatBytes(layer.size)})`);
  } finally {
    context.terminal.phase('');
  }
}

async function hash(args: readonly string[], { terminal, signal }: CommandContext): Promise<void> {
  const [file = ''] = parseCommand('sif', args, {}, ['file']).positionals;
  terminal.out(await imageHash(file, { signal }));
}

async function inspect(args: readonly string[], { terminal, signal }: CommandContext): Promise<void> {
  const parsed = parseCommand('sif', args, { json: { type: 'boolean' } }, ['file']);
  const [file = ''] = parsed.positionals;
  const image = await localErrors(() => readSifImage(file, { signal }));
  if (flagOf(parsed, 'json')) terminal.out(JSON.stringify(imageJson(image)));
  else for (const line of describeImage(image)) terminal.out(line);
}

async function connection(
  parsed: ParsedCommand,
  reference: SifReference,
  phase: 'push' | 'pull',
  { terminal, env, signal, describe }: CommandContext,
): Promise<SifOptions> {
  const access = await readRegistryAccess(
    inputReader(await flagInputs(parsed, registryInputNames), registryInputDefaults, cliLabel),
  );
  describe({ registry: reference.registry, plainHttp: access.plainHttp, placeInput: 'reference' });
  return {
    ...withConnectionLogging({ ...access, env, homedir: homedir() }, terminal),
    signal,
    onProgress: (done, total) => {
      terminal.progress({ phase, done, total });
    },
  };
}

async function refuseExisting(file: string): Promise<void> {
  const found = await lstat(file).catch(() => undefined);
  if (found !== undefined)
    throw inputProblem(
      `"${printable(file, 300)}" is there already; give --force to replace it, or another name`,
      'file',
    );
}

/** A file that is refused is not the fault of the place that it goes to. */
async function localErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isOciError(error, 'ARCHIVE_INVALID'))
      throw new OciError('INPUT_INVALID', error.message, { detail: { input: 'file' }, cause: error });
    throw error;
  }
}

function pinnedReference({ registry, repository }: SifReference, digest: NonNullable<SifReference['digest']>): string {
  return formatReference({ registry, repository, digest });
}

function inputProblem(text: string, input: string): OciError {
  return new OciError('INPUT_INVALID', text, { detail: { input } });
}

function isVerb(text: string): text is Verb {
  return Object.hasOwn(verbs, text);
}

function noVerb(text: string): OciError {
  const what = text === '' ? 'a verb is missing' : `"${printable(text, 100)}" is not a verb`;
  return inputProblem(
    `${what}; write sif push, sif pull, sif hash or sif inspect; see "oci-artifact sif --help"`,
    'sif',
  );
}
