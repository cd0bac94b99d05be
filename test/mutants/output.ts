import type { MutatedModule } from './mutant.ts';

export const output: MutatedModule = {
  module: 'output',
  tests: ['test/output/', 'test/commands/'],
  mutants: [
    {
      name: 'sub-unit-bytes',
      file: 'src/output/format.ts',
      text: 'if (bytes < 1024) return `${bytes} B`;',
      replacement: 'if (bytes <= 1024) return `${bytes} B`;',
      effect: '1024 bytes are shown as 1024 B.',
      tests: ['test/output/'],
    },
    {
      name: 'sixty-seconds',
      file: 'src/output/format.ts',
      text: 'if (seconds < 59.95) return',
      replacement: 'if (seconds < 60) return',
      effect: 'A duration is shown as 60.0 s.',
      tests: ['test/output/'],
    },
    {
      name: 'workflow-command-printed',
      file: 'src/output/printer.ts',
      text: "return line.trimStart().startsWith('::') ? line.replace('::', String.raw`\\u003a:`) : line;",
      replacement: 'return line;',
      effect: 'A file name runs a workflow command.',
      tests: ['test/output/'],
    },
    {
      name: 'short-secret-first',
      file: 'src/output/printer.ts',
      text: 'sort((a, b) => b.length - a.length)',
      replacement: 'sort((a, b) => a.length - b.length)',
      effect: 'A log shows the end of a long secret.',
      tests: ['test/output/'],
    },
    {
      name: 'markdown-not-escaped',
      file: 'src/output/markdown.ts',
      text: '`<code>${escapeMarkdown(printable(text, limit))}</code>`',
      replacement: '`<code>${printable(text, limit)}</code>`',
      effect: 'A tag changes the layout of the job summary.',
      tests: ['test/output/'],
    },
    {
      name: 'summary-fence-open',
      file: 'src/output/markdown.ts',
      text: "lines.join('\\n') + (fence === undefined ? '' : `\\n${fence}`) + note",
      replacement: "lines.join('\\n') + note",
      effect: 'A cut summary shows the rest of the page as code.',
      tests: ['test/output/'],
    },
    {
      name: 'progress-over-100',
      file: 'src/output/progress.ts',
      text: 'Math.min(100, Math.floor((done / total) * 100))',
      replacement: 'Math.ceil((done / total) * 101)',
      effect: 'Progress shows more than 100 %.',
      tests: ['test/output/'],
    },
  ],
};
