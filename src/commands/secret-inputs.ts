import { secretsOf } from '../credentials/index.ts';
import type { Options, RawValue, RawValues } from './option.ts';

export { secretMask } from '../credentials/index.ts';

/** User name that GitHub documents for a token without one. */
const tokenUser = 'x-access-token';

/** The secrets in the texts of options, in every form in which a request or an error may contain them. */
export function secretsInInputs(options: Options, raw: RawValues): readonly string[] {
  return Object.entries(options).flatMap(([name, { type }]) => {
    const password = firstText(raw[name]);
    if (type.isSecret !== true || password === '') return [];
    const username = name.endsWith('password') ? firstText(raw[name.replace(/password$/, 'username')]) : tokenUser;
    return secretsOf({ username, password });
  });
}

function firstText(value: RawValue | undefined): string {
  return (typeof value === 'string' ? value : value?.[0]) ?? '';
}
