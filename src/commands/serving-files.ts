import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { errnoOf } from '../fs/index.ts';
import { parseHtpasswd } from '../server/index.ts';
import { isOciError, inputError, type InputLabel } from '../spec/index.ts';

/** PEM texts. */
export interface TlsTexts {
  readonly key: string;
  readonly cert: string;
}

/** Reads an htpasswd file. @throws OciError `INPUT_INVALID` with the name of the file, without its content */
export async function readHtpasswd(path: string, label: InputLabel): Promise<string> {
  const subject = label('htpasswd');
  const text = await readInput(subject, path, 'give a file made with "htpasswd -B"');
  try {
    parseHtpasswd(text);
  } catch (error) {
    throw inputError(subject, path, `is invalid: ${isOciError(error) ? error.message : 'it cannot be parsed'}`, error);
  }
  if (!/^[^#\s]/m.test(text))
    throw inputError(subject, path, 'has no entries, so no user could log in; add one with "htpasswd -B"');
  return text;
}

/** Reads a certificate and its key. @throws OciError `INPUT_INVALID` with the name of the file, without its content */
export async function readTls(
  certPath: string | undefined,
  keyPath: string | undefined,
  label: InputLabel,
): Promise<TlsTexts | undefined> {
  if (certPath === undefined && keyPath === undefined) return undefined;
  if (certPath === undefined)
    throw inputError(
      label('tls-cert'),
      undefined,
      `it is missing although ${label('tls-key')} is given; give both or neither`,
    );
  if (keyPath === undefined)
    throw inputError(
      label('tls-key'),
      undefined,
      `it is missing although ${label('tls-cert')} is given; give both or neither`,
    );
  const cert = await readInput(
    label('tls-cert'),
    certPath,
    'give a PEM file with the certificate, followed by its intermediate certificates',
  );
  const key = await readInput(label('tls-key'), keyPath, 'give a PEM file with the private key');
  // Each file is checked separately first, to name the wrong one. The parser's message may quote the key.
  check(label('tls-cert'), certPath, 'is not a PEM certificate ("-----BEGIN CERTIFICATE-----")', { cert });
  check(label('tls-key'), keyPath, 'is not a PEM private key without a passphrase', { key });
  check(label('tls-key'), keyPath, `does not belong to the certificate in ${label('tls-cert')}`, { key, cert });
  return { key, cert };
}

function check(
  subject: string,
  path: string,
  problem: string,
  texts: { readonly key?: string; readonly cert?: string },
): void {
  try {
    // TLS treats an empty text like a missing option.
    if (texts.key === '' || texts.cert === '') throw new Error('the file is empty');
    createSecureContext(texts);
  } catch (error) {
    throw inputError(subject, path, problem, error);
  }
}

async function readInput(subject: string, path: string, advice: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const why =
      errnoOf(error) === 'ENOENT' ? 'does not exist' : `cannot be read (${errnoOf(error) ?? 'unknown error'})`;
    throw inputError(subject, path, `${why}; ${advice}`, error);
  }
}
