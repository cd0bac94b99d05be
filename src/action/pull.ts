import { runProgram } from './program.ts';

runProgram(async () => {
  const { runAction } = await import('./action.ts');
  await runAction('pull', {
    // Loaded lazily: @actions/cache is larger than the rest of the program.
    downloadCache: async (selection, context) => (await import('./job-caches.ts')).downloadCache(selection, context),
  });
});
