import { runProgram } from './program.ts';

runProgram(async () => {
  const { runAction } = await import('./action.ts');
  const { cacheSteps } = await import('./cache-steps.ts');
  await runAction('cache', { cacheSteps });
});
