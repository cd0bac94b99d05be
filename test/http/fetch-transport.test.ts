import { describe, expect, it } from 'vitest';
import { fetchTransport, type Fetch } from '../../src/http/index.ts';
import { expectCode } from '../contract/content.ts';

const request = { method: 'GET', url: new URL('http://localhost/v2/') } as const;

/** Answers nothing. Ends when it is aborted. */
const silent: Fetch = (_, { signal }) =>
  new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason as Error));
  });

describe('fetchTransport', () => {
  it('ends requests when it is closed, and refuses later ones', async () => {
    const transport = fetchTransport({ fetch: silent });
    const pending = transport.send(request);
    pending.catch(() => undefined);
    await new Promise((resolve) => setImmediate(resolve));
    await transport.close();
    for (const sending of [pending, transport.send(request)]) {
      const { message } = await expectCode(sending, 'ABORTED');
      expect(message).toBe(
        'GET http://localhost/v2/ failed: its connection was closed; wait for each call before the connection is closed',
      );
    }
  });
});
