import { describe, expect, it } from 'vitest';
import { likelyCommand, likelyNames } from '../../src/cli/suggest.ts';

const names = ['push', 'pull', 'copy', 'attach', 'annotate', 'manifest', 'resolve', 'tag-push'];

describe('likelyCommand', () => {
  it.each([
    ['pus', 'push'],
    ['psuh', 'push'],
    ['upsh', 'push'],
    ['pushh', 'push'],
    ['pull', 'pull'],
    ['attahc', 'attach'],
    ['annottaet', 'annotate'],
    ['manfest', 'manifest'],
    ['list', 'tags'],
    ['rm', 'delete'],
    ['xyz', undefined],
    ['psxuhq', undefined],
    ['pu', undefined],
    ['toString', undefined],
  ])('means by "%s" the command %s', (written, expected) => {
    expect(likelyCommand(written, names)).toBe(expected);
  });
});

describe('likelyNames', () => {
  it('are all similar names, else those that end with the word', () => {
    expect(likelyNames('pash', ['push', 'pash-all', 'posh'])).toEqual(['push', 'posh']);
    expect(likelyNames('dir', ['source-dir', 'output-dir', 'sub'])).toEqual(['source-dir', 'output-dir']);
    expect(likelyNames('rid', ['source-dir'])).toEqual([]);
  });
});
