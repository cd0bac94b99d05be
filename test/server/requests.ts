import { request, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import {
  descriptorOf,
  digestOf,
  encodeJson,
  mediaTypeImageManifest,
  type Descriptor,
  type Digest,
} from '../../src/spec/index.ts';

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The code in the header. The body must have a code of the specification. */
  readonly code: string | undefined;
}

export interface RequestOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
}

/** Sends one request on a new connection. The path is sent unmodified. */
export function send(base: string, method: string, path: string, options: RequestOptions = {}): Promise<Reply> {
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    const req = request(
      { host: hostname, port, method, path, agent: false, headers: { ...options.headers } },
      (res) => {
        const chunks: Buffer[] = [];
        res.on('data', (chunk: Buffer) => chunks.push(chunk));
        res.once('error', reject);
        res.once('end', () => {
          const body = Buffer.concat(chunks);
          resolve({ status: res.statusCode ?? 0, headers: res.headers, body, code: errorCode(res.headers, body) });
        });
      },
    );
    req.once('error', reject);
    if (options.body !== undefined) req.setHeader('content-length', Buffer.byteLength(options.body));
    req.end(options.body);
  });
}

/** The error codes of distribution-spec v1.1. */
export const specificationCodes: ReadonlySet<string> = new Set([
  'BLOB_UNKNOWN',
  'BLOB_UPLOAD_INVALID',
  'BLOB_UPLOAD_UNKNOWN',
  'DIGEST_INVALID',
  'MANIFEST_BLOB_UNKNOWN',
  'MANIFEST_INVALID',
  'MANIFEST_UNKNOWN',
  'NAME_INVALID',
  'NAME_UNKNOWN',
  'SIZE_INVALID',
  'UNAUTHORIZED',
  'DENIED',
  'UNSUPPORTED',
  'TOOMANYREQUESTS',
]);

function errorCode(headers: IncomingHttpHeaders, body: Buffer): string | undefined {
  const header = headers['oci-error-code'];
  if (header === undefined) return undefined;
  // The reply to a refused mount has the header, but is not an error. Browsers get a page.
  if (body.byteLength > 0 && headers['content-type'] === 'application/json') {
    const { errors } = JSON.parse(body.toString()) as { errors: readonly { code: string }[] };
    for (const { code } of errors)
      if (!specificationCodes.has(code)) throw new Error(`${code} is not a code of the specification`);
  }
  return String(header);
}

/**
 * Sends raw bytes and returns the received text when the server closes the connection or sends nothing for `waitMs`.
 */
export function sendRaw(base: string, text: string | Uint8Array, waitMs = 30_000): Promise<string> {
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let response = '';
    const done = (): void => {
      socket.destroy();
      resolve(response);
    };
    socket.setTimeout(waitMs, done);
    socket.on('data', (chunk) => {
      response += chunk.toString('latin1');
    });
    socket.once('end', done);
    socket.once('close', done);
    socket.once('error', (error) => {
      if (response === '') reject(error);
      else done();
    });
    socket.write(text);
  });
}

/** The status of the first reply in raw text. */
export function statusOfRaw(text: string): number {
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0);
}

/** Starts an upload. @returns its location */
export async function beginUpload(
  base: string,
  repository: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { status, headers: response } = await send(base, 'POST', `/v2/${repository}/blobs/uploads/`, { headers });
  if (status !== 202 || response.location === undefined) throw new Error(`POST returned ${status}`);
  return response.location;
}

/** Pushes a blob in one request. */
export async function pushBlob(base: string, repository: string, bytes: Uint8Array): Promise<Digest> {
  const digest = digestOf(bytes);
  const { status, body } = await send(base, 'POST', `/v2/${repository}/blobs/uploads/?digest=${digest}`, {
    body: bytes,
  });
  if (status !== 201) throw new Error(`POST returned ${status}: ${body.toString()}`);
  return digest;
}

export interface TestManifest {
  readonly bytes: Uint8Array;
  readonly descriptor: Descriptor;
}

const emptyConfig = new TextEncoder().encode('{}');

/** Creates a small manifest. Pushes its config and layer, but not the manifest. */
export async function prepareManifest(
  base: string,
  repository: string,
  salt: string,
  subject?: Descriptor,
): Promise<TestManifest> {
  const layer = new TextEncoder().encode(`layer ${salt}`);
  await pushBlob(base, repository, emptyConfig);
  await pushBlob(base, repository, layer);
  const bytes = encodeJson({
    schemaVersion: 2,
    mediaType: mediaTypeImageManifest,
    artifactType: `application/vnd.test.${salt.length}+json`,
    config: descriptorOf('application/vnd.oci.empty.v1+json', emptyConfig),
    layers: [descriptorOf('application/octet-stream', layer)],
    subject,
    annotations: { salt },
  });
  return { bytes, descriptor: descriptorOf(mediaTypeImageManifest, bytes) };
}

/** Pushes a small manifest under a tag or its digest. */
export async function pushManifest(
  base: string,
  repository: string,
  salt: string,
  reference?: string,
  subject?: Descriptor,
): Promise<TestManifest> {
  const manifest = await prepareManifest(base, repository, salt, subject);
  const path = `/v2/${repository}/manifests/${reference ?? manifest.descriptor.digest}`;
  const { status, body } = await send(base, 'PUT', path, {
    headers: { 'content-type': mediaTypeImageManifest },
    body: manifest.bytes,
  });
  if (status !== 201) throw new Error(`PUT returned ${status}: ${body.toString()}`);
  return manifest;
}

/** The headers of Basic authentication. */
export function basic(user: string, password: string): Readonly<Record<string, string>> {
  return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
}
