import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A proxy that sends each request to the next of several servers. */
export interface AlternatingProxy extends AsyncDisposable {
  /** `HOST:PORT` */
  readonly host: string;
  /** Number of requests that each server got. */
  readonly counts: readonly number[];
}

/** @param hosts `HOST:PORT` of each server */
export async function alternatingProxy(hosts: readonly string[]): Promise<AlternatingProxy> {
  const counts = hosts.map(() => 0);
  let next = 0;
  const server = createServer((req, res) => {
    const index = next++ % hosts.length;
    counts[index] = (counts[index] ?? 0) + 1;
    const { hostname, port } = new URL(`http://${hosts[index]}`);
    const forwarded = request(
      { host: hostname, port, method: req.method, path: req.url, headers: req.headers, agent: false },
      (answer) => {
        res.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(res);
      },
    );
    forwarded.once('error', () => res.destroy());
    req.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    host: `localhost:${(server.address() as AddressInfo).port}`,
    counts,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
