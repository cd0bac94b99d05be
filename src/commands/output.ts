import { isDigest, isMediaType, OciError, parseReference, printable } from '../spec/index.ts';

/** Output values of all steps of a job share 1 MiB; a JSON value gets at most this much, bytes. */
export const maxJsonBytes: number = 128 * 1024;

/** How a value becomes the text of an output, and which texts are valid. The check keeps foreign text from adding lines. */
export interface OutputType {
  /** Checks a text that is not empty. */
  readonly isValid: (text: string) => boolean;
  /** @default a list has one item a line; any other value is written as it is */
  readonly toText?: ((value: unknown, about: OutputAbout) => string) | undefined;
}

interface OutputAbout {
  readonly name: string;
  /** Number of items before the result was shortened; undefined when it was not. */
  readonly total: number | undefined;
  /** Called when a part of the value is left out. */
  readonly warn: (text: string) => void;
}

export interface Output<Result = unknown> {
  readonly type: OutputType;
  /** Markdown, in sentences. */
  readonly description: string;
  /** The value as `--json` prints it. */
  value(result: Result): unknown;
  /** Number of items that the value had before it was shortened. */
  total?(result: Result): number;
}

export type Outputs<Result = unknown> = Readonly<Record<string, Output<Result>>>;

export const digestOutput: OutputType = { isValid: isDigest };
export const referenceOutput: OutputType = { isValid: isReference };
export const referencesOutput: OutputType = { isValid: (text) => text.split('\n').every(isReference) };
export const mediaTypeOutput: OutputType = { isValid: isMediaType };
export const numberOutput: OutputType = { isValid: (text) => /^\d{1,16}$/.test(text) };
export const booleanOutput: OutputType = { isValid: (text) => text === 'true' || text === 'false' };
/** A path or a URL: any text without control characters. */
export const lineOutput: OutputType = { isValid: isOneLine };
export const checksumsOutput: OutputType = {
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
    const shown = fitting(items);
    const all = total ?? items.length;
    if (shown.length < all)
      warn(`${all - shown.length} of ${all} items are left out of the output ${name}, which would be too long`);
    return isList ? `[${shown.join(',')}]` : `{${shown.join(',')}}`;
  },
};

/** The outputs of a result, as `--json` prints them. */
export function outputValues<Result>(outputs: Outputs<Result>, result: Result): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(outputs).map(([name, output]) => [name, output.value(result)]));
}

/**
 * The outputs of a result, as later steps of a workflow get them.
 *
 * @throws OciError `PROTOCOL` for an invalid value
 */
export function outputTexts<Result>(
  outputs: Outputs<Result>,
  result: Result,
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

/** JSON with escapes for invisible characters, which are the escapes of printable text. */
function jsonLine(value: unknown): string {
  const json = JSON.stringify(value);
  return printable(json, json.length);
}

function fitting(items: readonly string[]): readonly string[] {
  let left = maxJsonBytes;
  const end = items.findIndex((item) => (left -= Buffer.byteLength(item) + 1) < 0);
  return end < 0 ? items : items.slice(0, end);
}
