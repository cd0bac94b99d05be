import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markup, preformatted, table } from '../../src/page/html.ts';
import { pageLink } from '../../src/page/links.ts';
import { printable } from '../../src/spec/index.ts';
import { anyText } from '../any-text.ts';
import { ExampleRegistry, absent } from './example-registry.ts';
import { linksOf, viewOf } from './browse.ts';

const hostile = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  `' autofocus onfocus='alert(1)`,
  '</title></style></script><svg/onload=alert(1)>',
  '&lt;b&gt;&#60;script&#62;',
  'javascript:alert(1)',
  '\u202Egnp.exe\u0000\r\n\u2028',
];

const text = fc.oneof(anyText, fc.constantFrom(...hostile));

/** The tags and the names of their attributes, without values and text. */
function skeleton(html: string): readonly string[] {
  return Array.from(html.matchAll(/<\/?[a-z][^>]*>/gi), ([tag]) => tag.replaceAll(/"[^"]*"/g, '""'));
}

describe('markup', () => {
  it('has the same elements and attributes for every text', () => {
    const render = (value: string): string =>
      markup`<a title="${value}">${[value, markup`<b>${value}</b>`]}</a>${preformatted(value)}${table(
        value,
        [{ label: value, kind: 'main' }],
        [[value]],
      )}`.toString();
    const expected = skeleton(render('x'));
    fc.assert(
      fc.property(text, (value) => {
        expect(skeleton(render(value))).toEqual(expected);
      }),
    );
  });

  it('escapes the characters of elements, attributes and references', () => {
    expect(markup`<b>${`<a href="x" title='y'>&amp;`}</b>`.toString()).toBe(
      '<b>&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;</b>',
    );
  });

  it('has no control and no bidirectional characters of others', () => {
    fc.assert(
      fc.property(text, (value) => {
        const shown = markup`${value}`.toString();
        expect(printable(shown, Infinity)).toBe(shown);
      }),
    );
  });

  it('links only to the page, whatever the parameters are', () => {
    fc.assert(
      fc.property(text, text, (repository, q) => {
        const link = pageLink({ repository, q });
        const { origin, pathname, searchParams } = new URL(link, 'http://registry.test');
        expect([origin, pathname]).toEqual(['http://registry.test', '/']);
        expect(Object.fromEntries(searchParams)).toEqual({
          repository: repository.toWellFormed(),
          q: q.toWellFormed(),
        });
      }),
    );
  });
});

describe('the view of a manifest', () => {
  it('has the same elements for all annotations, titles, media types and referrers', async () => {
    const viewWith = async (value: string): Promise<string> => {
      const example = new ExampleRegistry();
      const layer = { ...absent('application/x', 1, 'a'), annotations: { 'org.opencontainers.image.title': value } };
      const subject = await example.artifact(
        'a',
        { ...layer, mediaType: value || 'x' },
        {
          tags: ['v1'],
          artifactType: value,
          annotations: { [value]: value },
        },
      );
      await example.attach('a', subject, 'text/plain', { note: value });
      const view = await viewOf(example.registry, '/?repository=a&tag=v1');
      const list = await viewOf(example.registry, '/?repository=a');
      return view + list;
    };
    const expected = skeleton(await viewWith('x'));
    for (const value of hostile) {
      const html = await viewWith(value);
      expect(skeleton(html)).toEqual(expected);
      expect(linksOf(html).filter((link) => !/^\/(?:\?|v2\/|$)/.test(link))).toEqual([]);
    }
  });

  it.each([
    ['https://github.com/acme/app', true],
    ['http://example.test/a?b=c&d=e', true],
    ['javascript:alert(1)', false],
    ['JavaScript:alert(1)//https://x', false],
    ['data:text/html,<script>alert(1)</script>', false],
    ['vbscript:x', false],
    ['//evil.test/', false],
  ])('links the annotation %s: %s', async (value, isLink) => {
    const example = new ExampleRegistry();
    await example.artifact('a', absent('application/x', 1, 'a'), { tags: ['v1'], annotations: { url: value } });
    const links = linksOf(await viewOf(example.registry, '/?repository=a&tag=v1'));
    expect(links.filter((link) => !link.startsWith('/'))).toEqual(isLink ? [value] : []);
    expect(links.filter((link) => link.startsWith('//'))).toEqual([]);
  });
});
