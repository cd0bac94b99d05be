import { readFile } from 'node:fs/promises';
import type { Environment } from '../credentials/index.ts';
import { fileSystemError } from '../fs/index.ts';
import {
  createTransport,
  proxyFromEnvironment,
  type ClientCertificate,
  type HttpTransport,
  type TransportOptions,
} from '../http/index.ts';
import { OciError, optionName, throwIfAborted, type NamedOption } from '../spec/index.ts';
import type { ConnectOptions } from './connect-options.ts';
import { fixedLookup } from './fixed-lookup.ts';

/** @throws OciError `INPUT_INVALID` for an invalid CA file; `ABORTED` */
export async function openTransport(
  options: ConnectOptions & Pick<TransportOptions, 'maxRetryAfterMs'>,
  env: Environment,
): Promise<HttpTransport> {
  return createTransport({
    insecureTls: options.insecureTls,
    ca: options.caFile === undefined ? undefined : await readCaFile(options.caFile, options.signal),
    clientCertificate: await readClientCertificate(options),
    lookup: options.addresses === undefined ? undefined : fixedLookup(options.addresses),
    proxy: proxyFromEnvironment(env),
    trustedHosts: options.trustedRedirectHosts,
    attempts: options.attempts,
    maxRetryAfterMs: options.maxRetryAfterMs,
    userAgent: options.userAgent,
    onEvent: options.onHttpEvent,
  });
}

/** @throws OciError `INPUT_INVALID` */
export async function readCaFile(path: string, signal: AbortSignal | undefined): Promise<string> {
  return readPem(path, 'caFile', 'give a PEM file with certificate authorities', signal);
}

async function readPem(
  path: string,
  input: NamedOption,
  remedy: string,
  signal: AbortSignal | undefined,
): Promise<string> {
  try {
    return await readFile(path, { encoding: 'utf8', signal });
  } catch (cause) {
    throwIfAborted(signal);
    const { message } = fileSystemError(cause, `read ${optionName(input)} ${path}`);
    throw new OciError('INPUT_INVALID', `${message}; ${remedy}`, { cause, detail: { input } });
  }
}

/** @throws OciError `INPUT_INVALID` unless both files are given, or neither */
async function readClientCertificate({
  certFile,
  keyFile,
  signal,
}: ConnectOptions): Promise<ClientCertificate | undefined> {
  if (certFile === undefined && keyFile === undefined) return undefined;
  const read = async (file: string | undefined, input: NamedOption, other: NamedOption): Promise<string> => {
    if (file !== undefined) return readPem(file, input, 'give a PEM file', signal);
    throw new OciError(
      'INPUT_INVALID',
      `${optionName(input)} is missing although ${optionName(other)} is given; give both or neither`,
      {
        detail: { input },
      },
    );
  };
  const [cert, key] = await Promise.all([read(certFile, 'certFile', 'keyFile'), read(keyFile, 'keyFile', 'certFile')]);
  return { cert, key };
}
