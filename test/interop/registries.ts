import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { embedded } from './embedded.ts';
import { serve, temporaryDirectory, type Service } from './processes.ts';

export interface PeerRegistry extends LoopbackRegistry {
  readonly service: Service;
}

export interface LoopbackRegistry extends AsyncDisposable {
  /** `HOST:PORT` */
  readonly host: string;
}

/** The registries that each format is tested with. */
export const loopbackRegistries: readonly (readonly [name: string, open: () => Promise<LoopbackRegistry>])[] = [
  ['distribution 3.1.2', () => distribution()],
  ['the embedded registry', () => embedded()],
];

export interface PeerRegistryOptions {
  /** Lines of YAML for the configuration's `auth` section, indented by two. */
  readonly auth?: string;
  /** PEM files. */
  readonly tls?: { readonly certificate: string; readonly key: string };
}

/** distribution v3.1.2, on disk. */
export async function distribution(options: PeerRegistryOptions = {}): Promise<PeerRegistry> {
  return startRegistry('registry', 'serve', options);
}

/** Debian's docker-registry 2.8, which has no referrers API. */
export async function debianRegistry(options: PeerRegistryOptions = {}): Promise<PeerRegistry> {
  return startRegistry('docker-registry', 'serve', options);
}

async function startRegistry(command: string, verb: string, options: PeerRegistryOptions): Promise<PeerRegistry> {
  const directory = await temporaryDirectory();
  const tls =
    options.tls === undefined
      ? ''
      : `  tls:\n    certificate: ${options.tls.certificate}\n    key: ${options.tls.key}\n`;
  const auth = options.auth === undefined ? '' : `auth:\n${options.auth}\n`;
  const config = `version: 0.1
log:
  level: info
  accesslog:
    disabled: true
storage:
  filesystem:
    rootdirectory: ${join(directory.path, 'data')}
  delete:
    enabled: true
http:
  addr: 127.0.0.1:0
${tls}${auth}`;
  const path = join(directory.path, 'config.yml');
  await writeFile(path, config);
  let port: string | undefined;
  const service = await serve(command, [verb, path], { env: { OTEL_TRACES_EXPORTER: 'none' } }, (output) => {
    port ??= /listening on 127\.0\.0\.1:(\d+)/.exec(output)?.[1];
    return port !== undefined;
  });
  return {
    host: `localhost:${port}`,
    service,
    async [Symbol.asyncDispose]() {
      await service[Symbol.asyncDispose]();
      await directory[Symbol.asyncDispose]();
    },
  };
}
