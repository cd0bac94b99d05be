import { randomBytes } from 'node:crypto';
import type { BlobWriter, Registry } from '../registry/index.ts';
import { OciError } from '../spec/index.ts';
import type { Settings } from './options.ts';
import { isSignatureOf, sign } from './signature.ts';
import { UploadSession, type SessionOwner } from './upload-session.ts';

/** Size in bytes of the random key of a session. 128 random bits cannot be guessed. */
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
   * Finds or restores a session.
   *
   * @throws OciError `BLOB_UPLOAD_UNKNOWN`, also for a session of another repository or user, to hide its existence
   */
  find(id: string, repository: string, user: string | undefined): UploadSession {
    const dot = id.indexOf('.');
    const session = this.#sessions.get(dot < 0 ? id : id.slice(0, dot));
    if (session !== undefined && session.repository === repository && session.user === user) return session;
    const restored = session === undefined ? this.#restore(id, repository, user) : undefined;
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
  }

  #restore(id: string, repository: string, user: string | undefined): UploadSession | undefined {
    const [key = '', state = '', signature = '', ...more] = id.split('.');
    if (this.#signingKey === undefined || signature === '' || more.length > 0) return undefined;
    const text = signedText(key, state, repository, user);
    if (!isSignatureOf(signature, text, this.#signingKey)) return undefined;
    this.checkCapacity();
    return this.#add(key, repository, user, Buffer.from(state, 'base64url').toString());
  }

  #add(key: string, repository: string, user: string | undefined, writer: BlobWriter | string): UploadSession {
    const session = new UploadSession(key, repository, user, this.#owner, writer);
    this.#sessions.set(key, session);
    return session;
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
