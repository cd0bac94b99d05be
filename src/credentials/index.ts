export { ConfigCredentials, loadDockerConfig, loadPodmanConfig, type ConfigOptions } from './config-credentials.ts';
export {
  identityTokenUsername,
  isAnonymous,
  isSameCredential,
  secretsOf,
  type Credential,
  type CredentialSource,
  type FindOptions,
  type FoundCredential,
} from './credential.ts';
export { defaultCredentials, DefaultCredentials, type DefaultCredentialsOptions } from './default-credentials.ts';
export {
  removeDockerAuth,
  saveDockerAuth,
  type DockerAuthOptions,
  type SaveDockerAuthOptions,
  type SavedDockerAuth,
} from './docker-login.ts';
export { type Environment } from './helper-path.ts';
export { dockerConfigPath, removeLogin, saveLogin, type LoginOptions } from './login.ts';
export {
  helperTimeoutMs,
  maxHelperOutput,
  runHelper,
  type HelperOutput,
  type HelperRun,
  type HelperVerb,
  type RunHelper,
} from './helper-process.ts';
export { LookupCache, type LookupOptions } from './lookup-cache.ts';
export { secretForms, secretMask } from './secret-forms.ts';
export { chain, githubTokenCredentials, gitHubRegistry, staticCredentials, type StaticEntry } from './sources.ts';
