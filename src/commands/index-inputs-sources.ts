import {
  isDigest,
  isPlatformText,
  isRecord,
  isTag,
  platformFromText,
  type Platform,
  inputError,
} from '../spec/index.ts';
import type { ReadContext } from './copy-inputs.ts';
import { readReferenceFiles } from './index-inputs-files.ts';
import { readReference } from './inputs-reference.ts';
import type { IndexSource } from '../operations/index.ts';

/** The output that the steps of a job hand on, by which `needs` is read. */
const outputName = 'pinned-reference';

/**
 * Reads sources as they are written: `reference`, `sha256:…` or a tag pattern in the target's repository, each with `=os/arch[/variant]`
 * behind it where the manifest does not tell its platform; `@path` for files that hold such lines.
 *
 * @throws OciError `INPUT_INVALID`
 */
export async function readSources(written: readonly string[], context: ReadContext): Promise<readonly IndexSource[]> {
  const sources: IndexSource[] = [];
  for (const text of written) {
    if (!text.startsWith('@')) {
      sources.push(readSource(text, 'sources', context));
      continue;
    }
    for (const { path, line } of await readReferenceFiles(text.slice(1), context.label)) {
      // A file is nobody's input by name; the complaint says which one it is.
      sources.push(
        readSource(line, 'sources', { ...context, label: (name) => `${context.label(name)}, file ${path}` }),
      );
    }
  }
  return sources;
}

/**
 * Takes each output named `pinned-reference` from the `needs` context of a workflow, as `toJSON(needs)` gives it. Jobs without one,
 * or that were skipped, have none.
 *
 * @throws OciError `INPUT_INVALID`; the text is not repeated, because outputs may be anything
 */
export function readNeeds(text: string, context: ReadContext): readonly IndexSource[] {
  if (text === '') return [];
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
      ? [readSource(reference.trim(), 'needs', context)]
      : [];
  });
}

function readSource(text: string, name: string, context: ReadContext): IndexSource {
  const { named, platform } = splitPlatform(text, name, context);
  if (isDigest(named)) return { kind: 'digest', digest: named, platform };
  // A word of the characters that tags have, besides `*` and `?`. A name without "/" is never a reference here.
  if (isTag(named.replaceAll(/[*?]/g, 'x'))) return { kind: 'tags', pattern: named, platform };
  return { kind: 'endpoint', endpoint: readReference(name, named, context.label, context.notice), platform };
}

function splitPlatform(
  text: string,
  name: string,
  { label }: ReadContext,
): { readonly named: string; readonly platform: Platform | undefined } {
  const equals = text.lastIndexOf('=');
  if (equals < 0) return { named: text, platform: undefined };
  const platform = text.slice(equals + 1).trim();
  if (!isPlatformText(platform))
    throw inputError(
      label(name),
      text.includes('@') ? undefined : text,
      'has no platform after the "="; write reference=os/arch, for example …=linux/amd64',
    );
  return { named: text.slice(0, equals).trim(), platform: platformFromText(platform) };
}
