export * from './body.ts';
export * from './collect.ts';
export * from './detach-buffer.ts';
export * from './received.ts';
export * from './stream-hash.ts';
export * from './verify.ts';
