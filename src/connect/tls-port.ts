import { isConnectionClosed, type Transport } from '../http/index.ts';
import { OciError } from '../spec/index.ts';

/**
 * A transport for a registry without TLS that explains why the server closes each connection: the port may use TLS. The
 * connection is checked at the first failure, instead of after all attempts.
 *
 * @param origin URL of the registry, with the scheme `http:`
 */
export function explainTlsPort(send: Transport, origin: URL): Transport {
  let usesTls: Promise<boolean> | undefined;
  return async (request) => {
    try {
      return await send(request);
    } catch (error) {
      if (!isConnectionClosed(error) || request.url.origin !== origin.origin) throw error;
      usesTls ??= import('./tls-handshake.ts').then(({ acceptsTls }) => acceptsTls(origin.host, request.signal));
      if (!(await usesTls)) throw error;
      throw new OciError('TLS_FAILED', `cannot use ${origin.origin} without TLS: the server uses TLS on this port`, {
        cause: error,
        remedy: 'plainHttp',
      });
    }
  };
}
