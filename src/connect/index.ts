export * from './connect.ts';
export * from './open-location.ts';
