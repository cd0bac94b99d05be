import { homedir } from 'node:os';
import type { ConnectOptions } from '../connect/index.ts';
import { withConnectionLogging, type RegistryAccess } from '../commands/index.ts';
import type { ActionContext } from './step.ts';

/** How a registry is reached, with what the connection has to say told in the log and its secrets masked. */
export function stepConnection(access: RegistryAccess, { env, log, masks }: ActionContext): ConnectOptions {
  return withConnectionLogging(
    { ...access, env, homedir: homedir() },
    {
      line: (text) => {
        log.line(text);
      },
      warning: (text) => {
        log.warning(text);
      },
      debug: (text) => {
        log.debug(text);
      },
      hide: masks.add,
    },
  );
}
