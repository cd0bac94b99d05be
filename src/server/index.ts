export {
  formatScope,
  parseScope,
  type Access,
  type AccessAction,
  type Authorize,
  type BearerOptions,
  type TokenVerdict,
} from './access.ts';
export type { AccessLog, AccessLogEntry, ErrorLog } from './access-log.ts';
export { createFetchHandler, type FetchHandlerOptions, type RegistryFetchHandler } from './fetch-handler.ts';
export { createHandler, type RegistryHandler } from './handler.ts';
export type { HostNames } from './hosts.ts';
export { parseHtpasswd, type PasswordCheck } from './htpasswd.ts';
export type { HttpServerOptions, TlsOptions } from './http-server.ts';
export { listen, parseListenAddress, type Listening, type ListenOptions, type ReloadOptions } from './listen.ts';
export type { HandlerOptions } from './options.ts';
export type { PageOptions } from '../page/index.ts';
export type { TokenIssuer } from './token-endpoint.ts';
export { createTokenIssuer, type TokenIssuerOptions } from './token-issuer.ts';
