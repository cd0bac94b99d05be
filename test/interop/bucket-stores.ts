import { createServer } from 'node:net';
import { mkdir } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { serve, temporaryDirectory, type Service } from './processes.ts';

/** A store with the bucket `bucket`. */
export interface BucketStore extends AsyncDisposable {
  readonly url: string;
  /** Environment with the address and the credentials of the store. */
  readonly env: Readonly<Record<string, string>>;
  /** Ends the store, and starts it again with the same data and address. */
  restart(): Promise<void>;
}

const accessKey = 'test-access';
const secretKey = 'test-secret-key';

/** Starts versitygw over a directory. */
export function versitygw(): Promise<BucketStore> {
  return startStore((address, data) => ({
    command: 'versitygw',
    args: ['--port', address, '--quiet', 'posix', data],
    env: { ROOT_ACCESS_KEY_ID: accessKey, ROOT_SECRET_ACCESS_KEY: secretKey },
  }));
}

/** Starts MinIO over a directory. */
export function minio(): Promise<BucketStore> {
  return startStore((address, data) => ({
    command: 'minio',
    args: ['server', '--quiet', '--address', address, data],
    env: { MINIO_ROOT_USER: accessKey, MINIO_ROOT_PASSWORD: secretKey },
  }));
}

/** A proxy in front of a store, with faults. */
export interface FaultyProxy extends AsyncDisposable {
  readonly url: string;
  /** @param toxicity part of the connections that have the fault */
  add(type: string, attributes: Readonly<Record<string, number>>, toxicity?: number): Promise<void>;
  remove(type: string): Promise<void>;
}

interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

async function startStore(programOf: (address: string, data: string) => Program): Promise<BucketStore> {
  const directory = await temporaryDirectory();
  // Both stores serve a directory of their root as a bucket.
  await mkdir(join(directory.path, 'bucket'));
  const port = await freePort();
  const { command, args, env } = programOf(`127.0.0.1:${port}`, directory.path);
  const start = (): Promise<Service> => serve(command, args, { env }, () => accepts(port));
  let service = await start();
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    env: { AWS_ENDPOINT_URL_S3: url, AWS_ACCESS_KEY_ID: accessKey, AWS_SECRET_ACCESS_KEY: secretKey },
    async restart() {
      await service[Symbol.asyncDispose]();
      service = await start();
    },
    async [Symbol.asyncDispose]() {
      await service[Symbol.asyncDispose]();
      await directory[Symbol.asyncDispose]();
    },
  };
}

/** Starts toxiproxy in front of a store. */
export async function toxiproxy(upstream: string): Promise<FaultyProxy> {
  const [api, port] = [await freePort(), await freePort()];
  const service = await serve('toxiproxy', ['-host', '127.0.0.1', '-port', String(api)], {}, () => accepts(api));
  const send = async (method: string, path: string, body?: object): Promise<void> => {
    const request = { method, body: body === undefined ? null : JSON.stringify(body) };
    const response = await fetch(`http://127.0.0.1:${api}${path}`, request);
    if (!response.ok) throw new Error(`toxiproxy answered ${response.status}: ${await response.text()}`);
  };
  await send('POST', '/proxies', {
    name: 'store',
    listen: `127.0.0.1:${port}`,
    upstream: new URL(upstream).host,
    enabled: true,
  });
  return {
    url: `http://127.0.0.1:${port}`,
    add: (type, attributes, toxicity = 1) =>
      send('POST', '/proxies/store/toxics', { name: type, type, toxicity, attributes }),
    remove: (type) => send('DELETE', `/proxies/store/toxics/${type}`),
    [Symbol.asyncDispose]: () => service[Symbol.asyncDispose](),
  };
}

/** A port that was free a moment ago. The stores do not tell the port that the system gave them. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
