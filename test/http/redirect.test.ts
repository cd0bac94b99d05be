import { describe, expect, it } from 'vitest';
import type { HttpMethod } from '../../src/http/index.ts';
import { CertificateAuthority, findCanaries, newPlainCanary, ScriptedServer } from '../faults/kit/index.ts';
import { countedBody, failureOf, quickTransport, textOf } from './harness.ts';

/** Headers with secrets. One of them has a name that is not well known. */
function secretHeaders(): { readonly secrets: readonly string[]; readonly headers: Record<string, string> } {
  const secrets = Array.from({ length: 4 }, () => newPlainCanary());
  const [token = '', cookie = '', proxy = '', custom = ''] = secrets;
  return {
    secrets,
    headers: {
      authorization: `Bearer ${token}`,
      cookie: `session=${cookie}`,
      'x-proxy-authorization': proxy,
      'x-meta-key': custom,
      accept: 'a/b',
      range: 'bytes=1-',
      'user-agent': 'me',
    },
  };
}

describe('redirect', () => {
  it('sends credentials and configured headers only to the registry (AU-01)', async () => {
    await using origin = await ScriptedServer.start();
    await using sink = await ScriptedServer.start();
    await using transport = quickTransport();
    origin.on('GET /blob', { status: 307, headers: { Location: sink.url('/there?sig=1').href } });
    sink.on('GET /there', { body: 'content' });
    const { secrets, headers } = secretHeaders();
    const response = await transport.send({ method: 'GET', url: origin.url('/blob'), headers });
    expect(await textOf(response)).toBe('content');
    expect(response.url.href).toBe(sink.url('/there?sig=1').href);
    expect(findCanaries(secrets, { sink: sink.wire })).toEqual([]);
    expect(findCanaries(secrets, { origin: origin.wire })).toHaveLength(4);
    const [seen] = sink.requests;
    expect(seen?.headers.map(([name]) => name).sort()).toEqual([
      'accept',
      'accept-encoding',
      'connection',
      'host',
      'range',
      'user-agent',
    ]);
    expect([seen?.header('accept'), seen?.header('range'), seen?.header('user-agent')]).toEqual([
      'a/b',
      'bytes=1-',
      'me',
    ]);
  });

  it.each(['another server', 'the registry', 'the storage without TLS'])(
    'does not leave TLS in a chain that began without it, for %s (RD-07)',
    async (target) => {
      const authority = new CertificateAuthority();
      await using registry = await ScriptedServer.start();
      await using storage = await ScriptedServer.start({ tls: authority.issue() });
      await using other = await ScriptedServer.start();
      await using transport = quickTransport({ ca: authority.cert, attempts: 1 });
      const targets: Readonly<Record<string, string>> = {
        'another server': other.url('/plain').href,
        'the registry': registry.url('/plain').href,
        'the storage without TLS': storage.url('/plain').href.replace('https:', 'http:'),
      };
      registry.on('GET /blob', { status: 307, headers: { Location: storage.url('/blob').href } });
      storage.on('GET /blob', { status: 307, headers: { Location: targets[target] ?? '' } });
      for (const server of [registry, other]) server.on('GET /plain', { body: 'content' });
      const error = await failureOf(transport.send({ method: 'GET', url: registry.url('/blob') }));
      expect(error.code).toBe('REDIRECT_REFUSED');
      expect([...registry.seen('GET /plain'), ...other.requests]).toEqual([]);
    },
  );

  it.each([9000, 14_000, 15_500])('follows a redirect to a presigned URL of %d characters', async (length) => {
    await using origin = await ScriptedServer.start();
    await using storage = await ScriptedServer.start();
    await using transport = quickTransport();
    const target = storage.url(`/blob?token=${'x'.repeat(length)}`).href;
    origin.on('GET /blob', { status: 307, headers: { Location: target } });
    storage.on('GET *', { body: 'content' });
    const response = await transport.send({ method: 'GET', url: origin.url('/blob') });
    expect(await textOf(response)).toBe('content');
    expect(response.url.href).toBe(target);
  });

  it('does not send credentials after a redirect back to the registry (AU-01)', async () => {
    await using origin = await ScriptedServer.start();
    await using sink = await ScriptedServer.start();
    await using transport = quickTransport();
    origin
      .on('GET /blob', { status: 302, headers: { Location: sink.url('/away').href } })
      .on('GET /back', { body: 'content' });
    sink.on('GET /away', { status: 302, headers: { Location: origin.url('/back').href } });
    const { secrets, headers } = secretHeaders();
    const response = await transport.send({ method: 'GET', url: origin.url('/blob'), headers });
    expect(await textOf(response)).toBe('content');
    expect(
      findCanaries(secrets, {
        sink: sink.wire,
        back: origin
          .seen('GET /back')
          .map((request) => request.head)
          .join('\n'),
      }),
    ).toEqual([]);
  });

  it('sends credentials after a redirect within the registry (AU-01)', async () => {
    await using origin = await ScriptedServer.start();
    await using transport = quickTransport();
    origin.on('GET /blob', { status: 308, headers: { Location: '/other' } }).on('GET /other', { body: 'content' });
    const { secrets, headers } = secretHeaders();
    await textOf(await transport.send({ method: 'GET', url: origin.url('/blob'), headers }));
    expect(findCanaries(secrets, { other: origin.seen('GET /other')[0]?.head })).toHaveLength(4);
  });

  it.each(['name', 'scheme'])('treats another %s of the same machine as another origin (AU-01)', async (difference) => {
    const authority = new CertificateAuthority();
    await using origin = await ScriptedServer.start();
    await using sink = await ScriptedServer.start(
      difference === 'name' ? { host: 'localhost' } : { tls: authority.issue() },
    );
    await using transport = quickTransport({ ca: authority.cert });
    origin.on('GET /blob', { status: 307, headers: { Location: sink.url('/x').href } });
    const { secrets, headers } = secretHeaders();
    await textOf(await transport.send({ method: 'GET', url: origin.url('/blob'), headers }));
    expect(sink.requests).toHaveLength(1);
    expect(findCanaries(secrets, { sink: sink.wire })).toEqual([]);
  });

  it.each([401, 403])('returns a %i of a redirect target with the URL of the target (AU-02)', async (status) => {
    await using origin = await ScriptedServer.start();
    await using sink = await ScriptedServer.start();
    await using transport = quickTransport();
    origin.on('GET /blob', { status: 307, headers: { Location: sink.url('/x').href } });
    sink.on('GET /x', { status, headers: { 'WWW-Authenticate': 'Basic realm="x"' }, body: 'no' });
    const response = await transport.send({ method: 'GET', url: origin.url('/blob') });
    expect(response.status).toBe(status);
    expect(response.url.origin).toBe(sink.origin.origin);
    expect(await textOf(response)).toBe('no');
  });

  it.each([301, 302, 303, 307, 308])('follows %i for GET and HEAD with the same method (RD-06)', async (status) => {
    await using origin = await ScriptedServer.start();
    await using transport = quickTransport();
    for (const method of ['GET', 'HEAD'] as const) {
      origin
        .on(`${method} /a`, { status, headers: { Location: '/b' } })
        .on(`${method} /b`, { headers: { 'X-Here': 'b' } });
      const response = await transport.send({ method, url: origin.url('/a') });
      expect([response.status, response.headers.get('x-here')]).toEqual([200, 'b']);
      await response.body.discard();
    }
    expect(origin.requests.map((request) => request.method)).toEqual(['GET', 'GET', 'HEAD', 'HEAD']);
  });

  it.each([300, 304, 305])('returns a %i as a response (RD-06)', async (status) => {
    await using origin = await ScriptedServer.start();
    await using transport = quickTransport();
    origin.on('GET /a', { status, headers: { Location: '/b' } });
    const response = await transport.send({ method: 'GET', url: origin.url('/a') });
    expect(response.status).toBe(status);
    await response.body.discard();
  });

  it.each(['PUT', 'POST', 'PATCH', 'DELETE'] as const)('never changes %s to GET (RD-06)', async (method) => {
    await using origin = await ScriptedServer.start();
    await using transport = quickTransport();
    for (const status of [301, 302, 303]) {
      origin.on(`${method} /a`, { status, headers: { Location: '/b' } });
      const error = await failureOf(transport.send({ method, url: origin.url('/a') }));
      expect([error.code, error.message]).toEqual(['REDIRECT_REFUSED', expect.stringContaining(`status ${status}`)]);
    }
    expect(origin.seen((request) => request.path === '/b')).toHaveLength(0);
  });

  it.each([307, 308])('opens and sends the body again for %i on the same origin (RD-06)', async (status) => {
    await using origin = await ScriptedServer.start();
    await using transport = quickTransport();
    origin.on('PUT /a', { status, headers: { Location: '/b' } }).on('PUT /b', { status: 201 });
    const counted = countedBody(100_000);
    const response = await transport.send({ method: 'PUT', url: origin.url('/a'), body: counted.body });
    await response.body.discard();
    expect([response.status, counted.opened, origin.seen('PUT /b')[0]?.bodySize]).toEqual([201, 2, 100_000]);
  });

  it('sends no body to another origin (RD-06)', async () => {
    await using origin = await ScriptedServer.start();
    await using sink = await ScriptedServer.start();
    await using transport = quickTransport();
    const methods: readonly HttpMethod[] = ['PUT', 'POST', 'PATCH', 'DELETE'];
    for (const method of methods) {
      origin.on(`${method} /a`, { status: 307, headers: { Location: sink.url('/b').href } });
      const error = await failureOf(transport.send({ method, url: origin.url('/a'), body: countedBody(10).body }));
      expect(error.code).toBe('REDIRECT_REFUSED');
    }
    expect(sink.connections).toBe(0);
  });

  it('follows five redirects and refuses the sixth (RD-06)', async () => {
    await using origin = await ScriptedServer.start();
    await using transport = quickTransport();
    origin.on('GET /hop*', (request) => {
      const hop = Number(request.path.slice(4));
      return hop === 0 ? { body: 'end' } : { status: 302, headers: { Location: `/hop${hop - 1}` } };
    });
    expect(await textOf(await transport.send({ method: 'GET', url: origin.url('/hop5') }))).toBe('end');
    const error = await failureOf(transport.send({ method: 'GET', url: origin.url('/hop6') }));
    expect([error.code, error.message]).toEqual([
      'REDIRECT_REFUSED',
      expect.stringContaining('more than 5; the last one leads to'),
    ]);
  });

  it('refuses a loop and a redirect without a Location (RD-06)', async () => {
    await using origin = await ScriptedServer.start();
    await using transport = quickTransport();
    origin
      .on('GET /a', { status: 302, headers: { Location: '/b' } })
      .on('GET /b', { status: 302, headers: { Location: '/a#x' } })
      .on('GET /c', { status: 302 });
    const loop = await failureOf(transport.send({ method: 'GET', url: origin.url('/a') }));
    expect([loop.code, loop.message]).toEqual(['REDIRECT_REFUSED', expect.stringContaining('they return to')]);
    expect(origin.requests).toHaveLength(2);
    const missing = await failureOf(transport.send({ method: 'GET', url: origin.url('/c') }));
    expect([missing.code, missing.message]).toEqual(['PROTOCOL', expect.stringContaining('no Location')]);
  });

  it.each([
    '169.254.169.254',
    '2852039166',
    '0xa9.0xfe.0xa9.0xfe',
    '169.254.43518',
    '[::ffff:a9fe:a9fe]',
    '10.0.0.1',
    '100.100.100.200',
    '0.0.0.0',
    '[fd00:ec2::254]',
    '[fe80::1]',
  ])('refuses a redirect to %s (RD-07)', async (host) => {
    await using origin = await ScriptedServer.start();
    await using transport = quickTransport();
    origin.on('GET /a', { status: 307, headers: { Location: `http://${host}/latest/meta-data/` } });
    const error = await failureOf(
      transport.send({ method: 'GET', url: origin.url('/a'), signal: AbortSignal.timeout(60_000) }),
    );
    expect([error.code, error.message]).toEqual(['REDIRECT_REFUSED', expect.stringContaining('private network')]);
    expect(origin.requests).toHaveLength(1);
  });

  it('does not include queries in events and errors (AU-15)', async () => {
    await using origin = await ScriptedServer.start();
    await using sink = await ScriptedServer.start();
    await using transport = quickTransport();
    const canary = newPlainCanary();
    origin.on('GET /ok', { status: 307, headers: { Location: sink.url(`/x?X-Amz-Signature=${canary}`).href } });
    origin.on('GET /loop', { status: 307, headers: { Location: `/loop?sig=${canary}` } });
    origin.on('GET /bad', { status: 307, headers: { Location: `ftp://user:${canary}@host/?${canary}` } });
    await textOf(await transport.send({ method: 'GET', url: origin.url('/ok') }));
    expect(sink.requests[0]?.target).toContain(canary);
    const errors = [
      await failureOf(transport.send({ method: 'GET', url: origin.url('/loop') })),
      await failureOf(transport.send({ method: 'GET', url: origin.url('/bad') })),
    ];
    expect(transport.events.filter((event) => event.kind === 'redirect')).not.toEqual([]);
    expect(findCanaries([canary], { events: transport.events, errors, first: errors[0], second: errors[1] })).toEqual(
      [],
    );
  });
});
