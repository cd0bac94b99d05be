import * as core from '@actions/core';
import { pullOutputNames, type PullOutputName } from '../commands/index.ts';
import { isDigest, isMediaType, OciError, printable } from '../spec/index.ts';

/**
 * Hands the outputs to later steps, after each was checked against its grammar.
 *
 * @throws OciError `PROTOCOL` for a value that is not what its name says; nothing is handed on then
 */
export function setPullOutputs(texts: Readonly<Record<PullOutputName, string>>): void {
  for (const name of pullOutputNames) {
    if (texts[name] === '' || grammar[name](texts[name])) continue;
    throw new OciError(
      'PROTOCOL',
      `the output ${name} would be "${printable(texts[name], 200)}", which is not what it must be; nothing is handed on`,
    );
  }
  for (const name of pullOutputNames) core.setOutput(name, texts[name]);
}

const grammar: Readonly<Record<PullOutputName, (text: string) => boolean>> = {
  digest: isDigest,
  reference: isOneLine,
  'pinned-reference': (text) => isOneLine(text) && isDigest(text.slice(text.indexOf('@') + 1)),
  'artifact-type': isMediaType,
  annotations: isOneLine,
  files: isOneLine,
  'download-path': isOneLine,
};

function isOneLine(text: string): boolean {
  return printable(text, text.length) === text;
}
