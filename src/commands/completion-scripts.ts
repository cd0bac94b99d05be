export const program = 'oci-artifact';

/** A word of a command line. */
export interface Word {
  readonly word: string;
  readonly summary: string;
}

/** A place in the command line after the program: no words, a command, or a group and its verb. */
export interface Place {
  readonly words: string;
  readonly isGroup: boolean;
  /** Commands, verbs or arguments that can follow. */
  readonly next: readonly Word[];
  readonly flags: readonly CompletedFlag[];
}

export interface CompletedFlag extends Word {
  readonly short: string | undefined;
  readonly hasValue: boolean;
  readonly isList: boolean;
  readonly isPath: boolean;
  readonly choices: readonly string[];
}

/** The lines of the completion script for each shell. */
export const completionScripts = { bash, zsh, fish, powershell };

function bash(places: readonly Place[]): readonly string[] {
  const function_ = `_${program.replaceAll('-', '_')}`;
  const groups = groupsOf(places);
  return [
    `${function_}() {`,
    '  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} place= words=',
    '  [ "$COMP_CWORD" -gt 1 ] && place=${COMP_WORDS[1]}',
    // The argument of a group without a verb is not a place.
    ...groups.map(
      (group) =>
        `  case "$place:$COMP_CWORD" in '${group}:2') ;; '${group}':*) case \${COMP_WORDS[2]} in ` +
        `${verbsOf(places, group).join('|')}) place="$place \${COMP_WORDS[2]}" ;; esac ;; esac`,
    ),
    '  case "$place:$previous" in',
    ...places.flatMap(({ words, flags }) =>
      flags
        .filter(({ choices }) => choices.length > 0)
        .map(({ word, choices }) => `    '${words}:${word}') words='${choices.join(' ')}' ;;`),
    ),
    '    *) case $place in',
    ...places.map(({ words, next, flags }) => {
      const all = [...next, ...flags].map(({ word }) => word);
      // A word that is not a flag may be a file.
      const test = next.length > 0 ? '' : '[[ $current == -* ]] && ';
      return `      '${words}') ${test}words='${all.join(' ')}' ;;`;
    }),
    '    esac ;;',
    '  esac',
    '  COMPREPLY=($(compgen -W "$words" -- "$current"))',
    '}',
    // Without a match, bash completes names of files.
    `complete -o default -F ${function_} ${program}`,
  ];
}

function zsh(places: readonly Place[]): readonly string[] {
  return [
    `#compdef ${program}`,
    'local place=',
    '(( CURRENT > 2 )) && place=$words[2]',
    `case $place in ${groupsOf(places).join('|')}) (( CURRENT > 3 )) && place="$place $words[3]" ;; esac`,
    'case $place in',
    ...places.map(({ words, next, flags }) => {
      const completed =
        next.length > 0 ? zshValues(next) : `_arguments ${flags.flatMap(zshFlags).join(' ')} '*:file:_files'`;
      return `  ${singleQuoted(words)}) ${completed} ;;`;
    }),
    'esac',
  ];
}

function zshValues(next: readonly Word[]): string {
  const values = next.map(({ word, summary }) => singleQuoted(`${word}[${zshEscaped(summary)}]`));
  return `_values command ${values.join(' ')}`;
}

/** The specification of a flag, and of its letter. */
function zshFlags(flag: CompletedFlag): readonly string[] {
  const { word, short, summary, hasValue, isList, isPath, choices } = flag;
  const action = choices.length > 0 ? `(${choices.join(' ')})` : isPath ? '_files' : '';
  const tail = `[${zshEscaped(summary)}]${hasValue ? `:value:${action}` : ''}`;
  const names = short === undefined ? [word] : [`-${short}`, word];
  return names.map((name) => singleQuoted(`${isList ? '*' : ''}${name}${tail}`));
}

function zshEscaped(text: string): string {
  return text.replaceAll(/[[\]:\\]/g, String.raw`\$&`);
}

/** A word of bash or zsh. */
function singleQuoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function fish(places: readonly Place[]): readonly string[] {
  const isPlace = '__oci_artifact_is';
  const lines = [
    `function ${isPlace}`,
    '  set -l given (commandline -opc)',
    '  set -l place $given[2]',
    `  contains -- "$place" ${groupsOf(places).join(' ')}; and set place $place $given[3]`,
    '  test "$place" = "$argv"',
    'end',
  ];
  for (const { words, next, flags } of places) {
    const start = `complete -c ${program} -n ${fishQuoted(`${isPlace} ${words}`.trim())}`;
    for (const { word, summary } of next) lines.push(`${start} -f -a ${word} -d ${fishQuoted(summary)}`);
    for (const flag of flags) lines.push(`${start} ${fishFlag(flag)}`);
  }
  return lines;
}

function fishFlag({ word, short, summary, hasValue, isPath, choices }: CompletedFlag): string {
  const letter = short === undefined ? '' : ` -s ${short}`;
  // -r completes names of files, -x does not.
  const kind = hasValue ? (isPath ? ' -r' : ' -x') : '';
  const values = choices.length === 0 ? '' : ` -a ${fishQuoted(choices.join(' '))}`;
  return `-l ${word.slice(2)}${letter}${kind}${values} -d ${fishQuoted(summary)}`;
}

function fishQuoted(text: string): string {
  return `'${text.replaceAll(/[\\']/g, String.raw`\$&`)}'`;
}

function powershell(places: readonly Place[]): readonly string[] {
  return [
    '$words = @{',
    ...places.map(({ words, next, flags }) => {
      const all = [...next, ...flags].map(({ word }) => word);
      return `  ${powershellQuoted(words)} = ${powershellList(all)}`;
    }),
    '}',
    '$choices = @{',
    ...places.flatMap(({ words, flags }) =>
      flags
        .filter(({ choices }) => choices.length > 0)
        .map(({ word, choices }) => `  ${powershellQuoted(`${words} ${word}`)} = ${powershellList(choices)}`),
    ),
    '}',
    `Register-ArgumentCompleter -Native -CommandName ${program} -ScriptBlock {`,
    '  param($current, $ast, $position)',
    '  $given = @($ast.CommandElements | Select-Object -Skip 1 | ForEach-Object { "$_" })',
    '  if ($current -ne "" -and $given.Count -gt 0) { $given = @($given | Select-Object -SkipLast 1) }',
    '  $place = if ($given.Count -gt 0) { $given[0] } else { "" }',
    `if (${powershellList(groupsOf(places))} -contains $place -and $given.Count -gt 1) { $place = "$place " + ` +
      '$given[1] }',
    '  $previous = if ($given.Count -gt 0) { $given[-1] } else { "" }',
    '  $found = if ($choices.ContainsKey("$place $previous")) { $choices["$place $previous"] } else { $words[$place] }',
    '  $found | Where-Object { $_ -like "$current*" }',
    '}.GetNewClosure()',
  ];
}

function powershellList(words: readonly string[]): string {
  return `@(${words.map(powershellQuoted).join(', ')})`;
}

function powershellQuoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function verbsOf(places: readonly Place[], group: string): readonly string[] {
  return places.find(({ words }) => words === group)?.next.map(({ word }) => word) ?? [];
}

/** The commands with verbs. */
function groupsOf(places: readonly Place[]): readonly string[] {
  return places.filter(({ isGroup }) => isGroup).map(({ words }) => words);
}
