import { isDigest, isMediaType, OciError, parseReference, printable } from '../spec/index.ts';
import type { Result } from '../spec/index.ts';

/** Output values of all steps of a job share 1 MiB; a JSON value gets at most this much, bytes. */
export const maxJsonBytes: number = 128 * 1024;

/** Formats and checks the text of an output. The check prevents that foreign text adds lines. */
export interface OutputType {
  /** Checks a text that is not empty. */
  readonly isValid: (text: string) => boolean;
  /** @default one item of a list per line; `String` for other values */
  readonly toText?: ((value: unknown, about: OutputAbout) => string) | undefined;
}

interface OutputAbout {
  readonly name: string;
  /** Number of items before the result was shortened; undefined when it was not. */
  readonly total: number | undefined;
  /** Called when a part of the value is left out. */
  readonly warn: (text: string) => void;
}

export interface Output<R = unknown> {
  readonly type: OutputType;
  /** Markdown, in sentences. */
  readonly description: string;
  /** The value as `--json` prints it. */
  value(result: R): unknown;
  /** Number of items that the value had before it was shortened. */
  total?(result: R): number;
}

export type Outputs<R = unknown> = Readonly<Record<string, Output<R>>>;

/** Declares an output. */
export function output<R>(
  type: OutputType,
  description: string,
  value: (result: R) => unknown,
  total?: (result: R) => number,
): Output<R> {
  return { type, description, value, ...(total === undefined ? {} : { total }) };
}

export const digestOutput: OutputType = { isValid: isDigest };
export const digestsOutput: OutputType = { isValid: (text) => text.split('\n').every(isDigest) };
export const referenceOutput: OutputType = { isValid: isReference };
export const referencesOutput: OutputType = { isValid: (text) => text.split('\n').every(isReference) };
export const mediaTypeOutput: OutputType = { isValid: isMediaType };
export const numberOutput: OutputType = { isValid: (text) => /^\d{1,16}$/.test(text) };
export const booleanOutput: OutputType = { isValid: (text) => text === 'true' || text === 'false' };
/** A path or a URL: any text without control characters. */
export const lineOutput: OutputType = { isValid: isOneLine };
export const linesOutput: OutputType = { isValid: (text) => text.split('\n').every(isOneLine) };
const checksumsOutput: OutputType = {
  isValid: (text) => text.split('\n').every((line) => /^(?:[0-9a-f]{64}|[0-9a-f]{128}) {2}\S+$/.test(line)),
};

/** A media type of foreign content; an invalid one is left out with a warning. */
export const foreignMediaTypeOutput: OutputType = {
  isValid: isMediaType,
  toText: (value, { name, warn }) => {
    const text = String(value);
    if (text === '' || isMediaType(text)) return text;
    warn(`the artifact type "${printable(text, 200)}" is not a media type; the output ${name} is empty`);
    return '';
  },
};

/** A JSON list or object in one line, shortened to whole items. */
export const jsonOutput: OutputType = {
  isValid: isOneLine,
  toText: (value, { name, total, warn }) => {
    const isList = Array.isArray(value);
    const items = isList
      ? value.map(jsonLine)
      : Object.entries(value as object).map(([key, each]) => `${jsonLine(key)}:${jsonLine(each)}`);
    const shown = itemsWithinLimit(items);
    const all = total ?? items.length;
    if (shown.length < all)
      warn(`${all - shown.length} of ${all} items are left out of the output ${name}, which would be too long`);
    return isList ? `[${shown.join(',')}]` : `{${shown.join(',')}}`;
  },
};

/** The outputs that most commands have. @param content of the digest, such as "manifest" */
export function resultOutputs(content: string) {
  return {
    digest: output(digestOutput, `Digest (\`sha256:…\`) of the ${content}.`, (result: Result) => result.digest),
    reference: output(
      lineOutput,
      '`registry/repository:tag`; the pinned reference if no tag was written; for a layout its path with the tag ' +
        'or digest.',
      (result: Result) => result.reference,
    ),
    'pinned-reference': output(
      referenceOutput,
      '`registry/repository@sha256:…`, for cosign and Notation. Empty for a layout.',
      (result: Result) => result.pinnedReference,
    ),
    name: output(
      referenceOutput,
      '`registry/repository`, lower case, for the `subject-name` of an attestation. Empty for a layout.',
      (result: Result) => result.name,
    ),
    tags: output(
      referencesOutput,
      'Full references, one per line. Empty for a layout.',
      (result: Result) => result.tags,
    ),
    'media-type': output(mediaTypeOutput, `Media type of the ${content}.`, (result: Result) => result.mediaType),
    'artifact-type': output(
      mediaTypeOutput,
      `Artifact type of the ${content}.`,
      (result: Result) => result.artifactType,
    ),
    size: output(numberOutput, `Size of the ${content} in bytes.`, (result: Result) => result.size),
    checksums: output(
      checksumsOutput,
      '`<hex>  <name>` lines, for the `subject-checksums` of an attestation. Empty for a layout.',
      (result: Result) => result.checksums,
    ),
  };
}

/** The outputs of a result, as `--json` prints them. */
export function outputValues<R>(outputs: Outputs<R>, result: R): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(outputs).map(([name, output]) => [name, output.value(result)]));
}

/**
 * The outputs of a result, as later steps of a workflow get them.
 *
 * @throws OciError `PROTOCOL` for an invalid value
 */
export function outputTexts<R>(
  outputs: Outputs<R>,
  result: R,
  warn: (text: string) => void,
): Readonly<Record<string, string>> {
  const texts = Object.entries(outputs).map(([name, output]) => {
    const value = output.value(result);
    const text =
      output.type.toText?.(value, { name, total: output.total?.(result), warn }) ??
      (Array.isArray(value) ? value.join('\n') : String(value));
    if (text !== '' && !output.type.isValid(text))
      throw new OciError(
        'PROTOCOL',
        `output ${name} has an invalid value "${printable(text, 200)}"; no outputs were set`,
      );
    return [name, text] as const;
  });
  return Object.fromEntries(texts);
}

function isReference(text: string): boolean {
  try {
    parseReference(text);
    return isOneLine(text);
  } catch {
    return false;
  }
}

function isOneLine(text: string): boolean {
  return text === printable(text, Infinity);
}

/** JSON in one line, with escapes for invisible characters. */
function jsonLine(value: unknown): string {
  const json = JSON.stringify(value);
  return printable(json, json.length);
}

function itemsWithinLimit(items: readonly string[]): readonly string[] {
  let left = maxJsonBytes;
  const end = items.findIndex((item) => (left -= Buffer.byteLength(item) + 1) < 0);
  return end < 0 ? items : items.slice(0, end);
}
