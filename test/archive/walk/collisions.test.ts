import { describe, expect, it } from 'vitest';
import { reportOf, sourceTree } from '../source-tree.ts';

describe('warnings about names', () => {
  it('list pairs of names that are one file on Windows or macOS (PK-11)', async () => {
    await using tree = await sourceTree({
      'x/README': '',
      'x/readme': '',
      'x/ReadMe': '',
      'e\u0301': '',
      é: '',
      straße: '',
      STRASSE: '',
      alone: '',
      Alone2: '',
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

  it('ignore excluded names (PK-11)', async () => {
    await using tree = await sourceTree({ 'a.log': '', 'A.log': '', Makefile: '', makefile: '', 'X/': '', x: '' });
    expect((await reportOf({ sourceDir: tree.path, exclude: ['A.log', 'Makefile', 'X/'] })).warnings).toEqual([]);
    expect((await reportOf({ sourceDir: tree.path })).warnings).toHaveLength(3);
  });

  it('list names with a backslash or a drive letter, which unpacking rejects', async () => {
    await using tree = await sourceTree({ 'a\\b': '', 'C:x': '', 'd/C:x': '' });
    expect((await reportOf({ sourceDir: tree.path })).warnings).toEqual([
      expect.stringContaining('"C:x"'),
      expect.stringContaining('backslash'),
    ]);
  });

  it('are limited to 20, with the number of the others', async () => {
    await using tree = await sourceTree();
    for (let pair = 0; pair < 25; pair++) await tree.put({ [`n${pair}`]: '', [`N${pair}`]: '' });
    const { warnings } = await reportOf({ sourceDir: tree.path });
    expect(warnings).toHaveLength(21);
    expect(warnings[20]).toMatch(/^5 more/);
  });
});
