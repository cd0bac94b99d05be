import { sizeThreadPool } from '../concurrency/index.ts';

sizeThreadPool(process.env);

const { runAction } = await import('./action.ts');

await runAction('pull', {
  // Loaded lazily: @actions/cache is larger than the rest of the program.
  downloadCache: async (selection, context) => (await import('./job-caches.ts')).downloadCache(selection, context),
});
