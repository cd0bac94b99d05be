import { canonicalRegistry } from '../spec/index.ts';
import { isAnonymous, type Credential, type CredentialSource } from './credential.ts';
import { checkRegistry } from './registry-key.ts';

export interface StaticEntry {
  /** Host with optional port; Docker Hub's aliases are one. */
  readonly registry: string;
  readonly credential: Credential;
  /** @default 'explicit credentials' */
  readonly source?: string | undefined;
}

/** Credentials that are at hand, each for exactly one registry. An entry with nothing in it counts as absent. */
export function staticCredentials(entries: Iterable<StaticEntry>): CredentialSource {
  const byRegistry = new Map<string, StaticEntry>();
  for (const entry of entries) byRegistry.set(canonicalRegistry(entry.registry), entry);
  return {
    find: async (registry) => {
      const entry = byRegistry.get(checkRegistry(registry));
      if (entry === undefined || isAnonymous(entry.credential)) return undefined;
      return { credential: entry.credential, source: entry.source ?? 'explicit credentials' };
    },
  };
}
