import { describe, expect, it } from 'vitest';
import { maxYamlBytes, parseYaml, parseYamlObject } from '../../src/formats/yaml-file.ts';

describe('YAML files', () => {
  it('are parsed with plain types', async () => {
    const text = 'name: web\nversion: 1.20\ndate: 2026-01-31\nlist: [a, b]\n';
    expect(await parseYamlObject(Buffer.from(text), 'Chart.yaml')).toEqual({
      name: 'web',
      version: 1.2,
      date: '2026-01-31',
      list: ['a', 'b'],
    });
    expect(await parseYaml(Buffer.from('a: 1\n---\nb: 2\n'), 'all.yaml')).toEqual([{ a: 1 }, { b: 2 }]);
    expect(await parseYamlObject(Buffer.from('{"a": "b"}'), 'a.json')).toEqual({ a: 'b' });
  });

  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghi'
    .split('')
    .map((name, index) => `${name}: &${name} [${Array.from({ length: 9 }, () => `*${'abcdefgh'[index]}`).join(',')}]`)
    .join('\n')}\n`;

  it.each([
    ['broken text', Buffer.from('a: [b\nc: d'), /"x\.yaml" is not valid YAML/],
    ['a tab as indentation', Buffer.from('a:\n\tb: c'), /"x\.yaml" is not valid YAML/],
    ['duplicate keys', Buffer.from('a: 1\na: 2'), /"x\.yaml" is not valid YAML/],
    ['a list', Buffer.from('- a'), /not one YAML document/],
    ['nothing', Buffer.from(''), /not one YAML document/],
    ['two documents', Buffer.from('a: 1\n---\nb: 2'), /not one YAML document/],
    ['bytes that are not UTF-8', Buffer.from([0x61, 0x3a, 0x20, 0xff]), /not UTF-8/],
    ['aliases that multiply', Buffer.from(bomb), /"x\.yaml" is not valid YAML/],
    ['too many bytes', Buffer.alloc(maxYamlBytes + 1, 0x20), /over the limit/],
  ])('reject %s', async (_, content, message) => {
    await expect(parseYamlObject(content, 'x.yaml')).rejects.toThrow(message);
  });
});
