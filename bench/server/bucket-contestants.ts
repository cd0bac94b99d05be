import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  distributionName,
  freePort,
  peer,
  run,
  startDistributionOn,
  startNode,
  untilListening,
  type Contestant,
} from './contestants.ts';

/** An S3-compatible store with one bucket. */
export interface Store extends AsyncDisposable {
  readonly url: string;
}

/** Processes that serve the same bucket. */
export interface Replicas extends AsyncDisposable {
  readonly name: string;
  /** One URL, without a path, for each process. */
  readonly urls: readonly string[];
}

const bucket = 'bench';
const keys = { AWS_ACCESS_KEY_ID: 'bench', AWS_SECRET_ACCESS_KEY: 'bench-secret' } as const;

/** versitygw on a directory, in which a directory is a bucket. */
export async function startStore(directory: string): Promise<Store> {
  const root = join(directory, 'store');
  await mkdir(join(root, bucket), { recursive: true });
  const port = await freePort();
  const access = ['--access', keys.AWS_ACCESS_KEY_ID, '--secret', keys.AWS_SECRET_ACCESS_KEY];
  const { stop, failed } = run(peer('versitygw'), [...access, '--port', `127.0.0.1:${port}`, '--quiet', 'posix', root]);
  await Promise.race([untilListening(port), failed]);
  return { url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: stop };
}

/** distribution with its S3 driver, which sends the content itself. */
export async function startDistributionOnStore(directory: string, { url }: Store): Promise<Replicas> {
  const server = await startDistributionOn(
    directory,
    `  s3:
    accesskey: ${keys.AWS_ACCESS_KEY_ID}
    secretkey: ${keys.AWS_SECRET_ACCESS_KEY}
    region: us-east-1
    regionendpoint: ${url}
    bucket: ${bucket}
    forcepathstyle: true
    secure: false
    rootdirectory: /distribution
  redirect:
    disable: true`,
  );
  return replicas(distributionName, [server]);
}

/** This project's `serve`, in several processes. @param cli the program of the command line */
export async function startReplicas(count: number, cli: string, { url }: Store): Promise<Replicas> {
  const storage = ['--storage', `s3://${bucket}/replicas-${count}`, '--s3-endpoint', url];
  const servers: Contestant[] = [];
  const name = `serve, ${count} ${count === 1 ? 'replica' : 'replicas'}`;
  for (let index = 0; index < count; index++) servers.push(await startNode(name, [cli, 'serve', ...storage], keys));
  return replicas(name, servers);
}

function replicas(name: string, servers: readonly Contestant[]): Replicas {
  return {
    name,
    urls: servers.map(({ url }) => url),
    [Symbol.asyncDispose]: async () => {
      for (const server of servers) await server[Symbol.asyncDispose]();
    },
  };
}
