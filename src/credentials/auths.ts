import { looseObject, nullish, pipe, safeParse, string } from 'valibot';
import { OciError, printable } from '../spec/index.ts';
import { plainObject, type ConfigFile } from './config-file.ts';
import { isAnonymous, isSameCredential, type Credential, type FoundCredential } from './credential.ts';
import { parseRegistryKey, pathsOf } from './registry-key.ts';

interface Candidate {
  readonly key: string;
  readonly rank: number;
  readonly credential: Credential;
}

/**
 * Finds a registry in `auths`: first an entry for the repository or a namespace that contains it, then one for the
 * registry. Among keys with the same path, a plain host takes precedence over a URL. Empty entries, which Docker writes
 * when a helper has the secret, are ignored.
 *
 * @param registry in its canonical form
 * @throws OciError `CREDENTIALS` for a malformed entry of this registry, and for two different entries of equal rank
 */
export function findInAuths(
  config: ConfigFile,
  registry: string,
  repository: string | undefined,
): FoundCredential | undefined {
  const entries = Object.entries(config.auths).flatMap(([key, value]) => {
    const parsed = parseRegistryKey(key);
    return parsed?.registry === registry ? [{ key, value, path: parsed.path, rank: parsed.rank }] : [];
  });
  for (const path of pathsOf(repository)) {
    let best: Candidate | undefined;
    for (const { key, value, rank } of entries.filter((entry) => entry.path === path).sort((a, b) => a.rank - b.rank)) {
      if (best !== undefined && rank > best.rank) break;
      const credential = parseAuthEntry(value, `"${key}" in ${config.where}`);
      if (isAnonymous(credential)) continue;
      if (best === undefined) best = { key, rank, credential };
      else if (!isSameCredential(best.credential, credential)) throw ambiguousEntries(config, registry, best.key, key);
    }
    if (best !== undefined)
      return { credential: best.credential, source: `"${printable(best.key, 300)}" in ${printable(config.where)}` };
  }
  return undefined;
}

function ambiguousEntries(config: ConfigFile, registry: string, first: string, second: string): OciError {
  return new OciError(
    'CREDENTIALS',
    `cannot choose credentials for ${registry}: ${printable(config.where)} has the different entries ` +
      `"${printable(first, 300)}" and "${printable(second, 300)}"; remove one of them`,
  );
}

// Go's decoder removes line breaks, and then requires this alphabet and padding.
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * Parses one entry of `auths` as the Docker CLI does: `auth`, the base64 of `user:password`, takes precedence over the
 * separate fields. Line breaks in `auth` are ignored. The password may contain colons. NUL bytes at its start and end
 * are removed.
 *
 * @param where names the entry in the error: its key and file, never its value
 * @throws OciError `CREDENTIALS`
 */
export function parseAuthEntry(value: unknown, where: string): Credential {
  const schema = pipe(
    plainObject(),
    looseObject({
      auth: nullish(string()),
      username: nullish(string()),
      password: nullish(string()),
      identitytoken: nullish(string()),
      registrytoken: nullish(string()),
    }),
  );
  const parsed = safeParse(schema, value ?? {});
  if (!parsed.success) {
    const field = parsed.issues[0].path?.map((item) => String(item.key)).join('.');
    throw invalidEntry(
      where,
      field === undefined ? 'it is not an object' : `its field ${printable(field, 100)} is not a string`,
    );
  }
  const { auth, username, password, identitytoken, registrytoken } = parsed.output;
  const decoded = auth === undefined || auth === null || auth === '' ? { username, password } : decodeAuth(auth, where);
  return {
    username: nonEmpty(decoded.username),
    password: nonEmpty(decoded.password),
    identityToken: nonEmpty(identitytoken),
    registryToken: nonEmpty(registrytoken),
  };
}

function decodeAuth(auth: string, where: string): { readonly username: string; readonly password: string } {
  const joined = auth.replace(/[\r\n]/g, '');
  if (!base64.test(joined)) throw invalidEntry(where, 'its field auth is not padded standard base64');
  const text = Buffer.from(joined, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 1) throw invalidEntry(where, 'its field auth is not the base64 of user:password');
  // Old Docker versions padded the decoded text with NUL bytes.
  return { username: text.slice(0, colon), password: trimNul(text.slice(colon + 1)) };
}

function trimNul(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && text.charCodeAt(start) === 0) start++;
  while (end > start && text.charCodeAt(end - 1) === 0) end--;
  return text.slice(start, end);
}

function nonEmpty(value: string | null | undefined): string | undefined {
  return value === null || value === '' ? undefined : value;
}

function invalidEntry(where: string, problem: string): OciError {
  return new OciError(
    'CREDENTIALS',
    `cannot use the entry ${printable(where)}: ${problem}; log in to that registry again, or remove the entry`,
  );
}
