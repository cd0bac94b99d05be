import { OciError, printable } from '../spec/index.ts';
import { parseAuthEntry } from './auth-entry.ts';
import type { ConfigFile } from './config-file.ts';
import { isAnonymous, type Credential, type FoundCredential } from './credential.ts';
import { parseRegistryKey, pathsOf } from './registry-key.ts';

interface Candidate {
  readonly key: string;
  readonly rank: number;
  readonly credential: Credential;
}

/**
 * Looks a registry up in `auths`: an entry for the repository or the namespace around it first, then one for the registry. Among the
 * keys of one place a bare host wins over a URL. Entries with nothing in them are what Docker leaves where a helper keeps the secret; they count as absent.
 *
 * @param registry in its canonical spelling
 * @throws OciError `CREDENTIALS` for a malformed entry of this registry, and for two different ones of equal rank
 */
export function findInAuths(
  config: ConfigFile,
  registry: string,
  repository: string | undefined,
): FoundCredential | undefined {
  const entries = Object.entries(config.auths).flatMap(([key, value]) => {
    const place = parseRegistryKey(key);
    return place === undefined || place.registry !== registry ? [] : [{ key, value, place }];
  });
  for (const path of pathsOf(repository)) {
    const here = entries.filter((entry) => entry.place.path === path).sort((a, b) => a.place.rank - b.place.rank);
    let best: Candidate | undefined;
    for (const { key, value, place } of here) {
      if (best !== undefined && place.rank > best.rank) break;
      const credential = parseAuthEntry(value, `"${key}" in ${config.where}`);
      if (isAnonymous(credential)) continue;
      if (best === undefined) best = { key, rank: place.rank, credential };
      else if (!sameCredential(best.credential, credential)) throw ambiguous(config, registry, best.key, key);
    }
    if (best !== undefined)
      return { credential: best.credential, source: `"${printable(best.key, 300)}" in ${printable(config.where)}` };
  }
  return undefined;
}

function sameCredential(a: Credential, b: Credential): boolean {
  return (
    a.username === b.username &&
    a.password === b.password &&
    a.identityToken === b.identityToken &&
    a.registryToken === b.registryToken
  );
}

function ambiguous(config: ConfigFile, registry: string, first: string, second: string): OciError {
  return new OciError(
    'CREDENTIALS',
    `${printable(config.where)} has two different entries for ${registry}, "${printable(first, 300)}" and "${printable(second, 300)}"; keep one, best under the key "${registry}"`,
  );
}
