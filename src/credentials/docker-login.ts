import { lstat, mkdir, readdir, realpath, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileSystemError, isMissing, kindOf, LockFile, writeFileAtomic, type HeldLock } from '../fs/index.ts';
import { digestOf, isRecord, OciError, printable, type Digest } from '../spec/index.ts';
import { readConfigText, unreadableConfig } from './config-file.ts';
import type { Credential } from './credential.ts';
import { checkRegistry, dockerHubKey, hostOfKey, parseRegistryKey } from './registry-key.ts';
import { parseSecretJson } from './secret-json.ts';

/**
 * Result of {@link saveDockerAuth}, which {@link removeDockerAuth} requires. It contains no secrets, so a caller may
 * store it.
 */
export interface SavedDockerAuth {
  /** The path that the caller passed. If it is a symbolic link, its target was written. */
  readonly path: string;
  /** Key within `auths`. */
  readonly key: string;
  /** Digest of the written entry. An entry that another program has changed since is not removed. */
  readonly entry: Digest;
  /** Whether the file was created. */
  readonly created: boolean;
  /** Whether the entry was written. Only then `removeDockerAuth` removes it. */
  readonly added: boolean;
  /** Whether an existing entry with other credentials was kept. */
  readonly kept: boolean;
  /** Whether there was an empty entry, which Docker writes when a helper has the secret. It is restored as empty. */
  readonly wasEmpty: boolean;
  /** Id of the writing process. It is a part of the names of temporary files that a killed process leaves. */
  readonly pid: number;
}

/** Options of {@link removeDockerAuth}. */
export interface DockerAuthOptions {
  readonly signal?: AbortSignal | undefined;
  /**
   * User id that must own a symbolic link and its target.
   *
   * @default the user id of this process; not checked on Windows
   */
  readonly uid?: number | undefined;
}

/** Options of {@link saveDockerAuth}. */
export interface SaveDockerAuthOptions extends DockerAuthOptions {
  /**
   * Writes no entry if one with other credentials exists for the same host, under any name of the host.
   *
   * @default false
   */
  readonly keepExisting?: boolean | undefined;
  /** Called directly before the write, so that the caller can remove the entry later if this process is killed. */
  readonly beforeWrite?: ((saved: SavedDockerAuth) => void) | undefined;
}

type Json = Record<string, unknown>;

const ownerOnly = 0o600;
/** Maximum wait for other writers, milliseconds. */
const lockTimeoutMs = 30_000;
/** Age at which a lock that was not renewed is stale, milliseconds. A write takes only some milliseconds. */
const lockStaleMs = 10_000;

/**
 * Writes an entry of `auths` into a Docker configuration, as `docker login` does without a credential store. It
 * preserves all other fields, replaces the file atomically and makes it readable only by its owner. Concurrent callers
 * wait for each other.
 *
 * @param path of `config.json`; created with its directory when it does not exist
 * @throws OciError `CREDENTIALS` when the file is malformed or a symbolic link that another user controls,
 *   `INPUT_INVALID`, `FILE_SYSTEM`, `TIMEOUT`, `ABORTED`
 */
export async function saveDockerAuth(
  path: string,
  registry: string,
  credential: Credential,
  options: SaveDockerAuthOptions = {},
): Promise<SavedDockerAuth> {
  const ownKey = keyOf(registry);
  const entry = entryOf(credential);
  const target = await resolveTarget(path, options.uid ?? process.getuid?.());
  return await withLock(
    target,
    async (lock) => {
      const config = await readConfig(target);
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
      await writeConfig(target, { ...config, auths: { ...auths, [key]: entry } }, lock);
      return saved;
    },
    options.signal,
  );
}

/**
 * Removes only the entry that {@link saveDockerAuth} added, and temporary files that a killed writer left. It does not
 * remove an entry that was changed since. It removes a file that was created for the entry if the file has no other
 * content. A second call does nothing.
 *
 * @returns whether the entry was removed
 * @throws OciError as {@link saveDockerAuth}
 */
export async function removeDockerAuth(saved: SavedDockerAuth, options: DockerAuthOptions = {}): Promise<boolean> {
  if (!saved.added) return false;
  const target = await resolveTarget(saved.path, options.uid ?? process.getuid?.());
  const leftovers = await temporaryFilesOf(saved.pid, target);
  if (leftovers.length === 0 && (await kindOf(target)) === 'absent') return false;
  return await withLock(
    target,
    async (lock) => {
      for (const path of leftovers) await rm(path, { force: true });
      const config = await readConfig(target);
      if (config === undefined) return false;
      const auths = authsOf(config, target);
      const { [saved.key]: entry, ...others } = auths;
      if (entry === undefined || fingerprint(entry) !== saved.entry) return false;
      const bare = Object.keys(config).length === 1 && Object.keys(others).length === 0;
      if (saved.created && bare && !saved.wasEmpty) {
        await lock.check();
        await rm(target, { force: true });
      } else {
        await writeConfig(target, { ...config, auths: saved.wasEmpty ? { ...auths, [saved.key]: {} } : others }, lock);
      }
      return true;
    },
    options.signal,
  );
}

/**
 * Replaces the entries of a whole registry, under all its names, in a Docker configuration. Entries of parts of the
 * registry, and all other fields, are preserved.
 *
 * @param entry the new entry; an empty one, if a credential helper has the secret; undefined: none
 * @returns whether there were entries before
 * @throws OciError as {@link saveDockerAuth}
 */
export async function replaceDockerAuth(
  path: string,
  registry: string,
  entry: Credential | undefined,
  options: DockerAuthOptions = {},
): Promise<boolean> {
  const key = keyOf(registry);
  const written = entry === undefined ? {} : { [key]: entryOf(entry) };
  const target = await resolveTarget(path, options.uid ?? process.getuid?.());
  if (entry === undefined && (await kindOf(target)) === 'absent') return false;
  return await withLock(
    target,
    async (lock) => {
      const config = (await readConfig(target)) ?? {};
      const auths = Object.entries(authsOf(config, target));
      const others = auths.filter(([name]) => !isWholeRegistry(name, key));
      const had = others.length < auths.length;
      if (entry !== undefined || had)
        await writeConfig(target, { ...config, auths: { ...Object.fromEntries(others), ...written } }, lock);
      return had;
    },
    options.signal,
  );
}

function isWholeRegistry(name: string, key: string): boolean {
  const parsed = parseRegistryKey(name);
  return parsed !== undefined && parsed.path === '' && parsed.registry === hostOfKey(key);
}

/** Runs `work` with an exclusive lock. The lock file is in the same directory as the target. */
async function withLock<T>(
  target: string,
  work: (lock: HeldLock) => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  try {
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  } catch (error) {
    throw fileSystemError(error, `create the directory of ${target}`);
  }
  const lock = new LockFile(`${target}.lock`, { timeoutMs: lockTimeoutMs, staleMs: lockStaleMs, now: Date.now });
  return await lock.run(work, signal);
}

/** Lists temporary files of `target` that a killed process left. */
async function temporaryFilesOf(pid: number, target: string): Promise<readonly string[]> {
  if (pid === process.pid) return [];
  const prefix = `.${basename(target)}.${pid}.`;
  try {
    const names = await readdir(dirname(target));
    return names
      .filter((name) => name.startsWith(prefix) && name.endsWith('.tmp'))
      .map((name) => join(dirname(target), name));
  } catch (error) {
    if (isMissing(error)) return [];
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
    throw new OciError(
      'INPUT_INVALID',
      "cannot write the user name into Docker's configuration: it contains a colon, which the format does not allow",
    );
  const auth = username === undefined ? undefined : Buffer.from(`${username}:${password ?? ''}`).toString('base64');
  const fields = { auth, identitytoken: identityToken, registrytoken: registryToken };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/**
 * Returns the file to write: for a symbolic link its target. A link is followed only if the user owns the link and its
 * target, because otherwise another user may have created it.
 */
async function resolveTarget(path: string, uid: number | undefined): Promise<string> {
  try {
    const link = await lstat(path);
    if (!link.isSymbolicLink()) return path;
    const target = await realpath(path);
    const owner = (await stat(target)).uid;
    if (uid === undefined || (link.uid === uid && owner === uid)) return target;
    throw new OciError(
      'CREDENTIALS',
      `cannot write credentials to ${printable(path)}: it is a symbolic link to ${printable(target)}, and this user ` +
        'does not own both; replace the link with a file',
    );
  } catch (error) {
    if (!isMissing(error)) throw fileSystemError(error, `resolve the path ${path}`);
    if ((await kindOf(path)) === 'absent') return path;
    throw new OciError(
      'CREDENTIALS',
      `cannot write credentials to ${printable(path)}: it is a symbolic link to a missing file; remove the link`,
    );
  }
}

async function readConfig(path: string): Promise<Json | undefined> {
  const text = await readConfigText(path);
  if (text === undefined) return undefined;
  if (text.trim() === '') return {};
  const value = parseSecretJson(text, path);
  if (!isRecord(value)) throw unreadableConfig(path, 'it is not a JSON object');
  return value;
}

function authsOf(config: Json, path: string): Json {
  const auths = config['auths'] ?? {};
  if (!isRecord(auths)) throw unreadableConfig(path, 'the value at auths has the wrong type');
  return auths;
}

async function writeConfig(path: string, config: Json, lock: HeldLock): Promise<void> {
  await lock.check();
  // The Docker CLI indents with tabs.
  await writeFileAtomic(path, `${JSON.stringify(config, null, '\t')}\n`, ownerOnly);
}

function fingerprint(entry: unknown): Digest {
  return digestOf(JSON.stringify(entry));
}
