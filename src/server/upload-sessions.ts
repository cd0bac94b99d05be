import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { BlobWriter, Registry } from '../registry/index.ts';
import { OciError } from '../spec/index.ts';
import type { Settings } from './options.ts';
import { UploadSession, type SessionOwner } from './upload-session.ts';

/** Bytes of a session's random key: 128 bits, so that it cannot be guessed. */
const keyBytes = 16;

/**
 * The uploads under way. Clients know a session by a random key that is bound to repository and user. With a session key of the
 * server's, the id also holds the registry's own name for the upload, under a signature, so that a server that starts anew can find it.
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
      ended: (session) => {
        this.#sessions.delete(session.key);
      },
      failed: (error) => settings.onError?.(error, 'ending an upload'),
    };
  }

  get size(): number {
    return this.#sessions.size;
  }

  /** @throws OciError `TOOMANYREQUESTS` */
  checkRoom(): void {
    if (this.#sessions.size < this.#max) return;
    throw new OciError(
      'TOOMANYREQUESTS',
      `${this.#max} uploads are under way, which is all that this registry takes at a time; try again later`,
    );
  }

  begin(repository: string, user: string | undefined, writer: BlobWriter): UploadSession {
    return this.#add(randomBytes(keyBytes).toString('hex'), repository, user, writer);
  }

  /** @throws OciError `BLOB_UPLOAD_UNKNOWN` also for a session of another repository or user: nobody learns that it exists */
  find(id: string, repository: string, user: string | undefined): UploadSession {
    const dot = id.indexOf('.');
    const session = this.#sessions.get(dot < 0 ? id : id.slice(0, dot));
    if (session !== undefined && session.repository === repository && session.user === user) return session;
    const found = session === undefined ? this.#restore(id, repository, user) : undefined;
    if (found === undefined) throw unknownUpload(repository);
    return found;
  }

  /** What the session is called in its URL. */
  idOf(session: UploadSession): string {
    if (this.#signingKey === undefined) return session.key;
    const state = Buffer.from(session.writerId).toString('base64url');
    return `${session.key}.${state}.${this.#sign(this.#signingKey, session.key, state, session.repository, session.user).toString('base64url')}`;
  }

  async close(): Promise<void> {
    await Promise.all(
      [...this.#sessions.values()].map((session) =>
        this.#signingKey === undefined ? session.drop() : session.leave(),
      ),
    );
  }

  #restore(id: string, repository: string, user: string | undefined): UploadSession | undefined {
    const [key = '', state = '', signature = '', ...more] = id.split('.');
    if (this.#signingKey === undefined || signature === '' || more.length > 0) return undefined;
    const expected = this.#sign(this.#signingKey, key, state, repository, user);
    const given = Buffer.from(signature, 'base64url');
    if (given.byteLength !== expected.byteLength || !timingSafeEqual(given, expected)) return undefined;
    this.checkRoom();
    return this.#add(key, repository, user, Buffer.from(state, 'base64url').toString());
  }

  #add(key: string, repository: string, user: string | undefined, writer: BlobWriter | string): UploadSession {
    const session = new UploadSession(key, repository, user, this.#owner, writer);
    this.#sessions.set(key, session);
    return session;
  }

  #sign(key: Uint8Array, ...parts: readonly (string | undefined)[]): Buffer {
    // JSON keeps the parts apart, whatever they hold.
    return createHmac('sha256', key).update(JSON.stringify(parts)).digest();
  }
}

export function unknownUpload(repository: string): OciError {
  return new OciError(
    'BLOB_UPLOAD_UNKNOWN',
    `${repository} has no such upload: it has ended, it was idle too long, or it never was; begin a new one`,
  );
}
