export { chain } from './chain.ts';
export { ConfigCredentials, type ConfigOptions } from './config-credentials.ts';
export {
  formsOf,
  identityTokenUsername,
  isAnonymous,
  secretsOf,
  type Credential,
  type CredentialSource,
  type FindOptions,
  type FoundCredential,
} from './credential.ts';
export { defaultCredentials, DefaultCredentials, type DefaultCredentialsOptions } from './default-credentials.ts';
export { loadDockerConfig } from './docker-config.ts';
export {
  removeDockerAuth,
  saveDockerAuth,
  type DockerAuthOptions,
  type SaveDockerAuthOptions,
  type SavedDockerAuth,
} from './docker-login.ts';
export { githubTokenCredentials, gitHubRegistry } from './github-token.ts';
export { type Environment } from './helper-path.ts';
export {
  helperTimeoutMs,
  maxHelperOutput,
  runHelper,
  type HelperOutput,
  type HelperRun,
  type RunHelper,
} from './helper-process.ts';
export { loadPodmanConfig } from './podman-config.ts';
export { staticCredentials, type StaticEntry } from './static.ts';
