import { inputError, type InputLabel, type RegistryLocation } from '../spec/index.ts';
import { readLocation } from './location-options.ts';
import { option, type Environment, type ReadContext } from './option.ts';
import { flag, lines, text } from './option-types.ts';
import { concurrency, runOptions } from './run-options.ts';

/** Options of the three actions of the cache. */
export const entryOptions = {
  path: option({
    type: lines('path'),
    required: 'write one path or pattern per line, for example ~/.npm',
    description:
      'Files and directories, one per line, relative to the workspace. `~` is the home directory, and `*`, `?`, `[…]` ' +
      'and `**` are wildcards. A line that begins with `!` excludes. The lines are a part of the identity of an entry.',
  }),
  key: option({
    type: text,
    required: "write a key, for example npm-${{ hashFiles('package-lock.json') }}",
    description: 'Key of the entry, at most 512 characters without commas.',
  }),
  repository: option({
    type: text,
    defaultText: '`ghcr.io/<owner>/<repository>/cache`',
    description:
      'Repository of the entries, `registry/repository`. The default is `cache` below the name of the repository of the ' +
      'workflow, in lower case.',
  }),
  enableCrossOsArchive: option({
    type: flag,
    default: false,
    description: 'Restore on Windows entries of other systems, and the other way round.',
  }),
} as const;

/** Options of the actions that restore. */
export const restoreOptions = {
  'restore-keys': option({
    type: lines('prefix'),
    description:
      'Prefixes of keys, one per line. Without an entry for `key`, the newest entry whose key begins with `key`, else ' +
      'with the first of these prefixes that an entry has, is restored.',
  }),
  'fail-on-cache-miss': option({
    type: flag,
    default: false,
    description: 'Fail if no entry was found, also because the registry is not available.',
  }),
  'lookup-only': option({
    type: flag,
    default: false,
    description: 'Only look the entry up, and download nothing.',
  }),
} as const;

/** Options of every transfer of an entry. */
export const transferOptions = {
  concurrency: concurrency(4, 'layers that are transferred'),
  ...runOptions,
} as const;

/**
 * The repository of the entries.
 *
 * @throws OciError `INPUT_INVALID` for a tag, a digest or a layout, and without `GITHUB_REPOSITORY`
 */
export function cacheRepository(
  given: string | undefined,
  { label, env, notice }: Pick<ReadContext, 'label' | 'env' | 'notice'>,
): RegistryLocation {
  const subject = label('repository');
  const name = given ?? defaultRepository(env, subject);
  const location = readLocation(name, subject, { refuseDigest: true }, notice);
  if (location.kind === 'registry' && location.tag === undefined) return location;
  throw inputError(subject, name, 'is not a repository in a registry; write registry/repository without a tag');
}

function defaultRepository(env: Environment, subject: ReturnType<InputLabel>): string {
  const name = env['GITHUB_REPOSITORY'];
  if (name) return `ghcr.io/${name.toLowerCase()}/cache`;
  throw inputError(subject, undefined, 'it is missing, and GITHUB_REPOSITORY is not set; write registry/repository');
}
