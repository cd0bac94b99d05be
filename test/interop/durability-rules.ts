import { basename, dirname } from 'node:path';
import type { SystemCall } from './system-calls.ts';

const writes: ReadonlySet<string> = new Set(['write', 'writev', 'pwrite64', 'pwritev']);
const flushes: ReadonlySet<string> = new Set(['fsync', 'fdatasync']);
const newNames: ReadonlySet<string> = new Set(['rename', 'renameat', 'renameat2', 'link', 'linkat']);
const journalName = '.index.json.journal';
/** Files whose loss in a power failure has no effect. The server creates another session key. */
const volatile = /(?:\.lock|\.break|\.tmp|\.session-key)$|\/\.(?:staging|uploads)\//;

/** The number of calls that were checked, so that a test notices an empty trace, and the violations. */
export interface Durability {
  readonly files: number;
  readonly acknowledgements: number;
  readonly violations: readonly string[];
}

/**
 * Checks the order of system calls for a power failure at any time: the content of a file is flushed before the file
 * gets its name, names of blobs are flushed before the index refers to them, and everything is flushed before a change is
 * acknowledged.
 *
 * @param root the directory with the files
 * @param isAcknowledgement whether a call tells a client or the user that a change succeeded
 */
export function checkDurability(
  calls: readonly SystemCall[],
  root: string,
  isAcknowledgement: (call: SystemCall) => boolean,
): Durability {
  const done = calls.filter((call) => call.succeeded);
  const violations: string[] = [];
  const isFlushed = (path: string, after: SystemCall, before: SystemCall): boolean =>
    done.some(
      (call) => flushes.has(call.name) && call.path === path && call.start > after.end && call.end < before.start,
    );
  const check = (path: string, after: SystemCall, before: SystemCall, event: string): void => {
    if (!isFlushed(path, after, before)) violations.push(`${path} is not flushed before ${event}`);
  };
  const isRemoved = (path: string, after: SystemCall, before: SystemCall): boolean =>
    done.some(
      (call) => call.name === 'unlink' && call.path === path && call.start > after.end && call.end < before.start,
    );
  const checkName = (name: SystemCall, before: SystemCall, event: string): void => {
    if (!isRemoved(name.target, name, before)) check(dirname(name.target), name, before, event);
  };

  const isStored = (path: string): boolean => path.startsWith(`${root}/`) && !volatile.test(path);
  const named = done.filter((call) => newNames.has(call.name) && isStored(call.target));
  const created = done.filter(
    ({ name, path, args }) => name === 'openat' && args.includes('O_CREAT') && isStored(path),
  );
  const appended = done.filter(
    ({ name, path }) => writes.has(name) && isStored(path) && basename(path) === journalName,
  );
  for (const name of named) {
    for (const write of done.filter(
      (call) => writes.has(call.name) && call.path === name.path && call.end < name.start,
    ))
      check(name.path, write, name, `its name becomes ${name.target}`);
  }

  const references = [...appended, ...named.filter(({ target }) => basename(target) === 'index.json')];
  for (const reference of references) {
    // The index may be written later than its journal, and then refers to the same blobs as the journal.
    const journaled = appended.findLast(
      ({ path, end }) => dirname(path) === dirname(reference.target) && end < reference.start,
    );
    const last = (journaled ?? reference).start;
    for (const name of named.filter(({ target, end }) => target.includes('/blobs/') && end < last))
      checkName(name, reference, `the index refers to ${name.target}`);
  }

  for (const removal of done.filter(({ name, path }) => name === 'unlink' && basename(path) === journalName)) {
    for (const name of named.filter((call) => basename(call.target) === 'index.json' && call.end < removal.start))
      if (dirname(name.target) === dirname(removal.path)) checkName(name, removal, 'its journal is removed');
  }

  const acknowledgements = done.filter(isAcknowledgement);
  for (const acknowledgement of acknowledgements) {
    const [, status] = /"(.{1,20})/.exec(acknowledgement.args) ?? [];
    const event = `the acknowledgement "${status ?? ''}"`;
    const earlier = (call: SystemCall): boolean => call.end < acknowledgement.start;
    for (const name of named.filter(earlier)) checkName(name, acknowledgement, event);
    for (const file of created.filter(earlier)) check(dirname(file.path), file, acknowledgement, event);
    for (const write of appended.filter(earlier))
      if (!isRemoved(write.path, write, acknowledgement)) check(write.path, write, acknowledgement, event);
  }
  return {
    files: named.length,
    acknowledgements: acknowledgements.length,
    violations: [...new Set(violations)],
  };
}
