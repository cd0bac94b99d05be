import { createPrivateKey, createSign, generateKeyPairSync, randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TokenServer extends AsyncDisposable {
  readonly realm: string;
  readonly service: string;
  readonly issuer: string;
  /** JSON Web Key Set for the configuration of the registry. */
  readonly jwksFile: string;
  /** Scopes and users of the requests so far. */
  readonly requests: readonly { readonly scopes: readonly string[]; readonly user: string | undefined }[];
}

/**
 * A token server by distribution's token specification. It grants every scope to `user` with `password`, and none to
 * others.
 */
export async function tokenServer(directory: string, user: string, password: string): Promise<TokenServer> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const keyId = randomUUID();
  const jwksFile = `${directory}/jwks.json`;
  await writeFile(
    jwksFile,
    JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: keyId, use: 'sig', alg: 'RS256' }] }),
  );
  const signingKey = createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const requests: { scopes: readonly string[]; user: string | undefined }[] = [];
  const service = 'interop-registry';
  const issuer = 'interop-issuer';

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const scopes = url.searchParams.getAll('scope').flatMap((scope) => scope.split(' '));
    const basic = /^Basic (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    const given = basic === undefined ? undefined : Buffer.from(basic, 'base64').toString();
    requests.push({ scopes, user: given?.split(':', 1)[0] });
    if (given !== undefined && given !== `${user}:${password}`) {
      response
        .writeHead(401, { 'content-type': 'application/json' })
        .end('{"errors":[{"code":"UNAUTHORIZED","message":"wrong user or password"}]}');
      return;
    }
    const access = given === undefined ? [] : scopes.map(grant);
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: issuer,
      sub: user,
      aud: service,
      exp: now + 300,
      nbf: now - 10,
      iat: now,
      jti: randomUUID(),
      access,
    };
    const token = `${encode({ typ: 'JWT', alg: 'RS256', kid: keyId })}.${encode(claims)}`;
    const signature = createSign('RSA-SHA256').update(token).sign(signingKey).toString('base64url');
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ token: `${token}.${signature}`, expires_in: 300 }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    realm: `http://localhost:${port}/token`,
    service,
    issuer,
    jwksFile,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function grant(scope: string): { type: string; name: string; actions: readonly string[] } {
  const [type = '', ...rest] = scope.split(':');
  const actions = rest.pop() ?? '';
  return { type, name: rest.join(':'), actions: actions.split(',') };
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
