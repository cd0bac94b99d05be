import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { errnoOf } from '../fs/index.ts';
import { inputError, type InputLabel } from '../spec/index.ts';

/** @throws OciError `INPUT_INVALID` unless the file holds at least one certificate in PEM form */
export async function checkCaFile(path: string, label: InputLabel): Promise<void> {
  const subject = label('ca-file');
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw inputError(
      subject,
      path,
      `cannot be read (${errnoOf(error) ?? 'unknown reason'}); give a PEM file with certificates`,
      error,
    );
  }
  const certificates = text.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g);
  if (certificates === null)
    throw inputError(subject, path, 'holds no certificate; give a PEM file with BEGIN CERTIFICATE blocks');
  const bad = certificates.findIndex((certificate) => !isCertificate(certificate));
  if (bad >= 0)
    throw inputError(
      subject,
      path,
      `holds a certificate that cannot be read (number ${bad + 1}); give a PEM file with BEGIN CERTIFICATE blocks`,
    );
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).fingerprint256 !== '';
  } catch {
    return false;
  }
}
