export {
  connectRegistry,
  connectRepository,
  type ConnectOptions,
  type RegistryConnection,
  type RepositoryConnection,
} from './connect.ts';
export * from './github-package.ts';
export * from './open-location.ts';
export { loadDockerConfig } from './docker-config.ts';
