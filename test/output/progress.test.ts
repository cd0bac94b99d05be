import { describe, expect, it } from 'vitest';
import { ProgressBar, progressLines, progressText } from '../../src/output/index.ts';

describe('progress', () => {
  it('is one short line', () => {
    expect(progressText({ phase: 'package', done: 300 * 1024 * 1024, entries: 12_345 })).toBe(
      'packaged 300 MiB, 12,345 entries',
    );
    expect(progressText({ phase: 'push', done: 512, total: 2048 })).toBe('pushed 512 B of 2.0 KiB (25 %)');
    expect(progressText({ phase: 'copy', done: 2048 })).toBe('copied 2.0 KiB');
    expect(progressText({ phase: 'pull', done: 0, total: 0 })).toBe('pulled 0 B of 0 B (100 %)');
  });

  it('is written every few seconds, and never for short operations', () => {
    let now = 1000;
    const lines: string[] = [];
    const progress = progressLines(
      (line) => lines.push(line),
      () => now,
    );
    for (let second = 0; second < 12; second++) {
      progress({ phase: 'push', done: second });
      now += 1000;
    }
    expect(lines).toEqual(['pushed 5 B', 'pushed 10 B']);
  });

  it('is a bar within the width of a terminal, and is removed at the end', () => {
    let now = 0;
    let screen = '';
    const bar = new ProgressBar(
      (text) => (screen += text),
      () => now,
      () => 30,
    );
    bar.clear();
    expect(screen).toBe('');
    bar.update({ phase: 'push', done: 1, total: 2 });
    expect(screen).toBe(`\r\u001b[2K[${'='.repeat(12)}${' '.repeat(12)}] pu`);
    bar.update({ phase: 'push', done: 2, total: 2 });
    expect(screen).not.toContain('='.repeat(24));
    now += 100;
    bar.update({ phase: 'push', done: 2, total: 2 });
    expect(screen).toContain('='.repeat(24));
    screen = '';
    bar.clear();
    expect(screen).toBe('\r\u001b[2K');
  });
});
