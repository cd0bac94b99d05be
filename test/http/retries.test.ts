import { describe, expect, it } from 'vitest';
import {
  classifyResponse,
  contentLength,
  readErrorBody,
  Retries,
  RetryableError,
  RetryPolicy,
  type HttpEvent,
  type HttpResponse,
  type RetryHint,
  type RetryOptions,
} from '../../src/http/index.ts';
import { OciError } from '../../src/spec/index.ts';
import { eventually } from '../eventually.ts';
import { ScriptedServer } from '../faults/kit/index.ts';
import { quickTransport, textOf } from './harness.ts';

const url = new URL('http://registry.test/v2/?secret=1');
const mib = 1024 * 1024;

function failure(hint: Partial<RetryHint> = {}): RetryableError {
  const error = new OciError('UNAVAILABLE', 'the registry is busy', { status: 503 });
  return new RetryableError(error, { method: 'GET', url, hasResponse: true, reason: 'status 503', ...hint });
}

interface Recorded {
  readonly policy: RetryPolicy;
  readonly waits: number[];
  readonly events: HttpEvent[];
}

function recorded(options: RetryOptions = {}): Recorded {
  const waits: number[] = [];
  const events: HttpEvent[] = [];
  const sleep = async (ms: number): Promise<void> => void waits.push(ms);
  const onEvent = (event: HttpEvent): void => void events.push(event);
  return { policy: new RetryPolicy({ random: () => 0, sleep, onEvent, ...options }), waits, events };
}

/** Fails until it was called `count` times. */
function failing(count: number, hint?: Partial<RetryHint>): { calls: number; work: () => Promise<string> } {
  const state = {
    calls: 0,
    work: async () => {
      if (++state.calls < count) throw failure(hint);
      return 'done';
    },
  };
  return state;
}

describe('the attempts of an operation', () => {
  it.each([1, 2, 5])('are at most %i', async (attempts) => {
    const { policy, waits, events } = recorded({ attempts });
    const enough = failing(attempts);
    expect(await new Retries(policy, undefined).run(enough.work)).toBe('done');
    const tooFew = failing(attempts + 1);
    const error: unknown = await new Retries(policy, undefined).run(tooFew.work).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'UNAVAILABLE',
      status: 503,
      message: `the registry is busy${attempts === 1 ? '' : ` (given up after ${attempts} attempts)`}`,
    });
    expect(error).not.toBeInstanceOf(RetryableError);
    expect([enough.calls, tooFew.calls]).toEqual([attempts, attempts]);
    expect([waits.length, events.length]).toEqual([2 * (attempts - 1), 2 * (attempts - 1)]);
  });

  it('can be fewer than those of the policy, and say whether the current one is the last', async () => {
    const { policy, events } = recorded({ attempts: 5 });
    const retries = new Retries(policy, undefined, 3);
    const last: boolean[] = [];
    const { work } = failing(9);
    await expect(
      retries.run(async (isRetry) => {
        last.push(retries.isLast);
        expect(isRetry).toBe(last.length > 1);
        return work();
      }),
    ).rejects.toThrow(/given up after 3 attempts/);
    expect(last).toEqual([false, false, true]);
    expect(events).toMatchObject([
      { kind: 'retry', method: 'GET', attempt: 1, attempts: 3, delayMs: 500, reason: 'status 503' },
      { attempt: 2, attempts: 3, delayMs: 1000 },
    ]);
    expect(JSON.stringify(events)).not.toContain('secret');
  });

  it.each([0, -1, 1.5, Number.NaN])('cannot be %f', (attempts) => {
    expect(() => new RetryPolicy({ attempts })).toThrow(/cannot use attempts/);
  });

  it('end with an error that another attempt cannot fix', async () => {
    const { policy, waits } = recorded();
    const final = new OciError('DENIED', 'no');
    let calls = 0;
    const work = async (): Promise<never> => {
      calls++;
      throw final;
    };
    await expect(new Retries(policy, undefined).run(work)).rejects.toBe(final);
    expect([calls, waits]).toEqual([1, []]);
  });

  it('end when the signal is aborted, before a wait and during it', async () => {
    const { policy, waits } = recorded();
    const before = failing(2);
    await expect(new Retries(policy, AbortSignal.abort()).run(before.work)).rejects.toMatchObject({ code: 'ABORTED' });
    expect([before.calls, waits]).toEqual([1, []]);
    const during = failing(2);
    const real = new RetryPolicy({ baseDelayMs: 60_000 });
    const signal = AbortSignal.timeout(5);
    await expect(new Retries(real, signal).run(during.work)).rejects.toMatchObject({ name: 'OciError' });
    expect(during.calls).toBe(1);
  });

  it('begin again after each 16 MiB of progress', async () => {
    const { policy } = recorded({ attempts: 3 });
    const retries = new Retries(policy, undefined);
    for (let count = 0; count < 5; count++) {
      await retries.afterFailure(failure());
      await retries.afterFailure(failure());
      expect(retries.isLast).toBe(true);
      retries.recordProgress(10 * mib);
      expect(retries.isLast).toBe(true);
      retries.recordProgress(6 * mib);
      expect(retries.isLast).toBe(false);
    }
    await retries.afterFailure(failure());
    await retries.afterFailure(failure());
    retries.recordProgress(16 * mib - 1);
    await expect(retries.afterFailure(failure())).rejects.toThrow(/given up after 3 attempts/);
  });

  it.each([
    [{ ms: 7000, text: '7' }, 7000],
    [{ ms: 100, text: '0.1' }, 500],
    [{ ms: 1000.2, text: '1.0002' }, 1001],
    [{ ms: 120_000, text: '120' }, 120_000],
  ])('wait for the time that the server requests, at least for the backoff: %j', async (wait, expected) => {
    const { policy, waits } = recorded();
    await new Retries(policy, undefined).afterFailure(failure({ wait }));
    expect(waits).toEqual([expected]);
  });

  it('end when the server requests a longer wait than the limit', async () => {
    const { policy, waits } = recorded({ maxRetryAfterMs: 9999 });
    const retries = new Retries(policy, undefined);
    await retries.afterFailure(failure({ wait: { ms: 9999, text: '9.999' } }));
    const tooLong = retries.afterFailure(failure({ wait: { ms: 10_000, text: '10' } }));
    await expect(tooLong).rejects.toThrow(/requests a wait of "10", longer than the limit of 9 s; try again later/);
    expect(waits).toEqual([9999]);
  });

  it('share a budget of retries, which successes fill up to its limit', async () => {
    const { policy, waits } = recorded({ attempts: 9, retryBudget: 3 });
    const success = { status: 200 } as HttpResponse;
    for (let count = 0; count < 5; count++) await policy.classify(success);
    await expect(new Retries(policy, undefined).run(failing(9).work)).rejects.toThrow(/after 4 attempts/);
    expect([waits.length, policy.isBudgetExhausted]).toEqual([3, true]);
    await policy.classify({ status: 404 } as HttpResponse);
    expect(policy.isBudgetExhausted).toBe(true);
    await policy.classify({ status: 301 } as HttpResponse);
    expect(policy.isBudgetExhausted).toBe(false);
    await expect(new Retries(policy, undefined).run(failing(9).work)).rejects.toThrow(/after 2 attempts/);
  });
});

/** A response with a body that is read in pieces. */
function response(status: number, body: string, headers: Readonly<Record<string, string>> = {}): HttpResponse {
  const read = async function* read(): AsyncGenerator<Uint8Array, void, undefined> {
    for (let at = 0; at < body.length; at += 1000) yield Buffer.from(body.slice(at, at + 1000));
  };
  const get = (name: string): string | undefined => headers[name];
  return {
    status,
    url,
    headers: { get, all: (name) => (headers[name] === undefined ? [] : [headers[name]]) },
    body: { [Symbol.asyncIterator]: read, discard: async () => undefined },
  };
}

describe('classifyResponse', () => {
  it.each([
    [429, 'retry-after: 10s', 10_000],
    [429, 'Retry-After 2m', 120_000],
    [429, 'retry-after: 1h2m3.5s', 3_723_500],
    [429, 'retry-after: 1500us', 1.5],
    [429, 'busy', undefined],
    [403, 'secondary rate limit, retry-after: 5s', 5000],
  ])('finds the wait in the body of %i: %s', async (status, body, ms) => {
    const { hint, response: complete } = await classifyResponse(response(status, body), Date.now);
    expect(hint?.wait?.ms).toBe(ms);
    expect(await textOf(complete)).toBe(body);
  });

  it('prefers the wait in the header, and keeps a body that is longer than what it reads', async () => {
    const body = `retry-after: 9s${' '.repeat(200_000)}`;
    const { hint, response: complete } = await classifyResponse(response(429, body, { 'retry-after': '3' }), Date.now);
    expect(hint).toMatchObject({ reason: 'status 429', wait: { ms: 3000 } });
    expect(await textOf(complete)).toBe(body);
    const long = await classifyResponse(response(403, `${'x'.repeat(70_000)}secondary rate limit`), Date.now);
    expect(long.hint).toBeUndefined();
    expect((await textOf(long.response)).length).toBe(70_020);
  });
});

describe('readErrorBody', () => {
  it('quotes the first five errors, and at most 64 KiB of the body', async () => {
    const errors = Array.from({ length: 7 }, (_, index) => ({
      code: `C${index}`,
      message: `m${index}`,
      detail: `d${index}`,
    }));
    const read = await readErrorBody(response(400, JSON.stringify({ errors })));
    expect(read.reason).toBe('C0: m0 (d0); C1: m1 (d1); C2: m2 (d2); C3: m3 (d3); C4: m4 (d4)');
    expect(read.errors).toHaveLength(7);
    const long = await readErrorBody(response(400, 'x'.repeat(100_000)));
    expect(long.text).toHaveLength(64 * 1024);
    expect(long.reason.length).toBeLessThan(520);
  });

  it.each([
    ['{"error":"invalid_grant","error_description":"expired"}', {}, 'invalid_grant: expired'],
    ['{"details":"no access"}', {}, 'no access'],
    ['{"other":1}', {}, '"{"other":1}"'],
    ['plain text', {}, '"plain text"'],
    ['<html></html>', {}, 'with a web page'],
    ['hello', { 'content-type': 'text/html; charset=utf-8' }, 'with a web page'],
    ['', {}, ''],
    ['  \n', {}, ''],
    ['{"errors":[{"code":"DENIED","message":""}]}', {}, 'DENIED'],
    ['{"errors":[{"message":"no","detail":"no, never"}]}', {}, 'no (no, never)'],
    ['{"errors":[{"message":"see x","detail":"x"}]}', {}, 'see x'],
    ['{"errors":[]}', {}, '"{"errors":[]}"'],
  ])('gives the reason of %s', async (body, headers, reason) => {
    expect((await readErrorBody(response(400, body, headers))).reason).toBe(reason);
  });

  it('removes the secrets of the request from the reason', async () => {
    const mask = (text: string): string => text.replaceAll('secret-1', '***');
    for (const body of ['is secret-1', '{"errors":[{"message":"is secret-1"}]}', '{"error":"is secret-1"}'])
      expect((await readErrorBody({ ...response(400, body), maskSecrets: mask })).reason).toContain('is ***');
  });
});

describe('contentLength', () => {
  it.each([
    ['0', 0],
    ['12', 12],
    ['9007199254740991', 9_007_199_254_740_991],
    ['9007199254740992', undefined],
    ['-1', undefined],
    ['1.5', undefined],
    ['1, 1', undefined],
    ['', undefined],
  ])('reads %j as %s', (text, length) => {
    expect(contentLength(response(200, '', { 'content-length': text }).headers)).toBe(length);
  });
});

describe('the response of a redirect', () => {
  it.each([10, 50_000, 1_000_000])('with %i bytes does not occupy a connection', async (size) => {
    await using server = await ScriptedServer.start();
    server
      .on('GET /a', { status: 307, headers: { Location: '/b' }, body: Buffer.alloc(size) })
      .on('GET /b', { body: 'done' });
    await using transport = quickTransport({ attempts: 1 });
    for (let count = 0; count < 3; count++)
      expect(await textOf(await transport.send({ method: 'GET', url: server.url('/a') }))).toBe('done');
    await eventually(() => server.openConnections === 1, 'the end of other connections');
    // Reading a long rest would take more time than a new connection.
    expect(server.connections).toBe(size > 64 * 1024 ? 4 : 1);
  });
});
