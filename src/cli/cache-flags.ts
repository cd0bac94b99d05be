import type { ParseArgsOptionsConfig } from 'node:util';
import { ArtifactCache } from '../cache/index.ts';
import { byteSize } from '../commands/index.ts';
import { OciError } from '../spec/index.ts';
import type { CommandContext } from './command.ts';
import { cliLabel, textOf, type ParsedCommand } from './options.ts';

/** What a command that reads through a cache takes. */
export const cacheFlags: ParseArgsOptionsConfig = { cache: { type: 'string' }, 'cache-size': { type: 'string' } };

/** Opens the directory that `--cache` names. @returns undefined without one @throws OciError `INPUT_INVALID`, and as `ArtifactCache.open` */
export async function openCache(
  parsed: ParsedCommand,
  { terminal, signal }: CommandContext,
): Promise<ArtifactCache | undefined> {
  const directory = textOf(parsed, 'cache');
  const size = textOf(parsed, 'cache-size');
  if (directory === '') throw inputProblem('--cache is empty; give a directory, or leave it out', 'cache');
  if (directory === undefined && size !== undefined)
    throw inputProblem('--cache-size is the limit of --cache, which is missing', 'cache-size');
  return directory === undefined
    ? undefined
    : ArtifactCache.open(directory, {
        maxBytes: size === undefined ? undefined : byteSize(cliLabel('cache-size'), size),
        onWarning: terminal.warning,
        signal,
      });
}

function inputProblem(text: string, input: string): OciError {
  return new OciError('INPUT_INVALID', text, { detail: { input } });
}
