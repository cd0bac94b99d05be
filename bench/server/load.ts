import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

export interface SmallLoad {
  /** Seconds. */
  readonly seconds: number;
  /** Parallel connections. */
  readonly connections: number;
}

/** Requests per second, measured with `wrk`. A status other than 2xx is an error. */
export async function requestRate(url: string, load: SmallLoad, accept: string): Promise<number> {
  const { stdout } = await execute('wrk', [
    '-t1',
    `-c${load.connections}`,
    `-d${load.seconds}s`,
    '-H',
    `Accept: ${accept}`,
    url,
  ]);
  const rate = /Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1];
  if (rate === undefined || stdout.includes('Non-2xx')) throw new Error(`wrk failed for ${url}:\n${stdout}`);
  return Number(rate);
}

/** Downloads with `curl`. @returns bytes per second */
export async function downloadRate(url: string, size: number): Promise<number> {
  const { stdout } = await execute('curl', [
    '-sS',
    '-f',
    '-o',
    '/dev/null',
    '-w',
    '%{size_download} %{time_total}',
    url,
  ]);
  const [received, seconds] = stdout.split(' ').map(Number);
  if (received !== size || seconds === undefined)
    throw new Error(`curl received ${String(received)} of ${size} bytes from ${url}`);
  return size / seconds;
}

/** Uploads a file in one request with `curl`. @returns bytes per second */
export async function uploadRate(url: string, file: string, size: number): Promise<number> {
  // Pending writes of earlier requests would slow this one down.
  await execute('sync');
  const headers = ['-H', 'Content-Type: application/octet-stream', '-H', 'Expect:'];
  const { stdout } = await execute('curl', [
    '-sS',
    '-f',
    ...headers,
    '-T',
    file,
    '-o',
    '/dev/null',
    '-w',
    '%{http_code} %{time_total}',
    url,
  ]);
  const [status, seconds] = stdout.split(' ').map(Number);
  if (status !== 201 || seconds === undefined) throw new Error(`curl received status ${String(status)} from ${url}`);
  return size / seconds;
}
