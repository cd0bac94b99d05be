import { option, type Option } from './option.ts';
import { flag, text, time, whole } from './option-types.ts';

/** Upper limit of parallel transfers; more transfers provoke rate limits. */
const maxConcurrency = 64;

/** Options of every command that transfers content. */
export const runOptions = {
  timeout: option({
    type: time,
    description:
      'Limit for the whole run, such as `30m` or a number of seconds. Stalled connections are also detected ' +
      'without this limit.',
    cliDescription: 'Limit for the whole run, such as 30m.',
  }),
} as const;

/** Option of every action that can write a job summary. */
export const summaryOption = {
  summary: option({
    type: flag,
    default: true,
    scope: 'action',
    description: 'Write a job summary.',
  }),
} as const;

/** Options of every command that prints a result. */
export const resultOptions = {
  json: option({
    type: flag,
    default: false,
    scope: 'cli',
    description: 'Print the result as one JSON object.',
  }),
  print: option({
    type: text,
    scope: 'cli',
    description: 'Print this text as the result; {key} is a value of --json, such as {digest}.',
  }),
  quiet: option({
    type: flag,
    default: false,
    short: 'q',
    scope: 'cli',
    description: 'Print only the result, warnings and errors.',
  }),
  verbose: option({
    type: flag,
    default: false,
    short: 'v',
    scope: 'cli',
    description: 'Also log each request, and the source of the credentials.',
  }),
  progress: option({
    type: flag,
    default: true,
    scope: 'cli',
    description: 'Show no progress.',
  }),
} as const;

/** @param items that are transferred, in the plural */
export function concurrency(standard: number, items: string): Option<number> {
  return option({
    type: whole(1, maxConcurrency),
    default: standard,
    description: `Number of ${items} in parallel.`,
  });
}
