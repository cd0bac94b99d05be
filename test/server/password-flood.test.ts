import { hashSync } from 'bcryptjs';
import { describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { createTokenIssuer, listen, parseHtpasswd } from '../../src/server/index.ts';
import { PasswordQueue } from '../../src/server/password-queue.ts';
import { isOciError } from '../../src/spec/index.ts';
import { basic, send } from './requests.ts';

const users = ['alice', 'bob', 'carol'];
const htpasswd = users.map((user) => `${user}:${hashSync(`${user}-pw`, 4)}`).join('\n');

type Outcome = 'right' | 'wrong' | 'refused';

async function outcomeOf(check: boolean | Promise<boolean>): Promise<Outcome> {
  try {
    return (await check) ? 'right' : 'wrong';
  } catch (error) {
    if (isOciError(error, 'TOOMANYREQUESTS')) return 'refused';
    throw error;
  }
}

/** Floods of wrong passwords: user and source by the number of the attempt. */
const floods: readonly (readonly [string, (attempt: number) => string, (attempt: number) => string])[] = [
  ['unknown users', (attempt) => `z${attempt}`, () => '10.0.0.1'],
  ['one unknown user', () => 'mallory', () => '10.0.0.1'],
  ['another existing user', () => 'bob', () => '10.0.0.1'],
  ['unknown users from many addresses', (attempt) => `z${attempt}`, (attempt) => `10.0.1.${attempt}`],
  ['the same user from another address', () => 'alice', () => '10.0.0.2'],
];

describe('a flood of wrong passwords', () => {
  for (const [name, userOf, sourceOf] of floods)
    it(`does not delay a first correct password when it is for ${name}`, async () => {
      const queue = new PasswordQueue(10);
      const checked: string[] = [];
      const add = (user: string, source: string, isCorrect: boolean): Promise<Outcome> => {
        const run = async (): Promise<boolean> => {
          checked.push(isCorrect ? 'correct' : 'wrong');
          return isCorrect;
        };
        return outcomeOf(queue.add({ source, user, isKnown: users.includes(user), run }));
      };
      const flood = Array.from({ length: 200 }, (_, attempt) => add(userOf(attempt), sourceOf(attempt), false));
      expect(await add('alice', '10.0.0.1', true)).toBe('right');
      expect(checked.indexOf('correct')).toBeLessThan(4);
      expect(new Set(await Promise.all(flood))).toEqual(new Set(['wrong', 'refused']));
    });

  it('does not delay a password that was correct before', async () => {
    const check = parseHtpasswd(htpasswd);
    expect(await check.verify('alice', 'alice-pw', '10.0.0.1')).toBe(true);
    const flood = Array.from({ length: 50 }, (_, attempt) =>
      outcomeOf(check.verify('alice', `${attempt}`, '10.0.0.1')),
    );
    expect(check.verify('alice', 'alice-pw', '10.0.0.9')).toBe(true);
    await Promise.all(flood);
  });

  it('gets the same outcomes for existing and unknown users', async () => {
    for (const user of ['alice', 'nobody']) {
      const check = parseHtpasswd(htpasswd);
      const outcomes = await Promise.all(
        Array.from({ length: 12 }, (_, attempt) => outcomeOf(check.verify(user, `guess ${attempt}`, '10.0.0.1'))),
      );
      const expected = [...Array<Outcome>(8).fill('wrong'), ...Array<Outcome>(4).fill('refused')];
      expect([user, outcomes]).toEqual([user, expected]);
    }
  });

  it('is rejected in the order of its arrival, whether the users exist or not', async () => {
    const check = parseHtpasswd(htpasswd);
    const order: string[] = [];
    const names = ['x', 'y', 'alice', 'z', 'bob'];
    const reject = async (user: string): Promise<void> => {
      await outcomeOf(check.verify(user, 'guess', '10.0.0.1'));
      order.push(user);
    };
    await Promise.all(names.map(reject));
    expect(order).toEqual(names);
  });

  it('gets 401 or 429 with Retry-After over HTTP, and correct logins get 200', async () => {
    const tokens = createTokenIssuer({ service: 'r', htpasswd });
    await using server = await listen(new MemoryRegistry(), { htpasswd, tokens });
    const login = (path: string, user: string, password: string): ReturnType<typeof send> =>
      send(server.url, 'GET', path, { headers: basic(user, password) });
    const paths = ['/v2/', '/token'];
    const flood = Array.from({ length: 100 }, (_, attempt) =>
      paths.map((path) => login(path, `z${attempt}`, 'guess')),
    ).flat();
    const logins = users.flatMap((user) => paths.map((path) => login(path, user, `${user}-pw`)));
    expect((await Promise.all(logins)).map(({ status }) => status)).toEqual(logins.map(() => 200));
    const replies = await Promise.all(flood);
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([401, 429]));
    for (const { status, headers } of replies) expect(headers['retry-after']).toBe(status === 429 ? '1' : undefined);
  });
});
