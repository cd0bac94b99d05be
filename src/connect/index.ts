export * from './connect.ts';
export * from './open-location.ts';
export type { ConnectOptions } from './options.ts';
