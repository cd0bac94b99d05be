import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';

/** An archive under a key. */
export interface CacheEntry {
  readonly key: string;
  /** Hash of paths and compression, calculated by the client. */
  readonly version: string;
  archive: Buffer;
}

/** The part of the cache service, version 2, and of its storage that `@actions/cache` uses. */
export interface CacheService extends AsyncDisposable {
  readonly url: string;
  /** Environment variables of a job. */
  readonly env: Readonly<Record<string, string>>;
  /** Saved entries, the oldest first. */
  readonly entries: CacheEntry[];
  /** `METHOD path` of each request. */
  readonly requests: readonly string[];
  readonly keys: () => readonly string[];
  /** Changes the tar in the archive of each entry, for any compression. */
  readonly poison: (change: (tar: Buffer) => Buffer) => void;
  readonly add: (entry: CacheEntry) => void;
}

export async function cacheService(): Promise<CacheService> {
  const entries: CacheEntry[] = [];
  const requests: string[] = [];
  const pending = new Map<string, CacheEntry>();
  const uploads = new Map<string, Buffer>();
  let url = '';
  const server = createServer((request, response) => {
    requests.push(`${request.method ?? ''} ${request.url?.split('?')[0] ?? ''}`);
    void answer(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
    const [, kind, name = ''] = /^\/(twirp\/[\w.]+|storage)\/(.+)$/.exec(pathname) ?? [];
    const body = await buffer(request);
    if (kind !== 'storage') {
      const method = calls[name];
      response
        .writeHead(method === undefined ? 404 : 200, { 'content-type': 'application/json' })
        .end(JSON.stringify(method?.(JSON.parse(body.toString()) as Call) ?? {}));
      return;
    }
    if (request.method === 'PUT') {
      const block = searchParams.get('blockid');
      if (searchParams.get('comp') === 'blocklist')
        uploads.set(
          name,
          Buffer.concat(
            [...body.toString().matchAll(/<Latest>([^<]+)</g)].map(
              ([, id = '']) => uploads.get(`${name}/${id}`) ?? Buffer.alloc(0),
            ),
          ),
        );
      else uploads.set(block === null ? name : `${name}/${block}`, body);
      response.writeHead(201, { etag: '"1"', 'last-modified': new Date(0).toUTCString() }).end();
      return;
    }
    const archive = entries.find(({ key, version }) => name === nameOf(key, version))?.archive;
    response
      .writeHead(archive === undefined ? 404 : 200, { 'content-length': archive?.byteLength ?? 0 })
      .end(request.method === 'HEAD' ? undefined : archive);
  }
  interface Call {
    readonly key: string;
    readonly version: string;
    readonly restore_keys?: readonly string[];
  }
  const calls: Readonly<Record<string, (call: Call) => unknown>> = {
    CreateCacheEntry({ key, version }) {
      if (entries.some((entry) => entry.key === key && entry.version === version)) return { ok: false };
      pending.set(nameOf(key, version), { key, version, archive: Buffer.alloc(0) });
      return { ok: true, signed_upload_url: `${url}/storage/${nameOf(key, version)}?sig=1` };
    },
    FinalizeCacheEntryUpload({ key, version }) {
      const entry = pending.get(nameOf(key, version));
      const archive = uploads.get(nameOf(key, version));
      if (entry === undefined || archive === undefined) return { ok: false };
      entries.push({ ...entry, archive });
      return { ok: true, entry_id: String(entries.length) };
    },
    GetCacheEntryDownloadURL({ key, version, restore_keys: others = [] }) {
      // An exact match wins over the newest entry whose key begins with the wanted key.
      for (const wanted of [key, ...others]) {
        const matching = entries.filter((entry) => entry.version === version && entry.key.startsWith(wanted));
        const found = matching.find((entry) => entry.key === wanted) ?? matching.at(-1);
        if (found !== undefined)
          return {
            ok: true,
            signed_download_url: `${url}/storage/${nameOf(found.key, version)}?sig=1`,
            matched_key: found.key,
          };
      }
      return { ok: false };
    },
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`;
  return {
    url,
    env: cacheEnvironment(url),
    entries,
    requests,
    keys: () => entries.map(({ key }) => key),
    poison(change) {
      for (const entry of entries) entry.archive = repacked(entry.archive, change);
    },
    add: (entry) => entries.push(entry),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Environment variables with the address of the cache service. */
export function cacheEnvironment(url: string): Readonly<Record<string, string>> {
  return { ACTIONS_CACHE_SERVICE_V2: 'true', ACTIONS_RESULTS_URL: `${url}/`, ACTIONS_RUNTIME_TOKEN: 'runtime-token' };
}

function nameOf(key: string, version: string): string {
  return `${encodeURIComponent(key)}-${version}`;
}

function repacked(archive: Buffer, change: (tar: Buffer) => Buffer): Buffer {
  if (archive.readUInt16BE(0) === 0x1f8b) return gzipSync(change(gunzipSync(archive)));
  return zstdCompressSync(change(zstdDecompressSync(archive)));
}
