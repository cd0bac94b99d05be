import { runProgram } from './program.ts';

runProgram(async () => {
  const { runStep } = await import('./step.ts');
  const { saveAtEnd } = await import('./cache-steps.ts');
  await runStep(saveAtEnd);
});
