import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { HttpRegistry } from '../../src/client/index.ts';
import { createTransport } from '../../src/http/index.ts';
import { BlobAudit } from './blob-audit.ts';
import { embedded } from './embedded.ts';
import { Ledger } from './kill-ledger.ts';
import { pushUntil } from './kill-pushes.ts';
import { temporaryDirectory } from './processes.ts';

/** Number of kills. Use a few hundred for a thorough run; each takes about a second. */
const kills = Number(process.env['OCI_ARTIFACT_KILLS'] ?? 20);
/** Maximum time from the first push to the kill, milliseconds. */
const longestLife = 400;
/** Number of kills per storage. */
const killsPerStorage = 25;

describe('serve --storage under SIGKILL', () => {
  for (const layout of ['per-repository', 'shared']) {
    it(
      `keeps acknowledged content complete after ${Math.ceil(kills / 2)} kills, ${layout} (ST-01)`,
      { timeout: 60_000 + kills * 5000 },
      async () => {
        const totals = { kills: 0, acknowledged: 0, checked: 0, unfinished: 0, restartMs: [] as number[] };
        for (let left = Math.ceil(kills / 2); left > 0; left -= killsPerStorage) {
          await using storage = await temporaryDirectory();
          const ledger = new Ledger();
          const audit = new BlobAudit(storage.path);
          for (let kill = 0; kill < Math.min(left, killsPerStorage); kill++) {
            const life = Math.random() * longestLife;
            const started = performance.now();
            await using server = await embedded(['--storage', storage.path, '--layout', layout]);
            totals.restartMs.push(performance.now() - started);
            await using connection = connect(server.url);
            await ledger.check(connection.registry);
            const stop = new AbortController();
            const pushes = pushUntil(stop.signal, connection.registry, ledger);
            await Promise.race([sleep(life), pushes]);
            // Failures from here on are expected.
            stop.abort();
            const ended = new Promise((resolve) => server.service.process.once('exit', resolve));
            server.service.process.kill('SIGKILL');
            await ended;
            await pushes;
            totals.kills++;
            totals.checked += await audit.check();
          }
          await using server = await embedded(['--storage', storage.path, '--layout', layout]);
          await using connection = connect(server.url);
          await ledger.check(connection.registry, 'all content');
          // Leftovers of killed processes do not delay the next process.
          const again = performance.now();
          const stop = new AbortController();
          const pushes = pushUntil(stop.signal, connection.registry, ledger);
          await Promise.race([sleep(longestLife), pushes]);
          stop.abort();
          await pushes;
          expect(performance.now() - again).toBeLessThan(5000);
          await ledger.check(connection.registry);
          totals.acknowledged += ledger.acknowledged;
          totals.unfinished += audit.unfinished;
          if (layout === 'shared')
            expect(JSON.parse(await readFile(join(storage.path, 'index.json'), 'utf8'))).toMatchObject({
              schemaVersion: 2,
            });
        }
        const slowest = Math.round(Math.max(...totals.restartMs));
        console.log(
          `${layout}: ${totals.kills} kills, ${totals.acknowledged} acknowledged changes of tags, ` +
            `${totals.checked} hashed files, ${totals.unfinished} unfinished files, slowest start ${slowest} ms`,
        );
        expect(totals.acknowledged).toBeGreaterThan(totals.kills / 2);
      },
    );
  }
});

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
