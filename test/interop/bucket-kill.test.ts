import { randomInt } from 'node:crypto';
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

/** Number of kills. Use 200 for a thorough run. Each takes about two seconds, and more on a busy machine. */
const kills = Number(process.env['OCI_ARTIFACT_KILLS'] ?? 10);
/** Kills after these, until a collection has deleted content. */
const moreKills = 100;
/** Maximum time from the first push to the kill, milliseconds. */
const longestLife = 800;
/**
 * Content that is younger than this is not marked. Together with `settleMs` it is more than the time during which a push
 * does not look for marks of new blobs.
 */
const graceMs = 22_000;
/** A push ends within this time, or checks its content again. */
const settleMs = 10_000;

/** Few names, so that tags and repositories are deleted and created again, and collections have much to delete. */
function newName(): string {
  return String(randomInt(20));
}

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

interface Collected {
  deleted: number;
  collections: number;
}

/** Collects everything that no tag needs, again and again. */
async function collectUntil(signal: AbortSignal, registry: BucketRegistry, collected: Collected): Promise<void> {
  try {
    while (!signal.aborted) {
      const deleted = await registry.gc({ graceMs, settleMs, untagged: true, signal });
      collected.deleted += deleted.length;
      collected.collections++;
      await sleep(500, undefined, { signal });
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

it(
  `two replicas keep acknowledged content complete after ${kills} kills of one of them, during collections`,
  { timeout: 300_000 + kills * 15_000 },
  async () => {
    await using store = await versitygw();
    const start = (): ReturnType<typeof embedded> =>
      embedded(['--storage', 's3://bucket/registry'], undefined, store.env);
    // Each replica has its own tags, because a tag of the ledger has only one writer.
    const ledgers = [new Ledger('a/'), new Ledger('b/')] as const;
    const replicas = [await start(), await start()];
    const check = async (scope?: 'all content'): Promise<void> => {
      const checks = ledgers.map(async (ledger, index) => {
        // Each replica sees the content of the other one.
        await using connection = connect(replicas[1 - index]?.url ?? '');
        await ledger.check(connection.registry, scope);
      });
      await Promise.all(checks);
    };
    await using collector = await openBucket({ url: 's3://bucket/registry' }, { env: store.env });
    const stopCollecting = new AbortController();
    const collected: Collected = { deleted: 0, collections: 0 };
    const collecting = collectUntil(stopCollecting.signal, collector, collected);
    // The test sees the failure of a collection in its next round.
    collecting.catch(() => undefined);
    let kill = 0;
    for (; kill < kills || (collected.deleted === 0 && kill < kills + moreKills); kill++) {
      const victim = kill % 2;
      const stops = [new AbortController(), new AbortController()];
      const connections = replicas.map(({ url }) => connect(url));
      const pushes = connections.map(({ registry }, index) => {
        const [stop, ledger] = [stops[index], ledgers[index]];
        if (stop === undefined || ledger === undefined) throw new Error('there are two replicas');
        return pushUntil(stop.signal, registry, ledger, newName);
      });
      await Promise.race([sleep(Math.random() * longestLife), ...pushes, collecting]);
      // Failures of this replica are expected from here on.
      stops[victim]?.abort();
      const server = replicas[victim]?.service.process;
      const ended = new Promise((resolve) => server?.once('exit', resolve));
      server?.kill('SIGKILL');
      await ended;
      await pushes[victim];
      // The other replica still accepts pushes.
      const others = pushes.filter((_, index) => index !== victim);
      const [restarted] = await Promise.all([start(), Promise.race([sleep(100), ...others])]);
      replicas[victim] = restarted;
      for (const stop of stops) stop.abort();
      await Promise.all(pushes);
      await Promise.all(connections.map((connection) => connection[Symbol.asyncDispose]()));
      await check();
    }
    stopCollecting.abort();
    await collecting;
    await check('all content');
    await Promise.all(replicas.map((replica) => replica[Symbol.asyncDispose]()));
    const acknowledged = ledgers.reduce((sum, ledger) => sum + ledger.acknowledged, 0);
    console.log(
      `bucket: ${kill} kills, ${acknowledged} acknowledged changes of tags, ` +
        `${collected.deleted} deleted objects in ${collected.collections} collections`,
    );
    expect(acknowledged).toBeGreaterThan(kills / 2);
    expect(collected.deleted).toBeGreaterThan(0);
  },
);
