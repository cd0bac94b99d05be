// Most steps need no cleanup. Then no module is loaded.
if (process.env['STATE_docker-entry']) {
  const { runStep } = await import('./step.ts');
  const { tidyUp } = await import('./push-post-run.ts');
  await runStep(tidyUp);
}
