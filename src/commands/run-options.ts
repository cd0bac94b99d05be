import { option, type Option } from './option.ts';
import { flag, time, whole } from './option-types.ts';

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

/** Option of every command that can print its result as JSON. */
export const jsonOption = {
  json: option({
    type: flag,
    default: false,
    scope: 'cli',
    description: 'Print the result as one JSON object.',
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
