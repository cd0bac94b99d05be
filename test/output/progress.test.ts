import { describe, expect, it } from 'vitest';
import { progressLines, ProgressRows, progressText } from '../../src/output/index.ts';
import { parseDigest, type Progress } from '../../src/spec/index.ts';

describe('progress', () => {
  it('is one short line', () => {
    expect(progressText({ phase: 'package', done: 300 * 1024 * 1024, entries: 12_345 })).toBe(
      'packaged 300 MiB, 12,345 entries',
    );
    expect(progressText({ phase: 'push', done: 512, total: 2048 })).toBe('pushed 512 B of 2.0 KiB (25 %)');
    expect(progressText({ phase: 'push', done: 2047, total: 2048 })).toContain('(99 %)');
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

  /** A terminal: the text that it was sent, and its lines. */
  class Screen {
    sent = '';
    now = 0;
    columns = 113;
    readonly rows = new ProgressRows(
      (text) => (this.sent += text),
      () => this.now,
      () => this.columns,
    );

    get lines(): readonly string[] {
      const lines = [''];
      for (const [part] of this.sent.replaceAll('\u001b', '<').matchAll(/\r|\n|<\[2K|<\[1A|[^\r\n<]+/g)) {
        if (part === '\n') lines.push('');
        else if (part === '<[1A') lines.pop();
        else if (part === '<[2K') lines[lines.length - 1] = '';
        else if (part !== '\r') lines[lines.length - 1] += part;
      }
      return lines.map((line) => line.replaceAll(/ {2,}/g, '  '));
    }
  }
  const mib = 1024 * 1024;
  const blob = (digit: string, done: number, title?: string): Progress['blob'] => ({
    digest: parseDigest(`sha256:${digit.repeat(64)}`),
    done: done * mib,
    size: 100 * mib,
    title,
  });

  it('has a row for each blob and for each phase, with speed, elapsed time and the rest', () => {
    const screen = new Screen();
    screen.rows.update({ phase: 'package', done: 0, entries: 1 });
    screen.now = 4000;
    screen.rows.update({ phase: 'package', done: 40 * mib, entries: 1200 });
    screen.rows.update({ phase: 'push', done: 0, total: 200 * mib, blob: blob('a', 0) });
    screen.rows.update({ phase: 'push', done: 0, total: 200 * mib, blob: blob('b', 0, 'docs/guide.pdf') });
    screen.now = 6000;
    screen.rows.update({ phase: 'push', done: 50 * mib, total: 200 * mib, blob: blob('b', 50, 'docs/guide.pdf') });
    expect(screen.lines).toEqual([
      'sha256:aaaaaaaaaaaa…  [  ]  0 %  0 B of 100 MiB  0 B/s  0:02',
      'docs/guide.pdf  [==========  ]  50 %  50 MiB of 100 MiB  25 MiB/s  0:02, 0:02 left',
      'packaging  40 MiB  1,200 entries  6.7 MiB/s  0:06',
      'pushing  [=====  ]  25 %  50 MiB of 200 MiB  25 MiB/s  0:02, 0:06 left',
    ]);
    screen.columns = 80;
    screen.now = 6200;
    screen.rows.update({ phase: 'push', done: 50 * mib, total: 200 * mib });
    expect(screen.lines[3]).toBe('pushing  25 %  50 MiB of 200 MiB  23 MiB/s  0:02, 0:06 left');
    screen.now = 9000;
    screen.rows.update({ phase: 'push', done: 100 * mib, total: 200 * mib, blob: blob('b', 100) });
    expect(screen.lines).toHaveLength(2);
    screen.rows.end();
    expect(screen.lines).toEqual(['']);
    screen.now = 3_700_000;
    screen.rows.update({ phase: 'copy', done: 1, total: 2 });
    expect(screen.lines).toHaveLength(1);
  });

  it('leaves room for a line of the log, and returns with the next update', () => {
    const screen = new Screen();
    screen.rows.update({ phase: 'pull', done: 1, total: 2, blob: blob('a', 1) });
    screen.rows.clear();
    expect(screen.lines).toEqual(['']);
    screen.sent = '';
    screen.rows.clear();
    expect(screen.sent).toBe('');
    screen.rows.update({ phase: 'pull', done: 2, total: 2 });
    expect(screen.lines.join('')).toContain('100 %');
  });

  it('is drawn at most ten times a second, and within the width of the terminal', () => {
    const screen = new Screen();
    for (screen.now = 0; screen.now < 1000; screen.now += 10)
      screen.rows.update({ phase: 'push', done: screen.now, total: 1000, blob: blob('a', 1, '\u001b[31m'.repeat(50)) });
    expect(screen.sent.split('pushing').length - 1).toBe(10);
    expect(screen.lines.every((line) => line.length < 113)).toBe(true);
  });

  it('has at most six rows for blobs, and none that repeats the only phase', () => {
    const screen = new Screen();
    screen.rows.update({ phase: 'push', done: 1, total: 2, blob: blob('a', 1) });
    expect(screen.lines).toHaveLength(1);
    for (const digit of 'bcdef0123') {
      screen.now += 1000;
      screen.rows.update({ phase: 'push', done: 1, total: 2, blob: blob(digit, 1) });
    }
    expect(screen.lines).toHaveLength(7);
  });
});
