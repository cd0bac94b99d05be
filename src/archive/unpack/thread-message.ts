import { errnoOf } from '../../fs/index.ts';
import { isOciError, messageOf, OciError, type OciErrorCode } from '../../spec/index.ts';
import type { UnpackBudget } from './budget.ts';
import type { ChannelCounters } from './chunk-channel.ts';
import type { EntryOptions, UnpackResult } from './options.ts';
import type { DirectoryTraits } from './unpacker.ts';

/** What the thread unpacks: the first message to it. */
export interface ThreadInput {
  readonly directory: string;
  readonly traits: DirectoryTraits;
  readonly budget: ReturnType<UnpackBudget['share']>;
  /** The options that are plain data. */
  readonly options: Omit<EntryOptions, 'budget' | 'onProgress' | 'signal' | 'times'>;
  /** `EntryOptions.times`; `same` for those of the archive before. */
  readonly times: EntryOptions['times'] | 'same';
}

/** The data of the worker. */
export interface ThreadData {
  readonly counters: ChannelCounters;
}

/** The messages of the thread: `ready` when its code is loaded, then its outcome. */
export type ThreadMessage = 'ready' | { readonly result: UnpackResult } | { readonly failure: ThreadFailure };

/** An error in a form that can be sent to another thread, which would remove the class and the codes. */
export interface ThreadFailure {
  /** Undefined for an error that is not an `OciError`. */
  readonly code: OciErrorCode | undefined;
  readonly message: string;
  readonly detail: unknown;
  readonly cause: { readonly message: string; readonly code: string | undefined } | undefined;
}

export function failureOf(error: unknown): ThreadFailure {
  if (!isOciError(error)) return { code: undefined, message: messageOf(error), detail: undefined, cause: undefined };
  const { code, message, detail, cause } = error;
  return {
    code,
    message,
    detail,
    cause: cause === undefined ? undefined : { message: messageOf(cause), code: errnoOf(cause) },
  };
}

export function errorOf({ code, message, detail, cause }: ThreadFailure): Error {
  if (code === undefined) return new Error(message);
  return new OciError(code, message, {
    detail,
    cause: cause === undefined ? undefined : Object.assign(new Error(cause.message), { code: cause.code }),
  });
}
