import { resolve } from 'node:path';
import { duration, oneOf, openStorage, storageLayouts } from '../commands/index.ts';
import { formatBytes, formatNumber } from '../output/index.ts';
import type { Command } from './command.ts';
import { cliLabel, flagOf, parseCommand, textOf } from './options.ts';
import { inputError } from '../spec/index.ts';

const options = {
  storage: { type: 'string' },
  layout: { type: 'string' },
  grace: { type: 'string' },
  'dry-run': { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

/** `oci-artifact gc --storage <dir>`: deletes what no manifest needs. A registry may go on serving the same directory meanwhile. */
export const gcCommand: Command = async (args, context) => {
  const { terminal, signal } = context;
  const parsed = parseCommand('gc', args, options, []);
  const storage = textOf(parsed, 'storage')?.trim() ?? '';
  if (storage === '')
    throw inputError(cliLabel('storage'), undefined, 'it is missing; give the directory that a registry was stored in');
  const layout = oneOf(cliLabel('layout'), textOf(parsed, 'layout') ?? 'per-repository', storageLayouts);
  const graceMs = duration(cliLabel('grace'), textOf(parsed, 'grace') ?? '1h') ?? 0;
  const dryRun = flagOf(parsed, 'dry-run');
  context.describe({ directoryInput: 'storage', placeInput: 'storage' });
  const registry = await openStorage(resolve(storage), { layout, signal }, cliLabel);
  const deleted = await registry.gc({ graceMs, dryRun, signal });
  const bytes = deleted.reduce((sum, { size }) => sum + size, 0);
  if (flagOf(parsed, 'json')) {
    terminal.out(
      JSON.stringify({
        'dry-run': dryRun,
        count: deleted.length,
        bytes,
        deleted: deleted.map(({ digest, size }) => ({ digest, size })),
      }),
    );
    return;
  }
  for (const { digest, size } of deleted) terminal.out(`${digest}  ${formatBytes(size)}`);
  terminal.out(`${dryRun ? 'would delete' : 'deleted'} ${formatNumber(deleted.length, 'blob')}, ${formatBytes(bytes)}`);
};
