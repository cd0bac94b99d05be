import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  fulcioHandler,
  initializeCA,
  initializeCTLog,
  initializeTLog,
  initializeTSA,
  rekorHandler,
  tsaHandler,
} from '@sigstore/mock';
import type { Descriptor } from '../../src/spec/index.ts';
import { bundleMediaType, signedStatement, type StatementParts } from './signed.ts';

export const issuer = 'https://token.actions.githubusercontent.com';
export const workflow = 'https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main';

type Handler = ReturnType<typeof fulcioHandler>;

/** A Sigstore instance on a loopback port: Fulcio, Rekor, a timestamp authority, and a TUF repository. */
export interface MockSigstore extends AsyncDisposable {
  readonly url: string;
  /** The trust root as JSON. */
  readonly trustedRoot: string;
}

export interface MockOptions {
  /** Time of the log entries. @default now */
  readonly logTime?: Date | undefined;
  /** Without logs, as GitHub's instance for private repositories. @default false */
  readonly withoutLogs?: boolean | undefined;
  /** Certificates are in no transparency log, although the trust root has one. @default false */
  readonly withoutCertificateLog?: boolean | undefined;
  /** Time at which certificates are issued. @default now */
  readonly certificateTime?: Date | undefined;
}

export async function mockSigstore({
  logTime,
  certificateTime,
  withoutLogs = false,
  withoutCertificateLog = withoutLogs,
}: MockOptions = {}): Promise<MockSigstore> {
  const [caKeys, logKeys, tsaKeys] = [newPair(), newPair(), newPair()];
  const ctlog = await initializeCTLog(caKeys);
  const ca = await initializeCA(caKeys, withoutCertificateLog ? undefined : ctlog, certificateTime);
  const tlog = await initializeTLog('https://rekor.mock', logKeys, logTime);
  const tsa = await initializeTSA(tsaKeys);
  const validFor = { start: '1970-01-01T00:00:00Z' };
  const authority = (uri: string, ...certificates: readonly ArrayBufferView[]): object => ({
    subject: { commonName: 'sigstore', organization: 'sigstore.mock' },
    uri,
    certChain: { certificates: certificates.map((each) => ({ rawBytes: bytesOf(each).toString('base64') })) },
    validFor,
  });
  const log = (baseUrl: string, publicKey: Buffer): object => ({
    baseUrl,
    hashAlgorithm: 'SHA2_256',
    logId: { keyId: fromHex(sha256(publicKey)) },
    publicKey: { rawBytes: publicKey.toString('base64'), keyDetails: 'PKIX_ECDSA_P256_SHA_256', validFor },
  });
  const trustedRoot = JSON.stringify({
    mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
    certificateAuthorities: [authority('https://fulcio.mock', ca.rootCertificate)],
    tlogs: withoutLogs ? [] : [log('https://rekor.mock', tlog.publicKey)],
    ctlogs: withoutLogs ? [] : [log('https://ctfe.mock', ctlog.publicKey)],
    timestampAuthorities: [authority('https://tsa.mock', tsa.intCertificate, tsa.rootCertificate)],
  });
  const files = tufFiles(trustedRoot);
  const handlers = [fulcioHandler(ca), rekorHandler(tlog), tsaHandler(tsa)];
  const server = createServer((request, response) => {
    void answer(request, handlers, files).then(({ status, body }) => {
      response.writeHead(status).end(body);
    });
  });
  return { url: await listenOn(server), trustedRoot, [Symbol.asyncDispose]: () => closed(server) };
}

/** The first TUF metadata of an instance, from which its clients start. */
export async function tufRoot({ url }: MockSigstore): Promise<string> {
  return (await fetch(`${url}/tuf/1.root.json`)).text();
}

export interface SignerParts extends StatementParts {
  /** Claims of the identity token that differ from those of a workflow of `acme/app`. */
  readonly claims?: Readonly<Record<string, string>>;
  /** With a log entry. @default true */
  readonly log?: boolean;
  /** With a signed timestamp. @default false */
  readonly timestamp?: boolean;
}

/** Attests an artifact as `actions/attest` does, and returns the bundle. */
export async function attest(mock: MockSigstore, subject: Descriptor, parts: SignerParts = {}): Promise<object> {
  const keys = newPair();
  const { predicateType = 'https://slsa.dev/provenance/v1' } = parts;
  const envelope = signedStatement(subject, keys.privateKey, { ...parts, predicateType });
  const certificate = await certificateFor(mock, keys.publicKey, parts.claims);
  const { signature } = envelope;
  const entry = {
    apiVersion: '0.0.1',
    kind: 'dsse',
    spec: {
      envelopeHash: { algorithm: 'sha256', value: sha256(JSON.stringify(envelope.json)) },
      payloadHash: { algorithm: 'sha256', value: sha256(envelope.payload) },
      signatures: [
        { signature: signature.toString('base64'), verifier: Buffer.from(pemOf(certificate)).toString('base64') },
      ],
    },
  };
  return {
    mediaType: bundleMediaType,
    verificationMaterial: {
      certificate: { rawBytes: certificate },
      tlogEntries: parts.log === false ? [] : [await logEntry(mock, entry)],
      timestampVerificationData: {
        rfc3161Timestamps: parts.timestamp === true ? [{ signedTimestamp: await timestampOf(mock, signature) }] : [],
      },
    },
    dsseEnvelope: envelope.json,
  };
}

/** The annotations of a keyless signature that cosign writes without a bundle. */
export async function keylessAnnotations(
  mock: MockSigstore,
  payload: Uint8Array,
  claims: SignerParts['claims'] = {},
): Promise<Record<string, string>> {
  const keys = newPair();
  const signature = sign('sha256', payload, keys.privateKey).toString('base64');
  const certificate = pemOf(await certificateFor(mock, keys.publicKey, claims));
  const entry = {
    apiVersion: '0.0.1',
    kind: 'hashedrekord',
    spec: {
      data: { hash: { algorithm: 'sha256', value: sha256(payload) } },
      signature: { content: signature, publicKey: { content: Buffer.from(certificate).toString('base64') } },
    },
  };
  const { body, integratedTime, logID, logIndex, verification } = await createEntry(mock, entry);
  return {
    'dev.cosignproject.cosign/signature': signature,
    'dev.sigstore.cosign/certificate': certificate,
    'dev.sigstore.cosign/bundle': JSON.stringify({
      SignedEntryTimestamp: verification.signedEntryTimestamp,
      Payload: { body, integratedTime, logIndex, logID },
    }),
  };
}

interface CreatedEntry {
  readonly body: string;
  readonly integratedTime: number;
  readonly logID: string;
  readonly logIndex: number;
  readonly verification: {
    readonly signedEntryTimestamp: string;
    readonly inclusionProof: {
      readonly logIndex: number;
      readonly treeSize: number;
      readonly rootHash: string;
      readonly hashes: readonly string[];
      readonly checkpoint: string;
    };
  };
}

async function createEntry(mock: MockSigstore, entry: object): Promise<CreatedEntry> {
  const created = JSON.parse(await post(mock, '/api/v1/log/entries', entry)) as Record<string, CreatedEntry>;
  const [first] = Object.values(created);
  if (first === undefined) throw new Error('the log returned no entry');
  return first;
}

async function logEntry(
  mock: MockSigstore,
  entry: { readonly kind: string; readonly apiVersion: string },
): Promise<object> {
  const { body, integratedTime, logID, logIndex, verification } = await createEntry(mock, entry);
  const { inclusionProof, signedEntryTimestamp } = verification;
  return {
    logIndex: String(logIndex),
    logId: { keyId: fromHex(logID) },
    kindVersion: { kind: entry.kind, version: entry.apiVersion },
    integratedTime: String(integratedTime),
    inclusionPromise: { signedEntryTimestamp },
    inclusionProof: {
      logIndex: String(inclusionProof.logIndex),
      rootHash: fromHex(inclusionProof.rootHash),
      treeSize: String(inclusionProof.treeSize),
      hashes: inclusionProof.hashes.map(fromHex),
      checkpoint: { envelope: inclusionProof.checkpoint },
    },
    canonicalizedBody: body,
  };
}

async function certificateFor(
  mock: MockSigstore,
  publicKey: KeyObject,
  claims: Readonly<Record<string, string>> = {},
): Promise<string> {
  const token = [
    { alg: 'none' },
    { iss: issuer, sub: workflow, repository: 'acme/app', job_workflow_ref: workflow, ...claims },
  ].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
  const response = await post(mock, '/api/v2/signingCert', {
    credentials: { oidcIdentityToken: `${token.join('.')}.` },
    publicKeyRequest: { publicKey: { content: publicKey.export({ type: 'spki', format: 'pem' }) } },
  });
  const { chain } = (JSON.parse(response) as { signedCertificateEmbeddedSct: { chain: { certificates: string[] } } })
    .signedCertificateEmbeddedSct;
  return (chain.certificates[0] ?? '').replaceAll(/-----.*-----|\s/g, '');
}

async function timestampOf(mock: MockSigstore, signature: Uint8Array): Promise<string> {
  const artifactHash = createHash('sha256').update(signature).digest('base64');
  const request = { artifactHash, hashAlgorithm: 'sha256', certificates: true };
  // The packages of Sigstore refuse times with one or two decimals, as every tenth time of the mock.
  for (let attempt = 0; attempt < 20; attempt++) {
    const response = await fetch(`${mock.url}/api/v1/timestamp`, { method: 'POST', body: JSON.stringify(request) });
    const timestamp = Buffer.from(await response.arrayBuffer());
    if (/\d{14}(?:\.\d{3})?Z/.test(timestamp.toString('latin1'))) return timestamp.toString('base64');
  }
  throw new Error('the timestamp authority gives no time with three decimals');
}

async function post(mock: MockSigstore, path: string, body: object): Promise<string> {
  const response = await fetch(`${mock.url}${path}`, { method: 'POST', body: JSON.stringify(body) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
  return text;
}

async function answer(
  request: IncomingMessage,
  handlers: readonly Handler[],
  files: ReadonlyMap<string, string>,
): Promise<{ readonly status: number; readonly body: string | Uint8Array }> {
  const file = files.get(request.url ?? '');
  if (file !== undefined) return { status: 200, body: file };
  const handler = handlers.find(({ path }) => path === request.url);
  if (handler === undefined) return { status: 404, body: '' };
  const { statusCode, response } = await handler.fn(Buffer.concat(await Array.fromAsync(request)).toString());
  return { status: statusCode, body: typeof response === 'string' ? response : bytesOf(response) };
}

/** A TUF repository with one target, signed with one key. */
function tufFiles(target: string): ReadonlyMap<string, string> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const { x = '' } = publicKey.export({ format: 'jwk' });
  const key = {
    keytype: 'ed25519',
    scheme: 'ed25519',
    keyval: { public: Buffer.from(x, 'base64url').toString('hex') },
  };
  const keyid = sha256(canonical(key));
  const expires = new Date(Date.now() + 86_400_000).toISOString().replace(/\.\d+/, '');
  const signed = (type: string, rest: object): string => {
    const content = { _type: type, spec_version: '1.0.31', version: 1, expires, ...rest };
    const sig = sign(null, Buffer.from(canonical(content)), privateKey).toString('hex');
    return JSON.stringify({ signed: content, signatures: [{ keyid, sig }] });
  };
  const roles = Object.fromEntries(
    ['root', 'timestamp', 'snapshot', 'targets'].map((role) => [role, { keyids: [keyid], threshold: 1 }]),
  );
  const info = (text: string): object => ({ length: Buffer.byteLength(text), hashes: { sha256: sha256(text) } });
  const targets = signed('targets', { targets: { 'trusted_root.json': info(target) } });
  const snapshot = signed('snapshot', { meta: { 'targets.json': { version: 1, ...info(targets) } } });
  return new Map([
    ['/tuf/1.root.json', signed('root', { consistent_snapshot: true, keys: { [keyid]: key }, roles })],
    ['/tuf/timestamp.json', signed('timestamp', { meta: { 'snapshot.json': { version: 1, ...info(snapshot) } } })],
    ['/tuf/1.snapshot.json', snapshot],
    ['/tuf/1.targets.json', targets],
    [`/tuf/targets/${sha256(target)}.trusted_root.json`, target],
  ]);
}

function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`;
}

async function listenOn(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}

function newPair(): { readonly privateKey: KeyObject; readonly publicKey: KeyObject } {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

function pemOf(base64: string): string {
  const lines = base64.match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

function bytesOf(view: ArrayBufferView): Buffer {
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength);
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

function fromHex(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64');
}
