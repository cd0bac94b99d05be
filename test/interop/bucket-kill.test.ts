import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { BucketRegistry } from '../../src/bucket/index.ts';
import { HttpRegistry } from '../../src/client/index.ts';
import { openBucket } from '../../src/connect/index.ts';
import { createTransport } from '../../src/http/index.ts';
import { versitygw } from './bucket-stores.ts';
import { embedded } from './embedded.ts';
import { Ledger } from './kill-ledger.ts';
import { pushUntil } from './kill-pushes.ts';

/** Number of kills. Each takes about two seconds. */
const kills = Number(process.env['OCI_ARTIFACT_KILLS'] ?? 10);
/** Maximum time from the first push to the kill, milliseconds. */
const longestLife = 800;

interface Connection extends AsyncDisposable {
  readonly registry: HttpRegistry;
}

/** A client without retries, so that it knows the acknowledged changes. */
function connect(url: string): Connection {
  const transport = createTransport({ attempts: 1 });
  return {
    registry: new HttpRegistry(new URL(url), { transport: transport.send, attempts: 1 }),
    [Symbol.asyncDispose]: () => transport.close(),
  };
}

/** Collects everything that no tag needs, again and again. @returns the number of deleted objects */
async function collectUntil(signal: AbortSignal, registry: BucketRegistry): Promise<number> {
  let count = 0;
  while (!signal.aborted) {
    try {
      count += (await registry.gc({ graceMs: 0, untagged: true, signal })).length;
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
  return count;
}

it(
  `two replicas keep acknowledged content complete after ${kills} kills of one of them, during collections`,
  { timeout: 120_000 + kills * 15_000 },
  async () => {
    await using store = await versitygw();
    const start = (): ReturnType<typeof embedded> =>
      embedded(['--storage', 's3://bucket/registry'], undefined, store.env);
    // Each replica has its own tags, because a tag of the ledger has only one writer.
    const ledgers = [new Ledger('a/'), new Ledger('b/')] as const;
    const replicas = [await start(), await start()];
    await using collector = await openBucket({ url: 's3://bucket/registry' }, { env: store.env });
    const stopCollecting = new AbortController();
    const collecting = collectUntil(stopCollecting.signal, collector);
    for (let kill = 0; kill < kills; kill++) {
      const victim = kill % 2;
      const stops = [new AbortController(), new AbortController()];
      const connections = replicas.map(({ url }) => connect(url));
      const pushes = connections.map(({ registry }, index) => {
        const [stop, ledger] = [stops[index], ledgers[index]];
        if (stop === undefined || ledger === undefined) throw new Error('there are two replicas');
        return pushUntil(stop.signal, registry, ledger);
      });
      await Promise.race([sleep(Math.random() * longestLife), ...pushes]);
      // Failures of this replica are expected from here on.
      stops[victim]?.abort();
      const server = replicas[victim]?.service.process;
      const ended = new Promise((resolve) => server?.once('exit', resolve));
      server?.kill('SIGKILL');
      await ended;
      await pushes[victim];
      // The other replica still accepts pushes.
      await Promise.race([sleep(100), ...pushes.filter((_, index) => index !== victim)]);
      for (const stop of stops) stop.abort();
      await Promise.all(pushes);
      await Promise.all(connections.map((connection) => connection[Symbol.asyncDispose]()));
      replicas[victim] = await start();
      for (const [index, ledger] of ledgers.entries()) {
        // Each replica sees the content of the other one.
        await using connection = connect(replicas[1 - index]?.url ?? '');
        await ledger.check(connection.registry, kill === kills - 1 ? 'all content' : 'what changed');
      }
    }
    stopCollecting.abort();
    const collected = await collecting;
    await Promise.all(replicas.map((replica) => replica[Symbol.asyncDispose]()));
    const acknowledged = ledgers.reduce((sum, ledger) => sum + ledger.acknowledged, 0);
    console.log(`bucket: ${kills} kills, ${acknowledged} acknowledged changes of tags, ${collected} collected objects`);
    expect(acknowledged).toBeGreaterThan(kills / 2);
  },
);
