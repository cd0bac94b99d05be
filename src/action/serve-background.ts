import { availableParallelism } from 'node:os';

// Files are read and hashed on libuv's threads, whose number is read once, at first use: before anything else is loaded.
process.env['UV_THREADPOOL_SIZE'] ||= String(Math.max(4, availableParallelism()));

const { serveInBackground } = await import('./serve-process.ts');
await serveInBackground();
