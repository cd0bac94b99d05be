import { join } from 'node:path';
import { serve, type Service } from './processes.ts';
import { repositoryRoot } from './run-action.ts';
import { oneFileThread, traceArguments, type TraceOptions } from './system-calls.ts';

export interface EmbeddedRegistry extends AsyncDisposable {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** `127.0.0.1:PORT` */
  readonly host: string;
  readonly service: Service;
}

const commandLine = join(repositoryRoot, 'dist/cli.js');
const firstUrl = /^(https?:\/\/(\S+))\n/m;

/**
 * Starts `oci-artifact serve` in its own process.
 *
 * @param trace records its system calls
 * @param environment more environment variables
 */
export async function embedded(
  args: readonly string[] = [],
  trace?: TraceOptions,
  environment: Readonly<Record<string, string>> = {},
): Promise<EmbeddedRegistry> {
  const program = [process.execPath, commandLine, 'serve', ...args];
  const [command = '', ...rest] = trace === undefined ? program : ['strace', ...traceArguments(trace), ...program];
  const env = { ...(trace?.fail === undefined ? {} : oneFileThread), ...environment };
  const service = await serve(command, rest, { env }, (output) => firstUrl.test(output));
  const [, url, host] = firstUrl.exec(service.output()) ?? [];
  if (url === undefined || host === undefined) throw new Error(`serve printed no URL\n${service.output()}`);
  return { url, host, service, [Symbol.asyncDispose]: () => service[Symbol.asyncDispose]() };
}
