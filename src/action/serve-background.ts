import { runProgram } from './program.ts';

runProgram(async () => {
  const { serveInBackground } = await import('./serve-process.ts');
  await serveInBackground();
});
