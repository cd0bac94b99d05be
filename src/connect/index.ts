export * from './connect.ts';
export * from './endpoint.ts';
export * from './endpoint-text.ts';
export type { ConnectOptions } from './options.ts';
