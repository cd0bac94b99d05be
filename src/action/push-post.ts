import { runProgram } from './program.ts';

// Most steps need no cleanup, and load no module.
if (process.env['STATE_docker-entry']) {
  runProgram(async () => {
    const { runStep } = await import('./step.ts');
    const { removeDockerEntry } = await import('./docker-entry-state.ts');
    await runStep(removeDockerEntry);
  });
}
