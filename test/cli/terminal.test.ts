import { describe, expect, it } from 'vitest';
import { openTerminal, type Terminal } from '../../src/cli/terminal.ts';

interface Recorded {
  readonly terminal: Terminal;
  /** What was written to the log. */
  readonly text: () => string;
}

function open(isTTY: boolean, hasColors: boolean): Recorded {
  let text = '';
  const stream = {
    isTTY,
    columns: 80,
    hasColors: () => hasColors,
    on: () => stream,
    write: (chunk: string) => {
      text += chunk;
      return true;
    },
  };
  const log = stream as unknown as NodeJS.WriteStream;
  return { terminal: openTerminal(log, log, false), text: () => text };
}

describe('colours of the log', () => {
  it('mark the kind of a message on a terminal', () => {
    const { terminal, text } = open(true, true);
    terminal.warning('an old file');
    terminal.notice('lower case');
    terminal.line('published a:v1');
    terminal.line('the text error: is not at the beginning');
    expect(text().split('\n')).toEqual([
      '\u001b[33mwarning:\u001b[39m an old file',
      '\u001b[36mnote:\u001b[39m lower case',
      'published a:v1',
      'the text error: is not at the beginning',
      '',
    ]);
  });

  it.each([
    ['a terminal with NO_COLOR', true, false],
    ['a pipe', false, true],
  ])('are absent in %s', (_, isTTY, hasColors) => {
    const { terminal, text } = open(isTTY, hasColors);
    terminal.warning('an old file');
    expect(text()).toBe('warning: an old file\n');
  });

  it('do not let foreign text write codes', () => {
    const { terminal, text } = open(true, true);
    terminal.warning('\u001b[31mred');
    expect(text()).toBe('\u001b[33mwarning:\u001b[39m \\u001b[31mred\n');
  });
});

describe('the options of the log', () => {
  const progress = { phase: 'pull', done: 1, total: 2 } as const;

  it.each([
    [{}, true, true, false],
    [{ quiet: true }, false, false, false],
    [{ progress: false }, false, true, false],
    [{ verbose: true }, true, true, true],
  ])('%j: shows progress: %s, lines: %s, details: %s', (options, hasProgress, hasLines, hasDetails) => {
    const shown = (write: (terminal: Terminal) => void): string => {
      const { terminal, text } = open(true, false);
      terminal.configure(options);
      write(terminal);
      return text();
    };
    expect(shown((terminal) => terminal.progress(progress)) !== '').toBe(hasProgress);
    expect(shown((terminal) => terminal.line('a line'))).toBe(hasLines ? 'a line\n' : '');
    expect(shown((terminal) => terminal.notice('a note'))).toBe(hasLines ? 'note: a note\n' : '');
    expect(shown((terminal) => terminal.debug('a detail'))).toBe(hasDetails ? 'a detail\n' : '');
    expect(shown((terminal) => terminal.warning('a warning'))).toBe('warning: a warning\n');
    expect(shown((terminal) => terminal.out('a result'))).toBe('a result\n');
  });
});
