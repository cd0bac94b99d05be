import { createSign, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import { isIP } from 'node:net';

export interface Certificate {
  /** PEM. */
  readonly cert: string;
  /** PEM, PKCS #8. */
  readonly key: string;
}

export interface CertificateOptions {
  /** Names and addresses of the certificate. @default ['localhost', '127.0.0.1', '::1'] */
  readonly hosts?: readonly string[] | undefined;
  /** @default yesterday */
  readonly notBefore?: Date | undefined;
  /** @default in a hundred years */
  readonly notAfter?: Date | undefined;
}

const dayMs = 86_400_000;

/** A certificate authority in memory. */
export class CertificateAuthority {
  /** PEM certificate that a client must trust. */
  readonly cert: string;
  readonly #name: Uint8Array;
  readonly #key: KeyObject;

  constructor(commonName = 'fault kit authority') {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.#key = privateKey;
    // A unique name, because a certificate identifies its issuer only by name.
    this.#name = distinguishedName(`${commonName} ${randomBytes(6).toString('hex')}`);
    this.cert = this.#sign(this.#name, publicKey, {}, [
      extension('2.5.29.19', true, sequence(tagged(0x01, Uint8Array.of(0xff)))),
      extension('2.5.29.15', true, tagged(0x03, Uint8Array.of(1, 0x06))),
    ]);
  }

  issue(options: CertificateOptions = {}): Certificate {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const hosts = options.hosts ?? ['localhost', '127.0.0.1', '::1'];
    const cert = this.#sign(distinguishedName(hosts[0] ?? 'localhost'), publicKey, options, [
      extension('2.5.29.17', false, sequence(...hosts.map(generalName))),
      extension('2.5.29.37', false, sequence(oid('1.3.6.1.5.5.7.3.1'), oid('1.3.6.1.5.5.7.3.2'))),
    ]);
    return { cert, key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
  }

  #sign(
    subject: Uint8Array,
    publicKey: KeyObject,
    options: CertificateOptions,
    extensions: readonly Uint8Array[],
  ): string {
    const algorithm = sequence(oid('1.2.840.10045.4.3.2'));
    const body = sequence(
      tagged(0xa0, tagged(0x02, Uint8Array.of(2))),
      tagged(0x02, Buffer.concat([Uint8Array.of(1), randomBytes(15)])),
      algorithm,
      this.#name,
      sequence(
        time(options.notBefore ?? new Date(Date.now() - dayMs)),
        time(options.notAfter ?? new Date(Date.now() + 36_500 * dayMs)),
      ),
      subject,
      publicKey.export({ type: 'spki', format: 'der' }),
      tagged(0xa3, sequence(...extensions)),
    );
    const signature = createSign('sha256').update(body).sign(this.#key);
    const der = sequence(body, algorithm, tagged(0x03, Buffer.concat([Uint8Array.of(0), signature])));
    const lines = der.toString('base64').replace(/.{64}/g, '$&\n').trimEnd();
    return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
  }
}

// The parts of X.690 (DER) that a certificate needs.

function tagged(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Uint8Array.of(tag, ...size), content]);
}

function sequence(...parts: readonly Uint8Array[]): Buffer {
  return tagged(0x30, ...parts);
}

function oid(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const part of rest) {
    const groups = [part & 0x7f];
    for (let value = part >>> 7; value > 0; value >>>= 7) groups.unshift((value & 0x7f) | 0x80);
    bytes.push(...groups);
  }
  return tagged(0x06, Uint8Array.from(bytes));
}

function distinguishedName(commonName: string): Buffer {
  return sequence(tagged(0x31, sequence(oid('2.5.4.3'), tagged(0x0c, Buffer.from(commonName)))));
}

function extension(id: string, critical: boolean, value: Uint8Array): Buffer {
  return sequence(oid(id), ...(critical ? [tagged(0x01, Uint8Array.of(0xff))] : []), tagged(0x04, value));
}

function generalName(host: string): Buffer {
  switch (isIP(host)) {
    case 4:
      return tagged(0x87, Uint8Array.from(host.split('.').map(Number)));
    case 6:
      return tagged(0x87, ipv6Bytes(host));
    default:
      return tagged(0x82, Buffer.from(host, 'ascii'));
  }
}

function ipv6Bytes(address: string): Buffer {
  const [left = '', right] = address.split('::');
  const head = left === '' ? [] : left.split(':');
  const tail = right === undefined || right === '' ? [] : right.split(':');
  const groups = [...head, ...Array.from({ length: 8 - head.length - tail.length }, () => '0'), ...tail];
  return Buffer.from(groups.map((group) => group.padStart(4, '0')).join(''), 'hex');
}

// UTCTime ends in 2049. GeneralizedTime is valid for every year.
function time(date: Date): Buffer {
  const text = date
    .toISOString()
    .replace(/[-:T]/g, '')
    .replace(/\.\d+Z$/, 'Z');
  return date.getUTCFullYear() < 2050 ? tagged(0x17, Buffer.from(text.slice(2))) : tagged(0x18, Buffer.from(text));
}
