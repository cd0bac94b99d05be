import type { Plugin } from 'rolldown';
import { parseAst } from 'rolldown/parseAst';

/** A node of the syntax tree. */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

interface Edit {
  readonly at: Node;
  readonly text: string;
}

/**
 * Loads a chunk, and a module of Node, at the first use of one of its exports, so that a program parses and runs only
 * the code that it needs. The modules are then evaluated in another order, which is possible because none of `src/`
 * has side effects.
 */
export function lazyRequires(): Plugin {
  return {
    name: 'lazy-requires',
    renderChunk: (code) => ({ code: inAscii(withLazyRequires(code)) }),
  };
}

/**
 * Changes `const a = require("b");` to `let a;`, and each `a` to `(a ??= require("b"))`, unless the code uses `a` while
 * it is loaded.
 *
 * @param code a CommonJS chunk
 */
export function withLazyRequires(code: string): string {
  const names = Array.from(code.matchAll(/^(?:const|let) ([\w$]+) = require\("/gm), ([, name = '']) => name);
  // To parse and visit a chunk takes most of the time of a build.
  if (names.length === 0) return code;
  const mayUse = positionsOf(names, code);
  const program = parseAst(code) as unknown as Node & { readonly body: readonly Node[] };
  const required = new Map<string, { readonly call: string; readonly statement: Node; readonly uses: Node[] }>();
  const statements = new Set<Node>();
  for (const statement of program.body) {
    const text = code.slice(statement.start, statement.end);
    const [, name, call] = /^(?:const|let) ([\w$]+) = (require\("[^"]+"\));?$/.exec(text) ?? [];
    if (name === undefined || call === undefined) continue;
    required.set(name, { call, statement, uses: [] });
    statements.add(statement);
  }
  for (const statement of program.body) {
    if (statements.has(statement)) continue;
    visit(statement, 'loading', mayUse, (identifier, position) => {
      const name = identifier['name'] as string;
      if (position === 'deferred') required.get(name)?.uses.push(identifier);
      // A variable of the same name may hide this one.
      else required.delete(name);
    });
  }
  const edits: Edit[] = [];
  for (const [name, { call, statement, uses }] of required) {
    edits.push({ at: statement, text: `let ${name};` });
    for (const use of uses) edits.push({ at: use, text: `(${name} ??= ${call})` });
  }
  let result = '';
  let position = 0;
  for (const { at, text } of edits.toSorted((a, b) => a.at.start - b.at.start)) {
    result += code.slice(position, at.start) + text;
    position = at.end;
  }
  return result + code.slice(position);
}

/** Whether a node may contain one of the names. */
type MayUse = (node: Node) => boolean;

function positionsOf(names: readonly string[], code: string): MayUse {
  const pattern = new RegExp(
    `(?<![\\w$])(?:${names.map((name) => name.replaceAll('$', '\\$')).join('|')})(?![\\w$])`,
    'g',
  );
  const positions = Array.from(code.matchAll(pattern), ({ index }) => index);
  return ({ start, end }) => {
    let [from, to] = [0, positions.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((positions[middle] ?? 0) < start) from = middle + 1;
      else to = middle;
    }
    return (positions[from] ?? Infinity) < end;
  };
}

/** In code that runs when the chunk is loaded, in a function, which runs later, or in the declaration of a variable. */
type Position = 'loading' | 'deferred' | 'declaration';

type OnIdentifier = (identifier: Node, position: Position) => void;

/** Visits each identifier that names a variable. */
function visit(node: Node, position: Position, mayUse: MayUse, onIdentifier: OnIdentifier): void {
  if (!mayUse(node)) return;
  if (node.type === 'Identifier') onIdentifier(node, position);
  const inner = node.type.includes('Function') ? 'deferred' : position;
  for (const [key, child] of childrenOf(node)) {
    if (declares.has(key)) visitPattern(child, inner, mayUse, onIdentifier);
    else if (!names.has(key) || node['computed'] === true) visit(child, inner, mayUse, onIdentifier);
    // The value is visited too. A name that is also a key would have to be written twice.
    else if (node['shorthand'] === true) visit(child, 'declaration', mayUse, onIdentifier);
  }
}

/** Visits a declared name, or a pattern of them. `position` is that of the default values. */
function visitPattern(node: Node, position: Position, mayUse: MayUse, onIdentifier: OnIdentifier): void {
  if (!mayUse(node)) return;
  if (node.type === 'Identifier') onIdentifier(node, 'declaration');
  for (const [key, child] of childrenOf(node)) {
    const isDefault = key === 'right' && node.type === 'AssignmentPattern';
    if (isDefault || (key === 'key' && node['computed'] === true)) visit(child, position, mayUse, onIdentifier);
    else if (key !== 'key') visitPattern(child, position, mayUse, onIdentifier);
  }
}

/** Properties of nodes that declare names, and properties that are names of something else. */
const declares: ReadonlySet<string> = new Set(['id', 'param', 'params']);
const names: ReadonlySet<string> = new Set(['key', 'property', 'label', 'meta']);

function* childrenOf(node: Node): Generator<readonly [string, Node]> {
  for (const key of Object.keys(node)) {
    const value = node[key];
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) yield [key, item];
    } else if (isNode(value)) yield [key, value];
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value;
}

/** Escapes the other characters of code, because V8 reads a string of one-byte characters in less time. */
function inAscii(code: string): string {
  if (/\\[^\0-\x7f]/.test(code)) throw new Error('a backslash before a character that is not ASCII');
  return code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
