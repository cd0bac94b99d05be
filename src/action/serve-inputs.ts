import * as core from '@actions/core';
import { secretsOf } from '../credentials/index.ts';
import {
  boolean,
  readServeInputs,
  serveInputDefaults,
  type ServeInputName,
  type ServePlan,
} from '../commands/index.ts';
import { printable, inputError, type InputLabel } from '../spec/index.ts';

/** What of a registry's inputs a job has a use for: it is reached from the job's own machine. */
type ServedInputName = Exclude<
  ServeInputName,
  'address' | 'prefix' | 'allow-sparse' | 'insecure-tls' | 'insecure-anonymous' | 'tls-cert' | 'tls-key'
>;

const servedInputs: readonly ServedInputName[] = [
  'port',
  'storage',
  'layout',
  'quota',
  'read-only',
  'immutable',
  'upstream',
  'username',
  'password',
  'github-token',
  'ca-file',
  'htpasswd',
];

export type ServeActionInputName = ServedInputName | 'cache-key' | 'summary';

/** Every input, with its default, as serve/action.yml declares it; `github-token` is the job's there. */
export const serveActionInputDefaults: Readonly<Record<ServeActionInputName, string>> = {
  ...(Object.fromEntries(servedInputs.map((name) => [name, serveInputDefaults[name]])) as Record<
    ServedInputName,
    string
  >),
  'cache-key': 'oci-artifact-registry',
  summary: 'true',
};

export interface ServeInputs {
  readonly plan: ServePlan;
  /** Undefined: nothing is restored and saved; always so without a storage. */
  readonly cacheKey: string | undefined;
  readonly summary: boolean;
}

/** Longest key that the cache takes, characters, less what is put behind it. */
const maxKeyLength = 400;

/** @throws OciError `INPUT_INVALID` for the first input that is wrong. Secrets are masked first of all. */
export async function readServeActionInputs(mask: (secret: string) => void, label: InputLabel): Promise<ServeInputs> {
  const password = core.getInput('password');
  for (const credential of [
    { username: core.getInput('username'), password },
    { username: 'x-access-token', password: core.getInput('github-token') },
  ]) {
    if (credential.password === '') continue;
    mask(credential.password);
    for (const secret of secretsOf(credential)) mask(secret);
  }
  const plan = await readServeInputs(
    Object.fromEntries(servedInputs.map((name) => [name, core.getInput(name)])),
    label,
  );
  const cacheKey = core.getInput('cache-key');
  if (plan.storage !== undefined && cacheKey !== '') checkCacheKey(cacheKey, plan.storage, label);
  return {
    plan,
    cacheKey: plan.storage === undefined || cacheKey === '' ? undefined : cacheKey,
    summary: boolean(label('summary'), core.getInput('summary') || 'true'),
  };
}

function checkCacheKey(cacheKey: string, storage: string, label: InputLabel): void {
  if (cacheKey.includes(',') || cacheKey.length > maxKeyLength || printable(cacheKey) !== cacheKey) {
    throw inputError(
      label('cache-key'),
      cacheKey,
      `is not a key of the cache; write one line of at most ${maxKeyLength} characters, without commas`,
    );
  }
  // The cache reads paths as patterns.
  const strange = /[*?[\]{}!#~]/.exec(storage)?.[0];
  if (strange !== undefined)
    throw inputError(
      label('storage'),
      storage,
      `has a "${strange}" in it, which the cache takes for a pattern; choose another directory, or set ${label('cache-key')} to nothing`,
    );
}
