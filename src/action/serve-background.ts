import { sizeThreadPool } from '../concurrency/index.ts';

sizeThreadPool(process.env);

const { serveInBackground } = await import('./serve-process.ts');
await serveInBackground();
