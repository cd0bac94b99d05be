import { lstat, readdir, readFile, realpath, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errnoOf, fileSystemError, writeFileAtomic } from '../fs/index.ts';
import { digestOf, isRecord, OciError, printable, type Digest } from '../spec/index.ts';
import { withFileLock } from './config-lock.ts';
import type { Credential } from './credential.ts';
import { checkRegistry, dockerHubKey, hostOfKey } from './registry-key.ts';
import { parseSecretJson } from './secret-json.ts';

/** What {@link saveDockerAuth} did. It holds no secret, so that it may be kept until {@link removeDockerAuth} takes it back. */
export interface SavedDockerAuth {
  /** The file that was named; when that is a symbolic link, its target was written. */
  readonly path: string;
  /** Key within `auths`. */
  readonly key: string;
  /** Digest of the entry as written: an entry that someone else has changed since is left alone. */
  readonly entry: Digest;
  /** Whether the file was made. */
  readonly created: boolean;
  /** False when just this entry was there before, or another one that stays: then there is nothing to take back. */
  readonly added: boolean;
  /** Whether an entry with other credentials stood there, and stays. */
  readonly kept: boolean;
  /** Whether an empty entry stood there, as credential helpers leave one; it comes back. */
  readonly wasEmpty: boolean;
  /** Process that wrote; what it leaves beside the file when it is killed is known by it. */
  readonly pid: number;
}

export interface DockerAuthOptions {
  readonly signal?: AbortSignal | undefined;
  /** User id that must own a symbolic link and its target. @default the process's; no check where the system has none */
  readonly uid?: number | undefined;
}

export interface SaveDockerAuthOptions extends DockerAuthOptions {
  /** Leaves an entry with other credentials for the same host as it is, under whatever spelling it stands; then nothing is added. @default false */
  readonly keepExisting?: boolean | undefined;
  /** Told of what will be there right before it is written, so that a caller that is killed meanwhile can be tidied up after. */
  readonly beforeWrite?: ((saved: SavedDockerAuth) => void) | undefined;
}

type Json = Record<string, unknown>;

/** Only the owner may read it. */
const mode = 0o600;

/**
 * Writes an entry of `auths` into a Docker configuration, as `docker login` without a credential store does. All other fields are kept;
 * the file is replaced as a whole, readable by its owner alone, and callers that work on it at the same time wait for each other.
 *
 * @param path of `config.json`; made with its directory when absent
 * @throws OciError `CREDENTIALS` when the file is malformed or a symbolic link that another user controls, `INPUT_INVALID`, `FILE_SYSTEM`, `TIMEOUT`, `ABORTED`
 */
export async function saveDockerAuth(
  path: string,
  registry: string,
  credential: Credential,
  options: SaveDockerAuthOptions = {},
): Promise<SavedDockerAuth> {
  const ownKey = keyOf(registry);
  const entry = entryOf(credential);
  const target = await targetOf(path, options.uid ?? process.getuid?.());
  return await withFileLock(
    target,
    async () => {
      const config = await read(target);
      const auths = authsOf(config ?? {}, target);
      const key =
        options.keepExisting === true
          ? (Object.keys(auths).find((name) => hostOfKey(name) === hostOfKey(ownKey)) ?? ownKey)
          : ownKey;
      const existing = Object.hasOwn(auths, key) ? auths[key] : undefined;
      const wasEmpty = isRecord(existing) && Object.keys(existing).length === 0;
      const same = existing !== undefined && fingerprint(existing) === fingerprint(entry);
      const kept = options.keepExisting === true && existing !== undefined && !same && !wasEmpty;
      const saved: SavedDockerAuth = {
        path,
        key,
        entry: fingerprint(entry),
        created: config === undefined,
        added: !same && !kept,
        kept,
        wasEmpty,
        pid: process.pid,
      };
      if (!saved.added) return saved;
      options.beforeWrite?.(saved);
      await write(target, { ...config, auths: { ...auths, [key]: entry } });
      return saved;
    },
    options.signal,
  );
}

/**
 * Takes back what {@link saveDockerAuth} added, and nothing else: an entry that was changed since stays. A file that was made for it
 * goes when nothing else is in it; so does what a writer that was killed left half written. Does nothing when there is nothing to do, so
 * that it may be called again.
 *
 * @returns whether the entry was removed
 * @throws OciError as {@link saveDockerAuth}
 */
export async function removeDockerAuth(saved: SavedDockerAuth, options: DockerAuthOptions = {}): Promise<boolean> {
  if (!saved.added) return false;
  const target = await targetOf(saved.path, options.uid ?? process.getuid?.());
  const leftovers = await leftBy(saved.pid, target);
  if (leftovers.length === 0 && !(await exists(target))) return false;
  return await withFileLock(
    target,
    async () => {
      for (const path of leftovers) await rm(path, { force: true });
      const config = await read(target);
      if (config === undefined) return false;
      const { [saved.key]: entry, ...others } = authsOf(config, target);
      if (entry === undefined || fingerprint(entry) !== saved.entry) return false;
      const bare = Object.keys(config).length === 1 && Object.keys(others).length === 0;
      if (saved.wasEmpty) await write(target, { ...config, auths: { ...authsOf(config, target), [saved.key]: {} } });
      else if (saved.created && bare) await rm(target, { force: true });
      else await write(target, { ...config, auths: others });
      return true;
    },
    options.signal,
  );
}

/** Files that a process began beside `target` and did not live to rename or remove. */
async function leftBy(pid: number, target: string): Promise<readonly string[]> {
  if (pid === process.pid) return [];
  const prefix = `.${basename(target)}.${pid}.`;
  try {
    const names = await readdir(dirname(target));
    return names
      .filter((name) => name.startsWith(prefix) && name.endsWith('.tmp'))
      .map((name) => join(dirname(target), name));
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw fileSystemError(error, `list ${dirname(target)}`);
  }
}

function keyOf(registry: string): string {
  const checked = checkRegistry(registry);
  return checked === 'docker.io' ? dockerHubKey : checked;
}

function entryOf(credential: Credential): Json {
  const { username, password, identityToken, registryToken } = credential;
  if (username?.includes(':') === true)
    throw new OciError('INPUT_INVALID', 'a user name with a colon cannot be kept in a Docker configuration');
  const auth = username === undefined ? undefined : Buffer.from(`${username}:${password ?? ''}`).toString('base64');
  const fields = { auth, identitytoken: identityToken, registrytoken: registryToken };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/**
 * The file that is written: the target of a symbolic link rather than the link. A link is followed only when the user owns both it and
 * its target; otherwise somebody planted it.
 */
async function targetOf(path: string, uid: number | undefined): Promise<string> {
  try {
    const link = await lstat(path);
    if (!link.isSymbolicLink()) return path;
    const target = await realpath(path);
    const owner = (await stat(target)).uid;
    if (uid === undefined || (link.uid === uid && owner === uid)) return target;
    throw new OciError(
      'CREDENTIALS',
      `${printable(path)} is a symbolic link to ${printable(target)}, and not both belong to this user; credentials are not written there`,
    );
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return await absentOrDangling(path);
    throw fileSystemError(error, `look at ${path}`);
  }
}

async function absentOrDangling(path: string): Promise<string> {
  if (!(await exists(path))) return path;
  throw new OciError(
    'CREDENTIALS',
    `${printable(path)} is a symbolic link that leads nowhere; credentials are not written there`,
  );
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch {
    return false;
  }
}

async function read(path: string): Promise<Json | undefined> {
  let text: string;
  try {
    text = (await readFile(path, 'utf8')).replace(/^\ufeff/, '');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw fileSystemError(error, `read ${path}`);
  }
  if (text.trim() === '') return {};
  const value = parseSecretJson(text, path);
  if (!isRecord(value)) throw new OciError('CREDENTIALS', `${printable(path)} is not a JSON object`);
  return value;
}

function authsOf(config: Json, path: string): Json {
  const auths = config['auths'] ?? {};
  if (!isRecord(auths)) throw new OciError('CREDENTIALS', `${printable(path)} has auths that are not an object`);
  return auths;
}

async function write(path: string, config: Json): Promise<void> {
  // The Docker CLI indents with tabs.
  await writeFileAtomic(path, `${JSON.stringify(config, null, '\t')}\n`, mode);
}

function fingerprint(entry: unknown): Digest {
  return digestOf(JSON.stringify(entry));
}
