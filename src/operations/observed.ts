import { guardedHook } from '../concurrency/index.ts';
import type { EventOptions } from '../spec/index.ts';

/** The options of an operation, whose events cannot fail it. */
export function observed<Options extends EventOptions>(options: Options): Options {
  return options.onEvent === undefined ? options : { ...options, onEvent: guardedHook('onEvent', options.onEvent) };
}
