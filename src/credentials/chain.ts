import type { CredentialSource } from './credential.ts';

/** Asks one source after the other; the first that has something decides. An error of one is not passed over: a configured credential that cannot be read is never replaced by another one in silence. */
export function chain(...sources: readonly CredentialSource[]): CredentialSource {
  return {
    find: async (registry, options) => {
      for (const source of sources) {
        const found = await source.find(registry, options);
        if (found !== undefined) return found;
      }
      return undefined;
    },
  };
}
