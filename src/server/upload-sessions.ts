import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { BlobWriter, Registry } from '../registry/index.ts';
import { OciError } from '../spec/index.ts';
import type { Settings } from './options.ts';
import { UploadSession, type SessionOwner } from './upload-session.ts';

/** Bytes of the random key of a session: 128 bits cannot be guessed. */
const keyBytes = 16;

/**
 * The uploads in progress. The id of a session contains a random key, and is valid only for its repository and user. If
 * the server has a session key, the id also contains the registry's id of the upload and a signature, so that a
 * restarted server can restore the session.
 */
export class UploadSessions {
  readonly #sessions = new Map<string, UploadSession>();
  readonly #owner: SessionOwner;
  readonly #max: number;
  readonly #signingKey: Uint8Array | undefined;

  constructor(registry: Registry, settings: Settings) {
    this.#max = settings.maxUploads;
    this.#signingKey = settings.sessionKey;
    this.#owner = {
      registry,
      idleMs: settings.uploadIdleMs,
      onEnd: (session) => {
        this.#sessions.delete(session.key);
      },
      onError: (error) => settings.onError?.(error, 'close an upload'),
    };
  }

  get size(): number {
    return this.#sessions.size;
  }

  /** @throws OciError `TOOMANYREQUESTS` */
  checkCapacity(): void {
    if (this.#sessions.size < this.#max) return;
    throw new OciError(
      'TOOMANYREQUESTS',
      `cannot start another upload: ${this.#max} uploads are in progress, the maximum of this registry; retry later`,
    );
  }

  begin(repository: string, user: string | undefined, writer: BlobWriter): UploadSession {
    return this.#add(randomBytes(keyBytes).toString('hex'), repository, user, writer);
  }

  /**
   * @throws OciError `BLOB_UPLOAD_UNKNOWN`, also for a session of another repository or user, so that its existence is
   *   not revealed
   */
  find(id: string, repository: string, user: string | undefined): UploadSession {
    const dot = id.indexOf('.');
    const session = this.#sessions.get(dot < 0 ? id : id.slice(0, dot));
    if (session !== undefined && session.repository === repository && session.user === user) return session;
    const restored = session === undefined ? this.#restore(id, repository, user) : undefined;
    if (restored === undefined) throw unknownUpload(repository);
    return restored;
  }

  /** The id of the session in its URL. */
  idOf(session: UploadSession): string {
    if (this.#signingKey === undefined) return session.key;
    const state = Buffer.from(session.writerId).toString('base64url');
    const signature = this.#sign(this.#signingKey, session.key, state, session.repository, session.user);
    return `${session.key}.${state}.${signature.toString('base64url')}`;
  }

  async close(): Promise<void> {
    await Promise.all(
      [...this.#sessions.values()].map((session) =>
        this.#signingKey === undefined ? session.drop() : session.suspend(),
      ),
    );
  }

  #restore(id: string, repository: string, user: string | undefined): UploadSession | undefined {
    const [key = '', state = '', signature = '', ...more] = id.split('.');
    if (this.#signingKey === undefined || signature === '' || more.length > 0) return undefined;
    const expected = this.#sign(this.#signingKey, key, state, repository, user);
    const given = Buffer.from(signature, 'base64url');
    if (given.byteLength !== expected.byteLength || !timingSafeEqual(given, expected)) return undefined;
    this.checkCapacity();
    return this.#add(key, repository, user, Buffer.from(state, 'base64url').toString());
  }

  #add(key: string, repository: string, user: string | undefined, writer: BlobWriter | string): UploadSession {
    const session = new UploadSession(key, repository, user, this.#owner, writer);
    this.#sessions.set(key, session);
    return session;
  }

  #sign(key: Uint8Array, ...parts: readonly (string | undefined)[]): Buffer {
    // JSON separates the parts unambiguously.
    return createHmac('sha256', key).update(JSON.stringify(parts)).digest();
  }
}

export function unknownUpload(repository: string): OciError {
  return new OciError(
    'BLOB_UPLOAD_UNKNOWN',
    `${repository} has no such upload: it has ended, it was idle for too long, or it never existed; start a new upload`,
  );
}
