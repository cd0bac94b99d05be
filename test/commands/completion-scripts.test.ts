import { describe, expect, it } from 'vitest';
import { completionScripts, type Place } from '../../src/commands/completion-scripts.ts';

const plain = {
  summary: '',
  short: undefined,
  hasValue: false,
  isList: false,
  isPath: false,
  choices: [],
} as const;

const places: readonly Place[] = [
  {
    words: '',
    isGroup: false,
    next: [
      { word: 'push', summary: "push [a] user's files: all" },
      { word: 'sif', summary: 'images' },
    ],
    flags: [],
  },
  {
    words: 'push',
    isGroup: false,
    next: [],
    flags: [
      { ...plain, word: '--mode', summary: "the file's mode", hasValue: true, choices: ['a', 'b'] },
      { ...plain, word: '--tag', short: 't', summary: 'a tag', hasValue: true, isList: true },
      { ...plain, word: '--output', summary: 'a path', hasValue: true, isPath: true },
      { ...plain, word: '--quiet', summary: 'no log' },
    ],
  },
  { words: 'sif', isGroup: true, next: [{ word: 'pull', summary: 'download' }], flags: [] },
  { words: 'sif pull', isGroup: false, next: [], flags: [{ ...plain, word: '--force', summary: 'overwrite' }] },
];

describe('the completion script', () => {
  it('of zsh has the words of each place, and the kind of each value', () => {
    expect(completionScripts.zsh(places)).toEqual([
      '#compdef oci-artifact',
      'local place=',
      '(( CURRENT > 2 )) && place=$words[2]',
      'case $place in sif) (( CURRENT > 3 )) && place="$place $words[3]" ;; esac',
      'case $place in',
      String.raw`  '') _values command 'push[push \[a\] user'\''s files\: all]' 'sif[images]' ;;`,
      String.raw`  'push') _arguments '--mode[the file'\''s mode]:value:(a b)' '*-t[a tag]:value:' '*--tag[a tag]:value:' ` +
        `'--output[a path]:value:_files' '--quiet[no log]' '*:file:_files' ;;`,
      "  'sif') _values command 'pull[download]' ;;",
      "  'sif pull') _arguments '--force[overwrite]' '*:file:_files' ;;",
      'esac',
    ]);
  });

  it('of fish has the words of each place, and the kind of each value', () => {
    const [, , , group, ...rest] = completionScripts.fish(places);
    expect(group).toBe('  contains -- "$place" sif; and set place $place $given[3]');
    const start = 'complete -c oci-artifact -n ';
    expect(rest.filter((line) => line.startsWith(start)).map((line) => line.slice(start.length))).toEqual([
      String.raw`'__oci_artifact_is' -f -a push -d 'push [a] user\'s files: all'`,
      "'__oci_artifact_is' -f -a sif -d 'images'",
      String.raw`'__oci_artifact_is push' -l mode -x -a 'a b' -d 'the file\'s mode'`,
      "'__oci_artifact_is push' -l tag -s t -x -d 'a tag'",
      "'__oci_artifact_is push' -l output -r -d 'a path'",
      "'__oci_artifact_is push' -l quiet -d 'no log'",
      "'__oci_artifact_is sif' -f -a pull -d 'download'",
      "'__oci_artifact_is sif pull' -l force -d 'overwrite'",
    ]);
  });

  it('of PowerShell has the words of each place, and the choices of each value', () => {
    const lines = completionScripts.powershell(places);
    expect(
      lines.slice(0, lines.indexOf('Register-ArgumentCompleter -Native -CommandName oci-artifact -ScriptBlock {')),
    ).toEqual([
      '$words = @{',
      "  '' = @('push', 'sif')",
      "  'push' = @('--mode', '--tag', '--output', '--quiet')",
      "  'sif' = @('pull')",
      "  'sif pull' = @('--force')",
      '}',
      '$choices = @{',
      "  'push --mode' = @('a', 'b')",
      '}',
    ]);
    expect(lines.join('\n')).toContain(`if (@('sif') -contains $place -and $given.Count -gt 1) {`);
  });
});
