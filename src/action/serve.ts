import { join } from 'node:path';
import { sizeThreadPool } from '../concurrency/index.ts';

sizeThreadPool(process.env);

const { runStep } = await import('./step.ts');
const { startRegistry } = await import('./serve-start.ts');
// The bundler writes it next to this program.
const program = join(import.meta.dirname, 'serve-background.js');
await runStep((context) => startRegistry(context, program));
