import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { listen } from '../../src/server/index.ts';
import { runAction, workspace } from './spawned.ts';

// A limit on the size of files simulates a full disk: a write above the limit fails in the same way. Windows has
// no such limit.
describe.skipIf(process.platform === 'win32')('without disk space for the layer', () => {
  it('fails with one sentence, leaves no files, and pushes neither a blob nor a tag (PK-12)', async () => {
    await using place = await workspace();
    const registry = new MemoryRegistry();
    const server = await listen(registry);
    try {
      await writeFile(join(place.path, 'large.bin'), randomBytes(4 * 1024 * 1024));
      const inputs = {
        'source-dir': place.path,
        target: `oci://${new URL(server.url).host}/acme/bundle:v1`,
        'plain-http': 'true',
      };
      const full = await runAction(place, inputs, { limit: 'ulimit -f 1000' });
      expect(full.code, full.stdout).toBe(1);
      expect(full.errors).toHaveLength(1);
      expect(full.errors[0]).toMatch(/EFBIG|ENOSPC/);
      expect(full.left).toEqual([]);
      expect(await Array.fromAsync(registry.repositories())).toEqual([]);
      const roomy = await runAction(place, inputs, { limit: 'ulimit -f 100000' });
      expect(roomy.code, roomy.stdout).toBe(0);
    } finally {
      await server.close();
    }
  });
});
