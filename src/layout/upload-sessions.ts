import { Semaphore } from '../concurrency/index.ts';
import type { Digester } from '../spec/index.ts';

/** The state of an upload in this process. Its content is in a file. */
export class UploadSession {
  readonly path: string;
  /** Bytes that were received. */
  size: number;
  /** Sha256 of the received bytes; undefined when another process received some of them. */
  digester: Digester | undefined;
  ended = false;
  /** Number of open writers. */
  writers = 0;
  /** Allows one write at a time. */
  readonly semaphore: Semaphore = new Semaphore(1);

  constructor(path: string, size: number, digester: Digester | undefined) {
    this.path = path;
    this.size = size;
    this.digester = digester;
  }
}

/**
 * Maximum number of sessions without a writer. After an eviction the upload can continue, but its file is hashed again.
 */
const maxIdleSessions = 1000;

/** The upload sessions of this process, by the paths of their files. */
export class UploadSessions {
  readonly #sessions = new Map<string, UploadSession>();

  get(path: string): UploadSession | undefined {
    return this.#sessions.get(path);
  }

  add(session: UploadSession): void {
    this.#sessions.set(session.path, session);
    let excess = this.#sessions.size - maxIdleSessions;
    for (const [path, { ended, writers }] of this.#sessions) {
      if (!ended && (excess <= 0 || writers > 0)) continue;
      this.#sessions.delete(path);
      excess--;
    }
  }
}
