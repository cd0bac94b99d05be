// Most steps leave nothing behind, and then nothing is loaded.
if (process.env['STATE_docker-entry']) {
  const { runStep } = await import('./step.ts');
  const { tidyUp } = await import('./push-post-run.ts');
  await runStep(tidyUp);
}
