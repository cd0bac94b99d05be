import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectRegistry } from '../../src/connect/index.ts';
import { digestOf } from '../../src/spec/index.ts';
import { CertificateAuthority, ScriptedServer } from '../faults/kit/index.ts';

let folder: string;
let files: Record<'caFile' | 'certFile' | 'keyFile', string>;
let authority: CertificateAuthority;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'client-options-'));
  authority = new CertificateAuthority();
  const client = authority.issue({ hosts: ['client.example.com'] });
  files = { caFile: join(folder, 'ca.pem'), certFile: join(folder, 'cert.pem'), keyFile: join(folder, 'key.pem') };
  await writeFile(files.caFile, authority.cert);
  await writeFile(files.certFile, client.cert);
  await writeFile(files.keyFile, client.key);
});
afterAll(() => rm(folder, { recursive: true }));

/** A server that asks for a client certificate, and records whether it got one. */
class AskingServer implements AsyncDisposable {
  readonly certificates: boolean[] = [];
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(hostname: string, answer: (path: string) => { status: number; headers?: Record<string, string> }) {
    const { cert, key } = authority.issue({ hosts: [hostname] });
    const server = createServer({ cert, key, ca: authority.cert, requestCert: true, rejectUnauthorized: false });
    const asking = new AskingServer(server);
    server.on('request', (request, response) => {
      asking.certificates.push((request.socket as TLSSocket).authorized);
      const { status, headers } = answer(request.url ?? '');
      const content = status === 200 ? 'content' : '';
      response.writeHead(status, { 'content-length': content.length, ...headers }).end(content);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return asking;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

const addresses = { 'registry.example.com': '127.0.0.1', 'storage.example.net': '127.0.0.1' };

describe('a client certificate', () => {
  it('is presented to the registry, and to no host to which it redirects', async () => {
    await using storage = await AskingServer.start('storage.example.net', () => ({ status: 200 }));
    await using registry = await AskingServer.start('registry.example.com', (path) =>
      path.includes('/blobs/')
        ? { status: 307, headers: { location: `https://storage.example.net:${storage.port}/blob` } }
        : { status: 200 },
    );
    await using connection = await connectRegistry(`registry.example.com:${registry.port}`, {
      ...files,
      addresses,
      trustedRedirectHosts: ['storage.example.net'],
      env: {},
      homedir: folder,
      attempts: 1,
    });
    await connection.registry.ping();
    await using reader = await connection.registry.getBlob('a', digestOf('content'));
    expect(await reader.text()).toBe('content');
    expect(registry.certificates).toEqual([true, true]);
    expect(storage.certificates).toEqual([false]);
  });

  it.each([
    [{ keyFile: undefined }, /^`keyFile` is missing although `certFile` is given/],
    [{ certFile: undefined }, /^`certFile` is missing although `keyFile` is given/],
    [{ keyFile: 'none.pem' }, /^cannot read `keyFile` none\.pem: .*give a PEM file$/],
  ])('is complete: %j', async (change, message) => {
    const options = { ...files, ...change, env: {}, homedir: folder };
    await expect(connectRegistry('localhost:1', options)).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringMatching(message),
    });
  });

  it('needs its own key', async () => {
    const { key } = authority.issue({ hosts: ['other.example.com'] });
    const keyFile = join(folder, 'other.pem');
    await writeFile(keyFile, key);
    await expect(connectRegistry('localhost:1', { ...files, keyFile, env: {}, homedir: folder })).rejects.toThrow(
      /cannot use the client certificate: .*give a certificate and its private key/,
    );
  });
});

describe('header fields', () => {
  it('are sent to the registry only, and are secrets', async () => {
    await using storage = await ScriptedServer.start();
    await using registry = await ScriptedServer.start();
    storage.on('GET /blob', { status: 200, body: 'content' });
    registry.on('GET /v2/a/blobs/*', { status: 307, headers: { Location: storage.url('/blob').href } });
    const secrets: string[] = [];
    await using connection = await connectRegistry(registry.url('/').host, {
      plainHttp: true,
      headers: { 'x-gateway-key': 'the-key-of-the-gateway' },
      onSecret: (secret) => secrets.push(secret),
      env: {},
      homedir: folder,
      attempts: 1,
    });
    await using reader = await connection.registry.getBlob('a', digestOf('content'));
    await reader.bytes();
    expect(registry.requests[0]?.header('x-gateway-key')).toBe('the-key-of-the-gateway');
    expect(storage.wire.toString()).not.toContain('the-key-of-the-gateway');
    expect(secrets).toContain('the-key-of-the-gateway');
  });
});

describe('a configuration file', () => {
  it('replaces all others, and must exist', async () => {
    const registryConfig = join(folder, 'own.json');
    const login = (user: string): string => Buffer.from(`${user}:p`).toString('base64');
    await writeFile(registryConfig, JSON.stringify({ auths: { 'quay.io': { auth: login('own') } } }));
    const inline = JSON.stringify({
      auths: { 'quay.io': { auth: login('other') }, 'ghcr.io': { auth: login('other') } },
    });
    const options = { registryConfig, env: { DOCKER_AUTH_CONFIG: inline }, homedir: folder };
    await using quay = await connectRegistry('quay.io', options);
    expect((await quay.credential('a'))?.credential.username).toBe('own');
    await using ghcr = await connectRegistry('ghcr.io', options);
    expect(await ghcr.credential('a')).toBeUndefined();
    await using missing = await connectRegistry('ghcr.io', { ...options, registryConfig: join(folder, 'none.json') });
    await expect(missing.credential('a')).rejects.toMatchObject({
      code: 'CREDENTIALS',
      message: expect.stringContaining('none.json: the file does not exist'),
    });
  });
});
