import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import * as core from '@actions/core';
import { errnoOf, fileSystemError } from '../fs/index.ts';
import { OciError, printable } from '../spec/index.ts';
import type { ActionContext } from './step.ts';

/** A variable with the path of the file to which a step writes its results. */
type CommandFile = 'GITHUB_OUTPUT' | 'GITHUB_STATE';

/**
 * Checks the files to which the step will write, before it publishes anything. A runner creates them for each step, but
 * a variable that a container or a script passes on may name a file that does not exist there.
 *
 * @throws OciError `INPUT_INVALID`
 */
export async function checkCommandFiles(env: ActionContext['env'], names: readonly CommandFile[]): Promise<void> {
  for (const name of names) {
    const path = env[name];
    // Old runners have no files, and read commands from standard output.
    if (!path) continue;
    const problem = await problemOf(path);
    if (problem === undefined) continue;
    throw commandFileError(
      name,
      `${name} names ${printable(path)}, which ${problem}; pass the path of the file that the runner created for ` +
        'this step, and make the file available where the step runs',
    );
  }
}

async function problemOf(path: string): Promise<string | undefined> {
  try {
    if (!(await stat(path)).isFile()) return 'is not a file';
    await access(path, constants.W_OK);
    return undefined;
  } catch (error) {
    return errnoOf(error) === 'ENOENT' ? 'does not exist' : `cannot be written (${errnoOf(error) ?? 'unknown error'})`;
  }
}

/** Sets the outputs of the step. @throws OciError `INPUT_INVALID` when the runner's file cannot be written */
export function setOutputs(texts: Readonly<Record<string, string>>): void {
  write('GITHUB_OUTPUT', 'outputs', () => {
    for (const [name, text] of Object.entries(texts)) core.setOutput(name, text);
  });
}

/** Saves values for the post step. @throws OciError `INPUT_INVALID` when the runner's file cannot be written */
export function saveState(values: Readonly<Record<string, string>>): void {
  write('GITHUB_STATE', 'state', () => {
    for (const [name, text] of Object.entries(values)) core.saveState(name, text);
  });
}

function write(name: CommandFile, what: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    throw commandFileError(name, fileSystemError(error, `write the ${what} of the step to ${name}`).message, error);
  }
}

function commandFileError(name: CommandFile, message: string, cause?: unknown): OciError {
  return new OciError('INPUT_INVALID', message, { detail: { input: name }, cause });
}
