import { glob, open, opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileSystemError, kindOfTarget } from '../fs/index.ts';
import type { IndexSource } from '../operations/index.ts';
import {
  inputError,
  isOciError,
  isPlatformText,
  isRecord,
  isTag,
  parseDigest,
  platformFromText,
  printable,
  type Platform,
} from '../spec/index.ts';
import { readLocation } from './location-options.ts';
import type { ReadContext } from './option.ts';
import { parseWith, splitLines } from './option-types.ts';

/** Name of the job output with the reference. */
const outputName = 'pinned-reference';
/** Size limit of a file with references, bytes. Such files have a few hundred bytes. */
const maxFileBytes = 64 * 1024;
const maxFiles = 10_000;

/** Reads the sources of the options `sources` and `needs`. @throws OciError `INPUT_INVALID` without sources */
export async function readAllSources(
  { sources: written, needs }: { readonly sources: readonly string[]; readonly needs: string | undefined },
  context: ReadContext,
): Promise<readonly IndexSource[]> {
  const { label } = context;
  const sources = [...(await readSources(written, context)), ...(needs === undefined ? [] : readNeeds(needs, context))];
  if (sources.length > 0) return sources;
  throw inputError(
    label('sources'),
    undefined,
    `it names no manifests; give references, a pattern of tags, @files, or ${label('needs')} with outputs named ` +
      'pinned-reference',
  );
}

/**
 * Reads sources: a reference, a digest, a tag or a pattern of tags in the target's repository, each with
 * `=os/arch[/variant]` after it if the manifest does not have its platform; or `@path` for files with such lines.
 *
 * @throws OciError `INPUT_INVALID`
 */
export async function readSources(written: readonly string[], context: ReadContext): Promise<readonly IndexSource[]> {
  const subject = context.label('sources');
  const sources: IndexSource[] = [];
  for (const text of written) {
    if (!text.startsWith('@')) {
      sources.push(readSource(text, subject, context));
      continue;
    }
    for (const { path, line } of await readReferenceFiles(text.slice(1), subject))
      sources.push(readSource(line, `${subject}, file ${path}`, context));
  }
  return sources;
}

/**
 * Reads each output named `pinned-reference` of the `needs` context of a workflow, the JSON of `toJSON(needs)`.
 * Skipped jobs have no outputs.
 *
 * @throws OciError `INPUT_INVALID`; its message does not quote the JSON, which may contain secrets
 */
export function readNeeds(text: string, context: ReadContext): readonly IndexSource[] {
  const subject = context.label('needs');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw inputError(subject, undefined, 'it is not JSON; write ${{ toJSON(needs) }}');
  }
  if (!isRecord(value))
    throw inputError(subject, undefined, 'it is not a JSON object of jobs; write ${{ toJSON(needs) }}');
  return Object.values(value).flatMap((job) => {
    const outputs = isRecord(job) ? job['outputs'] : undefined;
    const reference = isRecord(outputs) ? outputs[outputName] : undefined;
    return typeof reference === 'string' && reference.trim() !== ''
      ? [readSource(reference.trim(), subject, context)]
      : [];
  });
}

function readSource(text: string, subject: string, { notice }: ReadContext): IndexSource {
  const { named, platform } = splitPlatform(text, subject);
  if (/^sha\d+:/.test(named)) return { kind: 'digest', digest: parseWith(named, subject, parseDigest), platform };
  // A tag, or a pattern of tags. A reference has a "/".
  if (isTag(named.replaceAll(/[*?]/g, 'x'))) return { kind: 'tags', pattern: named, platform };
  return { kind: 'location', location: readLocation(named, subject, {}, notice), platform };
}

function splitPlatform(
  text: string,
  subject: string,
): { readonly named: string; readonly platform: Platform | undefined } {
  const equals = text.lastIndexOf('=');
  if (equals < 0) return { named: text, platform: undefined };
  const platform = text.slice(equals + 1).trim();
  if (!isPlatformText(platform))
    throw inputError(
      subject,
      // The text before an "@" may be a password and is not repeated.
      text.includes('@') ? undefined : text,
      'has no platform after the "="; write reference=os/arch, for example …=linux/amd64',
    );
  return { named: text.slice(0, equals).trim(), platform: platformFromText(platform) };
}

interface ReferenceLine {
  readonly path: string;
  readonly line: string;
}

/** The lines of a file, of all files below a directory, or of the files that match a pattern. */
async function readReferenceFiles(written: string, subject: string): Promise<readonly ReferenceLine[]> {
  const found: ReferenceLine[] = [];
  const paths = await matchingFiles(written, subject);
  if (paths.length === 0)
    throw inputError(
      subject,
      `@${written}`,
      'names no file; give a file, a directory or a pattern, and download the artifacts first',
    );
  for (const path of paths) {
    const own = splitLines(await readSmallFile(path, subject));
    if (own.length === 0) throw inputError(subject, path, 'is empty; write one reference per line');
    found.push(...own.map((line) => ({ path: printable(path, 300), line })));
  }
  return found;
}

async function matchingFiles(written: string, subject: string): Promise<readonly string[]> {
  const paths: string[] = [];
  const add = (path: string): void => {
    paths.push(path);
    if (paths.length > maxFiles)
      throw inputError(
        subject,
        `@${written}`,
        `names more than ${maxFiles} files; name only the files with references`,
      );
  };
  try {
    const kind = await kindOrAbsent(written);
    if (kind === 'file') return [written];
    if (kind === 'directory') await addBelow(written, add);
    else for await (const path of glob(written)) if ((await kindOrAbsent(path)) === 'file') add(path);
  } catch (error) {
    throw readError(error, written, subject);
  }
  return paths.sort();
}

function kindOrAbsent(path: string): Promise<string> {
  return kindOfTarget(path).catch(() => 'absent');
}

async function addBelow(directory: string, add: (path: string) => void): Promise<void> {
  for await (const entry of await opendir(directory)) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) await addBelow(path, add);
    else if (entry.isFile()) add(path);
  }
}

/** Reads a file with references. @throws OciError `INPUT_INVALID`, also for a file over `maxBytes` */
export async function readSmallFile(path: string, subject: string, maxBytes: number = maxFileBytes): Promise<string> {
  try {
    await using file = await open(path);
    const buffer = Buffer.alloc(maxBytes + 1);
    const { bytesRead } = await file.read(buffer, 0, buffer.byteLength, 0);
    if (bytesRead > maxBytes)
      throw inputError(subject, path, `has more than ${maxBytes} bytes; name only files with references`);
    return buffer.toString('utf8', 0, bytesRead);
  } catch (error) {
    throw readError(error, path, subject);
  }
}

function readError(error: unknown, path: string, subject: string): Error {
  return isOciError(error)
    ? error
    : inputError(subject, undefined, fileSystemError(error, `read ${path}`).message, error);
}
