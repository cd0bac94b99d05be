import { LayoutRegistry } from '../layout/index.ts';
import { MemoryRegistry } from '../memory/index.ts';
import type { Registry } from '../registry/index.ts';
import { listen } from '../server/index.ts';
import { wholeNumber } from '../publish/index.ts';
import type { Command } from './command.ts';
import { cliLabel, parseCommand, textOf } from './options.ts';

const options = { address: { type: 'string' }, port: { type: 'string' }, storage: { type: 'string' } } as const;

const highestPort = 65_535;

/** `oci-artifact serve`: the embedded registry, until the process is told to stop. */
export const serveCommand: Command = async (args, { terminal, signal }) => {
  const parsed = parseCommand('serve', args, options, []);
  const storage = textOf(parsed, 'storage');
  const registry: Registry = storage === undefined ? new MemoryRegistry() : await LayoutRegistry.open(storage);
  const server = await listen(registry, {
    address: textOf(parsed, 'address') ?? '127.0.0.1',
    port: wholeNumber(cliLabel('port'), textOf(parsed, 'port') ?? '0', 0, highestPort),
  });
  terminal.out(server.url);
  terminal.line(`serving ${storage === undefined ? 'from memory; everything is gone when this ends' : `the image layouts below ${storage}`}`);
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => { resolve(); }, { once: true });
  });
  await server.close();
};
