import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const id = /\b(?:AU|CH|CP|DL|EX|GA|MF|PK|RD|ST|SV|UP)-\d\d\b/g;

function idsIn(file: string): readonly string[] {
  return readFileSync(join(import.meta.dirname, file), 'utf8').match(id) ?? [];
}

it('test/README.md explains every id in the tests, and no other id', () => {
  const tests = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  const explained = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8').matchAll(/^\| ([A-Z]{2}-\d\d) \|/gm);
  expect(new Set(Array.from(explained, ([, name]) => name))).toEqual(new Set(tests.flatMap(idsIn)));
});
