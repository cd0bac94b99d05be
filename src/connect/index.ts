export * from './connect.ts';
export type { ConnectOptions } from './options.ts';
