// The library's surface. Private are: how requests are authenticated and retried (connect wires that), and what stands behind the stores.
export * from './spec/index.ts';
export * from './registry/index.ts';
export { collect, once, type Body } from './streams/index.ts';
export * from './transfer/index.ts';
export * from './commands/index.ts';
export * from './connect/index.ts';
export { MemoryRegistry } from './memory/index.ts';
export { LayoutRegistry, LayoutRepository } from './layout/index.ts';
export { DirectoryStorage, FileStore, MemoryStorage, type FileStoreOptions } from './files/index.ts';
export * from './wrappers/index.ts';
export { HttpRegistry, type HttpRegistryOptions } from './client/index.ts';
export {
  createHandler,
  createTokenIssuer,
  listen,
  type HandlerOptions,
  type Listening,
  type ListenOptions,
  type RegistryHandler,
  type TokenIssuer,
  type TokenIssuerOptions,
} from './server/index.ts';
export {
  createTransport,
  proxyFromEnvironment,
  type HttpEvent,
  type HttpTransport,
  type Transport,
} from './http/index.ts';
export { authenticate, type AuthenticateOptions } from './auth/index.ts';
export {
  chain,
  defaultCredentials,
  loadDockerConfig,
  staticCredentials,
  type Credential,
  type CredentialSource,
  type FoundCredential,
} from './credentials/index.ts';
