import { assert, constantFrom, dictionary, jsonValue, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memberText, withItems, withMember, withoutMember } from '../../src/spec/index.ts';

describe('withMember', () => {
  it.each([
    ['{}', '{"a":1}'],
    [' { } ', ' {"a":1 } '],
    ['{"b":2}', '{"a":1,"b":2}'],
    ['{"B":2}', '{"B":2,"a":1}'],
    ['{"B":2,"c":{"a":0}}', '{"B":2,"a":1,"c":{"a":0}}'],
    [String.raw`{"\u0061":"x\"}"}`, String.raw`{"\u0061":1}`],
    ['{\n  "a" : [1, {"b": "]"}],\n  "c": 3\n}', '{\n  "a" : 1,\n  "c": 3\n}'],
    ['{\n  "b": 2\n}', '{\n  "a": 1,\n  "b": 2\n}'],
    ['{\n  "B": 2,\n  "C": 3\n}', '{\n  "B": 2,\n  "C": 3,\n  "a": 1\n}'],
  ])('sets a member of %j', (json, expected) => {
    expect(withMember(json, 'a', '1', true)).toBe(expected);
  });

  it('adds a member at the end unless the members are sorted', () => {
    expect(withMember('{"b":2}', 'a', '1')).toBe('{"b":2,"a":1}');
  });

  it('rejects a member that occurs twice', () => {
    expect(() => withMember('{"a":1,"a":2}', 'a', '3')).toThrow('has the member "a" twice');
  });
});

describe('withoutMember', () => {
  it.each([
    ['{"a":1}', '{}'],
    ['{"a":1,"b":2}', '{"b":2}'],
    ['{"b":2,"a":1}', '{"b":2}'],
    ['{ "b": 2 , "a": "," , "c": 3 }', '{ "b": 2 , "c": 3 }'],
    ['{"b":{"a":1}}', '{"b":{"a":1}}'],
  ])('removes a member of %j', (json, expected) => {
    expect(withoutMember(json, 'a')).toBe(expected);
  });
});

describe('withItems', () => {
  it.each([
    ['[]', '[]'],
    ['[1]', '[x1]'],
    [' [ 1 , "a,]" ,{"b":[2]}] ', ' [ x1 , x"a,]" ,x{"b":[2]}] '],
  ])('replaces the items of %j', (json, expected) => {
    expect(withItems(json, (item) => `x${item}`)).toBe(expected);
  });
});

it('edits any object as its parsed value is edited', () => {
  assert(
    property(
      dictionary(string(), jsonValue({ maxDepth: 2 }), { noNullPrototype: true }),
      string(),
      constantFrom(undefined, 2, '\t'),
      (given, key, indent) => {
        const json = JSON.stringify(given, undefined, indent);
        // JSON has no -0.
        const object = JSON.parse(json) as typeof given;
        const value = Object.hasOwn(object, key) ? JSON.stringify(object[key]) : undefined;
        const text = memberText(json, key);
        expect(text === undefined ? undefined : JSON.stringify(JSON.parse(text))).toBe(value);
        expect(JSON.parse(withMember(json, key, '"new"', true))).toEqual({
          ...object,
          ...Object.fromEntries([[key, 'new']]),
        });
        const others = Object.entries(object).filter(([name]) => name !== key);
        expect(JSON.parse(withoutMember(json, key))).toEqual(Object.fromEntries(others));
      },
    ),
    { numRuns: 200 },
  );
});
