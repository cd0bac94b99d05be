import { Digester, isDigest } from '../../src/spec/index.ts';
import { ScriptedServer, type SeenRequest, type Step } from '../faults/kit/index.ts';
import { json, wireError } from './test-client.ts';

/**
 * A registry that accepts uploads by one PUT or by chunks in order, and stores the blobs. Tests replace some of its
 * responses.
 */
export class UploadRegistry implements AsyncDisposable {
  readonly server: ScriptedServer;
  readonly blobs: Map<string, Buffer> = new Map();
  /** Received bytes of each session. */
  readonly sessions: Map<string, Buffer> = new Map();
  #next = 1;

  private constructor(server: ScriptedServer) {
    this.server = server;
    server
      .on('HEAD /v2/*/blobs/*', (request) => this.#head(request))
      .on('POST /v2/*/blobs/uploads/', () => this.open())
      .on('GET /upload/*', (request) => this.status(request))
      .on('PATCH /upload/*', (request) => this.patch(request))
      .on('PUT /upload/*', (request) => this.put(request))
      .on('DELETE /upload/*', (request) => {
        this.sessions.delete(request.path);
        return { status: 204 };
      });
  }

  static async start(): Promise<UploadRegistry> {
    return new UploadRegistry(await ScriptedServer.start());
  }

  /** Number of requests with a method. */
  count(method: string): number {
    return this.server.requests.filter((request) => request.method === method).length;
  }

  open(more: Readonly<Record<string, string>> = {}): Step {
    const path = `/upload/${this.#next++}`;
    this.sessions.set(path, Buffer.alloc(0));
    return { status: 202, headers: { location: `${path}?state=a%2Bb`, ...more } };
  }

  status(request: SeenRequest): Step {
    const received = this.sessions.get(request.path);
    return received === undefined
      ? unknown
      : { status: 204, headers: { location: request.target, range: `0-${received.length - 1}` } };
  }

  patch(request: SeenRequest): Step {
    const received = this.sessions.get(request.path);
    if (received === undefined) return unknown;
    const range = request.header('content-range');
    // A PATCH without a range is a stream, which is appended.
    if (range?.startsWith(`${received.length}-`) === false) return { status: 416 };
    const total = Buffer.concat([received, request.body]);
    this.sessions.set(request.path, total);
    return { status: 202, headers: { location: request.target, range: `0-${total.length - 1}` } };
  }

  put(request: SeenRequest): Step {
    const received = this.sessions.get(request.path);
    if (received === undefined) return unknown;
    const bytes = Buffer.concat([received, request.body]);
    const requested = request.query.get('digest') ?? '';
    const actual = new Digester(isDigest(requested) && requested.startsWith('sha512') ? 'sha512' : 'sha256')
      .update(bytes)
      .digest();
    if (requested !== actual) return { status: 400, headers: json, body: wireError('DIGEST_INVALID') };
    this.sessions.delete(request.path);
    this.blobs.set(actual, bytes);
    return { status: 201, headers: { location: `/v2/x/blobs/${actual}`, 'docker-content-digest': actual } };
  }

  /** Cuts the connection of the first PUT after `bytes` of its body. The session has received these bytes. */
  cutFirstPut(bytes: number): void {
    let first = true;
    this.server.on(
      (request) => {
        const cut = first && request.method === 'PUT' && request.path.startsWith('/upload/');
        if (cut) first = false;
        return cut;
      },
      { at: bytes, cutAt: -1, rest: 'ignore' },
    );
    this.server.on('GET /upload/*', (request) => {
      const received = this.server.seen('PUT /upload/*')[0]?.body.subarray(0, bytes) ?? Buffer.alloc(0);
      if (this.sessions.has(request.path) && (this.sessions.get(request.path)?.length ?? 0) === 0)
        this.sessions.set(request.path, Buffer.from(received));
      return this.status(request);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
  }

  #head(request: SeenRequest): Step {
    const digest = decodeURIComponent(request.path.split('/').at(-1) ?? '');
    const bytes = this.blobs.get(digest);
    return bytes === undefined
      ? { status: 404 }
      : { headers: { 'content-length': String(bytes.length), 'docker-content-digest': digest } };
  }
}

const unknown: Step = { status: 404, headers: json, body: wireError('BLOB_UPLOAD_UNKNOWN') };
