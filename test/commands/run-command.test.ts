import { describe, expect, it } from 'vitest';
import { CommandFailure, runCommand, type RawValues } from '../../src/commands/index.ts';
import { copy } from '../../src/commands/copy.ts';
import { option, readInputs } from '../../src/commands/option.ts';
import { password, secret, text } from '../../src/commands/option-types.ts';
import { pull } from '../../src/commands/pull.ts';
import { push } from '../../src/commands/push.ts';
import { resolve } from '../../src/commands/resolve.ts';
import { OciError } from '../../src/spec/index.ts';
import { findCanaries, newCanary, newPlainCanary } from '../faults/kit/index.ts';

/** Runs a command that fails, and returns the message of its error and the texts that the log hides. */
async function failureOf(
  command: Parameters<typeof runCommand>[0],
  raw: RawValues,
): Promise<{ readonly message: string; readonly hidden: readonly string[] }> {
  const hidden: string[] = [];
  const nothing = (): void => undefined;
  const log = {
    line: nothing,
    phase: nothing,
    notice: nothing,
    warning: nothing,
    debug: nothing,
    progress: nothing,
    hide: (secret: string) => void hidden.push(secret),
  };
  const run = runCommand(command, {
    raw,
    log,
    label: (name) => `--${name}`,
    env: {},
    cancelled: new AbortController().signal,
    notice: nothing,
    print: nothing,
    onForcedExit: nothing,
    finish: async () => undefined,
  });
  const error: unknown = await run.catch((caught: unknown) => caught);
  if (!(error instanceof CommandFailure)) throw error;
  return { message: error.message, hidden };
}

describe('a secret in another input', () => {
  const long = newPlainCanary('token').repeat(20);
  it.each<[string, (secret: string) => string]>([
    ['the tag', (secret) => `ghcr.io/acme/app:${secret}:x`],
    ['the tag, split at a colon', (secret) => `ghcr.io/acme/app:${secret.slice(0, 15)}:${secret.slice(15)}`],
    ['the repository', (secret) => `ghcr.io/acme/${secret}/!`],
    ['the host', (secret) => `${secret}.example.com/~`],
    ['the digest', (secret) => `ghcr.io/acme/app@sha256:${secret}`],
    ['the whole reference', (secret) => `${secret}!`],
  ])('is not shown in the error about %s', async (_, reference) => {
    for (const secret of [newCanary('Pass'), newPlainCanary('Token'), long]) {
      for (const inputs of [{ password: secret, username: 'u' }, { 'github-token': secret }]) {
        for (const [command, name] of [
          [resolve, 'reference'],
          [push, 'tags'],
        ] as const) {
          const raw = { ...inputs, 'source-dir': '.', target: 'oci://localhost:9/a', [name]: reference(secret) };
          const { message, hidden } = await failureOf(command, raw);
          const parts = [secret, secret.slice(0, 15), secret.slice(15), secret.toLowerCase()];
          expect(findCanaries(parts, { message })).toEqual([]);
          expect(hidden).toEqual(expect.arrayContaining([secret, Buffer.from(secret).toString('hex')]));
        }
      }
    }
  });

  it('is not shortened in an error, because a log masks only complete secrets', async () => {
    for (const reference of [`ghcr.io/a/b:${long}`, `ghcr.io/${long}:v1!`, `${long}/b:v1!`]) {
      const { message } = await failureOf(resolve, { reference });
      expect(message).not.toContain(long.slice(0, 50));
      expect(message).toMatch(/a text of \d+ characters/);
    }
  });
});

describe('a password', () => {
  it('is hidden in every form, also with the user name of its own registry', async () => {
    const [from, to, own] = [newPlainCanary('From'), newPlainCanary('To'), newPlainCanary('Own')];
    const { hidden } = await failureOf(copy, {
      source: '!',
      target: '!',
      'from-username': 'reader',
      'from-password': from,
      'to-username': 'writer',
      'to-password': to,
    });
    const encoded = (username: string, secret: string): string =>
      Buffer.from(`${username}:${secret}`).toString('base64');
    expect(hidden).toEqual(expect.arrayContaining([from, to, encoded('reader', from), encoded('writer', to)]));
    const both = await failureOf(resolve, { reference: '!', username: 'me', password: own });
    expect(both.hidden).toEqual(expect.arrayContaining([own, encoded('me', own)]));
    const token = await failureOf(resolve, { reference: '!', 'github-token': own });
    expect(token.hidden).toEqual(expect.arrayContaining([own, encoded('x-access-token', own)]));
  });
});

describe('a time limit', () => {
  const late: Parameters<typeof runCommand>[0] = {
    ...pull,
    run: async (_, { signal }) => {
      if (timeout === '1ms') await new Promise((done) => signal.addEventListener('abort', done));
      // A time limit of the transport has the same code.
      throw new OciError('TIMEOUT', 'no answer');
    },
  };
  let timeout: string;

  it.each([
    ['of the command', '1ms', /^--timeout: /],
    ['of a request', '1h', /^--reference: .*no answer/],
    ['of a request, without a limit of the command', '', /^--reference: .*no answer/],
  ])('%s is named in the error', async (_, limit, message) => {
    timeout = limit;
    expect((await failureOf(late, { reference: 'localhost:9/a:v1', timeout })).message).toMatch(message);
  });
});

describe('the inputs of a command', () => {
  it('keep white space only in passwords', async () => {
    const description = 'A text.';
    const options = {
      password: option({ type: password, description }),
      secret: option({ type: secret, description }),
      text: option({ type: text, description }),
    };
    const context = { label: (name: string) => name, env: {}, notice: () => undefined };
    const raw = { password: ' p ', secret: ' s ', text: ' t ' };
    expect(await readInputs(options, raw, context)).toEqual({ password: ' p ', secret: 's', text: 't' });
  });

  it.each([
    { reference: 'a.example/x:v1\nb.example/x:v1' },
    { reference: 'a.example/x:v1', fallback: ['b.example/x:v1'] },
  ])('give the user name of one registry to no other: %j', async (raw) => {
    const { message } = await failureOf(pull, { ...raw, username: 'me', password: 'canary' });
    expect(message).toContain('--username: the references are in several registries (a.example, b.example)');
  });
});
