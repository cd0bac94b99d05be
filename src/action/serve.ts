import { availableParallelism } from 'node:os';
import { join } from 'node:path';

// Compression and hashing run on libuv's threads, whose number is read once, at first use: before anything else is loaded.
process.env['UV_THREADPOOL_SIZE'] ||= String(Math.max(4, availableParallelism()));

const { runStep } = await import('./step.ts');
const { startRegistry } = await import('./serve-start.ts');
// Beside this file, wherever the bundler puts the rest.
const program = join(import.meta.dirname, 'serve-background.js');
await runStep((context) => startRegistry(context, program));
