import { describe, expect, it } from 'vitest';
import { parseYaml } from './workflow-yaml.ts';

describe('parseYaml', () => {
  it('parses the syntax that workflows use', () => {
    expect(
      parseYaml(`# first
name: a name  # said
on:
  push:
    tags: ['v*']
empty:
jobs:
  one:
    needs: [a, b]
    steps:
      - uses: x/y@v1
        with:
          text: |
            a: b
              # c

            d
          folded: >-
            e
            f
      # between
      - run: echo "\${{ a.b }}" # no
      - plain
    last: it's
`),
    ).toEqual({
      name: 'a name',
      on: { push: { tags: ['v*'] } },
      empty: '',
      jobs: {
        one: {
          needs: ['a', 'b'],
          steps: [
            { uses: 'x/y@v1', with: { text: 'a: b\n  # c\n\nd', folded: 'e f' } },
            { run: 'echo "${{ a.b }}"' },
            'plain',
          ],
          last: "it's",
        },
      },
    });
  });

  it.each([
    'a: b\na: c',
    'a: b\n  c: d',
    'a:\n\tb: c',
    'a: b: c',
    'a: *b',
    'a: "b',
    'a: @b',
    'a: {b: c}',
    'a: [b',
    'a: ["b"]',
    "a: ['b, c']",
    'a:\n    b: c\n  d: e',
    'text',
  ])('rejects %j', (source) => {
    expect(() => parseYaml(source)).toThrow();
  });
});
