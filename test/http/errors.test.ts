import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { CertificateAuthority, findCanaries, newPlainCanary, ScriptedServer, type Step } from '../faults/kit/index.ts';
import { countedBody, failureOf, quickTransport, textOf } from './harness.ts';

/** Returns a port on which no process listens. */
async function unusedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('connection errors', () => {
  it('reports a refused connection (DL-08)', async () => {
    await using transport = quickTransport();
    const port = await unusedPort();
    const error = await failureOf(
      transport.send({ method: 'GET', url: new URL(`http://127.0.0.1:${port}/v2/?sig=1`) }),
    );
    expect([error.code, error.remedy]).toEqual(['UNREACHABLE', 'stated']);
    expect(error.message).toBe(
      `GET http://127.0.0.1:${port}/v2/?*** failed: the connection was refused (ECONNREFUSED); ` +
        'check the host and port, and that the registry can be reached from this machine (given up after 5 attempts)',
    );
    expect(transport.waits).toHaveLength(4);
  });

  it('reports a refused connection of a name with several addresses (DL-08)', async () => {
    await using transport = quickTransport({ attempts: 1 });
    const error = await failureOf(
      transport.send({ method: 'GET', url: new URL(`http://localhost:${await unusedPort()}/`) }),
    );
    expect([error.code, error.message]).toEqual(['UNREACHABLE', expect.stringContaining('ECONNREFUSED')]);
  });

  it('reports a name that does not resolve (DL-08)', async () => {
    await using transport = quickTransport({ attempts: 2 });
    const error = await failureOf(transport.send({ method: 'GET', url: new URL('https://registry.invalid/v2/') }));
    expect([error.code, error.message]).toEqual([
      'UNREACHABLE',
      expect.stringMatching(
        /^GET https:\/\/registry\.invalid\/v2\/ failed: the host name .*resolve.*given up after 2 attempts/,
      ),
    ]);
  });

  it.each<[string, Step]>([
    ['closed', { cutAt: -1, cut: 'fin' }],
    ['reset', { cutAt: -1, cut: 'rst' }],
  ])('reports a connection that is %s before the response (DL-08)', async (_name, step) => {
    await using server = await ScriptedServer.start();
    await using transport = quickTransport({ attempts: 3 });
    server.on('GET /', step);
    const error = await failureOf(transport.send({ method: 'GET', url: server.origin }));
    expect([error.code, error.message]).toEqual(['UNREACHABLE', expect.stringContaining('given up after 3 attempts')]);
    expect(error.remedy).toBeUndefined();
    expect(server.requests).toHaveLength(3);
  });

  it('reports no error when a retry succeeds (DL-08)', async () => {
    await using server = await ScriptedServer.start();
    await using transport = quickTransport();
    server.on('PUT /', { cutAt: -1 }, { cutAt: -1, cut: 'fin' }, { status: 201 });
    const response = await transport.send({ method: 'PUT', url: server.origin, body: countedBody(1000).body });
    await response.body.discard();
    expect(response.status).toBe(201);
  });
});

describe('TLS', () => {
  const authority = new CertificateAuthority();
  const dayMs = 86_400_000;

  it('names caFile in the error for an unknown authority, and sends no request (AU-10)', async () => {
    await using server = await ScriptedServer.start({ tls: authority.issue() });
    await using transport = quickTransport();
    const error = await failureOf(transport.send({ method: 'GET', url: server.origin }));
    expect([error.code, error.message]).toEqual(['TLS_FAILED', expect.stringContaining('caFile')]);
    expect([server.requests.length, server.connections]).toEqual([0, 1]);
  });

  it('trusts the authority of `ca` in addition to those of Node', async () => {
    await using server = await ScriptedServer.start({ tls: authority.issue() });
    server.on('GET /', { body: 'secure' });
    await using transport = quickTransport({ ca: `a comment\n${new CertificateAuthority().cert}${authority.cert}` });
    expect(await textOf(await transport.send({ method: 'GET', url: server.origin }))).toBe('secure');
  });

  it('rejects a certificate that has expired, is not valid yet, or is for another name (AU-10)', async () => {
    for (const [options, words] of [
      [{ notBefore: new Date(Date.now() - 2 * dayMs), notAfter: new Date(Date.now() - dayMs) }, 'has expired'],
      [{ notBefore: new Date(Date.now() + dayMs) }, 'not valid yet'],
      [{ hosts: ['other.test'] }, 'is not for 127.0.0.1'],
    ] as const) {
      await using server = await ScriptedServer.start({ tls: authority.issue(options) });
      await using transport = quickTransport({ ca: authority.cert });
      const error = await failureOf(transport.send({ method: 'GET', url: server.origin }));
      expect([error.code, error.message]).toEqual(['TLS_FAILED', expect.stringContaining(words)]);
      expect(server.requests).toHaveLength(0);
    }
  });

  it('accepts any certificate with insecureTls', async () => {
    await using server = await ScriptedServer.start({
      tls: authority.issue({ hosts: ['other.test'], notAfter: new Date(Date.now() - 1000) }),
    });
    server.on('GET /', { body: 'content' });
    await using transport = quickTransport({ insecureTls: true });
    expect(await textOf(await transport.send({ method: 'GET', url: server.origin }))).toBe('content');
  });

  it.each(['HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n', 'hello', undefined])(
    'does not send a request without TLS when the server answers the handshake with %j (AU-10)',
    async (reply) => {
      let received = Buffer.alloc(0);
      let connections = 0;
      const plain = createServer((socket) => {
        connections++;
        socket
          .on('error', () => undefined)
          .on('data', (chunk) => {
            received = Buffer.concat([received, chunk]);
            if (reply === undefined) socket.end();
            else socket.end(reply);
          });
      }).listen(0, '127.0.0.1');
      await once(plain, 'listening');
      try {
        await using transport = quickTransport({ insecureTls: true, attempts: 2 });
        const { port } = plain.address() as AddressInfo;
        const error = await failureOf(
          transport.send({
            method: 'GET',
            url: new URL(`https://127.0.0.1:${port}/v2/`),
            headers: { authorization: 'Bearer canarycanary' },
          }),
        );
        expect([error.code, error.message]).toEqual([
          reply === undefined ? 'UNREACHABLE' : 'TLS_FAILED',
          expect.stringContaining('plainHttp'),
        ]);
        expect(received.includes('GET ')).toBe(false);
        expect(findCanaries(['canarycanary'], { received })).toEqual([]);
        // Only the end of the connection may have another reason than the configuration.
        expect(connections).toBe(reply === undefined ? 2 : 1);
      } finally {
        plain.close();
      }
    },
  );

  it('reports an error when a TLS server receives plain HTTP (AU-10)', async () => {
    await using server = await ScriptedServer.start({ tls: authority.issue() });
    await using transport = quickTransport({ attempts: 1 });
    const error = await failureOf(transport.send({ method: 'GET', url: new URL(`http://127.0.0.1:${server.port}/`) }));
    expect(['PROTOCOL', 'UNREACHABLE']).toContain(error.code);
    expect(server.requests).toHaveLength(0);
  });

  it('refuses a redirect from https to http (AU-10)', async () => {
    await using server = await ScriptedServer.start({ tls: authority.issue() });
    await using sink = await ScriptedServer.start();
    await using transport = quickTransport({ ca: authority.cert });
    server.on('GET /', { status: 307, headers: { Location: sink.origin.href } });
    expect((await failureOf(transport.send({ method: 'GET', url: server.origin }))).code).toBe('REDIRECT_REFUSED');
    expect(sink.connections).toBe(0);
  });

  it.each([
    ['', 'contains no certificate'],
    ['not PEM', 'contains no certificate'],
    ['-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----', 'contains no certificate'],
    ['-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', 'certificate 1 of 1 is invalid'],
    [`${authority.cert}-----BEGIN CERTIFICATE-----\nMIIB`, 'incomplete'],
    [`${authority.cert}${authority.cert.replace('M', 'A')}`, 'certificate 2 of 2 is invalid'],
  ])('rejects invalid certificates: %j', (ca, words) => {
    expect(() => quickTransport({ ca })).toThrow(
      expect.objectContaining({
        code: 'INPUT_INVALID',
        message: expect.stringMatching(new RegExp(`caFile.*${words}`)),
      }),
    );
  });
});

describe('secrets', () => {
  it('does not include queries, headers and the content of responses in events and errors (AU-15)', async () => {
    await using server = await ScriptedServer.start();
    const authority = new CertificateAuthority();
    await using secure = await ScriptedServer.start({ tls: authority.issue() });
    await using transport = quickTransport({ attempts: 2 });
    await using impatient = quickTransport({ attempts: 2, stall: { bytes: 1024, ms: 100 }, headersTimeoutMs: 100 });
    const sent = newPlainCanary('sent');
    const query = newPlainCanary('query');
    const received = newPlainCanary('received');
    const cookie = ['Set-Cookie', `session=${received}`] as const;
    server
      .on('GET /reset', { cutAt: -1 })
      .on('GET /cut', { headers: [cookie], body: `${received}${'x'.repeat(1000)}`, cutAt: 100 })
      .on('GET /drip', { headers: [cookie], body: received, drip: { bytes: 1, everyMs: 60 } })
      .on('GET /stuck', { silent: true })
      .on('GET /malformed', {
        raw: `HTTP/1.1 200 OK\r\nSet-Cookie: ${received}\r\nX: a\0b${received}\r\n\r\n${received}`,
        after: 'fin',
      })
      .on('GET /smuggle', {
        raw: `HTTP/1.1 200 OK\r\nSet-Cookie: ${received}\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n${received}`,
        after: 'fin',
      })
      .on('GET /long', { status: 429, headers: [cookie, ['Retry-After', '9999']] })
      .on('GET /busy', { status: 503, headers: [cookie], body: received });
    const headers = { authorization: `Bearer ${sent}`, 'x-own': sent };
    const errors: unknown[] = [];
    for (const path of ['/reset', '/cut', '/drip', '/stuck', '/malformed', '/smuggle', '/long']) {
      const { send } = path === '/drip' || path === '/stuck' ? impatient : transport;
      errors.push(
        await failureOf(send({ method: 'GET', url: server.url(`${path}?token=${query}`), headers }).then(textOf)),
      );
    }
    errors.push(await failureOf(transport.send({ method: 'GET', url: secure.url(`/?${query}`), headers })));
    errors.push(
      await failureOf(
        transport.send({ method: 'GET', url: new URL(`http://127.0.0.1:${await unusedPort()}/?${query}`), headers }),
      ),
    );
    errors.push(
      await failureOf(
        transport.send({ method: 'GET', url: server.url(`/?${query}`), headers: { authorization: `${sent}\n` } }),
      ),
    );
    await textOf(await transport.send({ method: 'GET', url: server.url(`/busy?token=${query}`), headers }));
    const events = [...transport.events, ...impatient.events];
    expect(events.length).toBeGreaterThan(8);
    expect(findCanaries([sent, query, received], { wire: server.wire })).toHaveLength(2);
    const errorsByName = Object.fromEntries(errors.map((error, index) => [`error ${index}`, error as Error]));
    expect(
      findCanaries([sent, query, received], {
        ...errorsByName,
        plain: errors.map((error) => inspect(error)).join('\n'),
        events: JSON.stringify(events),
      }),
    ).toEqual([]);
  });
});
