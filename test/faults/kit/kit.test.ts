import { connect } from 'node:net';
import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { describe, expect, it } from 'vitest';
import {
  CertificateAuthority,
  findCanaries,
  findCanariesInDirectory,
  newCanary,
  newPlainCanary,
  ScriptedServer,
  TokenIssuer,
} from './index.ts';

describe('findCanaries', () => {
  const secret = newCanary();

  it.each([0, 1, 2, 3, 4, 5])('finds a secret in Base64 after %i bytes', (before) => {
    const text = Buffer.from(`${'x'.repeat(before)}${secret}tail`).toString('base64');
    expect(findCanaries([secret], { text }).length).toBeGreaterThan(0);
  });

  it('finds escaped secrets, also in bytes, in errors and in hidden properties of errors', () => {
    const hidden = new Error('outer', {
      cause: Object.defineProperty(new Error('inner'), 'input', {
        value: { deep: { deeper: { deepest: secret } } },
        enumerable: false,
      }),
    });
    expect(findCanaries([secret], { a: encodeURIComponent(secret) })).toHaveLength(1);
    expect(findCanaries([secret], { a: JSON.stringify({ v: secret }) })).toHaveLength(1);
    expect(findCanaries([secret], { a: Buffer.from(`password=${secret}`) })).toHaveLength(1);
    expect(findCanaries([newPlainCanary(), 'deepest'], { hidden })).toHaveLength(1);
    expect(findCanaries([secret], { message: new Error(secret) })).toHaveLength(1);
  });

  it('finds nothing in values without secrets', () => {
    expect(
      findCanaries([secret], { a: 'nothing', b: new Error('nothing'), c: undefined, d: Buffer.alloc(100) }),
    ).toEqual([]);
  });

  it('finds secrets in files and their names', async () => {
    const plain = newPlainCanary();
    const directory = await mkdtemp(join(tmpdir(), 'kit-'));
    try {
      await writeFile(join(directory, 'a'), `x${secret}`);
      await writeFile(join(directory, plain), '');
      expect(await findCanariesInDirectory([secret, plain], directory)).toHaveLength(2);
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});

describe('CertificateAuthority', () => {
  it('issues certificates that its own certificate verifies', async () => {
    const authority = new CertificateAuthority();
    const { cert } = authority.issue({ hosts: ['registry.test', '10.0.0.1', '::1'] });
    const leaf = new X509Certificate(cert);
    expect(leaf.verify(new X509Certificate(authority.cert).publicKey)).toBe(true);
    expect(leaf.checkHost('registry.test')).toBe('registry.test');
    expect(leaf.checkHost('other.test')).toBeUndefined();
    expect(leaf.checkIP('10.0.0.1')).toBe('10.0.0.1');
    expect(leaf.checkIP('::1')).toBe('::1');
    expect(new Date(leaf.validTo).getFullYear()).toBeGreaterThan(2100);
    await using server = await ScriptedServer.start({ tls: authority.issue() });
    const socket = connectTls({ port: server.port, host: '127.0.0.1', ca: authority.cert });
    await new Promise((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject));
    expect(socket.authorized).toBe(true);
    socket.destroy();
  });
});

describe('ScriptedServer', () => {
  it('records requests and sends the scripted answers in order, byte for byte', async () => {
    await using server = await ScriptedServer.start();
    server.on(
      'GET /a?x=*',
      { status: 503, dateSkewMs: false },
      {
        headers: [
          ['X-A', '1'],
          ['x-a', '2'],
        ],
        body: 'abc',
        dateSkewMs: false,
      },
    );
    server.on('POST /b', { raw: 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n' });
    const answer = await converse(
      server.port,
      [
        'GET /a?x=1 HTTP/1.1\r\nHost: a\r\n\r\n',
        'GET /a?x=2 HTTP/1.1\r\nhOST: a\r\nX:  y \r\n\r\n',
        'POST /b HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n',
      ],
      'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
    );
    expect(answer).toBe(
      'HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n' +
        'HTTP/1.1 200 OK\r\nX-A: 1\r\nx-a: 2\r\nContent-Length: 3\r\n\r\nabc' +
        'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
    );
    expect(server.seen('GET /a?x=*')).toHaveLength(2);
    expect(server.seen('GET /a')).toHaveLength(2);
    expect(server.requests[1]?.head).toBe('GET /a?x=2 HTTP/1.1\r\nhOST: a\r\nX:  y ');
    expect(server.requests[2]?.body.toString()).toBe('abcde');
    expect(server.wire.toString()).toContain('abcde');
    expect(server.connections).toBe(1);
  });

  it('cuts the body at the scripted position', async () => {
    await using server = await ScriptedServer.start();
    server.on('GET /', { body: 'x'.repeat(100), cutAt: 10, cut: 'fin' });
    const answer = await converse(server.port, ['GET / HTTP/1.1\r\n\r\n']);
    expect(answer.split('\r\n\r\n')[1]).toBe('x'.repeat(10));
  });

  it('answers before the request is complete', async () => {
    await using server = await ScriptedServer.start();
    server.on('PUT /', { status: 413, at: 3, after: 'fin' });
    expect(await converse(server.port, ['PUT / HTTP/1.1\r\nContent-Length: 1000\r\n\r\nabc'])).toContain('413');
    expect(server.requests[0]?.complete).toBe(false);
  });
});

describe('TokenIssuer', () => {
  it('invalidates a token after the set number of requests', async () => {
    await using server = await ScriptedServer.start();
    const issuer = new TokenIssuer(server, { lifeRequests: 1 });
    server.on('GET /v2/', issuer.guard('repository:a:pull', { status: 200, body: 'in' }));
    const get = async (path: string, token = ''): Promise<string> =>
      converse(
        server.port,
        [`GET ${path} HTTP/1.1\r\nAuthorization: Bearer ${token}\r\nConnection: close\r\n\r\n`],
        '}',
        'in',
      );
    expect(await get('/v2/')).toContain(`WWW-Authenticate: ${issuer.challenge('repository:a:pull')}`);
    await get('/token?scope=x');
    const [token = ''] = issuer.tokens;
    expect(await get('/v2/', token)).toContain(' 200 ');
    expect(await get('/v2/', token)).toContain(' 401 ');
    expect(issuer.issued).toHaveLength(1);
  });
});

/** Writes raw requests and returns the response, up to the end of the connection or one of the endings. */
function converse(port: number, messages: readonly string[], ...endings: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(messages.join('')));
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => {
      text += chunk;
      if (endings.some((ending) => text.endsWith(ending))) socket.end();
    });
    socket.once('close', () => resolve(text)).once('error', reject);
  });
}
