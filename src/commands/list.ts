/** The commands, each loaded at its first use. */
export const commands = {
  push: async () => (await import('./push-command.ts')).push,
};
