import { sizeThreadPool } from '../concurrency/index.ts';

sizeThreadPool(process.env);

const { runAction } = await import('./action.ts');
const { writeDockerEntry } = await import('./docker-entry.ts');
const { registerArtifact } = await import('./register-artifact.ts');

await runAction('push', {
  writeDockerConfig: writeDockerEntry,
  registerArtifact,
  // Loaded lazily: @actions/cache is larger than the rest of the program.
  layerCache: async (context) => (await import('./job-caches.ts')).layerCache(context),
});
