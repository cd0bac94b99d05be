import { X509Certificate } from 'node:crypto';
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';
import { OciError, printable } from '../spec/index.ts';

const block = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

/**
 * Trust in the authorities that Node trusts by default, and in those of `ca` besides.
 *
 * @param ca one or more certificates, PEM
 * @throws OciError `INPUT_INVALID` naming `ca-file`
 */
export function trustAlso(ca: string): SecureContext {
  const blocks = ca.match(block) ?? [];
  const begun = ca.split('-----BEGIN CERTIFICATE-----').length - 1;
  if (blocks.length === 0)
    throw new OciError(
      'INPUT_INVALID',
      'ca-file holds no certificate: it must have at least one PEM block that begins with -----BEGIN CERTIFICATE-----',
    );
  if (begun !== blocks.length)
    throw new OciError('INPUT_INVALID', 'ca-file is cut off: a certificate in it has no -----END CERTIFICATE-----');
  for (const [index, pem] of blocks.entries()) {
    try {
      // The constructor is the check.
      // oxlint-disable-next-line no-new
      new X509Certificate(pem);
    } catch (error) {
      const reason = error instanceof Error ? printable(error.message, 200) : 'it cannot be read';
      throw new OciError(
        'INPUT_INVALID',
        `ca-file: certificate ${index + 1} of ${blocks.length} is damaged: ${reason}`,
      );
    }
  }
  return createSecureContext({ ca: [...getCACertificates('default'), ...blocks] });
}
