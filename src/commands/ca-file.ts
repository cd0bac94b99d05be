import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { errnoOf } from '../fs/index.ts';
import { inputError } from '../spec/index.ts';

/** @throws OciError `INPUT_INVALID` unless the file contains at least one certificate in PEM form */
export async function checkCaFile(file: string, subject: string): Promise<void> {
  let pem: string;
  try {
    pem = await readFile(file, 'utf8');
  } catch (error) {
    const reason = errnoOf(error) ?? 'unknown reason';
    throw inputError(subject, file, `cannot be read (${reason}); give a PEM file with certificates`, error);
  }
  const certificates = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g);
  if (certificates === null)
    throw inputError(subject, file, 'contains no certificate; give a PEM file with BEGIN CERTIFICATE blocks');
  const bad = certificates.findIndex((certificate) => !isCertificate(certificate));
  if (bad >= 0)
    throw inputError(
      subject,
      file,
      `contains a certificate that cannot be read (number ${bad + 1}); give a PEM file with BEGIN CERTIFICATE blocks`,
    );
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).fingerprint256 !== '';
  } catch {
    return false;
  }
}
