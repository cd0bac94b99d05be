export * from './connect.ts';
export * from './open-location.ts';
export { loadDockerConfig } from './docker-config.ts';
