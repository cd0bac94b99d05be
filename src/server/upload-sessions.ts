import { randomBytes } from 'node:crypto';
import type { BlobWriter, Registry } from '../registry/index.ts';
import { OciError } from '../spec/index.ts';
import type { Settings } from './options.ts';
import { withHeaders } from './reply.ts';
import { isSignatureOf, sign } from './signature.ts';
import { UploadSession, type SessionOwner } from './upload-session.ts';

/** Size in bytes of the random key of a session. 128 random bits cannot be guessed. */
const keyBytes = 16;

/** Milliseconds without a request after which a session may be evicted in favour of a new one. */
const evictableAfterMs = 5000;

/** The user and the client of an upload. */
export type Uploader = Pick<UploadSession, 'user' | 'client'>;

/**
 * The uploads in progress. The id of a session contains a random key, and is valid only for its repository and user. If
 * the server has a session key, the id also contains the registry's id of the upload and a signature, so that a
 * restarted server can restore the session.
 *
 * Each client has a share of the sessions, so that no client can block the others. When the limit or the share is
 * reached, a new session evicts the one that has been idle for the longest time.
 */
export class UploadSessions {
  /** The sessions by key, in the order of their last use. */
  readonly #sessions = new Map<string, UploadSession>();
  /** The sessions of each client, in the order of their last use. */
  readonly #byClient = new Map<string, Set<UploadSession>>();
  readonly #evictions = new Set<Promise<void>>();
  readonly #owner: SessionOwner;
  readonly #max: number;
  readonly #maxPerClient: number;
  readonly #signingKey: Uint8Array | undefined;

  constructor(registry: Registry, settings: Settings) {
    this.#max = settings.maxUploads;
    this.#maxPerClient = settings.maxUploadsPerClient;
    this.#signingKey = settings.sessionKey;
    this.#owner = {
      registry,
      idleMs: settings.uploadIdleMs,
      isReplica: settings.isReplica,
      onUse: (session) => {
        this.#remove(session);
        this.#insert(session);
      },
      onEnd: (session) => {
        this.#remove(session);
      },
      onError: (error) => settings.onError?.(error, 'close an upload'),
    };
  }

  /** Evicts a session if a limit is reached. @throws OciError `TOOMANYREQUESTS` with the header `Retry-After` */
  ensureCapacity(client: string): void {
    const own = this.#byClient.get(client);
    if (own !== undefined && own.size >= this.#maxPerClient) this.#evictOldest(own, this.#maxPerClient, 'per client');
    if (this.#sessions.size >= this.#max) this.#evictOldest(this.#sessions.values(), this.#max, 'in total');
  }

  begin(repository: string, uploader: Uploader, writer: BlobWriter): UploadSession {
    return this.#add(randomBytes(keyBytes).toString('hex'), repository, uploader, writer);
  }

  /**
   * Finds or restores a session.
   *
   * @throws OciError `BLOB_UPLOAD_UNKNOWN`, also for a session of another repository or user, to hide its existence;
   *   `TOOMANYREQUESTS`
   */
  find(id: string, repository: string, uploader: Uploader): UploadSession {
    const dot = id.indexOf('.');
    const session = this.#sessions.get(dot < 0 ? id : id.slice(0, dot));
    if (session !== undefined && session.repository === repository && session.user === uploader.user) return session;
    const restored = session === undefined ? this.#restore(id, repository, uploader) : undefined;
    if (restored === undefined) throw unknownUpload(repository);
    return restored;
  }

  /** Returns the id of the session for its URL. */
  idOf(session: UploadSession): string {
    if (this.#signingKey === undefined) return session.key;
    const state = Buffer.from(session.writerId).toString('base64url');
    const text = signedText(session.key, state, session.repository, session.user);
    return `${session.key}.${state}.${sign(text, this.#signingKey)}`;
  }

  /** Ends all sessions. With a session key, their uploads remain in the registry. */
  async close(): Promise<void> {
    await Promise.all(
      [...this.#sessions.values()].map((session) =>
        this.#signingKey === undefined ? session.discard() : session.suspend(),
      ),
    );
    await Promise.all(this.#evictions);
  }

  #evictOldest(sessions: Iterable<UploadSession>, limit: number, scope: string): void {
    let waitMs = evictableAfterMs;
    for (const session of sessions) {
      const { idleMs } = session;
      if (idleMs === undefined) continue;
      waitMs = evictableAfterMs - idleMs;
      if (waitMs > 0) break;
      this.#remove(session);
      const eviction = session.discard().finally(() => this.#evictions.delete(eviction));
      this.#evictions.add(eviction);
      return;
    }
    const error = new OciError(
      'TOOMANYREQUESTS',
      `cannot start another upload: ${limit} uploads are in progress, the maximum of this registry ${scope}; retry later`,
    );
    throw withHeaders(error, ['retry-after', String(Math.ceil(waitMs / 1000))]);
  }

  #restore(id: string, repository: string, uploader: Uploader): UploadSession | undefined {
    const [key = '', state = '', signature = '', ...more] = id.split('.');
    if (this.#signingKey === undefined || signature === '' || more.length > 0) return undefined;
    const text = signedText(key, state, repository, uploader.user);
    if (!isSignatureOf(signature, text, this.#signingKey)) return undefined;
    this.ensureCapacity(uploader.client);
    return this.#add(key, repository, uploader, Buffer.from(state, 'base64url').toString());
  }

  #add(key: string, repository: string, uploader: Uploader, writer: BlobWriter | string): UploadSession {
    const session = new UploadSession(key, repository, uploader, this.#owner, writer);
    this.#insert(session);
    return session;
  }

  #insert(session: UploadSession): void {
    this.#sessions.set(session.key, session);
    const own = this.#byClient.get(session.client);
    if (own === undefined) this.#byClient.set(session.client, new Set([session]));
    else own.add(session);
  }

  #remove(session: UploadSession): void {
    // A restored session may have the key of a session that has ended.
    if (this.#sessions.get(session.key) === session) this.#sessions.delete(session.key);
    const own = this.#byClient.get(session.client);
    own?.delete(session);
    if (own?.size === 0) this.#byClient.delete(session.client);
  }
}

/** Joins the parts that the signature of an id covers. JSON separates them unambiguously. */
function signedText(...parts: readonly (string | undefined)[]): string {
  return JSON.stringify(parts);
}

export function unknownUpload(repository: string): OciError {
  return new OciError(
    'BLOB_UPLOAD_UNKNOWN',
    `${repository} does not have this upload: it has ended, was idle for too long, or never existed; ` +
      'start a new upload',
  );
}
