import { describe, expect, it } from 'vitest';
import { failureOf, reportOf, sourceTree } from '../source-tree.ts';

describe('WalkReport.warnings', () => {
  it('lists pairs of names that are the same file on Windows or macOS (PK-11)', async () => {
    await using tree = await sourceTree({
      'x/README': '',
      'x/readme': '',
      'x/ReadMe': '',
      'e\u0301': '',
      é: '',
      straße: '',
      STRASSE: '',
      other: '',
      Other2: '',
    });
    const { warnings } = await reportOf({ sourceDir: tree.path });
    const pairs = warnings.map((text) => [...text.matchAll(/"([^"]*)"/g)].map((match) => match[1]));
    expect(pairs).toEqual([
      ['STRASSE', 'straße'],
      ['e\u0301', 'é'],
      ['x/README', 'x/ReadMe'],
      ['x/README', 'x/readme'],
    ]);
    expect(warnings.every((text) => text.includes('differ only in letter case'))).toBe(true);
  });

  it('ignores excluded names (PK-11)', async () => {
    await using tree = await sourceTree({ 'a.log': '', 'A.log': '', Makefile: '', makefile: '', 'X/': '', x: '' });
    expect((await reportOf({ sourceDir: tree.path, exclude: ['A.log', 'Makefile', 'X/'] })).warnings).toEqual([]);
    expect((await reportOf({ sourceDir: tree.path })).warnings).toHaveLength(3);
  });

  it('rejects names with a backslash or a drive letter, because unpacking rejects them', async () => {
    await using tree = await sourceTree({ 'a\\b': '', 'C:x': '', 'd/C:x': '' });
    await tree.link('l\\x', 'a');
    const error = await failureOf(reportOf({ sourceDir: tree.path }));
    expect(error).toMatchObject({ code: 'INPUT_INVALID' });
    for (const part of ['"C:x" has a name', '"a\\b" has', '"l\\x" has', 'backslash', 'rename such files'])
      expect(error.message).toContain(part);
    expect(error.message).not.toContain('d/C:x');
    expect((await reportOf({ sourceDir: tree.path, exclude: ['*\\\\*', '/C:x'] })).warnings).toEqual([]);
  });

  it('contains at most 20 warnings and the number of the others', async () => {
    await using tree = await sourceTree();
    for (let pair = 0; pair < 25; pair++) await tree.put({ [`n${pair}`]: '', [`N${pair}`]: '' });
    const { warnings } = await reportOf({ sourceDir: tree.path });
    expect(warnings).toHaveLength(21);
    expect(warnings[20]).toMatch(/^5 more/);
  });
});
