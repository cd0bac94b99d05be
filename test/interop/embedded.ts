import { join } from 'node:path';
import { serve, type Service } from './processes.ts';
import { repositoryRoot } from './run-action.ts';

export interface EmbeddedRegistry extends AsyncDisposable {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** `127.0.0.1:PORT` */
  readonly host: string;
  readonly service: Service;
}

const commandLine = join(repositoryRoot, 'dist/cli.js');
const firstUrl = /^(https?:\/\/(\S+))\n/m;

/** Starts `oci-artifact serve` in its own process. */
export async function embedded(args: readonly string[] = []): Promise<EmbeddedRegistry> {
  const service = await serve(process.execPath, [commandLine, 'serve', ...args], {}, (output) => firstUrl.test(output));
  const [, url, host] = firstUrl.exec(service.output()) ?? [];
  if (url === undefined || host === undefined) throw new Error(`serve printed no URL\n${service.output()}`);
  return { url, host, service, [Symbol.asyncDispose]: () => service[Symbol.asyncDispose]() };
}
