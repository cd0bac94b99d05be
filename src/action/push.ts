import { runProgram } from './program.ts';

runProgram(async () => {
  const { runAction } = await import('./action.ts');
  await runAction('push', {
    writeDockerConfig: async (connection, context) =>
      (await import('./docker-entry.ts')).writeDockerEntry(connection, context),
    registerArtifact: async (result, context) =>
      (await import('./register-artifact.ts')).registerArtifact(result, context),
    // Loaded lazily: @actions/cache is larger than the rest of the program.
    layerCache: async (context) => (await import('./job-caches.ts')).layerCache(context),
  });
});
