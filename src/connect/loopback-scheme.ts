import { anySignal } from '../concurrency/index.ts';
import { throwIfAborted } from '../spec/index.ts';

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
  const { connect } = await import('node:tls');
  const { hostname, port } = new URL(`https://${host}/`);
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? 443 : Number(port),
    // The request checks the certificate.
    rejectUnauthorized: false,
  });
  const stop = anySignal(AbortSignal.timeout(handshakeMs), signal);
  const end = (): void => resolve(false);
  stop.addEventListener('abort', end, { once: true });
  socket.once('secureConnect', end);
  socket.once('error', (error: NodeJS.ErrnoException) => {
    resolve(error.code === 'EPROTO' || error.code === 'ECONNRESET' || error.code?.startsWith('ERR_SSL_') === true);
  });
  try {
    return await promise;
  } finally {
    socket.destroy();
    stop.removeEventListener('abort', end);
    throwIfAborted(signal);
  }
}
