import { runProgram } from './program.ts';

runProgram(async () => {
  const { runStep } = await import('./step.ts');
  const { stopRegistry } = await import('./serve-stop.ts');
  await runStep(stopRegistry);
});
