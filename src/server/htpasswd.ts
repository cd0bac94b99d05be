import { compare, hash } from 'bcryptjs';
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { OciError, printable } from '../spec/index.ts';
import type { ErrorLog } from './access-log.ts';

/** Checks the password of a user. */
export interface PasswordCheck {
  /**
   * Whether the password of a user is correct.
   *
   * @throws OciError `TOOMANYREQUESTS`
   */
  verify(user: string, password: string): boolean | Promise<boolean>;
}

const bcryptPattern = /^\$2[abxy]\$(\d\d)\$[./A-Za-z0-9]{53}$/;
/** Maximum bcrypt cost. With a higher cost, one check blocks the process for seconds. */
const maxCost = 14;
/** Maximum number of bytes of a password. Bcrypt ignores the rest, so different passwords would be equal. */
const maxPasswordBytes = 72;
/** Maximum number of pending checks. Each uses a core for tens of milliseconds. */
const maxPending = 64;
/** Maximum number of users whose verified password is cached. */
const maxCachedUsers = 1024;
/**
 * Cost of the hash that is compared for an unknown user, so that the response time does not reveal which users exist.
 */
const dummyCost = 10;

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
  readonly #pending = new Map<string, Promise<boolean>>();
  readonly #onError: ErrorLog | undefined;
  /** The users whose password is too long. Each is reported only once, so that a client cannot fill the log. */
  readonly #reported = new Set<string>();
  #lastCheck: Promise<unknown> = Promise.resolve();
  #dummy: Promise<string> | undefined;

  constructor(hashes: ReadonlyMap<string, string>, onError: ErrorLog | undefined) {
    this.#hashes = hashes;
    this.#onError = onError;
  }

  verify(user: string, password: string): boolean | Promise<boolean> {
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
    if (this.#pending.size >= maxPending) {
      throw new OciError('TOOMANYREQUESTS', 'too many pending password checks; retry later');
    }
    const check = this.#enqueue(user, password, mac).finally(() => {
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

  /** Runs one check at a time, so that other requests get CPU time. */
  #enqueue(user: string, password: string, mac: Buffer): Promise<boolean> {
    const check = this.#lastCheck.then(() => this.#compare(user, password, mac));
    this.#lastCheck = check.catch(() => false);
    return check;
  }

  async #compare(user: string, password: string, mac: Buffer): Promise<boolean> {
    const passwordHash = this.#hashes.get(user);
    const matches = await compare(password, passwordHash ?? (await this.#dummyHash()));
    if (passwordHash === undefined || !matches) return false;
    if (this.#verified.size >= maxCachedUsers) this.#verified.clear();
    this.#verified.set(user, mac);
    return true;
  }

  #dummyHash(): Promise<string> {
    const costs = [...this.#hashes.values()].map((text) => Number(text.slice(4, 6)));
    this.#dummy ??= hash(randomBytes(16).toString('hex'), Math.max(dummyCost, ...costs));
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
