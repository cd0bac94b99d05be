import * as core from '@actions/core';
import { publishInputNames, type RawPublishInputs } from '../commands/index.ts';
import { secretsOf } from '../credentials/index.ts';
import type { InputLabel } from '../spec/index.ts';

/** How a workflow author knows an input. */
export const actionLabel: InputLabel = (name) => `input "${name}"`;

/** What the runner handed over to the step that publishes, unread. */
export function rawInputs(mask: (secret: string) => void): RawPublishInputs {
  return readRawInputs(publishInputNames, mask);
}

/**
 * What the runner handed over, unread. Secrets are masked first of all: every input called `password` or `github-token`, also with a
 * prefix, in each form in which it goes to a registry.
 */
export function readRawInputs<Name extends string>(
  names: readonly Name[],
  mask: (secret: string) => void,
): Readonly<Record<Name, string>> {
  const raw = Object.fromEntries(names.map((name) => [name, core.getInput(name)])) as Record<Name, string>;
  const texts = new Map<string, string>(Object.entries(raw));
  for (const [name, secret] of texts) {
    const [, prefix, kind] = /^(.*?)(password|github-token)$/.exec(name) ?? [];
    if (prefix === undefined || secret === '') continue;
    mask(secret);
    const username = kind === 'password' ? (texts.get(`${prefix}username`) ?? '') : 'x-access-token';
    for (const form of secretsOf({ username, password: secret })) mask(form);
  }
  return raw;
}
