import { printable } from '../spec/index.ts';

/** Markup in which all foreign text is escaped. Only functions of this file create it. */
export class Html {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

/** A value in a template. Text is escaped. `undefined` and `false` add nothing. */
export type HtmlValue = Html | string | number | false | undefined | readonly HtmlValue[];

/**
 * Creates markup from a template. All values are escaped, so they are safe as text and in attributes with double quotes.
 */
export function markup(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  let text = strings[0] ?? '';
  for (const [index, value] of values.entries()) text += markupOf(value) + (strings[index + 1] ?? '');
  return new Html(text);
}

/** Lines of foreign text that keep their line breaks. */
export function preformatted(text: string): Html {
  return new Html(text.split('\n').map(markupOf).join('\n'));
}

/** Code of this module in an element. It must not contain text of others. */
export function inlineCode(element: 'script' | 'style', code: string): Html {
  return new Html(`<${element}>${code}</${element}>`);
}

function markupOf(value: HtmlValue): string {
  if (value === undefined || value === false) return '';
  if (value instanceof Html) return value.toString();
  if (typeof value === 'string' || typeof value === 'number') return escaped(String(value));
  return value.map(markupOf).join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Control and bidirectional characters become visible, so that a name cannot look like another one. */
function escaped(text: string): string {
  return printable(text).replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

/** A column of a {@link table}. */
export interface Column {
  readonly label: string;
  /** The class of its cells. */
  readonly kind?: 'number' | 'main' | undefined;
}

/** A table that becomes a list of cards on narrow screens. */
export function table(caption: string, columns: readonly Column[], rows: readonly (readonly HtmlValue[])[]): Html {
  const head = columns.map(({ label, kind }) => markup`<th scope="col" ${kindOf(kind)}>${label}</th>`);
  const body = rows.map((cells) => {
    const row = cells.map((cell, index) => {
      const { label, kind } = columns[index] ?? { label: '' };
      return markup`<td data-label="${label}" ${kindOf(kind)}>${cell}</td>`;
    });
    return markup`<tr>
      ${row}
    </tr> `;
  });
  return markup`<table>
    <caption>
      ${caption}
    </caption>
    <thead>
      <tr>
        ${head}
      </tr>
    </thead>
    <tbody>
      ${body}
    </tbody>
  </table>`;
}

function kindOf(kind: Column['kind']): Html | undefined {
  return kind && markup` class="${kind}"`;
}
