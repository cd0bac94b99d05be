import { describe, expect, it } from 'vitest';
import { withLazyRequires } from '../scripts/lazy-requires.ts';

/** Runs a chunk, and lists the modules that it has loaded when it ends and after a call of `exports.run`. */
function loadedBy(code: string): { atStart: readonly string[]; atCall: readonly string[]; result: unknown } {
  const loaded: string[] = [];
  const modules = { a: { one: 1, Point: Map }, b: { two: 2 } };
  const require = (name: keyof typeof modules): unknown => {
    loaded.push(name);
    return modules[name];
  };
  const exports: { run?: () => unknown } = {};
  // oxlint-disable-next-line no-implied-eval, no-new-func, typescript/no-implied-eval
  new Function('require', 'exports', withLazyRequires(code))(require, exports);
  const atStart = [...loaded];
  const result = exports.run?.();
  return { atStart, atCall: loaded.slice(atStart.length), result };
}

describe('a chunk', () => {
  it.each([
    ['a function', 'exports.run = () => a.one;', 1],
    ['a nested function', 'exports.run = () => [0].map(function () { return a.one; })[0];', 1],
    ['a method', 'class C { get() { return a.one; } }\nexports.run = () => new C().get();', 1],
    ['a default value', 'exports.run = ({ x = a.one } = {}, y = a.one) => x + y;', 2],
    ['several uses', 'exports.run = () => (0, a.one) + a["one"] + `${a.one}`;', '21'],
    ['a property of the same name', 'const o = { a: 5 };\nexports.run = () => o.a + a.one;', 6],
    ['a key of the same name', 'exports.run = () => ({ a: a.one }).a;', 1],
  ])('loads another chunk at its first use in %s', (_, code, result) => {
    const [declared, unused] = ['const a = require("a");', 'let b = require("b");'];
    expect(loadedBy([declared, unused, code].join('\n'))).toEqual({ atStart: [], atCall: ['a'], result });
  });

  it('creates an object of a class of another chunk', () => {
    const { atStart, result } = loadedBy('const a = require("a");\nexports.run = () => new a.Point();');
    expect(atStart).toEqual([]);
    expect(result).toBeInstanceOf(Map);
  });

  it.each([
    ['a base class', 'class C extends a.Point {}'],
    ['a constant', 'const one = a.one;'],
    ['the value of a default import', 'a = Object(a);'],
    ['a property without a value', 'const f = () => ({ a });'],
    ['a function with a parameter of this name', 'class C { f(a, { b } = {}) { return a; } }'],
    ['a function with a variable of this name', 'function f() { const { c: [a] } = {}; return a; }'],
    ['a function with an error of this name', 'function f() { try { f(); } catch (a) { return a; } }'],
  ])('loads another chunk at once that it uses for %s', (_, code) => {
    expect(loadedBy(`let a = require("a");\n${code}\nexports.run = () => a.one;`)).toEqual({
      atStart: ['a'],
      atCall: [],
      result: 1,
    });
  });
});
