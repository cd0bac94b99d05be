import * as core from '@actions/core';
import { isDigest, isMediaType, OciError, parseReference, printable } from '../spec/index.ts';
import type { OutputValues } from '../output/index.ts';

/**
 * Hands outputs to later steps. Each is checked against its grammar first, so that nothing a registry or a file name says can smuggle in
 * a line of its own; lists have one item a line.
 *
 * @throws OciError `PROTOCOL` for a value that is not what its name says; nothing is handed on then
 */
export function setStepOutputs(values: OutputValues): void {
  const texts = Object.entries(values).map(
    ([name, value]) => [name, typeof value === 'object' ? value.join('\n') : String(value)] as const,
  );
  for (const [name, text] of texts) {
    if (text === '' || (grammar[name] ?? isOneLine)(text)) continue;
    throw new OciError(
      'PROTOCOL',
      `the output ${name} would be "${printable(text, 200)}", which is not what it must be; nothing is handed on`,
    );
  }
  for (const [name, text] of texts) core.setOutput(name, text);
}

const grammar: Readonly<Record<string, (text: string) => boolean>> = {
  digest: isDigest,
  'pinned-reference': isReference,
  name: isReference,
  tags: (text) => text.split('\n').every(isReference),
  'media-type': isMediaType,
  'artifact-type': isMediaType,
  size: isWholeNumber,
  copied: isWholeNumber,
  'copied-bytes': isWholeNumber,
  companions: isWholeNumber,
  checksums: (text) => /^(?:[0-9a-f]{64}|[0-9a-f]{128}) {2}\S+$/.test(text),
};

function isReference(text: string): boolean {
  try {
    parseReference(text);
    return isOneLine(text);
  } catch {
    return false;
  }
}

/** A path or JSON may hold anything but control characters. */
function isOneLine(text: string): boolean {
  return text === printable(text, Infinity);
}

function isWholeNumber(text: string): boolean {
  return /^\d{1,16}$/.test(text);
}
