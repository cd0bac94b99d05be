import { createConnection } from 'node:net';
import { anySignal } from '../concurrency/index.ts';
import { throwIfAborted } from '../spec/index.ts';

/**
 * Whether a server answers the first message of a TLS handshake as a server with TLS does.
 *
 * @param host `host` or `host:port`; the port is 80 by default, as for a URL without TLS
 */
export async function acceptsTls(host: string, signal: AbortSignal | undefined): Promise<boolean> {
  const { hostname, port } = new URL(`http://${host}/`);
  return (await answerTo(hostname, port === '' ? 80 : Number(port), signal)) === 'tls';
}

/** Time limit for the answer of a server on this machine, milliseconds. */
const answerMs = 3000;

/**
 * Whether a server on this machine answers a TLS handshake with something else, as a server without TLS does. A server
 * that does not answer counts as one with TLS, so that the first request reports the problem.
 *
 * @param host `host` or `host:port` of a loopback host; the port is 443 by default
 * @throws OciError `ABORTED`
 */
export async function refusesTls(host: string, signal: AbortSignal | undefined): Promise<boolean> {
  const { hostname, port } = new URL(`https://${host}/`);
  return (await answerTo(hostname, port === '' ? 443 : Number(port), signal)) === 'other';
}

/**
 * A ClientHello (RFC 8446, section 4.1.2) without a host name and without key shares. The handshake never continues, so
 * its random value may be constant. Node's own client would read all root certificates first, which takes about 15 ms.
 */
const clientHello = Buffer.from(
  [
    '1603010058', // A record of the type "handshake".
    '010000540303', // ClientHello, version 1.2 in its old field.
    '00'.repeat(32), // The random value.
    '00', // No session.
    '000e130113021303c02bc02fc02cc030', // The usual cipher suites of TLS 1.3 and 1.2.
    '0100', // No compression.
    '001d', // Extensions:
    '002b00050403040303', // Versions 1.3 and 1.2.
    '000a00060004001d0017', // Groups: x25519, secp256r1.
    '000d0006000404030804', // Signatures: ECDSA and RSA with SHA-256.
  ].join(''),
  'hex',
);

/** Types of TLS records in an answer (RFC 8446, section 5.1). */
const [alert, handshake] = [0x15, 0x16];

/**
 * @returns `other` when the server answers with something else, or closes the connection; `none` without an answer
 * @throws OciError `ABORTED`
 */
async function answerTo(
  hostname: string,
  port: number,
  signal: AbortSignal | undefined,
): Promise<'none' | 'other' | 'tls'> {
  const { promise, resolve } = Promise.withResolvers<'none' | 'other' | 'tls'>();
  const socket = createConnection({ host: hostname.replace(/^\[(.*)\]$/, '$1'), port });
  const stop = anySignal(AbortSignal.timeout(answerMs), signal);
  const end = (): void => resolve('none');
  stop.addEventListener('abort', end, { once: true });
  socket.once('data', ([type]) => resolve(type === alert || type === handshake ? 'tls' : 'other'));
  socket.once('end', () => resolve('other'));
  socket.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code === 'ECONNRESET' ? 'other' : 'none'));
  socket.write(clientHello);
  try {
    return await promise;
  } finally {
    socket.destroy();
    stop.removeEventListener('abort', end);
    throwIfAborted(signal);
  }
}
