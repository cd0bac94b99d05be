import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface FakeObject {
  readonly bytes: Buffer;
  readonly etag: string;
  readonly type: string;
  modifiedMs: number;
}

/** An S3-compatible store in memory with one bucket. It does not check signatures. */
export interface FakeStore extends AsyncDisposable {
  readonly url: string;
  readonly objects: Map<string, FakeObject>;
  /** The requests so far: method and path with the names of the query parameters. */
  readonly requests: string[];
  /** Answers a request instead of the store. @returns whether it did */
  intercept: ((req: IncomingMessage, res: ServerResponse) => boolean) | undefined;
  /** Whether `If-None-Match` and `If-Match` of writes are ignored. */
  ignoresConditions: boolean;
  /** Difference between the clock of the store, in the field `Date`, and that of this machine. */
  clockOffsetMs: number;
}

const bucket = '/bucket/';
const quote = (bytes: Buffer): string => `"${createHash('md5').update(bytes).digest('hex')}"`;

/** Stores the body of a PUT, and closes the connection before the response. */
export function loseResponse(store: FakeStore, req: IncomingMessage, res: ServerResponse): void {
  const key = decodeURIComponent(new URL(req.url ?? '', 'http://store').pathname.slice(bucket.length));
  const type = req.headers['content-type'] ?? 'application/octet-stream';
  buffer(req).then(
    (bytes) => {
      store.objects.set(key, { bytes, type, etag: quote(bytes), modifiedMs: Date.now() });
      res.destroy();
    },
    () => res.destroy(),
  );
}

export async function openFakeStore(): Promise<FakeStore> {
  const objects = new Map<string, FakeObject>();
  const uploads = new Map<string, Map<number, Buffer>>();

  const fail = (res: ServerResponse, status: number, code: string): void => {
    res.writeHead(status, { 'content-type': 'application/xml' });
    res.end(`<Error><Code>${code}</Code><Message>the fake store says ${code}</Message></Error>`);
  };
  const xml = (res: ServerResponse, text: string): void => {
    res.writeHead(200, { 'content-type': 'application/xml' }).end(text);
  };
  const isRefused = (req: IncomingMessage, key: string): boolean => {
    const current = objects.get(key);
    const match = req.headers['if-match'];
    if (store.ignoresConditions) return false;
    return (
      (req.headers['if-none-match'] === '*' && current !== undefined) ||
      (match !== undefined && match !== current?.etag)
    );
  };
  const put = (key: string, bytes: Buffer, type = 'application/octet-stream'): FakeObject => {
    const object = { bytes, type, etag: quote(bytes), modifiedMs: Date.now() };
    objects.set(key, object);
    return object;
  };
  const source = (req: IncomingMessage): Buffer | undefined => {
    const [, path = ''] = /^\/bucket\/(.*)$/.exec(decodeURIComponent(String(req.headers['x-amz-copy-source']))) ?? [];
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(String(req.headers['x-amz-copy-source-range'])) ?? [];
    const whole = objects.get(path)?.bytes;
    return from === undefined ? whole : whole?.subarray(Number(from), Number(to) + 1);
  };

  const read = (req: IncomingMessage, res: ServerResponse, key: string): void => {
    const object = objects.get(key);
    if (object === undefined) {
      fail(res, 404, 'NoSuchKey');
      return;
    }
    const { bytes, etag, type, modifiedMs } = object;
    const headers = { etag, 'content-type': type, 'last-modified': new Date(modifiedMs).toUTCString() };
    if (req.headers['if-none-match'] === etag) res.writeHead(304, headers).end();
    else if (req.headers['if-match'] !== undefined && req.headers['if-match'] !== etag)
      fail(res, 412, 'PreconditionFailed');
    else {
      const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(req.headers.range ?? '') ?? [];
      const part = from === undefined ? bytes : bytes.subarray(Number(from), Number(to) + 1);
      const range = from === undefined ? {} : { 'content-range': `bytes ${from}-${to}/${bytes.byteLength}` };
      res.writeHead(from === undefined ? 200 : 206, { ...headers, ...range, 'content-length': part.byteLength });
      res.end(req.method === 'HEAD' ? undefined : part);
    }
  };

  const write = async (
    req: IncomingMessage,
    res: ServerResponse,
    key: string,
    query: URLSearchParams,
  ): Promise<void> => {
    const body = await buffer(req);
    const parts = uploads.get(query.get('uploadId') ?? '');
    const isCopy = req.headers['x-amz-copy-source'] !== undefined;
    const bytes = isCopy ? source(req) : body;
    if (bytes === undefined) fail(res, 404, 'NoSuchKey');
    else if (query.has('partNumber')) {
      parts?.set(Number(query.get('partNumber')), bytes);
      if (isCopy) xml(res, `<CopyPartResult><ETag>${quote(bytes)}</ETag></CopyPartResult>`);
      else res.writeHead(200, { etag: quote(bytes) }).end();
    } else if (isRefused(req, key)) fail(res, 412, 'PreconditionFailed');
    else {
      const { etag } = put(key, bytes, req.headers['content-type']);
      if (isCopy) xml(res, `<CopyObjectResult><ETag>${etag}</ETag></CopyObjectResult>`);
      else res.writeHead(200, { etag }).end();
    }
  };

  const post = async (
    req: IncomingMessage,
    res: ServerResponse,
    key: string,
    query: URLSearchParams,
  ): Promise<void> => {
    await buffer(req);
    if (query.has('uploads')) {
      const id = randomUUID();
      uploads.set(id, new Map());
      xml(res, `<R><UploadId>${id}</UploadId></R>`);
      return;
    }
    const id = query.get('uploadId') ?? '';
    const parts = uploads.get(id);
    if (parts === undefined) fail(res, 404, 'NoSuchUpload');
    else if (isRefused(req, key)) fail(res, 412, 'PreconditionFailed');
    else {
      const sorted = [...parts].toSorted(([a], [b]) => a - b).map(([, bytes]) => bytes);
      if (sorted.slice(0, -1).some((bytes) => bytes.byteLength < 5 * 1024 * 1024)) fail(res, 400, 'EntityTooSmall');
      else {
        uploads.delete(id);
        xml(res, `<R><ETag>${put(key, Buffer.concat(sorted)).etag}</ETag></R>`);
      }
    }
  };

  const list = (res: ServerResponse, query: URLSearchParams): void => {
    const prefix = query.get('prefix') ?? '';
    const after = query.get('start-after') ?? '';
    const delimiter = query.get('delimiter');
    const limit = Number(query.get('max-keys') ?? 1000);
    const items = new Map<string, string>();
    const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).toSorted();
    for (const key of keys) {
      const end = delimiter === null ? -1 : key.indexOf(delimiter, prefix.length);
      const object = objects.get(key);
      if (end >= 0) {
        const group = key.slice(0, end + 1);
        items.set(group, `<CommonPrefixes><Prefix>${group}</Prefix></CommonPrefixes>`);
      } else if (object !== undefined) {
        const time = new Date(object.modifiedMs).toISOString();
        const etag = object.etag.replaceAll('"', '&quot;');
        const state = `<LastModified>${time}</LastModified><ETag>${etag}</ETag><Size>${object.bytes.byteLength}</Size>`;
        items.set(key, `<Contents><Key>${key}</Key>${state}</Contents>`);
      }
      if (items.size > limit) break;
    }
    const page = [...items.values()].slice(0, limit).join('');
    xml(res, `<R><IsTruncated>${items.size > limit}</IsTruncated>${page}</R>`);
  };

  const handle = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(req.url ?? '', 'http://store');
    store.requests.push(`${req.method} ${pathname.slice(bucket.length)} ${[...searchParams.keys()].join(',')}`.trim());
    res.setHeader('date', new Date(Date.now() + store.clockOffsetMs).toUTCString());
    if (store.intercept?.(req, res) === true) return;
    const key = decodeURIComponent(pathname.slice(bucket.length));
    if (!pathname.startsWith(bucket)) fail(res, 404, 'NoSuchBucket');
    else if (key === '' && searchParams.has('uploads')) xml(res, '<R><IsTruncated>false</IsTruncated></R>');
    else if (key === '') list(res, searchParams);
    else if (req.method === 'PUT') await write(req, res, key, searchParams);
    else if (req.method === 'POST') await post(req, res, key, searchParams);
    else if (req.method === 'DELETE') {
      if (searchParams.has('uploadId')) uploads.delete(searchParams.get('uploadId') ?? '');
      else objects.delete(key);
      res.writeHead(204).end();
    } else read(req, res, key);
  };

  const server = createServer((req, res) => {
    handle(req, res).catch(() => res.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const store: FakeStore = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects,
    requests: [],
    intercept: undefined,
    ignoresConditions: false,
    clockOffsetMs: 0,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return store;
}
