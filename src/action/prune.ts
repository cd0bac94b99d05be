import { runProgram } from './program.ts';

runProgram(async () => {
  const { runAction } = await import('./action.ts');
  await runAction('prune');
});
