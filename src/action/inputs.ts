import * as core from '@actions/core';
import { publishInputNames, type InputLabel, type PublishInputName, type RawPublishInputs } from '../publish/index.ts';
import { secretsOf } from '../credentials/index.ts';

/** How a workflow author knows an input. */
export const actionLabel: InputLabel = (name) => `input "${name}"`;

/** What the runner handed over, unread. Secrets are masked first of all. */
export function rawInputs(mask: (secret: string) => void): RawPublishInputs {
  const raw = Object.fromEntries(publishInputNames.map((name): [PublishInputName, string] => [name, core.getInput(name)]));
  const text = (name: PublishInputName): string | undefined => raw[name] || undefined;
  const credentials = [
    { username: text('username'), password: text('password') },
    { username: 'x-access-token', password: text('github-token') },
  ];
  for (const { username, password } of credentials) {
    if (password === undefined) continue;
    mask(password);
    for (const secret of secretsOf({ username: username ?? '', password })) mask(secret);
  }
  return raw;
}
