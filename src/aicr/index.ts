export * from './package-and-push.ts';
