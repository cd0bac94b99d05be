import { compare, hash } from 'bcryptjs';
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { OciError, printable } from '../spec/index.ts';
import type { ErrorLog } from './access-log.ts';
import { PasswordQueue } from './password-queue.ts';

/** Checks the password of a user. */
export interface PasswordCheck {
  /**
   * Whether the password of a user is correct.
   *
   * @param source address of the client; the number of pending checks of one source and user is limited
   * @throws OciError `TOOMANYREQUESTS` when too many checks are pending. A password that was correct before is never
   *   refused.
   */
  verify(user: string, password: string, source?: string): boolean | Promise<boolean>;
}

const bcryptPattern = /^\$2[abxy]\$(\d\d)\$[./A-Za-z0-9]{53}$/;
/** Maximum bcrypt cost. With a higher cost, one check blocks the process for seconds. */
const maxCost = 14;
/** Maximum number of bytes of a password. Bcrypt ignores the rest, so different passwords would be equal. */
const maxPasswordBytes = 72;
/** Cost of the hash that is compared for an unknown user when there are no users. */
const defaultCost = 10;

/**
 * Parses the content of an htpasswd file. It supports only bcrypt entries (`htpasswd -B`). Passwords of more than 72
 * bytes in UTF-8 are never correct.
 *
 * @param onError called with an error for the first such password of each user in the file
 * @throws OciError `INPUT_INVALID` with the number of the line, never its content
 */
export function parseHtpasswd(text: string, onError?: ErrorLog): PasswordCheck {
  const hashes = new Map<string, string>();
  for (const [index, line] of text.split('\n').entries()) {
    const entry = line.trim();
    if (entry === '' || entry.startsWith('#')) continue;
    const colon = entry.indexOf(':');
    const hash = entry.slice(colon + 1);
    const cost = bcryptPattern.exec(hash)?.[1];
    if (colon <= 0 || cost === undefined) {
      throw new OciError(
        'INPUT_INVALID',
        `line ${index + 1} of the htpasswd file is not "user:" and a bcrypt hash; create it with "htpasswd -B"`,
      );
    }
    if (Number(cost) > maxCost) {
      throw new OciError(
        'INPUT_INVALID',
        `line ${index + 1} of the htpasswd file has bcrypt cost ${cost}, which is too slow; use at most ${maxCost}`,
      );
    }
    hashes.set(entry.slice(0, colon), hash);
  }
  return new Htpasswd(hashes, onError);
}

class Htpasswd implements PasswordCheck {
  readonly #hashes: ReadonlyMap<string, string>;
  // The cache has keyed hashes of passwords. The key exists only in this process.
  readonly #key = randomBytes(32);
  readonly #verified = new Map<string, Buffer>();
  readonly #queue = new PasswordQueue();
  readonly #pending = new Map<string, Promise<boolean>>();
  readonly #onError: ErrorLog | undefined;
  /** The users whose password is too long. Each is reported only once, so that a client cannot fill the log. */
  readonly #reported = new Set<string>();
  #dummy: Promise<string> | undefined;

  constructor(hashes: ReadonlyMap<string, string>, onError: ErrorLog | undefined) {
    this.#hashes = hashes;
    this.#onError = onError;
  }

  verify(user: string, password: string, source = ''): boolean | Promise<boolean> {
    const bytes = Buffer.byteLength(password);
    if (bytes > maxPasswordBytes) {
      this.#reportTooLong(user, bytes);
      return false;
    }
    const mac = createHmac('sha256', this.#key)
      .update(JSON.stringify([user, password]))
      .digest();
    const verified = this.#verified.get(user);
    if (verified !== undefined && timingSafeEqual(verified, mac)) return true;
    const key = mac.toString('base64');
    const running = this.#pending.get(key);
    if (running !== undefined) return running;
    const isKnown = this.#hashes.has(user);
    const run = (): Promise<boolean> => this.#compare(user, password, mac);
    const check = this.#queue.add({ source, user, isKnown, run }).finally(() => {
      this.#pending.delete(key);
    });
    this.#pending.set(key, check);
    return check;
  }

  #reportTooLong(user: string, bytes: number): void {
    if (!this.#hashes.has(user) || this.#reported.has(user)) return;
    this.#reported.add(user);
    const message = `it has ${bytes} bytes, and bcrypt compares only ${maxPasswordBytes}; use a shorter password`;
    this.#onError?.(new OciError('UNAUTHORIZED', message), `check the password of "${printable(user, 100)}"`);
  }

  async #compare(user: string, password: string, mac: Buffer): Promise<boolean> {
    const passwordHash = this.#hashes.get(user);
    const matches = await compare(password, passwordHash ?? (await this.#dummyHash()));
    if (passwordHash === undefined || !matches) return false;
    this.#verified.set(user, mac);
    return true;
  }

  /** A hash as costly as those of the users, so that the time of a reply does not reveal which users exist. */
  #dummyHash(): Promise<string> {
    const costs = [...this.#hashes.values()].map((text) => Number(text.slice(4, 6)));
    this.#dummy ??= hash(randomBytes(16).toString('hex'), costs.length === 0 ? defaultCost : Math.max(...costs));
    return this.#dummy;
  }
}

export interface UserPassword {
  readonly user: string;
  readonly password: string;
}

/**
 * Parses the value of an `Authorization: Basic` header (RFC 7617, UTF-8). The password may contain colons.
 *
 * @returns undefined for a malformed value
 */
export function parseBasic(value: string): UserPassword | undefined {
  const text = Buffer.from(value, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 0 || printable(text.slice(0, colon), text.length) !== text.slice(0, colon)) return undefined;
  return { user: text.slice(0, colon), password: text.slice(colon + 1) };
}
