import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { repositoryOf, splitScopes, unionScopes } from '../../src/auth/index.ts';

describe('unionScopes', () => {
  it.each([
    [[['repository:a:push,pull']], ['repository:a:pull,push']],
    [[['repository:a:pull'], ['repository:a:push']], ['repository:a:pull,push']],
    [
      [['repository:b:pull', 'repository:a:pull'], ['repository:a:pull']],
      ['repository:a:pull', 'repository:b:pull'],
    ],
    [[['repository:a:pull', 'repository:a:*']], ['repository:a:*']],
    [
      [['repository:localhost:5000/a:pull', 'repository:localhost:5000/a:push']],
      ['repository:localhost:5000/a:pull,push'],
    ],
    [
      [['registry:catalog:*'], ['repository:a:delete']],
      ['registry:catalog:*', 'repository:a:delete'],
    ],
    [[['aws', '', 'aws']], ['aws']],
    [[['repository:a:']], []],
    [[[], []], []],
  ])('joins %j', (lists, expected) => {
    expect(unionScopes(...lists)).toEqual(expected);
  });

  it('does not depend on order, and joining again changes nothing', () => {
    const scope = fc
      .tuple(
        fc.constantFrom('repository:a', 'repository:b/c', 'registry:catalog'),
        fc.subarray(['pull', 'push', 'delete', '*', 'x'], { minLength: 1 }),
      )
      .map(([name, actions]) => `${name}:${actions.join(',')}`);
    fc.assert(
      fc.property(fc.array(scope), fc.array(scope), (a, b) => {
        const union = unionScopes(a, b);
        expect(unionScopes(b.toReversed(), a)).toEqual(union);
        expect(unionScopes(union, a)).toEqual(union);
      }),
    );
  });
});

describe('repositoryOf and splitScopes', () => {
  it.each([
    [['repository:a/b:pull'], 'a/b'],
    [['repository:src:pull', 'repository:dst:pull,push'], 'dst'],
    [['repository:dst:pull,push', 'repository:src:pull'], 'dst'],
    [['registry:catalog:*'], undefined],
    [[], undefined],
  ])('finds the repository of %j', (scopes, expected) => {
    expect(repositoryOf(scopes)).toBe(expected);
  });

  it('splits at spaces', () => {
    expect(splitScopes(' a  b ')).toEqual(['a', 'b']);
    expect(splitScopes(undefined)).toEqual([]);
  });
});
