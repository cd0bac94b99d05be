import { X509Certificate } from 'node:crypto';
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';
import { messageOf, OciError, optionName, printable } from '../spec/index.ts';

const pemBlock = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

/** A certificate and its private key, both PEM. The key is not encrypted. */
export interface ClientCertificate {
  /** May be followed by the certificates of its authorities. */
  readonly cert: string;
  readonly key: string;
}

/**
 * Creates a TLS context that trusts Node's default certificate authorities and the ones in `ca`.
 *
 * @param ca one or more certificates, PEM
 * @throws OciError `INPUT_INVALID` with the name of the option in the message
 */
export function secureContextWith(ca: string | undefined, client?: ClientCertificate): SecureContext {
  const trust = ca === undefined ? {} : { ca: [...getCACertificates('default'), ...certificatesIn(ca)] };
  try {
    return createSecureContext({ ...trust, ...client });
  } catch (error) {
    if (client === undefined) throw error;
    throw new OciError(
      'INPUT_INVALID',
      `cannot use the client certificate: ${printable(messageOf(error), 200)}; give a certificate and its private key ` +
        'without a passphrase, both in PEM form',
      { detail: { input: 'certFile' } },
    );
  }
}

function certificatesIn(ca: string): readonly string[] {
  const blocks = ca.match(pemBlock) ?? [];
  const startCount = ca.split('-----BEGIN CERTIFICATE-----').length - 1;
  if (blocks.length === 0)
    throw invalidCaFile(
      'it contains no certificate; give a file with a PEM block that begins with -----BEGIN CERTIFICATE-----',
    );
  if (startCount !== blocks.length)
    throw invalidCaFile(
      'it is incomplete: a certificate has no -----END CERTIFICATE-----; restore the end of the file',
    );
  for (const [index, pem] of blocks.entries()) {
    try {
      // The constructor validates the certificate.
      // oxlint-disable-next-line no-new
      new X509Certificate(pem);
    } catch (error) {
      const reason = printable(messageOf(error), 200);
      throw invalidCaFile(`certificate ${index + 1} of ${blocks.length} is invalid: ${reason}; replace it`);
    }
  }
  return blocks;
}

function invalidCaFile(reason: string): OciError {
  return new OciError('INPUT_INVALID', `cannot use ${optionName('caFile')}: ${reason}`, {
    detail: { input: 'caFile' },
  });
}
