import { compare, hash } from 'bcryptjs';
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { OciError, printable } from '../spec/index.ts';

/** Answers whether a password is a user's. */
export interface PasswordCheck {
  verify(user: string, password: string): boolean | Promise<boolean>;
}

const bcryptPattern = /^\$2[abxy]\$(\d\d)\$[./A-Za-z0-9]{53}$/;
/** Powers of two of rounds. Beyond this one check takes seconds, during which the process does little else. */
const maxCost = 14;
/** Checks waiting for their turn, after which nobody is let in any more: each takes a core for tens of milliseconds. */
const maxWaiting = 64;
/** Proven passwords that are remembered. */
const maxRemembered = 1024;
/** Compared with when the user is unknown, so that the time of an answer does not tell who exists. */
const dummyCost = 10;

/**
 * Reads the content of an htpasswd file. Only bcrypt entries are taken (`htpasswd -B`).
 *
 * @throws OciError `INPUT_INVALID` naming the line, never its content
 */
export function parseHtpasswd(text: string): PasswordCheck {
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
        `line ${index + 1} of the htpasswd file is not "user:" and a bcrypt hash; make it with "htpasswd -B"`,
      );
    }
    if (Number(cost) > maxCost) {
      throw new OciError(
        'INPUT_INVALID',
        `line ${index + 1} of the htpasswd file has bcrypt cost ${cost}, which takes too long per request; use ${maxCost} at most`,
      );
    }
    hashes.set(entry.slice(0, colon), hash);
  }
  return new Htpasswd(hashes);
}

class Htpasswd implements PasswordCheck {
  readonly #hashes: ReadonlyMap<string, string>;
  // Passwords are remembered as keyed hashes; the key never leaves the process.
  readonly #key = randomBytes(32);
  readonly #proven = new Map<string, Buffer>();
  readonly #checking = new Map<string, Promise<boolean>>();
  #last: Promise<unknown> = Promise.resolve();
  #dummy: Promise<string> | undefined;

  constructor(hashes: ReadonlyMap<string, string>) {
    this.#hashes = hashes;
  }

  verify(user: string, password: string): boolean | Promise<boolean> {
    const mark = createHmac('sha256', this.#key)
      .update(JSON.stringify([user, password]))
      .digest();
    const proven = this.#proven.get(user);
    if (proven !== undefined && timingSafeEqual(proven, mark)) return true;
    const key = mark.toString('base64');
    const running = this.#checking.get(key);
    if (running !== undefined) return running;
    if (this.#checking.size >= maxWaiting) {
      throw new OciError('TOOMANYREQUESTS', 'too many passwords are being checked at this moment; try again later');
    }
    const check = this.#inTurn(user, password, mark).finally(() => {
      this.#checking.delete(key);
    });
    this.#checking.set(key, check);
    return check;
  }

  /** One check at a time leaves the other core, and every other turn of this one, to everybody else. */
  #inTurn(user: string, password: string, mark: Buffer): Promise<boolean> {
    const check = this.#last.then(() => this.#compare(user, password, mark));
    this.#last = check.catch(() => false);
    return check;
  }

  async #compare(user: string, password: string, mark: Buffer): Promise<boolean> {
    const known = this.#hashes.get(user);
    const matches = await compare(password, known ?? (await this.#dummyHash()));
    if (known === undefined || !matches) return false;
    if (this.#proven.size >= maxRemembered) this.#proven.clear();
    this.#proven.set(user, mark);
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

/** Reads the value of an `Authorization: Basic` header (RFC 7617, UTF-8). The password may hold colons. */
export function parseBasic(value: string): UserPassword | undefined {
  const text = Buffer.from(value, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 0 || printable(text.slice(0, colon), text.length) !== text.slice(0, colon)) return undefined;
  return { user: text.slice(0, colon), password: text.slice(colon + 1) };
}
