import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { must } from './processes.ts';

export interface Certificates {
  /** Paths of PEM files. The file of the authority is alone in its directory. */
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

/** A certificate for localhost and 127.0.0.1, from an unknown authority. */
export async function privateCertificates(directory: string): Promise<Certificates> {
  // In its own directory, because some clients read every key in a directory.
  const trusted = join(directory, 'trusted');
  await mkdir(trusted, { recursive: true });
  const ssl = (...args: string[]): Promise<string> => must('openssl', args, { cwd: directory });
  await ssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    'ca.key',
    '-out',
    'trusted/ca.crt',
    '-days',
    '2',
    '-subj',
    '/CN=interop ca',
  );
  await ssl(
    'req',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    'server.key',
    '-out',
    'server.csr',
    '-subj',
    '/CN=localhost',
  );
  await writeFile(join(directory, 'san'), 'subjectAltName=DNS:localhost,IP:127.0.0.1\n');
  await ssl(
    'x509',
    '-req',
    '-in',
    'server.csr',
    '-CA',
    'trusted/ca.crt',
    '-CAkey',
    'ca.key',
    '-CAcreateserial',
    '-out',
    'server.pem',
    '-days',
    '2',
    '-extfile',
    'san',
  );
  return {
    authority: join(trusted, 'ca.crt'),
    certificate: join(directory, 'server.pem'),
    key: join(directory, 'server.key'),
  };
}
