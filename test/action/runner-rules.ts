/** A workflow command that the runner finds in the stdout of a step. */
export interface Command {
  readonly name: string;
  readonly properties: string;
  readonly value: string;
  readonly line: string;
}

const knownCommands: ReadonlySet<string> = new Set([
  'add-mask',
  'add-matcher',
  'add-path',
  'debug',
  'echo',
  'endgroup',
  'error',
  'group',
  'internal-set-repo-path',
  'notice',
  'remove-matcher',
  'save-state',
  'set-env',
  'set-output',
  'stop-commands',
  'warning',
]);

/**
 * Reads stdout by the runner's rules: `::name properties::value` at the beginning of a trimmed line, else `##[name
 * properties]value` anywhere in it.
 */
export function parseCommands(stdout: string): readonly Command[] {
  return stdout.split(/\r?\n/).flatMap((line) => {
    const second = /^::([^: ]+)(?: ([^:]*))?::(.*)$/s.exec(line.trimStart());
    const first = /##\[([^\] ]+)(?: ([^\]]*))?\](.*)$/s.exec(line);
    const [, name, properties = '', value = ''] = second ?? first ?? [];
    if (name === undefined || (second === null && !knownCommands.has(name))) return [];
    return [{ name, properties, value: unescapeData(value), line }];
  });
}

/** Removes the lines of stdout that register masks, because the runner does not log them. */
export function withoutMasks(stdout: string): string {
  return stdout
    .split('\n')
    .filter((line) => !line.startsWith('::add-mask::'))
    .join('\n');
}

function unescapeData(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}
