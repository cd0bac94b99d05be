import * as core from '@actions/core';
import { isDigest, isMediaType, OciError, parseReference, printable, type PublishResult } from '../spec/index.ts';
import { outputNames, outputTexts, type OutputName } from '../output/index.ts';

/**
 * Hands the outputs to later steps. Each is checked against its grammar first, so that nothing a registry or a file name says can
 * smuggle in a line of its own.
 *
 * @throws OciError `PROTOCOL` for a value that is not what its name says
 */
export function setOutputs(outcome: PublishResult): void {
  const texts = outputTexts(outcome);
  for (const name of outputNames) {
    if (texts[name] === '' || grammar[name](texts[name])) continue;
    throw new OciError(
      'PROTOCOL',
      `the output ${name} would be "${printable(texts[name], 200)}", which is not what it must be; nothing is handed on`,
    );
  }
  for (const name of outputNames) core.setOutput(name, texts[name]);
}

const grammar: Readonly<Record<OutputName, (text: string) => boolean>> = {
  digest: isDigest,
  reference: isOneLine,
  'pinned-reference': isReference,
  name: isReference,
  tags: (text) => text.split('\n').every(isReference),
  'store-path': isOneLine,
  'media-type': isMediaType,
  'artifact-type': isMediaType,
  size: isWholeNumber,
  'layer-digest': isDigest,
  'layer-size': isWholeNumber,
  'content-digest': isDigest,
  pushed: (text) => text === 'true' || text === 'false',
  checksums: (text) => text.split('\n').every((line) => /^(?:[0-9a-f]{64}|[0-9a-f]{128}) {2}\S+$/.test(line)),
};

function isReference(text: string): boolean {
  try {
    parseReference(text);
    return text === printable(text);
  } catch {
    return false;
  }
}

/** A path may hold anything but control characters. */
function isOneLine(text: string): boolean {
  return text === printable(text);
}

function isWholeNumber(text: string): boolean {
  return /^\d{1,16}$/.test(text);
}
