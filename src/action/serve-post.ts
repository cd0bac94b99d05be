import { sizeThreadPool } from '../concurrency/index.ts';

sizeThreadPool(process.env);

const { runStep } = await import('./step.ts');
const { stopRegistry } = await import('./serve-stop.ts');
await runStep(stopRegistry);
