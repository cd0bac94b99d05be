import { sizeThreadPool } from '../concurrency/index.ts';

sizeThreadPool(process.env);

const { runAction } = await import('./action.ts');

await runAction('attach');
