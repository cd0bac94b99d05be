import { describe, expect, it } from 'vitest';
import { reportEvent, type Reporter } from '../../src/output/index.ts';
import { digestOf, type OperationEvent } from '../../src/spec/index.ts';

/** The entries of the log for an event, each with its kind. */
function report(event: OperationEvent): readonly string[] {
  const log: string[] = [];
  const write =
    (kind: string) =>
    (value: unknown): void =>
      void log.push(`${kind}: ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const kinds = ['phase', 'line', 'notice', 'warning', 'debug', 'progress', 'hide', 'completed'] as const;
  reportEvent(event, Object.fromEntries(kinds.map((kind) => [kind, write(kind)])) as unknown as Reporter);
  return log.map((entry) => entry.replace(/^completed: .*/, 'completed'));
}

const digest = digestOf('x');
const blob = { kind: 'blob', phase: 'push', digest, size: 2048 } as const;
const names = Array.from({ length: 25 }, (_, index) => `f${index}`);

describe('reportEvent', () => {
  it.each<[OperationEvent, readonly string[]]>([
    [{ kind: 'phase', phase: 'package' }, ['phase: Package']],
    [{ kind: 'warning', text: 'careful' }, ['warning: careful']],
    [{ kind: 'notice', text: 'by the way' }, ['notice: by the way']],
    [{ kind: 'line', text: 'a line' }, ['line: a line']],
    [{ kind: 'excluded', count: 1 }, ['warning: 1 path excluded by patterns']],
    [{ kind: 'excluded', count: 2000 }, ['warning: 2,000 paths excluded by patterns']],
    [{ kind: 'tag', tag: 'v1', state: 'written' }, ['completed', 'line: tagged v1']],
    [{ kind: 'tag', tag: 'v1', state: 'unchanged' }, ['completed', 'line: tag v1 is unchanged']],
    [
      { kind: 'tag', tag: 'v1', state: 'skipped' },
      ['completed', 'line: tag v1 skipped (it points to another artifact)'],
    ],
    [
      { kind: 'credential-files', paths: ['.env'] },
      ['warning: the artifact contains a file that usually has credentials: .env; exclude it unless this is intended'],
    ],
    [
      { kind: 'credential-files', paths: ['.env', 'id_rsa'] },
      [
        'warning: the artifact contains files that usually have credentials: .env, id_rsa; exclude them unless this ' +
          'is intended',
      ],
    ],
    [
      { kind: 'credential-files', paths: names },
      [
        `warning: the artifact contains files that usually have credentials: ${names.slice(0, 20).join(', ')} and 5 ` +
          'more; exclude them unless this is intended',
      ],
    ],
  ])('reports %j', (event, expected) => {
    expect(report(event)).toEqual(expected);
  });

  it.each([
    ['uploaded', 'uploaded'],
    ['exists', 'already exists'],
    ['mounted', 'mounted from another repository'],
  ] as const)('reports a blob that is %s', (state, text) => {
    const [completed, line = ''] = report({ ...blob, state });
    expect(completed).toBe('completed');
    expect(line).toMatch(new RegExp(`^line: .*${digest.slice(7, 15)}.* \\(2\\.0 KiB\\) ${text}$`));
  });
});
