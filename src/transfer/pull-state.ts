import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { pullStateName } from '../archive/index.ts';
import { byteStringOf, errnoOf, fromLatin1, unsafeNameReason, writeFileAtomic, type ByteString } from '../fs/index.ts';
import { isRecord, messageOf } from '../spec/index.ts';
import type { Entries } from './written-entries.ts';

const stateName = byteStringOf(pullStateName);

/** Layers that were written together, and the entries that they wrote. */
export interface WrittenLayers {
  /** Digests, paths and other properties that determine the entries, in the order of the manifest. */
  readonly keys: readonly string[];
  readonly entries: Entries;
}

/** A million entries with paths of 200 bytes. */
const maxStateBytes = 256 * 1024 * 1024;
const version = 1;

/**
 * Reads the state in an output directory. The state is a hint and is not trusted: another program, or an artifact that
 * was pulled earlier, may have written it. Each entry is therefore compared with the directory before it is used, and
 * names that lead out of the directory are refused.
 *
 * @returns no layers without a state
 * @throws Error with the reason why the state cannot be used
 */
export async function readPullState(directory: string): Promise<readonly WrittenLayers[]> {
  const text = await readState(join(directory, pullStateName));
  if (text === undefined) return [];
  const state: unknown = JSON.parse(text);
  if (!isRecord(state) || state['version'] !== version || !Array.isArray(state['layers']))
    throw new Error('it has another format');
  return state['layers'].map(parseLayers);
}

/** Writes the state atomically. @throws OciError `FILE_SYSTEM` */
export async function writePullState(directory: string, layers: readonly WrittenLayers[]): Promise<void> {
  const state = { version, layers: layers.map(({ keys, entries }) => ({ keys, entries: [...entries].flat() })) };
  await writeFileAtomic(join(directory, pullStateName), `${JSON.stringify(state)}\n`);
}

/** Whether a name in the output directory is the one of the state, on any file system. */
export function isPullState(name: ByteString): boolean {
  return name.toLowerCase() === stateName;
}

async function readState(path: string): Promise<string | undefined> {
  try {
    // A FIFO must not block, and a link must not be followed.
    const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
    await using handle = await open(path, flags);
    const state = await handle.stat();
    if (!state.isFile()) throw new Error('it is not a file');
    if (state.size > maxStateBytes) throw new Error(`it is larger than ${maxStateBytes} bytes`);
    return await handle.readFile('utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw new Error(messageOf(error), { cause: error });
  }
}

function parseLayers(value: unknown): WrittenLayers {
  if (!isRecord(value) || !isTexts(value['keys']) || !isTexts(value['entries']))
    throw new Error('it has another format');
  const entries = new Map<ByteString, string>();
  const { keys, entries: texts } = value;
  for (let at = 0; at < texts.length; at += 2) {
    const name = fromLatin1(texts[at] ?? '');
    const fingerprint = texts[at + 1] ?? '';
    const isValid =
      unsafeNameReason(name) === undefined &&
      !name.split('/').some((segment) => segment === '' || segment === '.') &&
      !/[^\0-\u00ff]/.test(name) &&
      /^(?:d[0-7]{1,4}|f[\w-]{16})$/.test(fingerprint);
    if (!isValid) throw new Error('it has an invalid entry');
    entries.set(name, fingerprint);
  }
  return { keys, entries };
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}
