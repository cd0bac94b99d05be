export { authenticate, type AuthenticateOptions } from './authenticate.ts';
export { parseChallenges, type Challenge } from './challenge.ts';
export { checkRealm, type RealmOptions } from './realm.ts';
export { repositoryOf, splitScopes, unionScopes } from './scope.ts';
export { maxTokenReply } from './token-endpoint.ts';
