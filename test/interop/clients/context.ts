import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Access } from '../access.ts';
import type { ImageLayout } from '../image.ts';
import { must, run, type Ran } from '../processes.ts';

/** The context of a client: a registry, an image to push, and an empty home directory. */
export interface ClientContext {
  readonly access: Access;
  readonly image: ImageLayout;
  readonly home: string;
  /** Runs a program that must succeed. @returns its stdout */
  readonly must: (command: string, args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<string>;
  readonly run: (command: string, args: readonly string[]) => Promise<Ran>;
}

export async function clientContext(access: Access, image: ImageLayout, home: string): Promise<ClientContext> {
  await mkdir(home, { recursive: true });
  const isolated = {
    HOME: home,
    DOCKER_CONFIG: join(home, '.docker'),
    REGISTRY_AUTH_FILE: join(home, 'auth.json'),
    REGCTL_CONFIG: join(home, 'regctl.json'),
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_RUNTIME_DIR: home,
    // For Go programs without an option for it.
    SSL_CERT_FILE: access.authority,
  };
  return {
    access,
    image,
    home,
    must: (command, args, env) => must(command, args, { cwd: home, env: { ...isolated, ...env } }),
    run: (command, args) => run(command, args, { cwd: home, env: isolated }),
  };
}
