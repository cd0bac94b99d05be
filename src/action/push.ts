import { availableParallelism } from 'node:os';

// Compression and hashing run on libuv's threads, whose number is read once, at first use: before anything else is loaded.
process.env['UV_THREADPOOL_SIZE'] ||= String(Math.max(4, availableParallelism() + 2));

const { main } = await import('./main.ts');
await main();
