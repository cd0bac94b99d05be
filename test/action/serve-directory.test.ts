import { spawnSync } from 'node:child_process';
import { rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ServeDirectory } from '../../src/action/serve-directory.ts';

async function withPlace(work: (place: ServeDirectory) => Promise<void>): Promise<void> {
  const place = await ServeDirectory.create(tmpdir());
  try {
    await work(place);
  } finally {
    await place.remove();
  }
  expect(await place.exists()).toBe(false);
}

describe('the directory of a background registry', () => {
  it('is accessible only to its user (ST-09)', async () => {
    await withPlace(async (place) => {
      if (process.platform !== 'win32') expect((await stat(place.path)).mode & 0o777).toBe(0o700);
    });
  });

  it('distinguishes a running process from a dead one and from one without a heartbeat', async () => {
    await withPlace(async (place) => {
      expect(await place.runningProcess(5000)).toBeUndefined();
      await place.heartbeat(process.pid);
      expect(await place.runningProcess(5000)).toBe(process.pid);
      // The id may belong to another process now.
      for (const offsetMs of [-6000, -3_600_000, 3_600_000]) {
        const date = new Date(Date.now() + offsetMs);
        await utimes(join(place.path, 'alive'), date, date);
        expect(await place.runningProcess(5000), String(offsetMs)).toBeUndefined();
      }
      await place.heartbeat(process.pid);
      expect(await place.runningProcess(5000)).toBe(process.pid);
    });
    await withPlace(async (place) => {
      await place.heartbeat(spawnSync(process.execPath, ['--version']).pid);
      expect(await place.runningProcess(5000)).toBeUndefined();
    });
  });

  it('ends the registry on request, and when it was removed', async () => {
    await withPlace(async (place) => {
      expect(await place.mustStop()).toBe(false);
      await place.requestStop();
      expect(await place.mustStop()).toBe(true);
    });
    await withPlace(async (place) => {
      await rm(place.path, { recursive: true });
      expect(await place.mustStop()).toBe(true);
    });
  });

  it('reads a report, and ignores invalid ones', async () => {
    await withPlace(async (place) => {
      expect(await place.readReport()).toBeUndefined();
      const report = { repositories: 1, tags: 2, blobs: 3, bytes: 4 };
      await place.writeReport(report);
      expect(await place.readReport()).toEqual(report);
    });
  });
});
