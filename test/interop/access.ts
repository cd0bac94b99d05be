import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hash } from 'bcryptjs';
import { LayoutRegistry } from '../../src/layout/index.ts';
import { createTokenIssuer, listen } from '../../src/server/index.ts';
import { privateCertificates } from './certificates.ts';
import { embedded } from './embedded.ts';

/** The access to the embedded registry. */
export interface Access extends AsyncDisposable {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  /** PEM file of the certificate authority. Without it the registry uses plain HTTP. */
  readonly authority?: string;
  /** Required for every request. */
  readonly login?: { readonly user: string; readonly password: string };
  /** The log of the registry. */
  log(): string;
}

const login = { user: 'publisher', password: 'pa:ss ～ wörd-4711' };

/** Registries with different storage. `directory` is empty and exists until the registry has ended. */
export const accesses: Readonly<Record<string, (directory: string) => Promise<Access>>> = {
  async HTTP() {
    const registry = await embedded();
    return {
      host: registry.host,
      log: () => registry.service.output(),
      [Symbol.asyncDispose]: () => registry[Symbol.asyncDispose](),
    };
  },
  async 'TLS with a private authority'(directory) {
    const { authority, certificate, key } = await privateCertificates(join(directory, 'tls'));
    const registry = await embedded([
      '--tls-cert',
      certificate,
      '--tls-key',
      key,
      '--storage',
      join(directory, 'storage'),
    ]);
    return {
      host: registry.host,
      authority,
      log: () => registry.service.output(),
      [Symbol.asyncDispose]: () => registry[Symbol.asyncDispose](),
    };
  },
  async htpasswd(directory) {
    const registry = await embedded([
      '--htpasswd',
      await htpasswd(directory),
      '--storage',
      join(directory, 'storage'),
      '--layout',
      'shared',
    ]);
    return {
      host: registry.host,
      login,
      log: () => registry.service.output(),
      [Symbol.asyncDispose]: () => registry[Symbol.asyncDispose](),
    };
  },
  async tokens(directory) {
    const storage = await LayoutRegistry.open(join(directory, 'storage'));
    const tokens = createTokenIssuer({
      service: 'interop',
      htpasswd: await readFile(await htpasswd(directory), 'utf8'),
    });
    let log = '';
    const served = await listen(storage, {
      tokens,
      onAccess: (entry) => {
        log += `${JSON.stringify(entry)}\n`;
      },
    });
    return { host: new URL(served.url).host, login, log: () => log, [Symbol.asyncDispose]: () => served.close() };
  },
};

async function htpasswd(directory: string): Promise<string> {
  const path = join(directory, 'htpasswd');
  await writeFile(path, `${login.user}:${await hash(login.password, 4)}\n`);
  return path;
}
