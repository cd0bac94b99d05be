/** The value of a workflow file or of action metadata: texts, lists and mappings. */
export type Yaml = string | readonly Yaml[] | { readonly [key: string]: Yaml };

interface Line {
  readonly number: number;
  readonly indent: number;
  readonly text: string;
}

/**
 * Parses the part of YAML that workflows use: block mappings and lists, flow lists, scalars (all as text), literal and
 * folded blocks, comments. Everything else in YAML is an error, and so are tabs, duplicate keys and wrong indentation.
 */
export function parseYaml(source: string): Yaml {
  const lines = source
    .split('\n')
    .map((text, index): Line => ({ number: index + 1, indent: text.search(/\S|$/), text: text.trim() }));
  let at = 0;

  const fail = (line: Line | undefined, problem: string): never => {
    throw new Error(`line ${line?.number ?? 'after the last'}: ${problem}: ${line?.text ?? ''}`);
  };
  const next = (): Line | undefined => {
    while (lines[at] !== undefined && /^(?:#|$)/.test(lines[at]?.text ?? '')) at++;
    return lines[at];
  };

  function node(indent: number): Yaml {
    return next()?.text.startsWith('- ') === true ? list(indent) : mapping(indent);
  }

  function list(indent: number): readonly Yaml[] {
    const items: Yaml[] = [];
    for (let line = next(); line?.indent === indent && line.text.startsWith('- '); line = next()) {
      const rest = line.text.slice(2).trimStart();
      const inner = indent + line.text.length - rest.length;
      if (/^[\w-]+:(?: |$)/.test(rest)) {
        lines[at] = { ...line, indent: inner, text: rest };
        items.push(mapping(inner));
      } else {
        at++;
        items.push(scalar(rest, line));
      }
    }
    return items;
  }

  function mapping(indent: number): { readonly [key: string]: Yaml } {
    const entries = new Map<string, Yaml>();
    for (let line = next(); line !== undefined && line.indent >= indent; line = next()) {
      if (line.indent !== indent) fail(line, 'wrong indentation');
      const [, key = '', rest = ''] = /^([\w.-]+):(?: +(.*))?$/.exec(line.text) ?? fail(line, 'missing key');
      if (entries.has(key)) fail(line, 'duplicate key');
      at++;
      entries.set(key, value(rest, line));
    }
    return Object.fromEntries(entries);
  }

  function value(rest: string, line: Line): Yaml {
    if (/^[|>][-+]?$/.test(rest)) return block(rest, line.indent);
    if (rest !== '' && !rest.startsWith('#')) return scalar(rest, line);
    const following = next();
    if (following === undefined) return '';
    if (following.indent > line.indent || (following.indent === line.indent && following.text.startsWith('- ')))
      return node(following.indent);
    return '';
  }

  function block(style: string, indent: number): string {
    const text: string[] = [];
    const first = lines[at]?.indent ?? 0;
    for (let line = lines[at]; line !== undefined && (line.indent > indent || line.text === ''); line = lines[++at]) {
      if (line.text !== '' && line.indent < first) fail(line, 'wrong indentation');
      text.push(' '.repeat(Math.max(0, line.indent - first)) + line.text);
    }
    return text.join(style.startsWith('>') ? ' ' : '\n').trimEnd();
  }

  function scalar(text: string, line: Line): Yaml {
    const quoted = /^'((?:[^']|'')*)'(?: +#.*)?$/.exec(text)?.[1];
    if (quoted !== undefined) return quoted.replaceAll("''", "'");
    const flow = /^\[([^[\]{}]*)\](?: +#.*)?$/.exec(text)?.[1];
    if (flow !== undefined) return flow.split(',').map((item) => scalar(item.trim(), line));
    const plain = text.replace(/ +#.*$/, '');
    if (/^[-?:,[\]{}#&*!|>'"%@`](?! )|: |:$|^$/.test(plain)) fail(line, 'not a plain text');
    return plain;
  }

  const start = next();
  const whole = start === undefined ? '' : node(start.indent);
  if (next() !== undefined) fail(next(), 'unexpected content');
  if (source.includes('\t')) throw new Error('the file contains a tab');
  return whole;
}
