import { availableParallelism } from 'node:os';

// Decompression and hashing run on libuv's threads, whose number is read once, at first use: before anything else is loaded.
process.env['UV_THREADPOOL_SIZE'] ||= String(Math.max(4, availableParallelism() + 2));

const { runStep } = await import('./step.ts');
const { pullAction } = await import('./pull-run.ts');
await runStep(pullAction);
