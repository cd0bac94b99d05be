import { anySignal } from '../concurrency/index.ts';
import { throwIfAborted } from '../spec/index.ts';

/**
 * Whether a server completes a TLS handshake.
 *
 * @param host `host` or `host:port`; the port is 80 by default, as for a URL without TLS
 */
export async function acceptsTls(host: string, signal: AbortSignal | undefined): Promise<boolean> {
  const { hostname, port } = new URL(`http://${host}/`);
  return (await handshake(hostname, port === '' ? 80 : Number(port), signal)) === 'secure';
}

/** Time limit for the TLS handshake with a server on this machine, milliseconds. */
const handshakeMs = 3000;

/**
 * Whether a server on this machine answers a TLS handshake with something else, as a server without TLS does. A server
 * that does not answer counts as one with TLS, so that the first request reports the problem.
 *
 * @param host `host` or `host:port` of a loopback host; the port is 443 by default
 * @throws OciError `ABORTED`
 */
export async function refusesTls(host: string, signal: AbortSignal | undefined): Promise<boolean> {
  const { hostname, port } = new URL(`https://${host}/`);
  const outcome = await handshake(hostname, port === '' ? 443 : Number(port), signal);
  return outcome === 'EPROTO' || outcome === 'ECONNRESET' || outcome.startsWith('ERR_SSL_');
}

/** @returns `secure`, the code of an error, or an empty text @throws OciError `ABORTED` */
async function handshake(hostname: string, port: number, signal: AbortSignal | undefined): Promise<string> {
  const { connect } = await import('node:tls');
  const { promise, resolve } = Promise.withResolvers<string>();
  const socket = connect({
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port,
    // The request checks the certificate.
    rejectUnauthorized: false,
  });
  const stop = anySignal(AbortSignal.timeout(handshakeMs), signal);
  const end = (): void => resolve('');
  stop.addEventListener('abort', end, { once: true });
  socket.once('secureConnect', () => resolve('secure'));
  socket.once('error', (error: NodeJS.ErrnoException) => {
    resolve(error.code ?? '');
  });
  try {
    return await promise;
  } finally {
    socket.destroy();
    stop.removeEventListener('abort', end);
    throwIfAborted(signal);
  }
}
