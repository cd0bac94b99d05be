import type { Command, CommandGroup } from './command.ts';

/** Commands with an action of the same name. */
type CommandAction = 'push' | 'pull' | 'copy' | 'attach' | 'index' | 'prune' | 'serve';
export type ActionName = CommandAction | 'cache' | 'cache-restore' | 'cache-save';
type SingleName =
  | CommandAction
  | 'backup'
  | 'restore'
  | 'join'
  | 'verify'
  | 'resolve'
  | 'tag'
  | 'annotate'
  | 'tags'
  | 'referrers'
  | 'repos'
  | 'delete'
  | 'gc'
  | 'login'
  | 'logout'
  | 'demo'
  | 'completion';

type Loaders<Name extends string, Loaded> = Readonly<Record<Name, () => Promise<Loaded>>>;

/** The commands, each loaded at its first use. */
export const commands: Loaders<SingleName, Command> & Loaders<'manifest' | 'blob' | 'sif' | 'cache', CommandGroup> = {
  push: async () => (await import('./push.ts')).push,
  pull: async () => (await import('./pull.ts')).pull,
  copy: async () => (await import('./copy.ts')).copy,
  attach: async () => (await import('./attach.ts')).attach,
  index: async () => (await import('./create-index.ts')).index,
  backup: async () => (await import('./backup.ts')).backup,
  restore: async () => (await import('./restore.ts')).restore,
  join: async () => (await import('./join.ts')).join,
  verify: async () => (await import('./verify.ts')).verify,
  resolve: async () => (await import('./resolve.ts')).resolve,
  tag: async () => (await import('./tag.ts')).tag,
  annotate: async () => (await import('./annotate.ts')).annotate,
  repos: async () => (await import('./repos.ts')).repos,
  tags: async () => (await import('./tags.ts')).tags,
  referrers: async () => (await import('./referrers.ts')).referrers,
  manifest: async () => (await import('./manifest.ts')).manifest,
  blob: async () => (await import('./blob.ts')).blob,
  delete: async () => (await import('./delete.ts')).deleteCommand,
  prune: async () => (await import('./prune.ts')).pruneCommand,
  serve: async () => (await import('./serve.ts')).serve,
  gc: async () => (await import('./gc.ts')).gc,
  login: async () => (await import('./login.ts')).login,
  logout: async () => (await import('./login.ts')).logout,
  sif: async () => (await import('./sif.ts')).sif,
  cache: async () => (await import('./cache.ts')).cache,
  demo: async () => (await import('./demo.ts')).demo,
  completion: async () => (await import('./completion.ts')).completion,
};

/** Other names of commands, as other tools call them. */
export const aliases: Readonly<Record<string, keyof typeof commands>> = {
  cp: 'copy',
  discover: 'referrers',
  ls: 'tags',
};

/** The actions, also those that the command line does not have. */
export const actions: Loaders<ActionName, Command> = {
  push: commands.push,
  pull: commands.pull,
  copy: commands.copy,
  attach: commands.attach,
  index: commands.index,
  prune: commands.prune,
  serve: commands.serve,
  cache: async () => (await import('./job-cache.ts')).cacheAction,
  'cache-restore': async () => (await import('./job-cache.ts')).cacheRestore,
  'cache-save': async () => (await import('./job-cache.ts')).cacheSave,
};
