import { join } from 'node:path';
import { runProgram } from './program.ts';

// The bundler writes it next to this program.
const background = join(import.meta.dirname, 'serve-background.js');

runProgram(async () => {
  const { runStep } = await import('./step.ts');
  const { startRegistry } = await import('./serve-start.ts');
  await runStep((context) => startRegistry(context, background));
});
